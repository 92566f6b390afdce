"""Temperature of buried cables under a varying load, with the thermal inertia of the bed, as in IEC 60853."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import check_positive, refusal
from sim.link.cable import JACKET, SERVING, coefficient
from sim.link.thermal import PER_KM, ladder

# Heat capacity by volume [J/K/m3]: IEC 60853-2, as listed by the open thermal-cable-model and cableizer.com; lead and
# steel: handbook values.
CAPACITY = {"copper": 3.45e6, "aluminium": 2.5e6, "XLPE": 2.4e6, "MI": 2.0e6, "lead": 1.45e6, "steel": 3.8e6,
            "jacket": 2.4e6, "serving": 2.0e6}
HOUR = 3600.0
Diffusivity = Annotated[float, Ge(1e-8), Le(1e-5)]
TIMES = np.geomspace(0.25, 2.6e5, 24)
"""Time constants that a response is made of: a quarter of an hour to thirty years. [h]"""


class Response(NamedTuple):
    """Rise of the conductor for a steady watt a metre, as modes: ``sum(rise * (1 - exp(-t / time)))``."""

    rise: np.ndarray
    """Shape (mode,). [K.m/W]"""
    time: np.ndarray
    """Shape (mode,). [h]"""


def response(cable, segment, laid=2, *, diffusivity: Diffusivity = 5.0e-7):
    """
    Thermal step response of the conductor of the hottest cable in one segment.

    Parameters
    ----------
    cable : Cable
        The link's cable; the segment may carry its own.
    segment : Segment
        Where it lies.
    laid : int
        Loaded cables side by side.
    diffusivity : float
        Thermal diffusivity of the bed. [m2/s]

    Returns
    -------
    response : Response
        Its whole rise is that of the steady ladder of IEC 60287.

    References
    ----------
    .. [1] IEC 60853-2 (1989): the bed responses a step by exponential integrals of the cable, its image and its
       neighbours (as given by cableizer.com, transient temperature rise of the outer surface); the response of the
       cable itself weighs it (attainment factor). 5e-7 m2/s is its general value for soil, assumed here for the sea
       bed.
    .. [2] The modes are fitted to that curve by least squares without negative terms.
    """
    from scipy.optimize import nnls

    check_positive("diffusivity", diffusivity, "m2/s")
    layers = ladder(cable, (segment,), laid)
    if segment.bundle:   # bare conductors in the air follow within minutes
        return Response(np.array([float(sum(layers)[0])]), TIMES[:1])
    inside = _inside(cable if segment.cable is None else segment.cable, layers)
    at = np.geomspace(0.1, 20.0 * TIMES[-1], 400)
    own = (inside.rise * (1.0 - np.exp(-at[:, None] / inside.time))).sum(axis=1)
    curve = own + own / inside.rise.sum() * float(layers.soil[0]) * (
        _bed(cable, segment, laid, diffusivity * HOUR, at) if not segment.tube else 1.0)   # air follows at once
    whole = float(sum(layers)[0])
    rise = nnls(1.0 - np.exp(-at[:, None] / TIMES), curve)[0]
    return Response(rise[rise > 0] * whole / rise.sum(), TIMES[rise > 0])


def temperature(current, cable, segment, dt, response_):
    """
    Return the temperature of the conductor under a load, its resistance following it.

    Parameters
    ----------
    current : array, shape (time,)
        In each cable. [kA]
    cable : Cable
        The link's cable; the segment may carry its own.
    segment : Segment
        Where it lies.
    dt : float
        Length of a period. [h]
    response_ : Response
        Of that segment.

    Returns
    -------
    temperature : array, shape (time,)
        At the end of each period; the bed starts as warm as the mean heat of the whole load would make it. Infinite
        from where heat grows faster than it is carried off. [degC]
    """
    from sim.link._thermal_dynamic import walk

    kind = cable if segment.cable is None else segment.cable
    alpha = coefficient(kind.material)
    heat = np.ascontiguousarray(np.asarray(current, dtype=float).ravel()**2 * kind.resistance20 * PER_KM)
    keep, whole = np.exp(-dt / response_.time), response_.rise.sum()
    room = 1.0 - whole * heat.mean() * alpha
    if room <= 0:
        return np.full(heat.size, np.inf)
    mean = (segment.ambient + whole * heat.mean() * (1.0 - 20.0 * alpha)) / room
    state = response_.rise * (mean - segment.ambient) / whole
    found = np.empty(heat.size)
    walk(heat, float(segment.ambient), alpha, response_.rise * (1.0 - keep), keep, state, found)
    return found


def check_peak(highest, cable, segment):
    """
    Refuse a conductor that becomes too hot under a load that changes.

    Parameters
    ----------
    highest : float
        Highest temperature. [degC]
    cable : Cable
        The link's cable; the segment may carry its own.
    segment : Segment
        Where it is reached.

    Raises
    ------
    SundalinkError
        With the segment's name.
    """
    kind = cable if segment.cable is None else segment.cable
    if highest <= kind.temperature_limit + 1e-9:
        return
    where = f"segment {segment.name}: conductor temperature of {kind.key} behind the load"
    if not np.isfinite(highest):
        raise refusal(where, "without bound", "degC", f"thermal runaway (limit {kind.temperature_limit:g} degC)")
    raise refusal(
        where,
        highest,
        "degC",
        f"must not exceed the limit of {kind.temperature_limit:g} degC; a larger section or a higher voltage is needed",
    )


class LimitingFactor(NamedTuple):
    """The segment that limits a load."""

    factor: float
    """Largest factor on the load. [-]"""
    segment: int
    """Which one is at its limit first."""


def largest_factor(load, cable, segments, dt, responses, high):
    """
    Return the largest factor on a load that keeps the conductor below its limit in every segment.

    Parameters
    ----------
    load : callable
        ``load(factor)``: current of the load by period, which rises with the factor. [kA]
    cable : Cable
        The link's cable; a segment may carry its own.
    segments : sequence of Segment
        The route.
    dt : float
        Length of a period. [h]
    responses : sequence of Response
        Of each segment.
    high : float
        Largest factor looked at. [-]

    Returns
    -------
    worst : LimitingFactor
        ``high`` itself where heat does not bind.

    Raises
    ------
    SundalinkError
        If the bed is as warm as a conductor may become.
    """
    from scipy.optimize import brentq

    def over(factor, at):
        """Return how far the hottest moment is above the limit; capped, so that runaway can be bracketed."""
        kind = cable if segments[at].cable is None else segments[at].cable
        hottest = temperature(load(factor), cable, segments[at], dt, responses[at]).max()
        return min(float(hottest) - kind.temperature_limit, 1e3)

    at = max(range(len(segments)), key=lambda i: over(high, i))
    factor = high
    for _ in range(len(segments)):
        if over(factor, at) > 0:
            if over(0.0, at) >= 0:
                raise refusal(f"segment {segments[at].name}: ambient", float(segments[at].ambient), "degC",
                          "must be below the conductor's limit")
            factor = brentq(lambda f, at=at: over(f, at), 0.0, factor, xtol=5e-4)
        hottest = max(range(len(segments)), key=lambda i: over(factor, i))
        if hottest == at:
            break
        at = hottest
    return LimitingFactor(float(factor), at)


def cyclic(course, cable, segments, dt, responses, days=30):
    """
    Return the cyclic rating: the peak of a day's course, repeated continuously, that brings a conductor to its limit.

    Parameters
    ----------
    course : array, shape (period of the day,)
        Current through the day, of any size. [kA]
    cable : Cable
        The link's cable; a segment may carry its own.
    segments : sequence of Segment
        The route.
    dt : float
        Length of a period. [h]
    responses : sequence of Response
        Of each segment.
    days : int
        Days walked through; what is slower is in balance from the start.

    Returns
    -------
    peak : float
        Of the scaled course. [kA]
    segment : int
        Which one is at its limit.

    References
    ----------
    .. [1] IEC 60853-2, cyclic rating by the load of a repeated day.
    """
    course = np.asarray(course, dtype=float)
    check_positive("peak of the day's course", course.max(), "kA")
    days_on = np.tile(course / course.max(), days)
    worst = largest_factor(lambda peak: peak * days_on, cable, segments, dt, responses, 20.0)
    return worst.factor, worst.segment


def _bed(cable, segment, laid, diffusivity, at):
    """Return the share of its final rise that the surface of the cable has reached at times [h] after a step."""
    from scipy.special import exp1
    outer = (cable if segment.cable is None else segment.cable).outer_diameter / 1e3
    apart = segment.spacing if segment.spacing > 0 else outer
    steps = apart * np.abs(np.arange(laid) - laid // 2)
    real = np.where(steps > 0, steps, 0.5 * outer)
    image = np.sqrt(steps**2 + (2.0 * segment.burial)**2)
    slow = 4.0 * diffusivity * at[:, None]
    reached = (exp1(real**2 / slow) - exp1(image**2 / slow)).sum(axis=1)
    return reached / (2.0 * np.log(image / real)).sum()


def _inside(cable, layers):
    """Return the response of a cable whose surface stays cold, from its ladder of four stores of heat."""
    kind = "XLPE" if cable.insulation == "XLPE" else "MI"
    lead = cable.insulation_diameter + 2.0 * cable.lead
    jacket = lead + 2.0 * JACKET
    armour = cable.outer_diameter - 2.0 * SERVING

    def ring(inner, outer, material):
        return np.pi / 4.0 * (outer**2 - inner**2) * 1e-6 * CAPACITY[material]

    insulation = ring(cable.conductor_diameter, cable.insulation_diameter, kind)
    # Heat flowing outward warms a layer less than its inner side: the share that counts inside (Van Wormer, in the
    # standard as factor p).
    ratio = cable.insulation_diameter / cable.conductor_diameter
    inner = 1.0 / (2.0 * np.log(ratio)) - 1.0 / (ratio**2 - 1.0)
    stores = np.array([cable.section * 1e-6 * CAPACITY[cable.material] + inner * insulation,
                       (1.0 - inner) * insulation + ring(cable.insulation_diameter, lead, "lead")
                       + 0.5 * ring(lead, jacket, "jacket"),
                       0.5 * ring(lead, jacket, "jacket") + ring(jacket, armour, "steel")
                       + 0.5 * ring(armour, cable.outer_diameter, "serving")])
    conductance = 1.0 / np.array([float(layers.insulation[0]), float(layers.jacket[0]), float(layers.serving[0])])
    inner = conductance[:-1]
    flow = np.diag(conductance) + np.diag(np.r_[0.0, inner]) - np.diag(inner, 1) - np.diag(inner, -1)
    # Symmetric form: with x = sqrt(store) temperature, dx/dt = -S x + unit heat in the first node.
    root = np.sqrt(stores)
    rate, shape = np.linalg.eigh(flow / root[:, None] / root[None, :])
    return Response(shape[0]**2 / stores[0] / rate, 1.0 / rate / HOUR)
