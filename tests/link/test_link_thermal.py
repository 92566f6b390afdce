"""Heat of buried cables: the standard's formulas, the exact balance, published ratings, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.link.cable import resistance
from sim.link.thermal import ampacity, ladder, runaway, steady
from sim.records import Segment


def test_ladder_by_hand(make_cable):
    cable, segment = make_cable(2000), Segment("a", 1.0, 28.0, 0.9, 1.5, 2.0)
    layers = ladder(cable, (segment,))
    u = 2 * 1500.0 / cable.outer_diameter
    alone = 0.9 / (2 * math.pi) * math.log(u + math.sqrt(u * u - 1))
    mutual = 0.9 / (2 * math.pi) * math.log(math.sqrt(1 + (2 * 1.5 / 2.0) ** 2))
    assert layers.soil[0] == pytest.approx(alone + mutual, rel=1e-12)
    assert layers.insulation[0] == pytest.approx(
        3.5 / (2 * math.pi) * math.log(cable.insulation_diameter / cable.conductor_diameter), rel=1e-12)
    assert ladder(cable, (segment,), laid=1).soil[0] == pytest.approx(alone, rel=1e-12)
    assert 0 < layers.jacket[0] < 0.1
    assert 0 < layers.serving[0] < 0.1


def test_coverings_by_hand(make_cable):
    """Polyethylene of 3.5 K.m/W and 3 mm round the lead; yarn in bitumen of 6 K.m/W in the outer 4 mm."""
    cable = make_cable(2000)
    layers = ladder(cable, (Segment("a", 1.0, 28.0, 0.9, 1.5, 2.0),))
    sheath = cable.insulation_diameter + 2 * cable.lead
    assert layers.jacket[0] == pytest.approx(3.5 / (2 * math.pi) * math.log((sheath + 6.0) / sheath), rel=1e-12)
    outer = cable.outer_diameter
    assert layers.serving[0] == pytest.approx(6.0 / (2 * math.pi) * math.log(outer / (outer - 8.0)), rel=1e-12)


def test_insulation_takes_its_part_of_the_whole_drop(make_cable):
    """The same heat crosses every layer, so drops are to each other as resistances are."""
    cable, segments = make_cable(2000), (Segment("a", 5.0, 28.0, 0.9, 1.5, 2.0), Segment("b", 9.0, 20.0, 0.5, 1.0, 9.0))
    for current in (0.4, 1.4):
        heat, layers = steady(current, cable, segments), ladder(cable, segments)
        part = layers.insulation / sum(layers)
        np.testing.assert_allclose(heat.drop, part * (heat.temperature - [28.0, 20.0]), rtol=1e-12)
        watts = current**2 * 1000.0 * resistance(cable.resistance20, heat.temperature)   # per metre
        np.testing.assert_allclose(heat.drop, watts * layers.insulation, rtol=1e-12)


def test_there_is_a_steady_temperature_below_the_runaway_and_none_from_it_on(make_cable):
    cable, segments = make_cable(1600), (Segment("a", 5.0, 28.0, 0.9, 1.5, 2.0), Segment("b", 9.0, 20.0, 0.5, 1.0, 9.0))
    for place, current in enumerate(runaway(cable, segments)):
        below, above = (steady(part * current, cable, segments, enforce=False).temperature[place]
                        for part in (0.999, 1.001))
        assert 1e4 < below < np.inf
        assert above == np.inf


def test_three_in_a_row_heat_the_middle_one_from_both_sides(make_cable):
    cable, segment = make_cable(2000), (Segment("a", 1.0, 28.0, 0.9, 1.5, 2.0),)
    one, two, three = (ladder(cable, segment, laid=n).soil[0] for n in (1, 2, 3))
    assert three - one == pytest.approx(2 * (two - one), rel=1e-12)


def test_touching_stays_above_the_formula_for_touching_metal_sheaths(make_cable):
    cable = make_cable(1600)
    touching = ladder(cable, (Segment("a", 1.0, 28.0, 0.9, 1.5, 0.0),)).soil[0]
    u = 2 * 1500.0 / cable.outer_diameter
    standard = 0.9 / math.pi * (math.log(2 * u) - 0.451)
    assert 0 < touching - standard < 0.9 / math.pi * 0.11


def test_far_apart_is_alone(make_cable):
    cable = make_cable(1600)
    far = ladder(cable, (Segment("a", 1.0, 28.0, 0.9, 1.5, 1e5),)).soil[0]
    alone = ladder(cable, (Segment("a", 1.0, 28.0, 0.9, 1.5, 0.0),), laid=1).soil[0]
    assert far == pytest.approx(alone, rel=1e-8)


def iterate(current, cable, segment):
    """Repeat temperature from heat and heat from temperature until both stand still."""
    total, temperature = sum(ladder(cable, (segment,)))[0], segment.ambient
    for _ in range(10000):
        heat = current**2 * 1000.0 * resistance(cable.resistance20, temperature)   # W/m
        if not segment.ambient + heat * total < 1e4:
            return math.inf
        before, temperature = temperature, segment.ambient + heat * total
        if abs(temperature - before) < 1e-13:
            return temperature
    return temperature


@pytest.mark.parametrize("current", [0.0, 0.3, 1.0, 1.5, 1.9])
def test_closed_form_is_where_iteration_ends(make_cable, current):
    cable, segment = make_cable(2000), Segment("a", 10.0, 28.0, 0.9, 1.5, 0.0)
    heat = steady(current, cable, (segment,), enforce=False)
    found = iterate(current, cable, segment)
    assert heat.temperature[0] == pytest.approx(found, abs=1e-10)
    assert heat.resistance[0] == pytest.approx(10.0 * resistance(cable.resistance20, found), rel=1e-10)


def test_iteration_runs_away_where_the_closed_form_does(make_cable):
    cable, segment = make_cable(1000), Segment("a", 10.0, 28.0, 0.9, 1.5, 0.0)
    assert iterate(6.0, cable, segment) == math.inf
    assert steady(6.0, cable, (segment,), enforce=False).temperature[0] == np.inf
    with pytest.raises(SundalinkError, match=r"segment a.*thermal runaway.*limit 70"):
        steady(6.0, cable, (segment,))


def test_no_current_no_heat(make_cable, shelf):
    heat = steady(0.0, make_cable(2000), shelf)
    assert heat.temperature[0] == 28.0
    assert heat.drop[0] == 0.0


def test_too_hot_names_segment_temperature_and_limit(make_cable, shelf):
    segments = (*shelf, Segment("Singapore Strait", 60.0, 30.0, 1.2, 3.0, 0.0))
    words = r"Singapore Strait.*= \d+\.\d+ \[degC\]: must not exceed the limit of 70"
    with pytest.raises(SundalinkError, match=words):
        steady(2.2, make_cable(2000), segments)


@pytest.mark.parametrize(("section", "published"), [(1000, 1.644), (1200, 1.791), (1600, 2.123),
                                                    (2000, 2.407)])
@pytest.mark.parametrize("voltage", [320.0, 525.0])
def test_ampacity_of_one_cable_as_published(make_cable, section, published, voltage):
    current = ampacity(make_cable(section, voltage), (Segment("a", 1.0, 15.0, 1.0, 1.0, 0.0),), laid=1)
    assert current[0] == pytest.approx(published, rel=0.2)


@given(ambient=st.floats(0.0, 40.0), soil=st.floats(0.2, 2.5), burial=st.floats(0.5, 10.0),
       spacing=st.one_of(st.just(0.0), st.floats(0.3, 1000.0)), laid=st.integers(1, 4))
def test_ampacity_brings_the_conductor_to_its_limit(make_cable_once, ambient, soil, burial, spacing, laid):
    segment = (Segment("a", 1.0, ambient, soil, burial, spacing),)
    current = ampacity(make_cable_once, segment, laid)
    assert steady(current[0], make_cable_once, segment, laid).temperature[0] == pytest.approx(70.0, abs=1e-9)
    with pytest.raises(SundalinkError, match="must not exceed"):
        steady(current[0] * 1.001, make_cable_once, segment, laid)


@pytest.fixture(scope="module")
def make_cable_once():
    from sim.link.cable import Cable
    return Cable("c", 2000.0, "copper", "XLPE", 525.0, 53.2, 113.2, 147.2, 0.009, 70.0, 3.5, "test")


def test_currents_are_taken_one_by_one(make_cable, shelf):
    segments = (*shelf, Segment("deep", 50.0, 26.0, 0.7, 1.0, 0.0))
    many = steady(np.array([[0.2, 0.9], [1.1, 0.0]]), make_cable(2000), segments)
    one = steady(1.1, make_cable(2000), segments)
    assert many.temperature.shape == (2, 2, 2)
    np.testing.assert_allclose(many.temperature[1, 0], one.temperature, rtol=1e-14)
    assert many.hottest[1, 0] == one.hottest


def test_heat_rises_with_what_should_raise_it(make_cable):
    base = Segment("a", 1.0, 28.0, 0.9, 1.5, 2.0)

    def hot(**change):
        return steady(1.2, make_cable(2000), (base._replace(**change),)).temperature[0]

    assert hot() < min(hot(ambient=29.0), hot(soil=1.0), hot(burial=2.0), hot(spacing=1.0), hot(spacing=0.0))


def test_a_segment_may_carry_its_own_cable(make_cable):
    thin, thick = make_cable(1000), make_cable(2000)
    a, b = Segment("a", 10.0, 28.0, 0.9, 1.5, 2.0), Segment("b", 10.0, 28.0, 0.9, 1.5, 2.0, thin)
    heat = steady(1.0, thick, (a, b))
    assert heat.temperature[0] == steady(1.0, thick, (a,)).temperature[0]
    assert heat.temperature[1] == steady(1.0, thin, (a,)).temperature[0]
    assert heat.hottest == 1
    # Paper may not become as hot as plastic: the cooler conductor can have less room.
    paper = thick._replace(temperature_limit=45.0)
    assert steady(1.0, thin, (a._replace(cable=paper), b)).hottest == 0


def test_splitting_a_segment_changes_nothing(make_cable, shelf):
    cable = make_cable(2000)
    parts = [Segment("x", 400.0, 28.0, 0.9, 1.5, 20.0), Segment("z", 600.0, 28.0, 0.9, 1.5, 20.0)]
    whole = steady(1.1, cable, shelf).resistance.sum()
    assert steady(1.1, cable, parts).resistance.sum() == pytest.approx(whole, rel=1e-14)


@pytest.mark.parametrize(("change", "words"), [
    ({"burial": 0.05}, "segment shelf: burial = 0.05"),
    ({"soil": 0.0}, "segment shelf: soil = 0"),
    ({"spacing": 0.1}, "segment shelf: spacing = 0.1"),
    ({"ambient": 300.0}, "segment shelf: ambient = 300"),
    ({"length": float("nan")}, "segment shelf: length"),
])
def test_surroundings_without_sense_are_refused(make_cable, shelf, change, words):
    with pytest.raises(SundalinkError, match=words):
        steady(1.0, make_cable(2000), (shelf[0]._replace(**change),))


def test_no_segment_is_no_route(make_cable):
    with pytest.raises(SundalinkError, match="at least one segment"):
        steady(1.0, make_cable(2000), ())


def test_soil_as_warm_as_the_limit_is_refused(make_cable, shelf):
    with pytest.raises(SundalinkError, match="below the conductor's limit of 55"):
        ampacity(make_cable(2000, limit=55.0), (shelf[0]._replace(ambient=58.0),))
