"""Cost of deviations from the power nominated at gate closure."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le

AtLeastOne = Annotated[float, Ge(1)]
AtMostOne = Annotated[float, Ge(0), Le(1)]


def cost(nominated, delivered, spot, *, short: AtLeastOne = 1.25, long: AtMostOne = 0.75):
    """
    Cost of deviations from the nominated power, in addition to the payment for the power delivered.

    What is missing is bought back at a multiple of the spot price, what is in excess is sold at a share of it. The
    ledger pays what was delivered, so only what these prices differ from the spot price by is left to count: with
    both at one, a departure costs nothing. It never earns, whatever the sign of the spot price.

    Parameters
    ----------
    nominated : array, shape (time,)
        Power at the meter nominated to the buyers at gate closure. [MW]
    delivered : array, shape (time,)
        Power that came. [MW]
    spot : array, shape (time,)
        Spot price that the energy is settled at. [USD/MWh]
    short : float
        Price of a shortfall from the nomination, over the spot price (assumed). [-]
    long : float
        Price of an excess over the nomination, over the spot price (assumed). [-]

    Returns
    -------
    cost : array, shape (time,)
        Zero where what was nominated is delivered. [USD/h]

    References
    ----------
    .. [1] Two prices, as for wind in Pinson, Chevallier and Kariniotakis, 2007: Trading wind generation from
       short-term probabilistic forecasts of wind power, IEEE Transactions on Power Systems 22(3), 1148-1156.
       Singapore's pool settles what is metered at one price; terms for imports are not published, so both are
       assumed.
    """
    missing = np.asarray(nominated, dtype=float) - np.asarray(delivered, dtype=float)
    return np.abs(spot) * np.where(missing > 0.0, (short - 1.0) * missing, (long - 1.0) * missing)
