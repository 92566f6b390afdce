"""The comparison of routes as rows, files and pictures."""

import io

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from sim.analysis.reference_links import references
from sim.cli import routes
from sim.errors import SundalinkError
from sim.report.plots.catalogue import encoded
from sim.report.plots.route_choice import agreement, costs_plot, pareto_plot, residuals_plot
from sim.report.plots.route_comparison import routes_map, routes_plot
from sim.report.route_comparison import COLUMNS, COURSE, FILES, LINKS, aside, printed, reasons, save_routes, shown
from sim.studies import route_comparison


def row(name, kind, **values):
    """A row of the comparison; what is not given is not known."""
    texts = {"name": name, "kind": kind, "status": "in service" if kind == "reference" else "ok", "error": "",
             "model_vintage": "", "permits": "", "limiting_segment": "landfall"}
    return dict.fromkeys(route_comparison.COLUMNS, np.nan) | texts | values


def comparison(candidates=2, fails=()):
    """Candidates and four links, one of them very long."""
    rows, lines = [], {}
    for index in range(candidates):
        name, length = f"route {index}", 1000.0 + 60 * index
        if index in fails:
            rows.append(row(name, "candidate", status="failed", error="crosses land"))
            continue
        rows.append(row(name, "candidate", length_km=length, great_circle_ratio=1.03, max_depth_m=82.0,
                        voltage_kv=525.0, power_mw=1200.0, loss_at_full_load=0.041, mean_loss=0.039, availability=0.92,
                        capex_usd_million=5600.0, cable_capex_usd_per_mw_km=3600.0, delivered_gwh=6000.0,
                        required_price=280.0 + index, rank=index + 1.0, transport_cost=98.0 + index,
                        life_availability=0.91 - 0.01 * index, p90_life_availability=0.85,
                        p10_life_availability=0.96, required_price_p10=220.0, required_price_p90=330.0,
                        pareto=index == 0, cable_repairs_per_year=0.5, capex_cable_usd_million=4700.0,
                        capex_converters_usd_million=900.0, link_capex_pre_2022_usd_million=3100.0,
                        link_capex_contracts_2023_25_usd_million=3900.0, link_capex_dea_2025_usd_million=5600.0))
        lines[name] = (np.array([10.35, 6.0, 1.35]), np.array([107.1, 105.5 + index, 104.05]), np.arange(3),
                       np.arange(3))
    rows += [row("NorNed", "reference", length_km=580.0, power_mw=700.0, published_loss=0.032, capex_usd_million=960.0,
                 model_loss=0.046, loss_residual=0.014, model_capex_usd_million=1080.0, capex_residual=0.125,
                 model_vintage="pre_2022", voltage_kv=450.0, cable_repairs_per_year=0.23),
             row("Unknown", "reference", length_km=300.0, power_mw=500.0),
             row("Cable only", "reference", length_km=500.0, power_mw=2000.0, capex_usd_million=2100.0,
                 cable_capex_usd_per_mw_km=2100.0, status="planned"),
             row("Very long", "reference", length_km=4250.0, power_mw=1750.0, capex_usd_million=2e4)]
    table = pd.DataFrame(rows)
    table.attrs["lines"] = lines
    return table


def plan(name, length):
    """A link without the farm, with a line on the map."""
    return row(name, "interconnector", length_km=length, power_mw=1000.0, life_availability=0.93, transport_cost=52.0,
               p90_life_availability=0.89, p10_life_availability=0.97, loss_at_full_load=0.03, status="no farm",
               error="has power_mw of its own", capex_usd_million=3000.0, capex_cable_usd_million=2300.0,
               capex_converters_usd_million=700.0, link_capex_pre_2022_usd_million=1700.0,
               link_capex_contracts_2023_25_usd_million=2200.0, link_capex_dea_2025_usd_million=3000.0)


def mixed(candidates=2):
    """A comparison with planned links after the candidates."""
    table = comparison(candidates)
    lines = table.attrs["lines"]
    plans = pd.DataFrame([plan("plan a", 700.0), plan("plan b", 110.0)])
    both = pd.concat([table.iloc[:candidates], plans, table.iloc[candidates:]], ignore_index=True)
    both.attrs["lines"] = lines | {f"plan {x}": (np.array([10.0, 6.0, 2.0]), np.array([103.5, 104.0, 104.2]),
                                                 np.arange(3), np.arange(3)) for x in "ab"}
    return both


def test_rows_have_a_cell_for_each_column():
    rows = shown(comparison())
    assert all(len(cells) == len(COLUMNS) and all(isinstance(cell, str) for cell in cells) for cells in rows)
    assert rows[0] == ["1", "route 0", "1,000", "4.1", "3.9", "91.0", "5.60", "98.0", "280.0", "yes"]
    assert shown(comparison(), LINKS)[2] == ["NorNed", "580", "700", "3.2", "4.6", "0.96", "1.08", "12", "<2022"]


def test_what_is_printed_has_our_routes_first_and_links_of_others_last():
    (_, header, own), (_, more, details), (_, _, ways), (_, _, links) = printed(mixed())
    assert len(ways) == len(own)
    assert [cells[1] for cells in own] == ["route 0", "route 1", "plan a", "plan b"]
    assert [cells[0] for cells in links] == ["NorNed", "Unknown", "Cable only", "Very long"]
    for names, rows in ((header, own), (more, details)):
        assert all(len(cells) == len(names) for cells in rows)
    at = header.index("price")
    assert [cells[at] for cells in own] == ["280.0", "281.0", "–", "–"]


def test_the_reason_for_no_price_is_told_once():
    assert reasons(mixed()) == ["plan a, plan b: has power_mw of its own"]
    assert reasons(comparison()) == []


def test_a_failed_route_says_why():
    assert reasons(comparison(fails=(1,))) == ["route 1: crosses land"]
    assert shown(comparison(fails=(1,)))[1][2] == "–"


def test_a_column_that_is_missing_is_a_dash():
    assert shown(comparison().drop(columns="loss_at_full_load"))[0][3] == "–"


def test_all_that_is_printed_fits_into_80_columns(monkeypatch):
    """The real links with the longest names, every figure whole, and nothing cut."""
    candidates = comparison(3).assign(wheeled_mw=1350.0, wheeling_charge_usd_per_mwh=10.0)
    table = pd.concat([candidates[candidates["kind"] == "candidate"], pd.DataFrame(references())], ignore_index=True)
    table.loc[0, "permits"] = "vietnam 468 km, indonesia 328 km, malaysia 264 km, singapore 19 km"
    table.loc[[0, 1, 2], "name"] = "peninsular"
    monkeypatch.setattr(routes, "OUT", Console(width=80, file=io.StringIO(), highlight=False))
    routes._print_routes(table)
    text = routes.OUT.file.getvalue()
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 80
    for word in ("Australia-Asia PowerLink", "Great Sea Interconnector*", "4,250", "peninsular (wheeled)", "280.0"):
        assert word in text


def test_a_wheeled_route_is_said_to_be_one_wherever_it_is_first():
    """Its grid is neither built nor failing in the figures: every place that ranks it says so."""
    table = comparison()
    assert aside(table) == []
    assert not any("wheeled" in draw(table).get_label() for draw in (routes_map, routes_plot, pareto_plot, costs_plot))
    table.loc[0, ["wheeled_mw", "wheeling_charge_usd_per_mwh"]] = 1350.0, 10.0
    first = printed(table)[0]
    assert "route 0 (wheeled): ends at the grid" in first[0].replace("\n", " ")
    assert "carries 1,350 MW" in first[0].replace("\n", " ")
    assert [cells[1] for cells in first[2]] == ["route 0 (wheeled)", "route 1"]
    assert routes_map(table).get_label() == ("Of 2 routes route 0 (wheeled) needs the lowest price, 280 USD/MWh, "
                                             "over 1,000 km; cheapest with a cable over the full distance: route 1, "
                                             "281")
    assert routes_map(table).legends[0].get_texts()[0].get_text().startswith("route 0 (wheeled), 1,000 km")
    assert "(wheeled) is the cheapest candidate" in pareto_plot(table).get_label()
    assert pareto_plot(table).get_label().endswith("over the full distance: route 1, 281")
    assert "third country's grid without cost or outages" in pareto_plot(table).axes[0].get_title(loc="left")
    assert "(wheeled, 1,000 km)" in routes_plot(table).get_label()
    assert "route 0 (wheeled), 1,000 km, 1,200 MW" in [
        text.get_text() for text in costs_plot(table).axes[0].get_yticklabels()]


def test_cables_crossed_are_a_dash_where_none_are_known():
    table = comparison()
    column = list(COURSE).index("cables_crossed")
    assert shown(table, COURSE)[0][column] == "–"
    assert shown(table.assign(cables_crossed=0.0), COURSE)[0][column] == "0"


def test_links_that_made_a_price_level_are_marked_and_left_out_of_the_second_share():
    table = comparison()
    more = [row(f"made {i}", "reference", length_km=500.0, capex_usd_million=1000.0, model_capex_usd_million=1100.0,
                capex_residual=0.1, model_vintage="pre_2022", used_for_cost_levels=True) for i in range(3)]
    far = row("far", "reference", length_km=500.0, capex_usd_million=1000.0, model_capex_usd_million=2000.0,
              capex_residual=1.0, model_vintage="pre_2022", used_for_cost_levels=False)
    table = pd.concat([table, pd.DataFrame([*more, far])], ignore_index=True)
    assert agreement(table).endswith("for 80 % of 5 links; 3 of them made these levels: 50 % of the other 2")
    figure = residuals_plot(table)
    assert figure.get_label() == agreement(table)
    names = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert sum("*" in name for name in names) == 3
    ring = next(line for line in figure.axes[0].lines if "used to derive a price level" in str(line.get_label()))
    assert list(ring.get_xdata()) == [pytest.approx(10.0)] * 3
    assert [cells[0] for cells in shown(table, LINKS)[-4:]] == ["made 0*", "made 1*", "made 2*", "far"]
    assert "50 % of the other 2" in printed(table)[-1][0].replace("\n", " ")


def test_files_are_written(tmp_path):
    save_routes(comparison(), tmp_path / "routes")
    assert sorted(p.name for p in (tmp_path / "routes").iterdir()) == sorted(FILES)
    back = pd.read_csv(tmp_path / "routes" / "routes.csv")
    assert list(back["name"]) == list(comparison()["name"])


def test_a_file_in_the_way_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SundalinkError, match="cannot be written"):
        save_routes(comparison(), tmp_path / "file")


@pytest.mark.parametrize(("candidates", "fails"), [(1, ()), (2, (0,)), (9, ()), (1, (0,))])
def test_pictures_draw(candidates, fails):
    table = comparison(candidates, fails)
    for draw in (routes_map, routes_plot, pareto_plot, costs_plot, residuals_plot):
        assert encoded(draw(table), "png")


def test_pictures_draw_planned_links_with_and_without_candidates():
    for table in (mixed(), mixed(0)):
        for draw in (routes_map, routes_plot, pareto_plot, costs_plot):
            assert encoded(draw(table), "png")
    assert "shortest, plan b, has 110 km" in routes_map(mixed(0)).get_label()
    assert "plan a is the cheapest link" in pareto_plot(mixed(0)).get_label()
    assert len(pareto_plot(mixed()).axes) == 2
    assert len(pareto_plot(mixed(0)).axes) == 1


def test_planned_links_are_told_apart_on_the_map():
    names = [text.get_text() for text in routes_map(mixed()).legends[0].get_texts()]
    assert names == ["route 0, 1,000 km, 280 USD/MWh", "route 1, 1,060 km, 281 USD/MWh", "c  plan a, 700 km, 1,000 MW",
                     "d  plan b, 110 km, 1,000 MW"]


def test_the_pareto_plot_names_those_that_none_beats():
    table = comparison()
    assert pareto_plot(table).get_label() == (
        "route 0 is the cheapest candidate, 280 USD/MWh, and the most often in service, 91.0 % of a life")
    table.loc[1, ["pareto", "life_availability"]] = [True, 0.95]
    assert pareto_plot(table).get_label().startswith("route 0, route 1: no other candidate")


def test_the_edge_of_the_pareto_plot_falls_with_price():
    """Along the edge a lower price is bought with less time in service."""
    table = comparison(3)
    table.loc[[0, 1, 2], "life_availability"] = [0.90, 0.92, 0.89]
    step = next(line for line in pareto_plot(table).axes[0].lines if line.get_linestyle() == "--")
    assert sorted(set(np.round(step.get_xdata(), 6))) == [90.0, 92.0]
    assert set(step.get_ydata()) == {280.0, 281.0}


def test_residuals_tell_how_many_links_are_near():
    assert "100 % of 1 links" in residuals_plot(comparison()).get_label()
    assert "NorNed: 0.96 > 1.08" in [text.get_text() for text in residuals_plot(comparison()).axes[0].get_yticklabels()]


def test_the_plot_states_the_best_candidate_beside_what_is_built():
    assert routes_plot(comparison()).get_label() == (
        "The cheapest candidate, route 0 (1,000 km), loses 4.1 % at full load and is 1.72 times as long as NorNed")


def test_links_outside_the_frame_are_named():
    right = routes_plot(comparison()).axes[1]
    assert any("Very long (4,250 km)" in text.get_text() for text in right.texts)


def test_labels_do_not_cover_each_other():
    figure = routes_plot(comparison(candidates=3))
    for axes in [*figure.axes, *pareto_plot(mixed(3)).axes]:
        boxes = [text.get_window_extent() for text in axes.texts if "\n" not in text.get_text()]
        for index, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:index])
