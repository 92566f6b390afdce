"""Layout: positions of the turbines."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import NonNegative, Positive, check_positive, refusal


class Layout(NamedTuple):
    """Positions east and north of the farm's middle, shape (turbine,) [m], and the area they take [km2]."""

    x: np.ndarray
    y: np.ndarray
    area: float


def rectangular(count, diameter, rating=None, *, downwind: Positive = 8.0, crosswind: Positive = 6.0,
                density: NonNegative = 0.0, orientation: Annotated[float, Ge(0), Le(360)] = 30.0,
                columns: Annotated[int, Ge(0), Le(1_000_000)] = 0, stagger: bool = False):
    """
    Straight rows of turbines that face one direction.

    Parameters
    ----------
    count : int
        Number of turbines; the last row may be short and is then kept in the middle of the lattice.
    diameter : float
        Rotor diameter. [m]
    rating : float, optional
        Rated power of a turbine; needed when `density` is given. [MW]
    downwind : float
        Distance between rows, in rotor diameters. [-]
    crosswind : float
        Distance between the turbines of a row, in rotor diameters. [-]
    density : float
        Rated power per area; if above zero, both distances are scaled by one factor to give it. [MW/km2]
    orientation : float
        Direction that the rows face: wind from this direction is perpendicular to them. [deg]
    columns : int
        Turbines in a full row; 0: the number that makes the site most nearly square. [-]
    stagger : bool
        Whether every second row is shifted sideways by half a distance. [-]

    Returns
    -------
    layout : Layout
        Positions, and the area as one cell of the lattice per turbine.

    Raises
    ------
    SundalinkError
        If the turbines would stand closer than one diameter, or `density` is given without `rating`.

    References
    ----------
    .. [1] Defaults are assumed: 8 by 6 diameters give a 15 MW turbine of 240 m 5.4 MW/km2, near the 3.5 GW on
       600 km2 of the La Gan project (laganoffshorewind.vn); 30 degrees is the north-east monsoon (COADS
       climatology at 11N 109E: January 31, December 26).
    """
    if int(count) != count or count < 1:
        raise refusal("number of turbines", count, "-", "must be a whole number, 1 or more")
    check_positive("rotor diameter", diameter, "m")
    count = int(count)
    down, cross = downwind * diameter, crosswind * diameter
    if density > 0:
        if rating is None:
            raise refusal("layout density", density, "MW/km2", "needs the rating of a turbine")
        scale = np.sqrt(rating / density * 1e6 / (down * cross))
        down, cross = down * scale, cross * scale
    if min(down, cross) < diameter:
        raise refusal("distance between turbines", min(down, cross), "m",
                  f"must be at least one diameter, {diameter:g} m")
    wide = min(columns or max(round(np.sqrt(count * down / cross)), 1), count)
    row, column = np.divmod(np.arange(count), wide)
    column = column + (row == row[-1]) * ((wide - (column[-1] + 1)) // 2)
    back = row * down
    side = (column + (0.5 * (row % 2) if stagger else 0.0)) * cross
    angle = np.deg2rad(orientation)
    x = -np.sin(angle) * back + np.cos(angle) * side
    y = -np.cos(angle) * back - np.sin(angle) * side
    return Layout(x - x.mean(), y - y.mean(), float(count * down * cross * 1e-6))


MODELS = {"rectangular": rectangular}
