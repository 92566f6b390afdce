"""The layers of cost: each by hand, and what is forbidden."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.route import geodesic
from sim.route.cost_surface import LANE, MODELS, Cells, in_lane, layered, total

PLAIN = Cells(*(np.array([v]) for v in (50.0, 0.0, True, 100.0, 100.0, False, False, "vietnam", False)))


def cells(**values):
    """One cell of the open shelf, with some things otherwise."""
    return PLAIN._replace(**{key: np.array([value]) for key, value in values.items()})


def test_the_open_shelf_by_hand():
    layers = layered(PLAIN)
    assert layers.cable[0] == pytest.approx(3.0e6 * 1.025)
    assert layers.laying[0] == pytest.approx(1.0e6)
    assert layers.faults[0] == pytest.approx(0.00028 * 2.0e8 * 10.0)
    assert (layers.permits[0], layers.landfall[0], layers.allowed[0]) == (0.05e6, 0.0, True)
    assert total(layers)[0] == pytest.approx(3.075e6 + 1.0e6 + 0.56e6 + 0.05e6)


@pytest.mark.parametrize(("values", "layer", "more"), [
    ({"depth": 10.0}, "laying", 0.3e6), ({"depth": 250.0}, "laying", -0.4e6), ({"lane": True}, "laying", 0.9e6),
    ({"slope": 2.0}, "laying", 0.2e6), ({"depth": 150.0}, "cable", 0.15e6), ({"depth": 20.0}, "faults", 0.56e6),
    ({"depth": 250.0}, "faults", -0.392e6), ({"lane": True}, "faults", 2.24e6),
    ({"country": "indonesia"}, "permits", 0.15e6), ({"country": "brunei"}, "permits", 0.15e6),
    ({"coast": 1.0, "end": True}, "landfall", 3.0e6),
    ({"depth": -5.0, "water": False, "end": True}, "landfall", 3.0e6)])
def test_what_a_layer_adds(values, layer, more):
    assert getattr(layered(cells(**values)), layer)[0] - getattr(layered(PLAIN), layer)[0] == pytest.approx(more)


@pytest.mark.parametrize(("values", "allowed"), [
    ({"water": False}, False), ({"water": False, "end": True}, True), ({"coast": 2.9}, False), ({"coast": 3.0}, True),
    ({"coast": 1.5, "strait": True}, True), ({"coast": 0.4, "strait": True}, False), ({"island": 4.9}, False),
    ({"island": 4.9, "end": True}, True), ({"slope": 15.1}, False), ({"depth": 2001.0}, False),
    ({"depth": 2001.0, "end": True}, False)])
def test_where_no_cable_may_go(values, allowed):
    layers = layered(cells(**values))
    assert layers.allowed[0] == allowed
    assert np.isfinite(total(layers)[0]) == allowed


def test_wrong_amounts_are_refused():
    with pytest.raises(SundalinkError, match="cost layers: cable = 0"):
        layered(PLAIN, cable=0.0)
    with pytest.raises(SundalinkError, match="cost layers: deep = 5"):
        layered(PLAIN, deep=5.0)
    with pytest.raises(SundalinkError, match="cost layers: laying = -1"):
        layered(PLAIN, laying=-1.0)


def test_the_lane_is_a_band():
    line = np.array(LANE)
    assert in_lane(*line.T).all()
    middle = 0.5 * (line[2] + line[3])
    for offset in (0.02, 0.05):
        place = middle + np.array([offset, 0.0])
        near = geodesic.length([middle[0], place[0]], [middle[1], place[1]]) * np.cos(np.arctan2(0.04, 0.17)) <= 3.0
        assert bool(in_lane(*place)) == near
    assert not in_lane(1.35, 104.05)   # the landing at Changi lies north of it
    assert not in_lane(5.0, 105.0)


def test_the_model_is_listed():
    assert list(MODELS.items()) == [("layered", layered)]
