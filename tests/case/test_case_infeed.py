"""The link as Singapore's largest infeed: reserve in each period, who pays for it, limits on what one event takes."""

import numpy as np
import pytest
from small_case import case, figures

from sim.case import bids, route
from sim.case import link as case_link
from sim.errors import SundalinkError
from sim.inputs.route_file import Wheeling
from sim.scenario.schema import Scenario

FIXED = {"contract__price": 330.0}
LINK = {**FIXED, "market__infeed__contingency": "link"}


def by_hand(done, share, largest):
    """Return reserve beyond the largest unit in the first outage history, from what came in each period. [MWh]"""
    came = done.traded.hourly.delivered.astype(float)
    poles = done.link.poles[0]
    part = np.where(poles > 0, 1.0 if share == "link" else 1.0 / np.maximum(poles, 1), 0.0)
    return np.maximum(part * came - largest, 0.0).sum(axis=-1)


@pytest.mark.parametrize(("share", "largest"), [("link", 600.0), ("pole", 450.0)])
def test_reserve_follows_the_infeed_of_each_period(share, largest):
    done = case(**FIXED, market__infeed__contingency=share, market__infeed__largest_unit_mw=largest)
    np.testing.assert_allclose(done.traded.annual.infeed_reserve[..., 0], by_hand(done, share, largest), rtol=1e-5)
    assert done.traded.annual.infeed_reserve.sum() > 0.0


def test_a_pole_no_larger_than_the_largest_unit_asks_for_nothing():
    assert figures(**FIXED)["infeed_reserve"] == 0.0


@pytest.mark.slow
def test_what_it_costs_is_paid_once_and_received_once():
    cost = figures(**LINK)["infeed_reserve_cost"]
    assert cost == pytest.approx(figures(**LINK)["infeed_reserve"] * 8760.0 * 10.0, rel=1e-12)
    alone = figures(**FIXED)
    for payer, share in (("exporter", 1.0), ("buyer", 0.0), ("system", 0.0), ("shared", 0.25)):
        given = {**LINK, "market__infeed__paid_by": payer, "market__infeed__exporter_share": 0.25}
        found, money = figures(**given), case(**given).finance
        assert found["party_residual"] < 1e-9
        # Who pays is a transfer; the reserve itself is a cost to all.
        assert found["welfare"] == pytest.approx(figures(**LINK)["welfare"], rel=1e-12)
        charged = (money.terms.charges - case(**FIXED).finance.terms.charges)[money.timeline.operating]
        assert charged.mean() == pytest.approx(share * cost, rel=1e-9, abs=1e-3)
        assert (found["npv"] < alone["npv"] - 1.0) == bool(share)
    assert figures(**LINK)["welfare"] < alone["welfare"]


@pytest.mark.parametrize(("share", "most"), [("link", 900.0), ("pole", 450.0)])
def test_a_limit_holds_in_every_period_and_what_it_leaves_is_counted(share, most):
    given = {**FIXED, "market__infeed__contingency": share, "market__infeed__maximum_mw": most}
    done, found = case(**given), figures(**given)
    came, poles = done.traded.hourly.delivered.astype(float), done.link.poles[0]
    limit = most * (1 if share == "link" else poles)
    assert (came <= limit + 1e-3).all()
    assert came.max() > 0.99 * np.max(limit)
    assert 0.0 < found["infeed_curtailed"] <= found["curtailed_energy"]
    assert abs(found["energy_residual"]) < 1e-9
    assert found["delivered_energy"] < figures(**FIXED)["delivered_energy"]


def test_a_limit_above_the_rating_changes_nothing():
    s, line = Scenario(link={"outage_draws": 1}), route.make(Scenario())
    wide = s.model_copy(update={"market": s.market.model_copy(update={
        "infeed": s.market.infeed.model_copy(update={"maximum_mw": 5000.0})})})
    one, other = case_link.built(s, line, 1), case_link.built(wide, line, 1)
    for (width, slope), (again, also) in zip(one.pieces, other.pieces, strict=True):
        np.testing.assert_array_equal(width, again)
        np.testing.assert_array_equal(slope, also)
    assert (other.infeed.more == 0.0).all()
    assert bids.limited_link_states(s, one, line).ramp == np.inf


def test_a_limit_on_a_route_that_is_wheeled_on_is_refused():
    s = Scenario(link={"outage_draws": 1}, market={"infeed": {"maximum_mw": 400.0}})
    line = route.make(s)
    line = line._replace(route=line.route._replace(wheeling=Wheeling(300.0, 900.0, 6.0, 0.04, "test", "assumed")))
    with pytest.raises(SundalinkError, match=r"market\.infeed\.maximum_mw = 400 .*wheeling"):
        case_link.built(s, line, 1)


TEED = {**FIXED, "link__tee__share": 0.8, "link__tee__rating_mw": 500.0, "link__tee__spur_km": 100.0,
        "malaysia__width_mw": 400.0, "malaysia__price_usd_per_mwh": 100.0, "contract__terms__width_mw": 900.0,
        "market__spot_width_mw": 0.0}


@pytest.mark.parametrize(("share", "largest"), [("link", 500.0), ("pole", 300.0)])
def test_behind_a_tee_only_what_goes_to_singapore_is_its_infeed(share, largest):
    done = case(**TEED, market__infeed__contingency=share, market__infeed__largest_unit_mw=largest)
    assert (done.traded.hourly.taken[..., 1, :] > 50.0).any()   # Malaysia takes its part
    np.testing.assert_allclose(done.traded.annual.infeed_reserve[..., 0], by_hand(done, share, largest), rtol=1e-5)
    assert done.traded.annual.infeed_reserve.sum() > 0.0


def test_a_limit_behind_a_tee_holds_in_singapore_and_leaves_malaysia_its_power():
    free = case(**TEED)
    limited = {**TEED, "market__infeed__contingency": "link", "market__infeed__maximum_mw": 600.0}
    done, found = case(**limited), figures(**limited)
    came, poles = done.traded.hourly.delivered.astype(float), done.link.poles[0]
    assert (came <= 600.0 + 1e-3).all()
    assert came.max() > 595.0
    assert (came[:, poles == 0] == 0.0).all()
    assert found["infeed_curtailed"] > 0.0
    assert abs(found["energy_residual"]) < 1e-9
    assert done.traded.annual.malaysia.sum() >= free.traded.annual.malaysia.sum()
    assert done.traded.annual.delivered.sum() < free.traded.annual.delivered.sum()


def test_a_ramp_behind_a_tee_holds_in_singapore():
    ramped = {**TEED, "market__infeed__ramp_mw_per_half_hour": 100.0}
    done = case(**ramped)
    came, poles = done.traded.hourly.delivered.astype(float), done.link.poles[0]
    change = np.diff(came, axis=-1)
    step = 2.0 * 100.0 * done.scenario.time.period_h
    assert change.max() <= step + 1e-2
    assert change[:, np.diff(poles, axis=-1) >= 0].min() >= -step - 1e-2
    assert abs(figures(**ramped)["energy_residual"]) < 1e-9
