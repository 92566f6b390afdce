"""A tiny real result, and others made of it by changing what a test is about."""

import numpy as np
import pytest
from browser import Browser
from small_case import dataset

from sim.report.page import page
from sim.scenario.load import load
from sim.scenario.template import merged

NOTES = "At risk: the minimum is missed.\nScreening only: <the wind> is synthetic & drawn."
FIRST_YEAR = ("stack", "spot_duration", "spot_by_hour", "first_year", "price_rank", "hour_of_day", "plant_class")
"""Beginnings of the names that only a price which responds to the import has."""


def repeated(data, dim, count):
    """Data with as many places along a dimension, each a copy of one that is there."""
    if count <= data.sizes[dim]:
        return data.isel({dim: slice(count)})
    return data.isel({dim: np.arange(count) % data.sizes[dim]}).assign_coords({dim: np.arange(count)})


def made(weather=2, draws=2, years=None, hours=True, notes=NOTES, scenario=None, spot=True, **values):
    """Result of the small case; keywords replace summary values, and shapes are cut or repeated."""
    data = dataset()
    data = repeated(repeated(data, "weather_year", weather), "outage_draw", draws)
    if years is not None:
        data = repeated(data, "operating_year", len(years)).assign_coords(operating_year=list(years))
    if not hours:
        data = data.drop_dims("time")
    if not (hours and spot):
        data = data.drop_vars([name for name in data.variables if name.startswith(FIRST_YEAR)])
    values = {"levelised_price": values["required_price"], **values} if "required_price" in values else values
    data = data.assign({name: data[name].copy(data=np.float64(value)) for name, value in values.items()})
    data.attrs = {**data.attrs, "notes": notes}
    if scenario:
        data.attrs["scenario"] = merged(load("base", scenario))
    return data


@pytest.fixture(scope="session")
def result():
    """A plain result."""
    return made()


@pytest.fixture(scope="session")
def text(result):
    """The page of a plain result, drawn once for all tests of a process."""
    return page(result)


@pytest.fixture(scope="session")
def make():
    """The maker of results, for what is out of the ordinary."""
    return made


@pytest.fixture(scope="module")
def browser():
    found = Browser()
    yield found
    found.close()
