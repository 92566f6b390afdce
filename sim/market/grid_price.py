"""Spot price of a zone of a grid, and the effect of an import along the zone's own stack."""

from typing import Literal

import numpy as np

from sim.checks import Positive, check_within, refusal
from sim.clock import resample
from sim.market.clearing import Quote
from sim.units import HALF_HOUR

RISE = 1e-3
"""Power over which the price rises from one step of a stack to the next. [MW]"""


def grid(given, demand, generator, dt, *, results: tuple[str, ...] = (), zone: str = "SG",
         settle: Literal["residual", "price_taker"] = "residual", cap: Positive = 3461.5):
    """
    Spot price of a zone as the trade of a whole grid has made it.

    The grid is traded without the project, in the same weather years. A price-taker sells at its prices whatever it
    brings. Against the residual, each MWh that it brings takes one from the zone's own plants, and the price falls
    along their stack while all other imports stay; that they would yield as well makes the fall an upper bound. The
    third form, the hub as a zone of the grid, is ``project.mode = "hub"`` of the grid itself.

    Parameters
    ----------
    given : Conditions
        With the prices of the zone, `GridPrices`.
    demand : array, shape (time,)
        System demand; the grid has its own. [MW]
    generator : numpy.random.Generator
        Source of randomness; nothing is drawn.
    dt : float
        Length of a period. [h]
    results : tuple of str
        Result files of ``sundalink grid run``, a whole year each; between the years of several files the price of each
        period is interpolated, and beyond them it is constant. [-]
    zone : str
        Zone whose price is paid. [-]
    settle : str
        ``residual``: the import lowers the price; ``price_taker``: it does not. [-]
    cap : float
        Highest price of the market. [USD/MWh]

    Returns
    -------
    quote : Quote
        Price of each period, and the stack on which the import is cleared. [USD/MWh]

    Raises
    ------
    SundalinkError
        If there are no results, or they are not of a whole year.

    References
    ----------
    .. [1] Wolak 2003, "Measuring unilateral market power in wholesale electricity markets", American Economic Review
       93(2) (residual demand).
    """
    found = given.grid
    if found is None:
        raise refusal("market.price.results", list(results), "",
                      "must name at least one result of `sundalink grid run`")
    check_within("price of the grid", found.price, -1e5, 1e5, "USD/MWh")
    price = np.clip(found.price, -cap, cap)
    spot = resample(price, HALF_HOUR, dt)
    if settle == "price_taker" or not found.width.size:
        return Quote(spot, spot, dt)
    stack = steps(found.width, found.cost, cap)
    there = np.interp(found.power, *stack)
    factor = np.divide(price, there, out=np.ones_like(price), where=(there > 0) & (price > 0))
    slump = np.where((there > 0) & (price > 0), 0.0, there - price)
    return Quote(spot, spot, dt, found.power, np.ones_like(price), factor, slump, stack, (-cap, cap),
                 classes=(("plants of the zone", float(stack[0, -2])),))


def steps(width, cost, cap):
    """
    Stack as a curve of straight lines: flat on each step, steep between them.

    Parameters
    ----------
    width, cost : array, shape (step,)
        Power and price of each step, the cheapest first. [MW], [USD/MWh]
    cap : float
        Price beyond the last. [USD/MWh]

    Returns
    -------
    stack : array, shape (2, point)
        Power and the price there. [MW]
    """
    end = np.cumsum(np.maximum(width, 2 * RISE))
    start = np.concatenate([[0.0], end[:-1] + RISE])
    power = np.column_stack([start, end]).ravel()
    return np.stack([np.append(power, end[-1] + RISE), np.append(np.repeat(cost, 2), cap)])
