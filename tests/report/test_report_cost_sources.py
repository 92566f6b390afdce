"""How published money becomes USD of 2025, step by step."""

import pytest

from sim.errors import SundalinkError
from sim.inputs import cost_data, sourced_table
from sim.report import cost_sources


def test_the_steps_give_the_cost():
    """Published value, times the index of 2025 over that of its year, over what a dollar costs."""
    for key, row in sourced_table.rows("costs").items():
        if not row.currency:
            continue
        step = cost_data.chain("costs", key)
        assert row.value * step.index_now / step.index_then / step.exchange == pytest.approx(step.usd2025, rel=1e-9)
        assert step.usd2025 == cost_data.cost("costs", key)


def test_rows_show_index_and_exchange_rate():
    (row,) = cost_sources.listed("dc_submarine_acer_2023_q3")
    cells = dict(zip(cost_sources.HEADER, row, strict=True))
    assert cells["published"] == "741"
    assert cells["unit"] == "EUR/MW/km"
    assert cells["price index, then > 2025"].startswith("EUR ")
    assert " > " in cells["price index, then > 2025"]
    assert cells["currency per USD"].startswith("EUR 0.")
    assert float(cells["USD of 2025"].replace(",", "")) == pytest.approx(
        cost_data.cost("costs", "dc_submarine_acer_2023_q3"), abs=0.5)


def test_every_row_has_a_source():
    assert len(cost_sources.listed()) > 30
    assert all(len(row) == len(cost_sources.HEADER) and row[-1] and row[-2] for row in cost_sources.listed())


def test_a_word_that_no_key_has():
    with pytest.raises(SundalinkError, match="costs dc_submarin_dea: no cost row"):
        cost_sources.listed("dc_submarin_dea")


def test_a_case_shows_what_it_stands_on_and_the_vintages(make):
    rows = cost_sources.used(make(hours=False))
    names = [row[0] for row in rows]
    for name in ("cost.cable", "cost.converters", "cost.farm", "cable, contracts before 2022", "stations, DEA 2025"):
        assert name in names
    assert len(rows) == len(set(names))
    assert all(len(row) == len(cost_sources.HEADER) for row in rows)
