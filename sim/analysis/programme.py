"""The first day of operation and the cost of delay: drawn schedules applied to the cash flow of the case."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis import late_handover
from sim.analysis.variable import Variable, coordinate
from sim.case import programme as case_programme
from sim.case.debt import exchange
from sim.finance.project_returns import evaluate
from sim.finance.timeline import place, timeline
from sim.programme.schedule import first_day
from sim.scenario.tables_programme import LATEST
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from sim.case.finance import Terms
    from sim.case.payment_terms import PaymentTerms
    from sim.case.programme import ProgrammeDraws
    from sim.chain import Case

CLOSE = "finance"
"""Stage that ends with the financial close."""

FIGURES = {
    "first_day_p10": ("yr", "first day of operation, decimal year; one of ten schedules is earlier"),
    "first_day_p50": ("yr", "first day of operation, decimal year; half of the schedules are earlier"),
    "first_day_p80": ("yr", "first day of operation, decimal year; eight of ten schedules are earlier"),
    "financial_close_p50": ("yr", "financial close, decimal year; half of the schedules are earlier"),
    "on_time_probability": ("-", "share of schedules in operation on the first day of first_operating_year"),
    "programme_success": ("-", "probability that every stage succeeds (assumed for each stage)"),
    "equity_irr_p10": ("-", "equity IRR below which one of ten schedules lies, contractors' damages received; "
                            "nominal"),
    "equity_irr_p90": ("-", "equity IRR below which nine of ten schedules lie; nominal"),
    "delay_damages": ("USD", "delay damages to the buyer for a first day after the start of first_operating_year, "
                             "mean of the schedules; real 2025"),
    "longstop_probability": ("-", "share of schedules whose first day is after the contract's longstop date, when the "
                                  "buyer may terminate"),
    "contractor_damages": ("USD", "liquidated damages of contractors for late handover, each by its own contract, mean "
                                  "of the schedules; real 2025"),
    "development_at_risk": ("USD", "development cost already spent when a stage fails, mean of the schedules that "
                                   "fail; real 2025"),
    "npv_one_year_late": ("USD", "net present value lost when operation begins a year late with the capital spent, "
                                 "damages received; at the end of 2025, in its money"),
}
"""Summary values that this file makes: unit and note."""


class Outcome(NamedTuple):
    """Drawn schedules and their money; arrays (draw,) unless said otherwise."""

    programme: ProgrammeDraws
    first_day: np.ndarray
    """Decimal year."""
    close: np.ndarray
    """Decimal year of the financial close."""
    late: np.ndarray
    """By how much building takes longer than at its modes; negative where it is quicker. [yr]"""
    criticality: np.ndarray
    """Share of draws in which a stage stands on the critical path, shape (stage,)."""
    by_delay: np.ndarray
    """Equity IRR [fraction] and NPV [USD] when building is late by whole years, shape (2, year)."""
    equity_irr: np.ndarray
    npv: np.ndarray
    """At the end of 2025. [USD]"""
    damages: np.ndarray
    """Paid to the buyer for a late first day; real 2025. [USD]"""
    left: np.ndarray
    """Whether the longstop date passes before the first day."""
    received: np.ndarray
    """Liquidated damages that the contractor of each stage pays, shape (draw, stage); real 2025. [USD]"""


def compute(case: Case) -> Outcome:
    """
    Draw schedules and move the cash flow of a case by each.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    outcome : Outcome

    Notes
    -----
    Damages to the buyer count from the first of the first operating year of the scenario; they lower the present value
    and not the return by delay.
    Before the financial close a delay moves all flows with their real values: the return stays, the present value falls
    at the real WACC. After it the capital is spent as planned and waits: interest runs on the whole debt, the owner's
    cost runs on, contractors pay damages, and revenue begins later, for its full term or, with
    ``programme.term_fixed``, until its date. Each contractor pays for handing over later than the date at which, with
    all durations at their modes, another stage first needs its work, counted from the financial close, up to the cap of
    its contract and one on all together. Money is read linearly between whole years and in the damages; a building that
    is quicker than at its modes gains nothing.
    """
    s = case.scenario
    drawn = case_programme.make(s.only(case_programme.READS), case.wind, waters(case))
    found, names = drawn.drawn, [stage.name for stage in drawn.stages]
    day = first_day(found)
    # Without a stage of that name all of the programme is development.
    at = names.index(CLOSE) if CLOSE in names else None
    close = day if at is None else found.end[:, at]
    plan_day = float(first_day(drawn.plan)[0])
    plan_close = plan_day if at is None else float(drawn.plan.end[0, at])
    late = (day - close) - (plan_day - plan_close)
    years, critical = np.arange(LATEST + 1.0), found.critical.mean(axis=0)
    received, most = late_handover.damages(case, drawn.stages, late_handover.late(drawn, close, plan_close))
    typical = late_handover.by_contract(case, drawn.stages, years[:, None] * 12.0)[0] @ critical
    free = np.array([_late(case, at) for at in range(LATEST + 1)]).T
    whole = np.array([_late(case, at, most) for at in range(LATEST + 1)]).T if most else free
    slope = (whole - free) / most if most else np.zeros(free.shape)
    by_delay = free + slope * np.minimum(typical, most)
    building = np.clip(late, 0.0, LATEST)
    begin = float(s.time.first_operating_year)
    real = (1.0 + s.finance.inflation) / (1.0 + s.finance.wacc)
    moved = real ** ((day - building) - begin)
    irr_, npv_ = (np.interp(building, years, row) + np.interp(building, years, each) * received.sum(axis=1)
                  for row, each in zip(free, slope, strict=True))
    damages, left, _ = s.contract.delay.bind()(day - begin, case.traded.contracts[0][0].width, case.finance.price)
    value = ((1.0 + s.finance.inflation) / (1.0 + s.finance.wacc)) ** (begin - 1 - MONEY_YEAR)
    return Outcome(drawn, day, close, late, critical, by_delay, irr_, npv_ * moved - damages * value, damages, left,
                   received)


def waters(case: Case) -> dict[str, float]:
    """Return the length of route and spur in the waters of each country, in the order of the route. [km]"""
    found, tee = case.route.waters, case.scenario.link.tee
    return {**found, "malaysia": found.get("malaysia", 0.0) + tee.spur_km} if tee.built else found


def _late(case: Case, years: int, damages: float = 0.0) -> tuple[float, float]:
    """Return equity IRR and NPV when building ends whole years late with the capital spent as planned, and contractors
    pay damages [USD] at its end."""
    moved, paid = late_terms(case, years, damages)
    given = moved.at(case.finance.price, moved.paid_out(case.finance.components))
    delivered = place(moved.timeline, moved.years.delivered)
    found = evaluate(*given[:4], delivered, *given[4:], wacc=case.scenario.finance.wacc, **paid._asdict())
    return float(found.equity_irr), float(found.npv)


def late_terms(case: Case, years: int, damages: float = 0.0) -> tuple[Terms, PaymentTerms]:
    """
    Return the terms of a case whose building ends whole years late, with the capital spent as planned.

    Parameters
    ----------
    case : Case
    years : int
        [yr]
    damages : float
        Paid by contractors at its end; real 2025. [USD]

    Returns
    -------
    terms : Terms
    paid : PaymentTerms
        With the covers of debt sizing at the exchange rates of these years.
    """
    s, money = case.scenario, case.finance
    terms, f, programme = money.terms, s.finance, s.programme
    life = s.time.operating_years - (years if programme.term_fixed else 0)
    frame = timeline(cod=s.time.first_operating_year + years, life=life,
                     spend=(*f.construction_spend, *[0.0] * years), inflation=f.inflation)
    count = int(money.timeline.construction.sum())
    waiting = np.full(years, programme.owner_usd_per_year + terms.fees[count - 1])

    def longer(values: np.ndarray, between: np.ndarray) -> np.ndarray:
        return np.concatenate([values[:count], between, values[count:count + life]])

    # What is in service goes on as it was while the rest is waited for.
    early = terms.early and terms.early._replace(**{name: longer(values, np.full(years, values[count - 1]))
                                                    for name, values in terms.early._asdict().items()})
    sold, dearer = money.years.first(life), exchange(s, years, life)
    fees = longer(terms.fees, waiting)
    fees[count + years - 1] -= _own_share(case) * damages
    moved = terms._replace(timeline=frame, early=early, fees=fees,
                           charges=longer(terms.charges, np.zeros(years)), years=sold, credit=terms.credit[:life],
                           currency=terms.currency[:life], downside=tuple(
                               each._replace(years=each.years.first(life)) for each in terms.downside))
    # While building, exchange rates do not act: the first year has the cover itself.
    paid = terms.paid if dearer is None else terms.paid._replace(
        covers=tuple(np.atleast_1d(each)[0] * dearer for each in terms.paid.covers))
    return moved, paid


def _own_share(case: Case) -> float:
    """Return the share of the construction cost that the company with the contract bears; damages for the parts of
    others are theirs."""
    whole = float(sum(part.capex for part in case.finance.components))
    own = float(sum(part.capex for part in case.finance.terms.paid_out(case.finance.components).own))
    return min(max(own / max(whole, 1e-300), 0.0), 1.0)


def figures(case: Case, outcome: Outcome) -> dict[str, float]:
    """
    Return the summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
    outcome : Outcome
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    quantile = partial(np.quantile, outcome.first_day)
    returns = outcome.equity_irr[np.isfinite(outcome.equity_irr)]
    success = float(np.prod([stage.probability for stage in outcome.programme.stages]))
    return {"first_day_p10": float(quantile(0.10)), "first_day_p50": float(quantile(0.50)),
            "first_day_p80": float(quantile(0.80)), "financial_close_p50": float(np.quantile(outcome.close, 0.50)),
            "on_time_probability": float((outcome.first_day <= case.scenario.time.first_operating_year).mean()),
            "programme_success": success, "delay_damages": float(outcome.damages.mean()),
            "longstop_probability": float(outcome.left.mean()),
            "contractor_damages": float(outcome.received.sum(axis=1).mean()),
            "development_at_risk": _at_risk(case, outcome),
            "equity_irr_p10": float(np.quantile(returns, 0.10)) if returns.size else float("nan"),
            "equity_irr_p90": float(np.quantile(returns, 0.90)) if returns.size else float("nan"),
            "npv_one_year_late": float(outcome.by_delay[1, 0] - outcome.by_delay[1, 1])}


def _at_risk(case: Case, outcome: Outcome) -> float:
    """Return the mean cost of development that is spent when the first of the failing stages ends. [USD]"""
    made, drawn = outcome.programme, outcome.programme.drawn
    fails = ~drawn.success
    if not fails.any():
        return 0.0
    development = sum(part.capex for part in case.finance.components if part.name == "development")
    until = np.where(drawn.failed[fails], drawn.end[fails], np.inf).min(axis=1)
    spent = np.zeros(until.size)
    for k, stage in enumerate(made.stages):
        if stage.group == "development":
            begin, end = drawn.start[fails, k], drawn.end[fails, k]
            spent += stage.spend * development * np.clip((until - begin) / np.maximum(end - begin, 1e-9), 0.0, 1.0)
    return float(spent.mean())


def spending(outcome: Outcome, capex: float, development: float, years: np.ndarray) -> np.ndarray:
    """
    Return cumulative spending by date, the S-curve of the programme.

    Parameters
    ----------
    outcome : Outcome
    capex : float
        Cost of building. [USD]
    development : float
        Cost until the financial close. [USD]
    years : array, shape (date,)
        Decimal years.

    Returns
    -------
    spent : array, shape (date, 3)
        Exceeded by nine, five and one of ten schedules. [USD]
    """
    drawn, total = outcome.programme.drawn, np.zeros((len(outcome.first_day), len(years)))
    for k, stage in enumerate(outcome.programme.stages):
        cost = stage.spend * (development if stage.group == "development" else capex)
        begin, end = drawn.start[:, k, None], drawn.end[:, k, None]
        total += cost * np.clip((years - begin) / np.maximum(end - begin, 1e-9), 0.0, 1.0)
    return np.quantile(total, (0.1, 0.5, 0.9), axis=0).T


def variables(case: Case, outcome: Outcome) -> list[Variable]:
    """
    Stages, first day, spending and the cost of being late, for the results.

    Parameters
    ----------
    case : Case
    outcome : Outcome
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    drawn, quantiles = outcome.programme.drawn, np.array((0.10, 0.50, 0.80))
    works = {part.name: float(part.capex) for part in case.finance.components}
    development = works.pop("development", 0.0)
    dates = np.arange(np.floor(drawn.start.min()), np.ceil(drawn.end.max()) + 0.25, 0.25)
    spent = spending(outcome, sum(works.values()), development, dates)
    stage, late = ("stage", "share_earlier"), "whole_years_late"
    return [
        coordinate("stage", [each.name for each in outcome.programme.stages], None, "stage of the programme"),
        coordinate("share_earlier", quantiles, "-", "share of schedules earlier"),
        coordinate("spending_date", dates, "-", "date, decimal year"),
        Variable("first_day_chance", "spending_date", (outcome.first_day[:, None] <= dates).mean(axis=0), "-",
                 "probability that operation has begun, if every stage succeeds"),
        coordinate("spending_quantile", np.array([0.1, 0.5, 0.9]), "-", "share of schedules that have spent less"),
        coordinate(late, np.arange(LATEST + 1), "-", "years of delay"),
        Variable("stage_start", stage, np.quantile(drawn.start, quantiles, axis=0).T, "yr", "begin, decimal year"),
        Variable("stage_end", stage, np.quantile(drawn.end, quantiles, axis=0).T, "yr", "end, decimal year"),
        Variable("stage_criticality", "stage", outcome.criticality, "-", "share of schedules in which the stage is "
                                                                         "critical"),
        Variable("stage_probability", "stage", np.array([each.probability for each in outcome.programme.stages]), "-",
                 "probability that the stage succeeds (assumed)"),
        Variable("stage_damages", "stage", outcome.received.mean(axis=0), "USD",
                 "liquidated damages of the stage's contractor, mean of the schedules; real 2025"),
        Variable("first_day_quantile", "share_earlier", np.quantile(outcome.first_day, quantiles), "yr",
                 "first day of operation, decimal year"),
        Variable("cumulative_spending", ("spending_date", "spending_quantile"), spent, "USD", "spent; real 2025"),
        Variable("equity_irr_by_delay", late, outcome.by_delay[0], "-", "equity IRR with that delay"),
        Variable("npv_by_delay", late, outcome.by_delay[1], "USD", "net present value with that delay")]
