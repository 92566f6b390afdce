"""Wheeling that is paid for even if it is not used: what it adds, and where it cannot be."""

import numpy as np
import pytest
from small_case import SMALL, case, run_small

from sim.errors import SundalinkError
from sim.scenario.load import load
from sim.units import HOURS_PER_YEAR


def test_a_year_that_carries_less_pays_for_what_was_reserved():
    def run(share):
        return run_small(load("peninsular", {**SMALL, "contract.price": 330.0, "route.wheeling_take_or_pay": share}),
                         firmness=False)

    free, bound = run(0.0), run(0.9)
    wheeling, landed = free.route.route.wheeling, free.finance.years.landed
    more = (bound.finance.terms.charges - free.finance.terms.charges)[free.finance.timeline.operating]
    owed = np.maximum(0.9 * wheeling.capacity * HOURS_PER_YEAR - landed, 0.0) * wheeling.charge
    assert owed.max() > 0.0
    np.testing.assert_allclose(more, owed, rtol=1e-9, atol=1.0)
    assert bound.finance.project.npv < free.finance.project.npv


def test_a_route_to_singapore_itself_has_none():
    with pytest.raises(SundalinkError, match=r"route\.wheeling_take_or_pay = 0\.5.*without wheeling"):
        case(route__wheeling_take_or_pay=0.5)
