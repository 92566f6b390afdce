"""The wind around a tropical cyclone: its speed at a distance from the centre."""

import numpy as np

from sim.checks import NonNegative, Positive, check_positive

ROTATION = 7.29e-5
"""Angular speed of the Earth, in 1/s."""

DENSITY = 1.15
"""Of the air over a warm sea, as usual in such models (assumed). [kg/m3]"""

SURFACE = ("holland2010",)
"""Models whose speed is that at 10 m, given the shape at the surface; the others give it above the boundary layer."""


def holland1980(radius, latitude, shape, drop, radius_max, density=DENSITY):
    """
    Gradient wind of a pressure profile that falls exponentially towards the centre.

    Parameters
    ----------
    radius : array, shape (...)
        Distance from the centre. [km]
    latitude : array, shape (...)
        Of the centre; its sign does not matter. [deg]
    shape : array, shape (...)
        Holland's B: how sharply the wind peaks. [-]
    drop : array, shape (...)
        Pressure far away less that in the centre. [Pa]
    radius_max : array, shape (...)
        Distance of the strongest wind, the Earth at rest. [km]
    density : float
        Of the air. [kg/m3]

    Returns
    -------
    speed : array, shape (...)
        Above the boundary layer, around the centre. [m/s]

    Raises
    ------
    SundalinkError
        If the radius of maximum wind, the shape or the density is not above zero.

    References
    ----------
    .. [1] Holland 1980, "An analytic model of the wind and pressure profiles in hurricanes", Mon. Weather Rev. 108(8),
       equation 4.
    """
    metres, swirl = _swirl(radius, shape, radius_max)
    turn = metres * ROTATION * np.abs(np.sin(np.radians(latitude)))   # half of r f
    check_positive("density in a cyclone", density, "kg/m3")
    return np.sqrt(shape * drop / density * swirl + turn**2) - turn


def holland2010(radius, latitude, shape, drop, radius_max, density=DENSITY, *, outer_radius: Positive = 300.0,
                outer_speed: Positive = 17.0, least_exponent: NonNegative = 0.4):
    """
    Surface wind profile fitted to a known speed at a known outer radius.

    Parameters
    ----------
    radius : array, shape (...)
        Distance from the centre. [km]
    latitude : array, shape (...)
        Of the centre; the balance is cyclostrophic, so it does not matter. [deg]
    shape : array, shape (...)
        Holland's b at the surface. [-]
    drop : array, shape (...)
        Pressure far away less that in the centre. [Pa]
    radius_max : array, shape (...)
        Distance of the strongest wind. [km]
    density : float
        Of the air. [kg/m3]
    outer_radius : float
        Radius at which the outer speed is known. [km]
    outer_speed : float
        Speed at that radius; the authors' choice where none was measured. [m/s]
    least_exponent : float
        Least exponent of the profile, so that the wind never rises outwards; assumed. [-]

    Returns
    -------
    speed : array, shape (...)
        At 10 m, around the centre. [m/s]

    Raises
    ------
    SundalinkError
        If the radius of maximum wind, the shape or the density is not above zero.

    References
    ----------
    .. [1] Holland, Belanger, Fritz 2010, "A revised model for radial profiles of hurricane winds", Mon. Weather Rev.
       138(12), equations 6, 7 and 10; the exponent of equation 10 goes on in its straight line beyond `outer_radius`.
    """
    _, swirl = _swirl(radius, shape, radius_max)
    check_positive("density in a cyclone", density, "kg/m3")
    peak = np.sqrt(shape * drop / (density * np.e))
    _, outer = _swirl(outer_radius, shape, radius_max)
    beyond = np.log(outer * np.e)
    with np.errstate(divide="ignore", invalid="ignore"):   # a storm whose strongest wind blows at the outer radius
        wanted = np.where(beyond < 0, np.log(outer_speed / np.maximum(peak, 1e-9)) / beyond, 0.5)
        share = np.where(outer_radius > radius_max, (radius - radius_max) / (outer_radius - radius_max), 0.0)
    exponent = np.maximum(0.5 + np.maximum(share, 0.0) * (wanted - 0.5), least_exponent)
    return peak * (swirl * np.e) ** exponent


def _swirl(radius, shape, radius_max):
    """Return the distance in metres, and (Rm/r)^B exp(-(Rm/r)^B); the eye itself is calm."""
    check_positive("radius of maximum wind", radius_max, "km")
    check_positive("shape of a cyclone", shape)
    power = (radius_max / np.maximum(radius, 1e-3)) ** shape
    return 1e3 * np.asarray(radius, dtype=float), power * np.exp(-power)


MODELS = {"holland1980": holland1980, "holland2010": holland2010}
