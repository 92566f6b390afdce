"""
The tables of docs/grid.md that are results of shipped grids: ``python benchmarks/grid_tables.py`` computes them one
after another and writes each between its marks; ``--only NAME ...`` computes single ones. No figure is typed by hand.
Minutes of two processors on a quiet machine: path and rivals 3 each, checks 1, settled 2, adequacy 5, policies 10.
"""

import argparse
from pathlib import Path

import numpy as np

import sim
from sim.scenario.load_grid import load_grid
from sim.studies.grid_adequacy import zone_adequacy
from sim.studies.grid_export import settle_export
from sim.studies.grid_links import value_links
from sim.studies.grid_path import region_path
from sim.validation.grid_checks import check_grid

PAGE = Path(__file__).resolve().parents[1] / "docs" / "grid.md"
RIVALS = ("sumatra_singapore", "vietnam_singapore", "cambodia_singapore", "sarawak_singapore")
NEIGHBOURS = ("sumatra_singapore", "malay_singapore", "batam_singapore")
COUNTRIES = {"VN": "Vietnam", "TH": "Thailand", "MY": "Malaysia", "SG": "Singapore", "ID": "Indonesia",
             "KH": "Cambodia", "LA": "Laos", "MM": "Myanmar", "PH": "the Philippines", "BN": "Brunei"}
POLICIES = ("perfect_foresight", "rolling", "myopic")
POLICY_GRID = {"grid.weather_years": 2}


def rivals():
    """Yield the corridors that compete for Singapore in 2040, and what each takes from the other."""
    stages = ["existing", "building", "planned", "considered"]
    s = load_grid("asean_2040", {"grid.days": 28, "grid.first_day": 91, "grid.stages": stages})
    found = value_links(s, links=RIVALS, workers=1,
                        pairs=[("vietnam_singapore", name) for name in (*RIVALS, "batam_singapore")
                               if name != "vietnam_singapore"])
    yield ("| corridor, 2040 | MW | TOOT | PINT | yearly cost | TOOT/cost | saved, MtCO2/yr | "
           "who gains most, and least |",
           "|---|--:|--:|--:|--:|--:|--:|---|")
    for v in sorted(found.links, key=lambda v: -v.taken_out):
        ranked = sorted(v.gains.items(), key=lambda pair: -pair[1])
        (most, much), (least, little) = ranked[0], ranked[-1]
        half = 0.5 * (v.taken_out_high - v.taken_out_low)
        yield (f"| `{v.name}` | {v.mw:,.0f} | {v.taken_out:.0f} +-{half:.1f} | {v.put_in:.0f} | {v.yearly_cost:.0f} | "
               f"{v.ratio(v.taken_out):.2f} | {v.saved:+.2f} | {COUNTRIES.get(most, most)} {much:+.0f}, "
               f"{COUNTRIES.get(least, least)} {little:+.0f} |")
    yield ("", "| `vietnam_singapore` beside | value without it | value with it | difference |", "|---|--:|--:|--:|")
    for pair in found.pairs:
        yield f"| `{pair.second}` | {pair.alone[0]:.1f} | {pair.beside[0]:.1f} | {pair.interaction():+.1f} |"


def path():
    """Yield the region from 2030 to 2045."""
    of = region_path("asean", workers=1).table
    yield (f"| `asean`, gap {of['gap'].max():.0e} | " + " | ".join(map(str, of.index)) + " |",
           "|---" + "|--:" * len(of) + "|")
    for name, text, form in (
            ("demand_twh", "demand, TWh", "{:,.0f}"), ("emissions_mtco2", "emissions, MtCO2", "{:,.0f}"),
            ("line_mtco2", "straight line to zero in 2050, MtCO2", "{:,.0f}"),
            ("factor_tco2_per_mwh", "emissions of generation, tCO2/MWh", "{:.3f}"),
            ("clean_share", "free of carbon, share of generation", "{:.2f}"),
            ("wind_and_sun_share", "wind and sun, share of generation", "{:.2f}"),
            ("curtailed_twh", "curtailed, TWh", "{:.1f}"),
            ("price_usd_per_mwh", "price, by demand, USD/MWh", "{:.1f}")):
        yield f"| {text} | " + " | ".join(form.format(value) for value in of[name]) + " |"


def settled():
    """Yield what the export earns in 2035."""
    yield ("| Settled | delivered, TWh | received, USD/MWh | revenue, million USD |", "|---|--:|--:|--:|")
    for row in settle_export(load_grid("asean_2035", {"project.mode": "hub"})):
        yield (f"| {row.form.replace('_', '-')} | {row.delivered / 1e3:.2f} | {row.price:.1f} | {row.revenue:.0f} |")


def adequacy():
    """Yield how secure Singapore's supply is in 2035 with and without its neighbours."""
    rows = zone_adequacy(load_grid("asean_2035", {"project.mode": "hub"}), "SG", NEIGHBOURS, workers=1)
    yield ("| beside Singapore's plants, `asean_2035` with the project | mean, MW | when tight, MW | "
           "capacity credit, MW | plants of the file: LOLE, h/yr, and unserved, MWh/yr |", "|---|--:|--:|--:|--:|")
    for row in rows:
        yield (f"| {row.support} | {row.mean:,.0f} | {row.tight:,.0f} | {row.elcc:,.0f} | {row.lole:.2g}, "
               f"{row.unserved:.2g} |")


def checks():
    """Yield published figures beside a year of 2025."""
    yield ("| Figure | model | published | unit | met | held to it |", "|---|--:|--:|---|---|---|")
    for v in check_grid(sim.run_grid(load_grid("asean_2025"))):
        c = v.check
        yield (f"| {c.name} | {v.value:,.0f} " if abs(v.value) >= 1000 else f"| {c.name} | {v.value:.3g} ") + (
            f"| {c.published:,g} | {c.unit} | {'yes' if v.met() else 'no'} | {'yes' if c.calibrated else ''} |")


def policies():
    """Yield what the region and each zone lose by what is not known, in 2035 and two weather years."""
    found = [policy_figures(name) for name in POLICIES]
    best = found[0]
    yield ("| `asean_2035`, mean of two weather years | " + " | ".join(f"`{name}`" for name in POLICIES) + " |",
           "|---|--:|--:|--:|")
    for text, value in (
            ("cost, million USD a year", lambda d: f"{d['cost']:,.0f}"),
            ("more than with perfect foresight", lambda d: f"{d['cost'] - best['cost']:,.0f}"),
            ("the same, % of the cost", lambda d: f"{100 * (d['cost'] / best['cost'] - 1):.2f}"),
            ("curtailed, TWh", lambda d: f"{d['curtailed'] / 1e6:.2f}"),
            ("unserved, GWh", lambda d: f"{d['unserved'] / 1e3:.1f}")):
        yield f"| {text} | " + " | ".join(value(d) for d in found) + " |"
    lost = [best["welfare"] - d["welfare"] for d in found[1:]]
    yield ("", "| value of information, million USD a year | `rolling` | `myopic` |", "|---|--:|--:|")
    for n in np.argsort(-lost[1]):
        yield f"| {best['zones'][n]} | {lost[0][n]:+,.0f} | {lost[1][n]:+,.0f} |"


def policy_figures(name):
    """Return what is shown of a policy: sums over the region, and welfare of each zone [million USD]."""
    data = sim.run_grid(load_grid("asean_2035", {**POLICY_GRID, "grid.policy": name}))
    return {"cost": float(data["cost"].mean()) / 1e6, "zones": data["zone"].values,
            "welfare": data["zone_welfare"].mean("weather_year").values / 1e6,
            **{key: energy(data, key) for key in ("curtailed", "unserved")}}


def energy(data, name):
    """Return the sum over zones and time of a power, mean over weather years [MWh]."""
    return float(data[name].mean("weather_year").sum()) * float(data.attrs["period_h"])


TABLES = {"rivals": rivals, "path": path, "settled": settled, "adequacy": adequacy, "checks": checks,
          "policies": policies}
"""What can be computed, by the name of its marks."""


def into_page(name, lines):
    """Write a table between its marks."""
    begin, end = f"<!-- grid_tables {name} -->", f"<!-- /grid_tables {name} -->"
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    if not mark or end not in rest:
        raise SystemExit(f"{PAGE.name} has no marks {begin} {end}")
    PAGE.write_text("\n".join([before + begin, *lines, end]) + rest.partition(end)[2], encoding="utf-8")


def main(arguments=None):
    """Compute, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="*", choices=list(TABLES), default=list(TABLES))
    for name in parser.parse_args(arguments).only:
        lines = [line for part in TABLES[name]() for line in ((part,) if isinstance(part, str) else part)]
        print("\n".join([f"== {name}", *lines]), flush=True)
        into_page(name, lines)


if __name__ == "__main__":
    main()
