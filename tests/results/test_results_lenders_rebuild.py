"""The workbook against a lender's own books: tax, accounts, loans, cover and returns rebuilt in plain numbers."""

import openpyxl
import pytest
from results.reference_lender import holidays, rate_of, single_rate, walk
from small_case import SMALL, run_small

from sim.results import lenders_workbook
from sim.results.analyses import analyse
from sim.results.summary import summary
from sim.scenario.load import load

MEZZANINE = {"finance.debt": {"model": "stacked"}, "finance.tranches": [
    {"name": "commercial", "share": 0.85}, {"name": "mezzanine", "kind": "mezzanine", "share": 0.15}]}
CASES = {"base": ("base", {}), "blended": ("blended", {}), "three_companies": ("three_companies", {}),
         "interest cap": ("base", {"finance.interest_cap": 0.3}), "mezzanine": ("base", MEZZANINE)}
BUILD = 4
pytestmark = pytest.mark.slow


@pytest.fixture(name="opened", scope="module", params=CASES)
def _opened(request, tmp_path_factory):
    name, changes = CASES[request.param]
    done = run_small(load(name, {**SMALL, **changes}))
    found = analyse(done)
    path = tmp_path_factory.mktemp("rebuild") / "lenders.xlsx"
    lenders_workbook.write(path, done, found, summary(done, found))
    return request.param, done, openpyxl.load_workbook(path), found


def rows(sheet):
    """Numbers of each year by the label of the row."""
    return {row[0].value: [cell.value for cell in row[1:]] for row in sheet.iter_rows()}


def parts_of(components, frame, grant=0.0):
    """What depreciates, and what is renewed: (operating year, nominal cost, years, life)."""
    life, kept, renewed = int(frame.operating.sum()), [], []
    for part in components:
        if float(part.capex) > 0.0:
            kept.append((float(part.capex) * (1.0 - grant), float(part.depreciation), float(part.life)))
        for year in range(1, life):
            if part.replacement and year % round(part.life) == 0:
                price = frame.price[BUILD + year - 1]
                renewed.append((year, float(part.capex * part.replacement * price), float(part.depreciation),
                                float(part.life)))
    spent = sum(share * price for share, price in zip(frame.spend[:BUILD], frame.price[:BUILD], strict=True))
    return {"parts": kept, "spent": float(spent), "renewed": renewed}


def single(sheet, terms):
    """One loan: its draws and its service as the sheet has them; rates and fees as agreed, with the tax on them."""
    return [{"amount": sum(sheet["drawn"][:BUILD]), "draws": sheet["drawn"][:BUILD], "rates": [terms["rate"]] * 30,
             "building_rate": terms["rate"], "upfront": terms["upfront"], "commitment": terms["commitment"],
             "service": [a + b for a, b in zip(sheet["interest"][BUILD:], sheet["repayment"][BUILD:], strict=True)],
             "adds": lambda year: False}]


def stacked(done, sheet):
    """Loans of a stack, their terms as the scenario states them, their service as the sheet has it."""
    found, total = [], sheet["drawn"][:BUILD]
    for row in done.scenario.finance.tranches:
        more = 1.0 if row.tax_exempt else 1.0 / 0.95
        margin = row.swap_rate - (row.guarantee_margin_gain if row.guarantee_cover else 0.0)
        cost = [more * (margin + (row.margin_late if year + 1 >= row.margin_late_year else row.margin))
                + row.guarantee_cover * row.guarantee_fee for year in range(30)]
        paid = [a + b for a, b in zip(sheet[f"{row.name}: interest"][BUILD:], sheet[f"{row.name}: repayment"][BUILD:],
                                      strict=True)]
        found.append({"amount": row.share * sum(total), "draws": [row.share * draw for draw in total], "rates": cost,
                      "building_rate": more * (margin + row.margin_construction),
                      "upfront": more * row.upfront + row.premium, "commitment": more * row.commitment, "service": paid,
                      "adds": lambda year, row=row: row.capitalised_share > 0 and year < row.grace_years,
                      "added": row.capitalised_share})
    return found


def same(found, sheet, label, key, scale):
    """Whether what is rebuilt is what the sheet has, in construction or in operation."""
    values = [value or 0.0 for value in sheet[label]]
    part = values[:BUILD] if key in ("fees", "idc", "equity") else values[BUILD:]
    assert found[key] == pytest.approx(part, rel=1e-8, abs=1e-9 * scale), label


def test_the_project_is_rebuilt_from_its_operating_lines(opened):
    name, done, book, _ = opened
    s, frame = done.scenario, done.finance.timeline
    flow, debt = rows(book["Cash flow"]), rows(book["Debt"])
    take = {label: [value or 0.0 for value in flow[label]][BUILD:] for label in flow
            if label != "nominal USD" and not isinstance(flow[label][0], str)}
    sold = ("contract", "spot market", "local sales", "third countries, credits")
    revenue = [sum(take[label][year] for label in sold) for year in range(30)]
    costs = [sum(take[label][year] for label in ("shortfall penalty", "charges and companies", "operation and fees"))
             for year in range(30)]
    lines = {"revenue": revenue, "costs": costs, "renewals": take["renewals"], "removal": take["removal"],
             "building": flow["building"][:BUILD],
             "invoiced": [all_ - less - charged for all_, less, charged in zip(
                 revenue, take["shortfall penalty"], take["charges and companies"], strict=True)]}
    f = s.finance
    own = done.finance.terms.paid_out(done.finance.components).own
    shared = parts_of(own, frame)
    fee = sum(done.finance.terms.fees[:BUILD] * frame.price[:BUILD])   # for the sea, written off with the parts
    shared["spent"] += fee / sum(part[0] for part in shared["parts"])
    terms = {"receivable": 30.0, "account": 0.02, "reserve": 0.5, "removal_years": 10, "renewal_years": 5,
             "tenor": f.tenor_years, "cap": f.interest_cap, "tax": holidays, **shared}
    loans = stacked(done, debt) if f.tranches else single(debt, {
        "rate": 0.068 / 0.95, "upfront": 0.02 / 0.95, "commitment": 0.006 / 0.95})
    found, scale = walk(lines, loans, terms), max(revenue)
    for label, key in (("fees", "fees"), ("interest in construction", "idc"), ("interest", "interest"),
                       ("repayment", "principal"), ("cash available", "cash"), ("equity", "equity")):
        same(found, debt, label, key, scale)
    for label, key in (("tax", "tax"), ("interest on accounts", "income"), ("dividends", "dividends")):
        same(found, flow, label, key, scale)
    assert abs(found["left"]) < 1e-8 * sum(debt["drawn"][:BUILD])
    figures = {row[0].value: row[1].value for row in book["Cover"].iter_rows()}
    assert figures["gearing"] == pytest.approx(found["gearing"], rel=1e-9)
    cover = [cash / due for cash, due in zip(found["cash"], found["service"], strict=True) if due > 1.0]
    assert float(done.finance.project.debt.min_dscr) == pytest.approx(min(cover), rel=1e-9)
    assert float(done.finance.project.equity_irr) == pytest.approx(rate_of(found["owners"]), abs=1e-9)
    rate = sum(loan["rates"][0] * loan["amount"] for loan in loans) / sum(loan["amount"] for loan in loans)
    present = sum(cash / (1 + rate) ** (year + 1) for year, (cash, due) in enumerate(zip(
        found["cash"], found["service"], strict=True)) if due > 1.0)
    assert figures["llcr"] == pytest.approx(present / sum(debt["drawn"][:BUILD]), rel=1e-9)
    if name == "base":
        refinanced(found, debt, {row[0].value: row[1].value for row in book["Cover"].iter_rows()}, take["contract"],
                   done.finance.price)


def refinanced(found, debt, figures, contract, price):
    """A margin 60 points lower from the fourth year on, 1.5 % of what is owed, shared with the buyer."""
    opened = [sum(debt["drawn"][:BUILD]), *debt["owed"][BUILD:-1]]
    saved = [0.006 / 0.95 * owed if year >= 3 else 0.0 for year, owed in enumerate(opened)]
    cost, years = 0.015 * opened[3], [year for year in range(30) if year >= 3 and opened[year] > 1e-3]
    profits = [profit + saved[year] - (cost / len(years) if year in years else 0.0)
               for year, profit in enumerate(found["profits"])]
    taxes = holidays(profits)
    gain = sum((saved[year] - taxes[year] + found["tax"][year]) / 1.12 ** (year + 1) for year in range(30))
    gain -= cost / 1.12 ** 3
    assert figures["refinancing_gain"] == pytest.approx(gain, rel=1e-8)
    assert figures["refinancing_cost"] == pytest.approx(cost, rel=1e-8)
    later = sum(contract[year] / price / 1.12 ** (year + 1) for year in range(3, 30))
    assert figures["refinancing_price_cut"] == pytest.approx(0.5 * gain / later, rel=1e-8)


@pytest.mark.parametrize("opened", ["three_companies"], indirect=True)
def test_other_companies_are_rebuilt_from_what_they_are_paid(opened):
    _, done, book, found = opened
    frame = done.finance.timeline
    for owner, row in zip(found.parties.others, done.scenario.companies, strict=True):
        sheet = rows(book[row.name])
        take = {label: [value or 0.0 for value in values] for label, values in sheet.items()
                if label != "nominal USD" and not isinstance(values[0], str)}
        held = 1.0 if row.taxed_in == "singapore" else 1.0 / 0.95
        paid = take["paid by the company with the contract"][BUILD:]
        renewals = [0.0] * 30
        shared = parts_of(owner.parts, frame, row.grant)
        for year, amount, *_ in shared["renewed"]:
            renewals[year - 1] += amount
        lines = {"revenue": paid, "costs": take["operation"][BUILD:], "renewals": renewals,
                 "removal": take["removal"][BUILD:], "building": take["building and renewals"][:BUILD],
                 "invoiced": paid}
        loan = single(sheet, {"rate": held * row.interest, "upfront": held * row.upfront,
                                    "commitment": held * row.commitment})
        terms = {"receivable": 30.0, "account": 0.02, "reserve": 0.5, "removal_years": 10, "renewal_years": 5,
                 "tenor": 25, "cap": 0.0, "tax": single_rate if row.taxed_in == "singapore" else holidays, **shared}
        made, scale = walk(lines, loan, terms), max(paid)
        for label, key in (("fees", "fees"), ("interest in construction", "idc"), ("interest", "interest"),
                           ("repayment", "principal"), ("cash available", "cash"), ("equity", "equity"),
                           ("corporate tax", "tax"), ("interest on accounts", "income"), ("dividends", "dividends")):
            same(made, sheet, label, key, scale)
        assert sheet["IRR of the owners [-]"][0] == pytest.approx(rate_of(made["owners"]), abs=1e-9)
        assert sheet["gearing [-]"][0] == pytest.approx(made["gearing"], rel=1e-9)


def test_no_case_of_sizing_serves_less_than_its_cover_and_one_binds(opened):
    _, done, *_ = opened
    from sim.finance.debt_service import hold
    from sim.finance.project_returns import owners
    money = done.finance
    loan, terms = money.project.debt, money.terms
    given = terms.at(money.price, terms.paid_out(money.components))
    on, service = money.timeline.operating, loan.interest + loan.principal
    senior = service if loan.stack is None else sum(
        loan.stack.interest[k] + loan.stack.principal[k] for k, t in enumerate(loan.stack.tranches) if t.rank < 3)
    room = {"expected": (loan.cfads - 1.35 * senior)[on]}
    plain = terms.paid._replace(covers=())._asdict()
    for case, sold in zip(terms.downside, given[6], strict=True):
        worse = owners(*given[:2], sold, given[3], given[4], hold(loan), **plain)[1]
        room[case.name] = (worse.cfads - case.cover * senior)[on]
    scale = float(service.max())
    due = senior[on] > 1e-9 * float(loan.amount)
    for name, left in room.items():
        assert left[due].min() > -1e-6 * scale, name
    if str(loan.limit) == "dscr":
        assert min(left[due].min() for left in room.values()) < 1e-6 * scale
    else:
        assert float(loan.gearing) == pytest.approx(0.7, rel=1e-9)
