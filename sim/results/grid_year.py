"""Factors that carry sums over the days of a grid's run to a year."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

YEAR_DAYS = 365.0


def year_factor(data: xr.Dataset) -> float:
    """Return the factor that carries a sum over the days run to a year. [-]"""
    return YEAR_DAYS / float(data.attrs["days"])


def hours_per_year(data: xr.Dataset) -> float:
    """Return the factor that carries the sum of power over the periods run to the energy of a year. [h]"""
    return float(data.attrs["period_h"]) * YEAR_DAYS / float(data.attrs["days"])
