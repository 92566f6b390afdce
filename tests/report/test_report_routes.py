"""The comparison of routes as rows, files and pictures."""

import numpy as np
import pandas as pd
import pytest

from sim.errors import SundalinkError
from sim.report.plot_routes import routes_map, routes_plot
from sim.report.plots import encoded
from sim.report.routes import COLUMNS, save_routes, shown


def row(name, kind, **values):
    """A row of the comparison; what is not given is not known."""
    known = {"length_km", "great_circle_ratio", "max_depth_m", "voltage_kv", "power_mw", "loss_full", "loss_energy",
             "published_loss", "availability", "capex_usd_million", "capex_usd_per_mw_km", "delivered_gwh",
             "required_price"}
    return {"name": name, "kind": kind, "status": "in service" if kind == "reference" else "ok", "error": ""} \
        | dict.fromkeys(known, np.nan) | values


def comparison(candidates=2, fails=()):
    """Candidates and four links, one of them very long."""
    rows, lines = [], {}
    for index in range(candidates):
        name, length = f"route {index}", 1000.0 + 60 * index
        if index in fails:
            rows.append(row(name, "candidate", status="failed", error="crosses land"))
            continue
        rows.append(row(name, "candidate", length_km=length, great_circle_ratio=1.03, max_depth_m=82.0,
                        voltage_kv=525.0, power_mw=1200.0, loss_full=0.041, loss_energy=0.039, availability=0.92,
                        capex_usd_million=5600.0, capex_usd_per_mw_km=3600.0, delivered_gwh=6000.0,
                        required_price=280.0 + index))
        lines[name] = (np.array([10.35, 6.0, 1.35]), np.array([107.1, 105.5 + index, 104.05]), np.arange(3),
                       np.arange(3))
    rows += [row("NorNed", "reference", length_km=580.0, power_mw=700.0, published_loss=0.032, capex_usd_million=960.0),
             row("Unknown", "reference", length_km=300.0, power_mw=500.0),
             row("Cable only", "reference", length_km=500.0, power_mw=2000.0, capex_usd_million=2100.0,
                 capex_usd_per_mw_km=2100.0, status="planned"),
             row("Very long", "reference", length_km=4250.0, power_mw=1750.0, capex_usd_million=2e4)]
    table = pd.DataFrame(rows)
    table.attrs["lines"] = lines
    return table


def test_rows_have_a_cell_for_each_column():
    rows = shown(comparison())
    assert all(len(cells) == len(COLUMNS) and all(isinstance(cell, str) for cell in cells) for cells in rows)
    assert rows[0] == ["route 0", "1,000", "82", "525", "1,200", "4.1", "3.9", "5.60", "280.0", "ok"]
    assert rows[2] == ["NorNed", "580", "–", "–", "700", "3.2", "–", "0.96", "–", "in service"]


def test_a_failed_route_says_why():
    cells = shown(comparison(fails=(1,)))[1]
    assert cells[-1] == "failed: crosses land"
    assert cells[1] == "–"


def test_a_column_that_is_missing_is_a_dash():
    assert shown(comparison().drop(columns="max_depth_m"))[0][2] == "–"


def test_files_are_written(tmp_path):
    save_routes(comparison(), tmp_path / "routes")
    assert sorted(p.name for p in (tmp_path / "routes").iterdir()) == ["routes.csv", "routes_map.png",
                                                                        "routes_plot.png"]
    back = pd.read_csv(tmp_path / "routes" / "routes.csv")
    assert list(back["name"]) == list(comparison()["name"])


def test_a_file_in_the_way_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SundalinkError, match="cannot be written"):
        save_routes(comparison(), tmp_path / "file")


@pytest.mark.parametrize(("candidates", "fails"), [(1, ()), (2, (0,)), (9, ()), (1, (0,))])
def test_pictures_draw(candidates, fails):
    table = comparison(candidates, fails)
    assert encoded(routes_map(table), "png")
    assert encoded(routes_plot(table), "png")


def test_the_plot_states_the_best_candidate_beside_what_is_built():
    assert routes_plot(comparison()).get_label() == (
        "The best candidate, route 0 (1,000 km), loses 4.1 % at full load and is 1.72 times as long as NorNed")


def test_links_outside_the_frame_are_named():
    right = routes_plot(comparison()).axes[1]
    assert any("Very long (4,250 km)" in text.get_text() for text in right.texts)


def test_labels_do_not_cover_each_other():
    figure = routes_plot(comparison(candidates=3))
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts if "\n" not in text.get_text()]
        for index, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:index])
