"""Pictures of the programme and of the loans, drawn from a case."""

import numpy as np
import pytest
from small_case import dataset

from sim.report.plots import lenders, programme
from sim.report.plots.style import lay_out


@pytest.fixture(scope="module")
def data():
    return dataset()


@pytest.mark.parametrize("draw", [programme.gantt, programme.spending, lenders.cover])
def test_every_picture_draws_and_says_its_finding(data, draw):
    figure = draw(data)
    assert figure.get_label()
    assert "nan" not in figure.get_label()
    lay_out(figure)   # as the report does
    figure.draw_without_rendering()


def test_what_is_labelled_is_in_order(data):
    assert (np.diff(data["stage_end"].values, axis=1) >= 0).all()
    assert (np.diff(data["cumulative_spending"].values, axis=0) >= -1e-3).all()
    assert (np.diff(data["dscr_quantile"].values, axis=0) >= 0).all()
    assert float(data["default_by_year"][-1]) == pytest.approx(float(data["default_probability"]))
