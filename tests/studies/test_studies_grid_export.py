"""The export settled in three forms: the same energies where it moves no price, and less the more others answer."""

import pytest
from small_grid import small

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
