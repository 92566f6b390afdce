"""Tables that people read: rounding, closing, figures that do not exist."""

import numpy as np
import pytest

from sim import clock
from sim.report import joint_report, key_figures, lede


@pytest.mark.parametrize(("amount", "decimals", "text"), [
    (1234567.8, 0, "1,234,568"), (5.986, 2, "5.99"), (-0.0004, 1, "0.0"), (-0.06, 1, "-0.1"), (np.nan, 1, "–"),
    (np.inf, 1, "no limit"), (-np.inf, 1, "–"), (0.0, 0, "0"), (-1145.0, 0, "-1,145"),
])
def test_numbers_are_written_for_reading(amount, decimals, text):
    assert key_figures.number(amount, decimals) == text


def test_the_waterfall_closes(result):
    way = key_figures.steps(result)
    assert sum(energy for _, energy in way[:-1]) == pytest.approx(way[-1][1])
    assert way[-1][1] == float(result["delivered_energy"])


def test_the_waterfall_as_text_closes_to_its_rounding(result):
    rows = key_figures.waterfall(result)
    numbers = [float(energy.replace(",", "")) for _, energy, _ in rows]
    shares = [float(share) for _, _, share in rows]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.5 * len(rows))
    assert sum(shares[:-1]) == pytest.approx(shares[-1], abs=0.05 * len(rows))
    assert shares[0] == 100.0


BESIDE = ("malaysia_energy", "supplied_energy", "solar_energy", "buyers_energy")   # a step only where there is any


def test_what_is_bought_and_sold_on_the_way_is_a_step(result):
    data = result.assign(supplied_energy=100.0, malaysia_energy=300.0)
    way = dict(key_figures.steps(data))
    assert way["Bought from the grid"] == 100.0
    assert way["Sold in Malaysia"] == -300.0
    assert not {"Bought from the grid", "Sold in Malaysia"} & dict(key_figures.steps(result)).keys()


def test_every_loss_of_the_summary_is_a_step():
    from sim.results.summary_values import SUMMARY
    energies = [name for name, (unit, _) in SUMMARY.items() if unit == "GWh"]
    others = [name for name in energies[: energies.index("delivered_energy")] if name not in BESIDE]
    assert others == ["gross_energy", *key_figures.LOSSES]


def test_the_headline_has_the_key_figures(result):
    rows = {label: (value, unit) for label, value, unit, _ in key_figures.headline(result)}
    for label, name, scale, decimals, unit in (
            ("Delivered to Singapore", "delivered_energy", 1e-3, 2, "TWh/yr"),
            ("Link load factor", "delivered_load_factor", 100.0, 1, "%"),
            ("Required price", "required_price", 1.0, 1, "USD/MWh"),
            ("Capex", "capex", 1e-9, 2, "bn USD"),
            ("Project IRR", "project_irr", 100.0, 1, "%"), ("Equity IRR", "equity_irr", 100.0, 1, "%"),
            ("Minimum DSCR", "min_dscr", 1.0, 2, ""),
            *((f"P{p} annual energy", f"p{p}_delivered_energy", 1e-3, 2, "TWh") for p in (50, 75, 90))):
        assert rows[label] == (f"{scale * float(result[name]):,.{decimals}f}", unit), label
    assert rows["New gas in Singapore"] == (f"{float(result['new_gas_part'].sum()):.1f}", "USD/MWh")
    assert rows["Evidence"] == ("screening", "")
    assert rows["Longest full outage"][1] == "h"
    assert rows["Spare joint kit"][1] == "M USD/yr"
    assert 17 <= len(rows) <= 25


def test_the_headline_fits_a_terminal_of_80_columns(result):
    widths = [max(len(row[column]) for row in key_figures.headline(result)) for column in range(4)]
    assert sum(widths) + 3 * 2 <= 80


def test_rows_are_text(result):
    assert all(
        isinstance(cell, str) for row in (*key_figures.headline(result), *key_figures.waterfall(result)) for cell in row
    )


def test_the_share_not_exported_is_of_the_energy_at_the_hub(result):
    hub = float(result["annual_available_energy"].mean())
    assert key_figures.at_hub(result) == pytest.approx(hub, rel=0.01)   # traded years stand for all
    row = next(row for row in key_figures.headline(result) if row[0] == "Not exported")
    lost = sum(float(result[name]) for name in ("curtailed_energy", "local_energy", "outage_loss"))
    assert row[1] == f"{100 * lost / key_figures.at_hub(result):.1f}"


def test_the_energy_at_the_hub_does_not_depend_on_the_order_of_the_table(result, monkeypatch):
    before = key_figures.at_hub(result)
    monkeypatch.setattr(key_figures, "LOSSES", dict(reversed(key_figures.LOSSES.items())))
    assert key_figures.at_hub(result) == before


def test_what_does_not_exist_is_a_dash_with_its_reason(make):
    data = make(project_irr=np.nan, required_price=np.nan, min_dscr=np.inf)
    rows = {row[0]: row for row in key_figures.headline(data)}
    assert rows["Project IRR"][1:] == ("–", "%", "no rate brings the NPV to zero")
    assert rows["Required price"][1] == "–"
    assert rows["Required price"][3] == str(data.attrs["price_binds"])
    assert rows["Minimum DSCR"][1] == "no limit"


def test_the_lede_compares_with_gas(make):
    assert "% more than the 155 USD/MWh" in lede.lede(make())
    assert "35 % less than the 155 USD/MWh" in lede.lede(make(required_price=100.0))
    assert "No price meets the targets" in lede.lede(make(required_price=np.nan))


def test_a_price_of_a_part_is_not_set_beside_gas(make):
    whole, part = lede.lede(make()), lede.lede(make(contracted_share=0.6, average_price=233.4))
    assert "on average" not in whole
    assert ("for the 60 % of it that the contract takes. For all of it Singapore pays 233 USD/MWh on average, 51 % "
            "more than the 155 USD/MWh of new gas") in part
    assert part.count("new gas") == 1
    none = lede.lede(make(contracted_share=0.0, average_price=100.0, required_price=np.nan))
    assert "For all of it Singapore pays 100 USD/MWh on average, 35 % less" in none
    remarks = {row[0]: row[3] for row in key_figures.headline(make(contracted_share=0.6))}
    assert remarks["Required price"].startswith("of the 60 % under contract; set by")


def test_the_minimum_is_said_of_one_contract_alone(make):
    assert "minimum load factor" in lede.lede(make())
    two = {"contract.also": [{"price": "solve", "terms": {"model": "shaped_block", "width_mw": 500.0}}]}
    assert lede.minimum_kept(make(scenario=two)) == (0.0, 1.0)
    assert "minimum load factor" not in lede.lede(make(scenario=two))
    assert "2 contracts take" in lede.lede(make(scenario=two))


@pytest.mark.parametrize(("factor", "years"), [(0.0, "none"), (2.0, "all")])
def test_a_minimum_is_of_the_contract_and_a_load_factor_of_the_link(make, factor, years):
    data = make()
    width = key_figures.scenario(data)["contract"]["terms"]["width_mw"]
    data["annual_contract_energy"] = 0.0 * data["annual_contract_energy"] + factor * width * 8.76 / 2.0
    said = lede.lede(data)
    assert f"% of the link's {key_figures.scenario(data)['link']['rating_mw']:,.0f} MW." in said
    assert f"% of {width:,.0f} MW after tolerance, is kept in {years} of the simulated years." in said


def test_the_joint_report_says_what_is_paid_emitted_and_assumed(make):
    solved, fixed = make(first_day_p50=2030.0), make(scenario={"contract.price": 300.0, "storage.power_mw": 0.0})
    assert f"at a price of {float(solved['required_price']):.0f} USD/MWh" in joint_report.summary(solved)
    assert "at a price of 300 USD/MWh" in joint_report.summary(fixed)
    part = joint_report.summary(make(contracted_share=0.6, average_price=233.4))
    assert "at 233 USD/MWh on average" in part
    assert "emits" not in part
    assert "emits 0.0" in joint_report.summary(make(carbon_intensity=0.01))
    year = int(key_figures.scenario(solved)["time"]["first_operating_year"])
    assert "the case assumes" not in joint_report.summary(solved)
    assert f"; the case assumes the start of {year}." in joint_report.summary(make(first_day_p50=year + 1.2))


def test_the_lede_says_what_a_case_has_beside_farm_and_cable(make):
    said = lede.lede(make(malaysia_energy=1234.0, supplied_energy=50.0, carbon_intensity=0.0123, solar_energy=900.0))
    assert "Solar power offers 900 GWh a year at the hub." in said
    assert "50 GWh a year are bought from the Vietnamese grid for it, so that a MWh delivered carries 0.012 " in said
    assert "Malaysia takes 1.23 TWh a year." in said
    delivered = float(make()["delivered_energy"]) / 1e3
    assert f"tCO2: {0.0123 * delivered:.2f} Mt a year are emitted in Vietnam." in said
    far = {"storage.far.power_mw": 200.0, "storage.far.energy_mwh": 800.0, "trade.policy.model": "linear"}
    assert "A battery of 200 MW and 800 MWh stands at the Singapore meter." in lede.lede(make(scenario=far))
    plain = lede.lede(make())
    assert "battery" not in plain
    assert not {"Malaysia", "Solar", "bought"} & set(plain.split())


@pytest.mark.parametrize(("year", "text"), [(2036.0, "January 2036"), (2036.216, "March 2036"),
                                            (2036.9999, "December 2036"), (2034.8, "October 2034")])
def test_a_date_is_written_as_a_month(year, text):
    assert clock.month_and_year(year) == text


def test_the_value_of_foresight_has_a_line_where_it_is_worth_something(make):
    assert "Value of foresight" not in [row[0] for row in key_figures.headline(make(foresight_value=0.0))]
    rows = {row[0]: row for row in key_figures.headline(make(foresight_value=1.49e7, forecast_value=2e6))}
    policy = key_figures.scenario(make())["trade"]["policy"]["model"]
    forecasts = "; forecasts 2.0" if policy == "rolling" else ""
    assert rows["Value of foresight"][1:] == ("14.9", "M USD/yr", f"beyond {policy}{forecasts}")


def test_exceedance_by_draws_and_by_formula(result):
    header, rows = key_figures.exceedance(result)
    assert header == ("", "one year", "mean of 10 years", "mean of 20 years", "representative year")
    assert [row[0] for row in rows] == ["P50", "P75", "P90", "P99"]
    energy = result["exceeded_energy"].values[2, 1] / 1e3
    assert rows[2][2] == f"{energy[0]:.2f} / {energy[1]:.2f}"
    year, weather, draw = (int(result[f"exceedance_{name}"][2]) for name in (
        "operating_year", "weather_year", "outage_draw"))
    assert rows[2][4] == f"{year}, weather {weather}, outages {draw}"
    share = float(result["energy_uncertainty"].sel(uncertainty_category="historic wind resource"))
    assert dict(key_figures.uncertainties(result))["historic wind resource"] == f"{100 * share:.1f}"
