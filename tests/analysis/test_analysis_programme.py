"""The first day moving the money of a case."""

import numpy as np
import pytest
from small_case import case, scenario

from sim.analysis import late_handover, programme
from sim.case import debt
from sim.case import programme as case_programme
from sim.errors import SundalinkError


def test_a_late_start_costs_return_and_value():
    done = case()
    found = programme.compute(done)
    irr, npv = found.by_delay
    assert irr[0] == pytest.approx(float(done.finance.project.equity_irr), abs=1e-9)
    assert npv[0] == pytest.approx(float(done.finance.project.npv), rel=1e-9)
    assert (np.diff(irr) < 0).all()
    assert (np.diff(npv) < 0).all()
    values = programme.figures(done, found)
    assert values["first_day_p10"] < values["first_day_p50"] < values["first_day_p80"]
    assert values["equity_irr_p10"] <= values["equity_irr_p90"] <= irr[0] + 2e-3   # short tests after a late cable
    assert 0.3 < values["on_time_probability"] < 0.5   # base begins at about the P50 of its programme
    assert values["delay_damages"] > 0
    assert 0 < values["longstop_probability"] < 0.2
    tight = case(contract__delay__longstop_days=0.0)
    assert programme.figures(tight, programme.compute(tight))["longstop_probability"] == pytest.approx(
        1.0 - values["on_time_probability"], abs=1e-3)


def test_damages_of_contractors_soften_a_delay_up_to_their_cap():
    free = case(programme__damages_factor=0.0, programme__owner_usd_per_year=0.0)
    paid = case(programme__damages_factor=2.0, programme__damages_cap=0.2, programme__owner_usd_per_year=0.0)
    without, with_ = (programme.compute(done).by_delay[1] for done in (free, paid))
    assert with_[1] > without[1]
    # Paid once: later years lose as much as without.
    assert with_[3] - with_[2] == pytest.approx(without[3] - without[2], rel=0.2)


def test_each_contractor_pays_for_its_own_delay():
    done = case()
    stages = case_programme.make(done.scenario.only(case_programme.READS)).stages
    names = [stage.name for stage in stages]
    late = np.zeros((4, len(names)))
    late[1, names.index("cable")] += 2.0
    late[2, names.index("farm")] += 1.0
    late[3] += 100.0    # all of them, for years
    paid, most = late_handover.damages(done, stages, late)
    price = {part.name: float(part.capex) for part in done.finance.components}
    assert not paid[0].any()
    assert paid[1].sum() == pytest.approx(0.0005 * 2 * 365 / 12 * price["cable"])
    assert paid[1, names.index("cable")] == paid[1].sum()
    farm = sum(price.get(name, 0.0) for name in ("farm", "solar", "battery", "export"))
    assert paid[2].sum() == pytest.approx(0.0005 * 365 / 12 * farm)
    assert paid[3].sum() == pytest.approx(0.10 * (farm + price["cable"] + price["converters"]))
    assert paid[3].sum() == pytest.approx(most)
    tight = case(programme__damages_cap=0.02)
    assert late_handover.damages(tight, stages, late)[0][3].sum() == pytest.approx(0.02 * sum(price.values()))
    found = programme.compute(done)
    # Whoever pays ends later than the plan needs its work.
    made, names = found.programme, [stage.name for stage in found.programme.stages]
    tests, finance = names.index("tests"), names.index("finance")
    need = made.plan.start[0, tests] - made.plan.end[0, finance]
    over = made.drawn.end - made.drawn.end[:, [finance]] > need + 1e-9
    for name in ("cable", "converters", "farm"):
        np.testing.assert_array_equal(found.received[:, names.index(name)] > 0, over[:, names.index(name)])
    assert 0.3 < over[:, names.index("cable")].mean() < 0.8
    assert over[:, names.index("farm")].mean() < 0.02   # the cable leaves it a year and a half
    free = programme.compute(case(programme__damages_factor=0.0))
    assert found.npv.mean() > free.npv.mean()
    np.testing.assert_allclose(free.received, 0.0)


def test_the_route_says_who_permits_it():
    done = case()
    asked = [stage.name for stage in programme.compute(done).programme.stages if stage.name.startswith("permits")]
    assert asked == ["permits_vietnam", "permits_indonesia", "permits_malaysia", "permits_singapore"]
    west = case(route__file="west")
    asked = {stage.name for stage in programme.compute(west).programme.stages if stage.name.startswith("permits")}
    assert asked == {"permits_vietnam", "permits_malaysia", "permits_singapore"}
    single = scenario(programme__stages=[{"name": "permits", "mode_months": 40.0}])
    stages = case_programme.make(single.only(case_programme.READS), waters=done.route.waters).stages
    assert [stage.mode for stage in stages if stage.name.startswith("permits")] == [40.0]
    one = scenario(programme__stages=[{"name": "permits_malaysia", "low_months": 50.0, "mode_months": 60.0,
                                       "high_months": 70.0}])
    stages = case_programme.make(one.only(case_programme.READS), waters=done.route.waters).stages
    assert {stage.name: stage.mode for stage in stages}["permits_malaysia"] == 60.0


def test_a_contract_for_an_unknown_part_is_refused():
    with pytest.raises(SundalinkError, match=r"programme\.stages.*'tower'"):
        scenario(programme__stages=[{"name": "farm", "contract": "farm;tower"}])


def test_what_is_spent_before_a_failure_is_at_risk():
    done = case()
    values = programme.figures(done, programme.compute(done))
    development = next(float(part.capex) for part in done.finance.components if part.name == "development")
    assert 0.2 * development < values["development_at_risk"] < development


def test_weather_windows_draw_the_years_of_the_wind():
    done = case(programme__weather_windows=True)
    found = programme.compute(done)
    assert found.programme.calm.shape == (2, 12)
    assert found.programme.calm.mean() == pytest.approx(1.0)
    assert np.median(found.first_day) == pytest.approx(np.median(programme.compute(case()).first_day), abs=0.5)


def test_a_term_that_ends_on_its_date_loses_years():
    usual, fixed = (programme.compute(case(contract__price=330.0, programme__term_fixed=each))
                    for each in (False, True))
    np.testing.assert_allclose(fixed.by_delay[:, 0], usual.by_delay[:, 0])   # not late, nothing lost
    assert (fixed.by_delay[1, 1:] < usual.by_delay[1, 1:]).all()
    assert (np.diff(fixed.by_delay[0]) < 0.0).all()
    # What is lost is the value of the last year, so little beside the cost of waiting.
    lost = usual.by_delay[1, 1] - fixed.by_delay[1, 1]
    assert 0.0 < lost < usual.by_delay[1, 0] - usual.by_delay[1, 1]


def test_a_fixed_term_leaves_the_loan_its_years():
    with pytest.raises(SundalinkError, match=r"programme\.term_fixed.*at most 26.*is 28"):
        scenario(programme__term_fixed=True, finance__debt={"model": "sculpted", "tenor_years": 28})


def test_spending_rises_to_the_whole():
    found = programme.compute(case())
    spent = programme.spending(found, 10e9, 0.5e9, np.array([2020.0, 2030.0, 2060.0]))
    np.testing.assert_allclose(spent[0], 0.0)
    np.testing.assert_allclose(spent[2], 10.5e9)
    assert (np.diff(spent, axis=1) >= 0).all()


def test_rows_of_a_scenario_change_and_add_stages():
    s = scenario(programme__stages=[{"name": "cable", "mode_months": 70.0, "high_months": 90.0},
                                    {"name": "treaty", "mode_months": 60.0, "earliest": 2030.0},
                                    {"name": "finance", "after": "permits;treaty"}])
    made = case_programme.make(s.only(case_programme.READS))
    names = [stage.name for stage in made.stages]
    assert names[-1] == "treaty"
    assert made.stages[names.index("cable")].mode == 70.0
    assert made.plan.end[0, names.index("treaty")] == pytest.approx(2035.0)


def test_stages_are_checked_with_the_route_before_a_run():
    waters = {"vietnam": 468.0, "malaysia": 264.0}
    case_programme.check(scenario(programme__stages=[{"name": "finance", "after": "permits_malaysia;licence"}]), waters)
    with pytest.raises(SundalinkError, match=r"permits_indonesia.*must be a stage"):
        case_programme.check(scenario(programme__stages=[{"name": "finance", "after": "permits_indonesia"}]), waters)


def test_a_circle_in_a_scenario_is_refused():
    s = scenario(programme__stages=[{"name": "survey", "after": "tests"}])
    with pytest.raises(SundalinkError, match="circle"):
        case_programme.make(s.only(case_programme.READS))


def test_debt_in_another_currency_is_sized_late_as_well():
    # Exchange rates act by the year since the financial close: a later operation is a year further on.
    loan = {"uncertainty__joint__debt_share": 0.5, "uncertainty__joint__debt_currency": "JPY"}
    plain, abroad = case(), case(**loan)
    found = programme.compute(abroad)
    assert found.by_delay[0][0] == pytest.approx(float(abroad.finance.project.equity_irr), abs=1e-9)
    assert (np.diff(found.by_delay[0]) < 0.0).all()
    late = debt.exchange(abroad.scenario, 2, 28)
    whole = debt.exchange(abroad.scenario)
    assert late.size == whole.size
    np.testing.assert_allclose(late[-28:], whole[-28:])
    # On time both earn the target, to a rounding; late their loans differ.
    assert np.abs(programme.compute(plain).by_delay[0] - found.by_delay[0])[1:].min() > 1e-5
