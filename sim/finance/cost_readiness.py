"""Cost of readiness for a cable fault: spares, a vessel, a second route."""

from typing import Annotated

from annotated_types import Ge, Le

from sim.checks import Count, Fraction
from sim.finance.cost_components import Component

Yearly = Annotated[float, Ge(0), Le(1e9)]


def standby(spare_kit, retainer, separate, cable, *, kit: Yearly = 1.5e6, vessel: Yearly = 6.0e6,
            second_route: Fraction = 0.10, depreciation: Count = 30):
    """
    Cost of readiness for a cable fault, each item only where it is chosen.

    Parameters
    ----------
    spare_kit, retainer, separate : bool
        Whether joints, tools and jointers stand by; a vessel is under contract; each pole has its own route.
    cable : float
        Cost of the cable system. [USD]
    kit : float
        Joints, tools and jointers: store, renewal and training. [USD/yr]
    vessel : float
        Retainer of a repair vessel. [USD/yr]
    second_route : float
        Second survey, permits, crossings, landfalls and longer route, as a share of the cable's cost. [fraction]
    depreciation : int
        Straight-line term for tax of the second route. [yr]

    Returns
    -------
    component : Component
        Nothing, where nothing is chosen.

    References
    ----------
    .. [1] No published price was found. Assumed: a kit of 10 million USD of which a seventh is spent each year to
       store and renew it; 60 days of a vessel at 100,000 USD; a tenth of the cable for the second route.
    """
    yearly = (kit if spare_kit else 0.0) + (vessel if retainer else 0.0)
    return Component("standby", second_route * cable if separate else 0.0, yearly, 40, depreciation)
