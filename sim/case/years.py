"""The years of operation of a case: those that are traded, and interpolation between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sim.scenario.schema import Scenario, TimeTable


def operating_years(time: TimeTable) -> np.ndarray:
    """Return the calendar years of operation, shape (operating_year,)."""
    return time.first_operating_year + np.arange(time.operating_years)


def interpolate(s: Scenario, values: ArrayLike) -> np.ndarray:
    """Return values for every operating year from those of the traded years on the first axis, by linear
    interpolation."""
    years = operating_years(s.time)
    values = np.asarray(values, dtype=float)
    flat = values.reshape(values.shape[0], -1)
    lines = [np.interp(years, traded_years(s.time), column) for column in flat.T]
    return np.stack(lines).reshape((*values.shape[1:], years.size))


def traded_years(time: TimeTable) -> np.ndarray:
    """Return the operating years that are traded: the first, the last, others evenly between, and those asked for."""
    last = time.first_operating_year + time.operating_years - 1
    count = min(time.traded_years, time.operating_years)
    even = np.round(np.linspace(time.first_operating_year, last, count)).astype(int)
    return np.unique([*even, *(year for year in time.also_traded if time.first_operating_year <= year <= last)])
