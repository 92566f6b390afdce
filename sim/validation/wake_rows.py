"""Rows of built farms along the wind, beside power measured there."""

from functools import partial

import numpy as np

from sim.farm import wake
from sim.farm.layout import Layout
from sim.inputs import built_farms
from sim.models import choose

REACH, STEP = 20, 1.0
"""Directions looked at to either side of the middle: how many, and their step. [-], [deg]"""


def wake_rows(*, farm, model, rows, direction_deg, half_width_deg, spread_deg, speed_m_per_s, mean=False, options=None):
    """
    Return the power of rows of a built farm over that of its first row.

    Parameters
    ----------
    farm : str
        One of `sim.inputs.built_farms.names`.
    model : list of str
        Wake models.
    rows : list of list of int
        Turbines of each row across the wind, the first upwind.
    direction_deg, half_width_deg : float
        Bin of directions that power was measured in. [deg]
    spread_deg : list of float
        Standard deviations of the true direction about the one that was measured; of several the range. [deg]
    speed_m_per_s : float
        Free wind. [m/s]
    mean : bool
        Whether the mean of all rows but the first is given instead of each.
    options : dict, optional
        Parameters of the model.

    Returns
    -------
    shares : list of float or of (low, high)
        One for each row but the first, or one mean, of each model.
    """
    built = built_farms.farm(farm)
    found = []
    for name in model:
        run = partial(choose(wake.MODELS, name, "wake model"), **(options or {}))
        by_spread = [_shares(built, run, rows, direction_deg, half_width_deg, spread, speed_m_per_s)
                     for spread in spread_deg]
        found.append(np.array([[each.mean()] if mean else each for each in by_spread]))
    shares = np.concatenate(found, axis=1)
    if len(spread_deg) == 1:
        return shares[0].tolist()
    return list(zip(shares.min(axis=0).tolist(), shares.max(axis=0).tolist(), strict=True))


def _shares(built, run, rows, middle, width, spread, speed):
    """Return the power of each row but the first over that of the first, mean of directions, shape (row,)."""
    directions, chance = _directions(middle, width, spread)
    made = np.array([_row(built, run, np.array(row), middle, directions, speed) @ chance for row in rows])
    return made[1:] / made[0]


def _directions(middle, width, spread):
    """Return directions and how often the wind has them when a direction within the bin is measured."""
    off = STEP * np.arange(-REACH, REACH + 1)
    inside = np.linspace(-width, width, 11)
    chance = (np.exp(-0.5 * ((off[:, None] - inside) / spread) ** 2).sum(axis=1) if spread > 0
              else (np.abs(off) <= width).astype(float))
    return np.mod(middle + off, 360.0), chance / chance.sum()


def _row(built, run, row, middle, directions, speed):
    """Return the power of a turbine of a row over that of a free one, by direction: what the turbines before it make
    together with it, less what they make alone."""
    x, y = built.layout.x, built.layout.y
    along = -(np.sin(np.radians(middle)) * x + np.cos(np.radians(middle)) * y)
    before = np.setdiff1d(np.flatnonzero(along < along[row].min() - 1.0), row)

    def made(which):
        if not which.size:
            return np.zeros(directions.size)
        layout = Layout(x[which], y[which], np.nan)
        return which.size * np.asarray(run(layout, built.turbine, [speed], directions.tolist()))[:, 0]

    return (made(np.concatenate([before, row])) - made(before)) / row.size
