"""The workbook for lenders: what stands in it adds up."""

import openpyxl
import pytest
from small_case import SMALL, run_small

from sim.results import lenders_workbook
from sim.results.analyses import analyse
from sim.results.summary import summary
from sim.scenario.load import load


def test_the_workbook_holds_a_sheet_a_company_and_closes(tmp_path):
    done = run_small(load("base", {**SMALL, "companies": [{"name": "link owner"}]}))
    found = analyse(done)
    lenders_workbook.write(tmp_path / "lenders.xlsx", done, found, summary(done, found))
    book = openpyxl.load_workbook(tmp_path / "lenders.xlsx")
    assert {"Summary", "Sources and uses", "Cash flow", "Debt", "Cover", "Break-evens", "Parties", "link owner"} <= set(
        book.sheetnames)
    sheet = book["Sources and uses"]
    uses, sources = (sum(sheet.cell(row, 2).value for row in rows) for rows in (range(2, 6), range(7, 9)))
    assert uses == pytest.approx(sources, rel=1e-9)
    assert sheet["B10"].value == "=B6-B9"
    flow = {row[0].value: [cell.value for cell in row[1:]] for row in book["Cash flow"].iter_rows()}
    net = sum(flow[name][20] for name in ("contract", "spot market", "local sales", "third countries, credits"))
    paid = sum(flow[name][20] for name in ("shortfall penalty", "charges and companies", "operation and fees", "tax",
                                           "rise of unpaid invoices", "renewals"))
    debt = {row[0].value: [cell.value for cell in row[1:]] for row in book["Debt"].iter_rows()}
    left = net - paid - debt["interest"][20] - debt["repayment"][20] - (
        debt["debt service reserve"][20] - debt["debt service reserve"][19])
    reserve = float(done.finance.project.debt.renewal[20])
    assert left - reserve == pytest.approx(flow["dividends"][20], rel=1e-6, abs=1e3)


def test_sources_and_uses_close_in_every_year_with_what_phases_earn(tmp_path):
    done = run_small(load("phased", SMALL))
    money = done.finance
    rows = {row[0]: row[1:] for row in lenders_workbook._by_part(money)}
    years = int(money.timeline.construction.sum())
    names = list(rows)
    at = names.index("uses")
    for year in range(years):
        uses = sum(rows[name][year] for name in names[1:at])
        sources = sum(rows[name][year] for name in names[at + 1:names.index("sources")])
        assert uses == pytest.approx(sources, rel=1e-9)
    assert sum(rows["earned before full operation, after tax"][:years]) > 0.0
    assert rows["building: farm"][0] > 0.0
    table = dict(row for row in lenders_workbook._sources(money.project, money.project.debt, money.timeline)[1:])
    assert table["debt"] + table["equity"] + table["earned before full operation, after tax"] == pytest.approx(
        sum(table[name] for name in ("building", "interest in construction", "fees", "first debt service reserve")))
    assert table["difference"] == "=B6-B10"
