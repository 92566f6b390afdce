"""Emission factors of a grid by margin: average, operating, build, and the two combined."""

import numpy as np

from sim.checks import check_within, refusal

MARGINS = ("average", "operating", "build", "combined")


def path(year, knots):
    """
    Emission factor on straight lines between known years, level before the first and after the last.

    Parameters
    ----------
    year : array, shape (year,)
        Calendar years. [-]
    knots : dict of int to float
        Factor by calendar year. [tCO2/MWh]

    Returns
    -------
    factor : array, shape (year,)
        [tCO2/MWh]

    Raises
    ------
    SundalinkError
        If no year is known.
    """
    if not knots:
        raise refusal("known years of an emission factor", 0, "", "must be at least one")
    known = sorted(knots)
    return np.interp(np.asarray(year, dtype=float), known, [knots[at] for at in known])


def combined(operating, build, weight=0.5):
    """
    Combined margin of a grid.

    Parameters
    ----------
    operating, build : array, shape (year,)
        Factors of the plants that run less, and of those that are not built. [tCO2/MWh]
    weight : float
        Share of the operating margin: 0.75 for wind and solar, 0.5 for others (Tool 07; not checked in its text).
        [fraction]

    Returns
    -------
    factor : array, shape (year,)
        [tCO2/MWh]

    References
    ----------
    .. [1] UNFCCC CDM Methodological Tool 07, "Tool to calculate the emission factor for an electricity system".
    """
    check_within("weight of the operating margin", weight, 0.0, 1.0, "fraction")
    return weight * np.asarray(operating) + (1.0 - weight) * np.asarray(build)


def abatement_cost(cost, avoided, rate, time):
    """
    Cost of a tonne avoided: present cost over present tonnes.

    Parameters
    ----------
    cost : array, shape (..., year)
        What is paid beyond the alternative in each year, real. [USD]
    avoided : array, shape (..., year)
        Emissions avoided. [tCO2]
    rate : float
        Real discount rate; tonnes are discounted like money. [fraction]
    time : array, shape (year,)
        Years from time zero. [yr]

    Returns
    -------
    cost : array, shape (...)
        NaN where nothing is avoided. [USD/tCO2]
    """
    weight = (1.0 + rate) ** -np.asarray(time, dtype=float)
    tonnes = (np.asarray(avoided) * weight).sum(-1)
    return np.where(tonnes > 0, (np.asarray(cost) * weight).sum(-1) / np.where(tonnes > 0, tonnes, 1.0), np.nan)[()]
