"""The value of a battery by its size: the same as single trades, concave, and a best size that is one."""

import numpy as np
import pytest
from small_case import scenario

from sim.case import bids, farm, resource
from sim.case import hub as case_hub
from sim.case import link as case_link
from sim.case import market as case_market
from sim.case import route as case_route
from sim.errors import SundalinkError
from sim.finance.metrics import crf
from sim.report.plots.battery_sizing import size_plot
from sim.studies.battery_sizing import battery_sizes
from sim.trade.perfect_foresight import perfect_foresight

POWERS, ENERGIES = (0.0, 100.0, 400.0), (0.0, 400.0, 1600.0, 3200.0)


@pytest.fixture(scope="module")
def case():
    return scenario(contract__price=260.0, time__weather_years=1, cost__battery_power=200.0)


@pytest.fixture(scope="module")
def data(case):
    return battery_sizes(case, POWERS, ENERGIES, workers=1)


def test_no_battery_gains_nothing_and_more_of_it_never_less(data):
    gain = data["gain"].values
    np.testing.assert_allclose(gain[0], 0.0, atol=1e-3)
    np.testing.assert_allclose(gain[:, 0], 0.0, atol=1e-3)
    # What stands in the cells by itself is lost with more energy; it is little.
    assert (np.diff(gain, axis=0) > -0.002 * gain.max()).all()
    assert (np.diff(gain[1:], axis=1) > 0).all()
    slopes = np.diff(gain[2]) / np.diff(ENERGIES)
    assert (np.diff(slopes) < 0).all()   # each further MWh brings less


def test_one_size_is_the_trade_of_that_size(case, data):
    s = case
    wind = resource.make(s)
    hub, route = case_hub.make(s, wind, farm.make(s, wind)), case_route.make(s)
    link, market = case_link.built(s, route, 1), case_market.market(s, 2036, 1)
    reward = bids.offers(s, link, route, market, 260.0)(0).reward(link.poles[0, 0])
    battery = s.storage.battery.bind()(400.0, 1600.0, 1.0, 7.5)
    done = perfect_foresight(hub.power[0][0], reward, battery, 1.0, battery.low)
    state, earned = reward.state, []
    for offered in (done.offered, hub.power[0][0]):
        total = 0.0
        for t in range(8760):   # up each period's curve, by hand
            left = offered[t]
            for width, value in zip(reward.width[state[t], :, t], reward.value[state[t], :, t], strict=True):
                total += min(left, width) * value
                left = max(left - width, 0.0)
        earned.append(total)
    assert float(data["gain"].sel(power=400.0, energy=1600.0)) == pytest.approx(earned[0] - earned[1], rel=1e-9)


def test_cost_is_the_annuity_with_its_renewal(case, data):
    rate = (1.0 + case.finance.wacc) / (1.0 + case.finance.inflation) - 1.0
    capex = 1e3 * (1600.0 * 150.0 + 400.0 * 200.0)
    told = capex * (1.0 + (1.0 + rate) ** -15) * crf(rate, 30) + case.cost.battery_terms.opex_per_year * capex
    assert float(data["cost"].sel(power=400.0, energy=1600.0)) == pytest.approx(told)


def test_the_best_size_is_the_best(data):
    best = data["net"].sel(power=data.attrs["best_power"], energy=data.attrs["best_energy"])
    assert float(best) == float(data["net"].max()) == data.attrs["best_net"]


def test_the_picture_says_the_best_size_or_that_none_pays(data):
    figure = size_plot(data)
    assert "260 USD/MWh" in figure.axes[0].get_title(loc="left")
    assert figure.get_label().startswith(("No size of battery pays", f"{data.attrs['best_power']:,.0f} MW with "))
    dear = data.copy()
    dear["net"] = data["net"] - 1e9
    dear.attrs = {**data.attrs, "best_net": -1e9}
    assert size_plot(dear).get_label().startswith("No size of battery pays")


def test_a_size_below_zero_is_refused(case):
    with pytest.raises(SundalinkError, match="power of a battery"):
        battery_sizes(case, [-1.0], [100.0])
