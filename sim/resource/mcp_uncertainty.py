"""Uncertainty of a long-term correction (MCP): length and correlation of the overlap, and a block bootstrap of it."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, Positive, refusal
from sim.units import HOURS_PER_YEAR

Resamples = Annotated[int, Ge(20), Le(1000)]

THIN = 20000
"""Values of the long reference that are enough for its mean under each resampled fit."""


class CorrectionUncertainty(NamedTuple):
    """Uncertainty of a long-term correction."""

    days: float
    """Length of the overlap, gaps left out. [d]"""
    correlation: float
    """Correlation of the series, hour by hour. [-]"""
    fit: float
    """Standard deviation of the long-term mean speed over it, from the overlap. [fraction]"""
    years: float
    """Length of the reference. [yr]"""
    level: float
    """Standard deviation of the long-term level: the fit, and the number of the reference's years. [fraction]"""


def bootstrapped(correct, pairs, step, speed, direction, generator, *, least_overlap: Positive = 90.0,
           least_correlation: Fraction = 0.6, block: Positive = 10.0, resamples: Resamples = 100,
           interannual: NonNegative = 0.05):
    """
    Uncertainty of the long-term mean after a correction, by a block bootstrap of the concurrent period.

    Blocks of days are drawn with replacement, the correction is made anew from each draw, and its long-term means
    differ as they would had another such period been measured. A season missing from the overlap is not
    represented. The number of years of the reference adds to it.

    Parameters
    ----------
    correct : callable
        A model of `sim.resource.mcp` with its parameters set.
    pairs : Pairs
        Concurrent values of measurement and reference.
    step : float
        Time between two values. [h]
    speed, direction : array, shape (m,)
        The long reference. [m/s], [deg]
    generator : numpy.random.Generator
        For the resampling.
    least_overlap : float
        Shortest concurrent period that is accepted; assumed, a whole year is usual. [d]
    least_correlation : float
        Smallest correlation that is accepted; assumed. [-]
    block : float
        Length of a block; assumed, several times the decorrelation time of the weather. [d]
    resamples : int
        Number of draws; assumed sufficient: the result then has a standard error of some 7 %. [-]
    interannual : float
        Standard deviation of annual mean speeds over their mean; assumed. Divided by the root of the reference's years,
        it is added. [fraction]

    Returns
    -------
    uncertainty : CorrectionUncertainty

    Raises
    ------
    SundalinkError
        If the overlap is too short or hardly correlated.

    References
    ----------
    .. [1] Kunsch 1989, "The jackknife and the bootstrap for general stationary observations", Ann. Statist. 17(3).
    .. [2] Lee and Fields 2021, Wind Energy Science 6, 311-365 (long-term adjustment as a category of uncertainty).
    """
    days = pairs.target.size * step / 24.0
    if days < least_overlap:
        raise refusal("overlap of measurement and reference", days, "d", f"must be at least resource.overlap."
                  f"least_overlap_days = {least_overlap:g}")
    still = min(pairs.reference.std(), pairs.target.std()) == 0
    correlation = 0.0 if still else np.corrcoef(pairs.reference, pairs.target)[0, 1]
    if not correlation >= least_correlation:
        raise refusal(
            "correlation of measurement and reference",
            float(correlation),
            "-",
            "must be at least resource.overlap."
            f"least_correlation = {least_correlation:g}: is the clock of the file right (resource.table.zone_h)?",
        )
    thin = slice(None, None, max(speed.size // THIN, 1))
    rising = np.argsort(speed[thin])   # their mean needs no order, and what is looked up in a table is found sooner
    long = speed[thin][rising], direction[thin][rising]
    blocks = (pairs.hour // (24.0 * block)).astype(int)
    _, first, size = np.unique(blocks, return_index=True, return_counts=True)
    means = []
    for _ in range(resamples):
        drawn = generator.integers(0, first.size, first.size)
        at = np.concatenate([np.arange(first[i], first[i] + size[i]) for i in drawn])
        again = type(pairs)(*(part[at] for part in pairs))
        means.append(float(correct(again, *long, None).mean()))
    # A sample of n blocks varies by one part in n less than its source does.
    fit = float(np.std(means, ddof=1) / np.mean(means) * np.sqrt(first.size / max(first.size - 1, 1)))
    years = speed.size * step / HOURS_PER_YEAR
    return CorrectionUncertainty(days, float(correlation), fit, years,
                                 float(np.hypot(fit, interannual / np.sqrt(max(years, 1.0)))))
