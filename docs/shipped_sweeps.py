"""
What the shipped sweeps found, from their tables.

`python docs/shipped_sweeps.py RUNS` reads the folders of sweeps below RUNS, one for each file of `scenarios/sweeps`
that was run, and writes `docs/shipped_sweeps.json`; the book makes its section of that. No figure is typed by hand.
"""

import json
import sys
from pathlib import Path

import numpy as np

from sim.units import percent

DOCS = Path(__file__).resolve().parent
FOUND = DOCS / "shipped_sweeps.json"
SHORT = {"resource.wind.level": "level of the wind", "cost.cable": "price level of the cable",
         "finance.target_equity_irr": "return that owners ask", "finance.debt.rate": "interest",
         "carbon.tax.growth": "growth of the carbon tax", "cost.contingency": "contingency",
         "link.outage.cable_rate_per_100km_year": "faults of the cable", "market.gas_price_sgd_per_gj": "gas price",
         "time.first_operating_year": "first year", "storage.power_mw": "battery",
         "storage.energy_mwh": "energy of the battery", "contract.terms.width_mw": "contracted power",
         "link.voltage_kv": "voltage", "link.cables.section_mm2": "section", "farm.capacity_mw": "size of the farm",
         "seed": "weather"}
UNIT = {"mw": "MW", "mwh": "MWh", "kv": "kV", "mm2": "mm2", "level": ""}


def name(key):
    """Return a key for a reader."""
    return SHORT.get(key, f"`{key}`")


def value(key, number):
    """Return the value of a key with its unit."""
    unit = UNIT.get(key.rsplit("_", 1)[-1], "")
    text = f"{number:,.3g}" if isinstance(number, float) and abs(number) < 100 else f"{number:,.0f}"
    return f"{text} {unit}".strip()


def design(row, keys):
    """Return a design in words: values of its keys."""
    return ", ".join(str(row[key]) if isinstance(row[key], str) else f"{name(key)} {value(key, row[key])}"
                     for key in keys)


def listed(words):
    """Return words as a list in a sentence."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def decisions(done):
    """Return what a sweep of decisions under futures found."""
    fares, keys = done.robustness(), list(done.design.levers)
    table = done.differences().set_index(keys)
    best, lines = fares.iloc[0], []
    spread = float(done.good[done.good[keys[0]] == best[keys[0]]]["required_price"].astype(float).std())
    lines.append(f"The least mean price has {design(best, keys)}: {best['mean']:.1f} +- {best['standard_error']:.1f} "
                 f"USD/MWh over {len(done.good) // len(fares)} futures, which differ by {spread:.0f} (standard "
                 f"deviation); nine of ten lie below {best['p90']:.0f}.")
    for _, row in fares.iloc[1:].iterrows():
        other = table.loc[tuple(row[key] for key in keys) if len(keys) > 1 else row[keys[0]]]
        word = "which is distinguished at 95 %" if other["distinct"] else "not distinguished at 95 %"
        lines.append(f"With {design(row, keys)} the same futures are {other['difference']:+.2f} +- "
                     f"{other['standard_error']:.2f}, {word}; regret {row['mean_regret']:.1f} in the mean and "
                     f"{row['worst_regret']:.1f} at worst.")
    lines.append(f"The worst regret of the first is {best['worst_regret']:.1f}.")
    effects = done.effects().drop(index=["seed", *keys, *done.design.derived], errors="ignore")
    ranks = effects["rank_correlation"].dropna().sort_values(key=abs, ascending=False)
    futures = len(done.good) // len(fares)
    sure = 3.5 / np.sqrt(futures - len(ranks) - 2)   # about 95 % that none of a dozen keys lies beyond by chance
    strong = [f"{name(key)} {number:+.2f}" for key, number in ranks.items() if abs(number) > sure]
    lines.append(f"Partial rank correlation with the price: {listed(strong)}; the others lie within {sure:.2f}, which "
                 f"{futures} futures cannot distinguish from chance.")
    for key, row in effects[effects["rank_correlation"].isna()].iterrows():
        levels = done.levels()[key]
        lines.append(f"The {name(key)} moves it by {row['range']:.0f}, from {min(levels, key=levels.get)} to "
                     f"{max(levels, key=levels.get)}.")
    for figure, rule in done.design.thresholds.items():
        shares = [f"{percent(row[f'meets_{figure}'])} with {design(row, keys)}" for _, row in fares.iterrows()]
        lines.append(f"`{figure} {rule}` is met in {listed(shares)}.")
    figure, rule = next(iter(done.design.thresholds.items()))
    missed = {"<=": ">", ">=": "<", "<": ">=", ">": "<="}[rule.split()[0]]
    boxes = [box for box in done.boxes(figure, f"{missed} {rule.split()[1]}") if len(box.limits) <= 4]
    if boxes and boxes[-1].limits:
        box = boxes[-1]
        lines.append(f"It is missed in {percent(boxes[0].density)} of all cases, and in {percent(box.density)} of a "
                     f"box of {len(box.limits)} keys that holds {percent(box.coverage)} of those: {inside(box)}.")
    return lines


def inside(box):
    """Return the limits of a box in words."""
    return "; ".join(f"{name(key)} {' or '.join(limits)}" if isinstance(limits[0], str) else
                     f"{name(key)} from {limits[0]:.3g} to {limits[1]:.3g}" for key, limits in box.limits.items())


def indices(done):
    """Return what a Saltelli design found."""
    effects = done.effects().drop(index=list(done.design.derived), errors="ignore").dropna(subset=["total"])
    effects = effects.sort_values("total", ascending=False)
    rows = [f"{name(key)} {row['total']:.2f} ({row['total_low']:.2f} to {row['total_high']:.2f}; first order "
            f"{row['first']:.2f})" for key, row in effects.iterrows()]
    price = done.good["required_price"].astype(float)
    small = [name(key) for key, row in effects.iterrows() if row["total_high"] < 0.05]
    return [f"The price has a mean of {price.mean():.0f} and a standard deviation of {price.std():.0f} USD/MWh.",
            f"Share of its variance that goes with each key, total index and its 90 % band: {'; '.join(rows)}.",
            *([f"Less than a twentieth each: {listed(small)}."] if small else [])]


def grid(done):
    """Return what a grid found."""
    table, keys, lines = done.differences(), done.varied(), []
    best, rest = table.iloc[0], table.iloc[1:]
    same = rest[~rest["distinct"].astype(bool)]
    lines.append(f"The least price is {best['mean']:.1f} USD/MWh, with {design(best, keys)}.")
    if len(same):
        near = same.iloc[0]
        lines.append(f"Of {len(rest)} other designs that can be built {len(same)} cannot be distinguished from it at "
                     f"95 %, the nearest {near['difference']:+.1f} +- {near['standard_error']:.1f} with "
                     f"{design(near, keys)}.")
    else:
        lines.append(f"The {len(rest)} other designs that can be built are dearer, all distinguished at 95 %.")
    failed = done.table[done.table["status"] != "ok"]
    if len(failed):
        lines.append(f"{len(failed)} designs cannot be built, most of them because "
                     f"{reason(failed['error'].tolist())}.")
    for key in keys:
        least = table.groupby(key, sort=True)["mean"].min()
        shown = [f"{at if isinstance(at, str) else value(key, float(at))} {price:.1f}" for at, price in least.items()]
        lines.append(f"The least price by {name(key)}: {', '.join(shown)}.")
    return lines


def reason(errors):
    """Return why most cases failed."""
    hot = sum("temperature" in text or "thermal" in text for text in errors)
    return "the cable becomes too hot" if hot > len(errors) / 2 else f"`{errors[0][:80]}`"


def paragraph(done):
    """Return what a sweep found, and how it was run."""
    sample = done.design.sample
    kind = decisions if done.design.levers else indices if sample and sample.method == "saltelli" else grid
    table = done.table
    manifest = json.loads((done.folder / "manifest.json").read_text(encoding="utf-8"))
    return {"text": " ".join(kind(done)), "cases": len(table), "good": int((table["status"] == "ok").sum()),
            "cpu_min": round(float(np.nansum(table["cpu_s"].astype(float))) / 60.0, 1), "commit":
            manifest["commit"] and manifest["commit"][:7], "version": manifest["version"]}


def main():
    """Write `shipped_sweeps.json`; a sweep without a folder keeps what it has."""
    from sim.studies.sweep_result import open_sweep

    runs = Path(sys.argv[1])
    found = json.loads(FOUND.read_text(encoding="utf-8")) if FOUND.exists() else {}
    for file in sorted((DOCS.parent / "scenarios" / "sweeps").glob("*.toml")):
        if (runs / file.stem / "cases.parquet").exists():
            found[file.stem] = paragraph(open_sweep(runs / file.stem))
    FOUND.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(DOCS.parent))
    main()
