"""What a test before has made is not made again: pictures of the same data, weather of the same zones."""

import re

import pytest

from sim.case import grid_weather
from sim.report import page

DRAWN, WEATHER = {}, {}
NAMED = re.compile(r"^(name|description) = .*$", re.MULTILINE)
"""What a scenario is called is in the words of a page and in no picture."""


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch):
    """Draw the pictures of each result once for all tests of a process."""
    draw = page._pictures

    def pictures(data, workers, begun):
        values = (str(value.values) for value in data.variables.values() if not value.ndim)
        known = (NAMED.sub("", str(data.attrs["scenario"])), *values)
        if known in DRAWN:
            begun()
        else:
            DRAWN[known] = draw(data, workers, begun)
        return DRAWN[known]

    monkeypatch.setattr(page, "_pictures", pictures)


@pytest.fixture(autouse=True)
def weather_once(monkeypatch):
    """Draw the weather of a grid once for all tests of a process: the years and prices that they trade share it."""
    draw = grid_weather.make_weather

    def weather(s):
        known = repr((s.zones, s.project.scenario, s.grid.weather_years, s.grid.period_h))
        if known not in WEATHER:
            WEATHER[known] = draw(s)
        return WEATHER[known]

    monkeypatch.setattr(grid_weather, "make_weather", weather)


@pytest.fixture
def undrawn(monkeypatch):
    """Write a page without pictures, for a test that asks nothing of it."""
    monkeypatch.setattr(page, "page", lambda *given: "page")
