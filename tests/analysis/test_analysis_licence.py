"""The quarters of the year beside the load factor that an importer's licence asks: by hand, its money, its relief."""

import numpy as np
import pytest
from small_case import case, figures

from sim.analysis import licence, parties
from sim.case import licence as terms
from sim.case.years import traded_years

FIXED = {"contract__price": 330.0}
PAID = {**FIXED, "contract__licence__penalty_usd_per_mwh": 100.0}
BARE = {**FIXED, "contract__licence__force_majeure": "none"}


def test_quarters_are_those_of_the_periods_and_make_up_the_year():
    done = case(**FIXED)
    annual, hourly = done.traded.annual, done.traded.hourly.delivered.astype(float)
    edges = hourly.shape[-1] * np.array([0, 90, 181, 273, 365]) // 365
    by_hand = np.add.reduceat(hourly, edges[:-1], axis=-1) * done.scenario.time.period_h
    np.testing.assert_allclose(annual.quarters[:, :, 0], by_hand, rtol=1e-6)
    np.testing.assert_allclose(annual.quarters.sum(axis=-1), annual.delivered, rtol=1e-12)


def test_shortfall_by_hand_without_relief():
    done = case(**BARE)
    least = 0.75 * 1200.0 * 24.0 * np.array([90, 91, 92, 92])
    short = np.maximum(least - done.traded.annual.quarters, 0.0).sum(axis=-1)
    on = np.arange(1, 31) >= 6
    mean = np.interp(2036 + np.arange(30), traded_years(done.scenario.time), short.mean(axis=(1, 2)))
    assert figures(**BARE)["quarterly_shortfall"] == pytest.approx(mean[on].mean() / 1e3, rel=1e-9)
    assert figures(**FIXED)["quarterly_shortfall"] < figures(**BARE)["quarterly_shortfall"]   # faults are excused


def test_relief_is_the_share_of_the_poles_time_in_that_quarter():
    done = case(**FIXED)
    link = done.link
    days = np.array([90, 91, 92, 92]) / 365.0
    for name, share in link.quarterly.items():
        np.testing.assert_allclose((share * days).sum(axis=-1), link.taken[name], rtol=1e-9, atol=1e-12)
    relieved = terms.excused_share(done.scenario, link.quarterly)
    assert relieved.shape == (*np.swapaxes(link.taken["cable"], 0, 1).shape, 4)
    assert ((relieved >= 0.0) & (relieved <= 1.0)).all()


def test_what_is_paid_begins_after_five_years_and_is_booked_twice():
    bare, paid = case(**FIXED).finance, case(**PAID).finance
    assert (bare.years.licence == 0.0).all()
    assert (paid.years.licence[:5] == 0.0).all()
    np.testing.assert_allclose(paid.years.licence[5:], 100.0 * paid.years.licence_short[5:])
    frame = paid.timeline
    np.testing.assert_allclose((paid.project.penalty - bare.project.penalty)[frame.operating],
                               paid.years.licence * frame.price[frame.operating], rtol=1e-9, atol=1.0)
    assert paid.required > bare.required
    view = parties.compute(case(**PAID))
    assert view.parties.residual < 1e-9
    got, = [p for p in view.payments if p.receiver == "Energy Market Authority"]
    np.testing.assert_allclose(got.amount[frame.operating], paid.years.licence)


def test_base_keeps_its_yearly_floor_and_not_the_quarters():
    found, done = figures(**FIXED), licence.compute(case(**FIXED))
    assert found["quarters_kept"] < 0.5
    assert 0.0 < found["quarterly_load_factor_p90"] < found["delivered_load_factor"]
    assert done.factor.shape[1] == 4
    # The calm of April to September: the second quarter is the weakest.
    assert np.median(done.factor, axis=0).argmin() == 1
    nothing = figures(**FIXED, contract__licence__load_factor=0.0)
    assert nothing["quarters_kept"] == 1.0
    assert nothing["quarterly_shortfall"] == 0.0
