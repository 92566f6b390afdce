"""Export to PyPSA: solved there, the network has the optimum that is found here."""

import sys

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.results.pypsa_network import one_year, pypsa_network, save_pypsa
from sim.scenario.load import load
from sim.trade.linear_program import linear
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.settlement import Rows

SPOT = Rows().spot

SMALL = {"time.weather_years": 2, "time.traded_years": 2, "link.outage_draws": 2, "time.period_h": 1.0,
         "farm.wake_direction_step_deg": 15.0}
EVERY = {"supply.width_mw": 200.0, "route.file": "peninsular", "malaysia.width_mw": 300.0,
         "storage.maintenance.yearly_days": 1.0, "storage.maintenance.month": 1,
         "storage.battery.wear_cost_usd_per_mwh": 5.0, "storage.battery.self_discharge_per_h": 0.001}
"""A third grid, a buyer where it lands, a grid that sells at the hub, a day out of service, wear, self-discharge."""

# PyPSA and its modeller warn of what their next versions will do.
pytestmark = pytest.mark.filterwarnings("ignore")


def year(name="base", more=None, **which):
    return one_year(load(name, {**SMALL, **(more or {})}), **which)


def gained(given, schedule):
    """Return what a schedule earns [USD]: the bids, less wear, third grids and what the grid at the hub sells."""
    network, own = given.network, schedule.taken[1]
    gain = sum(float((own[list(takers.number)] * takers.value).sum()) for takers in network[:3])
    far = np.zeros(1) if schedule.far is None else schedule.far[0]
    gain -= network.onward[2] * float(own[SPOT:].sum() + far.sum())
    for flow, battery in ((schedule.flow, given.battery), (far, network.far)):
        gain -= 0.0 if battery is None else battery.wear * float(np.maximum(-flow, 0.0).sum())
    return given.dt * gain - bought_back(given)


def bought_back(given):
    """Return what the bid that takes the hub's supply back is worth where it takes everything [USD]."""
    return given.dt * float((given.network.hub.width * given.network.hub.value)[1].sum())


def climbed(given, schedule):
    """Return what the optimum with foresight earns by climbing the curve of each period. [USD]"""
    state = given.state, slice(None), np.arange(given.state.size)
    width, value = given.reward.width[state].T, given.reward.value[state].T
    power = np.clip(schedule.offered - (np.cumsum(width, axis=0) - width), 0.0, width)
    wear = given.battery.wear * float(np.maximum(-schedule.flow, 0.0).sum())
    return given.dt * (float((power * value).sum()) - wear) - bought_back(given)


def solved(network):
    """Return the least cost that PyPSA finds with HiGHS. [USD]"""
    status = network.optimize(solver_name="highs", include_objective_constant=False,
                              solver_options={"output_flag": False})
    assert status == ("ok", "optimal")
    return network.objective


@pytest.mark.slow
@pytest.mark.parametrize(("more", "which"), [
    ({"time.period_h": 0.5}, {}), (EVERY, {"weather_year": 1, "draw": 1, "year": 2065, "price": 90.0})],
    ids=["base", "every bid"])
def test_pypsa_finds_the_optimum_of_two_days(more, which):
    pytest.importorskip("pypsa")
    given = year(more=more, days=2, **which)
    exact = climbed(given, perfect_foresight(given.available + given.supply, given.reward, given.battery, given.dt,
                                             given.start[0]))
    assert -solved(pypsa_network(given)) == pytest.approx(exact, rel=1e-6)


@pytest.mark.slow
def test_pypsa_finds_the_optimum_of_a_month_from_the_file(tmp_path):
    pypsa = pytest.importorskip("pypsa")
    s = load("base", {**SMALL, **EVERY})
    save_pypsa(s, tmp_path / "month.nc", days=31, draw=1)
    given = one_year(s, days=31, draw=1)
    exact = climbed(given, perfect_foresight(given.available + given.supply, given.reward, given.battery, given.dt,
                                             given.start[0]))
    read = pypsa.Network(tmp_path / "month.nc")
    assert read.snapshots.size == 744
    assert read.meta["scenario"] == "base"
    assert -solved(read) == pytest.approx(exact, rel=1e-6)
    less = pypsa.Network(tmp_path / "month.nc")
    less.links.loc["battery at hub, charge", "p_nom"] = 0.0
    assert -solved(less) < exact * (1 - 1e-4)   # the test can fail


@pytest.mark.slow
def test_pypsa_finds_the_optimum_of_a_battery_at_each_end():
    pytest.importorskip("pypsa")
    given = year("two_batteries", days=7)
    ours = gained(given, linear(given.available, given.reward, given.battery, given.dt, given.start))
    n = pypsa_network(given)
    assert -solved(n) == pytest.approx(ours, rel=1e-6)
    assert set(n.stores.index) == {"battery at hub", "battery at singapore"}


@pytest.mark.slow
def test_poles_out_leave_only_the_pieces_of_their_state():
    pytest.importorskip("pypsa")
    given = year(days=30)
    state = given.state.copy()
    state[:5], state[5:9] = 0, 1
    n = pypsa_network(given._replace(state=state))
    there = n.links_t.p_max_pu
    assert (there.filter(like="poles").to_numpy()[:5] == 0.0).all()
    one, two = (there.filter(like=f"{poles} poles").to_numpy() for poles in (1, 2))
    assert (one[5:9] == 1.0).all()
    assert (two[5:9] == 0.0).all()
    assert (two[9:] == (state[9:] == 2)[:, None]).all()


@pytest.mark.parametrize(("which", "says"), [
    ({"year": 2040}, "--operating-year 2040: must be one of 2036, 2065"),
    ({"weather_year": 2}, "--weather-year 2: must be one of 0, 1"), ({"draw": 5}, "--outage-draw 5: must be one of 0")])
def test_a_year_that_is_not_there_is_refused(which, says):
    with pytest.raises(SundalinkError, match=says):
        year(**which)


def test_without_pypsa_one_message_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pypsa", None)
    with pytest.raises(SundalinkError, match=r"pip install 'sundalink\[pypsa\]'"):
        save_pypsa(load("base", SMALL), tmp_path / "x.nc", days=1)
    assert not (tmp_path / "x.nc").exists()
    with pytest.raises(SundalinkError, match="is a folder"):
        save_pypsa(load("base", SMALL), tmp_path, days=1)
