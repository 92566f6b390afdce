"""Outages of overhead parts of the link: faults by length, most of which restart by themselves."""

from typing import Annotated

from annotated_types import Ge, Le

from sim.checks import Fraction
from sim.reliability import fault_rates, outage_history, outage_poisson
from sim.reliability.outage_poisson import Hours

Line = Annotated[float, Ge(0), Le(50)]

KIND = outage_history.KINDS.index("line")


def drawn(generator, count, years, stretches, poles, *, faults: Line = 1.0, restart: Fraction = 0.8,
          repair: Hours = 24.0, common: Fraction = 0.1):
    """
    Faults of overhead line, of one pole or of both.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from; a longer line or a higher rate keeps the same faults and adds more.
    count : int
        Histories.
    years : int
        Length of a history. [yr]
    stretches : sequence of Stretch
        The route; its overhead parts are used.
    poles : int
        Poles of the link.
    faults : float
        Faults of each pole, by length. [1/(100 km yr)]
    restart : float
        Share of these after which the pole restarts by itself within seconds: no outage here. [fraction]
    repair : float
        Mean duration of the others. [h]
    common : float
        Share of the others that stops both poles, which share their towers. [fraction]

    Returns
    -------
    outages : Outages

    References
    ----------
    .. [1] All four figures are assumed. Lightning makes most faults of a line, and lines are designed for a rate of
       outages by 100 km and year (W. Chisholm in INMR, on the renovation of ground wires).
    """
    length = fault_rates.line_length(stretches)
    rate = faults * (1.0 - restart) * length / 100.0 * poles / (1.0 + common * (poles - 1))   # each pole keeps its own
    found = fault_rates.draw_points(generator, count, years, rate, 2, fault_rates.BANDS["line"])
    return outage_poisson.station(found, repair, poles, KIND, common=common, stations=1)
