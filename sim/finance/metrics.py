"""Measures of a stream of yearly flows: present value, rate of return, levelised cost, payback."""

import numpy as np

from sim.checks import check_finite

LOWEST, HIGHEST = 0.01, 11.0
"""Growth factors 1 + rate between which a rate of return is looked for: -99 % to 1,000 % a year."""

_GRID = np.geomspace(LOWEST, HIGHEST, 600)   # 1.2 % apart; two rates closer than that count as one
HALVINGS = 52
"""Of a bracket 1.2 % wide: they reach the spacing of doubles."""
_REASONS = np.array(["", "no money goes out", "no money comes in", "no rate between -99 % and 1,000 % a year",
                     "more than one rate fits"])


def npv(flows, rate, time):
    """
    Value of yearly flows at time zero.

    Parameters
    ----------
    flows : array, shape (..., year)
        Flows at the end of each year. [USD]
    rate : float or array, shape (...)
        Discount rate a year, of the same kind (nominal or real) as the flows. [fraction]
    time : array, shape (year,)
        Years from time zero to each flow; negative before it. [yr]

    Returns
    -------
    value : array, shape (...)
        Present value. [USD]
    """
    return (np.asarray(flows) * (1.0 + np.asarray(rate)[..., None]) ** -np.asarray(time, dtype=float)).sum(-1)


def irr(flows):
    """
    Rate of return: the rate at which the net present value of yearly flows is zero.

    Parameters
    ----------
    flows : array, shape (..., year)
        Flows of consecutive years, money in positive. [USD]

    Returns
    -------
    rate : array, shape (...)
        Rate a year; NaN where there is none or it is not unique, see `irr_reason`. [fraction]

    Notes
    -----
    All rates from -99 % to 1,000 % a year are bracketed on a grid and then bisected to machine precision, so
    no starting guess can lead astray. A flow that ends in a cost (decommissioning) may have a second,
    negative rate at which its value *rises* with the rate; that one is no return on an investment and is
    passed over.

    References
    ----------
    .. [1] The investment root is the one at which the net present value falls as the rate rises: Brealey,
       Myers, Allen, "Principles of Corporate Finance", chapter on investment criteria.
    """
    return _solve(flows)[0]


def irr_reason(flows):
    """
    Why `irr` gives no rate.

    Parameters
    ----------
    flows : array, shape (..., year)
        Flows of consecutive years, money in positive. [USD]

    Returns
    -------
    reason : array of str, shape (...)
        Empty where there is a rate.
    """
    return _REASONS[_solve(flows)[1]]


def _solve(flows):
    """Return (rate, index into _REASONS) of each row of flows."""
    flows = np.asarray(flows, dtype=float)
    check_finite("flows of a rate of return", flows, "USD")
    rows = flows.reshape(-1, flows.shape[-1])
    from sim.finance import _metrics

    rate, code = np.empty(len(rows)), np.empty(len(rows), dtype=np.int64)
    _metrics.solve(np.ascontiguousarray(rows), _GRID, HALVINGS, rate, code)
    return rate.reshape(flows.shape[:-1]), code.reshape(flows.shape[:-1])


def real_rate(nominal, inflation):
    """
    Rate of growth in constant money.

    Parameters
    ----------
    nominal : float or array
        Rate a year in the money of each year. [fraction]
    inflation : float
        Rise of prices a year. [fraction]

    Returns
    -------
    real : float or array
        ``(1 + nominal) / (1 + inflation) - 1``. [fraction]
    """
    return (1.0 + np.asarray(nominal)) / (1.0 + inflation) - 1.0


def crf(rate, years):
    """
    Capital recovery factor: the level yearly payment, at each year's end, that repays one unit of money.

    Parameters
    ----------
    rate : float or array
        Interest a year. [fraction]
    years : float or array
        Years of payment. [yr]

    Returns
    -------
    factor : float or array
        Factor ``r (1 + r)^n / ((1 + r)^n - 1)``, and its limit ``1 / n`` at rate zero. [1/yr]
    """
    rate = np.asarray(rate, dtype=float)
    some = np.where(rate == 0, 1.0, rate)
    return np.where(rate == 0, 1.0 / years, some / -np.expm1(-years * np.log1p(some)))[()]


def annuity(capital, rate, years):
    """
    Level yearly payment, at each year's end, that repays a capital with interest.

    Parameters
    ----------
    capital : float or array
        What is repaid. [USD]
    rate : float or array
        Interest a year. [fraction]
    years : float or array
        Years of payment. [yr]

    Returns
    -------
    payment : float or array
        The same every year. [USD]
    """
    return capital * crf(rate, years)


def lcoe(cost, energy, rate, time):
    """
    Levelised cost of energy: the flat price per MWh that covers the cost.

    Parameters
    ----------
    cost : array, shape (..., year)
        All costs of each year. [USD]
    energy : array, shape (..., year)
        Energy at the metering point of each year. [MWh]
    rate : float
        Discount rate of the same kind as the cost: real for costs in constant money. [fraction]
    time : array, shape (year,)
        Years from time zero. [yr]

    Returns
    -------
    lcoe : array, shape (...)
        Present cost over present energy; NaN where there is no energy. [USD/MWh]

    References
    ----------
    .. [1] IEA/NEA, "Projected Costs of Generating Electricity", 2020 edition, methodology.
    """
    present = npv(energy, rate, time)
    return np.where(present > 0, npv(cost, rate, time) / np.where(present > 0, present, 1.0), np.nan)[()]


def payback(flows, time):
    """
    Years until the running sum of flows turns positive for good, read linearly within the year.

    Parameters
    ----------
    flows : array, shape (..., year)
        Flows of consecutive years, not discounted. [USD]
    time : array, shape (year,)
        Years from the start of operation to the end of each year. [yr]

    Returns
    -------
    years : array, shape (...)
        Payback after the start of operation; NaN where the sum ends below zero. [yr]
    """
    flows, time = np.asarray(flows, dtype=float), np.asarray(time, dtype=float)
    total = np.cumsum(flows, axis=-1)
    below = total < 0
    last = np.where(below.any(-1), total.shape[-1] - 1 - below[..., ::-1].argmax(-1), 0)
    after = np.minimum(last + 1, total.shape[-1] - 1)
    left = np.take_along_axis(total, last[..., None], -1)[..., 0]
    gain = np.take_along_axis(flows, after[..., None], -1)[..., 0]
    years = time[last] - left / np.where(gain > 0, gain, 1.0)
    years = np.where(below.any(-1), years, time[0])
    return np.where(total[..., -1] < 0, np.nan, years)[()]
