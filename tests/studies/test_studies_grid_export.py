"""The export settled in three forms: the same energies where it moves no price, and less the more others answer."""

import pytest
from small_grid import small

from sim.case.grid import build_grid_case, run_grid_case
from sim.errors import SundalinkError
from sim.studies.grid_export import settle_export


def test_without_the_project_there_is_nothing_to_settle():
    with pytest.raises(SundalinkError, match=r"project\.mode = 'out': must be 'hub'"):
        settle_export(small())


@pytest.mark.slow
def test_three_forms():
    rows = {row.form: row for row in settle_export(small(project__mode="hub", project__local="TH"))}
    assert rows["price_taker"].revenue >= rows["residual"].revenue - 1e-6
    assert rows["residual"].mean_price <= rows["price_taker"].mean_price + 1e-9
    for row in rows.values():
        assert row.delivered > 0
        assert row.price == pytest.approx(1e3 * row.revenue / row.delivered)


@pytest.mark.slow
def test_a_tee_is_a_node_of_the_grid():
    s = small(project__mode="hub", project__local="TH", project__lands="TH", project__scenario="malaysia_tee")
    case = build_grid_case(s)
    year, found = case.years[0], run_grid_case(case).solutions[0]
    lines = {name: n for n, name in enumerate(year.corridors.name)}
    assert case.zones[-2:] == ("HUB", "TEE")
    ends = [(case.zones[year.corridors.origin[lines[name]]], case.zones[year.corridors.destination[lines[name]]])
            for name in ("project", "project_onward", "project_spur")]
    assert ends == [("HUB", "TEE"), ("TEE", "SG"), ("TEE", "TH")]
    brought, onward, spur = (found.received[:, 0, lines["project"]], found.sent[:, 0, lines["project_onward"]],
                             found.sent[:, 0, lines["project_spur"]])
    assert brought == pytest.approx(onward + spur, abs=1e-6 * brought.max())
    received = [case.project.legs[n].capacity.max() * (1 - case.project.legs[n].loss.mean()) for n in (1, 2)]
    assert received == pytest.approx([2000.0, 700.0], rel=0.02)   # ratings of the single case
    rows = {row.form: row for row in settle_export(s)}
    assert rows["two_way"].landed == pytest.approx(found.received[:, 0, lines["project_spur"]].sum() / 1e3 * 365 / 2)
    assert rows["price_taker"].revenue >= rows["residual"].revenue


def test_a_spur_lands_in_a_zone():
    with pytest.raises(SundalinkError, match=r"project\.lands = 'PMY': must be one of LA, SG, TH"):
        build_grid_case(small(project__mode="hub", project__local="TH", project__scenario="malaysia_tee"))
