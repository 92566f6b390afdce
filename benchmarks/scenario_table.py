"""The shipped scenarios of finance and ownership side by side, one line each: docs/scenario_comparison.md."""

from pathlib import Path

import sim
from sim import chain
from sim.results.analyses import analyse
from sim.results.summary import summary

SCENARIOS = (
    ("base", "a design that lenders could take"),
    ("announced_2023", "the project as announced: what its settings would make of it"),
    ("blended", "what do concessional money, export credit and development banks bring?"),
    ("regulated_link", "what if a regulated company owns cable and stations?"),
    ("cap_and_floor", "what if consumers guarantee the cable a floor?"),
    ("three_companies", "what if farm, battery and link each stand alone?"),
    ("delayed", "what if permits and cable slots are late, and the capital spent waits a year?"),
    ("phased", "what if half of it is in service two years before the rest?"),
    ("hydrogen_hub", "what does a buyer of surplus power at the hub bring?"),
)
"""Name and question."""
COLUMNS = (
    ("required price, USD/MWh", lambda f: f"{f['required_price']:.1f}"),
    ("± one standard error", lambda f: f"{f['required_price_se']:.1f}"),
    ("against base", None),
    ("capex, bn USD", lambda f: f"{f['capex'] / 1e9:.2f}"),
    ("gearing, %", lambda f: f"{100 * f['gearing']:.0f}"),
    ("DSCR P90", lambda f: f"{f['dscr_p90']:.2f}"),
    ("default, % of lives", lambda f: f"{100 * f['default_probability']:.1f}"),
    ("NPV at price of new gas, bn USD", lambda f: f"{f['npv_at_new_gas'] / 1e9:.2f}"),
    ("first day, P50", lambda f: f"{f['first_day_p50']:.1f}"),
)
PAGE = Path(__file__).resolve().parents[1] / "docs" / "scenario_comparison.md"


def figures(name):
    """Summary of a shipped scenario in full."""
    case = chain.run(sim.load(name))
    return summary(case, analyse(case))


def main():
    """Write the page."""
    lines = ["# Scenarios of finance and ownership", "",
             "Each in full (20 weather years, ten outage histories), on the same random numbers, so differences are "
             "surer than prices. Written by `python benchmarks/scenario_table.py`; terms are those of "
             "[finance](methods/finance.md).", "",
             "| scenario | question | " + " | ".join(name for name, _ in COLUMNS) + " |",
             "|---|---|" + "--:|" * len(COLUMNS)]
    base = None
    for name, question in SCENARIOS:
        found = figures(name)
        base = base or found
        more = f"{found['required_price'] - base['required_price']:+.1f}"
        cells = [more if make is None else make(found) for _, make in COLUMNS]
        lines.append(f"| `{name}` | {question} | " + " | ".join(cells).replace("nan", "–") + " |")
        print(lines[-1], flush=True)
    about = ("The price is that of the export contract. Under `cap_and_floor` consumers make up the floor where "
             "the tariff does not reach it, and under `blended` lenders below market bear part of the cost: "
             "neither is in the price. The ledger of the parties (`sundalink run NAME --lenders`, "
             "`parties.csv`) has every payment.")
    lines += ["", about, ""]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
