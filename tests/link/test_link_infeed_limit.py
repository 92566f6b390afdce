"""A link cut where a limited power comes out: what is sent then is read back from the curve of the link."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sim.link.infeed_limit import truncated

PIECE = st.tuples(st.floats(1.0, 500.0), st.floats(0.5, 1.0))


@given(st.lists(PIECE, min_size=1, max_size=8), st.floats(0.0, 1.5))
@example([(100.0, 0.9), (50.0, 0.8)], 0.9 * 100.0 / 130.0)   # at a bend
def test_what_comes_out_is_the_limit_and_what_goes_in_is_read_from_the_curve(pieces, part):
    width, slope = np.array(sorted(pieces, key=lambda piece: -piece[1])).T
    out = np.cumsum(width * slope)
    most = part * out[-1]
    short, kept = truncated(width, slope, most)
    assert (short * kept).sum() == pytest.approx(min(most, out[-1]), rel=1e-9, abs=1e-9)
    sent = np.interp(most, np.r_[0.0, out], np.r_[0.0, np.cumsum(width)])
    assert short.sum() == pytest.approx(sent, rel=1e-9, abs=1e-9)
    np.testing.assert_array_equal(kept, slope[:kept.size])
    np.testing.assert_array_equal(short[:-1], width[:max(short.size - 1, 0)])   # only the last is shortened
    assert (short > 0.0).all()


def test_by_hand():
    width, slope = truncated(np.array([100.0, 50.0, 40.0]), np.array([0.9, 0.8, 0.5]), 110.0)
    np.testing.assert_allclose(width, [100.0, 25.0])
    np.testing.assert_array_equal(slope, [0.9, 0.8])
