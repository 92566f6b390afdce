"""Costs that follow all others: insurance in operation, and the bridge for value added tax in construction."""

from sim.checks import Fraction, NonNegative
from sim.finance.cost_components import Component


def insurance(components, *, share: Fraction = 0.0):
    """
    All-risk and liability insurance in operation.

    Parameters
    ----------
    components : sequence of Component
        What is insured.
    share : float
        Premium a year, over the cost of building. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] 0.003 to 0.005 is usual for wind at sea (assumed); none in base, whose upkeep is that of whole projects.
    """
    return Component("insurance", 0.0, share * sum(part.capex for part in components), 40)


def vat_bridge(components, *, rate: Fraction = 0.0, share: Fraction = 0.5, refund: NonNegative = 0.75,
               interest: Fraction = 0.068):
    """
    Interest on value added tax that is paid in construction and refunded later.

    Parameters
    ----------
    components : sequence of Component
        What is bought.
    rate : float
        Value added tax; 0.08 to 0.10 in Vietnam, 0 leaves the bridge out. [fraction]
    share : float
        Part of the cost that bears it. [fraction]
    refund : float
        Time until it is refunded. [yr]
    interest : float
        Of the bridge, a year. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] Share, time and interest are assumed.
    """
    cost = rate * share * refund * interest * sum(part.capex for part in components)
    return Component("vat_bridge", cost, 0.0, 40)
