"""The schedule of a programme: three-point durations drawn with a common factor, and the critical path."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction
from sim.programme.stage_gates import check_stages

MONTHS = 12.0
SHAPE = 4.0
"""Weight of the mode in the beta distribution of a three-point estimate (PERT)."""

Draws = Annotated[int, Ge(1), Le(200000)]


class ProgrammeSchedule(NamedTuple):
    """Drawn schedules; decimal years, shape (draw, stage), stages in the order that they were given in."""

    start: np.ndarray
    end: np.ndarray
    duration: np.ndarray   # [months]
    critical: np.ndarray   # whether the stage stands on the path that decides the first day
    success: np.ndarray    # whether all stages succeed, shape (draw,)
    failed: np.ndarray     # whether the stage fails


def durations(generator, stages, *, draws: Draws = 4000, together: Fraction = 0.3):
    """
    Durations of all stages, drawn from beta distributions of three-point estimates.

    Parameters
    ----------
    generator : numpy.random.Generator
        Where chance comes from.
    stages : sequence of Stage
        The programme.
    draws : int
        Number of schedules drawn. [-]
    together : float
        Share of the variance, on the normal scale, common to all stages: one authority, one market for vessels and
        cable. [fraction]

    Returns
    -------
    durations : array, shape (draw, stage)
        In months. [-]

    References
    ----------
    .. [1] Malcolm, Roseboom, Clark, Fazar (1959), Application of a technique for research and development program
       evaluation, Operations Research 7: mean (low + 4 mode + high) / 6; the beta distribution of shape 4 has it. The
       common share is assumed.
    """
    from scipy.special import betaincinv, ndtr

    common = generator.standard_normal((draws, 1))
    z = np.sqrt(together) * common + np.sqrt(1.0 - together) * generator.standard_normal((draws, len(stages)))
    low, mode, high = (np.array([getattr(stage, name) for stage in stages]) for name in ("low", "mode", "high"))
    width = np.where(high > low, high - low, 1.0)
    share = betaincinv(1.0 + SHAPE * (mode - low) / width, 1.0 + SHAPE * (high - mode) / width, ndtr(z))
    return np.where(high > low, low + width * share, mode)


def schedule(stages, months, calm=None, lucky=None, first=None):
    """
    Lay drawn durations out in time.

    Parameters
    ----------
    stages : sequence of Stage
        The programme.
    months : array, shape (draw, stage)
        Durations in months, weather of the mean year included. [-]
    calm : array, shape (12,) or (weather_year, 12), optional
        How much work at sea each month allows, over the mean of all; stages that wait for weather then take
        longer or shorter by the months they fall into. [-]
    lucky : array, shape (draw, stage), optional
        Uniform numbers that decide which stages succeed; all do without it. [-]
    first : array of int, shape (draw,), optional
        Weather year that each schedule has in calendar year 2000; the others follow, the first after the last.

    Returns
    -------
    schedule : ProgrammeSchedule

    Raises
    ------
    SundalinkError
        If the stages cannot be (`sim.programme.stage_gates.check_stages`).

    Notes
    -----
    A stage begins when all that it waits for are done, less the share of its own duration that may overlap, and not
    before its earliest day. The critical path is walked back from the stage that ends last.
    """
    names, order = [stage.name for stage in stages], check_stages(stages)
    start, end = np.zeros(months.shape), np.zeros(months.shape)
    cause = np.full(months.shape, -1)
    months = np.array(months, dtype=float)
    for k in order:
        stage = stages[k]
        begin = np.full(len(months), float(stage.earliest))
        if stage.after:
            others = np.array([names.index(other.stage) for other in stage.after])
            ready = np.stack([start[:, at] + other.done * (end[:, at] - start[:, at]) + other.lag / MONTHS
                              for at, other in zip(others, stage.after, strict=True)])
            waited = ready.max(axis=0) - stage.overlap * months[:, k] / MONTHS
            cause[:, k] = np.where(waited >= begin, others[ready.argmax(axis=0)], -1)
            begin = np.maximum(begin, waited)
        if calm is not None and stage.weather:
            months[:, k] = _in_weather(begin, months[:, k], np.atleast_2d(calm), 0 if first is None else first)
        start[:, k], end[:, k] = begin, begin + months[:, k] / MONTHS
    chances = np.array([stage.probability for stage in stages])
    failed = np.zeros(months.shape, dtype=bool) if lucky is None else lucky >= chances
    return ProgrammeSchedule(start, end, months, _critical(end, cause), ~failed.any(axis=1), failed)


def _critical(end, cause):
    """Return whether each stage stands on the path that leads to the last end, shape (draw, stage)."""
    draws = np.arange(len(end))
    critical, at = np.zeros(end.shape, dtype=bool), end.argmax(axis=1)
    for _ in range(end.shape[1]):
        some = at >= 0
        critical[draws[some], at[some]] = True
        at = np.where(some, cause[draws, np.maximum(at, 0)], -1)
    return critical


def _in_weather(begin, months, calm, first):
    """Return how long work of so many mean months takes when each month of each weather year allows its own part."""
    left, taken = np.array(months, dtype=float), np.zeros(len(months))
    now = begin * MONTHS
    for _ in range(400):
        some = left > 1e-12
        if not some.any():
            break
        step = np.where(some, np.floor(now + 1e-9) + 1.0 - now, 0.0)   # to the end of this month
        month = np.floor(now + 1e-9).astype(int)
        pace = np.maximum(calm[(first + month // 12 - 2000) % len(calm), month % 12], 1e-3)
        used = np.minimum(step, left / pace)
        left, now, taken = left - used * pace, now + used, taken + used
    return taken


def first_day(found):
    """
    First day of operation of each drawn schedule.

    Parameters
    ----------
    found : ProgrammeSchedule
        As `schedule` returns it.

    Returns
    -------
    day : array, shape (draw,)
        Decimal year in which the last stage ends. [yr]
    """
    return found.end.max(axis=1)


MODELS = {"pert": durations}
