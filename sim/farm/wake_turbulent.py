"""Wake models in which ambient or wake turbulence determines the growth of a wake."""

from functools import lru_cache
from typing import Annotated

from annotated_types import Ge, Gt, Le

from sim.checks import NonNegative, Positive
from sim.farm import rotor_average
from sim.farm.wake_solver import fraction

Intensity = Annotated[float, Gt(0), Le(1)]
"""Standard deviation of the wind's speed over its mean."""
Initial = Annotated[float, Ge(0.1), Le(1)]
"""The table of `sim.farm.rotor_average` would grow without limit with narrower wakes."""
TABLE = lru_cache(maxsize=4)(rotor_average.table)
"""Made once for a width of wake, however often the model is asked: a map of the flow asks it for every place."""


def niayifar2016(layout, turbine, speeds, directions, *, turbulence: Intensity = 0.06,
                 expansion_per_turbulence: NonNegative = 0.3837, least_expansion: NonNegative = 0.003678,
                 initial: Initial = 0.2, ambient_exponent: Annotated[float, Ge(-1), Le(1)] = 0.0325,
                 disc: bool = True):
    """
    Gaussian wakes that widen with the turbulence intensity at the turbine that causes them, after Niayifar and
    Porte-Agel.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    turbulence : float
        Ambient turbulence intensity. [fraction]
    expansion_per_turbulence : float
        Growth of the wake's standard deviation per unit of distance and of turbulence intensity at its turbine. [-]
    least_expansion : float
        Growth of that standard deviation per unit of distance without turbulence. [-]
    initial : float
        Initial width of the wake over the square root of the stream tube's expansion at the rotor. [-]
    ambient_exponent : float
        Exponent of the ambient turbulence intensity in the turbulence that a wake adds. [-]
    disc : bool
        Whether a wake is averaged over the rotor; otherwise its value at the hub is taken. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Farm power over free power, 0 to 1; 1 where the free power is zero. [fraction]

    Notes
    -----
    A deficit is a share of the speed at the turbine that makes it, and deficits are summed. A turbine stands in the
    free wind's turbulence and the strongest that one wake adds, ``I = sqrt(I0^2 + max(dI)^2)``, with
    ``dI = 0.73 a^0.8325 I0^0.0325 (x/D)^-0.32`` times the share of the rotor's area within two standard deviations of
    the wake's axis (the wake taken no narrower than the rotor). The exponent of I0 is +0.0325, as Niayifar and
    Porte-Agel print it; in Crespo and Hernandez it is -0.0325, and other programs use other constants again.

    References
    ----------
    .. [1] Niayifar and Porte-Agel 2016, Analytical modeling of wind farms: a new approach for power prediction,
       Energies 9, 741: all defaults but the turbulence of 6 %, which is assumed.
    .. [2] Crespo and Hernandez 1996, Turbulence characteristics in wind-turbine wakes, J. Wind Eng. Ind. Aerodyn. 61,
       71-85: the added turbulence.
    .. [3] These choices are also those of ``Niayifar_PorteAgel_2016`` in PyWake 2.6, whose own table of the mean over
       a disc is good to some 1e-5 where ours is to 1e-8.
    """
    from sim.farm._wake_turbulent import turbulent

    return fraction(
        turbulent,
        layout,
        turbine,
        speeds,
        directions,
        TABLE(0.5 / initial),
        float(turbulence),
        float(expansion_per_turbulence),
        float(least_expansion),
        float(initial),
        float(ambient_exponent),
        bool(disc),
    )


def turbopark2022(layout, turbine, speeds, directions, *, turbulence: Intensity = 0.06, expansion: Positive = 0.04,
                  initial: Initial = 0.25, disc: bool = True, mirror: bool = True, extent: NonNegative = 0.0):
    """
    Gaussian wakes that widen with the free wind's turbulence and their own as it decays: TurbOPark.

    Parameters
    ----------
    layout : Layout
        Turbine positions. [m]
    turbine : Turbine
        Its power and thrust curves.
    speeds : array, shape (speed,)
        Free wind speeds, in standard air. [m/s]
    directions : array, shape (direction,)
        Directions that the wind comes from. [deg]
    turbulence : float
        Ambient turbulence intensity. [fraction]
    expansion : float
        Growth of the wake's standard deviation per unit of distance and of turbulence intensity. [-]
    initial : float
        Initial width of the wake over the square root of the stream tube's expansion at the rotor. [-]
    disc : bool
        Whether a wake is averaged over the rotor; otherwise its value at the hub is taken. [-]
    mirror : bool
        Whether the sea surface reflects wakes, as if each turbine had a mirror image below it. [-]
    extent : float
        Distance of a rotor's edge from a wake's axis, in standard deviations, beyond which the wake is neglected; 0:
        none is neglected. [-]

    Returns
    -------
    fraction : array, shape (direction, speed)
        Farm power over free power, 0 to 1; 1 where the free power is zero. [fraction]

    Notes
    -----
    A deficit is a share of the free speed, made with the thrust coefficient at the local speed, and deficits add by
    the root of the sum of their squares, those of the twins below included.

    References
    ----------
    .. [1] Pedersen, Svensson, Poulsen and Nygaard 2022, Turbulence Optimized Park model with Gaussian wake profile,
       J. Phys.: Conf. Ser. 2265, 022063, and the description and code that Orsted publishes with it: all defaults but
       the turbulence of 6 %, which is assumed, and `extent`, which is 2 there; none, the default, is what it
       approximates. The turbulence of the wake is that of Frandsen 2007, Risoe-R-1188.
    .. [2] The defaults are also the choices of ``Nygaard_2022`` in PyWake 2.6, whose own table of the mean over a disc
       is good to some 1e-5 where ours is to 1e-8.
    """
    from sim.farm._wake_turbulent import turbopark

    # Frandsen's turbulence in the wake: alpha and beta of the description.
    alpha, beta = 1.5 * turbulence, 0.8 * turbulence
    return fraction(turbopark, layout, turbine, speeds, directions, TABLE(0.5 / initial), float(alpha),
                    float(beta), float(expansion * turbulence / beta), float(initial), bool(disc),
                    2.0 * turbine.hub_height / turbine.diameter if mirror else 0.0, float(extent))
