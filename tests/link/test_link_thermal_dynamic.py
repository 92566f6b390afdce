"""Heat that changes: limits against the steady ladder, the line source, the heat equation, and the largest factors."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import exp1

from sim.errors import SundalinkError
from sim.link import thermal_dynamic
from sim.link.thermal import ampacity, ladder, steady
from sim.records import Segment

BED = Segment("bed", 1.0, 28.0, 0.9, 1.5, 0.0)
FLAT = np.ones(4000)


@pytest.fixture
def cable(make_cable):
    return make_cable(2000)


def rise(response_, at):
    """What a response has risen by after hours. [K.m/W]"""
    return (response_.rise * (1.0 - np.exp(-np.asarray(at, dtype=float)[..., None] / response_.time))).sum(axis=-1)


@pytest.mark.parametrize("bed", [BED, BED._replace(spacing=50.0), BED._replace(burial=3.0, soil=1.2),
                                 BED._replace(burial=0.5, soil=0.3, spacing=10.0)])
@pytest.mark.parametrize("insulation", ["XLPE", "MI"])
def test_the_whole_rise_is_that_of_the_steady_ladder(make_cable, bed, insulation):
    cable = make_cable(1600, 525.0, insulation)
    response_ = thermal_dynamic.response(cable, bed)
    assert response_.rise.sum() == pytest.approx(float(sum(ladder(cable, (bed,)))[0]), rel=1e-12)
    assert (response_.rise > 0).all()
    assert (np.diff(rise(response_, np.geomspace(0.1, 1e6, 200))) > 0).all()


def test_the_modes_follow_the_exponential_integrals(cable):
    """Beyond a day the cable itself is in balance: what is left is the standard's line source and its images."""
    response_, layers = thermal_dynamic.response(cable, BED), ladder(cable, (BED,))
    at, radius, spread = np.geomspace(48.0, 5e4, 40), cable.outer_diameter / 2e3, 4.0 * 5e-7 * 3600.0
    own = exp1(radius**2 / (spread * at)) - exp1((2 * BED.burial)**2 / (spread * at))
    apart = 2 * radius
    beside = exp1(apart**2 / (spread * at)) - exp1((apart**2 + (2 * BED.burial)**2) / (spread * at))
    expected = sum(float(x[0]) for x in layers[:3]) + BED.soil / (4 * np.pi) * (own + beside)
    assert rise(response_, at) == pytest.approx(expected, rel=0.006)


def cells(edges, resistance, capacity):
    """Stores [J/m/K] of rings of a layer, and resistances [K.m/W] from the middle of each to its two faces."""
    inner, outer = edges[:-1], edges[1:]
    middle, per = np.sqrt(inner * outer), resistance / np.log(edges[-1] / edges[0])
    area = np.pi / 4 * (outer**2 - inner**2) * 1e-6
    return area * capacity, per * np.log(middle / inner), per * np.log(outer / middle)


def heated(cable, layers, hours):
    """Conductor's rise for a watt a metre with a cold surface: the heat equation in rings. [K.m/W]"""
    from scipy.linalg import solve_banded
    sheath = cable.insulation_diameter + 2 * cable.lead
    armour = sheath + 6.0
    rings = [cells(np.geomspace(cable.conductor_diameter, cable.insulation_diameter, 41), layers.insulation[0], 2.4e6),
             cells(np.geomspace(sheath, armour, 6), layers.jacket[0], 2.4e6),
             cells(np.geomspace(cable.outer_diameter - 8.0, cable.outer_diameter, 6), layers.serving[0], 2.0e6)]
    metal = [cable.section * 1e-6 * 3.45e6, np.pi / 4 * (sheath**2 - cable.insulation_diameter**2) * 1e-6 * 1.45e6,
             np.pi / 4 * ((cable.outer_diameter - 8.0)**2 - armour**2) * 1e-6 * 3.8e6]
    store, before, after = [], [], []
    for heavy, (own, inward, outward) in zip(metal, rings, strict=True):   # metals are of one temperature
        store += [[heavy], own]
        before += [[0.0], inward]
        after += [[0.0], outward]
    store, before, after = (np.concatenate(part) for part in (store, before, after))
    way = 1.0 / np.r_[after[:-1] + before[1:], after[-1]]
    dt, warm, found = 60.0, np.zeros(store.size), []
    bands = np.zeros((3, store.size))
    bands[1] = store / dt + np.r_[0.0, way[:-1]] + way
    bands[0, 1:], bands[2, :-1] = -way[:-1], -way[:-1]
    for _ in range(60 * max(hours)):
        warm = solve_banded((1, 1), bands, store / dt * warm + np.r_[1.0, np.zeros(store.size - 1)])
        found.append(warm[0])
    return np.array([found[60 * hour - 1] for hour in hours])


def test_the_cable_itself_warms_as_the_heat_equation_says(cable):
    hours, layers = (1, 2, 4, 8, 16, 32), ladder(cable, (BED,))
    inside = thermal_dynamic._inside(cable, layers)
    expected = heated(cable, layers, hours)
    own = float(sum(part[0] for part in layers[:3]))
    # The standard's share for long durations holds from a third of resistance times capacity on, here some two hours.
    assert (np.abs(rise(inside, hours) - expected) <= own * np.array([0.07, 0.06, 0.035, 0.02, 0.01, 0.005])).all()
    assert rise(inside, 1e4) == pytest.approx(own, rel=1e-9)
    # In the bed it is weighed by how far the cable itself has come; within a day that is what matters.
    spread = 4.0 * 5e-7 * 3600.0 * np.array(hours)
    radius, deep = cable.outer_diameter / 2e3, (2 * BED.burial)**2
    bed = (exp1(radius**2 / spread) - exp1(deep / spread)
           + exp1(4 * radius**2 / spread) - exp1((4 * radius**2 + deep) / spread)) * BED.soil / (4 * np.pi)
    whole = expected + expected / own * bed
    assert rise(thermal_dynamic.response(cable, BED), hours)[2:] == pytest.approx(whole[2:], rel=0.04)


def test_the_line_source_is_the_heat_equation_in_an_endless_bed():
    """Finite volumes in rings around a hot thread, against the exponential integral that the model uses."""
    edges = np.geomspace(0.02, 30.0, 241)
    middle, soil, spread = np.sqrt(edges[1:] * edges[:-1]), 0.9, 5e-7
    store = np.pi * np.diff(edges**2) / (soil * spread)
    way = 2 * np.pi / soil / np.log(middle[1:] / middle[:-1])
    warm, dt = np.zeros(middle.size), 3600.0
    from scipy.linalg import solve_banded
    bands = np.zeros((3, middle.size))
    bands[1] = store / dt + np.r_[0.0, way] + np.r_[way, 0.0]
    bands[0, 1:], bands[2, :-1] = -way, -way
    for _ in range(24 * 30):
        warm = solve_banded((1, 1), bands, store / dt * warm + np.r_[1.0, np.zeros(middle.size - 1)])
    at = middle[[60, 100]]
    expected = soil / (4 * np.pi) * exp1(at**2 / (4 * spread * 24 * 30 * 3600.0))
    assert warm[[60, 100]] == pytest.approx(expected, rel=0.01)


def test_half_the_rise_takes_hours_and_the_rest_weeks(cable):
    response_ = thermal_dynamic.response(cable, BED._replace(spacing=50.0))
    day, month, year = rise(response_, [24.0, 720.0, 8760.0]) / response_.rise.sum()
    assert 0.5 < day < 0.75
    assert 0.85 < month < 0.95
    assert year > 0.97


def test_a_lasting_load_stays_at_the_steady_temperature(cable):
    response_ = thermal_dynamic.response(cable, BED)
    found = thermal_dynamic.temperature(1.3 * FLAT, cable, BED, 0.5, response_)
    expected = float(steady(1.3, cable, (BED,)).temperature[0])
    assert found == pytest.approx(np.full(FLAT.size, expected), abs=1e-9)


def test_no_load_no_heat(cable):
    found = thermal_dynamic.temperature(0.0 * FLAT, cable, BED, 0.5, thermal_dynamic.response(cable, BED))
    assert (found == BED.ambient).all()


def test_resistance_follows_the_temperature(cable):
    """Against a direct sum of step responses, repeated until heat and temperature agree."""
    response_, hours = thermal_dynamic.response(cable, BED), np.arange(1, 401)
    load = np.where(hours % 100 < 60, 1.5, 0.2)
    found = thermal_dynamic.temperature(load, cable, BED, 1.0, response_)
    alpha, cold = 0.00393, load**2 * cable.resistance20 * 1000.0
    step = np.diff(np.r_[0.0, rise(response_, hours)])
    heat = cold * (1 + alpha * (found - 20.0))
    mean = float(np.mean(cold))
    level = mean * (1 + alpha * (BED.ambient - 20.0)) / (1 - alpha * mean * response_.rise.sum())
    before = level * (response_.rise.sum() - rise(response_, hours))
    again = BED.ambient + before + np.convolve(heat, step)[:hours.size]
    assert found == pytest.approx(again, abs=1e-8)
    assert np.ptp(found) > 10.0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), dt=st.sampled_from([0.5, 1.0]))
def test_no_load_below_a_peak_is_hotter_than_that_peak_for_ever(seed, dt):
    from sim.link.cable import Cable
    kind = Cable("c", 2000.0, "copper", "XLPE", 525.0, 53.2, 113.2, 147.2, 0.009, 70.0, 3.5, "test")
    load = np.random.default_rng(seed).uniform(0.0, 1.6, 500)
    found = thermal_dynamic.temperature(load, kind, BED, dt, thermal_dynamic.response(kind, BED))
    assert found.max() <= float(steady(load.max(), kind, (BED,)).temperature[0]) + 1e-9
    assert found.min() >= BED.ambient


def test_runaway_is_infinite_and_refused_by_name(cable):
    response_ = thermal_dynamic.response(cable, BED)
    found = thermal_dynamic.temperature(np.r_[0.5 * FLAT, 9.0 * FLAT], cable, BED, 0.5, response_)
    assert np.isinf(found[-1])
    with pytest.raises(SundalinkError, match=r"segment bed.*thermal runaway"):
        thermal_dynamic.check_peak(float(found.max()), cable, BED)
    with pytest.raises(SundalinkError, match=r"segment bed.*= 75 .*limit of 70"):
        thermal_dynamic.check_peak(75.0, cable, BED)
    thermal_dynamic.check_peak(70.0, cable, BED)


def test_the_largest_factor_on_a_lasting_load_is_the_ampacity(cable):
    beds = (BED, BED._replace(name="hot", soil=1.2, ambient=29.0), BED._replace(name="cool", ambient=20.0))
    responses = [thermal_dynamic.response(cable, bed) for bed in beds]
    worst = thermal_dynamic.largest_factor(lambda k: k * FLAT[:48], cable, beds, 0.5, responses, 5.0)
    assert beds[worst.segment].name == "hot"
    assert worst.factor == pytest.approx(ampacity(cable, beds).min(), abs=2e-3)


def test_a_factor_that_heat_does_not_bind_is_the_highest_looked_at(cable):
    worst = thermal_dynamic.largest_factor(
        lambda k: k * FLAT[:48], cable, (BED,), 0.5, [thermal_dynamic.response(cable, BED)], 0.7
    )
    assert worst.factor == 0.7


def test_ratings_stand_in_order(cable):
    """For ever below a real load with calms; a day's peak of an hour above a day that is full."""
    responses, rng = [thermal_dynamic.response(cable, BED)], np.random.default_rng(4)
    load = np.repeat(rng.uniform(0.0, 1.0, 60) > 0.4, 48).astype(float)
    steady_one = thermal_dynamic.largest_factor(lambda k: k * FLAT[:48], cable, (BED,), 0.5, responses, 5.0).factor
    behind = thermal_dynamic.largest_factor(lambda k: k * load, cable, (BED,), 0.5, responses, 5.0).factor
    assert behind > 1.03 * steady_one
    hour, full = np.r_[np.ones(2), np.full(46, 0.3)], np.ones(48)
    assert thermal_dynamic.cyclic(full, cable, (BED,), 0.5, responses)[0] == pytest.approx(steady_one, abs=2e-3)
    assert thermal_dynamic.cyclic(hour, cable, (BED,), 0.5, responses)[0] > 1.3 * steady_one


def test_a_bed_as_warm_as_the_limit_is_refused(make_cable):
    cable, hot = make_cable(2000, limit=55.0), BED._replace(ambient=58.0)
    with pytest.raises(SundalinkError, match="segment bed: ambient = 58"):
        thermal_dynamic.largest_factor(
            lambda k: k * FLAT[:48], cable, (hot,), 0.5, [thermal_dynamic.response(cable, hot)], 5.0
        )


def test_the_compiled_walk_is_its_own_python(cable):
    from sim.link._thermal_dynamic import walk
    response_, load = thermal_dynamic.response(cable, BED), np.random.default_rng(1).uniform(0.0, 1.4, 300)
    keep, found, plain = np.exp(-0.5 / response_.time), np.empty(300), np.empty(300)
    given = (load**2 * 9.0, 28.0, 0.00393, response_.rise * (1 - keep), keep)
    walk(*given, response_.rise * 0.0, found)
    walk.py_func(*given, response_.rise * 0.0, plain)
    np.testing.assert_allclose(found, plain, rtol=1e-13)
