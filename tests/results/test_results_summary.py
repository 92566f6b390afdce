"""The values of summary.csv: their names, units and notes, and what each must be of the others."""

import csv
from io import StringIO

import numpy as np
import pytest
from small_case import case, figures

from sim.analysis.gas_parity import new_gas
from sim.results.files import summary_csv
from sim.results.summary_values import SUMMARY
from sim.units import HOURS_PER_YEAR, UNITS

PROMISED = [
    "gross_energy", "wake_loss", "availability_loss", "other_farm_loss", "collection_loss", "battery_loss",
    "link_loss", "outage_loss", "curtailed_energy", "local_energy", "delivered_energy", "energy_residual",
    "net_capacity_factor", "delivered_load_factor", "worst_year_load_factor", "hours_at_contract",
    "contract_shortfall", "penalty", "link_loss_fraction", "link_availability", "battery_cycles", "revenue",
    "capex", "lcoe", "landed_cost", "required_price", "breakeven_gas_price", "breakeven_carbon_price", "npv",
    "project_irr", "equity_irr", "min_dscr", "avoided_emissions", "itmo_volume", "p50_delivered_energy",
    "p75_delivered_energy", "p90_delivered_energy", "p90_10y_delivered_energy", "weather_p90_delivered_energy",
    "evidence", "seed", "solar_energy",
]
"""The names that scripts build on."""


def test_every_promised_name_is_there_with_unit_and_note():
    assert set(PROMISED) <= set(SUMMARY)
    for name, (unit, note) in SUMMARY.items():
        assert unit in UNITS, name
        assert len(note) > 5, name
        assert "\n" not in note, name


def test_summary_csv_has_a_row_for_each_name():
    rows = list(csv.DictReader(StringIO(summary_csv(figures()))))
    assert list(rows[0]) == ["name", "value", "unit", "note"]
    assert [row["name"] for row in rows] == list(SUMMARY)
    for row in rows:
        assert (row["unit"], row["note"]) == SUMMARY[row["name"]]
        if row["name"] != "evidence":
            assert float(row["value"]) == figures()[row["name"]]


def test_energies_are_of_the_mean_year():
    done, found = case(), figures()
    mean = done.traded.annual.delivered.mean(axis=(1, 2)).mean() / 1e3   # two traded years: the line between them
    assert found["delivered_energy"] == pytest.approx(mean)
    assert found["gross_energy"] == pytest.approx(done.hub.gross.mean() / 1e3)
    assert found["p50_delivered_energy"] == pytest.approx(found["delivered_energy"], rel=0.05)   # median, not mean
    assert found["p90_delivered_energy"] < found["p75_delivered_energy"] < found["p50_delivered_energy"]


def test_factors_divide_by_what_they_say():
    done, found = case(), figures()
    assert found["delivered_load_factor"] == pytest.approx(found["delivered_energy"] * 1e3 / (1200.0 * HOURS_PER_YEAR))
    hub = sum(found[n] for n in ("battery_loss", "link_loss", "outage_loss", "curtailed_energy", "local_energy",
                                 "delivered_energy"))
    assert found["net_capacity_factor"] == pytest.approx(hub * 1e3 / (done.farm.capacity * HOURS_PER_YEAR))
    worst = done.traded.annual.delivered.min() / (1200.0 * HOURS_PER_YEAR)
    assert found["worst_year_load_factor"] == pytest.approx(worst)
    assert worst < found["delivered_load_factor"]
    assert 0 < found["hours_at_contract"] < HOURS_PER_YEAR
    assert 0 < found["link_availability"] < 1


def test_the_more_certain_the_less():
    found = figures()
    assert found["p90_delivered_energy"] < found["p75_delivered_energy"] < found["p50_delivered_energy"]
    assert found["p90_delivered_energy"] < found["p90_10y_delivered_energy"] < found["p50_delivered_energy"]
    # Weather alone, outages averaged, lies about the mean; the median may lie below it, because outages are skewed.
    assert found["p90_delivered_energy"] < found["weather_p90_delivered_energy"] < found["delivered_energy"]


def test_new_gas_costs_the_required_price_at_the_break_even():
    found = figures()
    parts, tax = new_gas(case())
    assert sum(parts.values()) < found["required_price"]
    assert found["breakeven_gas_price"] > case().scenario.market.gas_price_sgd_per_gj
    assert found["breakeven_carbon_price"] > tax
    dearer = case().scenario.model_copy(update={"market": case().scenario.market.model_copy(
        update={"gas_price_sgd_per_gj": found["breakeven_gas_price"]})})
    gas, _ = new_gas(case()._replace(scenario=dearer))
    assert sum(gas.values()) == pytest.approx(found["required_price"], rel=1e-6)


def test_no_megawatt_hour_saves_carbon_twice():
    done, found = case(), figures()
    years = done.finance.years
    assert found["itmo_volume"] <= years.local.mean() * 1.0
    assert found["avoided_emissions"] == pytest.approx(float(done.finance.avoided.mean()))
    assert 0.1 < found["avoided_emissions"] / (found["delivered_energy"] * 1e3) < 0.35   # the shipped path
    floor = figures(carbon__grid_factor__model="declining")
    assert 0.3 < floor["avoided_emissions"] / (floor["delivered_energy"] * 1e3) < 0.5


def test_capex_is_the_sum_of_the_parts():
    parts = case().finance.components
    assert figures()["capex"] == pytest.approx(sum(part.capex for part in parts))
    assert {"farm", "battery", "export", "converters", "cable"} <= {part.name for part in parts}


def test_revenue_is_what_the_buyers_pay():
    done = case()
    years = done.finance.years
    sold = years.contract * done.finance.price + years.revenue_at("singapore") + years.revenue_at("hub")
    assert figures()["revenue"] == pytest.approx(float((sold + done.finance.credits.revenue).mean()))


def test_without_penalty_there_is_no_shortfall_and_the_other_way_round():
    plain = {"contract__clauses__force_majeure": "none"}
    easy, hard = (figures(contract__terms__minimum_load_factor=f, **plain) for f in (0.2, 0.9))
    assert easy["penalty"] == easy["contract_shortfall"] == 0
    assert hard["penalty"] > 0
    owed = 0.9 * 0.95 * 1200.0 * HOURS_PER_YEAR / 1e3
    annual = case(contract__terms__minimum_load_factor=0.9, **plain).traded.annual
    assert hard["contract_shortfall"] == pytest.approx(owed - annual.contract.mean() / 1e3, rel=1e-6)
    assert np.all(annual.contract / 1e3 < owed)
