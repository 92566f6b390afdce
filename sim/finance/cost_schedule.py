"""The cost of components in each year of the project, in constant money."""

import numpy as np

from sim.checks import Fraction, NonNegative


def building(component, timeline):
    """
    Cost of building a component in each year.

    Parameters
    ----------
    component : Component
    timeline : Timeline

    Returns
    -------
    cost : array, shape (..., year)
        By its own course of spending, where it has one; in constant money. [USD]
    """
    if component.spend is None:
        return component.capex * timeline.spend
    share = np.zeros(timeline.year.size)
    share[:component.spend.size] = component.spend
    return component.capex * share


def renewals(component, timeline):
    """
    Cost of renewing a component each time its life has run out before the project ends.

    Parameters
    ----------
    component : Component
    timeline : Timeline

    Returns
    -------
    cost : array, shape (year,)
        Paid at the end of the last year of each life; no value is left over at the project's end. Lives count from the
        year in which each share of it comes into service; what is ahead of the rest has as many of them, and its last
        one is stretched to the project's end (assumed: nothing is renewed for a year or two). [USD]
    """
    left, due = 1.0, np.zeros(timeline.year.size)
    for year, share in component.ahead:
        due, left = due + share * _ends(component, timeline, year - timeline.cod), left - share
    return component.capex * component.replacement * (due + left * _ends(component, timeline, 0))


def _ends(component, timeline, start):
    """Return the years at whose end what is in service from an age on is renewed."""
    served = timeline.age + 1 - start
    return (served > 0) & (served % round(component.life) == 0) & (served < timeline.operating.sum())


def upkeep(component, timeline):
    """
    Fixed cost of operating a component in each year.

    Parameters
    ----------
    component : Component
    timeline : Timeline

    Returns
    -------
    cost : array, shape (year,)
        Of what is in service, in constant money. [USD]
    """
    share = timeline.operating.astype(float)
    for year, part in component.running:
        share = np.where(timeline.construction & (timeline.year >= year), part, share)
    return component.fixed_opex * share


def yearly_cost(component, timeline):
    """
    Everything that a component costs, year by year.

    Parameters
    ----------
    component : Component
    timeline : Timeline

    Returns
    -------
    cost : array, shape (year,)
        Building, fixed operation, renewal and removal, in constant money. [USD]
    """
    last = timeline.age == timeline.age[-1]
    return (building(component, timeline) + upkeep(component, timeline)
            + renewals(component, timeline) + component.decommissioning * last)


def sea_use(timeline, area, *, fee: NonNegative = 200.0, exempt: NonNegative = 3.0, relief: Fraction = 0.5,
            relief_years: NonNegative = 12.0):
    """
    Fee to Vietnam for the use of the sea.

    Parameters
    ----------
    timeline : Timeline
    area : float
        Area of sea granted. [ha]
    fee : float
        Full yearly fee of the sea area. [USD/ha/yr]
    exempt : float
        Years without fee from the start of construction, at most those of construction. [yr]
    relief : float
        Share of the fee waived in the years after. [fraction]
    relief_years : float
        Number of those years. [yr]

    Returns
    -------
    cost : array, shape (year,)
        Fee in constant money; what falls before operation is part of the cost of building. [USD]

    References
    ----------
    .. [1] Decree 58/2025/ND-CP of Vietnam (3 March 2025): exempt for up to three years of construction, then
       half for twelve years. Fee: VND 3 to 7.5 million per hectare a year, 125 to 300 USD (2021); the middle
       is assumed.
    """
    elapsed = np.arange(len(timeline.year))
    free = min(exempt, int(timeline.construction.sum()))
    share = np.where(elapsed < free, 0.0, np.where(elapsed < free + relief_years, 1.0 - relief, 1.0))
    return area * fee * share


MODELS = {"sea_use": sea_use}
