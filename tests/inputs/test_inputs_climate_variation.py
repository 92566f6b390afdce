"""How monthly winds vary between years, against the figures known of this sea."""

import numpy as np
import pytest

from sim.inputs.climate_variation import embedded


def test_off_binh_thuan_it_is_the_known_table():
    # Coefficients of variation of mean vectors at 10N 110E, FNMOC 1982-1992, worked out beside the program.
    found = embedded(10.2, 109.7)
    np.testing.assert_allclose(found.months, [.09, .20, .31, .41, .56, .17, .21, .27, .39, .31, .26, .11], atol=0.006)
    assert found.years == 11
    assert "10 N 110 E" in found.label


def test_a_place_far_off_takes_the_nearest_point():
    assert embedded(60.0, 200.0).label.endswith("22.5 N 115 E")
    assert embedded(10.0, 107.4).months.min() == pytest.approx(0.11, abs=0.01)
