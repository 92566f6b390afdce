"""Fault rates of the link by stretch of the cable, and fault times for many histories at once."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.units import HOURS_PER_YEAR

CLASSES = ("landfall", "strait", "shallow", "shelf", "deep", "land")
"""Surroundings that a stretch may have."""

OVERHEAD = "overhead"
"""A stretch of overhead line, which has faults of its own."""

SHALLOW, DEEP = 30.0, 200.0
"""Depth up to which ships anchor and fish much, and from which little reaches the bed (assumed). [m]"""

REFERENCE_BURIAL = 1.5
"""Depth of burial that rates are stated for; 1 to 2 m is usual. [m]"""

RECORD_SHALLOW = 0.25
"""Share of the published links' length in shallow water (assumed), to tell the open shelf's rate from theirs."""

ANCHOR_REACH = 600.0
"""Distance by which fewer dragged anchors, by a factor e, reach from one cable to the next (assumed). [m]"""

BANDS = {"cable": 0.5, "converter": 8.0, "transformer": 0.1, "line": 0.5}
"""Rates of faults that are drawn at once. [1/yr]"""

MOST_NUMBERS = 1e8
"""Numbers that the faults of one kind may bring along, all histories together: 0.8 GB. [-]"""

EARLY_YEARS = 2.0
"""Time in which the early failures fade by a factor e (assumed). [yr]"""


class Stretch(NamedTuple):
    """A part of the route with the same surroundings, in the waters of one country."""

    name: str
    """One of `CLASSES`, or `OVERHEAD`."""
    length: float
    """Together. [km]"""
    burial: float
    """Depth of the cables' axis in the bed. [m]"""
    spacing: float
    """Distance between neighbouring cables. [m]"""
    country: str
    """Lower-case name of the country that permits a repair."""


class FaultPoints(NamedTuple):
    """Faults of one kind in many histories; arrays of shape (fault,)."""

    history: np.ndarray
    """Number of the outage history."""
    mark: np.ndarray
    """Rate from which on the fault happens. [1/yr]"""
    start: np.ndarray
    """When, since the start of the first year. [h]"""
    chance: np.ndarray
    """Uniform numbers for what follows, shape (fault, number)."""


def water_class(depth):
    """
    Return the class of open water.

    Parameters
    ----------
    depth : float
        Of the water. [m]

    Returns
    -------
    name : str
        One of `CLASSES`.
    """
    return "shallow" if depth < SHALLOW else "deep" if depth >= DEEP else "shelf"


def draw_points(generator, histories, years, rate, numbers, band):
    """
    Draw the faults of one kind, so that a higher rate keeps every fault of a lower one and adds more.

    Faults are points of one Poisson process over time and rate. It is drawn in bands of rate, each by a generator of
    its own; what lies above the rate of a history is left out. Equal generators give equal points.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; nothing else may have spawned from it.
    histories : int
        How many histories.
    years : int
        Length of a history. [yr]
    rate : array, shape (history,) or ()
        Expected faults. [1/yr]
    numbers : int
        Uniform numbers that each fault brings along.
    band : float
        Height of a band; what is drawn depends on it, so it is the same for all that is compared. [1/yr]

    Returns
    -------
    points : FaultPoints
        Poisson in number, with mean ``rate * years`` in each history; starts are uniform over it.

    Raises
    ------
    SundalinkError
        If there would be more of them than memory holds.

    References
    ----------
    .. [1] Kingman (1993), Poisson Processes, Oxford: marking, thinning and superposition.
    """
    rate = np.broadcast_to(np.asarray(rate, dtype=float), (histories,))
    if rate.sum() * years * (numbers + 2) > MOST_NUMBERS or rate.max(initial=0.0) * histories * years > MOST_NUMBERS:
        raise refusal("faults to be drawn", float(rate.sum() * years), "-", "too many; lower the rates, factors and "
                  "spreads of link.outage, or link.lives")
    bands = int(np.ceil(rate.max() / band)) if histories else 0
    rows = [(np.empty(0, dtype=int), np.empty((0, numbers + 2)))]
    for index, stream in enumerate(generator.spawn(bands)):
        history = np.repeat(np.arange(histories), stream.poisson(band * years, histories))
        drawn = stream.random((history.size, numbers + 2))
        drawn[:, 0] = band * (index + drawn[:, 0])
        kept = drawn[:, 0] <= rate[history]
        rows.append((history[kept], drawn[kept]))
    history, drawn = (np.concatenate(column) for column in zip(*rows, strict=True))
    return FaultPoints(history, drawn[:, 0], drawn[:, 1] * years * HOURS_PER_YEAR, drawn[:, 2:])


def thin(points, kept):
    """
    Leave out some of the points.

    Parameters
    ----------
    points : FaultPoints
    kept : array of bool, shape (fault,)
        Which stay. [-]

    Returns
    -------
    points : FaultPoints
    """
    return FaultPoints(*(column[kept] for column in points))


def early_failure_factor(age, extra, years=None):
    """
    Return by what factor a link of some age fails more than a settled one.

    Parameters
    ----------
    age : array, shape (...)
        Since the start of operation. [h]
    extra : float
        Faults on the first day beyond those of a settled link, over them. [-]
    years : int, optional
        Return the mean over so many years instead, for every age. [yr]

    Returns
    -------
    factor : array, shape (...)
        One or more. [-]
    """
    if years is not None:
        return np.full(np.shape(age), 1.0 + extra * EARLY_YEARS / years * (1.0 - np.exp(-years / EARLY_YEARS)))
    return 1.0 + extra * np.exp(-np.asarray(age) / (EARLY_YEARS * HOURS_PER_YEAR))


def external_rates(stretches, rate, shallow, deep, strait, protection):
    """
    Return the rate of external faults, by ships, fishing and the like, of each stretch.

    Parameters
    ----------
    stretches : sequence of Stretch
        The route.
    rate : float
        Such faults on a route like those of the published links. [1/(100 km yr)]
    shallow, deep, strait : float
        Faults in shallow water and at landfalls, in deep water, and in a busy strait, against the open shelf. [-]
    protection : float
        Burial that lowers the faults by a factor e. [m]

    Returns
    -------
    rate : array, shape (stretch,)
        Faults of the stretch. [1/yr]

    Raises
    ------
    SundalinkError
        If a stretch is of no known class, or has no length.
    """
    factors = {"landfall": shallow, "strait": strait, "shallow": shallow, "shelf": 1.0, "deep": deep,
               "land": 1.0}
    for stretch in stretches:
        if stretch.name not in factors:
            raise refusal("stretch", stretch.name, "-", f"must be one of {', '.join(CLASSES)}")
        check_positive(f"length of stretch {stretch.name}", stretch.length, "km")
        check_within(f"burial of stretch {stretch.name}", stretch.burial, 0.0, 100.0, "m")
    open_shelf = rate / (1.0 - RECORD_SHALLOW + RECORD_SHALLOW * shallow)
    return np.array([open_shelf * s.length / 100.0 * factors[s.name]
                     * np.exp((REFERENCE_BURIAL - s.burial) / protection) for s in stretches])


def common_cause_share(stretches, touching):
    """
    Return the share of external faults that damage the neighbouring cable too.

    Parameters
    ----------
    stretches : sequence of Stretch
        The route.
    touching : float
        That share where the cables touch. [fraction]

    Returns
    -------
    share : array, shape (stretch,)
        It falls with the distance between the cables. [fraction]
    """
    return np.array([touching * np.exp(-s.spacing / ANCHOR_REACH) for s in stretches])


def route_length(stretches):
    """
    Return the length of the route.

    Parameters
    ----------
    stretches : sequence of Stretch
        The route.

    Returns
    -------
    length : float
        [km]

    Raises
    ------
    SundalinkError
        If it has none.
    """
    length = float(sum(s.length for s in stretches))
    check_positive("link length", length, "km")
    return length


def cables(stretches):
    """
    Return the stretches of a route in which cables lie.

    Parameters
    ----------
    stretches : sequence of Stretch
        The route.

    Returns
    -------
    stretches : tuple of Stretch
        Without overhead line.
    """
    return tuple(s for s in stretches if s.name != OVERHEAD)


def line_length(stretches):
    """
    Return the length of the overhead lines of the route.

    Parameters
    ----------
    stretches : sequence of Stretch
        The route.

    Returns
    -------
    length : float
        [km]
    """
    return float(sum(s.length for s in stretches if s.name == OVERHEAD))
