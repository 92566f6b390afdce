"""The market's half-hours, carried to periods of another length."""

import numpy as np

from sim.checks import say

HALF_HOUR = 0.5
"""Length of a dispatch period of the Singapore market. [h]"""

PER_YEAR = 17520
"""Half-hours in a year of 365 days."""


def resample(values, dt, to):
    """
    Carry mean values over periods of one length to periods of another, keeping the energy.

    Parameters
    ----------
    values : array, shape (..., time)
        Means over the periods of a year. [-]
    dt : float
        Length of the periods given. [h]
    to : float
        Length of the periods wanted: longer ones are averaged, shorter ones repeat the value. [h]

    Returns
    -------
    values : array, shape (..., time)
        Means over the periods wanted. [-]

    Raises
    ------
    SundalinkError
        If the two lengths do not fill the same year.
    """
    values = np.asarray(values, dtype=float)
    count, given = round(values.shape[-1] * dt / to), values.shape[-1]
    if count < 1 or abs(count * to - given * dt) > 1e-6:
        raise say("period length", to, "h", f"must fill the {given * dt:g} h of the values given")
    if count % given == 0:
        return np.repeat(values, count // given, axis=-1)
    if given % count == 0:
        return values.reshape(*values.shape[:-1], count, given // count).mean(axis=-1)
    return _shares(values, count)


def _shares(values, count):
    """Return the means over `count` periods that cut through the periods given."""
    total = np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(values, axis=-1)], axis=-1)
    edge = np.linspace(0.0, values.shape[-1], count + 1)
    whole = np.minimum(np.floor(edge + 1e-9).astype(int), values.shape[-1] - 1)
    sums = total[..., whole] + (edge - whole) * values[..., whole]
    return np.diff(sums, axis=-1) * (count / values.shape[-1])
