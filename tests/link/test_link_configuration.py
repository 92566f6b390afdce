"""Circuits of each configuration by definition: what conducts, at which voltage, what a fault leaves."""

import pytest

from sim.link.configuration import MODELS

NEVER_HALF = ("symmetric_monopole", "monopole_metallic_return", "monopole_sea_return")
CABLES = {"symmetric_monopole": 2, "monopole_metallic_return": 2, "monopole_sea_return": 1, "bipole_metallic_return": 3,
          "bipole_sea_return": 2, "rigid_bipole": 2, "two_monopoles": 4}
JOINED = (*NEVER_HALF, "rigid_bipole")   # one cable's fault takes all


def loss(circuit, resistance=8.0, voltage=500.0, power=1000.0):
    """Joule heat of a state at its rated power. [MW]"""
    current = circuit.share * power / (circuit.voltages * voltage)
    return circuit.conductors * resistance * current**2


@pytest.mark.parametrize("name", MODELS)
def test_states_rise_to_the_whole_and_cables_are_those_of_the_definition(name):
    found = MODELS[name]()
    assert found.circuits[-1].share == 1.0
    assert found.circuits[-1].poles == found.poles == (1 if name in NEVER_HALF else 2)
    assert [each.share for each in found.circuits] == ([1.0] if name in NEVER_HALF else [0.5, 1.0])
    assert [each.poles for each in found.circuits] == list(range(1, found.poles + 1))
    assert found.cables == CABLES[name]
    assert found.joined == (name in JOINED)


def test_heat_of_each_loop_by_ohms_law():
    """1,000 MW at 500 kV and 8 ohm a cable: 1 kA in a bipole and in a symmetric monopole, 2 kA in one with a return."""
    symmetric, bipole = MODELS["symmetric_monopole"](), MODELS["bipole_metallic_return"](return_resistance=0.5)
    assert loss(symmetric.circuits[0]) == pytest.approx(2 * 8.0)
    assert loss(MODELS["monopole_metallic_return"](return_resistance=0.5).circuits[0]) == pytest.approx(4 * 12.0)
    assert loss(MODELS["monopole_sea_return"]().circuits[0]) == pytest.approx(4 * 8.0)
    assert [loss(each) for each in bipole.circuits] == pytest.approx([12.0, 16.0])
    assert [loss(each) for each in MODELS["rigid_bipole"]().circuits] == pytest.approx([16.0, 16.0])
    assert [loss(each) for each in MODELS["bipole_sea_return"]().circuits] == pytest.approx([8.0, 16.0])
    # Two links of half the power each lose together twice what one loses alone.
    assert [loss(each) for each in MODELS["two_monopoles"]().circuits] == pytest.approx([4.0, 8.0])
    with_return = MODELS["two_monopoles"](each="metallic_return", return_resistance=0.5)
    assert [loss(each) for each in with_return.circuits] == pytest.approx([12.0, 24.0])
    assert (bipole.returns, with_return.returns, MODELS["two_monopoles"]().returns) == (0.5, 0.5, 0.0)


@pytest.mark.parametrize("corridor", ["shared", "separate"])
def test_two_monopoles_have_two_routes_in_their_corridor(corridor):
    found = MODELS["two_monopoles"](corridor=corridor)
    assert (found.routes, found.corridor) == (2, corridor)
    assert all(MODELS[name]().routes == 1 for name in MODELS if name != "two_monopoles")
