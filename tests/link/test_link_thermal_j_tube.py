"""A cable that hangs in a tube in the air: balance by hand, limits, and how fast it answers."""

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.inputs import cable_data
from sim.link import thermal, thermal_dynamic
from sim.records import Segment


def hanging(ambient=35.0, tube=0.5):
    return Segment("platform", 0.1, ambient, 1.0, 1.0, 0.0, None, tube)


def test_a_cable_in_a_tube_at_its_limit_is_in_balance_with_the_air_by_hand():
    cable = cable_data.cable("xlpe_525_2000")
    layers = thermal.ladder(cable, (hanging(),))
    inside = sum(float(part[0]) for part in layers[:3])
    heat = (70.0 - 35.0) / (inside + float(layers.soil[0]))   # W/m with the conductor at 70 degC
    surface = 70.0 - heat * inside
    outer = 0.54
    h = 0.21 / outer**0.6 + 3.94

    def carried(tube):   # what the tube hands to the air, and what comes to it from the cable
        gap = 5.2 / (1.0 + 0.1 * (1.4 + 0.011 * 0.5 * (surface + tube)) * cable.outer_diameter)
        return np.pi * outer * h * (tube - 35.0)**1.25 - (surface - tube) / gap

    tube = brentq(carried, 35.0, surface)
    assert np.pi * outer * h * (tube - 35.0)**1.25 == pytest.approx(heat, rel=1e-6)


def test_a_platform_is_hotter_in_hotter_air_and_its_neighbours_do_not_matter():
    cable = cable_data.cable("xlpe_525_2000")
    able = [float(thermal.ampacity(cable, (hanging(ambient),), laid)[0])
            for ambient, laid in ((20.0, 2), (35.0, 2), (50.0, 2), (50.0, 4))]
    assert able[0] > able[1] > able[2] == able[3]
    bed = Segment("landfall", 5.0, 35.0, 1.2, 1.5, 0.0)
    assert able[1] > thermal.ampacity(cable, (bed,))[0]
    both = thermal.steady(1.2, cable, (bed, hanging()))
    assert int(both.hottest) == 0
    assert both.temperature[0] == thermal.steady(1.2, cable, (bed,)).temperature[0]


def test_the_air_answers_a_step_at_once_and_the_bed_in_weeks():
    cable = cable_data.cable("xlpe_525_2000")
    bed = Segment("shelf", 5.0, 27.0, 0.9, 1.5, 0.0)
    half = []
    for segment in (hanging(), bed):
        answer = thermal_dynamic.response(cable, segment)
        at = np.geomspace(0.1, 1e5, 400)
        curve = (answer.rise * (1.0 - np.exp(-at[:, None] / answer.time))).sum(axis=1) / answer.rise.sum()
        half.append(float(np.interp(0.9, curve, at)))
    assert half[0] < 24.0 < 10 * 24.0 < half[1]
