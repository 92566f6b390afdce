"""Owner's cost: insurance, the bridge loan for value added tax, hedging of currencies."""

from sim.checks import Fraction, NonNegative
from sim.finance.cost_components import ONCE, Component

FOLLOWS = ("insurance", "vat_bridge", "currency_hedge")
"""Names of the components of this file: shares of what all other parts cost."""


def insurance(components, *, share: Fraction = 0.004):
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
    .. [1] 0.003 to 0.005 is usual for wind at sea (assumed).
    """
    return Component("insurance", 0.0, share * sum(part.capex for part in components), 40)


def vat_bridge(components, *, rate: Fraction = 0.10, share: Fraction = 0.5, refund: NonNegative = 0.75,
               interest: Fraction = 0.068):
    """
    Interest on value added tax that is paid in construction and refunded later.

    Parameters
    ----------
    components : sequence of Component
        What is bought.
    rate : float
        Rate of value added tax; 0.08 to 0.10 in Vietnam, 0 for no bridge loan. [fraction]
    share : float
        Share of the cost that bears value added tax. [fraction]
    refund : float
        Time until it is refunded. [yr]
    interest : float
        Yearly interest rate of the bridge loan. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] Share, time and interest are assumed.
    """
    cost = rate * share * refund * interest * sum(part.capex for part in components)
    return Component("vat_bridge", cost, 0.0, 40, replacement=ONCE)


def currency_hedge(components, *, share: Fraction = 0.45, hedged: Fraction = 0.80, lead: NonNegative = 2.0,
                   charge: Fraction = 0.0045):
    """
    Cost of hedging purchases in currencies other than the loan's.

    Parameters
    ----------
    components : sequence of Component
        What is bought.
    share : float
        Share of the cost of construction in other currencies, most of it in euros. [fraction]
    hedged : float
        Share of that which is hedged at financial close; 0 for none. [fraction]
    lead : float
        Mean time from financial close to payment. [yr]
    charge : float
        Yearly cross-currency basis and the bank's credit charge. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] 40 to 50 % in euros, and 30 to 60 basis points of basis and credit charge, are assumed. Cover moves no
       expected cost beside: forward and expected spot rate are taken as equal.
    """
    cost = share * hedged * lead * charge * sum(part.capex for part in components)
    return Component("currency_hedge", cost, 0.0, 40, replacement=ONCE)
