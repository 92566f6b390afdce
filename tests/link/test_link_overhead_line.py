"""Overhead parts of a link: rating of bare conductors, loss, and what a line is not."""

import numpy as np
import pytest

from sim.inputs import cable_data
from sim.link import configuration, converter, overhead_line, thermal, thermal_dynamic, transfer_curve
from sim.records import Segment

# Ratings at 75 degC conductor, 25 degC air and 2 ft/s across, by an open IEEE 738 program (GitHub, BenHutchinsWPP/
# IEEE_738, example.py): 795 kcmil Drake, 1590 kcmil Falcon, 336.4 kcmil Oriole; for alternating current, whose skin
# effect the largest feels by some 4 %.
RATED = {402.8: 0.903, 805.7: 1.349, 170.5: 0.532}


@pytest.mark.parametrize(("section", "rated"), RATED.items())
def test_rating_of_usual_conductors_is_that_of_rating_tables(section, rated):
    line = overhead_line.segments(False, length_to=10.0, section=section, bundle=1, ambient_air=25.0, wind=0.61,
                                  limit=75.0)
    assert thermal.ampacity(_cable(), line, laid=1)[0] == pytest.approx(rated, rel=0.05)


def test_no_wind_leaves_free_convection_and_more_wind_cools_more():
    kind = overhead_line.conductor(800.0, 1)
    still, breeze, gale = (overhead_line.to_air(kind, 35.0, wind) for wind in (0.0, 0.6, 5.0))
    assert still > breeze > gale > 0.0


def test_a_bundle_of_half_conductors_has_the_same_resistance_and_runs_cooler():
    one, two = (overhead_line.segments(False, length_to=100.0, bundle=number)[0] for number in (1, 2))
    assert one.cable.resistance20 == two.cable.resistance20
    heat = thermal.steady(1.2, _cable(), (one, two))
    assert heat.temperature[1] < heat.temperature[0]
    assert heat.drop.tolist() == [0.0, 0.0]


def test_no_line_is_no_segment_and_none_begins_at_a_platform():
    assert overhead_line.segments(False) == ()
    assert overhead_line.segments(True, length_from=50.0) == ()
    assert overhead_line.segments(False, length_from=50.0, length_to=20.0)[0].length == 70.0


def test_loss_of_a_line_is_current_squared_times_resistance_of_its_aluminium():
    cable, joined = _cable(), configuration.symmetric_monopole()

    def full(*more):
        bed = (Segment("sea", 100.0, 15.0, 0.7, 1.0, 5.0), *more)
        return transfer_curve.transfers(1200.0, 525.0, sum(s.length for s in bed), cable, bed, converter.quadratic,
                                        converter.quadratic, joined)[-1]

    line, = overhead_line.segments(False, length_to=200.0)
    without, with_line = full(), full(line)
    hot = float(thermal.steady(with_line.current, cable, (line,)).temperature[0])
    ohm = 200.0 * 1.02 * 28.264 / 1600.0 * (1.0 + 0.00403 * (hot - 20.0))
    sea = without.cable_loss[-1] * (with_line.current / without.current) ** 2
    assert with_line.cable_loss[-1] - sea == pytest.approx(2 * ohm * with_line.current**2, rel=2e-3)


def test_conductors_in_the_air_follow_their_load_at_once():
    line, = overhead_line.segments(False, length_to=50.0)
    found = thermal_dynamic.response(_cable(), line)
    current = np.repeat([0.2, 1.2, 0.2], 48)
    warm = thermal_dynamic.temperature(current, _cable(), line, 0.5, found)
    steady = thermal.steady(np.array([0.2, 1.2]), _cable(), (line,)).temperature[:, 0]
    np.testing.assert_allclose(warm[[47, 95, 143]], steady[[0, 1, 0]], atol=0.1)


def _cable():
    return cable_data.cable("xlpe_525_2000")
