"""The wind climate of an atlas, distributions by sector, and a synthetic series that follows it."""

from typing import NamedTuple

import numpy as np

from sim.checks import NonNegative, check_positive, refusal

WATER = 0.0002
"""Roughness length that the class of roughness zero stands for, water (Troen, Petersen 1989). [m]"""


class Sectors(NamedTuple):
    """
    Distributions of the speed by sector of direction, the first sector about north, clockwise.

    Parameters
    ----------
    roughness : array, shape (class,)
        Rising; a single one where a climate is of one place. [m]
    heights : array, shape (level,)
        Rising. [m]
    frequency : array, shape (class, sector)
        Sums to one over the sectors. [fraction]
    scale, shape : array, shape (class, level, sector), or None
        Of the Weibull distributions. [m/s], [-]
    edges, mass : array, shape (bin + 1,) and (sector, bin), or None
        Instead: bins of the speed, and the share of each sector in them. [m/s], [fraction]
    label : str
        Where it comes from.
    """

    roughness: np.ndarray
    heights: np.ndarray
    frequency: np.ndarray
    scale: np.ndarray | None
    shape: np.ndarray | None
    edges: np.ndarray | None
    mass: np.ndarray | None
    label: str


def at(sectors, target, *, roughness: NonNegative = 0.0, height: NonNegative = 0.0):
    """
    Wind climate of an atlas at one height and one roughness length.

    Parameters
    ----------
    sectors : Sectors
        With one height or several.
    target : float
        Height wanted; a climate of one height stays there. [m]
    roughness : float
        Roughness length of the surface around the site; 0 is water, as in the tables. [m]
    height : float
        Height of a climate whose file states none; 0: the file must state it. [m]

    Returns
    -------
    sectors : Sectors
        One class and one height: scale, shape and frequency interpolated linearly in the logarithms of height and
        roughness.

    Raises
    ------
    SundalinkError
        If the height or the roughness lies outside the tables, or no height is known.

    References
    ----------
    .. [1] Troen, Petersen 1989, "European Wind Atlas", Risoe National Laboratory (tables by roughness class and height,
       interpolated in logarithms).
    """
    heights = sectors.heights if np.isfinite(sectors.heights).all() else np.array([height])
    if not heights[0] > 0:
        raise refusal("height", height, "m", "must be above zero, as the file names no height of its distributions")
    weight = _weights(np.log(heights), np.log(target), "height", target, heights) if heights.size > 1 else np.ones(1)
    z0 = np.maximum(sectors.roughness, WATER)
    many = z0.size > 1
    share = _weights(np.log(z0), np.log(max(roughness, WATER)), "roughness", roughness, sectors.roughness) if many \
        else np.ones(1)
    frequency = share @ sectors.frequency
    own = np.array([target if heights.size > 1 else heights[0]], dtype=float)
    kept = sectors._replace(roughness=np.array([roughness]), heights=own, frequency=(frequency / frequency.sum())[None])
    if sectors.scale is None:
        return kept
    return kept._replace(scale=np.einsum("r,h,rhs->s", share, weight, sectors.scale)[None, None],
                         shape=np.einsum("r,h,rhs->s", share, weight, sectors.shape)[None, None])


def with_distributions(speed, direction, sectors):
    """
    Return a series with the sequence of one wind and the distributions of another.

    The direction keeps its rank around the circle, counted from the rarest sector, so that each sector has its share;
    within each sector the speed keeps its rank, so that each has its distribution. What lasts, swings and follows on
    what is the order of the series given.

    Parameters
    ----------
    speed, direction : array, shape (weather_year, time)
        Whose order is kept. [m/s], [deg]
    sectors : Sectors
        Of one class and one height, as `at` gives them.

    Returns
    -------
    speed, direction : array, shape (weather_year, time)
        [m/s], [deg]
    """
    share = sectors.frequency[0]
    width, first = 360.0 / share.size, int(share.argmin())
    start = (first - 0.5) * width   # a sector lies about its direction
    turned = np.mod(direction.ravel() - start, 360.0)
    rank = np.empty(turned.size)
    rank[np.argsort(turned, kind="stable")] = (np.arange(turned.size) + 0.5) / turned.size
    bounds = np.concatenate([[0.0], np.cumsum(np.roll(share, -first))])
    sector = np.clip(np.searchsorted(bounds, rank, side="right") - 1, 0, share.size - 1)
    within = (rank - bounds[sector]) / np.maximum(bounds[sector + 1] - bounds[sector], 1e-300)
    angle = np.mod(start + (sector + np.clip(within, 0.0, 1.0)) * width, 360.0)
    found, flat = np.empty(turned.size), speed.ravel()
    for turn in range(share.size):
        of = np.flatnonzero(sector == turn)
        level = np.empty(of.size)
        level[np.argsort(flat[of], kind="stable")] = (np.arange(of.size) + 0.5) / max(of.size, 1)
        found[of] = quantile(sectors, (first + turn) % share.size, level)
    return found.reshape(speed.shape), angle.reshape(speed.shape)


def quantile(sectors, sector, level):
    """
    Return the speed that a share of the time of a sector stays below.

    Parameters
    ----------
    sectors : Sectors
        Of one class and one height.
    sector : int
        From north, clockwise.
    level : array, shape (...)
        Between 0 and 1. [fraction]

    Returns
    -------
    speed : array, shape (...)
        [m/s]
    """
    if sectors.scale is None:
        return np.interp(level, np.concatenate([[0.0], np.cumsum(sectors.mass[sector])]), sectors.edges)
    return sectors.scale[0, 0, sector] * (-np.log1p(-level)) ** (1.0 / sectors.shape[0, 0, sector])


def check_sectors(sectors, where):
    """
    Refuse a climate that cannot be.

    Parameters
    ----------
    sectors : Sectors
        What a door has read; frequencies may have any sum.
    where : str
        What a message names: the file.

    Returns
    -------
    sectors : Sectors
        With frequencies that sum to one.

    Raises
    ------
    SundalinkError
        Naming the first quantity that breaks a rule.
    """
    total = sectors.frequency.sum(-1, keepdims=True)
    if not (np.isfinite(sectors.frequency) & (sectors.frequency >= 0)).all() or not (total > 0).all():
        raise refusal(f"{where}: frequency of sectors", float(np.min(sectors.frequency)), "", "must be zero or above, "
                  "and not zero throughout")
    rules = (("Weibull A", sectors.scale, 40.0, "m/s"), ("Weibull k", sectors.shape, 10.0, "-"))
    for name, values, high, unit in rules:
        if values is None:
            continue
        # A sector without wind may hold zeros.
        blown = np.broadcast_to((sectors.frequency > 0)[:, None, :], values.shape)
        wrong = blown & ~((values > 0.1) & (values < high))
        if wrong.any():
            place = np.argwhere(wrong)[0]
            raise refusal(f"{where}: {name} of sector {place[2] + 1} at {sectors.heights[place[1]]:g} m",
                      float(values[tuple(place)]), unit, f"must lie between 0.1 and {high:g}")
    for name, values in (("heights", sectors.heights), ("roughness lengths", sectors.roughness)):
        if values.size > 1 and not (np.diff(values) > 0).all():
            raise refusal(f"{where}: {name}", np.array2string(values, separator=", "), "m", "must rise")
    if np.isfinite(sectors.heights).all():
        check_positive(f"{where}: heights", sectors.heights, "m")
    return sectors._replace(frequency=sectors.frequency / total)


def _weights(known, wanted, name, value, table):
    """Return the weights of known places that interpolate linearly at one between them, or refuse one outside."""
    if not known[0] - 1e-9 <= wanted <= known[-1] + 1e-9:
        raise refusal(name, value, "m", f"must lie between {table[0]:g} and {table[-1]:g} m, the extent of the tables")
    right = int(np.clip(np.searchsorted(known, wanted), 1, known.size - 1))
    share = np.clip((wanted - known[right - 1]) / (known[right] - known[right - 1]), 0.0, 1.0)
    weights = np.zeros(known.size)
    weights[right - 1], weights[right] = 1.0 - share, share
    return weights
