"""The path of a contract's price, and what it says of a late first day, by hand."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.market.contract_delay import delay
from sim.market.contract_price import path


def test_without_steps_and_indices_the_price_is_flat():
    np.testing.assert_array_equal(path(30), np.ones(30))


def test_steps_hold_from_their_year_until_the_next():
    np.testing.assert_allclose(path(6, step_years=(3, 5), step_factors=(0.9, 0.5)), [1, 1, 0.9, 0.9, 0.5, 0.5])


def test_a_basket_follows_each_index_by_its_share():
    found = path(3, index_shares=(0.5, 0.2), index_rises=(0.10, -0.05))
    np.testing.assert_allclose(found, [1.0, 0.3 + 0.5 * 1.1 + 0.2 * 0.95, 0.3 + 0.5 * 1.21 + 0.2 * 0.9025])


@pytest.mark.parametrize(("given", "words"), [
    ({"step_years": (3,)}, "as many entries"), ({"step_years": (5, 3), "step_factors": (1.0, 1.0)}, "must rise"),
    ({"index_shares": (0.7, 0.6), "index_rises": (0.0, 0.0)}, "sum to one at most")])
def test_lists_that_do_not_belong_together_are_refused(given, words):
    with pytest.raises(SundalinkError, match=words):
        path(10, **given)


def test_damages_begin_after_the_grace_and_end_at_the_cap():
    late = np.array([-1.0, 0.4, 1.0, 3.0])
    value = 1000.0 * 8760.0 * 200.0
    damages, left, near = delay(late, 1000.0, 200.0, grace=180.0, damages_per_day=0.0005, damages_cap=0.10,
                                longstop=730.0, notice=365.0)
    np.testing.assert_allclose(damages, [0.0, 0.0, 185 * 0.0005 * value, 0.10 * value])
    assert left.tolist() == [False, False, False, True]
    assert near.tolist() == [False, False, False, True]
