"""The yield of the farm in a whole case: what models take out of the loss stack, how sure it is, what is plausible."""

import numpy as np
import pytest
from small_case import case, dataset, figures, scenario

from sim import clock
from sim.analysis import exceedance, plausibility
from sim.case import farm, resource, trade
from sim.case import hub as case_hub
from sim.farm.energy_uncertainty import formula
from sim.results import notes_yield
from sim.results.notes import notes

FAST = {"farm__wake_direction_step_deg": 15.0, "resource__cyclone__passages_per_year": "none"}


def hub(**changes):
    """Return the hub of the small case with other values, its wind and its farm."""
    s = scenario(**{**FAST, **changes})
    air = resource.make(s)
    built = farm.make(s, air)
    return case_hub.make(s, air, built), air, built


def lost(found):
    """Return what is lost to availability over what wakes leave, first year."""
    return found.availability_loss[0] / (found.gross[0] - found.wake_loss[0])


@pytest.mark.slow
def test_waiting_for_weather_keeps_the_mean_and_moves_the_months():
    fixed = hub(farm__availability__model="constant")[0]
    waits, air, _ = hub(farm__availability__model="weather_wait")
    assert lost(waits) == pytest.approx(lost(fixed), rel=1e-9)
    assert lost(fixed) == pytest.approx(1 - 0.955 * 0.98 * 0.99, rel=1e-9)
    assert waits.gross[0] == pytest.approx(fixed.gross[0], rel=1e-12)
    assert (fixed.in_service == 1.0).all()
    months = clock.month(1.0)
    out = 1.0 - waits.in_service
    windy, calm = out[:, np.isin(months, (11, 0))].mean(), out[:, np.isin(months, (3, 4, 8))].mean()
    assert windy > 1.3 * calm
    assert out.mean() < 0.045   # of the energy it is that: they stand when it blows
    assert np.corrcoef(out.mean(axis=0), air.speed.mean(axis=0))[0, 1] > 0.1


def test_what_failures_give_themselves_need_no_stated_loss():
    found = hub(farm__availability__mean="simulated", farm__loss__turbine_availability=0.5)[0]
    assert 0.03 < lost(found) < 0.12
    none = hub(farm__availability__mean="simulated", farm__availability__mtbf_h=1e9)[0]
    assert lost(none) == pytest.approx(1 - 0.98 * 0.99, rel=1e-9)
    zero = hub(farm__loss__turbine_availability=0.0)[0]
    assert lost(zero) == pytest.approx(1 - 0.98 * 0.99, rel=1e-9)


def test_a_model_takes_its_loss_out_of_the_stack():
    plain, air, built = hub(farm__availability__model="constant")
    stack = farm.service(scenario(**FAST, farm__availability__model="constant"), air, built).stack
    for changes, group, share in (
            ({"farm__storm__model": "hysteresis"}, "other", 0.998), ({"farm__storm__model": "ramp"}, "other", 0.998),
            ({"farm__blockage__model": "selfsimilar2017"}, "wake_external", 0.99),
            ({"farm__neighbour__model": "turbopark2022"}, "wake_external", 0.98),
            ({"farm__availability__model": "weather_wait"}, "availability", 0.955)):
        other = farm.service(scenario(**{**FAST, "farm__availability__model": "constant", **changes}), air,
                                 built).stack
        for name, value in other(3.0)._asdict().items():
            assert value == pytest.approx(getattr(stack(3.0), name) / (share if name == group else 1.0), rel=1e-12)
    assert plain.gross[0] > 0


def test_blockage_and_neighbours_are_in_the_wake_loss():
    plain = hub(farm__loss__blockage=0.0, farm__loss__external_wake=0.0)[0]
    blocked = hub(farm__blockage__model="selfsimilar2017", farm__loss__external_wake=0.0)[0]
    shaded = hub(farm__neighbour__model="turbopark2022", farm__loss__blockage=0.0)[0]
    for other, low, high in ((blocked, 0.001, 0.015), (shaded, 0.002, 0.08)):
        assert low < (other.wake_loss[0] - plain.wake_loss[0]) / plain.gross[0] < high


def test_smoothing_and_throttling_reach_the_hours():
    plain = hub()[0]
    assert hub(farm__curve__power_share=0.8)[0].gross[0] < 0.95 * plain.gross[0]
    soft = hub(farm__curve__turbulence=0.07)[0].gross[0] / plain.gross[0]
    assert 0.97 < soft < 1.01
    assert soft != 1.0


def test_a_storm_control_matters_only_in_storms():
    base = {**FAST, "farm__availability__model": "constant", "farm__loss__hysteresis": 0.0,
            "resource__wind__level": 1.6}
    totals = {model: hub(**{**base, "farm__storm__model": model})[0] for model in ("cut_out", "hysteresis", "ramp")}
    out = {model: found.power[0].sum() for model, found in totals.items()}
    assert out["hysteresis"] < out["cut_out"] < out["ramp"]


# --- how sure --------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_table():
    found, told = exceedance.compute(case()), figures()
    at = {p: row for row, p in enumerate(exceedance.PROBABILITIES)}
    for name, probability, average in (("p50", 0.5, 1), ("p75", 0.75, 1), ("p90", 0.9, 1), ("p99", 0.99, 1),
                                       ("p90_10y", 0.9, 10), ("p50_20y", 0.5, 20), ("p90_20y", 0.9, 20)):
        place = exceedance.AVERAGES.index(average)
        assert told[f"{name}_delivered_energy"] == found.energy[at[probability], place, 0]
    assert (np.diff(found.energy, axis=0) < 0).all()
    high = found.energy[2:, :, :]   # the longer the mean, the surer, but for fault rates, which do not average out
    assert (high[:, 1] > high[:, 0]).all()
    assert (high[:, 2] > 0.995 * high[:, 1]).all()


def test_the_downside_of_the_books_is_the_same_p90():
    from sim.case.energy_uncertainty import delivered_uncertainty

    done = case()
    share = delivered_uncertainty(done.scenario, done.hub, done.traded).p90_share
    assert share * figures()["delivered_energy"] == pytest.approx(figures()["p90_delivered_energy"], rel=1e-12)


def test_formula_and_draws_have_the_same_years_and_level_behind_them():
    from sim.case.energy_uncertainty import delivered_uncertainty

    done, found = case(), exceedance.compute(case())
    sure = delivered_uncertainty(done.scenario, done.hub, done.traded)
    expected = figures()["delivered_energy"] * formula(sure.years, sure.model, 0.75, 20)
    assert found.energy[1, 2, 1] == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(found.energy[..., 0], found.energy[..., 1], rtol=0.08)


def test_the_year_behind_each_is_in_the_results():
    data = dataset()
    for probability in exceedance.PROBABILITIES:
        at = {"exceedance_probability": probability}
        year, weather, draw = (int(data[f"exceedance_{name}"].sel(at))
                               for name in ("operating_year", "weather_year", "outage_draw"))
        own = float(data["annual_delivered_energy"].sel(operating_year=year, weather_year=weather, outage_draw=draw))
        one = float(data["exceeded_energy"].sel({**at, "averaging_years": 1, "exceedance_method": "draws"}))
        assert own * float(data["exceedance_level"].sel(at)) == pytest.approx(one, rel=1e-9)
        hours = data["exceeded_power"].sel(at)
        assert float(hours.sum()) * scenario().time.period_h / 1e3 == pytest.approx(own, rel=1e-5)
        if draw == 0:
            kept = data["delivered_power"].sel(operating_year=year, weather_year=weather)
            np.testing.assert_array_equal(hours, kept)
    assert "Pxx is the energy exceeded" in data["exceeded_energy"].attrs["comment"]


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{"trade__policy__model": "perfect_foresight"}, {"trade__obligation": "past"},
                                     {"trade__policy__model": "rolling"}])
def test_a_year_can_be_traded_again_under_any_policy(changes):
    done = case(contract__price=250.0, **changes)
    annual = done.traded.annual.delivered
    for index, draw in ((0, 1), (1, 1), (1, 0)):
        hours = trade.again(done.scenario, done.hub, done.link, done.route, done.market, done.traded, index=index,
                            draw=draw).delivered
        energy = hours.sum(axis=1, dtype=float) * done.scenario.time.period_h
        np.testing.assert_allclose(energy, annual[index, :, draw], rtol=1e-5)


def test_more_unsure_in_any_category_is_less_p90():
    p90 = figures()["p90_delivered_energy"]
    for key in ("measurement", "future", "environment", "curtailment", "other"):
        s = scenario(**{f"uncertainty__energy__{key}": 0.08})
        done = case()._replace(scenario=s)
        more = exceedance.figures(done, exceedance.compute(done))["p90_delivered_energy"]
        assert more < p90, key


# --- plausible -------------------------------------------------------------------------------------------


def test_the_band_of_a_site_holds_its_case_and_moves_with_the_sea():
    done = case()
    net, gross = figures()["net_capacity_factor"], figures()["gross_energy"]
    here = plausibility.plausibility(done, net, gross)
    assert "Vung Tau" in here.sea.name
    assert here.gross_band[0] < here.gross < here.gross_band[1]
    assert here.gross == pytest.approx(gross * 1e3 / (done.farm.capacity * 8760))
    assert here.net_band[0] < net < here.net_band[1]
    assert 8.0 < here.speed < 10.0

    def at(latitude, longitude):
        s = scenario(site__latitude_deg=latitude, site__longitude_deg=longitude)
        return plausibility.plausibility(done._replace(scenario=s), net, gross)

    north = at(20.0, 107.5)
    assert "Tonkin" in north.sea.name
    assert north.gross_band[1] < here.gross_band[1]
    assert at(0.0, 100.0).sea is None


def test_a_farm_out_of_its_band_is_doubted():
    done, own = case(), dict(figures())
    assert not list(notes_yield.notes(done, own))
    own["net_capacity_factor"] = 0.595
    assert any("net capacity factor 0.595; the sea off Ninh Thuan" in note for note in notes_yield.notes(done, own))
    own["net_capacity_factor"] = 0.61
    assert [note.split(":")[0] for note in notes_yield.notes(done, own)] == ["Implausible"]


def test_a_site_without_a_level_of_its_own_says_so():
    def said(**changes):
        return "\n".join(notes_yield.notes(case()._replace(scenario=scenario(**changes)), figures()))

    assert "Wind level" not in said()
    assert "Wind direction" not in said()
    far = said(site__latitude_deg=5.0, site__longitude_deg=109.0)
    assert "no value is known for this site; that of the region is used, 1.055 +- 0.14" in far
    north = said(site__latitude_deg=19.5, site__longitude_deg=107.3)
    assert "no value is known" not in north
    assert "two atlases differ by up to 6" in north
    high = said(site__latitude_deg=19.5, site__longitude_deg=107.3, resource__wind__level=1.3)
    assert "Wind level 1.3: the sources for this site give 0.92 +- 0.09" in high


def test_turbines_that_wait_for_weather_are_noted():
    text = "\n".join(notes(case(), figures()))
    assert "Turbines out of service wait for weather: " in text
    fixed = {"farm__availability__model": "constant", **FAST}
    assert "Turbines out of service" not in "\n".join(notes(case(**fixed), figures(**fixed)))
