"""How revenue and equity are paid and what lenders ask: terms of a case that hold at any price."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.finance.equity_bridge import EquityBridge

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from sim.case.debt import Downside
    from sim.scenario.schema import Scenario


class PaymentTerms(NamedTuple):
    """How revenue is paid and what lenders ask: arguments of `sim.finance.project_returns.owners` by name."""

    indexation: float
    """Share of inflation that the contract's price follows. [fraction]"""
    receivable: float
    """Days until revenue is paid. [d]"""
    interest_cap: float
    """Most interest that tax lets be deducted, over revenue less cost of operation; 0 without a cap. [fraction]"""
    covers: tuple[float | np.ndarray, ...]
    """Cover of debt service that each downside case must keep. [-]"""
    dividend_tax: float = 0.0
    """Share of the dividends that is withheld from their owners. [fraction]"""
    removal_years: int = 1
    """Years over which the cost of removal is saved. [yr]"""
    account_interest: float = 0.0
    """Interest a year on the account for it. [fraction]"""
    bridge: EquityBridge | None = None
    """How owners pay their equity until operation; None where they pay it themselves."""


def payment_terms(s: Scenario, downside: Sequence[Downside]) -> PaymentTerms:
    """
    Return how revenue and equity of a case are paid and what its lenders ask.

    Parameters
    ----------
    s : Scenario
    downside : sequence of Downside
        Cases that debt is sized on beside the expected one.

    Returns
    -------
    terms : PaymentTerms
    """
    f, given = s.finance, s.finance.equity_bridge
    bridge = EquityBridge(given.share, given.rate, given.upfront, given.letter_fee)
    return PaymentTerms(f.indexation, f.receivable_days, f.interest_cap, tuple(case.cover for case in downside),
                        f.withholding.dividends * f.withholding.owners_abroad, f.removal_reserve_years,
                        f.account_interest, bridge if given.share or given.letter_fee else None)
