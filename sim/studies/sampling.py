"""Samples over distributions: Latin hypercube, Sobol, Monte Carlo, and the designs of Morris and Saltelli."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.errors import scenario_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.errors import SundalinkError

METHODS = ("lhs", "sobol", "monte_carlo", "morris", "saltelli")
MORRIS_LEVELS = 4
"""Levels of each key in a design of Morris (Morris 1991). [-]"""
RULE = ("must be {low, high} with low < high, and log = true or mode = ... if wanted, {mean, sd}, {median, sigma}, "
        "{integers = [low, high]} or {choices = [...]} with weights = [...] if wanted")


class Distribution(NamedTuple):
    """Probability distribution of a key."""

    form: str
    """``uniform``, ``log_uniform``, ``triangular``, ``normal``, ``lognormal``, ``integers`` or ``choices``."""
    values: tuple[Any, ...]
    """Its parameters."""

    def at(self, share: float) -> Any:
        """Return the value that a share of the draws lies below."""
        from scipy import stats  # here, as a design without samples is quicker without it

        form, v = self.form, self.values
        if form == "uniform":
            return float(v[0] + share * (v[1] - v[0]))
        if form == "log_uniform":
            return float(v[0] * (v[1] / v[0]) ** share)
        if form == "triangular":
            low, mode, high = v
            return float(stats.triang.ppf(share, (mode - low) / (high - low), low, high - low))
        if form == "normal":   # within the bounds, if any
            mean, sd, low, high = v
            begin, end = (stats.norm.cdf((edge - mean) / sd) for edge in (low, high))
            return float(mean + sd * stats.norm.ppf(np.clip(begin + share * (end - begin), 1e-12, 1 - 1e-12)))
        if form == "lognormal":
            return float(v[0] * math.exp(v[1] * stats.norm.ppf(np.clip(share, 1e-12, 1 - 1e-12))))
        if form == "integers":
            return int(min(v[0] + math.floor(share * (v[1] - v[0] + 1)), v[1]))
        return v[0][min(int(np.searchsorted(np.cumsum(v[1]), share, side="right")), len(v[0]) - 1)]


def distribution(given: Any, origin: str) -> Distribution:
    """
    Return a distribution as a design gives it.

    Parameters
    ----------
    given : mapping
        ``{low, high}``, ``{low, mode, high}``, ``{low, high, log = true}``, ``{mean, sd}`` with bounds if wanted,
        ``{median, sigma}`` (lognormal, sigma of the logarithm), ``{integers = [low, high]}``,
        ``{choices = [...], weights = [...]}``.
    origin : str
        Key, for messages.

    Returns
    -------
    distribution : Distribution
    """
    wrong = scenario_error(f"{origin} = {given!r}: {RULE}", key=origin)
    if not isinstance(given, dict):
        raise wrong
    keys = set(given)
    try:
        if "choices" in keys and keys <= {"choices", "weights"} and given["choices"]:
            weights = np.array(given.get("weights", [1.0] * len(given["choices"])), dtype=float)
            if weights.shape != (len(given["choices"]),) or not (weights >= 0).all() or not weights.sum() > 0:
                raise wrong
            return Distribution("choices", (tuple(given["choices"]), tuple((weights / weights.sum()).tolist())))
        if keys == {"integers"}:
            least, most = (int(edge) for edge in given["integers"])
            found = Distribution("integers", (least, most))
        elif {"mean", "sd"} <= keys <= {"mean", "sd", "low", "high"}:
            low, high = float(given.get("low", -math.inf)), float(given.get("high", math.inf))
            found = Distribution("normal", (float(given["mean"]), float(given["sd"]), low, high))
            if not found.values[1] > 0:
                raise wrong
        elif keys == {"median", "sigma"}:
            found = Distribution("lognormal", (float(given["median"]), float(given["sigma"])))
            if not (found.values[0] > 0 and found.values[1] > 0):
                raise wrong
            return found
        else:
            found = _bounded(given, keys, wrong)
    except (TypeError, ValueError):
        raise wrong from None
    edges = found.values[-2:] if found.form == "normal" else (found.values[0], found.values[-1])
    if not edges[0] < edges[1] or (found.form == "log_uniform" and not edges[0] > 0):
        raise wrong
    return found


def _bounded(given: Mapping[str, Any], keys: set[str], wrong: SundalinkError) -> Distribution:
    """Return a distribution between two bounds."""
    if not {"low", "high"} <= keys <= {"low", "high", "log", "mode"} or {"log", "mode"} <= keys:
        raise wrong
    low, high = float(given["low"]), float(given["high"])
    if not (math.isfinite(low) and math.isfinite(high)):
        raise wrong
    if "mode" in keys:
        mode = float(given["mode"])
        if not low <= mode <= high:
            raise wrong
        return Distribution("triangular", (low, mode, high))
    return Distribution("log_uniform" if given.get("log") else "uniform", (low, high))


def draw(keys: Mapping[str, Distribution], method: str, count: int, seed: int) -> list[dict[str, Any]]:
    """
    Return the rows of a sample.

    Parameters
    ----------
    keys : dict of str to Distribution
        By scenario key.
    method : str
        One of `METHODS`.
    count : int
        Rows; of ``morris`` trajectories, of ``saltelli`` blocks, of as many rows each as there are keys and one more
        (morris) or two more (saltelli).
    seed : int
        Of the design.

    Returns
    -------
    rows : list of dict
    """
    points = shares(method, len(keys), count, seed)
    return [{key: each.at(float(share)) for (key, each), share in zip(keys.items(), row, strict=True)}
            for row in points]


def shares(method: str, width: int, count: int, seed: int) -> np.ndarray:
    """Return points of the unit cube, one a row."""
    from scipy import stats

    if method == "monte_carlo":
        return np.random.default_rng(seed).random((count, width))
    if method == "lhs":
        return stats.qmc.LatinHypercube(width, rng=seed).random(count)
    if method == "sobol":
        with warnings.catch_warnings():   # any count is drawn; a power of two is balanced best
            warnings.simplefilter("ignore", UserWarning)
            return stats.qmc.Sobol(width, rng=seed).random(count)
    problem = {"num_vars": width, "names": [f"x{n}" for n in range(width)], "bounds": [[0.0, 1.0]] * width}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from SALib.sample import morris, sobol
            if method == "morris":
                return morris.sample(problem, count, num_levels=MORRIS_LEVELS, seed=seed)
            return sobol.sample(problem, count, calc_second_order=False, seed=seed)
    except ImportError:
        raise scenario_error(f"sweep.sample.method = {method!r}: needs SALib; "
                             "python -m pip install 'sundalink[sweep]'") from None
