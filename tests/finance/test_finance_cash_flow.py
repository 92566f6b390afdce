"""Yearly lines by hand: what is written off and renewed of parts in service before the whole, and where sales stand."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance.cash_flow import Sales, costs_of, depreciation, lines, surplus
from sim.finance.cost_components import Component
from sim.finance.cost_schedule import upkeep, yearly_cost
from sim.finance.timeline import timeline

FRAME = timeline(cod=2038, life=30, spend=(0.1, 0.2, 0.3, 0.2, 0.1, 0.1))
WHOLE, EARLY = ((1.0, 2038),), ((0.6, 2036), (0.4, 2038))


def part(term, life, ahead=()):
    return Component("cable", 1000.0, 7.0, life, term, 0.5, 90.0, ahead=ahead)


def years_off(begin, term, life):
    """Share of a cost written off in each year, from one on: equal parts, the rest when it goes out of use."""
    off = np.zeros(FRAME.year.size)
    last = min(begin + life, 2068) - 1
    for year in range(begin, last + 1):
        off[year - FRAME.year[0]] = 1.0 / term if year - begin < term else 0.0
    off[last - FRAME.year[0]] += 1.0 - off.sum()
    return off


@pytest.mark.parametrize(("term", "life"), [(10, 12), (20, 12), (20, 40), (30, 29)])
@pytest.mark.parametrize("served", [WHOLE, EARLY])
def test_each_share_is_written_off_from_its_own_year_and_finance_from_full_operation(term, life, served):
    ahead = tuple((begin, share) for share, begin in served[:-1])
    costs = costs_of(FRAME, [part(term, life, ahead)], 0.0)
    by_hand = sum(share * years_off(begin, term, life) for share, begin in served)
    np.testing.assert_allclose(costs.write_off, by_hand, atol=1e-14)
    np.testing.assert_allclose(costs.finance_off, years_off(2038, term, life), atol=1e-14)
    renewed, off = np.zeros(FRAME.year.size), np.zeros(FRAME.year.size)
    for share, begin in served:
        ends = [begin + life * k - 1 for k in range(1, 30) if life * k < 30]
        for year in ends:
            cost = share * 500.0 * 1.02 ** (year - 2025)
            renewed[year - FRAME.year[0]] += cost
            off += cost * years_off(year + 1, term, life)
    np.testing.assert_allclose(costs.renewal, renewed, rtol=1e-13)
    np.testing.assert_allclose(costs.later, off, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("served", [WHOLE, EARLY])
def test_all_that_is_paid_is_written_off_and_finance_in_operation_alone(served):
    parts = [part(20, 12, tuple((begin, share) for share, begin in served[:-1])), part(20, 40)._replace(capex=400.0)]
    made = lines(FRAME, parts, Sales(np.zeros(36)), 0.0)
    bare, more = depreciation(made, 0.0), depreciation(made, np.array(50.0))
    assert bare.sum() == pytest.approx(made.building.sum() + made.renewal.sum())
    assert (more - bare).sum() == pytest.approx(50.0)
    assert not (more - bare)[FRAME.construction].any()
    assert (bare[FRAME.construction].sum() > 0.0) == (served is EARLY)


def test_components_are_written_off_by_their_cost():
    one, other = part(10, 40), part(20, 40)._replace(capex=3000.0)
    costs = costs_of(FRAME, [one, other], 0.0)
    np.testing.assert_allclose(costs.write_off, 0.25 * years_off(2038, 10, 40) + 0.75 * years_off(2038, 20, 40),
                               atol=1e-14)
    nothing = costs_of(FRAME, [one._replace(capex=0.0)], 0.0)   # finance alone: level over operation
    np.testing.assert_allclose(nothing.write_off, FRAME.operating / 30.0)


def test_surplus_by_hand_with_what_is_earned_before_full_operation():
    early = np.where(FRAME.year == 2037, 5.0, 0.0)
    on = FRAME.operating.astype(float)
    made = lines(FRAME, [part(20, 40)], Sales(10.0 * on, 3.0, 4.0 * on, 5.0 * on, 6.0 * on, 2.0 * on, 1.0 * on, early),
                 8.0)
    real = (30.0 + 4.0 + 5.0 + 6.0 - 2.0 - 1.0 - 7.0 - 8.0) * on + early
    real[-1] -= 90.0   # removal
    np.testing.assert_allclose(surplus(made), real * FRAME.price, rtol=1e-12, atol=1e-9)
    np.testing.assert_allclose(made.building, (1000.0 * FRAME.spend + 8.0 * FRAME.construction) * FRAME.price)


@pytest.mark.parametrize(("name", "year"), [("spot", 2037), ("charges", 2032), ("before", 2038), ("before_cost", 2067)])
def test_a_single_year_on_the_wrong_side_of_operation_is_refused(name, year):
    on = FRAME.operating.astype(float)
    with pytest.raises(SundalinkError, match="must be zero in the years of"):
        lines(FRAME, [part(20, 40)], Sales(on)._replace(**{name: np.where(FRAME.year == year, 1.0, 0.0)}), 0.0)


def test_a_part_of_its_own_course_is_spent_by_it_and_others_by_that_of_all():
    own, common = part(20, 40)._replace(spend=np.array([0.0, 0.3, 0.7])), part(20, 40)._replace(capex=400.0)
    course = np.r_[0.0, 0.3, 0.7, np.zeros(33)]
    by_hand = (1000.0 * course + 400.0 * FRAME.spend) * FRAME.price
    np.testing.assert_allclose(costs_of(FRAME, [own, common], 0.0).building, by_hand)


def test_upkeep_is_paid_for_what_is_kept_from_the_year_in_which_it_serves():
    kept = part(20, 40)._replace(running=((2035, 0.2), (2037, 0.7)))
    by_hand = 7.0 * np.r_[0.0, 0.0, 0.0, 0.2, 0.2, 0.7, np.ones(30)]
    np.testing.assert_allclose(upkeep(kept, FRAME), by_hand)
    removal = np.where(FRAME.year == 2067, 90.0, 0.0)
    np.testing.assert_allclose(yearly_cost(kept, FRAME), 1000.0 * FRAME.spend + by_hand + removal)
