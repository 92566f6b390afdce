"""Models of outages: expectations in closed form, common random numbers, ends of years, young and settled links."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.reliability import outage, outage_history
from sim.reliability.fault_rates import Stretch
from sim.reliability.records import HistorySample, LinkLayout
from sim.units import HOURS_PER_YEAR

QUIET = {"converter_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0}
PLAIN = {**QUIET, "monsoon_delay": 0.0}
CABLE_ONLY = {**PLAIN, "cable_repair_spread": 1e-9}
CALM = {**QUIET, "cable_rate": 0.0}


def rng(seed=1):
    return np.random.default_rng(seed)


def shelf(length=1000.0, spacing=1000.0):
    return (Stretch("shelf", length, 1.5, spacing, "malaysia"),)


MIXED = (Stretch("shallow", 240.0, 1.5, 50.0, "vietnam"), Stretch("shelf", 760.0, 1.5, 1000.0, "indonesia"),
         Stretch("strait", 60.0, 3.0, 50.0, "singapore"))


def fixed(days):
    """A repair that always takes as long."""
    return lambda start, country, chance, spare_kit, retainer: start + 24.0 * days


def draw(model="poisson", count=60, years=40, poles=1, joined=False, way=None, repair_model=None, seed=1, ring=False,
         **given):
    given = {"repair_model": repair_model, **given} if repair_model else given
    link = {name: given.pop(name) for name in LinkLayout._fields if name in given}
    sample = HistorySample(count, years, ring, given.pop("life", None))
    return outage.MODELS[model](rng(seed), sample, LinkLayout(way or shelf(), poles, joined, **link), **given)


def share(poles=1, count=60, years=40, **given):
    """Mean share of poles and time in service over many lives."""
    found = draw(poles=poles, count=count, years=years, **given)
    return outage_history.availability(outage_history.intervals(found, poles, years), count, poles, years).mean()


def renewed(rate, repair):
    """Availability of 1,000 km of one cable not failing under repair [d]: alternating renewal (Billinton, Allan)."""
    return 1.0 / (1.0 + rate * 10.0 * repair / 365.0)


@pytest.mark.parametrize(("rate", "repair"), [(0.03, 60.0), (0.03, 122.0), (0.10, 60.0), (0.10, 122.0)])
def test_the_plain_model_reaches_the_renewal_formula(rate, repair):
    found = share(count=200, cable_rate=rate, cable_repair=repair, **CABLE_ONLY)
    expected = renewed(rate, repair)
    # Standard error of the share out from the number of faults in 200 x 40 years, times four.
    error = 4 * (1 - expected) / np.sqrt(rate * 10.0 * 8000.0 * expected)
    assert found == pytest.approx(expected, abs=error)


@pytest.mark.parametrize(("rate", "repair"), [(0.03, 60.0), (0.10, 122.0)])
def test_faults_by_stretch_reach_the_formula_of_repairs_side_by_side(rate, repair):
    # A route like those on record; repairs of several places at once: Poisson(rate x repair) of them, none with exp(-).
    way = (Stretch("shallow", 250.0, 1.5, 0.0, "x"), Stretch("shelf", 750.0, 1.5, 0.0, "x"))
    found = share(model="segments", count=400, way=way, repair_model=fixed(repair), cable_rate=rate,
                  cable_rate_spread=0.0,
                  early_faults=0.0, **QUIET)
    expected = np.exp(-rate * 10.0 * repair / 365.0)
    assert found == pytest.approx(expected, abs=4 * (1 - expected) / np.sqrt(rate * 10.0 * 16000.0))


def test_spread_of_repairs_counts_by_its_mean():
    found = share(count=200, cable_rate=0.05, cable_repair=60.0, **{**PLAIN, "cable_repair_spread": 0.6})
    assert found == pytest.approx(renewed(0.05, 60.0 * np.exp(0.18)), abs=0.008)


def test_a_bipole_loses_half_more_rarely_with_common_cause():
    for common in (0.0, 0.5, 1.0):
        found = share(2, count=200, cable_rate=0.05, cable_repair=60.0, common_cause=common, **CABLE_ONLY)
        assert found == pytest.approx(renewed(0.05 * (1 + common) / 2, 60.0), abs=0.008)


@pytest.mark.parametrize("model", ["poisson", "segments"])
def test_joined_poles_fail_together(model):
    def seen(**given):
        return set(np.unique(outage_history.states(draw(model, 3, 40, 2, **{**QUIET, **given}), 0, 40, 6.0, 2)))

    assert seen(joined=True) == {0, 2}
    assert 1 in seen(common_cause=0.0)


def test_stations_reach_the_formula():
    given = {**PLAIN, "converter_rate": 5.0, "converter_repair": 100.0, "cable_rate": 0.0}
    found = share(1, **given)
    assert found == pytest.approx(1 / (1 + 5.0 * 100 / 8760) ** 2, abs=0.004)
    assert share(2, **given) == pytest.approx(found, abs=0.004)
    by_stretch = share(2, model="segments", converter_rate_spread=0.0, early_faults=0.0,
                       **{k: v for k, v in given.items() if k != "monsoon_delay"})
    assert by_stretch == pytest.approx(np.exp(-2 * 5.0 * 100 / 8760), abs=0.004)


@pytest.mark.parametrize("stations", [1, 2])
def test_transformers_reach_the_formula_and_half_as_many_stations_fail_half_as_often(stations):
    """0.2 failures a year and station, 100 days each."""
    given = {**CALM, "transformer_rate": 0.2, "transformer_repair": 100.0, "stations": stations}
    plain = share(2, 200, **given, monsoon_delay=0.0)
    assert plain == pytest.approx(1 / (1 + 0.2 * 100 / 365) ** stations, abs=0.006)
    assert share(2, 200, model="segments", **given) == pytest.approx(np.exp(-stations * 0.2 * 100 / 365), abs=0.006)


@pytest.mark.parametrize(("routes", "corridor", "pairs"), [(1, "shared", 0.3), (2, "shared", 0.3),
                                                           (2, "separate", 0.0)])
def test_the_plain_model_takes_both_poles_by_their_share_where_they_lie_together(routes, corridor, pairs):
    found = draw("poisson", 400, 30, 2, cable_rate=0.05, cable_rate_spread=0.0, common_cause=0.3, routes=routes,
                 corridor=corridor, **{**CABLE_ONLY, "cable_repair": 1.0})
    events = len(np.unique(np.stack([found.history, found.start]), axis=1).T)
    assert events == pytest.approx(0.05 * 10.0 * routes * 400 * 30, rel=0.06)
    assert found.start.size / events - 1.0 == pytest.approx(pairs, abs=0.03)


def faults(found, kind=0):
    """Faults of a kind as a set of life, pole and start."""
    mine = found.kind == kind
    return set(zip(found.history[mine].tolist(), found.pole[mine].tolist(), found.start[mine].tolist(), strict=True))


@pytest.mark.parametrize(("lower", "higher"), [
    ({"cable_rate": 0.01}, {"cable_rate": 0.10}), ({"strait_factor": 1.0}, {"strait_factor": 9.0}),
    ({"burial_protection": 0.5}, {"burial_protection": 5.0}), ({"common_cause": 0.0}, {"common_cause": 1.0}),
    ({"shallow_factor": 3.0, "cable_rate": 0.02}, {"shallow_factor": 3.0}),
    ({"early_faults": 0.0}, {"early_faults": 3.0})])
def test_what_raises_a_rate_keeps_every_fault_and_adds_more(lower, higher):
    few, many = (draw("segments", 40, 30, 2, way=MIXED, **given) for given in (lower, higher))
    assert faults(few) < faults(many)
    if "early_faults" not in lower:
        for kind in (1, 2, 3):
            assert faults(few, kind) == faults(many, kind)
    less, more = (outage_history.availability(outage_history.intervals(x, 2, 30), 40, 2, 30) for x in (many, few))
    assert (less <= more + 1e-12).all()


def test_a_longer_stretch_keeps_the_faults_of_the_others():
    longer = (MIXED[0]._replace(length=500.0), *MIXED[1:])
    assert faults(draw("segments", 40, 30, 2, way=MIXED)) < faults(draw("segments", 40, 30, 2, way=longer))


@pytest.mark.parametrize("measure", ["spare_kit", "retainer"])
def test_readiness_changes_repairs_and_nothing_else(measure):
    plain, ready = (draw("segments", 40, 30, 2, way=MIXED, **{measure: on}) for on in (False, True))
    np.testing.assert_array_equal(plain.start, ready.start)
    assert (ready.end <= plain.end).all()
    assert (ready.end < plain.end)[plain.kind == 0].mean() > 0.3
    np.testing.assert_array_equal(plain.end[plain.kind > 0], ready.end[plain.kind > 0])


def test_separate_routes_keep_the_faults_of_each_pole_and_part_them():
    together, apart = (draw("segments", 300, 30, 2, way=MIXED, separate_routes=on, common_cause=1.0, **QUIET)
                       for on in (False, True))
    assert together.history.size == apart.history.size
    hours = [outage_history.hours(outage_history.intervals(x, 2, 30), 300, 2).mean(axis=0) for x in (together, apart)]
    assert hours[1][1] < 0.4 * hours[0][1]
    assert hours[1] @ [1, 2] == pytest.approx(hours[0] @ [1, 2], rel=0.05)
    joined = [draw("segments", 5, 30, 2, True, way=MIXED, separate_routes=on) for on in (False, True)]
    assert faults(joined[0]) == faults(joined[1])   # without a return a second route helps nothing


@pytest.mark.parametrize("separate", [False, True])
def test_a_cable_is_hit_as_often_wherever_its_neighbour_lies(separate):
    given = {**QUIET, "internal_share": 0.0, "cable_rate": 0.1}
    hit = {spacing: draw("segments", 2000, 30, 2, way=shelf(spacing=spacing), separate_routes=separate and spacing > 0,
                         **given).history.size for spacing in (0.0, 600.0, 1e5)}
    for spacing in (600.0, 1e5):
        assert hit[spacing] == pytest.approx(hit[0.0], rel=0.02)
    # A monopole needs both of its cables: laid apart they are hit up to 1.7 times as often as a pair.
    pair, apart = (draw("segments", 2000, 30, 1, way=shelf(spacing=spacing), **given).history.size
                   for spacing in (0.0, 1e5))
    assert apart == pytest.approx(1.7 * pair, rel=0.03)


def test_two_routes_have_the_faults_of_two_and_none_takes_both():
    one, two = (draw("segments", 500, 30, 2, way=shelf(spacing=0.0), routes=routes, **QUIET) for routes in (1, 2))
    assert two.history.size == pytest.approx(2.0 / (0.3 + 0.7 * 1.7) * one.history.size, rel=0.05)
    starts = np.stack([two.history, two.start], axis=1)
    assert len(np.unique(starts, axis=0)) == len(starts)


def test_what_poles_share_in_a_station_takes_both_and_keeps_the_rate_of_each():
    given = {"cable_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0, "converter_repair": 48.0}
    alone, shared = (draw("segments", 400, 30, 2, station_common=share, **given) for share in (0.0, 0.5))
    assert shared.history.size == pytest.approx(alone.history.size, rel=0.02)
    hours = [outage_history.hours(outage_history.intervals(x, 2, 30), 400, 2).mean(axis=0) for x in (alone, shared)]
    assert hours[1] @ [1, 2] == pytest.approx(hours[0] @ [1, 2], rel=0.03)
    # Of the poles' outages two thirds come in pairs: a third of the outage hours lie on top of each other.
    assert hours[1][1] / (hours[1] @ [1, 2]) == pytest.approx(1 / 3, abs=0.03)
    assert hours[0][1] / (hours[0] @ [1, 2]) < 0.05
    one = draw("segments", 20, 30, 1, station_common=0.5, **given)
    assert faults(one, 1) == faults(draw("segments", 20, 30, 1, station_common=0.0, **given), 1)


@pytest.mark.parametrize("model", ["poisson", "segments"])
def test_without_a_return_planned_work_stops_the_whole_link(model):
    spread = {"planned_spread": 0.0, "planned_whole": 1.0} if model == "segments" else {}
    for joined, hours in ((False, [240.0, 0.0]), (True, [0.0, 120.0])):
        found = draw(model, 4, 3, 2, joined, **{**CALM, "planned": 5.0, **spread})
        np.testing.assert_allclose(outage_history.hours(outage_history.intervals(found, 2, 3), 4, 2) / 3, [hours] * 4)


@pytest.mark.parametrize("whole", [0.0, 0.3, 1.0])
def test_the_share_of_planned_work_that_stops_a_rigid_bipole_leaves_the_poles_their_hours(whole):
    given = {**CALM, "planned": 5.0, "planned_spread": 0.0, "planned_visits": 2, "planned_whole": whole}
    hours = (
        outage_history.hours(outage_history.intervals(draw("segments", 400, 20, 2, True, **given), 2, 20), 400, 2).mean(
            axis=0
        )
        / 20
    )
    assert hours == pytest.approx([240.0 * (1 - whole), 120.0 * whole], rel=0.05)
    own_return = draw("segments", 40, 20, 2, **given)
    assert outage_history.hours(outage_history.intervals(own_return, 2, 20), 40, 2).sum(axis=0) == pytest.approx(
        [40 * 20 * 240.0, 0.0]
    )


def test_a_second_visit_halves_the_first_and_comes_in_september_and_october():
    once, twice = (draw("segments", 50, 10, 2, True, planned_visits=n, **{**CALM, "planned": 5.0}) for n in (1, 2))
    assert twice.start.size == 2 * once.start.size
    for found in (once, twice):
        assert (found.end - found.start).sum() == pytest.approx((once.end - once.start).sum())
    days = np.mod(twice.start, HOURS_PER_YEAR) / 24.0
    assert ((days > 90) & (days < 151)).sum() == ((days > 243) & (days < 304)).sum() == once.start.size


def test_rates_that_are_not_known_spread_lives_and_keep_the_mean():
    known, vague = (draw("segments", 4000, 30, way=MIXED, cable_rate_spread=spread, **QUIET) for spread in (0.0, 0.7))
    counts = [np.bincount(x.history, minlength=4000) for x in (known, vague)]
    assert counts[1].mean() == pytest.approx(counts[0].mean(), rel=0.02)
    assert np.std(counts[1]) > 1.5 * np.std(counts[0])


def test_a_young_link_fails_more_often_and_a_sample_of_years_does_not():
    given = {"cable_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0, "early_faults": 2.0}
    young, sample = (draw("segments", 2000, 20, ring=ring, **given) for ring in (False, True))
    for found, ratio in ((young, 1 + 4 * (1 - np.exp(-0.5))), (sample, 1.0)):
        first, late = ((found.start < 8760.0).sum(), (found.start > 18 * 8760.0).sum() / 2)
        assert first / late == pytest.approx(ratio, rel=0.08)
    assert sample.history.size == pytest.approx(young.history.size, rel=0.02)


def test_no_year_of_a_sample_is_safer_than_another():
    found = draw("segments", 1500, 8, ring=True, way=MIXED, **QUIET)
    years = np.mean([outage_history.states(found, life, 8, 12.0, 1).mean(axis=1) for life in range(1500)], axis=0)
    assert np.ptp(years) < 0.03


@pytest.mark.parametrize("dt", [0.5, 24.0])
def test_faults_shorter_than_a_period_count_right_on_average(dt):
    found = draw(count=30, years=20, **{**PLAIN, "cable_rate": 0.0, "converter_rate": 12.0, "converter_repair": 6.0})
    out = 1 - np.mean([outage_history.states(found, life, 20, dt, 1).mean() for life in range(30)])
    assert out == pytest.approx(2 * 12.0 * 6.0 / 8760.0, rel=0.06)


def test_monsoon_makes_a_life_worse():
    assert share(**{**CABLE_ONLY, "monsoon_delay": 0.6}) < share(**{**CABLE_ONLY, "monsoon_delay": 0.0})


@pytest.mark.parametrize(("model", "given"), [("poisson", {}), ("segments", {"planned_spread": 0.0})])
def test_without_faults_planned_work_alone_is_left_in_april_and_may(model, given):
    found = draw(model, 2, 3, 2, **{**CALM, "planned": 5.0, **given})
    state = outage_history.states(found, 1, 3, 1.0, 2)
    assert (2 - state).sum() == 3 * 2 * 5 * 24
    assert state.min() == 1
    days = np.unique(np.nonzero(state < 2)[1] // 24)
    assert days.min() >= 90
    assert days.max() < 151
    assert outage_history.availability(outage_history.intervals(found, 2, 3), 2, 2, 3) == pytest.approx(1 - 5 / 365)


def test_work_that_varies_by_link_and_year_keeps_its_mean_and_its_spread():
    found = draw("segments", 4000, 6, 1, planned_visits=1, **{**CALM, "planned": 4.0, "planned_spread": 0.4})
    days = (found.end - found.start).reshape(4000, 6) / 24.0
    assert days.mean() == pytest.approx(4.0, rel=0.01)
    log = np.log(days)
    assert log.std() == pytest.approx(0.4, rel=0.02)
    assert log.mean(axis=1).std() == pytest.approx(0.4 * np.sqrt(0.5 + 0.5 / 6.0), rel=0.04)   # half of it by link


def test_planned_work_keeps_its_mean_and_its_months():
    found = draw("segments", 2000, 20, 2, **{**CALM, "planned": 5.0, "planned_spread": 0.5})
    length = (found.end - found.start).reshape(-1, 2)[:, 0] / 24.0
    assert length.mean() == pytest.approx(5.0, rel=0.02)
    assert length.std() == pytest.approx(5.0 * np.sqrt(np.exp(0.25) - 1), rel=0.08)
    assert (np.mod(found.start, HOURS_PER_YEAR) / 24.0).min() >= 90
    assert (np.mod(found.end, HOURS_PER_YEAR) / 24.0).max() < 151


def test_equal_generators_give_equal_lives():
    a, b, other = (draw("segments", 5, 5, 2, seed=seed) for seed in (9, 9, 8))
    for one, two in zip(a, b, strict=True):
        np.testing.assert_array_equal(one, two)
    assert faults(a, 1) != faults(other, 1)


@pytest.mark.parametrize("model", ["poisson", "segments", "none"])
def test_without_faults_everything_runs(model):
    found = draw(model, 3, 2, 2, **({} if model == "none" else CALM))
    assert (outage_history.states(found, 0, 2, 1.0, 2) == 2).all()
    assert share(2, model=model, **({} if model == "none" else CALM)) == 1.0


def test_a_link_that_always_fails_is_always_out():
    assert share(count=3, years=3, cable_rate=50.0, cable_repair=3000.0, **CABLE_ONLY) < 0.02


def test_the_tail_reaches_the_outages_of_cables_in_great_britain():
    spells = outage_history.interruptions(outage_history.intervals(draw("segments", 500, 30, way=MIXED), 1, 30), 1)
    per_year = [(spells.length > hours).sum() / (500 * 30) for hours in (1000.0, 3500.0)]
    assert per_year[0] > 0.1
    assert per_year[1] > 0.005


@pytest.mark.slow
def test_thousands_of_lives_take_about_a_second():
    from time import perf_counter

    began = perf_counter()
    steps = outage_history.intervals(draw("segments", 3000, 30, 2, way=MIXED), 2, 30)
    outage_history.availability(steps, 3000, 2, 30)
    assert perf_counter() - began < 10.0   # measured 1.0 s on one of two busy cores


@pytest.mark.parametrize("model", ["poisson", "segments"])
@pytest.mark.parametrize(("given", "words"), [
    ({"poles": 3}, "poles = 3"), ({"way": (Stretch("shelf", 0.0, 1.5, 0.0, "x"),)}, "length.* = 0"),
    ({"planned": 40.0, "poles": 2}, "link.outage.planned_days = 40 .*between 0 and 30"),
    ({"years": 0}, "years of a history = 0")])
def test_refusals(model, given, words):
    with pytest.raises(SundalinkError, match=words):
        draw(model, **given)


def test_a_return_under_repair_stops_what_a_fault_of_a_pole_leaves():
    """The poles' own faults stay what they are; the return's add hours without any pole, and none by themselves."""
    given = {"way": MIXED, **QUIET, "cable_rate": 0.3, "cable_rate_spread": 0.0}
    plain, back = (draw("segments", 400, 30, 2, cables=cables, **given) for cables in (2, 3))
    own = back.kind != outage_history.KINDS.index("return")
    for one, other in zip(plain, back, strict=True):
        np.testing.assert_array_equal(one, other[own])
    hours = [outage_history.hours(outage_history.intervals(x, 2, 30), 400, 2).mean(axis=0) for x in (plain, back)]
    assert hours[1][1] > 1.2 * hours[0][1]
    assert hours[1].sum() == pytest.approx(hours[0].sum(), rel=1e-9)   # a pole is out in both
    first, last = back.start[~own], back.end[~own]
    of = [type(plain)(*(field[plain.history == history] for field in plain)) for history in range(400)]
    for history, pole, start, end in zip(back.history[~own], back.pole[~own], first, last, strict=True):
        there = of[history]
        assert ((there.pole == 1 - pole) & (there.start <= start) & (there.end >= end)).any()


def test_one_cable_is_repaired_half_as_often_as_two():
    given = {"way": MIXED, **QUIET, "cable_rate": 0.1, "cable_rate_spread": 0.0}
    one, two = (draw("segments", 2000, 30, 1, True, cables=cables, **given).history.size for cables in (1, 2))
    both = np.array([0.7 * np.exp(-each.spacing / 600.0) for each in MIXED])
    assert 0.5 * one / two < 1.0
    assert one / two == pytest.approx(0.5 * (0.3 + 0.7 * 1.7) / (0.3 + 0.7 * 1.7 / (1.0 + both.mean())), rel=0.25)


def test_monopoles_in_one_corridor_are_out_together_and_hit_as_often():
    given = {"way": shelf(spacing=50.0), **QUIET, "routes": 2, "cable_rate": 0.1, "cable_rate_spread": 0.0}
    alone, near = (draw("segments", 1000, 30, 2, corridor=corridor, **given) for corridor in ("separate", "shared"))
    assert near.history.size == pytest.approx(alone.history.size, rel=0.03)
    full = [outage_history.hours(outage_history.intervals(x, 2, 30), 1000, 2)[:, 1].mean() for x in (alone, near)]
    assert full[1] > 2.0 * full[0]


def test_planned_work_stops_both_monopoles_of_one_site():
    given = {**CALM, "planned": 5.0, "planned_spread": 0.0, "planned_whole": 1.0, "routes": 2}
    full = [outage_history.hours(outage_history.intervals(draw("segments", 4, 3, 2, corridor=corridor, **given), 2, 3),
                                 4, 2)[:, 1].mean() / 3 for corridor in ("separate", "shared")]
    assert full == pytest.approx([0.0, 5.0 * 24.0])
