"""Layouts that a scenario can choose: those of the farm, and one read from the user's file."""

from pathlib import Path

import numpy as np

from sim.checks import refusal
from sim.farm import layout
from sim.farm.layout import Layout
from sim.inputs.csv_table import read


def from_file(count, diameter, rating=None, *, file: str = ""):
    """
    Stand the turbines where a file says.

    Parameters
    ----------
    count : int
        Number of turbines, which must be that of the file.
    diameter : float
        Rotor diameter. [m]
    rating : float, optional
        Rated power of a turbine, to say which farm the file is for. [MW]
    file : str
        A CSV table with a row for each turbine and the columns x_m, east, and y_m, north, from any origin on a plane
        (a UTM zone will do); a relative name is relative to the scenario's file. [-]

    Returns
    -------
    layout : Layout
        Positions from their mean, and the area of the polygon around them.

    Raises
    ------
    SundalinkError
        If the file is not there, breaks a rule of tables, has another number of turbines, or two of them closer than
        one diameter.

    References
    ----------
    .. [1] The user's own file.
    """
    path = Path(file)
    if not file or not path.is_file():
        raise refusal("farm.layout.file", file or "''", "-", "must be a CSV file with the columns x_m and y_m")
    columns = read(path, numbers=("x_m", "y_m"), sourced=False)
    x, y = (np.array(columns[key]) for key in ("x_m", "y_m"))
    if x.size != count:
        fits = f"; set farm.capacity_mw = {x.size * rating:g}" if rating else ""
        raise refusal(
            f"{path.name}: number of turbines", x.size, "-", f"must be {count}, as many as the farm has{fits}"
        )
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.diag(np.full(x.size, np.inf))
    if apart.min() < diameter:
        one, other = sorted(np.unravel_index(apart.argmin(), apart.shape))
        raise refusal(f"{path.name}: distance between turbines {one + 1} and {other + 1}", float(apart.min()), "m",
                  f"must be at least one diameter, {diameter:g} m")
    return Layout(x - x.mean(), y - y.mean(), _area(x, y) * 1e-6)


def _area(x, y):
    """Return the area of the polygon around points; none around a line."""
    from scipy.spatial import ConvexHull, QhullError

    if x.size < 3:
        return 0.0
    try:
        return float(ConvexHull(np.column_stack([x - x.mean(), y - y.mean()])).volume)
    except QhullError:
        return 0.0


MODELS = {**layout.MODELS, "from_file": from_file}
