"""Routes side by side: candidates and planned links in one table, and what a wrong one is told."""

import math

import numpy as np
import pandas as pd
import pytest
from small_case import SMALL, figures

from sim.errors import SundalinkError
from sim.inputs import route_file
from sim.report.route_comparison import differences
from sim.studies import route_comparison

QUICK = {**SMALL, "link.lives": 50}


@pytest.fixture(scope="module")
def table():
    """Two candidates, a planned link and one that is not there."""
    return route_comparison.compare_routes(
        ["direct", "peninsular", "asean/peninsular_sumatra", "nowhere"], overrides=QUICK
    )


def row(table, name):
    """One row as a mapping."""
    return table[table["name"] == name].iloc[0].to_dict()


def test_order_and_ranks(table):
    assert table["name"].tolist()[:4] == ["peninsular", "direct", "nowhere", "peninsular_sumatra"]
    assert table["kind"].tolist()[:4] == ["candidate"] * 3 + ["interconnector"]
    assert table["rank"].tolist()[:2] == [1.0, 2.0]
    assert table["rank"].isna()[2:].all()
    assert (table["kind"][4:] == "reference").all()
    assert tuple(table.columns) == route_comparison.COLUMNS


def test_ranks_carry_paired_standard_errors(table):
    first, second = row(table, "peninsular"), row(table, "direct")
    assert (first["difference_to_cheapest"], first["difference_se"], first["distinct"]) == (0.0, 0.0, False)
    more = second["required_price"] - first["required_price"]
    assert second["difference_to_cheapest"] == pytest.approx(more, rel=1e-9)
    assert second["difference_se"] > 0.0
    text, = differences(table)
    assert f"direct {second['difference_to_cheapest']:+.1f} ± {second['difference_se']:.1f}" in text
    assert ("not distinct)" in text) == (not second["distinct"])
    assert differences(table.head(1)) == []


def test_a_difference_within_its_error_is_not_distinct():
    years = pd.Series([[300.0, 310.0, 305.0], [301.0, 308.0, 306.5], [320.0, 331.0, 324.0]])
    (_, _, same), (_, _, close), (mean, error, far) = route_comparison._differences(years)
    assert (same, close, far) == (False, False, True)
    assert mean == pytest.approx(20.0)
    assert error == pytest.approx(np.std([20.0, 21.0, 19.0], ddof=1) / math.sqrt(3))


def test_a_candidate_has_the_figures_of_its_run(table):
    found, run = row(table, "direct"), figures(link__lives=50)
    for column, key in (("required_price", "required_price"), ("life_availability", "life_availability"),
                        ("mean_loss", "link_loss_fraction"), ("cable_repairs_per_year", "cable_faults"),
                        ("required_price_p90", "required_price_p90"), ("delivered_gwh", "delivered_energy")):
        assert found[column] == pytest.approx(run[key], rel=1e-9)
    assert found["required_price_p10"] < found["required_price_p90"]


@pytest.mark.parametrize("name", ["direct", "peninsular", "peninsular_sumatra"])
def test_lengths_and_costs_add_up(table, name):
    found = row(table, name)
    waters = sum(found[f"km_{country}"] for country in (*route_comparison.COUNTRIES, "other"))
    assert waters == pytest.approx(found["length_km"], rel=1e-9)
    assert found["jurisdictions"] == len(found["permits"].split(", "))
    assert found["capex_usd_million"] == pytest.approx(
        found["capex_cable_usd_million"] + found["capex_converters_usd_million"])
    assert found["link_capex_dea_2025_usd_million"] == pytest.approx(found["capex_usd_million"], rel=1e-6)   # as base
    assert found["link_capex_pre_2022_usd_million"] < found["link_capex_contracts_2023_25_usd_million"] \
        < found["link_capex_dea_2025_usd_million"]
    assert 0.0 < found["loss_at_half_load"] < found["loss_at_full_load"] < 0.06
    assert found["full_load_ka"] < found["ampacity_ka"]
    assert found["load_factor"] == pytest.approx(1e3 * found["delivered_gwh"] / found["power_mw"] / 8760.0, rel=1e-6)
    assert found["transport_cost"] > 0


def test_what_is_wheeled_and_what_is_not_known_is_told(table):
    direct, wheeled = row(table, "direct"), row(table, "peninsular")
    assert (wheeled["wheeled_mw"], wheeled["wheeling_charge_usd_per_mwh"]) == (1350.0, 10.0)
    assert math.isnan(direct["wheeled_mw"])
    assert math.isnan(direct["cables_crossed"])   # no file of cables
    assert direct["cable_capex_usd_per_mw_km"] == pytest.approx(
        1e6 * direct["capex_cable_usd_million"] / 1200.0 / direct["length_km"])


def test_a_planned_link_has_no_price_and_says_why(table):
    found = row(table, "peninsular_sumatra")
    assert math.isnan(found["required_price"])
    assert found["status"] == "no farm"
    assert found["error"] == ("a link with a power of its own (power_mw): compared as an interconnector, without farm "
                              "and finance")
    assert found["power_mw"] == 600.0
    assert found["cable_repairs_per_year"] > 0


def test_a_route_that_cannot_be_is_kept_with_its_reason(table):
    found = row(table, "nowhere")
    assert found["status"] == "failed"
    assert found["error"].startswith("route = 'nowhere': must be a TOML or GIS file, a table, or one of ")
    assert "nowhere" not in table.attrs["lines"]


def test_the_cheaper_and_more_available_route_beats_the_other(table):
    assert row(table, "peninsular")["pareto"] is True
    assert row(table, "direct")["pareto"] is False


def test_the_edge_equals_a_count_of_all_pairs():
    random = np.random.default_rng(3)
    price = np.r_[random.integers(250, 270, 39).astype(float), np.nan]
    found = pd.DataFrame({"name": range(40), "required_price": price,
                          "life_availability": random.integers(80, 95, 40) / 100.0, "rank": np.nan, "pareto": np.nan})
    route_comparison._judge(found)
    for one in found.iloc[:39].itertuples():
        beaten = any(o.required_price <= one.required_price and o.life_availability >= one.life_availability
                     and (o.required_price < one.required_price or o.life_availability > one.life_availability)
                     for o in found.iloc[:39].itertuples())
        assert one.pareto is (not beaten)
    assert math.isnan(found["pareto"].iloc[39])


def test_a_family_of_planned_routes_has_one_name():
    assert route_file.several(["direct", "asean", "asean/singapore_vietnam"]) == ["direct", *route_file.planned()]
    assert route_file.several() == route_file.shipped()


def test_a_route_that_begins_far_from_the_farm_is_no_candidate(tmp_path):
    far = tmp_path / "far.toml"
    far.write_text('name = "far"\ndescription = "d"\nlanding = "l"\nsource = "s"\nstatus = "assumed"\n'
                   'load_factor = 0.9\npoints_deg = [[6.0, 105.5], [2.0, 104.6]]\n', encoding="utf-8")
    found = row(route_comparison.compare_routes([far], overrides=QUICK), "far")
    assert found["kind"] == "interconnector"
    assert found["error"].startswith("its nearer end lies 4")
    assert found["load_factor"] > 0.75


@pytest.mark.parametrize(("key", "value"), [("power_mw", 0), ("power_mw", "1"), ("load_factor", 1.2),
                                            ("load_factor", True)])
def test_numbers_of_a_route_have_bounds(tmp_path, key, value):
    text = value if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value).lower()
    text = f'"{value}"' if isinstance(value, str) else text
    (tmp_path / "r.toml").write_text(f'name = "r"\ndescription = "d"\nlanding = "l"\nsource = "s"\nstatus = "assumed"\n'
                                     f"{key} = {text}\npoints_deg = [[6.0, 105.5], [2.0, 104.6]]\n", encoding="utf-8")
    with pytest.raises(SundalinkError, match=f"{key} = .*must be a number above 0, at most"):
        route_file.read(tmp_path / "r.toml")


def test_where_no_route_can_be_one_error_says_why(tmp_path):
    with pytest.raises(SundalinkError, match="no route could be run:\nnowhere: route = 'nowhere'"):
        route_comparison.compare_routes(["nowhere"], overrides=QUICK)


def test_a_broken_chart_is_told_before_any_run(tmp_path):
    (tmp_path / "z.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(SundalinkError, match=r"zones file .* must be a readable GeoJSON") as fault:
        route_comparison.compare_routes(["direct"], overrides={"route.waters_file": str(tmp_path / "z.geojson")})
    assert fault.value.status == 2
