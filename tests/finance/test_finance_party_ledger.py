"""The ledger of parties: by hand, and what it refuses."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.finance.party_ledger import Payment, parties


def test_what_one_pays_another_receives():
    found = parties([Payment("a", "b", "rent", np.array([10.0, 20.0])), Payment("b", "c", "tax", 5.0)], 0.0, [1, 2])
    assert dict(zip(found.names, found.net.sum(axis=1), strict=True)) == {"a": -30.0, "b": 20.0, "c": 10.0}
    assert found.present.sum() == pytest.approx(0.0)
    assert found.residual < 1e-15


def test_present_values_are_discounted():
    found = parties([Payment("a", "b", "x", np.array([0.0, 110.0]))], 0.10, [0, 1])
    np.testing.assert_allclose(found.present, [-100.0, 100.0])


@pytest.mark.parametrize(("payment", "word"), [
    (Payment("a", "", "x", 1.0), "must be two"), (Payment("a", "a", "x", 1.0), "must be two"),
    (Payment("a", "b", "x", np.nan), "finite")])
def test_payments_without_two_parties_are_refused(payment, word):
    with pytest.raises(SundalinkError, match=word):
        parties([payment], 0.0, [0])


def test_a_party_that_may_keep_nothing_must_not():
    with pytest.raises(SundalinkError, match="company"):
        parties([Payment("a", "company", "x", 2.0), Payment("company", "b", "y", 1.0)], 0.0, [0], closed=("company",))
