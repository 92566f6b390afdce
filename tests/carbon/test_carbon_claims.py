"""Each MWh is claimed once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.carbon.claims import USES, check_claims, claims, matched_share
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


def test_delivered_energy_earns_no_credits():
    with pytest.raises(SundalinkError, match="count it twice"):
        claims(np.ones(2), np.ones(2), 0.0, 0.0, delivered_use="itmo")


def test_hourly_share_by_hand():
    hourly, annual, excess = matched_share(100.0, np.array([50.0, 150.0, 100.0, 0.0]))
    assert (hourly, annual, excess) == pytest.approx((0.625, 0.75, 0.125))
