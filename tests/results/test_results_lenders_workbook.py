"""The workbook for lenders: what stands in it adds up."""

import re

import numpy as np
import openpyxl
import pytest
from small_case import SMALL, run_small

from sim.analysis import sources_uses
from sim.case import spending
from sim.errors import SundalinkError
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
    owner = {row[0].value: row[10] for row in book["link owner"].iter_rows()}
    assert _evaluated(book, "link owner", owner["cash flow, computed here"].value.replace("=", "")) == pytest.approx(
        owner["cash flow before tax"].value, abs=1.0)
    assert owner["paid by the company with the contract"].value > 0.0
    cover = [[cell.value for cell in row] for row in book["DSCR by year"].iter_rows()]
    assert cover[0][1:] == [2036 + year for year in range(len(cover[0]) - 1)]
    assert min(cover[1][1:]) == pytest.approx(done.finance.project.debt.min_dscr)
    assert [row[0].split(":")[0] for row in cover[2:]] == ["P50", "P75", "P90", "P99"]
    assert all(np.diff([row[3] for row in cover[2:]]) <= 0.0)
    assert cover[4][3] == pytest.approx(np.quantile(found.cover.dscr[:, 2], 0.1))
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
    left += flow["interest on accounts"][20] - flow["rise of the account for removal"][20]
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


def test_half_years_sum_to_their_years_and_currencies_to_what_is_built(tmp_path):
    rows = [{"part": "cable", "currency": "EUR", "share": 0.7}, {"part": "cable", "currency": "JPY", "share": 0.2},
            {"part": "farm", "currency": "VND", "share": 0.3}]
    done = run_small(load("base", {**SMALL, "finance.spend_currency": rows}))
    found, money = sources_uses.compute(done), done.finance
    loan, on = money.project.debt, money.timeline.construction
    uses = sum((*found.parts.values(), *found.finance.values()))
    np.testing.assert_allclose(uses, sum(found.sources.values()), rtol=1e-9)
    for name, yearly in (("debt drawn", loan.draw), ("equity", loan.equity)):
        np.testing.assert_allclose(found.sources[name].reshape(-1, 2).sum(axis=1), yearly[on], rtol=1e-9)
    np.testing.assert_allclose(sum(found.currencies.values()), sum(found.parts.values()), rtol=1e-12)
    # By hand: cable and farm as their rows say, all other parts at the share of euros, owner's cost at the mean.
    parts = {part.name: float(part.capex) for part in money.components}
    own = {name: cost for name, cost in parts.items() if name not in spending.OWNERS}
    euro = {name: {"cable": 0.7, "farm": 0.0}.get(name, 0.45) * cost for name, cost in own.items()}
    mean = sum(euro.values()) / sum(own.values())
    whole = sum(euro.values()) + mean * (sum(parts.values()) - sum(own.values()))
    level = money.timeline.price[on]
    np.testing.assert_allclose(found.currencies["EUR"].reshape(-1, 2).sum(axis=1),
                               whole * money.timeline.spend[on] * level, rtol=1e-9)
    assert found.currencies["JPY"].sum() < found.currencies["VND"].sum()
    assert spending.abroad(done.scenario, money.components)["EUR"] == pytest.approx(whole / sum(parts.values()))
    sheet = lenders_workbook._by_half_year(done)
    labels = [row[0] for row in sheet]
    assert sheet[0][1:3] == ["2032 H1", "2032 H2"]
    built, paid = labels.index("all building"), labels.index("building, all currencies")
    assert sheet[paid + 1][1] == f"=B{built + 1}-B{paid + 1}"


@pytest.mark.parametrize(("rows", "words"), [
    ([{"part": "cable", "currency": "EUR", "share": 0.7}, {"part": "cable", "currency": "JPY", "share": 0.4}],
     r"spend_currency.*cable must sum to no more than 1, and sum to 1\.1"),
    ([{"part": "cable", "currency": "EUR", "share": 0.3}, {"part": "cable", "currency": "EUR", "share": 0.2}], "once"),
    ([{"part": "tower", "currency": "EUR", "share": 0.3}], r"\[\[finance.spend_currency\]\] row 1: part = 'tower'"),
])
def test_currencies_that_cannot_be_are_refused(rows, words):
    with pytest.raises(SundalinkError, match=words):
        load("base", {"finance.spend_currency": rows})


def test_what_the_sheets_compute_is_what_the_program_does(tmp_path):
    done = run_small(load("phased", SMALL))
    found = analyse(done)
    lenders_workbook.write(tmp_path / "lenders.xlsx", done, found, summary(done, found))
    book = openpyxl.load_workbook(tmp_path / "lenders.xlsx")
    project, loan = done.finance.project, done.finance.project.debt
    flow, debt = ({row[0].value: row for row in book[name].iter_rows()} for name in ("Cash flow", "Debt"))
    rise = np.diff(loan.dsra, prepend=0.0)
    free = (project.contract_revenue + project.spot_revenue + project.local_revenue + project.other_revenue
            + project.early - project.penalty - project.charges - project.opex - project.capex - project.renewal
            - project.decommissioning - project.working_capital - project.tax + project.account_income
            - project.removal_reserve)
    left = (free + loan.draw + loan.equity - loan.fees - loan.idc - loan.interest - loan.principal - rise
            - project.dividends)
    np.testing.assert_allclose(left, loan.renewal, atol=1.0)   # what the last row must show
    for column in (1, 2, 8, 20):
        given = {name: row[column].value for name, row in {**debt, **flow}.items() if row[column].data_type == "n"}
        by_hand = _evaluated(book, "Cash flow", flow["left for reserves of renewals"][column].value)
        assert by_hand == pytest.approx(loan.renewal[column - 1], abs=1.0)
        owed = _evaluated(book, "Debt", debt["owed less drawn plus repaid"][column].value)
        assert owed == pytest.approx(0.0, abs=1.0)
        if loan.interest[column - 1] > 0.0:
            text = debt["DSCR computed here [-]"][column].value
            assert _evaluated(book, "Debt", text[text.index(",") + 1:text.rindex(",")]) == pytest.approx(
                given["DSCR [-]"], rel=1e-9)


def _evaluated(book, sheet, formula):
    """Value of a formula of sums, differences and quotients of cells."""
    def value(match):
        cell = book[(match[1] or f"{sheet}!")[:-1]][match[2]].value
        return f"({_evaluated(book, (match[1] or f'{sheet}!')[:-1], cell) if isinstance(cell, str) else cell or 0.0!r})"
    return eval(re.sub(r"(Debt!)?\b([A-Z]{1,2}\d+)\b", value, formula.removeprefix("=")))


def test_the_price_stands_as_invoiced_and_in_constant_money():
    done = run_small(load("base", {**SMALL, "contract.path.step_years": [10], "contract.path.step_factors": [0.9],
                                   "finance.indexation": 0.5}))
    found = analyse(done)
    sheet = {row[0]: row[1:] for row in lenders_workbook.sheets(done, found, summary(done, found))["Cash flow"]}
    frame, price = done.finance.timeline, done.finance.price
    nominal, real = (sheet[f"price of the contract, {kind} [USD/MWh]"] for kind in ("nominal", "real 2025"))
    first = int(frame.construction.sum())
    assert nominal[:first] == [None] * first
    assert real[first] == pytest.approx(price)
    assert nominal[first] == pytest.approx(price * 1.02 ** (2036 - 2025))
    for age in range(30):   # half of inflation, and nine tenths from the tenth year on
        step = 0.9 if age >= 9 else 1.0
        assert nominal[first + age] == pytest.approx(nominal[first] * 1.01 ** age * step)
        assert real[first + age] == pytest.approx(nominal[first + age] / frame.price[first + age])
