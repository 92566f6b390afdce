"""Odd input: a sane result, or one message that names key, value and rule; figures against arithmetic of their own."""

import pickle
from functools import partial

import numpy as np
import pytest
from small_case import case, dataset, figures, run_small, scenario

from sim.case.files import check_files
from sim.checks import refusal
from sim.errors import SundalinkError
from sim.link import cable, dc_load_flow, transfer_curve
from sim.link.configuration import bipole_metallic_return
from sim.market.clearing import clearing
from sim.market.contract import contract_for_difference
from sim.models import bind
from sim.results.notes import notes
from sim.scenario.load import load, options

BLOCK = {"contract.terms.model": "shaped_block"}


def refused(given):
    """Return the lines of the message that refuses these keys."""
    with pytest.raises(SundalinkError) as fault:
        load("base", given)
    assert fault.value.status == 2
    return str(fault.value).splitlines()


@pytest.mark.parametrize(("given", "words"), [
    ({**BLOCK, "contract.terms.season": [1.0] * 11}, "contract.terms.season = [1.0, 1.0,"),
    ({**BLOCK, "contract.terms.season": [1.0] * 13}, "must have at most 12 values"),
    ({"market.gas_price_sgd_per_gj": 0.0}, "market.gas_price_sgd_per_gj = 0: must lie between 0.1 and 200 with market."
                                           "price.model = 'supply_stack'"),
    ({"market.gas_price_sgd_per_gj": 1000.0}, "market.gas_price_sgd_per_gj = 1000: must lie between"),
    ({"contract.drift_per_year": 0.03}, "contract.drift_per_year = 0.03: must be 0 where"),
    ({"contract.terms.model": "merchant"}, "contract.price = 'solve': nothing is sold at it"),
    ({"market.demand.residual": "recorded"}, "market.demand.residual = 'recorded': needs demand_files"),
    ({"market.adequacy.unit_size_mw": 1e9}, "market.adequacy.unit_size_mw = 1000000000.0: must be less than"),
    ({"market.adequacy.unit_size_mw": 1e-6}, "must be greater than or equal to 10"),
    ({"market.adequacy.reserve_margin": 1e9}, "market.adequacy.reserve_margin = 1000000000.0: must be less than"),
    ({"market.adequacy.criterion_h": 9000.0}, "market.adequacy.criterion_h = 9000.0: must be less than"),
    ({"market.price.unit_size_mw": 1e-6}, "market.price.unit_size_mw = 1e-06: must be greater than"),
    ({"market.price.reserve_margin": 1e6}, "market.price.reserve_margin = 1000000.0: must be less than"),
    ({"market.adequacy.solar_mw": 1e9}, "market.adequacy.solar_mw = 1000000000.0: must be less than"),
    ({"time.weather_years": 10**8}, "time.weather_years = 100000000: must be less than or equal to 1000"),
    ({"link.outage_draws": 10**9}, "link.outage_draws = 1000000000: must be less than or equal to 1000"),
    ({"farm.wake_direction_step_deg": 1e-4}, "must be greater than or equal to 0.1"),
    ({"farm.capacity_mw": 1e5}, "farm.capacity_mw = 100000.0: must be less than or equal to 20000"),
    ({"contract.price": 1e300}, "contract.price = 1e+300: must be 'solve' or less than or equal to 10000"),
    ({"resource.wind.monsoon_share": [0.1]}, "resource.wind.monsoon_share = [0.1]: must have at least 12 values"),
    ({"finance.inflation": 1.0}, "finance.inflation = 1.0: must be less than or equal to 0.5"),
    ({"storage.battery.round_trip": 0.0}, "storage.battery.round_trip = 0.0: must be greater than or equal to 0.01"),
    ({"storage.battery.self_discharge_per_h": 1.0}, "storage.battery.self_discharge_per_h = 1.0: must be less than"),
    ({"storage.far.battery.round_trip": 0.0}, "storage.far.battery.round_trip = 0.0: must be greater than"),
    ({"carbon.tax.price_2030_sgd_per_tco2": 1e4}, "carbon.tax.price_2030_sgd_per_tco2 = 10000.0: must be less than"),
    ({"carbon.tax.growth": 0.9}, "carbon.tax.growth = 0.9: makes the tax of 2065, the last year of operation"),
    ({"link.outage.planned_days": 40.0}, "link.outage.planned_days = 40: must be at most 30 with 2 poles"),
    ({"link.outage.planned_visits": 3}, "link.outage.planned_visits = 3: must be 1 or 2"),
    ({"link.heat.diffusivity_m2_per_s": 1e300}, "must be less than or equal to 0.00001"),
    ({"link.alternating.ampacity_ka": 1e160}, "ampacity_ka = 1e+160: must be less than or equal to 10"),
    ({"link.alternating.voltage_kv": 1e300}, "must be less than or equal to 1200"),
    ({"link.configuration.return_resistance": 100.0}, "must be less than or equal to 10"),
    ({"link.receiving_station.no_load": 1e300}, "must be less than or equal to 0.1"),
    ({"link.loss_error_mw": 1e-9}, "link.loss_error_mw = 1e-09: must be greater than or equal to 0.01"),
    ({"malaysia.price_usd_per_mwh": 1e300}, "must be less than or equal to 10000"),
    ({"route.crossing_usd": 1e300}, "must be less than or equal to 1000000000"),
    ({"link.tee.share": 0.5}, "link.tee.rating_mw = 0 with share = 0.5: a tee needs both above 0"),
])
def test_a_value_beyond_reason_is_refused_by_its_own_key(given, words):
    message = refused(given)
    assert len(message) == 1
    assert message[0].startswith(words.split(" ")[0] if "." in words.split(" ")[0] else next(iter(given)).split(".")[0])
    assert words in message[0]


def test_a_list_of_wrong_values_is_not_called_too_short():
    message = refused({"solar.clouds.clearness": [0.0] * 12})
    assert len(message) == 12
    assert all("must be greater than 0.05" in line for line in message)


@pytest.mark.parametrize("text", ["contract.also=[{price=solve}]", "market.demand_files=[mine.csv]",
                                  "contract.terms={model=merchant}", 'name="half'])
def test_a_list_that_is_no_toml_is_refused_as_that(text):
    with pytest.raises(SundalinkError, match="is not valid TOML") as fault:
        options([text])
    assert fault.value.status == 2
    assert text in str(fault.value)


@pytest.mark.parametrize("text", ["contract.price=solve", "route.file=direct", "name=a b"])
def test_a_bare_word_is_still_a_text(text):
    assert next(iter(options([text]).values())) == text.partition("=")[2]


@pytest.mark.parametrize("name", ["expected_import_mw", "other_import_mw"])
def test_an_import_beyond_the_demand_is_refused_by_its_key(name):
    with pytest.raises(SundalinkError, match=rf"market\.price\.{name} = 50000 \[MW\]: must be below the mean demand"):
        case(**{f"market__price__{name}": 50000.0})


@pytest.mark.parametrize(("given", "words"), [
    ({"resource__wind__interannual": 0.0}, "resource.wind.interannual = 0.0: must lie between"),
    ({"storage__battery__reserve_energy": 0.6}, "2 x reserve_energy + minimum = 1.25: must lie between 0 and 0.999 "
                                                "(storage.battery: reserve_energy = 0.6)"),
])
def test_what_a_model_refuses_in_a_run_is_said_of_the_keys_that_were_written(given, words):
    with pytest.raises(SundalinkError) as fault:
        case(**given)
    assert str(fault.value).startswith(words)


def wrong(value, *, reach: float = 3.0, other: float = 1.0):
    """
    A model that refuses.

    Parameters
    ----------
    value : float
        Whatever. [-]
    reach, other : float
        Keys of a table. [km]
    """
    raise refusal(*{"own": ("reach", reach, "km", "must be less"),
                "made": ("twice the reach", 2.0 * reach, "km", "must be 1"),
                "none": ("something else", value, "km", "must be less"),
                "both": ("reach + other", value, "", "must be 9"),
                "key": ("route.file", value, "", "must be there"),
                "file": ("my.csv, line 3", value, "", "must be 1")}[value])


@pytest.mark.parametrize(("given", "told", "status"), [
    ("own", "farm.wake.reach_km = 7.0: must be less", 2),
    ("made", "farm.wake.reach_km = 7.0: makes twice the reach = 14 [km], which must be 1", 2),
    ("none", "something else = none [km]: must be less (farm.wake: reach_km = 7.0)", 1),
    ("both", "reach + other = both: must be 9 (farm.wake: reach_km = 7.0)", 1),
    ("key", "route.file = key: must be there", 1),
    ("file", "my.csv, line 3 = file: must be 1", 1),
])
def test_a_bound_model_says_its_own_keys(given, told, status):
    model = bind({"wrong": wrong}, "wrong", {"reach_km": 7.0}, "farm.wake")
    for again in (model, pickle.loads(pickle.dumps(model)), partial(model)):
        with pytest.raises(SundalinkError) as fault:
            again(given)
        assert (str(fault.value), fault.value.status) == (told, status)
    with pytest.raises(SundalinkError) as fault:   # without a table nothing is known of keys
        bind({"wrong": wrong}, "wrong", {"reach_km": 7.0})("own")
    assert str(fault.value) == "reach = 7 [km]: must be less"


def test_every_table_made_from_a_function_knows_where_it_stands():
    made = scenario(contract__also=({"price": 100.0},))
    assert made.storage.far.battery.bind().where == "storage.far.battery"
    assert made.contract.also[0].terms.bind().where == "[[contract.also]] row 1: terms"
    assert made.link.repair.bind().where == "link.repair"
    assert made.model_copy(update={"seed": 1}).farm.wake.bind().where == "farm.wake"


def test_a_power_that_heat_takes_first_is_told_with_what_the_cable_brings():
    with pytest.raises(SundalinkError, match=r"bring at most \d[\d.e+]* MW"):
        dc_load_flow.current(bipole_metallic_return().circuits[-1], 525.0,
                     lambda i: np.where(np.asarray(i) < 4.8, 10.0, np.inf), 20000.0)


# --- contracts ------------------------------------------------------------------------------------------


def by_month(price):
    """The mean of each month, hour by hour."""
    month = np.repeat(np.arange(12), 24 * np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]))
    return (np.bincount(month, price) / np.bincount(month))[month]


def test_a_difference_below_the_market_is_paid_back_and_cannot_be_left():
    done = case(contract__terms__model="contract_for_difference", contract__price=100.0)
    annual, hourly = done.traded.annual, done.traded.hourly
    for weather in (0, 1):
        under, power = (getattr(hourly, n)[0, weather].astype(float) for n in ("contract", "delivered"))
        np.testing.assert_allclose(under, power, atol=1e-3)   # nothing escapes to the spot market
        market = done.market[0]
        spot = clearing(market.quotes[weather], np.maximum(power, 0.0), market.charge) + 4.0
        paid = np.where(spot < 0.0, spot, spot + 100.0 - by_month(spot))
        assert annual.buyer_revenue[..., 3][0, weather, 0] == pytest.approx(float((under * paid).sum()), rel=1e-5)
        assert spot.mean() > 110.0   # so that it is the seller who pays


def test_only_a_difference_of_two_ways_comes_first():
    spot = np.linspace(50.0, 150.0, 8760)
    assert contract_for_difference(100.0, spot).first
    assert not contract_for_difference(100.0, spot, two_way=False).first


def test_what_a_drifting_currency_pays_is_said():
    given = {"contract__currency": "VND", "contract__drift_per_year": 0.03, "contract__price": 480.0}
    found = figures(**given)
    text = next(t for t in notes(case(**given), found) if "VND" in t)
    assert f"{480 * 0.97**11:.0f} USD/MWh in the first year" in text
    assert f"{480 * 0.97**40:.0f} in the last" in text
    years = 2036 + np.arange(30)
    weight = case(**given).finance.years.paid * (1.02 / 1.083) ** (years - 2025)
    worth = float((weight * 0.97 ** (years - 2025)).sum() / weight.sum())
    assert f"{480 * worth:.0f} levelised" in text
    assert found["levelised_price"] == pytest.approx(worth * found["required_price"], rel=1e-12)
    assert not any("drifts" in t for t in notes(case(), figures()))


def test_break_even_prices_stand_on_dollars_as_they_are_paid():
    falling, plain = (figures(contract__currency="VND", contract__drift_per_year=d, contract__price=480.0)
                      for d in (0.03, 0.0))
    assert plain["levelised_price"] == plain["required_price"]
    # More is asked in a falling currency, and about the same is paid: earlier years pay for later ones.
    assert falling["required_price"] > 1.2 * plain["required_price"]
    assert falling["levelised_price"] == pytest.approx(plain["levelised_price"], rel=0.05)
    assert falling["breakeven_gas_price"] == pytest.approx(plain["breakeven_gas_price"], rel=0.07)


def test_a_price_without_a_rate_of_return_says_why():
    given = {"contract__price": 0.0}
    assert any("equity IRR has no value" in t for t in notes(case(**given), figures(**given)))


def test_a_spot_price_out_of_all_proportion_is_said():
    given = {"market__price__forced_outage": 0.99, "contract__price": 300.0}
    told = notes(case(**given), figures(**given))
    assert any(t.startswith("Doubtful: Singapore's spot price averages") for t in told)
    assert not any("spot price averages" in t for t in notes(case(), figures()))


def test_a_wind_that_blows_nowhere_is_said_though_turbines_stand_still_in_it():
    given = {"resource__wind__level": 3.0, "contract__price": 300.0}
    assert figures(**given)["net_capacity_factor"] < 0.60
    assert any(t.startswith("Implausible: the wind averages 2") for t in notes(case(**given), figures(**given)))
    assert not any("the wind averages" in t for t in notes(case(), figures()))


def test_a_file_that_is_not_there_is_said_with_its_key(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('extends = "base"\n[route]\nfile = "nowhere.toml"\n')
    with pytest.raises(SundalinkError, match=r"nowhere.toml: no such file \(route.file\)"):
        check_files(load(path))
    with pytest.raises(SundalinkError, match=r"farm.turbine"):
        check_files(scenario(farm__turbine="nothing.csv"))


def test_what_a_sweep_gives_wrongly_is_said_of_the_sweep():
    with pytest.raises(SundalinkError, match=r"link.rating = 1: unknown key; did you mean rating_mw\? \(\[sweep\]\)"):
        load("base", {"link.rating": 1}, "[sweep]")


def test_an_import_that_the_market_does_not_expect_is_said():
    given = {"market__price__expected_import_mw": 100.0, "contract__price": 300.0}
    assert any("expect a mean import of 100 MW" in t for t in notes(case(**given), figures(**given)))
    assert not any("expect a mean import of" in t for t in notes(case(), figures()))


def test_the_import_that_the_market_expects_follows_the_link():
    given = {"link__rating_mw": 600.0, "link__cables__section_mm2": 1000.0, "contract__terms__width_mw": 600.0}
    assert not any("expect a mean import of" in t for t in notes(case(**given), figures(**given)))
    named = {"market__price__expected_import_mw": 700.0}
    assert figures(**named)["required_price"] == figures()["required_price"]   # 7/12 of 1,200 MW
    assert case(**given).market[0].expected.mean() > case().market[0].expected.mean()


# --- figures by hand ------------------------------------------------------------------------------------


def test_the_loss_of_the_link_counts_what_malaysia_gets_as_having_gone_in():
    given = {"route__file": "peninsular", "contract__price": 300.0, "contract__terms__width_mw": 500.0,
             "market__spot_width_mw": 0.0, "malaysia__width_mw": 700.0}
    found, annual = figures(**given), case(**given).traded.annual
    lost = annual.link_loss.mean() + annual.bought.mean()
    whole = lost + annual.delivered.mean() + annual.malaysia.mean()
    assert found["malaysia_energy"] > 500.0
    assert found["link_loss_fraction"] == pytest.approx(lost / whole, rel=0.01)


def test_the_prices_of_the_books_give_the_return_that_was_asked():
    done, found = case(), figures()
    flow_of_owners = done.finance.project.equity_flow
    discounted = flow_of_owners / 1.12 ** np.arange(flow_of_owners.size)
    assert abs(discounted.sum()) < 1e-6 * np.abs(discounted).sum()
    assert found["required_price"] == pytest.approx(done.finance.price)


def test_the_cable_loses_what_current_and_resistance_say():
    done = case()
    full, kind = done.link.transfers[-1], done.link.cable
    warm = cable.resistance(kind.resistance20, full.temperature, kind.material)
    most = 2.0 * full.current**2 * warm * done.route.length   # if all of it were as warm as its hottest segment
    assert 0.95 * most < full.cable_loss[-1] <= most
    assert kind.resistance20 == pytest.approx(1.7241e-8 / (kind.section * 1e-6) * 1e3, rel=0.06)


def test_the_pieces_of_the_loss_are_told_with_what_they_miss():
    done, found = case(), figures()
    assert 5 <= found["loss_pieces"] <= 10
    assert 0.05 < found["loss_pieces_error"] <= 0.1 * (1 + 1e-6)
    (width, slope), full = done.link.pieces[-1], done.link.transfers[-1]
    assert found["loss_pieces"] == width.size
    ends = np.concatenate([[0.0], np.cumsum(width)])
    anywhere = np.linspace(0.0, full.sent[-1], 100_001)
    missed = np.interp(anywhere, full.sent, full.received) - np.interp(
        anywhere, ends, np.concatenate([[0.0], np.cumsum(width * slope)]))
    assert np.abs(missed).max() == pytest.approx(transfer_curve.miss(full, done.link.pieces[-1]), abs=1e-4)
    assert np.abs(missed).max() <= found["loss_pieces_error"] + 1e-9
    text = f"with {width.size} pieces; maximum error of received power {found['loss_pieces_error']:.3f} MW"
    assert text in dataset().attrs["cable_rating"]
    coarse = figures(link__loss_error_mw=1.0)
    assert coarse["loss_pieces"] < found["loss_pieces"]
    assert 0.5 < coarse["loss_pieces_error"] <= 1.0 + 1e-6


def test_the_hours_of_the_result_close_at_the_hub():
    flows = case(supply__width_mw=200.0, contract__price=300.0).traded.hourly
    brought = flows.available.astype(float) + flows.supplied
    gone = sum(getattr(flows, n).astype(float) for n in (
        "flow", "curtailed", "outage", "local", "malaysia", "delivered", "link_loss"))
    np.testing.assert_allclose(brought, gone, atol=2e-3)


def test_two_contracts_that_cannot_both_be_served_are_named_together():
    also = {"price": 100.0, "terms": {"model": "pay_as_produced", "width_mw": 500.0}}
    from small_case import SMALL

    from sim.results.summary import summary
    done = run_small(load("base", {**SMALL, "contract.price": 300.0, "contract.also": [also]}))
    assert any("The contracts, 1,700 MW together, are never served in full" in t for t in notes(done, summary(done)))
    assert scenario().contract.also == ()
