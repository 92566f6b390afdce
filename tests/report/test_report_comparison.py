"""Two sweeps beside each other: keys that differ, paired figures, and the page."""

import json

import pytest
import sweep_stub
from small_case import dataset, figures, scenario

from sim.errors import SundalinkError
from sim.report.comparison import _texts, compared, page, plain, rows
from sim.results.files import save
from sim.studies.sweep import sweep


def test_two_sweeps_are_paired_case_by_case(tmp_path):
    for name, wacc in (("a", 0.08), ("b", 0.09)):
        sweep({"extends": "base", "contract": {"price": 230.0}, "finance": {"wacc": wacc},
               "sweep": {"grid": {"storage.power_mw": [0.0, 200.0], "seed": [1, 2, 3]}}}, tmp_path / name, threads=1,
              figures=sweep_stub.figures)
    found = compared(tmp_path / "a", tmp_path / "b")
    assert found.keys == [("finance.wacc", 0.08, 0.09)]
    price = next(f for f in found.figures if f.name == "required_price")
    assert price.second - price.first == pytest.approx(1.0)
    assert price.standard_error == pytest.approx(0.0, abs=1e-9)
    assert price.pairs == 6
    assert {part for part, *_ in found.parts} == {"farm", "cable"}
    assert json.loads(json.dumps(plain(found), allow_nan=False))["keys"][0]["b"] == 0.09
    titles = [title for title, *_ in rows(found)]
    assert titles[0] == "Keys that differ"
    text = page(found)
    assert "finance.wacc" in text
    assert "data:image/svg+xml;base64," in text
    (tmp_path / "empty").mkdir()
    with pytest.raises(SundalinkError, match="one is a sweep and the other is a run"):
        compared(tmp_path / "a", tmp_path / "empty")
    with pytest.raises(SundalinkError, match="nowhere: no such folder"):
        compared(tmp_path / "a", tmp_path / "nowhere")


def test_two_runs_are_paired_year_by_year(tmp_path):
    for name, power in (("none", 0.0), ("some", 200.0)):
        changes = {"storage__power_mw": power, "storage__energy_mwh": 4.0 * power, "contract__price": 340.0}
        save(tmp_path / name, dataset(**changes), figures(**changes), scenario(**changes))
    found = {figure.name: figure for figure in compared(tmp_path / "none", tmp_path / "some").figures}
    price = found["required_price"]
    assert price.pairs == 2
    single = figures(**changes)["required_price_se"]
    assert 0.0 < price.standard_error < single   # what the same weather does to both cancels


def test_tables_of_a_list_are_shown_by_their_names():
    rows = [{"name": "bank", "share": 0.6}, {"name": "agency", "share": 0.4}]
    assert _texts([], rows) == ["none", "bank, agency"]
    first, second = _texts(rows, [{**rows[0], "share": 0.5}, rows[1]])
    assert first != second
    assert "0.5" in second
