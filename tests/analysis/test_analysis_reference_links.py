"""Links of others: published beside modelled, and what is left between them."""

import math

import numpy as np
import pytest

from sim.analysis.price_uncertainty import VINTAGES
from sim.analysis.reference_links import _joined, full_curve, loss, references
from sim.inputs import built_links, cable_data, cost_data, sourced_table
from sim.link.transfer_curve import Transfer
from sim.studies.route_comparison import COLUMNS


@pytest.fixture(scope="module")
def rows():
    """All links by name."""
    return {row["name"]: row for row in references()}


def test_every_link_has_a_row_of_known_columns(rows):
    assert len(rows) == len(built_links.reference_links()) == 46
    for row in rows.values():
        assert set(row) <= set(COLUMNS)
        assert row["kind"] == "reference"


def test_residuals_are_model_less_published(rows):
    for row in rows.values():
        left = row["model_loss"] - row["published_loss"]
        assert row["loss_residual"] == pytest.approx(left, nan_ok=True)
        ratio = row["model_capex_usd_million"] / row["capex_usd_million"] - 1.0
        assert row["capex_residual"] == pytest.approx(ratio, nan_ok=True)
    assert sum(math.isfinite(row["capex_residual"]) for row in rows.values()) >= 20
    assert sum(math.isfinite(row["loss_residual"]) for row in rows.values()) >= 3


def test_newer_vintages_are_dearer(rows):
    for row in rows.values():
        old, middle, new = (row[f"link_capex_{key}_usd_million"] for key in VINTAGES)
        assert math.isnan(old) or old < middle < new


def test_celtic_at_dea_2025_without_contingency(rows):
    """700 MW, 575 km: 1.296 billion EUR of cable and 0.448 of stations, at least the published 1.6; older ones less."""
    celtic, euro = rows["Celtic Interconnector"], cost_data.usd2025(1.0, "EUR", 2025)
    assert celtic["link_capex_dea_2025_usd_million"] / euro == pytest.approx(1296.0 + 448.0, rel=0.01)
    assert celtic["link_capex_dea_2025_usd_million"] >= 1600.0 * euro
    assert celtic["link_capex_pre_2022_usd_million"] < 1600.0 * euro


def test_the_price_level_of_the_contracts_explains_most_links(rows):
    """Without vintages the older links would be two to three times as dear in the model as they were."""
    built = [row for row in rows.values() if row["model_vintage"] == "pre_2022"]
    own = np.median([1.0 + row["capex_residual"] for row in built])
    new = np.median([row["link_capex_dea_2025_usd_million"] / row["capex_usd_million"] for row in built])
    assert own == pytest.approx(1.0, abs=0.25)
    assert new > 1.7


def test_losses_of_links_of_others_are_near_what_is_published(rows):
    for name in ("NorNed", "BritNed", "Skagerrak 4"):
        assert abs(rows[name]["loss_residual"]) < 0.015   # published are market factors, the model is at full load


def test_outages_on_record_lie_in_the_band_of_the_model(rows):
    for name in ("BritNed", "Nemo Link"):
        low, seen, high = (rows[name][key] for key in ("model_outage_low_h_per_year", "published_outage_h_per_year",
                                                       "model_outage_high_h_per_year"))
        assert low < seen < high


def test_faults_go_with_length_and_are_counted_by_pole(rows):
    """As those of candidates: a fault that takes both cables of a bipole is two to repair; one of a monopole is one."""
    repairs = {name: row["cable_repairs_per_year"] for name, row in rows.items()}
    assert repairs["NorNed"] / repairs["Nemo Link"] == pytest.approx(580.0 / 140.0, rel=0.1)
    alone, two = (rows[name]["cable_repairs_per_year"] / rows[name]["length_km"] for name in ("NorNed", "NordLink"))
    assert alone == pytest.approx(0.028 / 100.0, rel=0.2)
    assert 1.5 < two / alone < 2.5


def test_the_level_is_that_of_the_price_where_it_is_older(rows):
    """A contract of 2025 for a link of 2033 is one of 2025; what Viking Link cost by 2023 was contracted in 2019."""
    for name, vintage in (("Eastern Green Link 4", "contracts_2023_25"), ("Marinus Link stage 1", "contracts_2023_25"),
                          ("Sofia", "pre_2022"), ("Viking Link", "pre_2022"), ("NeuConnect", "contracts_2023_25")):
        assert rows[name]["model_vintage"] == vintage, name
    assert rows["Eastern Green Link 4"]["capex_residual"] == pytest.approx(0.17, abs=0.05)


def test_links_that_made_the_levels_are_marked(rows):
    """The notes of the price levels name them."""
    made = {name for name, row in rows.items() if row["used_for_cost_levels"]}
    assert made == {"Great Sea Interconnector", "Marinus Link stage 1", "Eastern Green Link 1", "Eastern Green Link 2",
                    "North Sea Link", "NordLink", "Viking Link"}
    table = sourced_table.rows("costs")
    for key, words in (("dc_submarine_contracts_2023_25", ("Great Sea Interconnector", "Marinus", "EGL1", "EGL2")),
                       ("dc_submarine_pre_2022", ("North Sea Link", "NordLink", "Viking"))):
        assert all(word in table[key].source for word in words)


def test_the_section_behind_a_loss_is_told(rows):
    sections = {cable.section for cable in cable_data.cables().values()}
    for row in rows.values():
        known = math.isfinite(row["model_loss"])
        assert math.isfinite(row["section_mm2"]) == known
        assert not known or row["section_mm2"] in sections or row["section_basis"] == "published"
        assert row["section_basis"] == ("" if not known else "published" if row["section_mm2"] in PUBLISHED.get(
            row["name"], ()) else "chosen")


PUBLISHED = {"NorNed": (739.0,), "Basslink": (1500.0,), "Baltic Cable": (1600.0,), "Fenno-Skan 2": (2000.0,),
             "SwePol": (2100.0,)}


def test_monopoles_with_one_conductor_carry_the_whole_current(rows):
    """At full load Baltic Cable loses 2.4 % by its loss factor, Basslink 5.3 % of what is sent (5.6 % of what arrives)
    by the polynomial of its market."""
    baltic, bass = rows["Baltic Cable"], rows["Basslink"]
    assert (baltic["configuration"], bass["configuration"]) == ("monopole_sea_return", "monopole_metallic_return")
    assert baltic["model_loss"] == pytest.approx(0.024, abs=0.002)
    assert 0.042 < bass["model_loss"] < 0.053
    for name in ("Fenno-Skan 2", "Skagerrak 4"):
        assert rows[name]["configuration"] == "monopole_sea_return"
    assert rows["EstLink 2"]["configuration"] == "monopole_metallic_return"


def test_returns_of_links_are_as_built(rows):
    """SwePol's two cables of 630 mm2 make a return that loses 2100 / 1260 of its pole; each monopole of Moyle carries
    its 250 MW in one conductor; SAPEI has electrodes."""
    links = {link.Index: link for link in built_links.reference_links().itertuples()}
    swepol, moyle = (_joined(links[key]).circuits[-1] for key in ("swepol", "moyle"))
    assert swepol.conductors == pytest.approx(1.0 + 2100.0 / 1260.0)
    assert (moyle.voltages, moyle.conductors) == (2.0, 4.0)
    assert full_curve(links["moyle"])[0].current == pytest.approx(1.0, abs=0.03)   # 250 MW at 250 kV
    assert rows["SAPEI"]["configuration"] == "bipole_sea_return"


def test_stations_of_two_levels_have_no_loss_of_todays(rows):
    for name in ("Murraylink", "Cross Sound Cable"):
        assert math.isnan(rows[name]["model_loss"])
        assert rows[name]["section_basis"] == ""


def test_loss_counts_what_stations_burn_at_rest():
    full = Transfer("full", np.array([0.0, 100.0]), np.array([0.0, 96.0]), *np.zeros((3, 2)), 96.0, 1.0, 1.0, 40.0,
                    "sea", 1.0, 10.0)
    assert loss(full) == pytest.approx(6.0 / 102.0)
