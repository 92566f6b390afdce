"""Costs and benefits of a case by the indicators of ENTSO-E for transmission projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.chain import Case

AIR = {"nitrogen oxides": 89.0, "sulphur dioxide": 0.281, "fine dust": 0.89}
"""What gas-fired stations emit beside CO2 for the heat of their fuel: EMEP/EEA guidebook, chapter 1.A.1, table 3-4,
Tier 1, natural gas (ranges of 95 %: 15.6 to 180, 0.169 to 0.393, 0.445 to 1.33), as the project PEGA holds the factors
(db/EMEP_20260207.csv). Its table 3-19 has 153, 0.244 and 0.2 for gas turbines; burners of low NOx emit less. [g/GJ]"""
RARE = 0.999
"""Share of hours whose change of net demand is smaller than the one shown. [fraction]"""
INERTIA, LOADING, FREQUENCY = 5.0, 0.75, 50.0
"""Kinetic energy of gas-fired units over their rating [s], their mean loading, and the nominal frequency [Hz] (inertia
and loading assumed)."""

LEFT_OUT = {
    "B7.1, B7.2 balancing energy and capacity": "no cross-border balancing market is modelled, and the cable carries "
                                                "power to Singapore alone",
    "B8.2 black start": "voltage-source converters can provide black start, which has no published price",
    "B8.3 voltage and reactive power": "both stations can provide it, but Singapore's network is not modelled",
    "B9 redispatch": "Singapore is one zone without congestion, so only reserve for the largest infeed is included",
    "S1 to S3 residual impacts": "effects on environment and society along the route belong to its impact assessment",
}
"""Indicators that are not computed, and why."""


def frame(case: Case, generation: float, net: float, reserve: float) -> dict[str, float]:
    """
    Return the indicators that a case can give, with the project less without it: a benefit is positive.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    generation : float
        Present value of generation avoided. [USD]
    net : float
        Present value of all benefits less all costs, transfers left out. [USD]
    reserve : float
        Of reserve for the largest infeed, a year; negative, as it is a cost. [USD]

    Returns
    -------
    indicators : dict of str to float
        By name with its unit; those of periods are not a number where no periods were kept.

    Notes
    -----
    Losses of the link and reserve are costs, so they are negative. Other emissions are those of the gas that the import
    displaces at the heat rate of the marginal unit, by factors for all gas-fired stations of Europe [2]_; those of Viet
    Nam's plants are left out. Flexibility is the change
    of demand less import from one hour to the next that 99.9 % of hours stay below. Stability is the rate of change of
    frequency after the largest infeed is lost, f dP / (2 E) with the kinetic energy E of the units that the import
    leaves at work, mean of all periods; what converters and battery could do against it is not counted. Both are of the
    first outage history.

    References
    ----------
    .. [1] ENTSO-E, 4th guideline for cost benefit analysis of grid development projects (consulted 15 December 2022 to
       15 February 2023), with the implementation guidelines of TYNDP 2024: B1 to B9, C1, C2. Balancing, and stability
       beside B8.1, are left to the promoters of a project there.
    .. [2] EMEP/EEA air pollutant emission inventory guidebook, chapter 1.A.1 Energy industries, table 3-4 (Tier 1).
    """
    years, money = case.finance.years, case.finance
    works, heat = money.components, case.scenario.market.marginal.given()["heat_rate"]
    credit = [year.credit.elcc for year in case.traded.seen if year is not None]
    ramp, swing = _periods(case)
    fuel = float(years.delivered.mean()) * heat
    return {
        "B1 generation avoided [USD]": generation,
        "B2 CO2 avoided [tCO2/yr]": float(money.avoided.mean()),
        "B3 renewable energy integrated [GWh/yr]": float((years.delivered + years.local).mean()) / 1e3,
        **{f"B4 {name} avoided in Singapore [t/yr]": 1e-6 * each * fuel for name, each in AIR.items()},
        "B5 losses avoided, those of the link [GWh/yr]": -float(years.link_loss.mean()) / 1e3,
        "B6 adequacy [MW]": float(np.mean(credit)) if credit else float("nan"),
        "B7 hourly change of net demand, 99.9 % of hours [MW]": ramp,
        "B8.1 frequency after loss of the largest infeed [mHz/s]": swing,
        "B9 reserve for the largest infeed [USD/yr]": reserve,
        "C1 capex [USD]": float(sum(part.capex for part in works)),
        "C2 upkeep [USD/yr]": float(sum(part.fixed_opex for part in works)),
        "NPV without transfers [USD]": net}


def _periods(case: Case) -> tuple[float, float]:
    """Return the effect of the import on changes of net demand [MW] and on the frequency after a loss [mHz/s]."""
    hourly, s = case.traded.hourly, case.scenario
    if hourly is None:
        return float("nan"), float("nan")
    step = round(1.0 / s.time.period_h)
    unit, infeed = s.market.infeed.largest_unit_mw, case.link.infeed
    part = np.ones(1) if infeed is None else infeed.share
    ramps, swings = [], []
    for index, market in enumerate(case.market):
        demand = np.asarray(market.demand, dtype=float)
        came = np.asarray(hourly.delivered[index], dtype=float)
        rest = demand - came
        change = [np.abs(each[..., step:] - each[..., :-step]) for each in (demand, rest)]
        ramps.append(float(np.quantile(change[0], RARE) - np.quantile(change[1], RARE)))
        lost = np.maximum(part[case.link.state[0, :came.shape[0]]] * came, unit)
        before, behind = (FREQUENCY * amount / (2.0 * INERTIA / LOADING * np.maximum(power, unit))
                          for amount, power in ((unit, demand), (lost, rest)))
        swings.append(1e3 * (float(np.mean(before)) - float(np.mean(behind))))
    return float(np.mean(ramps)), float(np.mean(swings))
