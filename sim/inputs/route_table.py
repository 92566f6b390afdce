"""Read a route from a table of positions, as in surveys and route position lists."""

from pathlib import Path
from typing import Any

import numpy as np

from sim.checks import refusal
from sim.inputs import logger_table, positions, spreadsheet
from sim.inputs.mast_columns import base_name

ENDINGS = (".csv", *spreadsheet.ENDINGS)
"""Endings of tables that a route may lie in."""

AXES = {"latitude": ("latitude_deg", "latitude", "lat", "lat_deg"),
        "longitude": ("longitude_deg", "longitude", "lon", "long", "lng", "lon_deg")}
"""Names of the two columns that count, in any case; others are ignored."""

MOST = 200_000
"""Most rows of a route. [-]"""


def line(path: Path) -> dict[str, Any]:
    """
    Return the positions of a table as the keys of a TOML file.

    Parameters
    ----------
    path : Path
        A row for each position in the order of the route, degrees of WGS 84 in the columns latitude and longitude, as
        `sim.inputs.positions.degrees` reads them.

    Returns
    -------
    line : dict
        With ``points_deg``, [latitude, longitude].

    Raises
    ------
    SundalinkError
        If it is no such table.
    """
    table = logger_table.read(path, lambda name: _axis(name) is not None, "route file")
    found = [next((at for at, name in enumerate(table.names) if _axis(name) == axis), None) for axis in AXES]
    if None in found:
        raise refusal(f"{path}, line {table.line}, columns", ",".join(table.names)[:200], "-",
                      "must include latitude and longitude in degrees (a table of metres names no coordinate system: "
                      "save it as a GIS file with one)")
    if len(table.columns) > MOST:
        raise refusal(f"{path}: rows", len(table.columns), "-", f"must be at most {MOST:,}")
    axes = [positions.degrees(path, table, place, axis) for place, axis in zip(found, AXES, strict=True)]
    return {"name": path.stem, "description": f"read from {path.name}", "landing": "not stated",
            "source": f"user's file {path.name}", "status": "assumed", "points_deg": np.column_stack(axes).tolist()}


def _axis(name):
    """Return the axis that a column's name stands for, or None."""
    return next((axis for axis, names in AXES.items() if base_name(name)[0] in names), None)
