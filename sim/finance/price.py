"""A MWh in Singapore: the price that the project requires, and the cost of its parts."""

from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from sim.checks import Fraction, NonNegative, Positive
from sim.errors import SundalinkError
from sim.finance.metrics import npv, real_rate
from sim.finance.spending import yearly_cost

COVER_SLACK = 1e-9   # a loan sized to the cover ratio meets it to rounding


class RequiredPrice(NamedTuple):
    """A price and what decides it."""

    price: float     # real, of the base year [USD/MWh]
    binds: str       # "equity IRR" or "minimum DSCR": which of the two asks for this price
    debt_limit: str  # what holds the debt down at this price: "dscr", "gearing" or "no cash flow"
    finance: object  # the books at this price


def required_price(case, *, target_irr: Fraction = 0.12, min_dscr: Positive = 1.35,
                   highest: Positive = 5000.0, tolerance: Positive = 1e-6):
    """
    Lowest price of the contract at which owners earn their return and lenders have their cover.

    Parameters
    ----------
    case : callable
        ``case(price)`` returns the `Finance` of one case at that price in constant money of the base year;
        the money paid follows the indexation chosen there.
    target_irr : float
        Nominal return on equity after tax that the owners ask. [fraction]
    min_dscr : float
        Cover of debt service that no year may fall below. [-]
    highest : float
        No higher price is tried. [USD/MWh]
    tolerance : float
        How closely the price is found. [USD/MWh]

    Returns
    -------
    required : RequiredPrice

    Raises
    ------
    SundalinkError
        If no price up to the highest does, with the reason.

    Notes
    -----
    At each price the loan is sized anew: as much as the cover ratio allows, at most the gearing cap. So with
    a loan sized to ``min_dscr`` the cover holds at any price, and enters the price through the amount of debt
    (``debt_limit``); with a loan held fixed the cover may itself ask for the higher price. A tax holiday that
    starts a year earlier makes the return fall by a step as the price rises; where the target lies within
    such a step the upper edge is returned, so that the price always meets both conditions.

    References
    ----------
    .. [1] Target: assumed, within the 12 to 15 % asked before construction of offshore wind in new markets.
    """
    def beyond(price, what):
        finance = case(price)
        if what == "minimum DSCR":
            return float(np.clip(finance.debt.min_dscr / min_dscr - 1.0 + COVER_SLACK, -1.0, 1.0))
        rate = float(finance.equity_irr)
        return (rate if np.isfinite(rate) else -1.0) - target_irr

    binds = "equity IRR"
    low = next((p for p in (0.0, -highest) if beyond(p, binds) < 0), None)
    if low is None:
        raise SundalinkError(f"required price: {binds} is met even at {-highest:g} USD/MWh; other "
                             "revenue carries the project, or the price does not act on it")
    price = _lowest(beyond, binds, low, highest, tolerance, case)
    if beyond(price, "minimum DSCR") < 0:
        binds = "minimum DSCR"
        price = _lowest(beyond, binds, price, highest, tolerance, case)
    finance = case(price)
    return RequiredPrice(price, binds, str(finance.debt.limit), finance)


def _lowest(beyond, what, low, highest, tolerance, case):
    """Return the price above `low`, where a condition fails, at which it begins to hold, or say why not."""
    if not beyond(highest, what) >= 0:
        raise SundalinkError(_why(case(highest), what, highest))
    high = highest
    while high > max(2 * low, 20.0) and beyond(high / 2, what) >= 0:   # a narrow bracket saves many books
        high /= 2
    price = brentq(beyond, low, high, args=(what,), xtol=tolerance * 1e-3, rtol=1e-15)
    step = tolerance * 1e-3
    while beyond(price, what) < -1e-9:   # brentq may stop on the lower edge of a step
        price, step = price + step, 2 * step
    return float(price)


def _why(finance, what, highest):
    """Return why even the highest price is not enough."""
    if not np.any(finance.contract_revenue):
        reason = "no energy is paid under the contract"
    elif what == "minimum DSCR":
        reason = f"the lowest cover of debt service is {float(finance.debt.min_dscr):.3g}"
    else:
        rate = float(finance.equity_irr)
        reason = f"equity earns {rate:.2%}" if np.isfinite(rate) else f"{finance.equity_irr_reason}"
    return f"required price = above {highest:g} [USD/MWh]: no price up to there meets the {what}; {reason}"


class LandedCost(NamedTuple):
    """Cost of a MWh at the Singapore meter by part, in real USD; the parts sum to the total."""

    name: tuple        # of the parts
    value: np.ndarray  # shape (..., part); net local sales are negative [USD/MWh]
    total: np.ndarray  # shape (...) [USD/MWh]


def landed_cost(timeline, components, delivered, charges, penalty, local, fees, *, wacc: NonNegative = 0.083):
    """
    Add up the yearly costs of each part of the project, per MWh delivered, less what local sales bring.

    Parameters
    ----------
    timeline : Timeline
    components : sequence of Component
        What is built.
    delivered : array, shape (..., year)
        Energy at the Singapore meter. [MWh]
    charges, penalty, local, fees : array, shape (..., year)
        Charges paid in Singapore and for wheeling; shortfall penalty; revenue of local sales; yearly fees; all
        real. [USD]
    wacc : float
        Nominal weighted cost of capital; the annuities use its real value. [fraction]

    Returns
    -------
    landed : LandedCost

    Notes
    -----
    Before tax. Each part is its present cost over the present energy, both at the start of operation and the
    real rate: with level energy this is the annuity of the part, with interest in construction, over yearly
    energy.

    References
    ----------
    .. [1] IEA/NEA, "Projected Costs of Generating Electricity", 2020 edition, methodology. Rate assumed.
    """
    rate = real_rate(wacc, timeline.inflation)
    streams = [yearly_cost(c, timeline) for c in components] + [charges, penalty, fees, -np.asarray(local)]
    energy = npv(delivered, rate, timeline.time)
    if not np.all(energy > 0):
        raise SundalinkError("landed cost: no energy is delivered, nothing to spread the cost over")
    present = [npv(s + np.zeros(timeline.year.shape), rate, timeline.time) for s in streams]
    value = np.stack(np.broadcast_arrays(*[p / energy for p in present]), axis=-1)
    names = (*(c.name for c in components), "charges", "penalty", "fees", "local sales")
    return LandedCost(names, value, value.sum(-1))


MODELS = {"required_price": required_price}
