"""The recorded statistics of the spot price, as plain arrays."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs.usep import embedded, history


def test_only_whole_years_are_history():
    past = history()
    assert past.year.tolist() == [2016, 2017, 2018, 2019, 2020]
    assert past.mean == pytest.approx([63.28, 80.90, 110.29, 98.28, 70.01])
    assert past.percentile[3, [0, 5, 10]] == pytest.approx([-1.01, 90.81, 1354.86])
    assert past.halfhour.shape == (5, 48)


def test_two_records_of_the_same_years_agree_on_the_mean():
    past = history()
    assert past.halfhour.mean(-1) == pytest.approx(past.mean, rel=0.001)


def test_quantiles_rise_and_are_relative_to_the_mean():
    usep = embedded()
    assert usep.probability[[0, 1, 5, -1]] == pytest.approx([0, 0.01, 0.5, 1])
    assert (np.diff(usep.quantile) > 0).all()
    assert 0.85 < usep.quantile[5] < 1.0   # skewed: the median is below the mean
    assert usep.halfhour.mean() == pytest.approx(1.0, abs=1e-12)
    assert usep.halfhour.argmax() in range(20, 32)


def test_one_year_is_that_year():
    usep = embedded(years=(2018,))
    assert usep.quantile[-1] == pytest.approx(1354.6 / 110.29, rel=1e-12)
    assert "2018" in usep.label


def test_a_year_that_is_not_on_record_is_refused():
    with pytest.raises(SundalinkError, match=r"year of USEP = 2023: must be one of 2016"):
        embedded(years=(2023,))
