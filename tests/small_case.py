"""A case that runs in about a second, for the tests of the whole chain."""

from collections.abc import Mapping
from functools import cache, lru_cache

import numpy as np

from sim import chain
from sim.case.stage_cache import shared
from sim.results import analyses
from sim.results import dataset as results_dataset
from sim.results.summary import chosen_figures, summary
from sim.scenario.load import load

SMALL = {"time.weather_years": 2, "time.traded_years": 2, "link.outage_draws": 2, "time.period_h": 1.0,
         "link.lives": 100, "uncertainty.cost.draws": 50}
TINY = {**SMALL, "contract.price": 250.0, "time.weather_years": 1, "time.traded_years": 1,
        "farm.wake_direction_step_deg": 15.0}
"""A year at a price that is given, for the tests of commands."""
FAST = [word for key, value in TINY.items() for word in ("--set", f"{key}={value}")]
STAGES = shared(most=1000)
"""Stages of all small cases of a process: each is given the keys that it declares and no others, so that cases which
differ elsewhere have the same wind, farm or market by construction."""


def scenario(**changes):
    """The small case with other values: `link__voltage_kv=320.0` is the key ``link.voltage_kv``."""
    return load("base", {**SMALL, **{key.replace("__", "."): value for key, value in changes.items()}})


def known(made):
    """Keep what is made of changes by name, in whichever order they are given, and without those that are none."""
    made = cache(made)

    def once(**changes):
        return made(**{key: value for key, value in sorted(changes.items())
                       if SMALL.get(key.replace("__", "."), changes) != value})
    return once


@known
def case(**changes):
    """Run the small case with other values, each once for all tests of a process."""
    return chain.run(scenario(**changes), cache=STAGES, workers=1)


def run_small(s, **options):
    """Run another case of these sizes, with the stages that small cases have in common."""
    return chain.run(s, cache=STAGES, workers=1, **options)


@cache
def unshared(**changes):
    """Run such a case with every stage of its own, for tests of what cases have in common."""
    return chain.run(scenario(**changes), workers=1)


@cache
def two_batteries(*changes):
    """Run the shipped case with a battery at each end in a small form; return it with what it said on the way."""
    said = []
    heard = {} if changes else {"progress": said.append}   # without a listener the cost is not measured
    few = {"time.weather_years": 1, "time.traded_years": 1, "link.outage_draws": 1, "link.loss_error_mw": 5.0,
           "farm.wake_direction_step_deg": 15.0}
    return run_small(load("two_batteries", {**few, **dict(changes)}), **heard), said


@lru_cache(maxsize=1)   # it is large
def whole(name):
    """Run a shipped scenario at its full size, without its hours."""
    return chain.run(load(name), keep=False, workers=2)


@known
def analysed(**changes):
    """What the analyses find of such a case, each made once for all tests of a process."""
    return analyses.analyse(case(**changes))


class Figures(Mapping):
    """The summary of a small case: an analysis is made when one of its values is read, all of them for all names."""

    def __init__(self, changes):
        self.changes, self.known, self.complete = changes, {}, False

    def __getitem__(self, name):
        if name not in self.known:
            self.known |= chosen_figures(case(**self.changes), analyses.asked((name,)))
        return self.known[name]

    def __iter__(self):
        if not self.complete:
            self.known, self.complete = summary(case(**self.changes), analysed(**self.changes)), True
        return iter(self.known)

    def __len__(self):
        return sum(1 for _ in self)


@known
def figures(**changes):
    """The summary of such a case, each value made once for all tests of a process."""
    return Figures(changes)


@known
def _dataset(**changes):
    return results_dataset.dataset(case(**changes), dict(figures(**changes)), analysed(**changes))


def dataset(**changes):
    """The labelled data of such a case, a copy of its own for each caller."""
    return _dataset(**changes).copy(deep=True)


def arrays(value, path=""):
    """Yield (path, array) of everything that a case computed."""
    if isinstance(value, np.ndarray):
        yield path, value
    elif isinstance(value, (float, int, np.generic)):
        yield path, np.asarray(value)
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from arrays(part, f"{path}.{name}")
    elif isinstance(value, tuple):
        for name, part in zip(getattr(value, "_fields", range(len(value))), value, strict=True):
            yield from arrays(part, f"{path}.{name}")


def differences(one, other):
    """The paths of arrays that are not the same, bit for bit."""
    a, b = dict(arrays(one._replace(scenario=None))), dict(arrays(other._replace(scenario=None)))
    assert a.keys() == b.keys()
    assert len(a) > 100
    return [path for path in a if a[path].dtype != b[path].dtype or a[path].tobytes() != b[path].tobytes()]
