"""Clauses of a contract for a late first day: damages to the buyer, and a longstop date."""

import numpy as np

from sim.checks import Fraction, NonNegative


def delay(late, width, price, *, grace: NonNegative = 180.0, damages_per_day: Fraction = 0.0005,
          damages_cap: Fraction = 0.10, longstop: NonNegative = 730.0,
          notice: NonNegative = 180.0):
    """
    Damages to the buyer for a late first day of operation, and the buyer's right to terminate the contract.

    Parameters
    ----------
    late : array, shape (draw,)
        How late the first day is against the day agreed; negative where it is early. [yr]
    width : float
        Contracted power. [MW]
    price : float
        Price of the contract. [USD/MWh]
    grace : float
        Time after the agreed first day without damages. [d]
    damages_per_day : float
        Damages for each day after the grace period, over the yearly value of the contract at full width. [fraction]
    damages_cap : float
        Cap on the damages, over that yearly value. [fraction]
    longstop : float
        Time from the agreed first day to the longstop date, from which the buyer may terminate. [d]
    notice : float
        Time before the longstop date at which the buyer is asked to extend it. [d]

    Returns
    -------
    damages : array, shape (draw,)
        Paid to the buyer. [USD]
    left : array, shape (draw,)
        Whether the longstop date passes before the first day. [-]
    near : array, shape (draw,)
        Whether the first day comes within the notice before that date, or after it. [-]

    References
    ----------
    .. [1] Daily damages of 0.05 to 0.1 % with a cap of 10 to 15 %, and a longstop of 12 to 24 months, are usual
       (assumed).
    """
    days = np.asarray(late) * 365.0
    value = width * 8760.0 * price
    damages = np.minimum(damages_per_day * np.maximum(days - grace, 0.0), damages_cap) * value
    return damages, days > longstop, days > longstop - notice


MODELS = {"delay": delay}
