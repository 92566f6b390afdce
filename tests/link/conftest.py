"""A cable by its section, and a sea bed, for the tests of the link."""

import math

import pytest

from sim.link.cable import Cable
from sim.records import Segment

R20 = {700: 0.0253674, 790: 0.0223793, 1000: 0.0176, 1200: 0.0151, 1600: 0.0113, 2000: 0.0090, 2500: 0.0072}


@pytest.fixture
def make_cable():
    """Build a copper cable: 90 % filled conductor, 20 to 30 mm of insulation, 17 mm of coverings."""
    def make(section, voltage=525.0, insulation="XLPE", limit=70.0, resistivity=3.5):
        inner = math.sqrt(4 * section / math.pi / 0.9)
        thick = {320: 22.0, 450: 20.0}.get(voltage, 30.0)
        key, outside = f"{insulation.lower()}_{voltage:g}_{section}", inner + 2 * thick
        return Cable(key, float(section), "copper", insulation, voltage, inner, outside, outside + 34.0,
                     R20[section], limit, resistivity, "test")
    return make


@pytest.fixture
def shelf():
    """The sea bed of the base case."""
    return (Segment("shelf", 1000.0, 28.0, 0.9, 1.5, 20.0),)
