"""The published cases: complete, sourced, and those that are unverified are never asserted."""

import shutil

import pytest

from sim.errors import SundalinkError
from sim.validation.published_cases import FOLDER, published


def test_the_cases_are_there_with_their_values():
    cases = {case.id: case for case in published()}
    assert cases["norned-market-loss"].published == (0.032,)
    assert cases["norned-market-loss"].rule == "contained"
    assert cases["matacdc-converter"].published == (1.332, 1.374)
    assert cases["copper-90-degc"].published == (0.0224, 0.0115)
    assert cases["hvac-220-charging"].tolerance == pytest.approx(0.10)
    assert cases["iea37-16"].published == (366941.57116,)
    assert cases["iea37-16"].tolerance <= 1e-6
    assert cases["iea15-weibull"].published == (77900.0,)
    assert {name for name, case in cases.items() if not case.asserted} == {
        "norned-full-load", "britned-loss", "basslink-loss", "moyle-share", "moyle-count",
        "moyle-share-defect", "moyle-count-defect", "horns-rev-row-models", "lillgrund-row", "lillgrund-row-models",
        "celtic-older-vintages", "usep-p99", "usep-crisis-oil",
        "usep-crisis-spot-lng", "precedent-hai-long-gearing", "precedent-marinus-gearing", "precedent-neuconnect-cost",
        "precedent-neuconnect-gearing", "precedent-nsl-cap-and-floor", "precedent-viking-link-cap-and-floor",
        "precedent-monsoon-gearing", "precedent-baltic-power-gearing", "precedent-gemini-gearing",
        "precedent-dogger-bank-c-gearing", "precedent-vineyard-gearing", "precedent-ifa2-cap-and-floor",
        "repair-mean-others", "bac-lieu-yield"}


def test_the_convention_of_pypsa_eur_is_its_formula():
    case = next(case for case in published() if case.id == "pypsa-eur-dc")
    efficiency = 0.98 * 0.977 ** (case.inputs["length_km"][0] / 1000)
    assert case.published[0] == pytest.approx(1 - efficiency, abs=1e-4)


def test_the_case_of_matacdc_is_its_formula():
    case = next(case for case in published() if case.id == "matacdc-converter")
    given = case.inputs
    current = given["rating_mva"] / (3**0.5 * given["voltage_kv"])
    for value, ohm in zip(case.published, (given["c_rectifier_ohm"], given["c_inverter_ohm"]), strict=True):
        assert value == pytest.approx(given["a_mw"] + given["b_kv"] * current + ohm * current**2, abs=1e-3)


def test_no_assumed_case_is_asserted():
    assert all(case.status != "assumed" for case in published() if case.asserted)
    assert all(case.source for case in published())


@pytest.mark.parametrize(("old", "new", "expected"), [
    ("tolerance =", "tolerence =", "key = tolerance: must be there"),
    ("[inputs]", 'extra = 1\n[inputs]', "key = extra: must be one of"),
    ('rule = "relative"', 'rule = "about"', "rule = 'about': must be one of relative"),
    ('status = "verified"', 'status = "sure"', "status = 'sure': must be one of verified"),
    ("asserted = true", "asserted = false", "must be false for rule shown"),
    ("published = [77900.0]", "published = [77900.0, 1.0]", "must be one number for each of names"),
    ("[inputs]", "[inputs", "must be TOML"),
])
def test_a_faulty_case_is_refused(tmp_path, old, new, expected):
    path = tmp_path / "iea15-weibull.toml"
    shutil.copy(FOLDER / path.name, path)
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))
    with pytest.raises(SundalinkError) as error:
        published(tmp_path)
    assert expected in str(error.value)
    assert "iea15-weibull.toml" in str(error.value)
