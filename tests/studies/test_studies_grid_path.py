"""The region's path: each year is the run of that year, and the line goes straight to zero."""

import pytest
from small_grid import data, tables

from sim.errors import SundalinkError
from sim.report.grid_page import PATH_ROWS, path_page
from sim.report.plots.grid_path import grid_path
from sim.studies.grid_path import region_path


def test_years_are_those_of_single_runs_and_the_line_is_straight():
    path = region_path(tables(), (2030, 2035), zero=2050)
    single = data()
    year = float(single.emissions.sum()) * float(single.attrs["period_h"]) * 365 / 2 / 1e6
    assert path.table.emissions_mtco2[2030] == pytest.approx(year)
    assert path.table.line_mtco2[2035] == pytest.approx(0.75 * path.table.emissions_mtco2[2030])
    assert path.emissions.loc[2035].sum() == pytest.approx(path.table.emissions_mtco2[2035])
    assert path.table.demand_twh[2035] > path.table.demand_twh[2030]
    figure = grid_path(path)
    assert "2030" in figure.get_label()
    figure.draw_without_rendering()
    assert {"2030", "2040", "2050"} <= {label.get_text() for label in figure.axes[1].get_xticklabels()}
    assert all(label.get_text().isdigit() for label in figure.axes[1].get_xticklabels())
    text = path_page(path, "Path of small")
    assert text.count("<figure") == 1
    assert "Emissions above that line, MtCO2" in text
    assert set(PATH_ROWS) == set(path.table.columns)


@pytest.mark.parametrize(("years", "zero", "text"), [
    ((2040, 2030), 2050, "years of the path: 2040, 2030: must rise"), ((), 2050, "none: must rise"),
    ((2030,), 2030, "must be after the first year")])
def test_a_path_goes_forward(years, zero, text):
    with pytest.raises(SundalinkError, match=text):
        region_path(tables(), years, zero=zero)
