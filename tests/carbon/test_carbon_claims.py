"""Each MWh is claimed once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.carbon.claims import USES, check_claims, claims, matched_share, residual_mix
from sim.errors import SundalinkError

ENERGY = st.lists(st.floats(0, 1e7), min_size=3, max_size=3)


@given(ENERGY, ENERGY, st.sampled_from(["itmo", "certificate", "ets", "none"]), st.floats(0, 1))
def test_no_mwh_carries_more_than_one_claim(delivered, local, use, share):
    found = claims(np.array(delivered), np.array(local), 0.0, 5.0, local_use=use, local_share=share)
    assert found.per_mwh <= 1 + 1e-9
    assert not found.claimed[3].any()   # what no one took is claimed by no one
    assert found.claimed[0, USES.index("itmo")].sum() == 0


def test_a_claim_made_twice_is_refused():
    found = claims(np.full(2, 10.0), np.full(2, 4.0), 0.0, 0.0)
    twice = found.claimed.copy()
    twice[1, USES.index("certificate")] = 4.0   # beside the credits of the same energy
    with pytest.raises(SundalinkError, match=r"vietnam.*one claim for each"):
        check_claims(found._replace(claimed=twice))


def test_a_twentieth_beyond_what_went_there_is_refused_and_so_is_a_claim_below_zero():
    found = claims(np.full(2, 10.0), np.full(2, 4.0), 0.0, 0.0)
    with pytest.raises(SundalinkError, match=r"singapore.*one claim for each"):
        check_claims(found._replace(claimed=1.05 * found.claimed))
    below = found.claimed.copy()
    below[1, USES.index("itmo"), 0] = -4.0
    with pytest.raises(SundalinkError, match="one claim for each"):
        check_claims(found._replace(claimed=below))


def test_claims_of_a_mwh_by_hand():
    found = claims(np.array([10.0, 0.0]), np.full(2, 4.0), 0.0, 5.0, delivered_use="none", local_share=0.4)
    assert found.per_mwh == pytest.approx(0.4)
    np.testing.assert_allclose(found.claimed[1, USES.index("itmo")], 1.6)
    assert found.claimed.sum() == pytest.approx(3.2)   # all else is claimed by no one
    both = claims(np.full(2, 10.0), np.full(2, 4.0), 3.0, 0.0, local_share=0.4)
    assert both.per_mwh == 1.0
    np.testing.assert_allclose(both.claimed[:, USES.index("inventory")].sum(axis=0), 13.0)
    nothing = claims(np.zeros(2), np.zeros(2), 0.0, 0.0)
    assert nothing.per_mwh == 0.0


def test_delivered_energy_earns_no_credits():
    with pytest.raises(SundalinkError, match="count it twice"):
        claims(np.ones(2), np.ones(2), 0.0, 0.0, delivered_use="itmo")


def test_hourly_share_by_hand():
    hourly, annual, excess = matched_share(100.0, np.array([50.0, 150.0, 100.0, 0.0]))
    assert (hourly, annual, excess) == pytest.approx((0.625, 0.75, 0.125))


def test_no_more_than_the_whole_year_is_met_and_without_load_nothing_is():
    hourly, annual, excess = matched_share(np.full(4, 100.0), np.array([300.0, 300.0, 0.0, 0.0]))
    assert (hourly, annual, excess) == pytest.approx((0.5, 1.0, 1.0))
    assert matched_share(np.zeros(2), np.zeros(2)) == (0.0, 0.0, 0.0)


def test_the_residual_mix_has_all_emissions_and_the_remaining_energy():
    # 100 MWh at 0.4 t/MWh emit 40 t; 20 MWh of them are claimed as clean, so 80 MWh carry the 40 t.
    assert residual_mix(0.4, 100.0, 20.0) == pytest.approx(0.5)
    assert residual_mix(0.4, 100.0, 0.0) == pytest.approx(0.4)
    assert np.isnan(residual_mix(0.4, 100.0, 100.0))
