"""The workbook for lenders: sources and uses, cash flow, debt, cover, break-evens, companies, parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.analysis import break_evens, company_break_evens, lenders_cover, parties, sources_uses
from sim.finance.cost_schedule import building
from sim.finance.timeline import escalation, place
from sim.results import company_sheets, lenders_formulas
from sim.results.variables import component_label

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.parties import PartyView
    from sim.case.finance import CaseFinance
    from sim.chain import Case
    from sim.finance.debt_service import Debt
    from sim.finance.project_returns import ProjectFinance
    from sim.finance.timeline import Timeline
    from sim.results.analyses import Analyses
    from sim.results.summary_values import SummaryValues

Sheet = list[list[str | float | None]]

FLOWS = {
    "contract_revenue": "contract", "spot_revenue": "spot market", "local_revenue": "local sales",
    "other_revenue": "third countries, credits", "penalty": "shortfall penalty", "charges": "charges and companies",
    "opex": "operation and fees", "capex": "building", "renewal": "renewals", "decommissioning": "removal",
    "early": "sales less costs before full operation",
    "working_capital": "rise of unpaid invoices", "tax": "tax", "account_income": "interest on accounts",
    "removal_reserve": "rise of the account for removal", "dividends": "dividends", "equity_flow": "owners",
}
"""Field of `sim.finance.project_returns.ProjectFinance` -> label; nominal USD."""
LOAN = {"draw": "drawn", "equity": "equity", "fees": "fees", "idc": "interest in construction", "interest": "interest",
        "principal": "repayment", "balance": "owed", "dsra": "debt service reserve", "cfads": "cash available",
        "dscr": "DSCR [-]"}
"""Field of `sim.finance.debt_service.Debt` -> label; nominal USD unless said otherwise."""


def sheets(case: Case, analyses: Analyses, figures: SummaryValues) -> dict[str, Sheet]:
    """
    Tables of the workbook, as rows of texts and numbers.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    analyses : Analyses
        As `sim.results.analyses.analyse` returns them.
    figures : dict of str to float or str
        Values of the summary.

    Returns
    -------
    sheets : dict of str to list of list
        By the name of the sheet; the first row is the header, with units. Where a sum stands, it is a formula.
    """
    from openpyxl.utils import get_column_letter

    from sim.results.summary_values import SUMMARY
    money = case.finance
    project, loan, frame = money.project, money.project.debt, money.timeline
    years = [int(year) for year in frame.year]
    columns = [get_column_letter(2 + place) for place in range(len(years))]
    found: dict[str, Sheet] = {
             "Summary": [["value", "number", "unit", "meaning"],
                         *[[name, _plain(figures[name]), unit, text] for name, (unit, text) in SUMMARY.items()]],
             "Sources and uses": _sources(project, loan, frame), "Sources and uses by year": _by_part(money),
             "By half-year and currency": _by_half_year(case)}
    found["Cash flow"] = [["nominal USD", *years], *[[label, *_row(getattr(project, name), frame)]
                                                      for name, label in FLOWS.items()],
                          ["price level [-]", *map(float, frame.price)]]
    found["Cash flow"] += _prices(case)
    found["Cash flow"] += lenders_formulas.closes(list(FLOWS), list(LOAN), columns)
    found["Debt"] = [["nominal USD", *years], *[[label, *_row(getattr(loan, name), frame)]
                                                 for name, label in LOAN.items()]]
    found["Debt"] += lenders_formulas.account(list(LOAN), columns)
    if loan.stack is not None:
        for place, tranche in enumerate(loan.stack.tranches):
            found["Debt"] += [[f"{tranche.name}: {label}", *_row(getattr(loan.stack, name)[place], frame)]
                              for name, label in (("interest", "interest"), ("principal", "repayment"),
                                                  ("balance", "owed"))]
    if analyses.cover is not None:
        found["Cover"] = [["value", "number", "unit", "meaning"],
                          *[[name, _plain(figures[name]), unit, text]
                            for name, (unit, text) in lenders_cover.FIGURES.items()]]
        found["DSCR by year"] = _cover(analyses.cover.dscr, loan, frame)
        found["Break-evens"] = [*break_evens.rows(case), *company_break_evens.rows(case)]
    found["Parties"] = [["payer", "receiver", "what", f"present value at {100 * analyses.parties.rate:g} % real [USD]"],
                        *[[*row[:3], _plain(row[3])] for row in parties.rows(analyses.parties)]]
    return {**found, **company_sheets.sheets(analyses.parties.others, frame, columns)}


def _prices(case: Case) -> Sheet:
    """Price of the contract by year of operation, as invoiced and in constant money."""
    money, frame = case.finance, case.finance.timeline
    level = escalation(frame, indexation=case.scenario.finance.indexation)
    nominal = np.where(frame.operating, money.price * level * place(frame, money.terms.currency), np.nan)
    return [["price of the contract, nominal [USD/MWh]", *_row(nominal, frame)],
            ["price of the contract, real 2025 [USD/MWh]", *_row(nominal / frame.price, frame)]]


def write(path: str | Path, case: Case, analyses: Analyses, figures: SummaryValues) -> None:
    """
    Write the workbook.

    Parameters
    ----------
    path : path
        File, ending in ``.xlsx``.
    case : Case
        What `sim.chain.run` computed.
    analyses : Analyses
        As `sim.results.analyses.analyse` returns them.
    figures : dict of str to float or str
        Values of the summary.
    """
    import openpyxl
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets(case, analyses, figures).items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for cells in sheet.iter_rows(min_row=2, min_col=2):
            for cell in cells:
                cell.number_format = _format(cell.value, str(rows[cell.row - 1][0]))
        sheet.freeze_panes = "B2"
        for column in range(1, sheet.max_column + 1):
            texts = [text for row in rows for text in row[column - 1:column] if isinstance(text, str)]
            longest = max((len(text) for text in texts if not text.startswith("=")), default=0)
            sheet.column_dimensions[get_column_letter(column)].width = min(max(longest + 2, 16), 60)
    book.save(path)


def _format(value: object, label: str) -> str:
    """Return how a number is shown: thousands apart, three decimals where it is small or a ratio."""
    if label.endswith("[-]"):
        return "0.000"
    if isinstance(value, str):
        return "#,##0" if value.startswith("=") else "General"
    return "#,##0" if not isinstance(value, float | int) or abs(value) >= 1000.0 or value == 0 else "#,##0.000"


def _sources(project: ProjectFinance, loan: Debt, frame: Timeline) -> Sheet:
    """Sources and uses of money until operation, sums as formulas."""
    on = frame.construction
    reserve = float(loan.dsra[on][-1])
    uses: Sheet = [["building", float(project.capex[on].sum())], ["interest in construction", float(loan.idc.sum())],
            ["fees", float(loan.fees.sum())], ["first debt service reserve", reserve]]
    sources: Sheet = [["debt", float(loan.draw.sum())], ["equity", float(loan.equity.sum())]]
    if project.early.any():   # what is in service before the whole earns, and what of it goes to owners at once
        earned = float((project.early - project.tax - project.dividends)[on].sum())
        sources.append(["earned before full operation, after tax", earned])
    last = 6 + len(sources)
    return [["nominal USD", "amount"], *uses, ["uses", "=SUM(B2:B5)"], *sources, ["sources", f"=SUM(B7:B{last})"],
            ["difference", f"=B6-B{last + 1}"]]


def _by_part(money: CaseFinance) -> Sheet:
    """What is spent until operation, year by year and part by part, and what pays for it."""
    from openpyxl.utils import get_column_letter
    frame, loan = money.timeline, money.project.debt
    on = frame.construction
    own = money.terms.paid_out(money.components).own
    fees = money.terms.fees * frame.price
    reserve = np.where(on, np.diff(loan.dsra, prepend=0.0), 0.0)
    earned = np.where(on, money.project.early - money.project.tax - money.project.dividends, 0.0)
    flows = {**{f"building: {component_label(part.name)}": building(part, frame) * frame.price for part in own
                if np.any(part.capex)},
             "use of the sea": fees, "interest in construction": loan.idc, "fees of loans": loan.fees,
             "first debt service reserve": reserve}
    count = int(on.sum())
    rows: Sheet = [["nominal USD", *map(int, frame.year[on]), "all"]]
    columns = [get_column_letter(2 + k) for k in range(count + 1)]

    def add(label: str, values: np.ndarray | float) -> None:
        row = len(rows) + 1
        rows.append([label, *_row(values, frame)[:count], f"=SUM(B{row}:{columns[-2]}{row})"])

    for label, values in flows.items():
        add(label, values)
    rows.append(["uses", *(f"=SUM({column}2:{column}{len(rows)})" for column in columns)])
    first = len(rows) + 1
    for label, values in (("debt drawn", loan.draw), ("equity", loan.equity)):
        add(label, values)
    if money.project.early.any():
        add("earned before full operation, after tax", earned)
    rows.append(["sources", *(f"=SUM({column}{first}:{column}{len(rows)})" for column in columns)])
    return rows


def _by_half_year(case: Case) -> Sheet:
    """Sources and uses by half-year, and the cost of building by the currency it is bought in; sums as formulas."""
    from openpyxl.utils import get_column_letter
    found = sources_uses.compute(case)
    columns = [get_column_letter(2 + k) for k in range(len(found.labels) + 1)]
    rows: Sheet = [["nominal USD", *found.labels, "all"]]

    def add(label: str, values: np.ndarray) -> None:
        row = len(rows) + 1
        rows.append([label, *map(_plain, values), f"=SUM(B{row}:{columns[-2]}{row})"])

    def total(label: str, first: int) -> int:
        rows.append([label, *(f"=SUM({column}{first}:{column}{len(rows)})" for column in columns)])
        return len(rows)

    for label, values in found.parts.items():
        add(f"building: {component_label(label)}", values)
    built = total("all building", 2)
    for label, values in found.finance.items():
        add(label, values)
    rows.append(["uses", *(f"=SUM({column}{built}:{column}{len(rows)})" for column in columns)])
    uses = len(rows)
    for label, values in found.sources.items():
        add(label, values)
    sources = total("sources", uses + 1)
    rows.append(["difference", *(f"={column}{uses}-{column}{sources}" for column in columns)])
    first = len(rows) + 1
    for label, values in found.currencies.items():
        add(f"building, bought in {label}", values)
    paid = total("building, all currencies", first)
    rows.append(["difference", *(f"={column}{built}-{column}{paid}" for column in columns)])
    rows.append(["At expected exchange rates. The model's flows fall at the end of a year; its halves are taken as "
                 "equal, and the first reserve is filled in the last one."])
    return rows


def _cover(lives: np.ndarray, loan: Debt, frame: Timeline) -> Sheet:
    """Cover of debt service in each year of the loan: expected, and in simulated lives, shape (life, year). [-]"""
    kept = frame.operating.nonzero()[0][:lives.shape[1]]
    rows = {"expected case [-]": loan.dscr[kept], **{
        f"P{exceeded}: exceeded in {exceeded} % of simulated lives [-]": np.quantile(lives, 1 - exceeded / 100, axis=0)
        for exceeded in (50, 75, 90, 99)}}
    return [["calendar year", *map(int, frame.year[kept])],
            *[[label, *(_plain(float(value)) for value in values)] for label, values in rows.items()]]


def _row(values: np.ndarray | float, frame: Timeline) -> list[str | float | None]:
    """Numbers of each year; empty where there is none."""
    return [_plain(float(value)) for value in np.broadcast_to(values, frame.year.shape)]


def _plain(value: float | str) -> float | str | None:
    """A number as a cell holds it; empty where it is not finite."""
    return value if isinstance(value, str) else float(value) if np.isfinite(value) else None


def parties_csv(view: PartyView) -> str:
    """
    Table of the parties as text: payer, receiver, what, present value; then the net of each party.

    Parameters
    ----------
    view : PartyView
        As `sim.analysis.parties.compute` returns it.

    Returns
    -------
    text : str
    """
    lines = ["payer,receiver,what,present_value_usd"]
    lines += [f'"{a}","{b}","{what}",{value:.6g}' for a, b, what, value in parties.rows(view)]
    return "\n".join(lines) + "\n"


def save(folder: Path, case: Case, analyses: Analyses, figures: SummaryValues) -> None:
    """
    Write ``lenders.xlsx`` and ``parties.csv``.

    Parameters
    ----------
    folder : Path
        Where to; it is there.
    case : Case
        What `sim.chain.run` computed.
    analyses : Analyses
        As `sim.results.analyses.analyse` returns them.
    figures : dict of str to float or str
        Values of the summary.
    """
    write(folder / "lenders.xlsx", case, analyses, figures)
    (folder / "parties.csv").write_text(parties_csv(analyses.parties), encoding="utf-8")
