"""Decisions under futures: mean, P90, regret, and the share of futures in which each meets its thresholds."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.errors import scenario_error
from sim.studies.paired import design_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

SIGNS = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}


def threshold(name: str, text: str) -> Callable[[Any], Any]:
    """
    Return the test of a figure.

    Parameters
    ----------
    name : str
        Column.
    text : str
        ``">= 1.35"``.

    Returns
    -------
    met : callable
        ``met(values)`` returns whether each value meets it; NaN does not.
    """
    match = re.fullmatch(r"\s*(>=|<=|>|<)\s*([-+.\deE]+)\s*", str(text))
    try:
        if match is None:
            raise ValueError
        number, sign = float(match.group(2)), SIGNS[match.group(1)]
    except ValueError:
        raise scenario_error(f"sweep.thresholds.{name} = {text!r}: must be a comparison with a number, as '>= 1.35'",
                             key=f"sweep.thresholds.{name}") from None
    return lambda values: sign(np.asarray(values, dtype=float), number)


def check_computed(table: pd.DataFrame, name: str) -> None:
    """Refuse a figure that no case of a sweep has, because no analysis was run that gives it."""
    good = table["status"] == "ok"
    if good.any() and table.loc[good, name].isna().all():
        raise scenario_error(f"{name}: no case of this sweep has it; name it in sweep.columns or in --column, or give "
                             "--full, and the same command runs the cases again that lack it", key=name)


def robustness(table: pd.DataFrame, levers: Sequence[str], futures: Sequence[str],
               thresholds: Mapping[str, str] | None = None, figure: str = "required_price") -> pd.DataFrame:
    """
    Return the performance of each decision under the futures.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each case.
    levers, futures : sequence of str
        Keys that one decides, and those that one does not.
    thresholds : dict of str to str, optional
        What a figure must meet, by its name: ``{"min_dscr": ">= 1.35"}``.
    figure : str
        Column that is judged; the less the better.

    Returns
    -------
    table : pandas.DataFrame
        A row for each decision, the least mean first: its keys, ``mean``, ``standard_error``, ``p90`` (nine futures of
        ten are cheaper), ``mean_regret`` and ``worst_regret`` (above the best decision of the same future; over the
        futures in which it succeeded), ``failed`` futures, and ``meets_...``, the share of all futures that meet each
        threshold, failed ones counted as missed.
    """
    table = table.assign(_lever=design_names(table, list(levers)), _future=design_names(table, list(futures)))
    tests = {name: threshold(name, text) for name, text in (thresholds or {}).items()}
    for name in tests:
        if name not in table:
            raise scenario_error(f"sweep.thresholds.{name}: is no figure of the summary")
        check_computed(table, name)
    value = table[figure].astype(float).where(table["status"] == "ok")
    best = value.groupby(table["_future"]).transform("min")
    found = []
    for _, rows in table.groupby("_lever", sort=False):
        own = value[rows.index]
        regret = (own - best[rows.index]).dropna()
        own = own.dropna()
        met = {f"meets_{name}": float((test(rows[name]) & (rows["status"] == "ok").to_numpy(bool)).mean())
               for name, test in tests.items()}
        found.append({**{key: rows[key].iloc[0] for key in levers}, "mean": own.mean(),
                      "standard_error": own.std(ddof=1) / np.sqrt(len(own)) if len(own) > 1 else np.nan,
                      "p90": own.quantile(0.9) if len(own) else np.nan, "mean_regret": regret.mean(),
                      "worst_regret": regret.max(), "failed": len(rows) - len(own), **met})
    return pd.DataFrame(found).sort_values("mean", ignore_index=True)
