"""Owners' equity that a bridge loan pays until operation, and what it costs them to secure equity paid in late."""

from typing import NamedTuple

import numpy as np


class EquityBridge(NamedTuple):
    """Terms that owners have for their equity until operation."""

    share: float        # of the equity that a bridge loan of the owners pays until operation [fraction]
    rate: float         # interest of that loan a year, added to it [fraction]
    upfront: float      # fee on the whole of it, in the first year of construction [fraction]
    letter_fee: float   # a year, for letters of credit on equity not paid in yet [fraction]


class Bridged(NamedTuple):
    """Payments between owners and the banks of their bridge loan, nominal USD, shape (..., year)."""

    drawn: np.ndarray    # of the bridge loan [USD]
    repaid: np.ndarray   # with its interest, at the end of construction [USD]
    interest: np.ndarray  # part of what is repaid [USD]
    fees: np.ndarray     # of the loan and of letters of credit [USD]

    def net(self):
        """Received by the owners less what they pay. [USD]"""
        return self.drawn - self.repaid - self.fees


def bridged(equity, construction, terms):
    """
    Pay a part of the equity by a bridge loan that owners repay at the end of construction.

    Parameters
    ----------
    equity : array, shape (..., year)
        Paid into the project in each year. [USD]
    construction : array of bool, shape (year,)
        Years before operation.
    terms : EquityBridge

    Returns
    -------
    bridged : Bridged
        The project receives its equity as before; the loan is one of the owners, on their own credit, and no debt of
        the project.

    References
    ----------
    .. [1] Yescombe, "Principles of Project Finance", 2nd edition 2014: equity bridge loans, and equity paid in after
       the debt against letters of credit.
    """
    drawn = terms.share * np.asarray(equity)
    last = int(np.flatnonzero(construction)[-1])
    since = np.arange(drawn.shape[-1])
    grown = drawn * np.where(construction, (1.0 + terms.rate) ** (last - since), 0.0)
    repaid, interest, fees = np.zeros((3, *drawn.shape))
    repaid[..., last], interest[..., last] = grown.sum(-1), (grown - drawn).sum(-1)
    open_ = np.cumsum(np.asarray(equity)[..., ::-1], axis=-1)[..., ::-1]   # not paid in at the beginning of the year
    fees += terms.letter_fee * np.where(construction, open_, 0.0)
    fees[..., int(np.flatnonzero(construction)[0])] += terms.upfront * drawn.sum(-1)
    return Bridged(drawn, repaid, interest, fees)
