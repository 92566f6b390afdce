"""Numbers that stand both in a table of sources and in a model's defaults are the same."""

import numpy as np
import pytest

from sim.carbon import inventory
from sim.inputs import cost_data, sourced_table


def test_the_carbon_tax_of_the_model_is_that_of_the_table():
    years = np.arange(2026, 2061)
    table = [sourced_table.rows("carbon_tax")[str(year)].value for year in years]
    np.testing.assert_allclose(inventory.carbon_tax(years, nominal=False), table, rtol=2e-3)


def test_the_grid_factor_of_the_model_starts_from_the_table():
    row = sourced_table.rows("grid_factor")["2024"]
    assert inventory.declining(2024.0) == pytest.approx(row.value)


@pytest.mark.parametrize(("key", "low", "high"), [("farm_capex", 2600, 3750), ("dc_submarine_dea_2025", 3500, 3800),
                                                  ("converter_pair_onshore_dea_2025", 680, 780)])
def test_costs_arrive_in_usd_of_2025(key, low, high):
    assert low < cost_data.cost("costs", key) < high


def test_vintages_are_in_the_order_of_the_market():
    cable = [cost_data.cost("costs", f"dc_submarine_{v}") for v in ("pre_2022", "contracts_2023_25", "dea_2025")]
    assert cable == sorted(cable)
