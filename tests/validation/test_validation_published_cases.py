"""The published cases: every asserted one is reproduced, and a wrong model is seen."""

import json
import warnings
from functools import cache

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.farm import wake
from sim.link import cable, converter
from sim.validation import verdicts
from sim.validation.published_cases import published

CASES = {case.id: case for case in published()}
ASSERTED = [name for name, case in CASES.items() if case.asserted]
MODEL = verdicts.model   # a test puts `modelled` in its place


@cache
def modelled(name):
    """What the program gives for a case as it is."""
    return MODEL(CASES[name])


@pytest.mark.parametrize("name", ASSERTED)
def test_the_program_reproduces_the_case(name):
    found = verdicts.row(CASES[name], modelled(name))
    assert found.verdict == "ok", f"{found.shown}, published {found.published} {found.tolerance} {found.unit}"


@pytest.mark.parametrize("name", [name for name in CASES if name not in ASSERTED])
def test_what_is_not_asserted_is_shown_with_a_number(name):
    found = verdicts.row(CASES[name], modelled(name))
    assert found.verdict == "shown"
    assert np.isfinite(np.concatenate([np.atleast_1d(v) for v in found.values])).all()


def test_all_cases_run_in_order_with_their_sources(monkeypatch):
    monkeypatch.setattr(verdicts, "model", lambda case: modelled(case.id))
    rows = verdicts.validate()
    assert [r.id for r in rows] == sorted(CASES)
    assert all(isinstance(text, str) and text for r in rows for text in r[:-2])
    assert {"norned-market-loss", "matacdc-converter", "copper-90-degc", "hvac-220-charging", "iea37-16",
            "iea37-16-jensen", "iea37-16-bastankhah", "turbopark-row", "iea15-weibull", "pypsa-eur-dc",
            "copper-ampacity", "base-525-2000", "too-hot-320-1600", "cable-weight", "cross-525-1600", "cross-320-2500",
            "tennet-2gw-stations", "celtic-dea-2025", "gb-outages", "gb-outage-mean", "gb-outage-median",
            "nemo-availability", "nemo-median", "nemo-outages", "repair-mean"} <= {
                r.id for r in rows if r.verdict == "ok"}


@pytest.mark.parametrize("name", ASSERTED)
@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan])
def test_a_wrong_value_fails(name, wrong):
    case = CASES[name]
    assert verdicts.row(case, (wrong,) * len(case.names)).verdict == "FAILS"


@pytest.mark.parametrize(("rule", "tolerance", "good", "bad"), [
    ("relative", 0.01, [101.0, 99.0, (99.5, 100.5)], [101.1, 98.9, (99.5, 101.5)]),
    ("absolute", 0.5, [100.5, 99.5], [100.6, 99.4]),
    ("contained", 0.0, [(90.0, 110.0), (100.0, 100.0)], [(90.0, 99.0), (101.0, 110.0), (np.nan, np.nan)]),
    ("contained", 2.0, [(90.0, 98.0)], [(90.0, 97.9)]),
    ("at least", 0.0, [100.0, 1e6, (100.0, 101.0)], [99.9, (99.0, 101.0)]),
])
def test_each_rule_at_its_limit(rule, tolerance, good, bad):
    case = CASES["iea15-weibull"]._replace(published=(100.0,), rule=rule, tolerance=tolerance)
    assert {verdicts.row(case, (value,)).verdict for value in good} == {"ok"}
    assert {verdicts.row(case, (value,)).verdict for value in bad} == {"FAILS"}


def breach(monkeypatch, room, table, name, factor):
    """Make one model of the program wrong by a factor."""
    right = getattr(room, table)[name]
    monkeypatch.setitem(getattr(room, table), name, lambda *args, **kwargs: factor * right(*args, **kwargs))


def test_a_wrong_model_is_seen(monkeypatch):
    breach(monkeypatch, wake, "MODELS", "iea37_simple", 1 + 2e-9)
    breach(monkeypatch, wake, "MODELS", "turbopark2022", 1 + 2e-5)
    breach(monkeypatch, converter, "MODELS", "lcc", 2.0)
    breach(monkeypatch, converter, "MODELS", "quadratic", 1.5)
    monkeypatch.setitem(cable.COEFFICIENT, "copper", 0.0045)
    rows = {r.id: r.verdict for r in verdicts.validate()}
    wrong = {"iea37-16", "iea37-36", "iea37-64", "turbopark-row", "norned-market-loss", "base-525-2000",
             "copper-90-degc", "cross-320-2500", "cross-525-1600"}
    assert {name for name, verdict in rows.items() if verdict == "FAILS"} == wrong


def test_a_hot_link_that_is_let_through_fails(monkeypatch):
    case = CASES["too-hot-320-1600"]
    monkeypatch.setattr("sim.link.thermal._check_heat", lambda *args: None)
    assert verdicts.row(case, verdicts.model(case)).verdict == "FAILS"


def test_another_refusal_is_not_taken_for_heat():
    case = CASES["too-hot-320-1600"]
    with pytest.raises(SundalinkError, match="link voltage"):
        verdicts.model(case._replace(inputs={**case.inputs, "voltage_kv": 525.0}))


def test_an_unknown_check_and_wrong_words_are_refused():
    case = CASES["iea37-16"]
    with pytest.raises(SundalinkError, match=r"what = alchemy: must be one of ampacity, .*wake_aep"):
        verdicts.validate([case._replace(what="alchemy")])
    with pytest.raises(SundalinkError, match="wake model = 'larsen': must be one of"):
        verdicts.model(case._replace(inputs={**case.inputs, "model": "larsen"}))
    with pytest.raises(SundalinkError, match="names = 2: must be 1"):
        verdicts.model(CASES["iea15-weibull"]._replace(names=("a", "b")))


def test_every_check_is_used_and_no_case_is_left_without():
    assert {case.what for case in CASES.values()} == set(verdicts.CHECKS)


def test_the_layout_and_rose_of_iea_37_are_those_that_pywake_ships():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.examples.data.iea37 import iea37_path
        from py_wake.examples.data.iea37._iea37 import IEA37_WindTurbines
        from py_wake.examples.data.iea37.iea37_reader import read_iea37_windfarm, read_iea37_windrose

        x, y, energy = read_iea37_windfarm(iea37_path + "iea37-ex16.yaml")
        direction, speed, frequency = read_iea37_windrose(iea37_path + "iea37-windrose.yaml")
        machine = IEA37_WindTurbines()
        ends = machine.power(np.array([3.99, 4.01, 9.79, 12.0, 24.9])) / 1e6
    given = CASES["iea37-16"].inputs
    for key, theirs in (("x_m", x), ("y_m", y), ("direction_deg", direction), ("frequency", frequency)):
        np.testing.assert_allclose(given[key], theirs, rtol=1e-12, err_msg=key)
    assert given["speed_m_per_s"] == np.ravel(speed)[0]
    assert CASES["iea37-16"].published == pytest.approx((energy[0],), rel=1e-12)
    assert (given["hub_height_m"], given["diameter_m"]) == (machine.hub_height(), machine.diameter())
    assert given["thrust"] == pytest.approx(float(machine.ct(np.array([8.0]))[0]), rel=1e-6)
    assert ends == pytest.approx([0, 3.35 * (0.01 / 5.8) ** 3, 3.35 * (5.79 / 5.8) ** 3, 3.35, 3.35], abs=1e-6)


def test_the_report_is_json_with_numbers(tmp_path):
    rows = [verdicts.row(CASES[name], verdicts.model(CASES[name]))
            for name in ("matacdc-converter", "norned-market-loss")]
    rows.append(verdicts.row(CASES["too-hot-320-1600"], (np.nan,)))
    verdicts.report(rows, tmp_path / "v.json")
    first, second, third = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    assert first["values"] == pytest.approx([1.332, 1.374], rel=1e-3)
    low, high = second["values"][0]
    assert low < 0.032 < high
    assert third["values"] == [None]
    assert (third["verdict"], first["verdict"]) == ("FAILS", "ok")
    assert [path.name for path in tmp_path.iterdir()] == ["v.json"]


def test_a_report_that_cannot_be_written_leaves_nothing(tmp_path):
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "missing" / "v.json", tmp_path / "file" / "v.json", tmp_path / "folder"):
        with pytest.raises(SundalinkError, match="cannot be written"):
            verdicts.report([], path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "kept"
