"""Differences between designs under common random numbers, with their standard errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import stats

from sim.units import percent

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

REPLICATES = ("seed",)
"""Keys whose values repeat a design and are no design of their own."""
COMPANIONS = 2
"""Degrees of freedom that the known companions of `required_price_years` take at most."""
FEW = 6
"""Seeds below which their weather years are paired, not their means."""
SURE = 0.95
"""Confidence at which two designs are distinguished."""


def split(keys: Sequence[str], futures: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """Return the keys that make a design, and those that repeat it: seeds, and what one does not decide."""
    again = [key for key in keys if key in futures or key in REPLICATES]
    return [key for key in keys if key not in again], again


def differences(table: pd.DataFrame, keys: Sequence[str], futures: Sequence[str] = (),
                figure: str = "required_price") -> pd.DataFrame:
    """
    Return the difference of each design from the best one, with its standard error.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each case.
    keys : sequence of str
        Swept keys.
    futures : sequence of str
        Those of them that are not decided.
    figure : str
        Column that is compared; the less the better.

    Returns
    -------
    table : pandas.DataFrame
        A row for each design, the best first: its keys, ``mean`` of the figure, ``difference`` from the best,
        ``standard_error`` of that, ``pairs`` it stands on, ``distinct`` (at 95 %, Student's t), ``failed`` cases.

    Notes
    -----
    Designs share seeds, so what the same weather does to both cancels in their difference. Pairs are the futures or
    seeds that both have; with few seeds alone, pairs are the weather years of ``required_price_years`` within each,
    from which what the yearly wind and outages explain is taken in each design, and so in the difference.
    """
    own, again = split(keys, futures)
    good = table[(table["status"] == "ok") & np.isfinite(table[figure].astype(float))]
    groups = dict(list(good.groupby(design_names(good, own), sort=False)))
    if not groups:
        return pd.DataFrame(columns=[*own, "mean", "difference", "standard_error", "pairs", "distinct", "failed"])
    means = {name: float(rows[figure].astype(float).mean()) for name, rows in groups.items()}
    best = min(means, key=means.__getitem__)
    total = table.groupby(design_names(table, own), sort=False).size()
    found = []
    for name in sorted(means, key=means.__getitem__):
        change, error, pairs, free = _difference(groups[name], groups[best], again, figure)
        apart = bool(error == error and free > 0 and abs(change) > stats.t.ppf(0.5 + SURE / 2, free) * error)
        first = groups[name].iloc[0]
        found.append({**{key: first[key] for key in own}, "mean": means[name], "difference": change,
                      "standard_error": error, "pairs": pairs, "distinct": apart and name != best,
                      "failed": int(total[name]) - len(groups[name])})
    return pd.DataFrame(found)


def design_names(table: pd.DataFrame, keys: Sequence[str]) -> pd.Series:
    """Return a text for each row that is equal for equal designs."""
    texts = zip(*(table[key].astype(str) for key in keys), strict=True)
    return pd.Series(list(map("|".join, texts)), index=table.index) if keys else pd.Series("", index=table.index)


def _difference(rows: pd.DataFrame, best: pd.DataFrame, again: Sequence[str],
                figure: str) -> tuple[float, float, int, int]:
    """Return the mean difference of paired cases, its standard error, the number of pairs and degrees of freedom."""
    if again:
        first, second = (each.set_index(design_names(each, again))[figure].astype(float) for each in (rows, best))
        first, second = (each[~each.index.duplicated()] for each in (first, second))
        both = first.index.intersection(second.index)
        change = (first[both] - second[both]).to_numpy()
    else:
        change = np.empty(0)
    few = change.size < 2 or (change.size < FEW and all(key in REPLICATES for key in again))
    yearly = _yearly(rows, best, again) if few and figure == "required_price" else None
    if change.size > 1 and yearly is not None:
        within = yearly - yearly.mean(axis=1, keepdims=True)
        free = change.size * max(yearly.shape[1] - 1 - COMPANIONS, 1)
        error = np.sqrt((within**2).sum() / (change.size * (yearly.shape[1] - 1)) / yearly.size)
        return float(change.mean()), float(error), yearly.size, free
    if change.size > 1:
        error = float(change.std(ddof=1) / np.sqrt(change.size))
        return float(change.mean()), error, change.size, change.size - 1
    mean = float(change.mean()) if change.size else float(rows[figure].astype(float).mean()
                                                         - best[figure].astype(float).mean())
    if yearly is None:
        return mean, float("nan"), change.size, 0
    error = float(yearly[0].std(ddof=1) / np.sqrt(yearly.shape[1]))
    return mean, error, yearly.shape[1], max(yearly.shape[1] - 1 - COMPANIONS, 1)


def _yearly(rows: pd.DataFrame, best: pd.DataFrame, again: Sequence[str]) -> np.ndarray | None:
    """Return the differences of the yearly prices of cases that both have, shape (case, weather_year), or None."""
    if any("required_price_years" not in each for each in (rows, best)):
        return None
    first, second = (each.set_index(design_names(each, again))["required_price_years"] for each in (rows, best))
    first, second = (each[~each.index.duplicated()] for each in (first, second))
    pairs = [(first[name], second[name]) for name in first.index.intersection(second.index)]
    lengths = {len(years) if isinstance(years, (list, tuple, np.ndarray)) else 0 for pair in pairs for years in pair}
    if len(lengths) != 1 or lengths.pop() < 2:
        return None
    return np.array([np.subtract(*(np.asarray(years, dtype=float) for years in pair)) for pair in pairs])


def in_words(found: pd.DataFrame, figure: str = "required price", unit: str = "USD/MWh") -> list[str]:
    """Return sentences on the differences from the best design; the keys are those before ``mean``."""
    if found.empty:
        return ["No case succeeded"]
    keys = list(found.columns[:list(found.columns).index("mean")])
    keys = [key for key in keys if found[key].astype(str).nunique() > 1] or keys
    best = found.iloc[0]
    name = _shown(best, keys)
    same = [row for _, row in found.iloc[1:].iterrows() if not row["distinct"]]
    lines = [f"Least {figure}: {best['mean']:.1f} {unit} at {name}"]
    if len(found) > 1 and not same:
        others = len(found) - 1
        subject = "The other design is" if others == 1 else f"All {others:,} other designs are"
        lines.append(f"{subject} distinguished from it at {percent(SURE)}")
    elif len(found) > 1:
        lines.append(f"{len(same)} of {len(found) - 1} other designs cannot be distinguished from it at "
                     f"{percent(SURE)} (--refine runs them at full size)")
    lines += [f"{_shown(row, keys)}: {row['difference']:+.2f} +- {row['standard_error']:.2f} {unit}, not distinguished"
              for row in same[:3] if row["standard_error"] == row["standard_error"]]
    return lines


def _shown(row: pd.Series, keys: Sequence[str]) -> str:
    """Return the keys of a design as words."""
    def text(value: Any) -> str:
        number = isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))
        return f"{value:g}" if number else f"{value}"

    return ", ".join(f"{key} = {text(row[key])}" for key in keys) or "base"
