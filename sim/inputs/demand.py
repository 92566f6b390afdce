"""Read the recorded shape of Singapore's electricity demand."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import refusal
from sim.demand.day_types import KINDS
from sim.demand.national import Shape
from sim.demand.profile_fit import fit, unfold
from sim.inputs.csv_table import read
from sim.inputs.demand_files import halfhours
from sim.inputs.sourced_table import rows

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = range(2013, 2018)
"""Years that the embedded shape was recorded in."""


class History(NamedTuple):
    """Mean and peak of demand by calendar year, NaN where one is not known."""

    year: np.ndarray
    mean: np.ndarray
    peak: np.ndarray


def embedded():
    """
    Return the shape of system demand 2013-2017 with the level of the latest year on record.

    Returns
    -------
    shape : sim.demand.national.Shape
        By half-hour, day type and month, with the residual around it.

    References
    ----------
    .. [1] Energy Market Authority of Singapore, half-hourly system demand 2013-2017; level: Singapore Energy
       Statistics 2024. Derived figures.
    """
    columns = read(DATA / "singapore_demand_shape.csv", (), ("half_hour", "weekday", "saturday", "sunday"))
    if columns["half_hour"] != list(range(48)):
        raise refusal("singapore_demand_shape.csv, column half_hour", len(columns["half_hour"]), "-",
                  "must run from 0 to 47")
    months = rows("singapore_demand_months")
    residual = rows("singapore_demand_residual")
    lags = sorted((key for key in residual if key != "sd"), key=float)
    past = history()
    last = int(np.flatnonzero(np.isfinite(past.mean))[-1])
    return Shape(
        *(np.array(columns[day]) for day in ("weekday", "saturday", "sunday")),
        month=np.array([months[str(number)].value for number in range(1, 13)]),
        mean=float(past.mean[last]), base_year=int(past.year[last]), residual_sd=residual["sd"].value,
        residual_autocorrelation=np.array([[float(lag), residual[lag].value] for lag in lags]).T,
        label="shape: Energy Market Authority of Singapore, half-hourly system demand 2013-2017 (derived); "
              f"level: gross output of {int(past.year[last])}")


@cache
def structure():
    """
    Return the course of ordinary days, seasons and special days, with the level of the latest year on record.

    Returns
    -------
    structure : sim.demand.profile_fit.Structure
        Holidays are taken out of the embedded shape, whose means it keeps over 2013-2017.

    References
    ----------
    .. [1] As in `embedded`; special days from 81 days of the same record. Derived figures.
    """
    table = read(DATA / "singapore_demand_days.csv", (), ("half_hour", *KINDS, "night"))
    if table["half_hour"] != list(range(48)):
        raise refusal(
            "singapore_demand_days.csv, column half_hour", len(table["half_hour"]), "-", "must run from 0 to 47"
        )
    turn = np.cos(2.0 * np.pi * (np.arange(12) + 0.5) / 12.0)
    return unfold(embedded(), np.array([table[name] for name in KINDS]),
                  np.exp(turn[:, None] * np.array(table["night"])), YEARS)


def fitted(paths):
    """
    Return the course that the user's own half-hours tell, special days steadied by the embedded ones.

    Parameters
    ----------
    paths : sequence of str or Path
        CSV files, see `sim.inputs.demand_files`.

    Returns
    -------
    structure : sim.demand.profile_fit.Structure
        With the level of their latest whole year, and the residual of every whole year.
    """
    days, demand = halfhours(paths)
    return fit(days, demand, structure(), "fitted to " + ", ".join(Path(path).name for path in paths))


def history():
    """
    Return mean and peak demand by year.

    Returns
    -------
    history : History
        Calendar years, mean [MW] and highest half-hour [MW].
    """
    columns = read(DATA / "singapore_demand_years.csv", (), ("year", "mean_mw", "peak_mw"),
                   optional=("mean_mw", "peak_mw"))
    return History(np.array(columns["year"]).astype(int), np.array(columns["mean_mw"]),
                   np.array(columns["peak_mw"]))
