"""Every payment with its payer and its receiver: what each party gains, and transfers that net to zero."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_balance, check_finite, refusal


class Payment(NamedTuple):
    """Money that one party gives another, nominal or real, shape (year,)."""

    payer: str
    receiver: str
    what: str
    amount: np.ndarray   # [USD]


class Parties(NamedTuple):
    """What each party receives less what it pays."""

    names: tuple[str, ...]
    net: np.ndarray        # shape (party, year) [USD]
    present: np.ndarray    # present value, shape (party,) [USD]
    residual: float        # largest gap of any year, over the largest payment [-]


def parties(payments, rate, time, closed=()):
    """
    Add payments up by party.

    Parameters
    ----------
    payments : sequence of Payment
        All of them.
    rate : float
        Discount rate of the same kind as the money. [fraction]
    time : array, shape (year,)
        Years from time zero. [yr]
    closed : sequence of str
        Parties that may keep nothing in any year, such as the project company, whose accounts are a party themselves.

    Returns
    -------
    parties : Parties

    Raises
    ------
    SundalinkError
        If a payment has no receiver, is not finite, or a closed party keeps something.
    """
    names = tuple(dict.fromkeys(name for each in payments for name in (each.payer, each.receiver)))
    net = np.zeros((len(names), len(time)))
    largest = 1.0
    for each in payments:
        if not each.payer or not each.receiver or each.payer == each.receiver:
            raise refusal(f"parties of {each.what}", f"{each.payer} to {each.receiver}", "", "must be two")
        amount = np.broadcast_to(each.amount, len(time)).astype(float)
        check_finite(each.what, amount, "USD")
        net[names.index(each.payer)] -= amount
        net[names.index(each.receiver)] += amount
        largest = max(largest, float(np.abs(amount).max()))
    zero = np.zeros(len(time))
    residual = check_balance("transfers between all parties", net.sum(axis=0), zero, largest)
    for name in closed:
        residual = max(residual, check_balance(f"what {name} receives and pays", net[names.index(name)], zero, largest))
    present = (net * (1.0 + rate) ** -np.asarray(time, dtype=float)).sum(axis=1)
    return Parties(names, net, present, residual)
