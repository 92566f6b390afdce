"""Deals and outturns beside the model, never tuned to: docs/precedents.md."""

from pathlib import Path

from sim.analysis.cost_outturns import outturns
from sim.scenario.load import load
from sim.units import percent
from sim.validation.published_cases import published
from sim.validation.verdicts import validate

PAGE = Path(__file__).resolve().parents[1] / "docs" / "precedents.md"
KIND = "precedent-"


def deals():
    """Rows of the table of deals."""
    cases = [case for case in published() if case.id.startswith(KIND)]
    rows = []
    for case, verdict in zip(cases, validate(cases), strict=True):
        note = case.note.removeprefix("A precedent, never tuned to. ")
        for name, value, model in zip(case.names, case.published, verdict.values, strict=True):
            residual = percent(model / value - 1.0, sign="+")
            rows.append(f"| {case.title} | {name} [{case.unit}] | {value:g} | {model:.3g} | {residual} | {note} |")
    return rows


TEXT = """# Precedents

Deals and costs of real links beside what the model gives. Written by `python benchmarks/precedents.py`. Nothing here is
fitted: terms that are assumed were set before the comparison. Other deals are held out.

## Deals

The model's gearing is that of the largest loan that keeps its cover, at the price that gives owners their return. Floor
and cap are annuities of the cost. `sundalink validate` lists the same figures. That some are met to a percent is
chance, as terms are assumed: two points of the owners' return move gearing by .02 to .05, .10 of cover by .03 to .04,
and one point of interest moves floor and cap by a tenth.

| deal | figure | published | model | residual | assumed |
|---|---|--:|--:|--:|---|
DEALS

## Costs of links beside the draws of base

Outturn, or for a link that is not finished what is expected, in bn USD of 2025, over cable and stations by MW and km at
base's price level of 2025 (DEA). Draws are those of base's `uncertainty.cost` for the mix of cable and stations of each
link. Links of before 2022 lie below most draws: contracts have since become dearer, which the last column, over the
price level of a link's own contracts, takes out. Base's ranges begin where older contracts were and leave little above:
one of ten draws lies above 1.16 of what is planned, where one expected outturn lies at 1.72.

| link | state | of what | outturn | planned | ratio | P10 to P90 of draws | draws below | ratio at own level |
|---|---|---|--:|--:|--:|--:|--:|--:|
COST

\\* used for a price level of the model.
"""


def main():
    """Write the page."""
    cost = [f"| {row.name} | {row.state} | {row.scope}{' *' if row.level else ''} | {row.outturn / 1e9:.2f} | "
            f"{row.planned / 1e9:.2f} | {row.ratio:.2f} | {row.low:.2f} to {row.high:.2f} | {percent(row.below)} | "
            f"{row.own:.2f} |" for row in outturns(load("base", {}))]
    PAGE.write_text(TEXT.replace("DEALS", "\n".join(deals())).replace("COST", "\n".join(cost)), encoding="utf-8")


if __name__ == "__main__":
    main()
