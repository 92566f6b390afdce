"""Sheets of the lenders' workbook for companies that own a part of the project: payments, loans, ratios of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.companies import Owner
    from sim.finance.timeline import Timeline

    Sheet = list[list[str | float | None]]


def sheets(owners: Sequence[Owner], frame: Timeline, columns: Sequence[str]) -> dict[str, Sheet]:
    """
    Return a sheet for each company beside the one with the contract.

    Parameters
    ----------
    owners : sequence of Owner
    frame : Timeline
    columns : sequence of str
        Letters of the columns of the years.

    Returns
    -------
    sheets : dict of str to list of list
        By the name of the sheet; nominal USD by year, sums and cover as formulas.
    """
    return {owner.company.name[:31]: _sheet(owner, frame, columns) for owner in owners}


def _rows(owner: Owner) -> dict[str, np.ndarray]:
    """Return the lines of a company by label. [USD]"""
    books, p, loan = owner.books, owner.finance, owner.finance.debt
    return {"paid by the company with the contract": books.payment,
            "from consumers up to the floor, less repaid": books.top_up, "grant": books.grant, "operation": books.opex,
            "building and renewals": books.capex, "removal": books.removal, "cash flow before tax": books.cash_flow,
            "rise of unpaid invoices": p.working_capital, "corporate tax": p.tax, "drawn": loan.draw,
            "equity": loan.equity, "fees": loan.fees, "interest in construction": loan.idc, "interest": loan.interest,
            "repayment": loan.principal, "debt service reserve": loan.dsra,
            "rise of the reserve for renewals": loan.renewal, "rise of the account for removal": p.removal_reserve,
            "interest on accounts": p.account_income, "dividends": p.dividends, "cash available": loan.cfads,
            "owed": loan.balance}


def _sheet(owner: Owner, frame: Timeline, columns: Sequence[str]) -> Sheet:
    """Return the sheet of one company."""
    count, lines = frame.year.size, _rows(owner)
    row = {label: 2 + place for place, label in enumerate(lines)}
    sheet: Sheet = [["nominal USD", *map(int, frame.year)],
                    *([label, *_numbers(values, count)] for label, values in lines.items())]

    def formula(plus: Sequence[str], less: Sequence[str], column: str) -> str:
        return "=" + "+".join(f"{column}{row[name]}" for name in plus) + "".join(
            f"-{column}{row[name]}" for name in less)

    first = list(lines)[:6]
    sheet.append(["cash flow, computed here", *(formula(first[:3], first[3:], column) for column in columns)])
    left = [formula(("cash flow before tax", "drawn", "equity", "interest on accounts"),
                    ("rise of unpaid invoices", "corporate tax", "fees", "interest in construction", "interest",
                     "repayment", "debt service reserve", "rise of the reserve for renewals",
                     "rise of the account for removal", "dividends"), column)
            + (f"+{before}{row['debt service reserve']}" if before else "")
            for before, column in zip([None, *columns[:-1]], columns, strict=True)]
    sheet.append(["left, computed here", *left])
    served = owner.finance.debt.interest + owner.finance.debt.principal > 0.0
    cover = [f"={column}{row['cash available']}/({column}{row['interest']}+{column}{row['repayment']})" if due else None
             for column, due in zip(columns, served, strict=True)]
    sheet.append(["DSCR, computed here [-]", *cover])
    loan, p = owner.finance.debt, owner.finance
    return [*sheet, *([label, _number(value)] for label, value in (
        ("IRR before tax [-]", owner.books.irr), ("IRR after tax, without debt [-]", p.project_irr),
        ("IRR of the owners [-]", p.equity_irr), ("gearing [-]", loan.gearing), ("least DSCR [-]", loan.min_dscr),
        ("LLCR [-]", loan.llcr), ("PLCR [-]", loan.plcr)))]


def _numbers(values: np.ndarray, count: int) -> list[str | float | None]:
    """Return numbers of each year."""
    return [_number(value) for value in np.broadcast_to(values, count)]


def _number(value: np.ndarray | float) -> float | None:
    """Return a number as a cell holds it; empty where it is not finite."""
    return float(value) if np.isfinite(value) else None
