"""Built farms: positions, turbine, wind and reported wake loss, for the comparison of wake models."""

import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.farm.layout import Layout
from sim.farm.power_curve import Turbine, knots
from sim.inputs.csv_table import KINDS, STATUSES, nearest

FOLDER = Path(__file__).resolve().parents[1] / "data" / "farms"
SECTORS = 12


class BuiltFarm(NamedTuple):
    """A built farm and its wind."""

    name: str
    """Name of the farm."""
    layout: Layout
    """Turbine positions. [m]"""
    turbine: Turbine
    """Type of all turbines."""
    share: np.ndarray
    """Frequency of wind from each of `SECTORS`, the first about north. [fraction]"""
    scale: np.ndarray
    """Weibull scale of each sector. [m/s]"""
    shape: np.ndarray
    """Weibull shape of each sector. [-]"""
    loss: float
    """Reported wake loss: energy lost over that of as many free turbines. [fraction]"""
    loss_source: str
    """Source of the reported loss."""
    status: str
    """Status of that figure: verified, derived or assumed."""


def names():
    """
    Return the names of the built farms.

    Returns
    -------
    names : tuple of str
    """
    return tuple(path.stem for path in sorted(FOLDER.glob("*.toml")))


def farm(name, folder=FOLDER):
    """
    Return a built farm.

    Parameters
    ----------
    name : str
        One of `names`.
    folder : path
        Folder of their TOML files.

    Returns
    -------
    farm : BuiltFarm

    Raises
    ------
    SundalinkError
        If there is no such farm, or its file lacks a key or breaks a rule.
    """
    path = Path(folder) / f"{name}.toml"
    if not path.is_file():
        raise refusal("farm", name, "-", f"must be one of {', '.join(names())}{nearest(name, names())}")
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        return _checked(path.name, content, *(content[part] for part in ("turbine", "layout", "wind", "documented")))
    except KeyError as missing:
        raise refusal(path.name, missing.args[0], "-", "this key is missing") from None


def weights(built, directions, speeds):
    """
    Return the frequency of the wind by direction and speed at a built farm.

    Parameters
    ----------
    built : BuiltFarm
        The farm.
    directions : array, shape (direction,)
        Even steps of a whole turn. [deg]
    speeds : array, shape (speed,)
        Middles of even bins. [m/s]

    Returns
    -------
    weight : array, shape (direction, speed)
        Sum 1 with what lies beyond the speeds. Share, scale and shape change in straight lines from the middle of a
        sector to that of the next. [fraction]
    """
    edge, turn = 0.5 * (speeds[1] - speeds[0]), 360.0 / SECTORS * np.arange(SECTORS + 1)
    share, scale, shape = (np.interp(np.mod(directions, 360.0), turn, np.append(part, part[0]))[:, None]
                           for part in (built.share, built.scale, built.shape))
    above, below = (np.exp(-(np.maximum(speeds + off, 0.0) / scale) ** shape) for off in (edge, -edge))
    return share / share.sum() * (below - above)


def _checked(name, content, spec, layout, wind, reported):
    """Return the farm of a file once its parts fit together."""
    for where, part in (("", content), ("documented.", reported)):
        for key, allowed in (("source_kind", KINDS), ("status", STATUSES)):
            if part[key] not in allowed:
                raise refusal(f"{name}, {where}{key}", part[key], "-", f"must be one of {', '.join(allowed)}")
        if not str(part["source"]).strip():
            raise refusal(f"{name}, {where}source", "''", "-", "must not be empty")
    check_within(f"{name}, documented.loss", reported["loss"], 0.0, 1.0)
    x, y = (np.array(layout[key], dtype=float) for key in ("x_m", "y_m"))
    sectors = [np.array(wind[key], dtype=float) for key in ("share", "scale_m_per_s", "shape")]
    for key, part, size in (("y_m", y, x.size), *zip(("share", "scale_m_per_s", "shape"), sectors, 3 * (SECTORS,),
                                                     strict=True)):
        if part.size != size:
            raise refusal(f"{name}, {key}: values", part.size, "-", f"must be {size}")
    for key, part in zip(("share", "scale_m_per_s", "shape"), sectors, strict=True):
        check_positive(f"{name}, {key}", part)
    turbine = Turbine(spec["name"], spec["rating_mw"], spec["diameter_m"], spec["hub_height_m"],
                      np.array(spec["speed_m_per_s"], dtype=float),
                      np.array(spec["power_kw"], dtype=float) / 1e3, np.array(spec["thrust_coefficient"], dtype=float),
                      spec["cut_in_m_per_s"], spec["cut_out_m_per_s"], content["source"])
    knots(turbine)
    positions = Layout(x - x.mean(), y - y.mean(), np.nan)
    return BuiltFarm(content["name"], positions, turbine, sectors[0] / sectors[0].sum(), *sectors[1:],
                     reported["loss"], reported["source"], reported["status"])
