"""A case that runs in about a second, for the tests of the whole chain."""

from functools import cache, lru_cache

from sim import chain
from sim.results import analyses
from sim.results import dataset as results_dataset
from sim.results.summary import summary
from sim.scenario.load import load

SMALL = {"time.weather_years": 2, "time.traded_years": 2, "link.outage_draws": 2, "time.period_h": 1.0,
         "link.lives": 100, "uncertainty.cost.draws": 50}


def scenario(**changes):
    """The small case with other values: `link__voltage_kv=320.0` is the key ``link.voltage_kv``."""
    return load("base", {**SMALL, **{key.replace("__", "."): value for key, value in changes.items()}})


@cache
def case(**changes):
    """Run the small case with other values, each once for all tests of a process."""
    return chain.run(scenario(**changes), workers=1)


@lru_cache(maxsize=1)   # it is large
def whole(name):
    """Run a shipped scenario at its full size, without its hours."""
    return chain.run(load(name), keep=False, workers=2)


@cache
def analysed(**changes):
    """What the analyses find of such a case, each made once for all tests of a process."""
    return analyses.analyse(case(**changes))


@cache
def _figures(**changes):
    return summary(case(**changes), analysed(**changes))


def figures(**changes):
    """The summary of such a case, each made once for all tests of a process."""
    return dict(_figures(**changes))


@cache
def _dataset(**changes):
    return results_dataset.dataset(case(**changes), figures(**changes), analysed(**changes))


def dataset(**changes):
    """The labelled data of such a case, a copy of its own for each caller."""
    return _dataset(**changes).copy(deep=True)
