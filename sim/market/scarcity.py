"""Scarcity of gas and plants: spot LNG at the margin, curtailed gas, clustered outages, the temporary price cap."""

import numpy as np

from sim.checks import check_within, refusal

DAY = 48
"""Half-hours of the moving average that triggers the temporary price cap. [-]"""


def gas_price(gas, by_month, spot_lng, share):
    """
    Price of the gas that the unit at the margin burns.

    Parameters
    ----------
    gas : float or array, shape (12,)
        Under contract. [SGD/GJ]
    by_month : sequence of float
        The same by month, which replaces it; none for `gas`. [SGD/GJ]
    spot_lng : sequence of float
        Spot LNG by month; none if no gas is bought at spot. [SGD/GJ]
    share : float
        Share of the gas at the margin that is spot LNG. [fraction]

    Returns
    -------
    price : float or array, shape (12,)
        [SGD/GJ]

    Raises
    ------
    SundalinkError
        If a list does not hold twelve prices, or a share has no price.
    """
    price = np.asarray(gas, dtype=float)
    if len(by_month):
        price = months("gas_by_month", by_month, 0.1, 200.0, "SGD/GJ")
    if share > 0.0:
        if not len(spot_lng):
            raise refusal("spot_lng_share", share, "-", "needs spot_lng_by_month, twelve prices of spot LNG")
        price = (1.0 - share) * price + share * months("spot_lng_by_month", spot_lng, 0.1, 200.0, "SGD/GJ")
    return price


def months(name, values, low, high, unit):
    """
    Check values by month.

    Parameters
    ----------
    name : str
        What they are.
    values : sequence of float
        January to December, in the unit named. [-]
    low, high : float
        Range, in the unit named. [-]
    unit : str
        Of the values.

    Returns
    -------
    values : array, shape (12,)
        January to December, in the unit named. [-]

    Raises
    ------
    SundalinkError
        If they are not twelve within the range.
    """
    values = np.asarray(values, dtype=float)
    if values.shape != (12,):
        raise refusal(f"market.price.{name}", values.tolist(), unit, "must hold twelve values, January to December")
    check_within(f"market.price.{name}", values, low, high, unit)
    return values


def units_out(chance, units, forced, clustering):
    """
    Number of units out by faults at quantiles of its distribution.

    Parameters
    ----------
    chance : array, shape (time,)
        Quantiles. [fraction]
    units : int
        Units in service or out by faults. [-]
    forced : float
        Mean share out. [fraction]
    clustering : float
        Correlation between the outages of two units: 0 for independent units, whose number out is binomial. [fraction]

    Returns
    -------
    out : array of int, shape (time,)
        Units out; the beta-binomial distribution has the same mean for any clustering. [-]

    References
    ----------
    .. [1] Beta-binomial distribution: Skellam 1948, Journal of the Royal Statistical Society B 10(2), 257-261.
    """
    from scipy.special import bdtr, betaln  # scipy.stats has both distributions, and takes 0.3 s to load

    number = np.arange(units + 1)
    if not (clustering > 0.0 and 0.0 < forced < 1.0):
        return np.searchsorted(bdtr(number, units, forced), chance)
    weight = (1.0 - clustering) / max(clustering, 1e-9)
    first, second = max(forced * weight, 1e-9), max((1.0 - forced) * weight, 1e-9)
    share = np.exp(betaln(number + first, units - number + second) - betaln(first, second)
                   - betaln(number + 1, units - number + 1)) / (units + 1)
    return np.searchsorted(np.r_[np.cumsum(share)[:-1], 1.0], chance)


def temporary_cap(price, trigger, cap):
    """
    Cap the price while its mean over the day before is above a trigger.

    Parameters
    ----------
    price : array, shape (time,)
        Half-hours of one year, before that cap. [USD/MWh]
    trigger : float
        Moving average over the 48 half-hours before, from which on the cap holds. [USD/MWh]
    cap : float
        Highest price then. [USD/MWh]

    Returns
    -------
    price : array, shape (time,)
        The year closes on itself. [USD/MWh]

    References
    ----------
    .. [1] Temporary price cap of the Energy Market Authority from July 2023, triggered by a moving average above three
       times the long-run marginal cost (reported; its formula is not public): both levels are the user's.
    """
    total = np.cumsum(np.r_[0.0, price[-DAY:], price])
    mean = (total[DAY:-1] - total[:-DAY - 1]) / DAY
    return np.where(mean > trigger, np.minimum(price, cap), price)
