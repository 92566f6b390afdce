"""Read the recorded profile of Singapore's electricity demand."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.demand.day_types import KINDS
from sim.demand.national import Shape
from sim.demand.national_structured import path as path_of_level
from sim.demand.profile_fit import Structure, fit
from sim.errors import SundalinkError, refusal
from sim.inputs.csv_table import read
from sim.inputs.demand_files import halfhours
from sim.inputs.sourced_table import rows

DATA = Path(__file__).resolve().parents[1] / "data"
ENDS = (2013, 2023)
"""First and last year of the embedded trend."""
SCALE = (0.5, 2.0)
"""Range of the mean of a record of Singapore's demand over the mean on record (assumed)."""
SPAN = (0.3, 2.0)
"""Range of a half-hour over the mean of its record (assumed; 0.59 to 1.26 in the embedded years)."""


class DemandHistory(NamedTuple):
    """Mean and peak of demand by calendar year, NaN where one is not known."""

    year: np.ndarray
    mean: np.ndarray
    peak: np.ndarray


def embedded():
    """
    Shape of system demand 2013-2017 with the level of the latest year on record.

    Returns
    -------
    shape : sim.demand.national.Shape
        By half-hour, day type and month, with the residual around it.

    Raises
    ------
    SundalinkError
        If the embedded table does not have the half-hours of a day.

    References
    ----------
    .. [1] Energy Market Authority of Singapore, half-hourly system demand 2013-2017; level: the same of
       2023. Derived figures.
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
              f"level: the same of {int(past.year[last])}")


@cache
def structure():
    """
    Profile of demand by day type, season and trend, with the level of the latest year on record.

    Returns
    -------
    structure : sim.demand.profile_fit.Structure
        Its trend runs from the first to the last year of the record.

    Raises
    ------
    SundalinkError
        If the embedded table does not have the half-hours of a day.

    References
    ----------
    .. [1] Energy Market Authority of Singapore, half-hourly system demand 2013-2017 and 2021-2023; derived
       figures, the half-hours themselves are not shipped. Level: see `history`.
    """
    week, season = ("weekday", "saturday", "sunday"), [f"season_{month}" for month in range(1, 13)]
    names = [f"{name}_{year}" for name in (*week, *KINDS) for year in ENDS]
    table = read(DATA / "singapore_demand_structure.csv", (), ("half_hour", *names, *season, "residual_width"))
    if table["half_hour"] != list(range(48)):
        raise refusal("singapore_demand_structure.csv, column half_hour", len(table["half_hour"]), "-",
                      "must run from 0 to 47")
    residual, past = rows("singapore_demand_structure_residual"), history()
    lags = sorted((key for key in residual if key != "sd"), key=float)
    held = np.isfinite(past.mean)
    levels = np.stack([past.year[held].astype(float), past.mean[held]])
    return Structure(
        np.array([[table[f"{name}_{year}"] for name in week] for year in ENDS]),
        np.array([table[name] for name in season]),
        np.array([[table[f"{name}_{year}"] for name in KINDS] for year in ENDS]),
        np.array(ENDS), float(levels[1, -1]), int(levels[0, -1]), float(ENDS[1]), residual["sd"].value,
        np.array(table["residual_width"]), np.array([[float(lag), residual[lag].value] for lag in lags]).T,
        "shape: Energy Market Authority of Singapore, half-hourly system demand 2013-2017 and 2021-2023 (derived); "
        f"level: the same of {levels[0, -1]:.0f}", levels)


def fitted(paths):
    """
    Profile of demand fitted to the user's own half-hours, day types and trend steadied by the embedded ones.

    Parameters
    ----------
    paths : sequence of str or Path
        CSV files, see `sim.inputs.demand_files`.

    Returns
    -------
    structure : sim.demand.profile_fit.Structure
        With the level of their latest whole year, carried on by the embedded levels where these are later, and the
        residual of every whole year.

    Raises
    ------
    SundalinkError
        If the files cannot be read, or hold what cannot be Singapore's demand.
    """
    names = ", ".join(Path(path).name for path in paths)
    try:
        days, demand = halfhours(paths)
        known = structure()
        figures = fit(days, demand, known, f"fitted to {names}")
        _plausible(days, demand, path_of_level(known, figures.base_year))
    except SundalinkError as error:   # what a record lacks as a whole is said of its files
        if not any(Path(path).name in str(error) for path in paths):
            error.file = error.file or names
        raise
    return _later_level(figures, known)


def _plausible(days, demand, level):
    """Refuse demand of another scale than the country's."""
    mean = float(demand.mean())
    if not SCALE[0] * level <= mean <= SCALE[1] * level:
        raise refusal("demand_files: mean demand", mean, "MW", f"must lie between {SCALE[0]:g} and {SCALE[1]:g} times "
                      f"that of Singapore in these years, {level:.0f} MW: another unit, or another country?")
    wrong = np.argwhere((demand < SPAN[0] * mean) | (demand > SPAN[1] * mean))
    if wrong.size:
        day, half = wrong[0]
        raise refusal(f"demand of {days[day]}, {half // 2:02d}:{30 * (half % 2):02d}", float(demand[day, half]), "MW",
                      f"must lie between {SPAN[0]:g} and {SPAN[1]:g} times the mean of the record, {mean:.0f} MW")


def _later_level(figures, known):
    """Return a fitted profile whose level is carried on to the latest year on record, in the record's own measure."""
    years, means = known.levels
    scale = figures.mean / path_of_level(known, figures.base_year)
    if figures.base_year < years[-1]:
        levels = np.stack([years, scale * means])
        return figures._replace(mean=float(levels[1, -1]), base_year=int(years[-1]), levels=levels, label=figures.label
                                + f"; level of {years[-1]:.0f}: theirs of {figures.base_year} times the rise of "
                                "system demand since")
    before = years < figures.base_year
    levels = np.c_[np.stack([years, scale * means])[:, before], [float(figures.base_year), figures.mean]]
    return figures._replace(levels=levels)


def history():
    """
    Mean and peak demand by year.

    Returns
    -------
    history : DemandHistory
        Calendar years, mean [MW] and highest half-hour [MW].
    """
    columns = read(DATA / "singapore_demand_years.csv", (), ("year", "mean_mw", "peak_mw"),
                   optional=("mean_mw", "peak_mw"))
    return DemandHistory(np.array(columns["year"]).astype(int), np.array(columns["mean_mw"]),
                   np.array(columns["peak_mw"]))
