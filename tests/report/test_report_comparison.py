"""Two sweeps beside each other: keys that differ, paired figures, and the page."""

import json

import pytest
import sweep_stub

from sim.errors import SundalinkError
from sim.report.comparison import compared, page, plain, rows
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
