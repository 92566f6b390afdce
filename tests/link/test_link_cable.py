"""The conductor: published resistances, and cables that cannot be."""

import pytest

from sim.errors import SundalinkError
from sim.link.cable import check_cable, resistance


@pytest.mark.parametrize(("at20", "at90"), [
    (0.0176, 0.0224), (0.0151, 0.0193), (0.0129, 0.0164), (0.0113, 0.0144), (0.0101, 0.0129),
    (0.0090, 0.0115)])
def test_copper_at_90_degrees_as_published(at20, at90):
    assert resistance(at20, 90.0) == pytest.approx(at90, rel=0.01)


def test_aluminium_rises_faster():
    assert resistance(1.0, 90.0, "aluminium") == pytest.approx(1.2821)
    assert resistance(1.0, 20.0, "aluminium") == 1.0


def test_unknown_metal_is_refused():
    with pytest.raises(SundalinkError, match="cable material = steel"):
        resistance(0.01, 20.0, "steel")


def test_a_real_cable_passes(make_cable):
    check_cable(make_cable(2000))


@pytest.mark.parametrize(("change", "words"), [
    ({"section": -1.0}, "section = -1"),
    ({"conductor_diameter": 200.0}, "must grow"),
    ({"section": 500.0}, "must fill"),
    ({"resistance20": 9.0}, "resistance20 = 9"),
    ({"material": "steel"}, "material"),
    ({"temperature_limit": float("nan")}, "temperature_limit"),
])
def test_a_cable_that_cannot_be_is_refused(make_cable, change, words):
    with pytest.raises(SundalinkError, match=words):
        check_cable(make_cable(2000)._replace(**change))


@pytest.mark.parametrize(("metal", "resistivity"), [("copper", 17.24), ("aluminium", 28.26)])
@pytest.mark.parametrize(("factor", "fits"), [(0.895, False), (0.905, True), (1.0, True), (1.145, True),
                                              (1.155, False)])
def test_a_resistance_fits_its_metal_and_section_within_ten_below_and_fifteen_percent_above(
        make_cable, metal, resistivity, factor, fits):
    """Resistivity at 20 degC of IEC 60287-1-1, Table 1, in ohm mm2/km."""
    made = make_cable(2000)._replace(material=metal, resistance20=factor * resistivity / 2000.0)
    if fits:
        check_cable(made)
    else:
        with pytest.raises(SundalinkError, match="resistance20"):
            check_cable(made)
