"""Serial defects: none without one, availability by hand with one, both poles, samples of a life, and what adds up."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.reliability import cable_faults, outage, outage_history, serial_defect
from sim.reliability.fault_rates import Stretch
from sim.reliability.records import HistorySample, LinkLayout

ALONE = {"cable_rate": 0.0, "converter_rate": 0.0, "transformer_rate": 0.0, "planned": 0.0}
DEFECT = {"defect_probability": 1.0, "defect_rate": 0.2, "defect_onset": 5.0, "defect_lasts": 4.0,
          "defect_replacement": 0.0}
WAY = (Stretch("shallow", 100.0, 1.5, 50.0, "vietnam"), Stretch("shelf", 900.0, 1.5, 1000.0, "malaysia"))


def fixed(days):
    return lambda start, country, chance, spare_kit, retainer: start + 24.0 * days


def draw(count=400, years=30, poles=2, joined=False, ring=False, days=60.0, seed=1, **given):
    sample = HistorySample(count, years, ring, given.pop("life", None))
    link = {name: given.pop(name) for name in LinkLayout._fields if name in given}
    return outage.segments(np.random.default_rng(seed), sample, LinkLayout(WAY, poles, joined, **link), fixed(days),
                           **given)


def cut(found, count=400, years=30, poles=2):
    return outage_history.intervals(found, poles, years)


def share(found, count=400, years=30, poles=2):
    """Mean share of poles and time in service."""
    return float(outage_history.availability(cut(found, count, years, poles), count, poles, years).mean())


def test_without_a_defect_no_byte_differs():
    plain = draw()
    for given in ({}, {"defect_rate": 20.0, "defect_onset": 0.0, "defect_lasts": 30.0, "defect_replacement": 700.0}):
        same = draw(defect_probability=0.0, **given)
        assert all(one.tobytes() == other.tobytes() for one, other in zip(plain, same, strict=True))


@pytest.mark.parametrize(("joined", "ring"), [(False, False), (True, False), (False, True), (True, True)])
def test_with_a_defect_the_mean_availability_is_that_by_hand(joined, ring):
    # 2 faults a year on 1,000 km for 4 of 30 years, each 60 days: with two cables apart one a year on each pole.
    found = draw(joined=joined, ring=ring, life=30, **ALONE, **DEFECT)
    each = 2.0 if joined else 1.0
    busy = each * 60.0 / 365.0   # repairs in progress at once: Poisson once the first could be over
    out = (4.0 - 60.0 / 365.0) * (1.0 - np.exp(-busy)) + 2.0 * (60.0 / 365.0) * (1.0 - (1.0 - np.exp(-busy)) / busy)
    assert share(found) == pytest.approx(1.0 - out / 30.0, abs=0.002)


def test_replacement_takes_each_pole_once():
    given = {**ALONE, **DEFECT, "defect_rate": 0.0, "defect_replacement": 73.0}
    for joined in (False, True):
        found = draw(joined=joined, **given)
        assert share(found) == pytest.approx(1.0 - 73.0 / 365.0 / 30.0, rel=1e-12)
        both = outage_history.hours(cut(found), 400, 2)[:, 1]
        assert (both > 0).all() if joined else (both == 0).all()


def test_a_share_of_links_has_one_and_a_higher_probability_adds_more():
    few, many = (draw(**ALONE, **{**DEFECT, "defect_probability": p}) for p in (0.1, 0.4))
    assert set(zip(few.history, few.start, strict=True)) < set(zip(many.history, many.start, strict=True))
    for found, part in ((few, 0.1), (many, 0.4)):
        assert np.unique(found.history).size <= round(400 * part) + 1
        loss = 1.0 - share(draw(**ALONE, **DEFECT))
        assert 1.0 - share(found) == pytest.approx(part * loss, rel=0.1)


@pytest.mark.parametrize("years", [1, 7, 20, 45])
def test_a_ring_is_a_sample_of_the_life(years):
    given = {**ALONE, **DEFECT, "defect_onset": 8.0, "defect_lasts": 6.0, "life": 30}
    found = draw(count=3000, years=years, ring=True, days=10.0, **given)
    defect = found.kind == 0
    expected = 2.0 * 6.0 / 30.0   # two faults a year in a fifth of the life
    assert defect.sum() / (3000 * years) == pytest.approx(expected, rel=0.05)
    assert (found.start[defect] < years * 8760.0).all()
    time = found.start[defect] / (years * 8760.0)
    assert np.histogram(time, 5, (0, 1))[0] == pytest.approx(np.full(5, defect.sum() / 5), rel=0.12)


def test_what_lies_beyond_the_life_does_not_happen():
    late = {**DEFECT, "defect_onset": 30.0}   # uniform from 0 to 60 years: half of the links end before it
    found = draw(count=2000, days=1.0, **ALONE, **late)
    assert np.unique(found.history).size == pytest.approx(1000, rel=0.06)
    assert found.start.max() < 30 * 8760.0


def test_first_fault_follows_the_onset():
    random = np.random.default_rng(3)
    defect = serial_defect.serial_defect(random, 200, 1.0, 5.0, 4.0)
    cabling = cable_faults.Cabling(200, 30, WAY, 2, False, False, 0.0, None)
    hits = serial_defect.faults(np.random.default_rng(4), cabling, 5.0, defect)
    age = hits.start / 8760.0 - defect.onset[hits.history]
    assert age.min() >= 0.0
    assert age.max() <= 4.0
    assert set(hits.pole) == {0, 1}
    assert defect.onset.mean() == pytest.approx(5.0, rel=0.1)


def test_single_cables_and_two_routes_scale_by_their_metal():
    def number(**given):
        return (draw(count=2000, days=0.1, **ALONE, **DEFECT, **given).kind == 0).sum() / 2000

    assert number(poles=1, cables=1) == pytest.approx(4.0, rel=0.05)
    assert number(poles=1) == pytest.approx(8.0, rel=0.05)
    assert number(routes=2, corridor="shared") == pytest.approx(16.0, rel=0.05)


def test_a_return_that_shares_the_defect_stops_both_poles():
    given = {**ALONE, **DEFECT, "days": 100.0, "defect_rate": 0.5}
    plain, third = (outage_history.hours(cut(draw(cables=cables, **given)), 400, 2).mean(axis=0) for cables in (2, 3))
    assert third[1] > 1.2 * plain[1]


def test_refusals_name_the_key():
    with pytest.raises(SundalinkError, match="too many"):
        draw(count=100000, **{**DEFECT, "defect_rate": 20.0, "defect_lasts": 30.0})


@pytest.mark.parametrize(("onset", "years", "life"), [(0.0, 2.0, 30.0), (0.0, 40.0, 30.0), (6.0, 2.5, 30.0),
                                                      (20.0, 5.0, 30.0), (14.0, 10.0, 25.0)])
def test_years_of_failing_are_the_mean_of_those_left_in_the_life(onset, years, life):
    begin = 2.0 * onset * (np.arange(100_000) + 0.5) / 100_000
    left = np.clip(np.minimum(begin + years, life) - begin, 0.0, None)
    assert serial_defect.mean_years(onset, years, life) == pytest.approx(left.mean(), rel=1e-6)
