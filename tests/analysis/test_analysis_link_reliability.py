"""Resilience of a whole case: what outages take, what readiness is worth and costs, and what the user may choose."""

import numpy as np
import pytest
from small_case import case, figures, scenario

from sim import chain
from sim.analysis import link_reliability
from sim.case import link as case_link
from sim.case import outages, reliability
from sim.case import route as case_route
from sim.case.components import parts
from sim.errors import SundalinkError
from sim.reliability import outage_history
from sim.scenario.load import load
from sim.units import HOURS_PER_YEAR

LIVES = {"link__lives": 300}
NO_FAULTS = {"link__outage__cable_rate_per_100km_year": 0.0, "link__outage__converter_rate_per_year": 0.0,
             "link__outage__transformer_rate_per_year": 0.0, "link__outage__planned_spread": 0.0, **LIVES}


def live(**changes):
    """The lives of the small case with other values, without trading it."""
    s, done = scenario(**{**LIVES, **changes}), case(**LIVES)
    link = done.link._replace(configuration=s.link.configuration.bind()())
    return reliability.make(s, case_route.make(s), link, done.hub, done.market)


def test_figures_are_in_order():
    found = figures(**LIVES)
    assert 0.7 < found["p90_life_availability"] < found["p50_life_availability"] < found["p10_life_availability"] < 1
    assert found["p90_energy_not_delivered"] < found["p50_energy_not_delivered"] < found["p10_energy_not_delivered"]
    assert found["p90_life_availability"] < found["life_availability"] < found["p10_life_availability"]
    assert found["longest_outage"] < found["p10_longest_outage"]
    assert 1000 < found["p10_longest_outage"] < 20000
    assert found["life_availability"] == pytest.approx(found["link_availability"], abs=0.05)


def test_hours_and_availability_close():
    found, poles = case(**LIVES).reliability, 2
    np.testing.assert_allclose(poles * HOURS_PER_YEAR * (1 - found.availability), found.hours @ [1.0, 2.0], rtol=1e-9)
    assert (found.longest <= found.longest_any).all()
    assert found.full.length.sum() == pytest.approx((found.hours[:, 1] * 30).sum())


def test_what_is_lost_lies_within_what_the_link_could_bring():
    done = case(**LIVES)
    whole, rated = done.link.transfers[-1].received[-1] * HOURS_PER_YEAR, 1200.0
    assert (done.reliability.lost > 0).all()
    assert (done.reliability.lost < whole * (1 - done.reliability.availability) * 1.5).all()
    assert (done.reliability.lost <= (done.reliability.hours @ [rated, rated]) * (1 + 1e-9)).all()


def test_without_faults_planned_work_alone_is_left():
    found = live(**NO_FAULTS)
    np.testing.assert_allclose(found.availability, 1 - 5 / 365)
    assert found.longest.max() == 0
    assert found.measures["spare_kit"].energy.sum() == 0
    assert live(link__outage__model="none").lost.sum() == 0


PLAIN = {"link__outage__spare_kit": False, "link__outage__retainer": False}
"""Nothing kept ready."""


def test_a_measure_is_worth_something_in_every_life():
    for name in ("spare_kit", "retainer"):
        measure = case(**LIVES).reliability.measures[name]
        assert (measure.energy >= -1e-6).all()
        assert measure.energy.mean() > 1e3
        assert measure.chosen   # base keeps both ready
        assert not case(**LIVES, **PLAIN).reliability.measures[name].chosen


def test_value_and_cost_of_a_measure_by_hand():
    done = case(**LIVES)
    found, years = link_reliability.readiness(done, "retainer"), done.finance.years
    assert found.cost == 6e6
    price = (years.paid[0] * done.finance.price + years.spot_revenue[0]) / years.delivered[0]
    measure = done.reliability.measures["retainer"]
    value = measure.energy.mean() * price - 60.0 * measure.local.mean()
    assert found.value == pytest.approx(value)
    rate, first = 1.083 / 1.02, done.scenario.time.first_operating_year - 2025
    wanted = sum((value - 6e6) * rate ** -(first + year) for year in range(30))
    assert found.npv == pytest.approx(wanted, rel=1e-9)


def test_routes_far_apart_spend_more_than_they_bring_where_poles_already_lie_apart():
    found = figures(**LIVES)
    assert found["separate_routes_cost"] > found["separate_routes_value"] > 0
    near = live(route__zones__spacing_m=10.0).measures["separate_routes"].energy.mean()
    assert near > 2 * case(**LIVES).reliability.measures["separate_routes"].energy.mean()


def test_what_is_chosen_repairs_faster_and_enters_the_books():
    plain, ready = case(**LIVES, **PLAIN), live(link__outage__spare_kit=True, link__outage__retainer=True)
    assert ready.repair < 0.8 * plain.reliability.repair
    assert (ready.availability >= plain.reliability.availability - 1e-9).all()
    assert ready.measures["spare_kit"].chosen
    s = scenario(link__outage__spare_kit=True, link__outage__retainer=True, link__outage__separate_routes=True)
    built = {part.name: part for part in parts(s, plain.farm, plain.route, plain.link)}
    assert built["standby"].fixed_opex == 7.5e6
    assert built["standby"].capex == pytest.approx(0.1 * built["cable"].capex)
    assert "standby" not in {part.name for part in plain.finance.components}


def test_choosing_a_kit_moves_energy_and_cost_together():
    plain = figures(**LIVES, **PLAIN)
    ready = figures(**LIVES, **{**PLAIN, "link__outage__spare_kit": True})
    assert ready["life_availability"] > plain["life_availability"]
    assert ready["link_availability"] >= plain["link_availability"]
    # The same faults: what it is worth is the same with and without it.
    assert ready["spare_kit_energy"] == pytest.approx(plain["spare_kit_energy"], rel=1e-9)


@pytest.mark.parametrize(("model", "known"), [("bipole_metallic_return", 3), ("rigid_bipole", 2),
                                              ("symmetric_monopole", 2), ("two_monopoles", 2)])
def test_every_configuration_has_lives(model, known):
    s = scenario(**LIVES, link__configuration__model=model)
    link = case_link.built(s, case_route.make(s), 2)
    found = reliability.make(s, case_route.make(s), link, case(**LIVES).hub, case(**LIVES).market)
    assert len(found.measures) == known
    assert 0.6 < found.availability.mean() < 0.99


def test_the_plain_model_knows_no_measure():
    found = chain.run(scenario(**LIVES, link__outage__model="poisson"), workers=1)
    assert found.reliability.measures == {}
    assert link_reliability.readiness(found, "spare_kit") == link_reliability.Readiness()
    assert found.reliability.availability.mean() == pytest.approx(0.93, abs=0.02)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_few_histories_stand_for_the_long_run(seed):
    s = scenario(seed=seed, link__outage_draws=10)
    route, configuration = case_route.make(s), s.link.configuration.bind()()
    link = case_link.built(s, route, 20)
    table = outages.outages(s, route, configuration, 1000, 20, "outage")
    found = outage_history.availability(outage_history.intervals(table, 2, 20), 1000, 2, 20)
    assert link.poles.mean() / 2 == pytest.approx(found.mean(), abs=0.006)   # ten at random: +-0.015
    assert link.poles.mean(axis=(1, 2)).min() / 2 < np.quantile(found, 0.12)
    hours = outage_history.hours(outage_history.intervals(table, 2, 20), 1000, 2).mean(axis=0) @ [0.35, 1.0] / 20
    picked = 8760 * ((link.poles == 1) * 0.35 + (link.poles == 0)).mean()
    assert picked == pytest.approx(hours, rel=0.04)   # ten at random: +-19 %


def struck(s, stretches):
    """Faults of cables in many lives of a route: (life, pole, start)."""
    route = case(**LIVES).route._replace(stretches=tuple(stretches))
    found = outages.outages(s, route, s.link.configuration.bind()(), 300, 30, "resilience", False)
    mine = found.kind == 0
    return set(zip(found.history[mine].tolist(), found.pole[mine].tolist(), found.start[mine].tolist(), strict=True))


def test_a_longer_route_has_every_fault_of_a_shorter_one():
    s, stretches = scenario(**LIVES), case(**LIVES).route.stretches
    whole = struck(s, stretches)
    longer = struck(s, [part._replace(length=1.2 * part.length) for part in stretches])
    assert whole < longer
    assert len(longer) == pytest.approx(1.2 * len(whole), rel=0.05)
    assert whole < struck(scenario(**LIVES, link__outage__cable_rate_per_100km_year=0.05), stretches)
    detour = stretches[0]._replace(name="shelf", length=80.0, country="indonesia", spacing=1000.0)
    times = [{(life, start) for life, _, start in found} for found in (whole, struck(s, [*stretches, detour]))]
    assert times[0] < times[1]


def test_two_shipped_routes_share_the_faults_of_what_they_have_in_common():
    s, far = scenario(**LIVES), scenario(**LIVES, route__file="east")
    here, there = (case_route.make(each).stretches for each in (s, far))
    one, other = ({(life, start) for life, _, start in struck(s, way)} for way in (here, there))
    assert len(one & other) > 0.7 * min(len(one), len(other))


BOUNDED = [f"link.outage.{key}" for key in type(scenario().link.outage).model_fields if key != "model"]
BOUNDED += [f"link.repair.{key}" for key in type(scenario().link.repair).model_fields]


@pytest.mark.parametrize("key", BOUNDED)
@pytest.mark.parametrize("wrong", [-1.0, 1e10])
def test_every_key_of_faults_and_repair_has_bounds_and_says_its_name(key, wrong):
    with pytest.raises(SundalinkError) as fault:
        load("base", {key: wrong})
    assert str(fault.value).startswith(f"{key} = {wrong}: must ")
    assert len(str(fault.value).splitlines()) == 1


@pytest.mark.parametrize(("given", "words"), [
    ({"link.outage.planned_days": 40.0}, "link.outage.planned_days = 40: must be at most 30 with 2 poles"),
    ({"link.lives": 0}, "link.lives = 0: must be greater than or equal to 1"),
    ({"link.lives": 10**7}, "link.lives = 10000000: must be less than or equal to 20000"),
    ({"link.outage.separate_routes": True, "link.configuration.model": "symmetric_monopole"},
     "link.outage.separate_routes = true: needs"),
    ({"cost.standby.vessel_usd_per_year": 1e12}, "cost.standby.vessel_usd_per_year = 1000000000000.0: must be less")])
def test_refusals_name_key_value_and_rule(given, words):
    with pytest.raises(SundalinkError) as fault:
        load("base", given)
    assert str(fault.value).startswith(words)


@pytest.mark.parametrize("changes", [
    {"link__outage__cable_rate_per_100km_year": 1.0}, {"link__outage__cable_rate_spread": 1.5},
    {"link__outage__strait_factor": 100.0}, {"link__outage__burial_protection_m": 0.5},
    {"link__repair__joint_window_days": 30.0, "link__repair__calm_spell_days": 1.0},
    {"link__repair__northeast_rough": 0.95, "link__repair__southwest_rough": 0.95, "link__repair__other_rough": 0.95},
    {"link__repair__vessel_days": 3650.0, "link__repair__vessel_spread": 2.0}])
def test_the_worst_that_may_be_given_gives_a_sane_result(changes):
    found = live(**{"link__lives": 50, **changes})
    assert ((found.availability >= 0) & (found.availability <= 1)).all()
    assert np.isfinite(found.lost).all()
    assert np.isfinite(found.repair)
    assert (found.longest <= 30 * HOURS_PER_YEAR + 1e-6).all()


def test_equal_seeds_give_equal_lives():
    a, b = live(), live()
    np.testing.assert_array_equal(a.lost, b.lost)
    assert not np.array_equal(live(seed=2).lost, a.lost)


def test_stretches_cover_the_route():
    line = case(**LIVES).route
    assert sum(s.length for s in line.stretches) == pytest.approx(line.length)
    assert {"landfall", "strait", "shallow", "shelf"} == {s.name for s in line.stretches}
    assert {"vietnam", "malaysia", "singapore"} <= {s.country for s in line.stretches}
    assert all(s.burial == 3.0 and s.spacing == 50.0 for s in line.stretches if s.name == "strait")


def test_the_rate_of_outages_falls_with_their_length():
    found = case(**LIVES).reliability
    rate = link_reliability.exceedance(found.full, 300, 30, np.array([0.0, 12.0, 1000.0, 3500.0, 1e6]))
    assert (np.diff(rate) <= 0).all()
    assert rate[0] == pytest.approx(found.full.length.size / 9000)
    assert rate[3] > 0.001   # outages of cables in Great Britain lasted 1,000 to 3,500 h
    assert rate[-1] == 0


def test_what_is_on_record_comes_from_the_table():
    links, repairs = link_reliability.records()
    assert links["BritNed"] == (2.62, 63.0, 176.0)
    assert (len(repairs), max(repairs)) == (8, 177.0)


def test_a_serial_defect_is_shown_and_off():
    found = figures(**LIVES)
    assert found["serial_defect_availability"] < found["life_availability"] - 0.03
    assert 0 < found["serial_defect_not_delivered"] < found["delivered_energy"]
    share = 0.08 * found["serial_defect_not_delivered"] / found["delivered_energy"]
    assert found["serial_defect_price"] == pytest.approx(found["required_price"] * share, rel=0.1)
    assert found["serial_defect_dscr"] < found["mean_dscr"] - 0.3
    calm = figures(**LIVES, link__outage__defect_rate_per_100km_year=0.0, link__outage__defect_replacement_days=0.0)
    assert calm["serial_defect_availability"] == found["life_availability"]
    assert calm["serial_defect_not_delivered"] == 0
    assert calm["serial_defect_dscr"] == pytest.approx(calm["mean_dscr"], rel=0.15)


def test_with_a_serial_defect_lives_are_those_that_were_shown():
    shown, sure = figures(**LIVES), live(link__outage__defect_probability=1.0)
    assert sure.availability.mean() == pytest.approx(shown["serial_defect_availability"], rel=1e-12)
    assert sure.lost.mean() / 1e3 == pytest.approx(
        shown["energy_not_delivered"] + shown["serial_defect_not_delivered"], rel=1e-9)


def test_a_serial_defect_reaches_trade_and_lenders():
    plain, struck = (figures(link__outage_draws=10, link__outage__defect_probability=p) for p in (0.0, 1.0))
    for name in ("link_availability", "delivered_energy"):
        assert struck[name] < 0.97 * plain[name]
    assert struck["default_probability"] > plain["default_probability"]


def test_a_model_without_defects_says_nothing_of_them():
    found = figures(link__outage__model="poisson")
    assert np.isnan(found["serial_defect_availability"])
    assert found["serial_defect_price"] == 0
