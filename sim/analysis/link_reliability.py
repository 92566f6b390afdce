"""Reliability of the link over the life of the project: availability, longest outages, value of readiness."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.analysis.variable import Variable, coordinate
from sim.case.cable_cost import cable_cost, spur_cost
from sim.case.reliability import MEASURES
from sim.case.years import operating_years
from sim.finance import cost_readiness
from sim.finance.metrics import npv, real_rate
from sim.inputs import sourced_table
from sim.reliability import serial_defect
from sim.units import MONEY_YEAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.case.reliability import LinkReliability
    from sim.chain import Case
    from sim.reliability.outage_history import Interruptions

QUANTILES = (0.10, 0.50, 0.90)


FIGURES = {
    "life_availability": ("-", "poles in service over poles, mean of the simulated lives from the first to the last "
                               "year of operation, early failures included; link_availability is that of the "
                               "histories traded"),
    **{f"p{p}_life_availability": ("-", f"mean over a life exceeded in {p} % of lives") for p in (10, 50, 90)},
    "energy_not_delivered": ("GWh/yr", "at the Singapore meter because of link outages, mean of the simulated lives; "
                                       "without the battery, wind of the first traded year"),
    **{f"p{p}_energy_not_delivered": ("GWh/yr", f"mean over a life exceeded in {p} % of lives") for p in (10, 50, 90)},
    "malaysia_not_delivered": ("GWh/yr", "at Malaysia's meter behind a tee because of outages of link and spur, mean "
                                         "of the simulated lives; without the battery, wind of the first traded year"),
    "full_outage_hours": ("h", "a year with no pole in service, mean of the simulated lives"),
    "longest_outage": ("h", "longest time in a life with no pole in service, exceeded in 50 % of lives"),
    "p10_longest_outage": ("h", "the same exceeded in 10 % of lives"),
    "longest_pole_outage": ("h", "longest time in a life with any pole out of service, exceeded in 50 % of lives"),
    "cable_faults": ("1/yr", "cable repairs, counted by pole; mean of the simulated lives"),
    "cable_repair": ("d", "mean time from a cable fault to return to service"),
    "serial_defect_availability": ("-", "life_availability if all cables of the link had a serial defect (defect_* of "
                                        "link.outage)"),
    "serial_defect_not_delivered": ("GWh/yr", "energy lost at the Singapore meter by such a defect, mean of lives "
                                              "with it"),
    "serial_defect_price": ("USD/MWh", "increase of the required price if it covered that energy with the share of "
                                       "links known to have had one (2 of 25); without penalties, repairs and tax; "
                                       "real 2025"),
    "serial_defect_dscr": ("-", "DSCR in a year of such a defect, mean year of the loan as planned less that year's "
                                "lost revenue; without penalties, tax, reserves and insurance"),
    **{f"{name}_{part}": (unit, text.format(what))
       for name, what in (("spare_kit", "a kit of joints, tools and jointers"),
                          ("retainer", "a repair vessel on retainer"),
                          ("separate_routes", "a separate route for each pole"))
       for part, unit, text in (
           ("energy", "GWh/yr", "additional energy delivered with {}, mean of the simulated lives"),
           ("value", "USD", "yearly value of that energy at the mean price of the first operating year less the local "
                            "sales it replaces, before its cost; {}; real 2025"),
           ("cost", "USD", "yearly cost of {}, capital levelised at the real WACC; real 2025"),
           ("npv", "USD", "value less cost of {} over all years of operation, before tax; at the end of 2025, in USD "
                          "of 2025"))},
}
"""Summary values of this analysis: unit and note."""

DURATIONS = np.geomspace(1.0, 2e4, 130)
"""Durations of outages that their rate is given for. [h]"""
LINKS = {"ifa": "IFA", "britned": "BritNed", "nemo": "Nemo"}
"""Built links by the start of their rows in the table of outages."""
LIFE, DURATION, MEASURE, RECORD = "life", "outage_duration", "measure", "recorded_link"
"""Dimensions of the variables."""


class Readiness(NamedTuple):
    """Benefit and cost of one measure that shortens outages; zeros where the model of outages does not evaluate it."""

    energy: float = 0.0
    """More energy delivered with it than without. [GWh/yr]"""
    value: float = 0.0
    """Value of that energy. [USD/yr]"""
    cost: float = 0.0
    """Its cost, capital levelised. [USD/yr]"""
    npv: float = 0.0
    """Value less cost over all years of operation. [USD]"""


def simulated(case: Case) -> LinkReliability:
    """Return the simulated lives of the link of a case whose firmness was asked for."""
    assert case.reliability is not None
    return case.reliability


def compute(case: Case) -> tuple[Readiness, ...]:
    """
    Benefit and cost of each measure of `sim.case.reliability.MEASURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    readiness : tuple of Readiness
        In the order of the measures.
    """
    return tuple(readiness(case, name) for name in MEASURES)


def readiness(case: Case, name: str) -> Readiness:
    """
    Benefit and cost of one measure.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    name : str
        One of `sim.case.reliability.MEASURES`.

    Returns
    -------
    readiness : Readiness
    """
    s, measure, years = case.scenario, simulated(case).measures.get(name), case.finance.years
    if measure is None:
        return Readiness()
    paid = years.paid[0] * case.finance.price + years.fixed[0] + years.revenue_at("singapore")[0]
    paid = paid / max(years.delivered[0], 1e-9)
    energy, local = float(measure.energy.mean()), float(measure.local.mean())
    value = energy * (float(paid) - case.route.charge) - local * s.local.price_usd_per_mwh
    kit, vessel, apart = (name == other for other in MEASURES)
    part = cost_readiness.standby(kit, vessel, apart, cable_cost(s, case.route, case.link.cable)
                           + spur_cost(s, case.route, case.link.cable),
                           **s.cost.standby.given())
    time = operating_years(s.time) - float(MONEY_YEAR)
    rate = real_rate(s.finance.wacc, s.finance.inflation)
    level = float(npv(np.ones(time.size), rate, time))
    begin = part.capex * float(npv(np.ones(1), rate, time[:1] - 1.0))
    return Readiness(energy / 1e3, value, part.fixed_opex + begin / level,
                     (value - part.fixed_opex) * level - begin)


def figures(case: Case, found: Sequence[Readiness]) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : tuple of Readiness
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    lives = simulated(case)
    life, lost = (np.quantile(v, [1.0 - q for q in QUANTILES]) for v in (lives.availability, lives.lost / 1e3))
    named = {f"p{round(100 * q)}": i for i, q in enumerate(QUANTILES)}
    return {
        "life_availability": float(lives.availability.mean()),
        **{f"{p}_life_availability": float(life[i]) for p, i in named.items()},
        "energy_not_delivered": float(lives.lost.mean()) / 1e3,
        **{f"{p}_energy_not_delivered": float(lost[i]) for p, i in named.items()},
        "malaysia_not_delivered": float(lives.abroad.mean()) / 1e3,
        "full_outage_hours": float(lives.hours[:, -1].mean()), "longest_outage": float(np.median(lives.longest)),
        "p10_longest_outage": float(np.quantile(lives.longest, 0.9)),
        "longest_pole_outage": float(np.median(lives.longest_any)),
        "cable_faults": float(lives.faults.mean()), "cable_repair": lives.repair / 24.0,
        **{f"{name}_{field}": value for name, each in zip(MEASURES, found, strict=True)
           for field, value in each._asdict().items()},
        **serial_defect_figures(case)}


def serial_defect_figures(case: Case) -> dict[str, float]:
    """
    Return the cost of a serial defect.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    figures : dict of str to float
        Zero cost and NaN availability where the outage model has no defect; infinite cover without debt.
    """
    s, lives, money = case.scenario, simulated(case), case.finance
    found, given = lives.defective, s.link.outage.bind().keywords
    if found is None:
        return {"serial_defect_availability": float("nan"), "serial_defect_not_delivered": 0.0,
                "serial_defect_price": 0.0, "serial_defect_dscr": float("nan")}
    lost, delivered = float(found.lost.mean()), max(float(money.years.delivered.mean()), 1e-9)
    share = serial_defect.RECORDED * lost / delivered
    life = s.time.operating_years
    struck = serial_defect.mean_years(given["defect_onset"], given["defect_lasts"], life)
    loan, on = money.project.debt, money.timeline.operating
    due = on & (np.asarray(loan.interest + loan.principal) > 1e-9 * max(float(loan.amount), 1.0))
    cover = float("inf")
    if due.any():
        revenue = (money.project.contract_revenue + money.project.spot_revenue)[due].mean()
        out = min(lost * life / max(struck, 1e-9) / delivered, 1.0)
        cover = float((loan.cfads[due].mean() - out * revenue) / (loan.interest + loan.principal)[due].mean())
    return {"serial_defect_availability": float(found.availability.mean()),
            "serial_defect_not_delivered": lost / 1e3,
            "serial_defect_price": float(money.price) * share / max(1.0 - share, 1e-9),
            "serial_defect_dscr": cover}


def exceedance(spells: Interruptions, count: int, years: int, durations: np.ndarray) -> np.ndarray:
    """
    Rate of outages that last longer than each duration.

    Parameters
    ----------
    spells : Interruptions
    count, years : int
        Lives and their length. [yr]
    durations : array, shape (duration,)
        [h]

    Returns
    -------
    rate : array, shape (duration,)
        [1/yr]
    """
    length = np.sort(spells.length)
    return (length.size - np.searchsorted(length, durations, side="left")) / (count * years)


def variables(case: Case, found: Sequence[Readiness]) -> list[Variable]:
    """
    Outage histories of the link, the rate of outages by duration, the measures, and outages of built links on record.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : tuple of Readiness
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    lives = simulated(case)
    known, chosen = (np.array(flags, dtype=np.int8) for flags in zip(*(
        (name in lives.measures, name in lives.measures and lives.measures[name].chosen) for name in MEASURES),
        strict=True))
    return [
        coordinate(LIFE, np.arange(lives.availability.size), "-", "life of the link"),
        coordinate(DURATION, DURATIONS, "h", "duration of an outage"),
        Variable("life_availability_by_life", LIFE, lives.availability, "-",
                 "poles in service over poles, mean of a life"),
        Variable("life_energy_not_delivered", LIFE, lives.lost / 1e3, "GWh/yr",
                 "not delivered because of link outages"),
        Variable("life_longest_outage", LIFE, lives.longest, "h", "longest time with no pole in service"),
        *(Variable(name, DURATION, exceedance(spells, lives.availability.size, case.scenario.time.operating_years,
                                              DURATIONS), "1/yr", f"outages a year that last longer, {text}")
          for name, spells, text in (("outage_rate", lives.full, "no pole in service"),
                                     ("pole_outage_rate", lives.part, "any pole out of service"))),
        coordinate(MEASURE, list(MEASURES), None, "measures of readiness"),
        Variable("measure_known", MEASURE, known, "-", "whether the outage model has the measure"),
        Variable("measure_chosen", MEASURE, chosen, "-", "whether the scenario has the measure"),
        *_recorded(),
    ]


def _recorded() -> list[Variable]:
    """Variables of the outages on record."""
    links, repairs = records()
    return [
        coordinate(RECORD, list(links), None, "link in British records"),
        *(Variable(f"recorded_{name}", RECORD, np.array([row[place] for row in links.values()]), unit, text,
                   {"comment": "half-hourly flows 2009 to 2022; zeros at low prices included, outages of single poles "
                               "not"})
          for place, (name, unit, text) in enumerate((("rate", "1/yr", "outages of 12 h or more a year"),
                                                      ("median", "h", "their median length"),
                                                      ("mean", "h", "their mean")))),
        Variable("recorded_repair", "repair", np.array(sorted(repairs)), "d", "published repairs of cables at sea"),
    ]


def records() -> tuple[dict[str, tuple[float, ...]], list[float]]:
    """Rate, median and mean of the outages of each link on record, and the published repair times. [d]"""
    rows = sourced_table.rows("outages")
    links = [key.removesuffix("_rate") for key in rows if key.endswith("_rate")]
    return ({LINKS.get(link, link): tuple(rows[f"{link}_{part}"].value for part in ("rate", "median", "mean"))
             for link in links}, [row.value for key, row in rows.items() if key.startswith("repair_")])
