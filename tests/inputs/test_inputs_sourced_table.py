"""The shipped library: every row has a source and a status, and money is converted as it should be."""

import math

import numpy as np
import pytest

from sim.data.build import cables as build_cables
from sim.errors import SundalinkError
from sim.inputs import built_links, cable_data, cost_data, sourced_table
from sim.inputs.csv_table import KINDS, STATUSES

TABLES = ("costs", "fx", "price_index", "carbon_tax", "grid_factor", "singapore_demand_months",
          "singapore_demand_residual", "singapore_demand_structure_residual", "cables/hvac_cables", "outages",
          "grid_margins")


@pytest.mark.parametrize("name", TABLES)
def test_every_shipped_row_has_source_kind_status_and_unit(name):
    for row in sourced_table.rows(name).values():
        assert row.source
        assert row.source_kind in KINDS
        assert row.status in STATUSES
        assert row.unit
        assert bool(row.currency) <= (row.year is not None)


def test_every_csv_that_ships_is_known_to_a_test():
    tables = {str(path.relative_to(sourced_table.DATA).with_suffix("")) for path in sourced_table.DATA.rglob("*.csv")}
    others = {"coast", "wind_level", "programme", "permits", "credit_methods", "cyclones", "islands",
              "cables/cables", "links/links", "singapore_demand_shape", "singapore_demand_structure",
              "singapore_demand_years", "usep_halfhour_means", "usep_percentiles",
              "gas_history", "spot_lng_history", "singapore_fleet", "turbines/index",
              "turbines/iea_10mw", "turbines/iea_15mw", "turbines/iea_15mw_floris", "turbines/iea_22mw",
              "turbines/iea_22mw_2025", "turbines/iea_22mw_floris",
              "turbines/nrel_5mw"}
    assert tables == set(TABLES) | others


@pytest.mark.parametrize("name", ["costs", "price_index", "fx", "carbon_tax"])
def test_every_amount_of_money_reaches_usd_of_2025(name):
    for key, row in sourced_table.rows(name).items():
        if row.currency and row.unit.startswith(row.currency) and name != "fx":
            assert cost_data.cost(name, key) >= 0.0


def test_usd_of_2025_stays_itself():
    assert cost_data.usd2025(7.0, "USD", 2025) == 7.0


def test_an_amount_of_2025_only_changes_currency():
    rate = sourced_table.rows("fx")["EUR_2025"].value
    assert cost_data.usd2025(1.0, "EUR", 2025) == pytest.approx(1 / rate, rel=1e-12)


def test_an_old_amount_grows_with_its_own_price_index_first():
    # By hand from the World Bank's yearly rates of 2019-2024 and the assumed 2025 of each currency.
    growth = np.prod(1 + np.array([1.23358, 4.69786, 8.00280, 4.11634, 2.94953, 2.7]) / 100)
    assert cost_data.usd2025(100.0, "USD", 2019) == pytest.approx(100 * growth, rel=1e-5)
    growth = np.prod(1 + np.array([2.16320, 8.36929, 8.54862, 2.83582, 0.7]) / 100)
    assert cost_data.usd2025(100.0, "SEK", 2020) == pytest.approx(100 * growth / 9.8060, rel=1e-5)


def test_conversion_is_linear_and_does_not_care_for_the_base_of_the_index():
    one, three = (cost_data.usd2025(amount, "GBP", 2012) for amount in (1.0, 3.0))
    assert three == pytest.approx(3 * one, rel=1e-12)
    index = sourced_table.rows("price_index")
    expected = index["NOK_2025"].value / index["NOK_2014"].value / sourced_table.rows("fx")["NOK_2025"].value
    assert cost_data.usd2025(1.0, "NOK", 2014) == pytest.approx(expected, rel=1e-12)


def test_the_decision_of_2025_says_the_same_in_dong_and_dollars():
    # 93.565 million VND/kW at 25,450 VND/USD; ceiling South 3,868.5 VND/kWh is 15.2 to 15.1 US cents.
    assert cost_data.cost("costs", "farm_capex_decision_1824") == pytest.approx(93.565e6 / 25450, rel=1e-9)
    assert cost_data.cost("costs", "price_ceiling_south") == pytest.approx(152.0, abs=0.1)


def test_the_index_is_plausible():
    index = sourced_table.rows("price_index")
    for currency in ("USD", "EUR", "GBP", "SGD", "AUD", "NOK", "SEK", "VND"):
        years = range(2005, 2026)
        values = np.array([index[f"{currency}_{year}"].value for year in years])
        rates = values[1:] / values[:-1] - 1
        assert index[f"{currency}_2015"].value == pytest.approx(100.0)
        assert (rates > -0.01).all()
        assert (rates < 0.25).all()
        assert index[f"{currency}_2025"].status == "assumed"


@pytest.mark.parametrize(("call", "expected"), [
    (lambda: sourced_table.rows("cost"), "did you mean costs?"),
    (lambda: cost_data.cost("costs", "farm_capx"), "did you mean farm_capex?"),
    (lambda: cost_data.cost("costs", "farm_life"), "must have a currency"),
    (lambda: cost_data.usd2025(1.0, "XYZ", 2020), "currency = XYZ: must be one of"),
    (lambda: cost_data.usd2025(1.0, "EUR", 1990), "its price index runs from 2005 to 2025"),
    (lambda: cable_data.cable("xlpe_525_200"), "did you mean xlpe_525_"),
])
def test_what_is_not_there_is_refused_by_name(call, expected):
    with pytest.raises(SundalinkError) as error:
        call()
    assert expected in str(error.value)


def test_money_without_a_year_is_refused(tmp_path):
    path = tmp_path / "costs.csv"
    path.write_text("key,value,unit,year,currency,source,source_kind,status,note\n"
                    "a,1,EUR/kW,,EUR,S,primary,verified,\n")
    with pytest.raises(SundalinkError, match=r"costs.csv, key a, column year.*year of its price level"):
        sourced_table.read_rows(path)


def test_three_vintages_of_the_cable_rise_with_time():
    old, contracts, dea = (cost_data.cost("costs", f"dc_submarine_{vintage}")
                           for vintage in ("pre_2022", "contracts_2023_25", "dea_2025"))
    assert old < contracts < dea
    # DEA July 2025: 3,220 EUR/MW/km at the mean rate of 2025.
    assert dea == pytest.approx(3220 / 0.8845, rel=1e-6)


def test_paths_by_year():
    def path(name, years, ending=""):
        rows = [sourced_table.rows(name)[f"{year}{ending}"] for year in years]
        return np.array([cost_data.usd2025(row.value, row.currency, row.year) if row.currency else row.value
                         for row in rows])

    tax = path("carbon_tax", range(2026, 2066))
    assert tax[:2] == pytest.approx(45 / 1.3065, rel=1e-6)
    assert (np.diff(tax[4:]) > 0).all()
    low, high = (path("carbon_tax", range(2030, 2066), ending) for ending in ("_low", "_high"))
    assert (low < tax[4:]).all()
    assert (tax[4:] < high).all()
    assert path("carbon_tax", [2030]) == pytest.approx([65 / 1.3065], rel=1e-6)
    factor = path("grid_factor", range(2024, 2066))
    assert factor[0] == pytest.approx(0.402)
    assert (np.diff(factor) < 0).all()


CLASSES = ("xlpe_320", "xlpe_400", "xlpe_525", "xlpe_640", "mi_450", "mi_525", "mi_600")
# Copper of 17.24 ohm mm2/km, aluminium of 28.264 (IEC 60287-1-1, IEC 60228), with 1.8 to 7.5 % for lay and compaction.
METALS = {"copper": 17.24, "aluminium": 28.264}


@pytest.mark.parametrize("kind", CLASSES)
@pytest.mark.parametrize("metal", METALS)
def test_cables_have_every_section_and_fit_together(kind, metal):
    cables = [c for c in cable_data.cables().values() if c.key.startswith(kind + "_") and c.material == metal]
    chosen = sorted(cables, key=lambda c: c.section)
    assert {500, 630, 800, 1000, 1200, 1400, 1600, 1800, 2000, 2500, 3000} <= {c.section for c in chosen}
    assert (np.diff([c.resistance20 for c in chosen]) < 0).all()
    assert (np.diff([c.outer_diameter for c in chosen]) > 0).all()
    for cable in chosen:
        assert cable.conductor_diameter < cable.insulation_diameter < cable.outer_diameter
        assert 1.018 < cable.resistance20 * cable.section / METALS[metal] < 1.075
        assert cable.label


def test_cables_that_others_stand_on():
    assert cable_data.cable("xlpe_525_2000").resistance20 == pytest.approx(0.0090)
    assert cable_data.cable("xlpe_525_1000").resistance20 == pytest.approx(0.0176)
    assert cable_data.cable("xlpe_525_1000_al").resistance20 == pytest.approx(0.0291)
    assert cable_data.cable("mi_450_700").section == 700.0


def test_the_table_of_cables_is_what_its_builder_writes():
    assert build_cables.OUTPUT.read_text(encoding="utf-8") == build_cables.table()


def stress(cable):
    """Mean and highest field in the insulation of a cold cable, that of a coaxial capacitor. [kV/mm]"""
    screen = {"XLPE": 2.0, "MI": 0.5}[cable.insulation]   # thickness of the semiconducting screens (assumed)
    inner, outer = 0.5 * cable.conductor_diameter + screen, 0.5 * cable.insulation_diameter - screen
    return cable.voltage / (outer - inner), cable.voltage / (inner * np.log(outer / inner))


def test_the_field_of_derived_cables_lies_near_that_of_assumed_ones():
    """A class between or beyond the anchors asks no more of its insulation than a tenth above the assumed ones."""
    known = cable_data.cables().values()
    for insulation, anchors in (("XLPE", (320.0, 525.0)), ("MI", (450.0, 525.0))):
        fields = {c.key: stress(c) for c in known if c.insulation == insulation}
        most = np.max([fields[c.key] for c in known if c.insulation == insulation and c.voltage in anchors], axis=0)
        assert all((np.array(field) < 1.11 * most).all() and field[0] < field[1] for field in fields.values())


def test_reference_links_are_complete_and_ordered():
    links = built_links.reference_links()
    assert len(links) == 46
    assert (links["length_km"] > 0).all()
    assert not (links["subsea_km"] > links["length_km"]).any()
    assert links["technology"].isin(["LCC", "VSC", "VSC, two levels"]).all()
    assert links["status"].isin(STATUSES).all()
    assert links.loc["norned", "loss_fraction"] == pytest.approx(0.032)
    assert links.loc["norned", "max_depth_m"] == 410
    assert links.loc["nsl", "length_km"] == 720
    assert math.isnan(links.loc["balticcable", "loss_fraction"])
    paid = links["capex_million"].notna()
    assert links.loc[paid, "capex_usd2025_million"].gt(0).all()
    assert links.loc[~paid, "capex_usd2025_million"].isna().all()
    # 600 million EUR of 2008: by the ratio of the euro's index, then the rate of 2025.
    index = sourced_table.rows("price_index")
    expected = 600 * index["EUR_2025"].value / index["EUR_2008"].value / 0.8845
    assert links.loc["norned", "capex_usd2025_million"] == pytest.approx(expected, rel=1e-9)
