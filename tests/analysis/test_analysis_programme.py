"""The first day moving the money of a case."""

import numpy as np
import pytest
from small_case import case, scenario

from sim.analysis import programme
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
    assert values["equity_irr_p10"] <= values["equity_irr_p90"] <= irr[0] + 1e-12
    assert 0.3 < values["on_time_probability"] < 0.5   # base begins at about the P50 of its programme
    assert values["delay_damages"] > 0
    assert 0 < values["longstop_probability"] < 0.2
    tight = case(contract__delay__longstop_days=0.0)
    assert programme.figures(tight, programme.compute(tight))["longstop_probability"] == pytest.approx(
        1.0 - values["on_time_probability"], abs=1e-3)


def test_damages_of_contractors_soften_a_delay_up_to_their_cap():
    free = case(programme__damages_per_day=0.0, programme__owner_usd_per_year=0.0)
    paid = case(programme__damages_per_day=0.001, programme__owner_usd_per_year=0.0)
    without, with_ = (programme.compute(done).by_delay[1] for done in (free, paid))
    assert with_[1] > without[1]
    # Paid once: later years lose as much as without.
    assert with_[3] - with_[2] == pytest.approx(without[3] - without[2], rel=0.2)


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
    assert programme.compute(plain).by_delay[0][0] != found.by_delay[0][0]
