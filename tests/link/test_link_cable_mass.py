"""What a cable is made of: rings by hand, published tonnages, and the metallic return."""

import math

import pytest

from sim.inputs import cable_data
from sim.link.cable import JACKET, SERVING, check_cable
from sim.link.cable_mass import masses, returning, weight


def test_rings_by_hand(make_cable):
    cable = make_cable(2000)
    found = masses(cable)
    assert found.copper == pytest.approx(2000 * 8.93 / 1e3)
    assert found.aluminium == 0.0
    area = math.pi / 4 * (cable.insulation_diameter**2 - cable.conductor_diameter**2)
    assert found.insulation == pytest.approx(area * 0.92 / 1e3, rel=1e-12)
    outside = cable.insulation_diameter + 6.0
    ring = math.pi / 4 * (outside**2 - cable.insulation_diameter**2)
    assert found.lead == pytest.approx(ring * 11.34 / 1e3, rel=1e-12)
    assert weight(cable) == pytest.approx(sum(found))


def test_coverings_by_hand(make_cable):
    """Jacket of 3 mm on the lead, wires that fill nine tenths of their ring, serving of 4 mm outside."""
    cable = make_cable(2000)

    def ring(inside, thick):
        return math.pi / 4 * ((inside + 2 * thick)**2 - inside**2)

    sheathed = cable.insulation_diameter + 2 * cable.lead
    armoured = sheathed + 2 * JACKET + 2 * cable.armour
    found = masses(cable)
    assert found.steel == pytest.approx(0.9 * ring(sheathed + 2 * JACKET, cable.armour) * 7.85 / 1e3, rel=1e-12)
    rest = ring(sheathed, JACKET) * 0.95 + ring(armoured, SERVING) * 1.10
    assert found.rest == pytest.approx(rest / 1e3, rel=1e-12)
    assert armoured + 2 * SERVING == pytest.approx(cable.outer_diameter, rel=0.02)


def test_norned_took_the_published_copper_and_lead():
    """9,000 t of copper and 12,000 t of lead in 2 x 270 km of 790 and 2 x 310 km of 700 mm2 (Engineer Live 21325)."""
    flat, single = (masses(cable_data.cable(f"mi_450_{section}")) for section in (790, 700))
    assert 540 * flat.copper + 620 * single.copper == pytest.approx(9000.0, rel=0.15)
    assert 540 * flat.lead + 620 * single.lead == pytest.approx(12000.0, rel=0.15)


def test_aluminium_is_lighter_and_otherwise_the_same():
    copper, aluminium = masses(cable_data.cable("xlpe_525_2000")), masses(cable_data.cable("xlpe_525_2000_al"))
    assert copper[2:] == aluminium[2:]
    assert aluminium.copper == 0.0
    assert aluminium.aluminium == pytest.approx(0.302 * copper.copper, rel=0.01)


def test_the_return_has_little_insulation_and_all_its_metal():
    cable = cable_data.cable("xlpe_525_2000")
    back, half = returning(cable), returning(cable, 2.0)
    check_cable(back)
    check_cable(half)
    assert masses(back).copper == masses(cable).copper
    assert masses(back).insulation < 0.3 * masses(cable).insulation
    assert half.resistance20 == 2 * cable.resistance20
    assert half.conductor_diameter == pytest.approx(cable.conductor_diameter / math.sqrt(2))
    for made in (back, half):
        assert made.insulation_diameter - made.conductor_diameter == pytest.approx(20.0)   # 10 mm around
        assert made.outer_diameter - made.insulation_diameter == pytest.approx(
            cable.outer_diameter - cable.insulation_diameter)   # coverings of the pole's cable
        assert (made.insulation, made.voltage) == ("XLPE", 20.0)
    assert returning(cable._replace(voltage=10.0)).voltage == 10.0
    assert masses(half).copper == pytest.approx(0.5 * masses(cable).copper)
