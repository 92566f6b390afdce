"""The link as curves: power received for power sent, one curve for each state of its poles."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.link import configuration as link_configuration
from sim.link import dc_load_flow
from sim.link.cable import check_cable
from sim.link.thermal import runaway, steady

POINTS = 401
"""Points of a table: at 1.2 GW the line between two of them misses the curve by less than 1e-4 MW."""

FINEST = 1e-5
"""Smallest error of `pieces` against capacity: below it the points of the table would show."""


class Transfer(NamedTuple):
    """Power received for power sent in one state of the link's poles, without the loss at rest."""

    name: str
    """The state: out, one pole or full."""
    sent: np.ndarray
    """Power into the sending station, zero at first, shape (n,). [MW]"""
    received: np.ndarray
    """Power out of the receiving station, shape (n,). [MW]"""
    sending_loss: np.ndarray
    """Lost in the sending station, above its loss at rest, shape (n,). [MW]"""
    cable_loss: np.ndarray
    """Lost in the cables, shape (n,). [MW]"""
    receiving_loss: np.ndarray
    """Lost in the receiving station, above its loss at rest, shape (n,). [MW]"""
    capacity: float
    """Highest power received. [MW]"""
    no_load_sending: float
    """Loss of the sending station at rest, bought at its end. [MW]"""
    no_load_receiving: float
    """Loss of the receiving station at rest, bought at its end. [MW]"""
    temperature: float
    """Of the hottest conductor at capacity. [degC]"""
    hottest: str
    """The segment it lies in."""
    current: float
    """In each loaded cable at capacity. [kA]"""
    drop: float
    """Temperature across the insulation at capacity, at the segment where it is largest. [K]"""


def transfers(rating, voltage, length, cable, segments, converter_send, converter_receive, configuration,
              laid=2, *, enforce=True):
    """
    Return the power received for power sent, in every state of the link's poles.

    The sending end holds the rated voltage. Each station is rated for the AC power that passes it when the
    link delivers its rating. A station's loss at rest is not in the curves but stands beside them. With one
    pole out the other carries its rated current, no more; what the return loses is missing from its half.

    Parameters
    ----------
    rating : float
        Power at the receiving AC busbar with all poles at work. [MW]
    voltage : float
        Voltage of a pole to earth, at the sending end. [kV]
    length : float
        Length of the route. [km]
    cable : Cable
        Pole cable; a segment may carry its own.
    segments : sequence of Segment
        The route; their lengths add up to `length`.
    converter_send, converter_receive : callable
        Models of `sim.link.converter`: loss [MW] of power [MW] and rating [MW]. Power that leaves the DC side
        is given to them with a minus sign.
    configuration : Configuration
        Result of one of the models of `sim.link.configuration`.
    laid : int
        Loaded cables side by side, for their mutual heating.
    enforce : bool
        Refuse a conductor above its limit at continuous full load; if not, only thermal runaway is refused.

    Returns
    -------
    transfers : tuple of Transfer
        By the number of poles at work: first "out", which carries nothing, last "full".

    Raises
    ------
    SundalinkError
        If the cable is not built for the voltage, cannot carry the rating or becomes too hot, if the lengths
        do not agree, or if a curve is not rising and concave.

    References
    ----------
    .. [1] Beerten, Cole, Belmans (2012), IEEE Trans. Power Syst. 27(2): DC power flow with converter loss.
    """
    _check_inputs(rating, voltage, length, cable, segments)

    def resistance(current):
        return steady(current, cable, segments, laid, enforce=False).resistance.sum(axis=-1)

    full = configuration.circuits[-1]
    into = rating + dc_load_flow.variable(converter_receive, -rating, rating)
    rated = dc_load_flow.current(full, voltage, resistance, into, _weakest(cable, segments, laid))
    steady(rated, cable, segments, laid, enforce=enforce)
    leaving = full.voltages * voltage * rated
    sent = dc_load_flow.solve(
        lambda p: leaving + dc_load_flow.variable(converter_send, p, p), leaving, "sending station"
    )
    stations = ((converter_send, float(sent)), (converter_receive, rating))
    curves = [_out()]
    for circuit in configuration.circuits:
        table = _table(circuit, stations, voltage, resistance, rated)
        heat = steady(table["current"], cable, segments, laid, enforce=enforce)
        curves.append(Transfer(circuit.name, **table, temperature=float(heat.temperature[heat.hottest]),
                               hottest=segments[int(heat.hottest)].name, drop=float(heat.drop.max())))
        dc_load_flow.check_curve(curves[-1])
    return tuple(curves)


def forward(transfer, sent):
    """
    Return the power received for a power sent.

    Parameters
    ----------
    transfer : Transfer
        The state's curve.
    sent : array, shape (...)
        From zero to the last of ``transfer.sent``. Reverse flow is the curve of the link with its ends
        exchanged. [MW]

    Returns
    -------
    received : array, shape (...)
        Power received, on the straight line between the points of the table. [MW]

    Raises
    ------
    SundalinkError
        If the power lies outside the curve.
    """
    check_within(f"power sent, {transfer.name}", sent, 0.0, transfer.sent[-1] * (1 + 1e-12), "MW")
    return np.interp(sent, transfer.sent, transfer.received)


def inverse(transfer, received):
    """
    Return the power that must be sent for a power received.

    Parameters
    ----------
    transfer : Transfer
        The state's curve.
    received : array, shape (...)
        From zero to the state's capacity. [MW]

    Returns
    -------
    sent : array, shape (...)
        Power sent; the exact inverse of `forward`. [MW]

    Raises
    ------
    SundalinkError
        If the power lies outside the curve.
    """
    check_within(f"power received, {transfer.name}", received, 0.0, transfer.capacity * (1 + 1e-12), "MW")
    return np.interp(received, transfer.received, transfer.sent)


def pieces(transfer, error=0.1):
    """
    Return the fewest straight pieces that follow a curve within an error, exact at zero and at capacity.

    Of all placements of that number of pieces, the one with the least worst error is taken: the inner ends lie
    above the curve by the error and the middles below it by the same. On average the pieces deliver about a
    third of the error too little. The first slope stays below the curve's own at zero: pieces never gain power.

    Parameters
    ----------
    transfer : Transfer
        The state's curve.
    error : float
        Largest error of the power received. [MW]

    Returns
    -------
    width : array, shape (piece,)
        Power sent on each piece; none where nothing can be sent. [MW]
    slope : array, shape (piece,)
        Power received per power sent; falls strictly. [-]

    Raises
    ------
    SundalinkError
        If the error is finer than the table of the curve.

    References
    ----------
    .. [1] Imai, Iri (1986), An optimal algorithm for approximating a piecewise linear function, J. Inf.
       Process. 9(3): the longest piece first gives the fewest; the equal error is then found by bisection.
    """
    check_within("link pieces: error", error, FINEST * transfer.capacity, np.inf, "MW")
    if transfer.capacity <= 0:
        return np.empty(0), np.empty(0)
    sent, received = transfer.sent, transfer.received
    nodes, low, high = _longest(sent, received, error), 0.0, error
    while high - low > 1e-4 * error:
        middle = 0.5 * (low + high)
        trial = _longest(sent, received, middle)
        low, high, nodes = (middle, high, nodes) if len(trial) > len(nodes) else (low, middle, trial)
    lifted = received[nodes] + np.r_[0.0, np.full(len(nodes) - 2, high), 0.0]
    width = np.diff(sent[nodes])
    return width, np.diff(lifted) / width


def miss(transfer, pieces):
    """
    Return by how much straight pieces miss the power received at worst. [MW]

    Parameters
    ----------
    transfer, pieces
        The state's curve, and what `pieces` returned for it.

    Returns
    -------
    miss : float
        [MW]
    """
    ends, gained = (np.r_[0.0, np.cumsum(x)] for x in (pieces[0], pieces[0] * pieces[1]))
    at = np.union1d(transfer.sent, ends[ends < transfer.sent[-1]])
    return float(np.abs(np.interp(at, transfer.sent, transfer.received) - np.interp(at, ends, gained)).max())


def _longest(sent, received, error):
    """Return the points of the table where the longest pieces of an error meet, laid from zero on."""
    nodes, last = [0], sent.size - 1
    while nodes[-1] < last:
        start, lift = nodes[-1], error * (len(nodes) > 1)
        if _below(sent, received, start, last, lift, 0.0) <= error:
            nodes.append(last)
            break
        low, high = start + 1, last - 1
        while low < high:
            middle = (low + high + 1) // 2
            if _below(sent, received, start, middle, lift, error) <= error:
                low = middle
            else:
                high = middle - 1
        nodes.append(min(low, last))
    return nodes


def _below(sent, received, start, end, lift_start, lift_end):
    """Return how far the line between two lifted points of a curve runs below it. [MW]"""
    x, y = sent[start:end + 1] - sent[start], received[start:end + 1] - received[start]
    return (y - lift_start - (y[-1] + lift_end - lift_start) / x[-1] * x).max()


def _weakest(cable, segments, laid):
    """Return the segment and the current at which thermal runaway would begin, for the message of an impossible
    link."""
    limits = runaway(cable, segments, laid)
    first = int(np.argmin(limits))
    return f" (thermal runaway begins in segment {segments[first].name}, at {limits[first]:.4g} kA)"


def _table(circuit, stations, voltage, resistance, rated):
    """Return the curve of one state as a dict of the fields of Transfer that stations and cables give."""
    (send, sending_rating), (receive, receiving_rating) = ((c, r * circuit.share) for c, r in stations)
    most = receiving_rating + dc_load_flow.variable(receive, -receiving_rating, receiving_rating)
    if dc_load_flow.arriving(circuit, voltage, resistance, rated) > most:
        rated = dc_load_flow.current(circuit, voltage, resistance, most)
    currents = np.linspace(0.0, rated, POINTS)
    leaving = circuit.voltages * voltage * currents
    cable_loss = circuit.conductors * resistance(currents) * currents**2
    arriving = leaving - cable_loss
    sent = dc_load_flow.solve(
        lambda p: leaving + dc_load_flow.variable(send, p, sending_rating), leaving, "sending station"
    )
    received = dc_load_flow.solve(lambda p: arriving - dc_load_flow.variable(receive, -p, receiving_rating), arriving,
                          "receiving station")
    return {"sent": sent, "received": received, "sending_loss": sent - leaving, "cable_loss": cable_loss,
            "receiving_loss": arriving - received, "capacity": float(received[-1]),
            "no_load_sending": float(send(0.0, sending_rating)),
            "no_load_receiving": float(receive(0.0, receiving_rating)), "current": float(rated)}


def _out():
    """Return the curve of a link that carries nothing and loses nothing."""
    none = np.zeros(1)
    return Transfer("out", none, none, none, none, none, 0.0, 0.0, 0.0, float("nan"), "", 0.0, 0.0)


def _check_inputs(rating, voltage, length, cable, segments):
    """Refuse a link whose parts do not belong together."""
    for name, value, unit in (("rating", rating, "MW"), ("voltage", voltage, "kV"), ("length", length, "km")):
        check_positive(f"link {name}", value, unit)
    total = sum(s.length for s in segments)
    if abs(total - length) > 1e-6 * length:
        raise refusal("link length", float(length), "km", f"must be the sum of its segments, {total:.6g} km")
    for kind in {cable, *(s.cable for s in segments if s.cable is not None and not s.bundle)}:
        check_cable(kind)
        if voltage > kind.voltage:
            raise refusal("link voltage", float(voltage), "kV", f"must not exceed the class of cable {kind.key}, "
                      f"{kind.voltage:g} kV")


MODELS = link_configuration.MODELS
