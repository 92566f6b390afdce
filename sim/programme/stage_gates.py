"""Stages of a programme and their predecessors."""

from typing import NamedTuple

from sim.checks import check_within, refusal
from sim.errors import SundalinkError


class After(NamedTuple):
    """What a stage waits for: a part of another stage, and a time before or after it."""

    stage: str
    done: float = 1.0   # share of the other's duration that must have passed; 0 begins beside it [fraction]
    lag: float = 0.0    # added to that; negative to begin earlier [months]


class Stage(NamedTuple):
    """A stage of the programme; durations of its three-point estimate in months."""

    name: str
    low: float
    mode: float
    high: float
    after: tuple[After, ...] = ()
    overlap: float = 0.0      # share of its own duration that may pass before the others are done [fraction]
    earliest: float = 0.0     # decimal year before which it does not begin [-]
    spend: float = 0.0        # of the cost of development or of building; see `group` [fraction]
    group: str = "development"   # "development" until finance is closed, or "building"
    probability: float = 1.0  # that it succeeds [fraction]
    weather: bool = False     # whether work at sea waits for calm weather
    contract: tuple[str, ...] = ()   # parts of the project that its contractor delivers
    damages_per_day: float = 0.0     # paid for each day that it is late, of the price of these parts [fraction]
    damages_cap: float = 0.0         # at most, of the price of these parts [fraction]


def check_stages(stages):
    """
    Refuse stages that cannot be.

    Parameters
    ----------
    stages : sequence of Stage
        The programme.

    Returns
    -------
    order : tuple of int
        Their places, each after all that it waits for.

    Raises
    ------
    SundalinkError
        If two have one name, one waits for a stage that is not there or, in a circle, for itself, or a figure is out
        of its range.
    """
    names = [stage.name for stage in stages]
    if len(set(names)) < len(names):
        raise refusal("names of programme.stages", ", ".join(names), "", "must differ")
    for stage in stages:
        if not 0 <= stage.low <= stage.mode <= stage.high:
            raise refusal(f"months of the stage {stage.name}", f"{stage.low:g}, {stage.mode:g}, {stage.high:g}", "",
                          "must be low <= mode <= high, none negative")
        for name in ("overlap", "spend", "probability", "damages_per_day", "damages_cap"):
            check_within(f"{name} of the stage {stage.name}", getattr(stage, name), 0.0, 1.0, "fraction")
        for other in stage.after:
            check_within(f"share done of {other.stage} before {stage.name}", other.done, 0.0, 1.0, "fraction")
            if other.stage not in names:
                raise refusal(f"what the stage {stage.name} waits for", other.stage, "",
                              f"must be a stage of the programme: {', '.join(names)}")
    return _ordered(stages, names)


def _ordered(stages, names):
    """Return the places of stages so that each comes after what it waits for."""
    order, left = [], list(range(len(stages)))
    while left:
        ready = [k for k in left if all(names.index(a.stage) in order for a in stages[k].after)]
        if not ready:
            raise SundalinkError("programme.stages: wait for each other in a circle: "
                                 + ", ".join(names[k] for k in left))
        order += ready
        left = [k for k in left if k not in ready]
    return tuple(order)
