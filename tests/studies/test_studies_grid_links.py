"""Values of corridors: against two runs of the grid, by their brackets, and in pairs."""

import numpy as np
import pytest
from small_grid import HERE, run, small

from sim.errors import SundalinkError
from sim.studies.grid_links import link_rows, value_links

EAST = {"from_zone": "LA", "to_zone": "SG", "capacity_mw": 100, "km": 1500, "kind": "dc", "stage": "planned",
        "document": "test", **HERE}


def values(**given):
    return value_links(small(corridors__east=EAST), workers=1, **given)


def test_a_value_is_the_difference_of_two_runs():
    value = {v.name: v for v in values(pairs=[]).links}["south"]
    year = 365 / 2 / 1e6
    alone = [run(**changes).solutions[0].cost * year for changes in ({}, {"grid__without": ("south",)})]
    assert value.put_in == pytest.approx(alone[1] - alone[0], rel=1e-6)
    assert value.put_in_low <= value.put_in <= value.put_in_high
    assert value.taken_out >= -1e-6


def test_gains_of_countries_add_up_to_less_cost_and_charge():
    for value in values(pairs=[]).links:
        assert np.isfinite(sum(value.gains.values()))
        assert value.yearly_cost > 0
        assert value.ratio(value.yearly_cost) == pytest.approx(1.0)


def test_two_corridors_to_one_zone_are_rivals():
    pair = values(links=["south"], pairs=[("south", "east")]).pairs[0]
    assert pair.interaction() <= 1e-6
    np.testing.assert_allclose(pair.beside[0] - pair.alone[0], pair.beside[1] - pair.alone[1], atol=1e-6)


def test_values_do_not_depend_on_the_workers():
    one, two = (value_links(small(corridors__east=EAST), workers=n) for n in (1, 2))
    assert link_rows(one) == link_rows(two)


def test_an_existing_corridor_has_no_value_here():
    with pytest.raises(SundalinkError, match="corridor 'north': must be one that is not existing; here these are"):
        values(links=["north"])
