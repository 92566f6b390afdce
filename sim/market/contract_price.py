"""Price of a contract over its term: steps, and a basket of indices."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Gt, Le

from sim.checks import Fraction, refusal

Factor = Annotated[float, Gt(0), Le(10)]
Rise = Annotated[float, Ge(-0.1), Le(0.1)]
Year = Annotated[int, Ge(2), Le(60)]


def path(years, *, step_years: tuple[Year, ...] = (), step_factors: tuple[Factor, ...] = (),
         index_shares: tuple[Fraction, ...] = (), index_rises: tuple[Rise, ...] = ()):
    """
    Price of each year of operation over that of the first, in constant money.

    Parameters
    ----------
    years : int
        Years of operation. [yr]
    step_years : sequence of int
        Years of operation, 1 the first, in which the price changes by a step (assumed: none). [-]
    step_factors : sequence of float
        Price from each of these years on, over the price agreed; below one for a price that is higher while debt is
        repaid. [-]
    index_shares : sequence of float
        Shares of the price that follow separate indices, such as consumer prices of Singapore or Viet Nam in dollars,
        or metal prices; the remainder follows `finance.inflation` (assumed: all of it). [fraction]
    index_rises : sequence of float
        Yearly rise of each of these indices beyond that inflation, in dollars (assumed). [1/yr]

    Returns
    -------
    path : array, shape (year,)
        One in the first year. [-]

    Raises
    ------
    SundalinkError
        If steps are not in order, a list is shorter than the other, or shares sum to more than one.

    References
    ----------
    .. [1] Indexation by a basket, and tariffs in steps, are usual forms of power purchase agreements; none of an import
       to Singapore is published, so that base has neither (assumed).
    """
    _check(step_years, step_factors, index_shares, index_rises)
    age = np.arange(years)
    factor = np.ones(years)
    for year, level in zip(step_years, step_factors, strict=True):
        factor[age >= year - 1] = level
    basket = 1.0 + sum((share * ((1.0 + rise) ** age - 1.0) for share, rise in
                        zip(index_shares, index_rises, strict=True)), np.zeros(years))
    return factor * basket


def _check(step_years, step_factors, index_shares, index_rises):
    """Refuse lists that do not belong together."""
    for name, one, two in (("step_factors", step_years, step_factors), ("index_rises", index_shares, index_rises)):
        if len(one) != len(two):
            raise refusal(name, len(two), "-", f"must have as many entries as the list beside it, {len(one)}")
    if list(step_years) != sorted(set(step_years)):
        raise refusal("step_years", ", ".join(map(str, step_years)), "-", "must rise")
    if sum(index_shares) > 1.0 + 1e-9:
        raise refusal("index_shares", sum(index_shares), "fraction", "must sum to one at most")


MODELS = {"path": path}
