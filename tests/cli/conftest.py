"""Pictures of a result that a test before has drawn are not drawn again: the same data give the same page."""

import pytest

from sim.report import page

DRAWN = {}


@pytest.fixture(autouse=True)
def drawn_once(monkeypatch):
    """Draw the pictures of each result once for all tests of a process."""
    draw = page._pictures

    def pictures(data, workers, begun):
        values = (str(value.values) for value in data.variables.values() if not value.ndim)
        known = (str(data.attrs["scenario"]), *values)
        if known in DRAWN:
            begun()
        else:
            DRAWN[known] = draw(data, workers, begun)
        return DRAWN[known]

    monkeypatch.setattr(page, "_pictures", pictures)
