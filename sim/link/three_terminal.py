"""Three-terminal link: trunk and onward leg of a cable with a tee, and a spur with its own converter station."""

from typing import NamedTuple

import numpy as np

from sim.errors import refusal
from sim.link import dc_load_flow
from sim.link.transfer_curve import POINTS, Transfer


class Legs(NamedTuple):
    """Curves of the three legs of a link with a tee, tuples of `sim.link.transfer_curve.Transfer` by the number of
    poles at work."""

    trunk: tuple[Transfer, ...]
    """From the hub through the sending station to direct current at the tee."""
    onward: tuple[Transfer, ...]
    """From the tee to the end of the link, through its receiving station."""
    spur: tuple[Transfer, ...]
    """From the tee through a cable and a station of its own."""


def states(poles):
    """
    Return the states of a link with a tee.

    Parameters
    ----------
    poles : int
        Of the link, and of its spur.

    Returns
    -------
    states : tuple of (int, int)
        Poles at work of the link, and those of them that work through the spur as well; nothing first, all last.
    """
    return tuple((of_link, of_spur) for of_link in range(poles + 1) for of_spur in range(of_link + 1))


def number(of_link, of_spur):
    """
    Return the place of a state in `states`.

    Parameters
    ----------
    of_link, of_spur : array of int, shape (...)
        Poles at work, and those of them that work through the spur as well.

    Returns
    -------
    number : array of int, shape (...)
        From 0. [-]
    """
    return of_link * (of_link + 1) // 2 + of_spur


def legs(transfers, rating, length, receive, configuration, share, spur, spur_rating):
    """
    Return the legs of a link with a tee, by the number of poles at work.

    The link stays what it is: its stations and its cable keep their ratings, and what leaves at the tee is missing
    onward. Its resistance is spread evenly over its length, and the spur's cable has as much for each km. Onward and
    on the spur a power is carried at the voltage that the tee has when the trunk is fully loaded, its lowest: at less
    load their current, and so their loss, is counted a little too high; at full load nothing is.

    Parameters
    ----------
    transfers : tuple of sim.link.transfer_curve.Transfer
        Of the link without the tee; the first, with no pole at work, carries nothing.
    rating : float
        Of the link, at its receiving AC busbar. [MW]
    length : float
        Of the link. [km]
    receive : callable
        Model of `sim.link.converter` of both receiving stations.
    configuration : sim.link.configuration.Configuration
        Of the link, and of the spur.
    share : float
        How far along the link the tee lies. [fraction]
    spur : float
        Length of the spur. [km]
    spur_rating : float
        Power at the AC busbar of its station with all poles at work. [MW]

    Returns
    -------
    legs : Legs
        The loss at rest of the spur's station is its ``no_load_receiving``.

    Raises
    ------
    SundalinkError
        If the tee cannot bring the spur its rating, or a curve is not rising and concave.

    References
    ----------
    .. [1] Beerten, Cole, Belmans (2012), IEEE Trans. Power Syst. 27(2): DC power flow with converter loss, here with
       the voltage at the tee held at one value, so that each leg is a curve of its own.
    """
    made, most = [], np.inf
    for transfer, circuit in zip(transfers[:0:-1], configuration.circuits[::-1], strict=True):   # the full state first
        trunk = _trunk(transfer, share)
        branch = _spur(transfer, trunk.capacity, receive, circuit.share * spur_rating, spur / length, most)
        most = min(most, branch.current)
        made.append((trunk, _onward(transfer, trunk.capacity, receive, circuit.share * rating, share), branch))
        for leg in made[-1]:
            dc_load_flow.check_curve(leg)
    return Legs(*zip((transfers[0],) * 3, *made[::-1], strict=True))


def _trunk(transfer, share):
    """Return the curve from the hub to direct current at the tee."""
    lost, none = share * transfer.cable_loss, np.zeros_like(transfer.sent)
    brought = transfer.sent - transfer.sending_loss - lost
    return transfer._replace(received=brought, cable_loss=lost, receiving_loss=none, capacity=float(brought[-1]),
                             no_load_receiving=0.0)


def _onward(transfer, brought, receive, rating, share):
    """Return the curve from the tee to the end, where as much as the trunk brings may be put in. [MW]"""
    sent = brought * np.linspace(0.0, 1.0, transfer.sent.size)
    return _ending(transfer, sent, (1.0 - share) * transfer.cable_loss, receive, rating)


def _spur(transfer, brought, receive, rating, part, most):
    """Return the curve of a spur that is `part` as long as the link, in whose cable no more than a current flows."""
    from scipy.optimize import brentq

    known = np.linspace(0.0, transfer.current, transfer.sent.size)[1:]
    resistance, voltage = transfer.cable_loss[1:] / known**2, brought / transfer.current

    def lost(current):
        return part * np.interp(current, known, resistance) * current**2

    needed, reached = rating + float(dc_load_flow.variable(receive, -rating, rating)), voltage * known - lost(known)
    if not reached.max() >= needed and not np.isfinite(most):
        raise refusal(
            "link.tee.rating_mw",
            rating,
            "MW",
            f"its station needs {needed:.4g} MW of direct current, and the "
            f"trunk brings {max(reached.max(), 0.0):.4g} MW there; lower it, or link.tee.spur_km, or raise "
            "link.rating_mw",
        )
    if reached.max() >= needed:
        most = min(most, brentq(lambda i: voltage * i - lost(i) - needed, 0.0, known[np.argmax(reached >= needed)]))
    currents = np.linspace(0.0, min(most, transfer.current), POINTS)
    return _ending(transfer, voltage * currents, lost(currents), receive, rating)._replace(
        temperature=float("nan"), hottest="", current=float(currents[-1]), drop=float("nan"))


def _ending(transfer, sent, lost, receive, rating):
    """Return the curve of a leg that ends in a station, given power put in and lost in its cable. [MW]"""
    arriving = sent - lost
    received = dc_load_flow.solve(
        lambda p: arriving - dc_load_flow.variable(receive, -p, rating), arriving, "receiving station"
    )
    return Transfer(transfer.name, sent, received, np.zeros_like(sent), lost, arriving - received, float(received[-1]),
                    0.0, float(receive(0.0, rating)), transfer.temperature, transfer.hottest, transfer.current,
                    transfer.drop)
