"""Liquidated damages for late handover, paid by the contractor of each stage under its own contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.programme import ProgrammeDraws
    from sim.chain import Case
    from sim.programme.stage_gates import Stage

MONTH = 365.0 / 12.0
"""Days of a month."""


def late(drawn: ProgrammeDraws, close: np.ndarray, plan_close: float) -> np.ndarray:
    """
    Return by how long each stage ends after the date of its contract.

    Parameters
    ----------
    drawn : ProgrammeDraws
    close : array, shape (draw,)
        Financial close, decimal year.
    plan_close : float
        The same with all durations at their modes.

    Returns
    -------
    late : array, shape (draw, stage)
        The date of a contract lies as long after the close as the first stage that waits for it begins in the plan; it
        is the stage's own end where none does. [months]
    """
    stages, plan = drawn.stages, drawn.plan
    needed = np.array([min((plan.start[0, k] for k, other in enumerate(stages)
                            if any(each.stage == stage.name for each in other.after)), default=plan.end[0, at])
                       for at, stage in enumerate(stages)])
    return 12.0 * np.maximum((drawn.drawn.end - close[:, None]) - (needed - plan_close), 0.0)


def damages(case: Case, stages: Sequence[Stage], months: np.ndarray) -> tuple[np.ndarray, float]:
    """
    Return what the contractor of each stage pays for its delay, and the cap on all together.

    Parameters
    ----------
    case : Case
    stages : sequence of Stage
    months : array, shape (draw, stage)
        As `late` returns it. [months]

    Returns
    -------
    damages : array, shape (draw, stage)
        Where all together exceed their cap, each is reduced in proportion; real 2025. [USD]
    most : float
        The largest sum that any draw can reach. [USD]
    """
    paid, caps = by_contract(case, stages, months)
    capex = float(sum(part.capex for part in case.finance.components))
    most = min(float(caps.sum()), case.scenario.programme.damages_cap * capex)
    total = paid.sum(axis=-1, keepdims=True)
    return paid * np.minimum(1.0, most / np.maximum(total, 1e-9)), most


def by_contract(case: Case, stages: Sequence[Stage], months: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Return the damages of stages that are late, before the cap on all together.

    Parameters
    ----------
    case : Case
    stages : sequence of Stage
    months : array, shape (..., stage)

    Returns
    -------
    damages : array, shape (..., stage)
        Real 2025. [USD]
    caps : array, shape (stage,)
        [USD]
    """
    factor = case.scenario.programme.damages_factor
    price = np.array([sum(part.capex for part in case.finance.components
                          if part.name.removeprefix("spur_").removeprefix("far_") in stage.contract)
                      for stage in stages])
    rate, cap = (np.array([getattr(stage, name) for stage in stages]) for name in ("damages_per_day", "damages_cap"))
    return factor * np.minimum(rate * MONTH * months, cap) * price, factor * cap * price
