"""Credits: tonnes add up, only energy used in Vietnam earns them, one MWh feeds one ledger."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.carbon import article6
from sim.errors import SundalinkError

YEARS = np.arange(2034, 2064)


def credited(*given, **terms):
    """Credits by a factor that is stated, unless a method is named."""
    return article6.article6(*given, **{"method": "stated", **terms})


def test_a_year_by_hand():
    made = credited(np.array([1e6]), np.array([2034]), transfer_cap=1.0)
    # 1 TWh x 0.66 = 660,000 t; 5 % to adaptation, 2 % cancelled, the rest sold at 25 less a fee of 5
    assert made.authorised == pytest.approx(660e3)
    assert made.proceeds == pytest.approx(33e3)
    assert made.cancelled == pytest.approx(13.2e3)
    assert made.transferred == pytest.approx(613.8e3)
    assert made.revenue == pytest.approx(613.8e3 * 20)
    assert made.adjustment == pytest.approx(660e3)


@given(st.lists(st.floats(0, 1e7), min_size=30, max_size=30), st.floats(0, 0.5), st.floats(0, 0.5))
def test_tonnes_are_conserved(local, share, cancelled):
    made = credited(np.array(local), YEARS, share_of_proceeds=share, cancellation=cancelled)
    np.testing.assert_allclose(made.proceeds + made.cancelled + made.transferred + made.retained, made.authorised,
                               rtol=1e-12)
    for tonnes in (made.authorised, made.proceeds, made.cancelled, made.transferred, made.fee):
        assert (tonnes >= -1e-9).all()


def test_no_local_energy_no_credits():
    made = credited(np.zeros(30), YEARS)
    assert all(not line.any() for line in made)


def test_crediting_ends_with_its_periods():
    made = credited(np.ones(30), YEARS, crediting_years=10.0)
    assert (made.authorised > 0).sum() == 10
    assert made.authorised[0] > 0


def test_crediting_begins_with_its_first_year():
    made = credited(np.ones(30), YEARS, first_year=2036)
    np.testing.assert_array_equal(np.flatnonzero(made.authorised), np.arange(2, 17))


def test_the_rule_of_today_pays_nothing_to_a_project_of_2034():
    assert not credited(np.ones(30), YEARS, last_vintage=2030).authorised.any()


def test_a_cleaner_grid_earns_less():
    made = credited(np.ones(30), YEARS, decline=0.05)
    np.testing.assert_allclose(made.authorised[1:15] / made.authorised[:14], 0.95)


def test_a_fee_above_the_price_is_a_loss():
    assert credited(np.ones(1), YEARS[:1], price=3.0, host_fee=5.0).revenue < 0


def test_what_does_not_fit_is_refused():
    with pytest.raises(SundalinkError, match="must not be negative"):
        credited(np.array([-1.0]), np.array([2034]))
    with pytest.raises(SundalinkError, match="must not be negative"):
        credited(np.array([1.0, -1.0]), YEARS[:2])   # one year among others
    with pytest.raises(SundalinkError, match="must not exceed 1"):
        credited(np.array([1.0]), np.array([2034]), share_of_proceeds=0.6, cancellation=0.5)


def test_where_all_is_given_away_or_cancelled_nothing_is_sold():
    made = credited(np.array([1e6]), YEARS[:1], share_of_proceeds=0.5, cancellation=0.5)
    assert made.authorised[0] == made.proceeds[0] + made.cancelled[0] == made.adjustment[0] > 0.0
    assert made.transferred[0] == made.revenue[0] == 0.0


def test_one_mwh_feeds_one_ledger():
    lost = article6.check_one_ledger(np.array([8.0]), np.array([5.0]), np.array([2.5]))
    assert lost == pytest.approx(0.5)
    assert not article6.check_one_ledger(np.array([8.0, 0.0]), np.array([8.0, 0.0]), np.array([0.0, 0.0])).any()


def test_a_mwh_in_both_ledgers_is_refused():
    with pytest.raises(SundalinkError, match="one MWh feeds only one ledger"):
        article6.check_one_ledger(np.array([8.0, 8.0]), np.array([5.0, 6.0]), np.array([2.5, 2.5]))


def test_with_losses_known_the_ledgers_close():
    article6.check_one_ledger(np.array([8.0]), np.array([5.0]), np.array([2.5]), np.array([0.5]))
    with pytest.raises(SundalinkError, match="balance at the carbon ledgers"):
        article6.check_one_ledger(np.array([8.0]), np.array([5.0]), np.array([2.5]), np.array([0.4]))
    with pytest.raises(SundalinkError, match="balance at the carbon ledgers"):   # a year without loss hides no other
        article6.check_one_ledger(np.full(2, 8.0), np.full(2, 5.0), np.full(2, 2.5), np.array([0.5, 0.0]))


@pytest.mark.parametrize("energies", [
    (-1.0, 0.0, 0.0), (1.0, -1.0, 0.0), (1.0, 0.0, -1.0), (np.nan, 0.0, 0.0)])
def test_energies_must_be_numbers_above_zero(energies):
    with pytest.raises(SundalinkError):
        article6.check_one_ledger(*(np.array([e]) for e in energies))


def test_no_more_than_the_cap_leaves_the_host_country():
    made = credited(np.full(3, 1e6), YEARS[:3], transfer_cap=0.90)
    np.testing.assert_allclose(made.transferred, 0.90 * made.authorised)
    np.testing.assert_allclose(made.retained, 0.03 * made.authorised)
    np.testing.assert_allclose(made.adjustment, 0.97 * made.authorised)
    free = credited(np.full(3, 1e6), YEARS[:3], transfer_cap=1.0)
    assert not free.retained.any()


def test_the_host_adjusts_when_a_tonne_is_used_if_that_is_declared():
    made = credited(np.array([1e6, 2e6, 3e6]), YEARS[:3], trigger="use", use_after=1, transfer_cap=1.0)
    np.testing.assert_allclose(made.adjustment, [0.0, made.authorised[0], made.authorised[1]])
    at_once = credited(np.array([1e6, 2e6, 3e6]), YEARS[:3], use_after=1, transfer_cap=1.0)
    np.testing.assert_allclose(at_once.adjustment, made.authorised)


def test_a_price_that_grows():
    flat, grown = (credited(np.ones(3), YEARS[:3], price_growth=g, host_fee=0.0) for g in (0.0, 0.1))
    np.testing.assert_allclose(grown.revenue / flat.revenue, [1.0, 1.1, 1.21])


def test_a_method_takes_its_baseline_and_its_own_margin():
    path = np.linspace(0.6, 0.3, 30)
    made = article6.article6(np.ones(30), YEARS, 2034, path, method="acm0002")
    np.testing.assert_allclose(made.authorised[:15], path[:15])
    assert not made.authorised[15:].any()
    with pytest.raises(SundalinkError, match="baseline"):
        article6.article6(np.ones(30), YEARS)


def test_nothing_is_credited_without_a_list_or_before_authorisation():
    assert not credited(np.ones(30), YEARS, listed=False).authorised.any()
    late = credited(np.ones(30), YEARS, authorised_from=2040).authorised
    assert not late[:6].any()
    assert late[6] > 0
    part = credited(np.ones(30), YEARS, authorised_share=0.4)
    np.testing.assert_allclose(part.authorised, 0.4 * credited(np.ones(30), YEARS).authorised)
    np.testing.assert_allclose(part.adjustment, part.authorised - part.retained)


def test_a_price_path_is_read_between_its_years():
    made = credited(np.ones(30), YEARS, price_years=(2034, 2044), price_path=(20.0, 40.0), host_fee=0.0)
    paid = made.revenue[:15] / made.transferred[:15]
    np.testing.assert_allclose(paid, np.interp(YEARS[:15], [2034, 2044], [20.0, 40.0]))


@pytest.mark.parametrize(("terms", "word"), [
    ({"price_years": (2034, 2044), "price_path": (20.0,)}, "one for each"),
    ({"price_years": (2044, 2034), "price_path": (20.0, 30.0)}, "rise")])
def test_a_price_path_that_is_none_is_refused(terms, word):
    with pytest.raises(SundalinkError, match=word):
        credited(np.ones(30), YEARS, **terms)
