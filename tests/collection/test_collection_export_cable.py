"""Export cables: published charging figures, limits, and losses against a walk along the cable."""

import inspect
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.collection.export_cable import capability, charging_current, charging_limit, hvac
from sim.errors import SundalinkError

DEFAULTS = inspect.getfullargspec(hvac).kwonlydefaults
RIGID = {"loss_tangent": 0.0, "reactor_loss": 0.0}


@pytest.mark.parametrize(("voltage", "ampacity", "capacitance", "frequency", "current", "one", "both"), [
    (220.0, 0.825, 0.19, 50.0, 7.58, 109.0, 218.0),
    (275.0, 0.730, 0.221, 50.0, None, 66.0, 132.0),
    (220.0, 0.825, 0.19, 50.0 / 3, 2.53, 326.0, 652.0),
])
def test_charging_of_published_cables(voltage, ampacity, capacitance, frequency, current, one, both):
    if current is not None:
        assert 1e3 * charging_current(voltage, capacitance, frequency) == pytest.approx(current, rel=2e-3)
    assert charging_limit(voltage, ampacity, capacitance, frequency, "one") == pytest.approx(one, rel=5e-3)
    assert charging_limit(voltage, ampacity, capacitance, frequency, "both") == pytest.approx(both, rel=5e-3)


def test_defaults_of_the_helpers_are_those_of_the_model():
    for helper in (charging_limit, capability):
        for parameter in inspect.signature(helper).parameters.values():
            if parameter.name in DEFAULTS:
                assert parameter.default == DEFAULTS[parameter.name]
    assert charging_limit() == pytest.approx(218.0, rel=5e-3)


def test_capability_falls_from_the_thermal_rating_to_nothing_at_the_limit():
    assert capability(0.0) == pytest.approx(math.sqrt(3) * 220 * 0.825)
    lengths = np.linspace(0, charging_limit() * (1 - 1e-9), 50)
    able = np.array([capability(length) for length in lengths])
    assert (np.diff(able) < 0).all()
    assert able[-1] < 0.05
    # Active and charging current at right angles fill the cable exactly.
    active = capability(100.0) / (math.sqrt(3) * 220)
    assert math.hypot(active, charging_current(220.0, 0.19) * 50.0) == pytest.approx(0.825, rel=1e-12)


def test_a_cable_too_long_is_refused_with_length_limit_and_rule():
    with pytest.raises(SundalinkError, match=r"length = 250 \[km\]: must stay below 217\.\d km"):
        hvac(100.0, 100.0, 250.0)
    with pytest.raises(SundalinkError, match=r"below 108\.\d km.*one end"):
        hvac(100.0, 100.0, 150.0, compensation="one")
    with pytest.raises(SundalinkError, match="must not be negative"):
        hvac(100.0, 100.0, -1.0)


def test_too_few_circuits_are_refused_with_the_number_that_would_do():
    with pytest.raises(SundalinkError, match=r"export circuits = 7: carry 2\d\d\d MW.*2300 MW; 8 would do"):
        hvac(2300.0, 2300.0, 50.0, circuits=7)
    chosen = hvac(2300.0, 2300.0, 50.0)
    assert chosen == hvac(2300.0, 2300.0, 50.0, circuits=8)
    assert chosen != hvac(2300.0, 2300.0, 50.0, circuits=9)


@pytest.mark.parametrize("compensation", ["both", "one"])
def test_loss_equals_the_sum_of_heat_along_the_cable(compensation):
    power, rating, length = 250.0, 250.0, 60.0
    middles = (np.arange(20000) + 0.5) / 20000 * length
    from_no_charge = middles - (length / 2 if compensation == "both" else 0.0)
    charge = charging_current(220.0, 0.19) * from_no_charge
    active = power / (math.sqrt(3) * 220.0)
    heat = 3 * 0.0273 * (active**2 + charge**2).mean() * length
    assert hvac(power, rating, length, compensation=compensation, **RIGID) == pytest.approx(heat, rel=1e-8)


def test_loss_of_one_full_circuit_by_hand():
    # 825 A in three conductors of 27.3 mohm/km turn 55.7 kW/km to heat.
    loss = hvac(math.sqrt(3) * 220 * 0.825, math.sqrt(3) * 220 * 0.825, 1e-6, capacitance=0.0) / 1e-6
    assert loss == pytest.approx(0.0557, rel=2e-3)


def test_charging_dielectric_and_reactors_remain_at_rest():
    assert hvac(0.0, 300.0, 50.0, capacitance=0.0) == 0.0
    charging_power = 3 * 2 * math.pi * 50 * 0.19e-6 * (220 / math.sqrt(3)) ** 2 * 50  # 144 Mvar
    rest = hvac(0.0, 300.0, 50.0, resistance=1e-12)
    assert rest == pytest.approx(0.003 * charging_power, rel=1e-6)
    assert hvac(0.0, 300.0, 0.0) == 0.0


@given(power=st.floats(0, 1), rating=st.floats(10, 4000), length=st.floats(0, 150))
def test_loss_is_never_negative_and_grows_with_power_and_length(power, rating, length):
    loss = hvac(power * rating, rating, length)
    assert loss >= 0
    assert hvac(rating, rating, length) >= loss
    circuits = math.ceil(rating / capability(160.0))
    near, far = (hvac(power * rating, rating, place, circuits=circuits) for place in (length, length + 10.0))
    assert far >= near
