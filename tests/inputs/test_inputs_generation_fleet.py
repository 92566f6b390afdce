"""Singapore's plants and the gas price of past years: what is shipped adds up and says what is assumed."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs import sourced_table
from sim.inputs.csv_table import read
from sim.inputs.generation_fleet import DATA, embedded, gas_history, spot_lng_history


def test_capacities_add_up_to_the_published_totals():
    """13,614.4 MW in 2018 with 114.8 MW of solar; 13,062 MW in 2023 with 919 solar, 200 storage, 100 import."""
    fleet = embedded()
    assert fleet.year.tolist() == [2018, 2023]
    assert fleet.capacity.sum(axis=1) == pytest.approx([13614.4 - 114.8, 13062 - 919 - 200 - 100], abs=1.1)
    at = [fleet.name.index(name) for name in ("f_class", "older_ccgt")]
    assert fleet.capacity[:, at].sum(axis=1) == pytest.approx([10508.0, 10507.0], abs=0.5)


def test_better_classes_are_better():
    fleet = embedded()
    rate = dict(zip(fleet.name, fleet.heat_rate, strict=True))
    assert rate["h_class"][1] < rate["f_class"][0] < rate["f_class"][1] < rate["older_ccgt"][0]
    assert rate["h_class"][0] > 0.355 / 0.0561   # no better under load than the standard for new units asks at its best
    used = fleet.capacity[1] * fleet.heat_rate.mean(axis=1) * (fleet.fuel == 1.0)
    gas = used[:3].sum() / fleet.capacity[1, :3].sum()
    assert 7.2 < gas < 7.6   # the whole fleet used 7.37 to 7.58 GJ/MWh in 2022 and 2023


def test_gas_follows_oil_by_the_rule_at_its_head():
    table = read(DATA / "gas_history.csv", (), ("year", "month", "brent_usd_per_bbl", "sgd_per_gj"))
    exchange = np.array([sourced_table.pick("fx", f"SGD_{year:.0f}").value for year in table["year"]])
    by_rule = np.array(table["brent_usd_per_bbl"]) * 0.145 / 1.055056 * exchange
    assert table["sgd_per_gj"] == pytest.approx(by_rule, abs=0.01)
    assert set(table["status"]) == {"assumed"}
    assert gas_history(2017).mean() == pytest.approx(9.87, abs=0.02)   # vesting contract parameters 2017-18


def test_a_year_without_gas_is_refused():
    with pytest.raises(SundalinkError, match=r"year of gas_history\.csv = 2025: must be one of 2016"):
        gas_history(2025)


def test_spot_lng_of_the_crisis_is_dear():
    """Published: 26.5, 35.0 and 33.2 USD/MMBtu for contracts of the last quarter of 2021."""
    assert spot_lng_history(2021)[9:] == pytest.approx(np.array([26.5, 35.0, 33.2]) / 1.055056 * 1.3438, abs=0.01)
    assert spot_lng_history(2021)[9:].mean() > 2.5 * gas_history(2021)[9:].mean()
    with pytest.raises(SundalinkError, match=r"year of spot_lng_history\.csv = 2024"):
        spot_lng_history(2024)
