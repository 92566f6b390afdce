"""Clauses of any contract: metering point, right to decline delivery, take-or-pay, damages, force majeure."""

from typing import Annotated, Literal

import numpy as np
from annotated_types import Ge, Lt

from sim.checks import Fraction, NonNegative
from sim.records import Bid
from sim.units import HOURS_PER_YEAR

Loss = Annotated[float, Ge(0), Lt(0.5)]
EXCUSED = {"none": (), "cable": ("cable", "return"), "link": ("cable", "return", "line", "converter", "transformer")}
"""Causes of outages that each reading of force majeure covers."""


def clauses(contract, spot, charge=0.0, *, metered_at: Literal["singapore", "hub"] = "singapore",
            agreed_loss: Loss = 0.04, take_or_pay: Fraction = 0.0, decline_below: NonNegative = 0.0,
            damages_cap: Fraction = 0.10, force_majeure: Literal["none", "cable", "link"] = "cable"):
    """
    Clauses of a contract: metering point, agreed loss, take-or-pay, cap on damages, force majeure.

    Parameters
    ----------
    contract : Contract
        As its model gave it.
    spot : array, shape (time,)
        What the seller would get on the spot market, after the charge. [USD/MWh]
    charge : float
        What the seller pays on each MWh brought into the market. [USD/MWh]
    metered_at : str
        ``singapore``: energy delivered is paid for, so the seller bears the loss of the link; ``hub``: the buyer
        bears it, by an agreed loss factor. [-]
    agreed_loss : float
        Loss between hub and meter that the parties agree on, where metered at the hub (assumed). [fraction]
    take_or_pay : float
        Share of the contracted energy of a year that the buyer pays for even if it declines delivery (assumed: no such
        clause). [fraction]
    decline_below : float
        The buyer may decline delivery while the spot price is below this; 0: never (assumed). [USD/MWh]
    damages_cap : float
        Largest share of the energy owed in a year for which damages are paid, even if more is missing (assumed, 0.10 to
        0.15 of a year's value is a usual cap; 1 for no cap). [fraction]
    force_majeure : str
        Outages that relieve the seller of the obligation while they last: ``none``, of the ``cable`` (faults of poles
        and return, until they are repaired), or of the whole ``link`` except planned maintenance (assumed: the
        cable's). [-]

    Returns
    -------
    contract : Contract

    References
    ----------
    .. [1] Loss factors and take-or-pay are the usual forms of power purchase agreements across borders; none of an
       import to Singapore is published, so every value is assumed.
    .. [2] Relief for events beyond a party's control, and a ceiling on damages, are usual terms; whether a fault of the
       cable is such an event is for the parties to agree (assumed that it is).
    """
    paid = 1.0 / (1.0 - agreed_loss) if metered_at == "hub" else 1.0
    width, value, price = contract.bid
    declined = (np.asarray(spot) + charge < decline_below) & (decline_below > 0.0)
    bid = Bid(np.where(declined, 0.0, width), value + (paid - 1.0) * price, price)
    owed = contract.minimum
    if declined.any() and width.any():   # what the buyer turns down is not owed
        owed *= 1.0 - float(width[declined].sum() / width.sum())
    take = take_or_pay * float(np.mean(width)) * HOURS_PER_YEAR if declined.any() else 0.0
    return contract._replace(bid=bid, minimum=owed, paid=paid, take=take, declined=declined * width > 0.0,
                             most=damages_cap, excused=EXCUSED[force_majeure])


def deemed(contract, tendered, energy, dt):
    """
    Return the energy that is paid for though the buyer turned it down.

    Parameters
    ----------
    contract : Contract
        Terms of the year.
    tendered : array, shape (time,)
        What the seller could have delivered in each period beside what it sold to others. [MW]
    energy : float
        Energy delivered under the contract in the year. [MWh]
    dt : float
        Length of a period. [h]

    Returns
    -------
    deemed : float
        No more than was tendered while the buyer declined, nor than is missing to the energy that must be paid for.
        [MWh]
    """
    if contract.take <= energy or contract.declined is None:
        return 0.0
    turned_down = float(np.minimum(tendered, contract.width)[contract.declined].sum()) * dt
    return min(turned_down, contract.take - energy)
