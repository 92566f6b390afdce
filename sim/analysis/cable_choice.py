"""Comparison of the chosen cable with the other sections of its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.case import cable_choice

if TYPE_CHECKING:
    from sim.chain import Case

MARGIN = 0.02
"""Share of the yearly cost of cable and losses that another section must save to be noted (assumed). [fraction]"""


class CheaperSection(NamedTuple):
    """Another section of the cable that would have cost less."""

    section: float
    """Conductor section. [mm2]"""
    saving: float
    """Lower yearly cost in capital, upkeep and losses. [USD/yr]"""


def cheaper_section(case: Case) -> CheaperSection | None:
    """Section that would have cost less than the one the scenario names, by a margin; None if there is none."""
    s = case.scenario
    if case.link.options or s.cost.cable_design.model == "per_mw_km":
        return None
    cables = s.link.cables.model_copy(update={"section_mm2": "optimal"})
    open_ = s.model_copy(update={"link": s.link.model_copy(update={"cables": cables, "voltage_kv":
                                                                   case.link.cable.voltage})})
    able = [o for o in cable_choice.make(open_, case.route, case.hub.power[0]) if not o.refused]
    own = next((o for o in able if o.cable.key == case.link.cable.key), None)
    if own is None or own.total - able[0].total < MARGIN * own.total:
        return None
    return CheaperSection(able[0].cable.section, own.total - able[0].total)
