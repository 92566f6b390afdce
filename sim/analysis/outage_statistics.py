"""Statistics of simulated outages beside those of built links."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.case.outages import layout
from sim.link import configuration as link_configuration
from sim.models import choose
from sim.reliability import fault_rates, outage, outage_history
from sim.reliability.records import HistorySample
from sim.units import HOURS_PER_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sim.link.configuration import Configuration
    from sim.reliability.outage_history import Intervals
    from sim.reliability.records import LinkLayout


def outage_share(*, length_km: Sequence[float], configuration: Sequence[str], years: Sequence[int], new: Sequence[bool],
                 least_h: float, lives: int, seed: int, figure: str = "share",
                 own: Sequence[Mapping[str, float]] | None = None) -> list[tuple[float, ...]]:
    """Return the 90 % band of what is reported of outages that last some hours or more: the share of a life that the
    link stands still for them, how often they come, or their mean or median length; lives without one have no length.
    `own` is what is known of each link's planned work."""
    found = []
    for length, name, life, recent, known in zip(length_km, configuration, years, new, own or [{}] * len(years),
                                                strict=True):
        cut, poles = built_lives(length, name, life, recent, lives, seed, **known)
        spells = outage_history.interruptions(cut, poles)
        long = spells.length >= least_h
        each = np.split(spells.length[long], np.searchsorted(spells.history[long], np.arange(1, lives)))
        values = [STATISTICS[figure](hours, life) for hours in each if hours.size or figure in ("share", "count")]
        found.append(tuple(np.percentile(values, [5.0, 95.0])))
    return found


STATISTICS = {"share": lambda hours, years: hours.sum() / (years * HOURS_PER_YEAR),
        "count": lambda hours, years: hours.size / years,
        "mean": lambda hours, years: hours.mean(), "median": lambda hours, years: np.median(hours)}
"""What `outage_share` tells of the outages of a life, given their hours and its years."""


def built_lives(length: float, name: str, years: int, new: bool, lives: int, seed: int,
           **own: Any) -> tuple[Intervals, int]:
    """Return lives of a built link, cut at its outages, and its poles; a quarter of its length lies in shallow
    water."""
    joined = choose(link_configuration.MODELS, name, "configuration")()
    found = outage.segments(np.random.default_rng(seed), HistorySample(lives, years, ring=not new),
                            built_layout(length, joined), **own)
    return outage_history.intervals(found, joined.poles, years), joined.poles


def built_layout(length: float, joined: Configuration) -> LinkLayout:
    """Return a built link as the outage models take it, a share of its length [km] in shallow water as on record."""
    kinds = ("shallow", fault_rates.RECORD_SHALLOW), ("shelf", 1.0 - fault_rates.RECORD_SHALLOW)
    return layout([fault_rates.Stretch(kind, share * length, fault_rates.REFERENCE_BURIAL, 0.0, "europe")
                   for kind, share in kinds], joined)
