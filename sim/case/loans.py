"""Loans as scenarios state them, with the tax on interest and fees that a borrower makes up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.finance import withholding
from sim.finance.debt_service import MEZZANINE, SENIOR, SUBORDINATED, Tranche

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.tables_debt import Loan, Withholding

RANKS = {"senior": SENIOR, "subordinated": SUBORDINATED, "mezzanine": MEZZANINE}


def paid(taxed: Withholding, rate: float, upfront: float, commitment: float, share: float = 1.0) -> dict[str, float]:
    """
    Return the payments of a borrower for a loan, grossed-up tax included.

    Parameters
    ----------
    taxed : sim.scenario.tables_debt.Withholding
    rate : float
        Agreed interest a year. [fraction]
    upfront, commitment : float
        Agreed fees, over the loan and a year over what is not drawn. [fraction]
    share : float
        Of the loan whose fees bear tax. [fraction]

    Returns
    -------
    due : dict of str to float
        Keyword arguments of a model of debt.
    """
    more = 1.0 + share * (withholding.grossed_up(1.0, **_fees(taxed)) - 1.0)
    return {"rate": withholding.grossed_up(rate, **terms(taxed)), "upfront": more * upfront,
            "commitment": more * commitment}


def terms(given: Withholding) -> dict[str, Any]:
    """
    Return the arguments of `sim.finance.withholding.grossed_up` but the rate.

    Parameters
    ----------
    given : sim.scenario.tables_debt.Withholding

    Returns
    -------
    arguments : dict
    """
    return {"interest": given.interest, "abroad": given.lenders_abroad, "gross_up": given.gross_up}


def _fees(given: Withholding) -> dict[str, Any]:
    """Return the same for the fees of a loan."""
    return {**terms(given), "interest": given.fees}


def withheld_share(taxed: Withholding, part: float = 1.0) -> tuple[float, float]:
    """
    Return the shares of interest and of fees, as a borrower pays them, that are tax on its lenders.

    Parameters
    ----------
    taxed : sim.scenario.tables_debt.Withholding
    part : float
        Of the loan whose fees bear tax. [fraction]

    Returns
    -------
    interest, fees : float
        [fraction]
    """
    more = part * (withholding.grossed_up(1.0, **_fees(taxed)) - 1.0)
    fees = more / (1.0 + more) if taxed.gross_up else part * withholding.taken(**_fees(taxed))
    return withholding.taken(**terms(taxed)), fees


def tranches(rows: Sequence[Loan], taxed: Withholding) -> tuple[Tranche, ...]:
    """
    Return the loans of `finance.tranches` with what their kind has where a key is absent.

    Parameters
    ----------
    rows : sequence of sim.scenario.tables_debt.Loan
    taxed : sim.scenario.tables_debt.Withholding

    Returns
    -------
    tranches : tuple of Tranche
    """
    return tuple(_tranche(row, *(({}, {}) if row.tax_exempt else (terms(taxed), _fees(taxed)))) for row in rows)


def _tranche(row: Loan, tax: dict[str, Any], fees: dict[str, Any]) -> Tranche:
    """Return one loan: margins over the swap, less what a guarantee takes off them, with tax on interest and fees."""
    base = row.swap_rate - (row.guarantee_margin_gain if row.guarantee_cover > 0 else 0.0)
    first, late = (row.margin if margin is None else margin for margin in (row.margin_construction, row.margin_late))
    due, due_first, due_late = (withholding.grossed_up(base + margin, **tax) for margin in (row.margin, first, late))
    # Premiums of export credit agencies and fees of guarantors bear none (assumed: agencies of states).
    more, held = withholding.grossed_up(1.0, **fees), withholding.taken(**fees)
    upfront = more * row.upfront + row.premium
    return Tranche(row.name, row.share, due, due_first, due_late, row.margin_late_year,
                   row.tenor_years, row.grace_years, RANKS[row.rank], row.repayment == "sculpted",
                   row.capitalised_share, upfront, more * row.commitment, row.guarantee_cover,
                   row.guarantee_fee, row.guarantee in ("prg", "pri"), withholding.taken(**tax),
                   held * more * row.upfront / upfront if upfront > 0.0 else 0.0, held)
