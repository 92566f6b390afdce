"""The value of foresight: never below zero, split by forecasts, and its cost told before a long run."""

import numpy as np
import pytest
from small_case import SMALL, case, figures, run_small

from sim import chain
from sim.analysis.foresight_value import FIGURES, ForesightValue, compute
from sim.case import bids, storage, trade
from sim.results.summary_values import SUMMARY
from sim.scenario.load import load
from sim.trade.dispatch import life
from sim.trade.policies import MODELS
from sim.trade.settlement import shortfall

ROLLING = {"trade__policy__model": "rolling", "contract__price": 250.0}


def again(done, **changes):
    """Return the ceiling of a case under other keys, all stages before the trade kept."""
    s = load("base", {**SMALL, "contract.price": 250.0, **{k.replace("__", "."): v for k, v in changes.items()}})
    return compute(done._replace(scenario=s))


def test_foresight_earns_more_than_greedy_by_what_the_trade_itself_finds():
    done = case(contract__price=250.0)
    assert compute(done).foresight > 0.0
    assert compute(done).forecasts == 0.0
    # A second way: the whole trade of one weather year by both, from the same start, with what is left at the end.
    s, state = done.scenario, done.link.poles[:1, :1]
    battery, _ = storage.batteries(s, 0.0)
    offers = bids.offers(s, done.link, done.route, done.market[0], 250.0)
    view, dt = bids.link_states(done.link, done.route), s.time.period_h
    ledgers, ends = zip(*(life(policy, done.hub.power[0][:1], state, offers, view, battery, dt)
                          for policy in (s.trade.policy.bind(), MODELS["perfect_foresight"])), strict=True)
    value = [float(np.squeeze(a.buyer_revenue.sum(axis=-1) + a.settlement_gap - a.station_cost
                              - shortfall(a.energy, a.minimum, a.rate)[1])) for a in ledgers]
    left = abs(float(ends[0].level[0, -1] - ends[1].level[0, -1])) * 300.0   # at what a MWh is worth
    first = compute(done._replace(hub=done.hub._replace(power=[done.hub.power[0][:1]])))
    assert first.earned == pytest.approx(value[1], abs=left)
    assert first.foresight == pytest.approx(value[1] - value[0], abs=left)
    assert left < 0.1 * first.foresight
    # The minimum is met that year: whole penalties, which greedy counts, buy nothing.
    assert 0.0 < first.obligation < first.foresight


def test_where_nothing_is_owed_there_is_no_obligation_to_know_of():
    done = case(contract__price=250.0, contract__terms__model="pay_as_produced")
    assert compute(done).obligation == 0.0
    assert compute(done).foresight > 0.0


@pytest.mark.slow
def test_with_rolling_the_part_that_forecasts_bring_is_split_off():
    done = case(**ROLLING)
    above = compute(done)
    assert 0.0 < above.forecasts < above.foresight - above.obligation < 0.02 * above.earned
    # Without errors and with all outages known the minimum is left, and little else: the hours beyond the horizon.
    sure = again(done, trade__policy__model="rolling", trade__policy__wind_error=0.0, trade__policy__price_error=0.0,
                 trade__policy__outages_foreseen=True)
    assert sure.forecasts == pytest.approx(0.0, abs=1e-6 * above.earned)
    assert sure.obligation == pytest.approx(above.obligation, rel=0.02)
    assert 0.0 <= sure.foresight - sure.obligation < 0.05 * above.foresight
    # Greedy, which nominates nothing, pays no imbalance; beside that rolling leaves less on the table.
    paid = done.traded.annual.imbalance_cost[0, :, 0]
    assert (paid > 0.0).all()
    assert above.foresight - paid.mean() < again(done, trade__policy__model="greedy").foresight


def test_policies_that_know_are_the_ceiling_themselves():
    done = case(contract__price=250.0)
    assert again(done, trade__policy__model="perfect_foresight") == ForesightValue()


def test_without_a_battery_only_the_minimum_is_worth_knowing():
    none = {"contract__price": 250.0, "storage__power_mw": 0.0, "storage__energy_mwh": 0.0}
    above = compute(case(**none))
    assert above.foresight == pytest.approx(above.obligation, abs=1e-9 * above.earned)
    assert above.obligation > 0.0
    free = compute(case(**none, contract__terms__model="pay_as_produced"))
    assert free.foresight == pytest.approx(0.0, abs=1e-9 * free.earned)


def test_the_figures_are_in_the_summary():
    assert set(FIGURES) <= set(SUMMARY)
    found = figures(contract__price=250.0)
    assert found["foresight_value"] == compute(case(contract__price=250.0)).foresight > 0.0
    assert found["forecast_value"] == 0.0
    assert all(np.isfinite(found[name]) for name in FIGURES)


def test_the_cost_of_a_long_run_is_told_and_the_search_for_the_price_named():
    calls = []
    text = trade.run_time_note(4, 10, 20, lambda: calls.append(1), "rolling", True)
    assert len(calls) == 2   # the first may compile
    assert text.startswith("trade: 4 operating years x 20 weather years x 10 outage histories, and 40 with less wind: "
                           "840 years of rolling trade of 0.0 s each")
    assert text.endswith("again, once or more often")
    assert "search" not in trade.run_time_note(4, 10, 20, lambda: None, "rolling")


@pytest.mark.slow
def test_rolling_tells_its_cost_once_and_greedy_nothing(monkeypatch):
    tolls, said, toll = [], [], trade.run_time_note
    monkeypatch.setattr(trade, "run_time_note", lambda *given: tolls.append(given) or toll(*given))
    one = {**SMALL, "trade.policy.model": "rolling", "time.weather_years": 1, "time.traded_years": 1,
           "link.outage_draws": 1}
    run_small(load("base", one), progress=said.append)
    assert len(tolls) == 1   # not for the guess of the price, which says nothing
    run_small(load("base", {**one, "contract.price": 250.0}))
    assert len(tolls) == 1   # where no one listens nothing is measured
    assert sum("years of rolling trade" in text for text in said) == 1
    assert said.count("trade") > 1
    said.clear()
    run_small(load("base", {**SMALL, "contract.price": 250.0}), progress=said.append)
    assert set(said) == set(chain.STAGES)
