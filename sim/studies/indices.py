"""What moves a figure: main effects, rank correlation, indices of Sobol and of Morris, all aware of failed cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

LEVELS = 12
"""Most values of a key that have an effect each; of more, fifths are taken."""
RESAMPLED = 500
"""Times that the blocks of a Saltelli design are drawn anew for the band."""
BAND = 0.9
"""Share of the resampled indices within the band."""


class Sobol(NamedTuple):
    """Indices of each key, and their bands, shape (key, 2)."""

    first: np.ndarray
    first_band: np.ndarray
    total: np.ndarray
    total_band: np.ndarray
    blocks: int
    """Blocks without a failed case."""


class Morris(NamedTuple):
    """Elementary effects of each key, over the whole of its range."""

    mu: np.ndarray
    mu_star: np.ndarray
    sigma: np.ndarray
    count: np.ndarray   # type: ignore[assignment]   # a tuple has a method of that name
    """Steps of which both ends succeeded."""


def main_effects(levels: Sequence[Sequence[Any]], figure: np.ndarray) -> list[dict[Any, float]]:
    """
    Mean of a figure at each level of each key, the other keys held level.

    Parameters
    ----------
    levels : sequence of sequence
        Value of each key in each case.
    figure : array, shape (case,)
        NaN where the case failed.

    Returns
    -------
    effects : list of dict
        Of each key: mean of the figure by level.

    Notes
    -----
    Additive effects by least squares over the cases that succeeded: with a whole grid the plain means, and with holes
    in it still not those of the cases that happen to be missing. Levels that no good case has are left out.
    """
    figure = np.asarray(figure, dtype=float)
    good = np.isfinite(figure)
    codes = [_levels([value for value, use in zip(column, good, strict=True) if use]) for column in levels]
    if not good.any():
        return [{} for _ in levels]
    blocks = [np.equal.outer(code, np.arange(len(names))).astype(float) for code, names in codes]
    blocks = [block - block.mean(axis=0) for block in blocks]
    centre = figure[good].mean()
    found = np.linalg.lstsq(np.concatenate(blocks, axis=1), figure[good] - centre, rcond=None)[0] if blocks else []
    effects, begin = [], 0
    for (_, names), block in zip(codes, blocks, strict=True):
        own = found[begin:begin + len(names)]
        shift = own @ -(block.min(axis=0)) if len(names) else 0.0   # shares of the levels
        effects.append({name: float(centre + value - shift) for name, value in zip(names, own, strict=True)})
        begin += len(names)
    return effects


def rank_correlation(columns: np.ndarray, figure: np.ndarray) -> np.ndarray:
    """
    Partial rank correlation of a figure with each key.

    Parameters
    ----------
    columns : array, shape (case, key)
        Numeric keys.
    figure : array, shape (case,)
        NaN where the case failed.

    Returns
    -------
    correlation : array, shape (key,)
        Of what the other keys leave unexplained; NaN where there are too few cases, or a key does not vary. [-]

    References
    ----------
    .. [1] Helton, Johnson, Sallaberry, Storlie (2006), Survey of sampling-based methods for uncertainty and sensitivity
       analysis, Reliability Engineering and System Safety 91.
    """
    columns, figure = np.asarray(columns, dtype=float), np.asarray(figure, dtype=float)
    good = np.isfinite(figure)
    width = columns.shape[1]
    if good.sum() < width + 3:
        return np.full(width, np.nan)
    ranks, own = stats.rankdata(columns[good], axis=0), stats.rankdata(figure[good])
    found = np.full(width, np.nan)
    for key in range(width):
        others = np.column_stack([np.ones(good.sum()), np.delete(ranks, key, axis=1)])
        left = [values - others @ np.linalg.lstsq(others, values, rcond=None)[0] for values in (ranks[:, key], own)]
        size = [float(np.sqrt(part @ part)) for part in left]
        if min(size) > 1e-9 * good.sum():
            found[key] = left[0] @ left[1] / (size[0] * size[1])
    return found


def sobol(figure: np.ndarray, width: int, seed: int = 0) -> Sobol:
    """
    First-order and total indices of a Saltelli design.

    Parameters
    ----------
    figure : array, shape (block * (width + 2),)
        In the order of the design: A, A with one key of B after the other, B. NaN where the case failed.
    width : int
        Keys.
    seed : int
        Of the bootstrap.

    Returns
    -------
    indices : Sobol

    Notes
    -----
    A block with a failed case is left out whole. First order after Saltelli et al. (2010), total after Jansen (1999);
    the band is that of the bootstrap over blocks.

    References
    ----------
    .. [1] Saltelli, Annoni, Azzini, Campolongo, Ratto, Tarantola (2010), Variance based sensitivity analysis of model
       output, Computer Physics Communications 181.
    .. [2] Jansen (1999), Analysis of variance designs for model output, Computer Physics Communications 117.
    """
    blocks = np.asarray(figure, dtype=float).reshape(-1, width + 2)
    blocks = blocks[np.isfinite(blocks).all(axis=1)]
    if len(blocks) < 4:
        none = np.full(width, np.nan)
        return Sobol(none, np.full((width, 2), np.nan), none, np.full((width, 2), np.nan), len(blocks))
    draws = np.random.default_rng(seed).integers(len(blocks), size=(RESAMPLED, len(blocks)))
    again = np.array([_indices(blocks[rows]) for rows in draws])
    edges = np.nanquantile(again, [0.5 - BAND / 2, 0.5 + BAND / 2], axis=0)
    first, total = _indices(blocks)
    return Sobol(first, edges[:, 0].T, total, edges[:, 1].T, len(blocks))


def _indices(blocks: np.ndarray) -> np.ndarray:
    """Return first-order and total indices of whole blocks, shape (2, key)."""
    a, mixed, b = blocks[:, :1], blocks[:, 1:-1], blocks[:, -1:]
    centre = np.concatenate([a, b]).mean()
    variance = max(float(np.concatenate([a, b]).var()), 1e-300)
    return np.array([((b - centre) * (mixed - a)).mean(axis=0), 0.5 * ((a - mixed) ** 2).mean(axis=0)]) / variance


def morris(shares: np.ndarray, figure: np.ndarray) -> Morris:
    """
    Elementary effects of a design of Morris.

    Parameters
    ----------
    shares : array, shape (trajectory * (key + 1), key)
        Place of each case within the range of each key. [fraction]
    figure : array, shape (trajectory * (key + 1),)
        NaN where the case failed: only the two steps at that case are lost.

    Returns
    -------
    effects : Morris

    References
    ----------
    .. [1] Morris (1991), Factorial sampling plans for preliminary computational experiments, Technometrics 33.
    .. [2] Campolongo, Cariboni, Saltelli (2007), An effective screening design for sensitivity analysis of large
       models, Environmental Modelling and Software 22.
    """
    width = np.shape(shares)[1]
    shares, figure = np.asarray(shares, dtype=float).reshape(-1, width + 1, width), np.asarray(figure, dtype=float)
    step, change = np.diff(shares, axis=1), np.diff(figure.reshape(-1, width + 1), axis=1)
    key = np.abs(step).argmax(axis=2)
    effect = change / np.take_along_axis(step, key[..., None], axis=2)[..., 0]
    found = [effect[(key == each) & np.isfinite(effect)] for each in range(width)]
    mu, mu_star, sigma = (np.array([make(each) if each.size else np.nan for each in found]) for make in (
        np.mean, lambda e: np.abs(e).mean(), lambda e: e.std(ddof=1) if e.size > 1 else np.nan))
    return Morris(mu, mu_star, sigma, np.array([each.size for each in found]))


def _levels(column: Sequence[Any]) -> tuple[np.ndarray, list[Any]]:
    """Return the level of each case, and the names of the levels; many numbers are put into fifths."""
    names = list(dict.fromkeys(column))
    numeric = all(isinstance(name, (int, float, np.number)) and not isinstance(name, bool) for name in names)
    if numeric:
        names.sort()
    if not numeric or len(names) <= LEVELS:
        place = {name: index for index, name in enumerate(names)}
        return np.array([place[value] for value in column], dtype=int), names
    values = np.asarray(column, dtype=float)
    edges = np.quantile(values, np.linspace(0, 1, 6))
    code = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, 4)
    return code, [float(values[code == each].mean()) if (code == each).any() else float(edges[each])
                  for each in range(5)]
