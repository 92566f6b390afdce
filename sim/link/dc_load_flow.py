"""Direct-current load flow between two stations: power received for a current, and the current for a power."""

import numpy as np

from sim.errors import refusal

CURRENTS = 2001
"""Points on which the least current is bracketed before it is solved."""


def variable(converter, power, rating):
    """
    Return a station's loss above its loss at rest.

    Parameters
    ----------
    converter : callable
        A model of `sim.link.converter`.
    power : array, shape (...)
        Power from the AC to the DC side. [MW]
    rating : float
        Rated power of the station. [MW]

    Returns
    -------
    loss : array, shape (...)
        Zero at zero power. [MW]
    """
    return converter(power, rating) - converter(np.zeros_like(power, dtype=float), rating)


def arriving(circuit, voltage, resistance, current):
    """
    Return the DC power at the receiving end, when the sending end holds its voltage.

    Parameters
    ----------
    circuit : Circuit
        Pole voltages and conductors in the loop.
    voltage : float
        Voltage of a pole at the sending end. [kV]
    resistance : callable
        Resistance of one conductor [ohm] at a current [kA].
    current : array, shape (...)
        Current in the loop. [kA]

    Returns
    -------
    power : array, shape (...)
        Minus infinity where the conductor runs away thermally. [MW]
    """
    return current * (circuit.voltages * voltage - circuit.conductors * resistance(current) * current)


def current(circuit, voltage, resistance, power, weakest=""):
    """
    Return the least current that brings a DC power to the receiving end.

    Parameters
    ----------
    circuit : Circuit
        Pole voltages and conductors in the loop.
    voltage : float
        Voltage of a pole at the sending end. [kV]
    resistance : callable
        Resistance of one conductor [ohm] at a current [kA].
    power : float
        DC power at the receiving end. [MW]
    weakest : str
        What the message says of the segment that heat takes first.

    Returns
    -------
    current : float
        Current in the loop. [kA]

    Raises
    ------
    SundalinkError
        If no current brings that power: voltage drop or heat takes it first.
    """
    from scipy.optimize import brentq

    # Without loss this current would do; beyond the other the power falls again, even in a cold conductor.
    least = power / (circuit.voltages * voltage)
    ohm = circuit.conductors * float(resistance(np.float64(0.0)))
    most = circuit.voltages * voltage / (2.0 * ohm) if ohm > 0 else least
    currents = np.geomspace(least, max(most, 1.01 * least), CURRENTS)
    powers = arriving(circuit, voltage, resistance, currents)
    if not powers.max() >= power:
        if not np.isfinite(powers.max()):   # heat takes every current that is high enough
            powers = arriving(circuit, voltage, resistance, np.linspace(0.0, least, CURRENTS))
        raise refusal("link rating: power needed at the receiving end of the cables", float(power), "MW",
                  f"at {voltage:g} kV these cables bring at most {powers.max():.4g} MW before voltage drop "
                  f"and heat take the rest{weakest}; a larger section, a higher voltage or a shorter route is needed")
    first = int(np.argmax(powers >= power))
    if first == 0:
        return float(least)
    return float(brentq(lambda i: arriving(circuit, voltage, resistance, i) - power, currents[first - 1],
                        currents[first], xtol=1e-15, rtol=1e-14))


def solve(update, start, what):
    """
    Return the fixed point of an update.

    A station loses little of what passes it, so repeating the update closes in on the answer quickly.

    Parameters
    ----------
    update : callable
        Array to array of the same shape. [MW]
    start : array, shape (...)
        First guess. [MW]
    what : str
        What the message names.

    Returns
    -------
    power : array, shape (...)
        The fixed point. [MW]

    Raises
    ------
    SundalinkError
        If it does not settle: the marginal loss of the station is too near to its power.
    """
    power = np.asarray(start, dtype=float)
    scale = max(float(np.abs(power).max()), 1e-300)
    for _ in range(200):
        before, power = power, np.asarray(update(power))
        if not np.isfinite(power).all():
            break
        if np.abs(power - before).max() <= 2e-16 * scale:
            return power
    if np.isfinite(power).all() and np.abs(power - before).max() <= 1e-13 * scale:
        return power
    raise refusal(f"{what}: marginal loss", "too large", "-", "each MW more must lose less than one MW")


def check_curve(transfer):
    """
    Refuse a curve that does not rise, is not concave, or gains power.

    Parameters
    ----------
    transfer : sim.link.transfer_curve.Transfer
        The state's curve.

    Raises
    ------
    SundalinkError
        By the name of the state.
    """
    name, slope = f"link curve, {transfer.name}", np.diff(transfer.received) / np.diff(transfer.sent)
    for where, loss in zip(("sending station", "cable", "receiving station"), transfer[3:6], strict=True):
        if not loss.min() >= -1e-9 * transfer.capacity:
            raise refusal(f"{name}: loss of the {where}", float(loss.min()), "MW", "must never be negative")
    if not (np.diff(transfer.sent) > 0).all() or not slope.min() > 0:
        raise refusal(
            f"{name}: least slope",
            float(slope.min()),
            "-",
            "power received must rise with power sent, and at "
            "full load these cables lose more of each MW than they bring: a larger section, a higher voltage, a "
            "shorter route or a return of less resistance is needed",
        )
    if np.diff(slope).max() > 1e-9:
        raise refusal(f"{name}: rise of the slope", float(np.diff(slope).max()), "-", "power received must be "
                  "concave in power sent; no policy trades over a converter whose loss is not convex")
