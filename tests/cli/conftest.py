"""
What a test before has made is not made again: cases of the same scenario and what is found of them, pictures of the
same data, weather of the same zones.
"""

import re

import pytest
from small_case import STAGES

from sim import chain
from sim.case import grid_weather
from sim.report import page
from sim.results import analyses
from sim.scenario.named_files import fingerprint

DRAWN, WEATHER, RUNS, FOUND = {}, {}, {}, {}
NAMED = re.compile(r"^(name|description) = .*$", re.MULTILINE)
"""What a scenario is called is in the words of a page and in no picture."""


@pytest.fixture(autouse=True)
def run_once(monkeypatch):
    """Run each scenario once for all commands of a process; others have the stages that are the same."""
    really, analyse = chain.run, analyses.analyse

    def run(s, *, workers=2, progress=None, **others):
        if progress is None or "cache" in others:   # of a command for many cases, which has a cache of its own
            return really(s, workers=workers, **others)
        known = (fingerprint(s, ""), s.model_dump_json(), *others.items())
        if known not in RUNS:
            RUNS[known] = really(s, cache=STAGES, workers=workers, progress=progress, **others)
        else:
            for stage in chain.STAGES:
                progress(stage)
        return RUNS[known]

    def found(done, workers=1, begun=lambda: None, meanwhile=None):
        begun()
        if id(done) not in FOUND:
            FOUND[id(done)] = done, analyse(done)
        return FOUND[id(done)][1]

    monkeypatch.setattr(chain, "run", run)
    monkeypatch.setattr(analyses, "analyse", found)


@pytest.fixture
def anew(monkeypatch, really=chain.run, analyse=analyses.analyse):
    """Let the commands that follow compute everything again."""
    def undo():
        monkeypatch.setattr(chain, "run", really)
        monkeypatch.setattr(analyses, "analyse", analyse)
    return undo


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
