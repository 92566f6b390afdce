"""The loss stack: limits, groups, ageing, and the published defaults of another program."""

import inspect

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.farm.losses import Losses, degraded, stack

NAMES = [p.name for p in inspect.signature(stack).parameters.values() if p.kind is p.KEYWORD_ONLY]
NOTHING = dict.fromkeys(NAMES, 0.0)


def test_without_losses_everything_remains():
    assert stack(10.0, **NOTHING) == Losses(1.0, 1.0, 1.0)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "degradation"])
def test_each_loss_takes_its_share_from_one_group(name):
    remains = stack(**{**NOTHING, name: 0.1})
    assert sorted(remains) == [0.9, 1.0, 1.0]
    group = "wake_external" if "wake" in name or name == "blockage" else (
        "availability" if "availability" in name else "other")
    assert getattr(remains, group) == 0.9
    assert getattr(stack(**{**NOTHING, name: 1.0}), group) == 0.0


@pytest.mark.parametrize("value", [-0.01, 1.01, np.nan])
def test_impossible_losses_are_refused_by_name(value):
    with pytest.raises(SundalinkError, match="loss blockage"):
        stack(blockage=value)


def test_only_other_losses_grow_with_age():
    new, old = stack(), stack(20.0)
    assert new[:2] == old[:2]
    assert old.other / new.other == pytest.approx(0.998**20)
    np.testing.assert_allclose(degraded(np.array([0.0, 1.0, 2.0]), 0.002), [1.0, 0.998, 0.996004])
    with pytest.raises(SundalinkError, match="age of the farm"):
        stack(-1.0)


def test_the_defaults_of_the_system_advisor_model_multiply_to_what_it_states():
    """PySAM 7.1.1, Windpower defaults: losses of 5.501, 2.398, 3.954 and 2.803 % by group, 0.83445 in all."""
    remains = stack(external_wake=0.011, blockage=0.0, turbine_availability=0.0358, plant_availability=0.005,
                    grid_availability=0.015, sub_optimal=0.011, power_curve=0.017, site_specific=0.0081,
                    hysteresis=0.004, environment=1 - (1 - 0.018) * (1 - 0.004) * (1 - 0.0021),
                    curtailment=1 - (1 - 0.0099) * (1 - 0.01) * (1 - 0.0084))
    assert 1 - remains.availability == pytest.approx(0.05501, abs=1e-5)
    assert 1 - remains.other == pytest.approx(1 - (1 - 0.02398) * (1 - 0.03954) * (1 - 0.02803), abs=2e-5)
    electrical = (1 - 0.0191) * (1 - 0.001)
    assert np.prod(remains) * electrical == pytest.approx(0.83445, abs=1e-5)
