"""Rows of the lenders' workbook that its sheets compute by formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Sheet = list[list[str | float | None]]


def closes(flows: Sequence[str], loan: Sequence[str], columns: Sequence[str]) -> Sheet:
    """
    Return rows that the sheet of the cash flow computes: cash before finance, and what is left when all is paid.

    Parameters
    ----------
    flows, loan : sequence of str
        Fields that stand in the sheets *Cash flow* and *Debt*, in their order.
    columns : sequence of str
        Letters of the columns of the years.

    Returns
    -------
    rows : list of list
        Label, then a formula for each year; what is left is the rise of the reserve for renewals.
    """
    at = {name: 2 + place for place, name in enumerate(flows)}
    owed = {name: 2 + place for place, name in enumerate(loan)}
    plus = ("contract_revenue", "spot_revenue", "local_revenue", "other_revenue", "early")
    minus = ("penalty", "charges", "opex", "capex", "renewal", "decommissioning", "working_capital", "tax")
    free: list[str | float | None] = ["cash flow before finance"]
    reserve: list[str | float | None] = ["left for reserves of renewals"]
    for c, before in zip(columns, ("", *columns[:-1]), strict=True):
        free.append("=" + "".join(f"+{c}{at[name]}" for name in plus) + "".join(f"-{c}{at[name]}" for name in minus))
        rise = f"(Debt!{c}{owed['dsra']}-{f'Debt!{before}' + str(owed['dsra']) if before else '0'})"
        reserve.append(f"={c}{len(flows) + 5}+Debt!{c}{owed['draw']}+Debt!{c}{owed['equity']}-Debt!{c}{owed['fees']}"
                       f"-Debt!{c}{owed['idc']}-Debt!{c}{owed['interest']}-Debt!{c}{owed['principal']}-{rise}"
                       f"+{c}{at['account_income']}-{c}{at['removal_reserve']}-{c}{at['dividends']}")
    return [free, reserve]


def account(loan: Sequence[str], columns: Sequence[str]) -> Sheet:
    """
    Return rows that the sheet of the debt computes: cover, and the loan account, which must be nothing.

    Parameters
    ----------
    loan : sequence of str
        Fields that stand in it, in their order.
    columns : sequence of str
        Letters of the columns of the years.

    Returns
    -------
    rows : list of list
        Label, then a formula for each year.
    """
    at = {name: 2 + place for place, name in enumerate(loan)}
    cover: list[str | float | None] = ["DSCR computed here [-]"]
    gap: list[str | float | None] = ["owed less drawn plus repaid"]
    for c, before in zip(columns, ("", *columns[:-1]), strict=True):
        service = f"({c}{at['interest']}+{c}{at['principal']})"
        cover.append(f'=IF({service}>0,{c}{at["cfads"]}/{service},"")')
        was = f"{before}{at['balance']}" if before else "0"
        gap.append(f"={c}{at['balance']}-{was}-{c}{at['draw']}+{c}{at['principal']}")
    return [cover, gap]
