"""Cost of a cable by its design: anchored at the reference, physical away from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.finance.cost_cable import MODELS, Bill, by_design, per_mw_km

REFERENCE = Bill(1200.0, 1.0, copper=53.6, aluminium=0.0, lead=33.0, steel=55.4, insulation=16.3, total=166.5,
                 tested=1070.0, trench=2.0)


def scaled(bill, km):
    return Bill(bill.rating, km, *(km * x for x in bill[2:]))


@given(level=st.floats(600.0, 6000.0), km=st.floats(1.0, 5000.0))
def test_the_reference_design_costs_the_level_whatever_the_prices(level, km):
    whole = scaled(REFERENCE, km)
    assert by_design(whole, REFERENCE, level) == pytest.approx(level * 1200.0 * km, rel=1e-12)
    other = by_design(whole, REFERENCE, level, copper=5000.0, laying=1e6)
    assert other == pytest.approx(level * 1200.0 * km, rel=1e-12)
    assert per_mw_km(whole, None, level) == pytest.approx(level * 1200.0 * km, rel=1e-12)


@pytest.mark.parametrize("field", ["copper", "aluminium", "lead", "steel", "insulation", "total", "tested", "trench"])
@pytest.mark.parametrize("level", [900.0, 3640.0])
def test_more_of_anything_costs_more(field, level):
    more = REFERENCE._replace(**{field: getattr(REFERENCE, field) + 1.0})
    assert by_design(more, REFERENCE, level) > by_design(REFERENCE, REFERENCE, level)


def test_metals_keep_the_price_of_the_market_at_every_level():
    more = REFERENCE._replace(copper=REFERENCE.copper + 1.0)
    for level in (900.0, 2390.0, 3640.0):
        gap = by_design(more, REFERENCE, level) - by_design(REFERENCE, REFERENCE, level)
        assert gap == pytest.approx(9630.0, rel=1e-9)


def test_the_reference_may_be_of_any_length():
    other = REFERENCE._replace(copper=40.0, tested=640.0, trench=1.0)
    one, long = (by_design(other, scaled(REFERENCE, km), 3640.0) for km in (1.0, 250.0))
    assert long == pytest.approx(one, rel=1e-12)


@pytest.mark.parametrize(("field", "price"), [("insulation", 12000.0), ("total", 10000.0), ("tested", 600.0),
                                              ("trench", 6.0e5)])
def test_all_that_is_no_metal_costs_its_price_times_one_factor(field, price):
    metals = 9630.0 * 53.6 + 2090.0 * 33.0 + 1200.0 * 55.4
    factor = (3640.0 * 1200.0 - metals) / (12000.0 * 16.3 + 10000.0 * 166.5 + 600.0 * 1070.0 + 6.0e5 * 2.0)
    more = REFERENCE._replace(**{field: getattr(REFERENCE, field) + 1.0})
    gap = by_design(more, REFERENCE, 3640.0) - by_design(REFERENCE, REFERENCE, 3640.0)
    assert gap == pytest.approx(factor * price, rel=1e-7)


def test_power_alone_changes_nothing():
    half = REFERENCE._replace(rating=600.0)
    assert by_design(half, REFERENCE, 3640.0) == by_design(REFERENCE, REFERENCE, 3640.0)
    assert per_mw_km(half, REFERENCE, 3640.0) == 0.5 * per_mw_km(REFERENCE, REFERENCE, 3640.0)


def test_a_level_below_the_metals_is_refused():
    with pytest.raises(SundalinkError, match=r"cost.cable = 300 .*does not pay for the metals.*\(5\d\d\).*per_mw_km"):
        by_design(REFERENCE, REFERENCE, 300.0)


def test_the_models_are_both_there():
    assert list(MODELS) == ["by_design", "per_mw_km"]
