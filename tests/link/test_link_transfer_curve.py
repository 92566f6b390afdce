"""The link's curves: published losses, an independent load flow, balances, inverses, pieces, refusals."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import fsolve

from sim.errors import SundalinkError
from sim.link import configuration, converter, transfer_curve
from sim.link.cable import resistance
from sim.link.thermal import ladder
from sim.records import Segment

BIPOLE = configuration.bipole_metallic_return()
MONOPOLE = configuration.symmetric_monopole()
LOSSLESS = partial(converter.quadratic, no_load=0.0, linear=0.0, resistive=0.0)


@pytest.fixture
def base(make_cable, shelf):
    """The states of the base case."""
    return transfer_curve.transfers(1200.0, 525.0, 1000.0, make_cable(2000), shelf, converter.quadratic,
                           converter.quadratic, BIPOLE)


def whole_loss(transfer, share, rating):
    """Loss with that of the stations at rest, as a share of all that is put in."""
    received = share * rating
    put_in = transfer_curve.inverse(transfer, received) + transfer.no_load_sending
    return 1.0 - (received - transfer.no_load_receiving) / put_in


@pytest.mark.parametrize(("share", "percent"), [(0.1, 3.8), (0.25, 2.5), (0.5, 2.6), (0.75, 3.2), (1.0, 3.9)])
def test_loss_of_the_base_case(base, share, percent):
    assert 100 * whole_loss(base[-1], share, 1200.0) == pytest.approx(percent, abs=0.4)


def test_a_thinner_cable_loses_more(make_cable, shelf):
    full = transfer_curve.transfers(1200.0, 525.0, 1000.0, make_cable(1600), shelf, converter.quadratic,
                           converter.quadratic, BIPOLE)[-1]
    assert 100 * whole_loss(full, 1.0, 1200.0) == pytest.approx(4.5, abs=0.4)


def test_320_kv_and_1600_mm2_is_too_hot(make_cable, shelf):
    segments = (shelf[0]._replace(spacing=0.0),)
    with pytest.raises(SundalinkError, match=r"segment shelf.*must not exceed the limit of 70 degC"):
        transfer_curve.transfers(1200.0, 320.0, 1000.0, make_cable(1600, 320.0), segments, converter.quadratic,
                        converter.quadratic, MONOPOLE)


def test_norned_market_loss_lies_in_the_range_of_its_loads(make_cable):
    two_core, single = (make_cable(s, 450.0, "MI", 55.0, 6.0) for s in (790, 700))
    segments = (Segment("two-core", 270.0, 15.0, 0.8, 1.5, 0.0),
                Segment("single", 310.0, 15.0, 0.8, 1.5, 20.0, single))
    full = transfer_curve.transfers(700.0, 450.0, 580.0, two_core, segments, converter.lcc, converter.lcc,
                           MONOPOLE)[-1]
    losses = [100 * whole_loss(full, share, 700.0) for share in np.linspace(0.3, 0.8, 11)]
    assert min(losses) < 3.2 < max(losses)
    assert 100 * whole_loss(full, 1.0, 700.0) == pytest.approx(4.2, abs=0.4)


@pytest.mark.parametrize("share", [0.05, 0.5, 1.0])
def test_an_independent_load_flow_agrees(base, make_cable, shelf, share):
    """All unknowns at once, with the thermal balance as one of the equations."""
    cable, received = make_cable(2000), share * 1200.0
    total, sending = sum(ladder(cable, shelf))[0], base[-1].sent[-1]

    def residual(unknown):
        sent, current, temperature = unknown
        ohm = 1000.0 * resistance(cable.resistance20, temperature)
        sending_loss = 0.0025 * sent + 0.0050 * sent**2 / sending
        receiving_loss = 0.0025 * received + 0.0050 * received**2 / 1200.0
        return (sent - sending_loss - 2 * 525.0 * current,
                2 * current * (525.0 - ohm * current) - receiving_loss - received,
                temperature - 28.0 - current**2 * ohm * total)

    sent = fsolve(residual, (received * 1.03, received / 1050.0, 30.0), xtol=1e-13)[0]
    assert transfer_curve.inverse(base[-1], received) == pytest.approx(sent, abs=2e-4)


def test_states_are_ordered_and_out_is_nothing(base):
    assert [t.name for t in base] == ["out", "one pole", "full"]
    out = base[0]
    assert out.capacity == out.no_load_sending == out.no_load_receiving == 0.0
    assert transfer_curve.forward(out, 0.0) == transfer_curve.inverse(out, 0.0) == 0.0
    width, slope = transfer_curve.pieces(out)
    assert width.size == slope.size == 0


def test_one_pole_carries_its_current_and_loses_in_the_return(base):
    one, full = base[1:]
    assert one.current == pytest.approx(full.current, rel=1e-12)
    # At the full link's current a pole brings half, less what the return conductor takes.
    extra = full.cable_loss[-1] / 2
    assert one.cable_loss[-1] == pytest.approx(2 * extra, rel=1e-12)
    assert one.capacity == pytest.approx(600.0 - extra, abs=0.5)
    assert one.no_load_sending == pytest.approx(full.no_load_sending / 2)
    assert one.no_load_receiving == pytest.approx(full.no_load_receiving / 2)


def test_a_perfect_return_leaves_the_station_as_the_limit(make_cable, shelf):
    states = configuration.bipole_metallic_return(return_resistance=1e-9)
    one = transfer_curve.transfers(1200.0, 525.0, 1000.0, make_cable(2000), shelf, converter.quadratic,
                          converter.quadratic, states)[1]
    assert one.capacity == pytest.approx(600.0, rel=1e-9)


def test_a_pole_alone_on_electrodes_loses_half_of_what_it_does_on_a_metallic_return(make_cable, shelf):
    """The sea has no resistance of its own: one conductor in the loop, not two."""
    def alone(states):
        return transfer_curve.transfers(1200.0, 525.0, 1000.0, make_cable(2000), shelf, LOSSLESS, LOSSLESS, states)[1]

    sea, metal = alone(configuration.bipole_sea_return()), alone(BIPOLE)
    assert sea.current == pytest.approx(metal.current, rel=1e-9)
    assert sea.cable_loss[-1] / metal.cable_loss[-1] == pytest.approx(0.5, rel=1e-6)
    assert sea.capacity > metal.capacity


def test_two_monopoles_on_returns_carry_twice_the_current_of_symmetric_ones(make_cable, shelf):
    def full(**how):
        return transfer_curve.transfers(600.0, 525.0, 1000.0, make_cable(2000), shelf, LOSSLESS, LOSSLESS,
                                        configuration.two_monopoles(**how))[-1]

    paired, single = full(), full(each="metallic_return")
    assert single.current / paired.current == pytest.approx(2.0, rel=0.05)
    assert single.cable_loss[-1] / paired.cable_loss[-1] == pytest.approx(4.0, rel=0.1)
    alone = transfer_curve.transfers(300.0, 525.0, 1000.0, make_cable(2000), shelf, LOSSLESS, LOSSLESS,
                                     configuration.monopole_metallic_return())[-1]
    assert single.cable_loss[-1] == pytest.approx(2.0 * alone.cable_loss[-1], rel=1e-9)


@pytest.mark.parametrize("name", configuration.MODELS)
def test_full_capacity_is_the_rating(make_cable, shelf, name):
    states = configuration.MODELS[name]()
    rating = 500.0 if name.startswith("monopole") else 1200.0   # one conductor carries the whole current
    found = transfer_curve.transfers(rating, 525.0, 1000.0, make_cable(2000), shelf, converter.quadratic,
                            converter.quadratic, states)
    assert found[-1].name == "full"
    assert found[-1].capacity == pytest.approx(rating, rel=1e-12)
    assert len(found) == states.poles + 1
    assert transfer_curve.MODELS[name] is configuration.MODELS[name]


def test_without_resistance_and_station_loss_nothing_is_lost(make_cable, shelf):
    cable = make_cable(2000)
    short = (shelf[0]._replace(length=1e-6),)
    full = transfer_curve.transfers(1200.0, 525.0, 1e-6, cable, short, LOSSLESS, LOSSLESS, MONOPOLE)[-1]
    np.testing.assert_allclose(full.received, full.sent, rtol=1e-9)


def test_stations_alone(make_cable, shelf):
    """With no cable to speak of, the loss is that of the two stations at their own ratings."""
    short = (shelf[0]._replace(length=1e-6),)
    full = transfer_curve.transfers(1200.0, 525.0, 1e-6, make_cable(2000), short, converter.quadratic,
                           converter.quadratic, MONOPOLE)[-1]
    assert full.receiving_loss[-1] == pytest.approx(0.0075 * 1200.0, rel=1e-9)
    assert full.sending_loss[-1] == pytest.approx(0.0075 * full.sent[-1], rel=1e-9)
    assert full.no_load_sending == pytest.approx(0.0015 * full.sent[-1])


def test_direction_decides_which_end_is_the_inverter(make_cable, shelf):
    full = transfer_curve.transfers(1200.0, 525.0, 1000.0, make_cable(2000), shelf, converter.daelemans2008,
                           converter.daelemans2008, MONOPOLE)[-1]
    per_unit = 100.0 / (np.sqrt(3) * 345.0)
    assert full.receiving_loss[-1] == pytest.approx(12.0 * (0.887 * per_unit + 4.371 * per_unit**2), rel=1e-9)
    assert full.sending_loss[-1] / full.sent[-1] == pytest.approx(
        (0.887 * per_unit + 2.885 * per_unit**2) / 100.0, rel=1e-9)


stations = st.sampled_from(sorted(converter.MODELS))
links = {"rating": st.floats(100.0, 1500.0), "voltage": st.floats(150.0, 525.0),
         "length": st.floats(1.0, 2000.0), "ambient": st.floats(5.0, 32.0), "soil": st.floats(0.3, 1.5),
         "spacing": st.sampled_from([0.0, 1.0, 50.0]), "name": st.sampled_from(sorted(configuration.MODELS)),
         "send": stations, "receive": stations}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.filter_too_much,
                                                                 HealthCheck.function_scoped_fixture])
@given(**links)
def test_every_link_that_is_not_refused_keeps_the_laws(make_cable, rating, voltage, length, ambient, soil,
                                                       spacing, name, send, receive):
    segments = (Segment("a", length / 2, ambient, soil, 1.5, spacing),
                Segment("b", length / 2, 20.0, 0.7, 1.0, 5.0))
    try:
        found = transfer_curve.transfers(rating, voltage, length, make_cable(2000), segments, converter.MODELS[send],
                                converter.MODELS[receive], configuration.MODELS[name]())
    except SundalinkError as refusal:
        known = ("must not exceed", "at most", "must rise with")   # too hot, too far, past the most it can bring
        assume(not any(reason in str(refusal) for reason in known))
        raise
    for transfer in found[1:]:
        keeps_the_laws(transfer)
        follows(transfer, 1e-4 * rating)


def keeps_the_laws(transfer):
    """Balance, no gain, rise, concavity, and exact inverses."""
    losses = transfer.sending_loss + transfer.cable_loss + transfer.receiving_loss
    np.testing.assert_allclose(transfer.received + losses, transfer.sent, rtol=0,
                               atol=1e-12 * transfer.capacity)
    assert transfer.sent[0] == transfer.received[0] == 0.0
    assert min(loss.min() for loss in transfer[3:6]) >= -1e-12 * transfer.capacity
    assert (transfer.received <= transfer.sent).all()
    slope = np.diff(transfer.received) / np.diff(transfer.sent)
    assert (slope > 0).all()
    assert (np.diff(slope) < 1e-9).all()
    power = np.linspace(0.0, transfer.capacity, 37)
    np.testing.assert_allclose(
        transfer_curve.forward(transfer, transfer_curve.inverse(transfer, power)),
        power,
        rtol=1e-12,
        atol=1e-12 * transfer.capacity,
    )


def follows(transfer, error):
    """Pieces are exact at both ends, fall, gain nothing, and stay within their error everywhere."""
    width, slope = transfer_curve.pieces(transfer, error)
    assert (np.diff(slope) < 0).all()
    assert (width > 0).all()
    assert 0 < slope[0] <= 1.0
    assert slope[-1] > 0
    sent, received = np.r_[0.0, np.cumsum(width)], np.r_[0.0, np.cumsum(width * slope)]
    assert sent[-1] == pytest.approx(transfer.sent[-1], rel=1e-12)
    assert received[-1] == pytest.approx(transfer.capacity, rel=1e-12)
    dense = np.linspace(0.0, transfer.sent[-1], 4001)
    gap = np.interp(dense, sent, received) - transfer_curve.forward(transfer, dense)
    assert np.abs(gap).max() <= error * (1 + 1e-9)


@pytest.mark.parametrize(("error", "least", "most"), [(1.0, 2, 4), (0.1, 7, 10), (0.02, 14, 22)])
def test_number_of_pieces(base, error, least, most):
    follows(base[-1], error)
    assert least <= transfer_curve.pieces(base[-1], error)[0].size <= most


def test_pieces_err_alike_and_need_no_fewer(base):
    """On a parabola their number is known: 2 (2 + sqrt 2) + 4 (k - 2) >= length sqrt(bend / error)."""
    sent = np.linspace(0.0, 1000.0, 4001)
    parabola = base[-1]._replace(sent=sent, received=sent - 2.5e-5 * sent**2, capacity=975.0)
    width, slope = transfer_curve.pieces(parabola, 0.1)
    assert width.size == np.ceil((1000.0 * np.sqrt(5e-5 / 0.1) - 2 * (2 + np.sqrt(2))) / 4 + 2)
    assert np.ptp(width[1:-1]) < 2.0
    assert width[0] == pytest.approx(width[-1], rel=0.01)
    # On average a parabola's pieces lie below it by a third of their error.
    knots = np.r_[0.0, np.cumsum(width)]
    gap = np.interp(sent, knots, np.r_[0.0, np.cumsum(width * slope)]) - parabola.received
    assert gap.mean() == pytest.approx(-np.abs(gap).max() / 3, rel=0.2)


def test_pieces_finer_than_the_table_are_refused(base):
    with pytest.raises(SundalinkError, match="link pieces: error"):
        transfer_curve.pieces(base[-1], 1e-6)


@pytest.mark.parametrize("power", [-1.0, 5000.0, float("nan")])
def test_power_off_the_curve_is_refused(base, power):
    with pytest.raises(SundalinkError, match="power sent, full"):
        transfer_curve.forward(base[-1], power)
    with pytest.raises(SundalinkError, match="power received, full"):
        transfer_curve.inverse(base[-1], power)


def build(make_cable, shelf, station=converter.quadratic, **change):
    """A link with one thing changed."""
    given = {"rating": 1200.0, "voltage": 525.0, "length": 1000.0, "cable": make_cable(2000), **change}
    return transfer_curve.transfers(given["rating"], given["voltage"], given["length"], given["cable"], shelf, station,
                           converter.quadratic, MONOPOLE)


@pytest.mark.parametrize(("change", "words"), [
    ({"length": 900.0}, "link length = 900.*sum of its segments, 1000"),
    ({"voltage": 600.0}, "link voltage = 600.*class of cable xlpe_525_2000, 525"),
    ({"rating": 0.0}, "link rating = 0"),
    ({"rating": 9e4}, "bring at most"),
])
def test_parts_that_do_not_belong_together(make_cable, shelf, change, words):
    with pytest.raises(SundalinkError, match=words):
        build(make_cable, shelf, **change)


def test_a_station_that_eats_all_is_refused(make_cable, shelf):
    with pytest.raises(SundalinkError, match="sending station: marginal loss"):
        build(make_cable, shelf, lambda power, rating: 1.2 * abs(power))


def test_a_station_that_gains_is_refused(make_cable, shelf):
    with pytest.raises(SundalinkError, match=r"loss of the sending station.*never be negative"):
        build(make_cable, shelf, lambda power, rating: -0.01 * abs(power))


def test_a_concave_loss_is_refused_by_name(make_cable, shelf):
    with pytest.raises(SundalinkError, match=r"must be concave.*no policy trades"):
        build(make_cable, shelf, lambda power, rating: 0.02 * np.sqrt(abs(power) * rating) + 0 * power)


def test_a_cable_without_resistance_carries_its_power_at_its_voltage():
    from sim.link import dc_load_flow
    from sim.link.configuration import symmetric_monopole

    circuit = symmetric_monopole().circuits[-1]
    assert dc_load_flow.current(circuit, 500.0, lambda current: 0.0 * current, 1000.0) == pytest.approx(1.0)


@pytest.mark.parametrize(("width", "slope", "missed"), [([100.0], [0.94], 1.0), ([40.0, 60.0], [0.97, 0.92], 0.4),
                                                       ([50.0, 50.0], [0.96, 0.92], 0.0)])
def test_pieces_miss_a_curve_most_where_either_bends(width, slope, missed):
    curve = SimpleNamespace(sent=np.array([0.0, 50.0, 100.0]), received=np.array([0.0, 48.0, 94.0]))
    assert transfer_curve.miss(curve, (np.array(width), np.array(slope))) == pytest.approx(missed, abs=1e-12)
