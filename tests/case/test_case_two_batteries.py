"""A battery at each end of the cable, from the words of a scenario to its books."""

import numpy as np
import pytest
from small_case import two_batteries

from sim.case import trade
from sim.errors import SundalinkError
from sim.results.analyses import analyse
from sim.results.dataset import dataset
from sim.results.notes import notes
from sim.results.summary import summary
from sim.scenario.load import load

ALONE = {"storage.far.power_mw": 0.0}


@pytest.mark.slow
def test_the_second_battery_is_in_the_flows_the_books_and_the_notes():
    done, _ = two_batteries()
    known, hourly, annual = analyse(done), done.traded.hourly, done.traded.annual
    figures = summary(done, known)
    data = dataset(done, figures, known)
    far = done.scenario.storage.far
    assert hourly.far_level.max() <= 0.95 * far.energy_mwh + 1e-2
    assert hourly.far_level.min() >= 0.10 * far.energy_mwh - 1e-2
    assert np.abs(hourly.far_flow).max() <= 0.95 * far.power_mw + 1e-2
    assert np.ptp(data["far_stored_energy"].values) > 0.5 * far.energy_mwh
    assert data["far_battery_power"].attrs["units"] == "MW"
    both = (hourly.flow.astype(float) + hourly.far_flow).sum()
    assert annual.battery_loss[0, 0, 0] == pytest.approx(both, abs=0.1)
    assert annual.landed[0, 0, 0] > annual.delivered[0, 0, 0]
    assert abs(figures["energy_residual"]) < 1e-9
    cost = {part.name: part.capex for part in done.finance.components}
    assert cost["far_battery"] == pytest.approx(cost["battery"])
    assert any(text.startswith("Upper bound, not a forecast") for text in notes(done, figures))


@pytest.mark.slow
def test_the_second_battery_delivers_more_and_is_not_paid_for_where_there_is_none():
    (done, _), (alone, _) = two_batteries(), two_batteries(*ALONE.items())
    assert "far_battery" not in {part.name for part in alone.finance.components}
    assert not alone.traded.hourly.far_flow.any()
    value = [float(t.buyer_revenue.sum() - t.station_cost.sum())
             for t in (done.traded.annual, alone.traded.annual)]
    assert value[0] > value[1] + 3e5
    assert alone.traded.annual.landed == pytest.approx(alone.traded.annual.delivered, rel=1e-12)


@pytest.mark.slow
def test_the_cost_is_said_before_the_trade_begins():
    _, said = two_batteries()
    (sentence,) = (text for text in said if text.startswith("trade: "))
    assert "1 weather years x 1 outage histories, and 2 with less wind: 3 linear programs" in sentence
    assert said.index("trade") < said.index(sentence) < said.index("finance")
    assert "12 linear programs of 0.0 s each, 0.0 min" in trade.run_time_note(2, 2, 2, lambda: None)


@pytest.mark.parametrize("policy", ["greedy", "perfect_foresight"])
def test_a_policy_that_knows_one_battery_refuses_two(policy):
    given = {"storage.far.power_mw": 100.0, "storage.far.energy_mwh": 400.0}
    with pytest.raises(SundalinkError, match=r"storage.far.power_mw = 100.*trade.policy.model = 'linear'.*" + policy):
        load("base", {**given, "trade.policy.model": policy})
    assert load("base", {**given, "trade.policy.model": "linear"}).storage.far.power_mw == 100.0
