"""Cables between the rows of the table: exact at them, monotone between, refused outside."""

import pytest

from sim.errors import SundalinkError
from sim.inputs import cable_data
from sim.link import thermal
from sim.records import Segment


@pytest.mark.parametrize("metal", ["copper", "aluminium"])
@pytest.mark.parametrize(("insulation", "voltage"), [("XLPE", 320.0), ("XLPE", 640.0), ("MI", 450.0), ("MI", 600.0)])
def test_a_class_has_the_rows_of_the_table(insulation, metal, voltage):
    shipped = [c for c in cable_data.cables().values()
               if (c.insulation, c.material, c.voltage) == (insulation, metal, voltage)]
    assert sorted(cable_data.between(insulation, metal, voltage)) == sorted(shipped)
    for kind in shipped:
        assert cable_data.between(insulation, metal, voltage, kind.section) == [kind]


@pytest.mark.parametrize(("insulation", "voltages"), [("XLPE", (80.0, 150.0, 200.0, 320.0, 360.0, 400.0, 500.0, 525.0)),
                                                      ("MI", (100.0, 250.0, 350.0, 450.0, 500.0, 525.0, 550.0))])
def test_insulation_grows_with_voltage_under_the_same_coverings(insulation, voltages):
    found = [cable_data.between(insulation, "copper", voltage, 1600.0)[0] for voltage in voltages]
    thick = [c.insulation_diameter for c in found]
    assert thick == sorted(thick)
    assert len(set(thick)) == len(thick)
    assert {round(c.outer_diameter - c.insulation_diameter, 6) for c in found} == {34.0}
    assert {c.resistance20 for c in found} == {0.0113}
    assert [c.voltage for c in found] == list(voltages)


def test_sections_of_built_links_lie_between_their_neighbours():
    """SwePol has 2100 mm2, Basslink 1500; copper of IEC 60228 has 17.24 ohm mm2/km and up to 6 % of lay."""
    for section in (240.0, 300.0, 739.0, 1150.0, 1500.0, 1650.0, 2100.0, 2750.0):
        kind, = cable_data.between("MI", "copper", 450.0, section)
        assert kind.section == section
        assert 17.24 / section < kind.resistance20 < 1.065 * 17.24 / section
        cable_data.check_cable(kind)
    thin, middle, wide = (cable_data.between("MI", "copper", 450.0, section)[0] for section in (2000.0, 2100.0, 2500.0))
    assert thin.resistance20 > middle.resistance20 > wide.resistance20
    assert thin.outer_diameter < middle.outer_diameter < wide.outer_diameter


def test_keys_of_derived_cables_tell_them_apart():
    keys = {cable_data.between(kind, metal, voltage, section)[0].key for kind in ("XLPE", "MI")
            for metal in ("copper", "aluminium") for voltage in (200.0, 515.0) for section in (1500.0, 1650.0)}
    assert len(keys) == 16
    assert not keys & set(cable_data.cables())


@pytest.mark.parametrize(("given", "words"), [
    (("XLPE", "copper", 700.0, None), "cable voltage = 700"),
    (("MI", "copper", 640.0, None), "600 kV, the highest class"),
    (("MI", "copper", 20.0, None), "must lie between 80"), (("XLPE", "copper", 525.0, 5000.0), "cable section = 5000"),
    (("XLPE", "aluminium", 525.0, 120.0), "between 240 and 3000")])
def test_what_nobody_builds_is_refused(given, words):
    with pytest.raises(SundalinkError, match=words):
        cable_data.between(*given)


def test_paper_with_polypropylene_is_as_paper_but_warmer():
    plain, laminated = (cable_data.between(kind, "copper", 600.0, 2500.0)[0] for kind in ("MI", "MI-PPL"))
    assert (plain.temperature_limit, laminated.temperature_limit) == (55.0, 80.0)
    same = laminated._replace(key=plain.key, insulation="MI", temperature_limit=55.0, label=plain.label)
    assert same == plain
    assert laminated.key == "mi-ppl_600_2500"
    bed = (Segment("bed", 1.0, 12.0, 0.7, 1.0, 0.0),)
    assert thermal.ampacity(laminated, bed, laid=1)[0] / thermal.ampacity(plain, bed, laid=1)[0] == pytest.approx(
        ((80 - 12) / (55 - 12) * (1 + 0.00393 * 35) / (1 + 0.00393 * 60)) ** 0.5, rel=1e-3)
