"""Parts of the project in service before the whole: what they trade, what they pay for, and what cannot be."""

from functools import cache

import numpy as np
import pytest
from small_case import SMALL, case

from sim import chain
from sim.analysis import parties
from sim.errors import SundalinkError
from sim.scenario.load import load

PRICE = {"contract.price": 330.0}
LATER = {"time.first_operating_year": 2038, "finance.construction_spend": [0.06, 0.16, 0.24, 0.24, 0.18, 0.12]}
HALF = {"year": 2036, "farm": 0.5, "poles": 1, "battery": 0.5}


@cache
def run(*years, **changes):
    rows = [{**HALF, "year": year, **changes} for year in years]
    return chain.run(load("base", {**SMALL, **PRICE, **LATER, "phases": rows}), workers=1, firmness=False)


def test_half_of_it_trades_about_half_of_a_year():
    phase, = run(2036).traded.phases
    whole = float(run().traded.annual.delivered[0].mean())
    assert 0.45 < phase.delivered / whole < 0.65   # one pole is filled by half the farm as the link is by all of it
    assert phase.paid <= phase.delivered * (1 + 1e-9)
    assert run().traded.phases == ()


def test_what_it_earns_pays_for_building_and_lowers_interest():
    bare, phased = run().finance, run(2036).finance
    frame, early = phased.timeline, phased.terms.early
    years = (frame.year >= 2036) & frame.construction
    assert (early.delivered[~years] == 0.0).all()
    assert (early.delivered[years] > 0.0).all()
    np.testing.assert_allclose(bare.project.capex - phased.project.capex, early.net(330.0) * frame.price, rtol=1e-9,
                               atol=1.0)
    one, other = phased.project.debt, bare.project.debt
    assert one.draw[years].sum() < other.draw[years].sum()
    assert (one.draw + one.equity).sum() < (other.draw + other.equity).sum()
    assert np.diff(one.idc[years])[0] < np.diff(other.idc[years])[0]   # interest rises by what is drawn
    assert phased.project.equity_irr > bare.project.equity_irr
    np.testing.assert_allclose(phased.years.delivered, bare.years.delivered)


def test_upkeep_follows_what_is_in_service():
    early, works = run(2036).finance.terms.early, {part.name: part.fixed_opex for part in run().finance.components}
    assert early.upkeep.max() == pytest.approx(0.5 * sum(works.values()), rel=1e-9)   # half of everything


def test_a_later_row_takes_the_place_of_the_one_before():
    early = run(2036, 2037).finance.terms.early
    assert np.flatnonzero(early.delivered).size == 2
    first, then = run(2036, 2037).traded.phases
    assert first[1:] == then[1:]


def test_every_payment_of_a_phase_is_booked_twice():
    done = chain.run(load("phased", SMALL), workers=1)
    view = parties.compute(done)
    assert view.parties.residual < 1e-9
    assert any("before full operation" in payment.what and payment.amount.sum() > 0.0 for payment in view.payments)


@pytest.mark.parametrize(("changes", "expected"), [
    ({"phases": [{**HALF, "year": 2038}]}, "each before time.first_operating_year"),
    ({"phases": [{**HALF, "year": 2037}, HALF]}, "must rise"),
    ({"phases": [{**HALF, "year": 2032}]}, r"phases\.year = 2032.*must be after 2032"),
    ({"phases": [{**HALF, "poles": 3}]}, r"phases\.poles = 3"),
    ({"phases": [{**HALF, "farm": 1.5}]}, r"phases.*farm"),
    ({"phases": [HALF], "finance.construction_spend": [0.2, 0.3, 0.3, 0.2, 0.0, 0.0]}, "must not earn more in a year"),
])
def test_what_cannot_be_is_refused(changes, expected):
    with pytest.raises(SundalinkError, match=expected):
        chain.run(load("base", {**SMALL, **PRICE, **LATER, **changes}), workers=1, firmness=False)


def test_a_case_without_phases_is_as_before():
    assert case().finance.terms.early is None
