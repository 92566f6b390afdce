"""Which poles a fault takes: its place by the rates of stretches, its company by their shares, to the last count."""

import numpy as np
import pytest

from sim.reliability import cable_faults
from sim.reliability.cable_faults import Cabling, Hits, poles_hit, rates_as_laid, without_return
from sim.reliability.fault_rates import FaultPoints, Stretch
from sim.reliability.outage_history import Outages

ROUTE = tuple(Stretch("shelf", 1.0, 1.5, 50.0, country) for country in ("vietnam", "indonesia", "malaysia"))
YEARS = 10
CABLING = Cabling(4, YEARS, ROUTE, 2, False, False, 0.0, None)


def even(count):
    """Faults whose places, poles and company are spread evenly, each over the whole of the others."""
    grid = (np.arange(count) + 0.5) / count
    place, pole, company = (axis.ravel() for axis in np.meshgrid(grid, grid, grid, indexing="ij"))
    chance = np.full((place.size, cable_faults.NUMBERS), 0.25)
    chance[:, :4] = np.stack([place, pole, company, np.random.default_rng(1).random(place.size)], axis=1)
    number = np.arange(place.size)
    return FaultPoints(number % 4, np.zeros(place.size), number / 10.0, chance)


@pytest.mark.parametrize("separate", [False, True])
def test_places_follow_the_rates_and_company_its_share(separate):
    rates, both = np.array([0.1, 0.0, 0.3]), np.array([0.0, 0.9, 0.5])
    drawn = even(20)
    found = poles_hit(drawn, ROUTE, rates, both, CABLING._replace(separate=separate))
    first, second = (Hits(*(np.asarray(field)[part] for field in found)) for part in (~found.pair, found.pair))
    assert first.pole.size == 8000
    names, counts = np.unique(first.country, return_counts=True)
    assert dict(zip(names, counts, strict=True)) == {"vietnam": 2000, "malaysia": 6000}
    assert (first.pole == 0).sum() == 4000
    assert (second.country == "malaysia").all()
    assert second.pole.size == 3000   # half of those there
    own = np.flatnonzero((drawn.chance[:, 0] > 0.25) & (drawn.chance[:, 2] < 0.5))
    np.testing.assert_array_equal(second.pole, 1 - first.pole[own])
    np.testing.assert_array_equal(second.history, first.history[own])
    np.testing.assert_array_equal(first.uniform, drawn.chance[:, 4:])
    if separate:   # on its own route at a time of its own, spread over all years
        assert second.start.min() >= 0.0
        assert second.start.max() <= YEARS * 8760.0
        assert second.start.mean() == pytest.approx(0.5 * YEARS * 8760.0, rel=0.03)
    else:
        np.testing.assert_array_equal(second.start, first.start[own])


def test_a_single_pole_has_no_company():
    found = poles_hit(even(6), ROUTE, np.ones(3), np.ones(3), CABLING._replace(poles=1))
    assert not found.pole.any()
    assert not found.pair.any()


def test_rates_of_cables_as_they_are_laid():
    """A cable is hit as often wherever its neighbour lies: rate x (1 + share) is what two cables take together."""
    inside, outside, both = np.array([0.2]), np.array([0.4, 0.8]), np.array([0.25, 0.6])
    bipole = rates_as_laid(inside, outside, both, False, 1, 2, "shared")
    np.testing.assert_allclose(bipole[1] * (1.0 + bipole[2]), outside)
    single = rates_as_laid(inside, outside, both, False, 1, 1, "shared")
    np.testing.assert_allclose([single[0][0], *single[1], *single[2]], [0.1, 0.2, 0.4, 0.0, 0.0])
    joined = rates_as_laid(inside, outside, both, True, 1, 2, "shared")
    np.testing.assert_allclose(joined[1], outside / (1.0 + both))   # one event, whichever of both it takes
    np.testing.assert_array_equal(joined[2], 1.0)
    apart, near = (rates_as_laid(inside, outside, both, False, 2, 2, corridor) for corridor in ("separate", "shared"))
    np.testing.assert_array_equal(apart[2], 0.0)
    np.testing.assert_allclose(apart[1], outside / (1.0 + both))
    np.testing.assert_allclose(near[1] * (1.0 + near[2]), apart[1])   # each monopole is out as often as apart


@pytest.mark.parametrize("separate", [False, True])
def test_a_return_is_out_by_half_the_rate_of_a_pair_and_by_faults_that_take_it_with_a_pole(separate):
    """While one pole's cable is out for the whole life, the other pole is out whenever the return is."""
    cabling = CABLING._replace(count=4000, separate=separate)
    history = np.arange(4000)
    zero = np.zeros(4000, dtype=int)
    always = Outages(history, zero, np.zeros(4000), np.full(4000, YEARS * 8760.0), zero)
    pairs = Hits(history[:1000], zero[:1000], np.full(1000, 50.0), np.full(1000, "vietnam"),
                 np.full((1000, cable_faults.NUMBERS - 4), 0.5), np.ones(1000, dtype=bool))
    both, rates = np.array([0.0, 0.5, 1.0]), np.array([0.1, 0.2, 0.4])
    given = np.full(4000, 0.3), rates, both, np.ones(4000)
    found = without_return(np.random.default_rng(5), cabling, pairs, always, given,
                           lambda start, country, uniform: start + 1.0)
    assert (found.pole == 1).all()
    expected = 4000 * YEARS * 0.5 * (0.3 + 0.1 + 0.2 * 0.5) + (0 if separate else 1000)
    assert found.history.size == pytest.approx(expected, rel=0.03)
    np.testing.assert_allclose(found.end - found.start, 1.0)
