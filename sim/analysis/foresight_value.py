"""Value of foresight: the gain of perfect foresight over the chosen policy, and the part from better forecasts."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.case import bids, storage
from sim.trade.annual_limits import AnnualLimits, meet, terms
from sim.trade.booking import book
from sim.trade.perfect_foresight import perfect_foresight
from sim.trade.policies import FORECASTS
from sim.trade.policy_comparison import stored
from sim.trade.rolling_forecasts import perfect_forecasts
from sim.trade.schedule import StoredValue
from sim.trade.settlement import shortfall

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sim.chain import Case
    from sim.records import Battery
    from sim.trade.rolling_forecasts import YearForecast
    from sim.trade.schedule import BidCurves, Schedule
    from sim.trade.settlement import LinkStates

YEARS = 4
"""Most weather years that are looked at; with more the mean moves by some per cent."""
KNOWING = ("perfect_foresight", "linear")
"""Policies that know what comes."""


class ForesightValue(NamedTuple):
    """Earnings that a policy misses for want of foresight."""

    foresight: float = 0.0
    """What perfect foresight would earn beyond it. [USD a year]"""
    forecasts: float = 0.0
    """The part of it that forecasts which do not err would bring, as far as they reach. [USD a year]"""
    obligation: float = 0.0
    """The part of it that comes of knowing whether the year will meet its minimum. [USD a year]"""
    earned: float = 0.0
    """What perfect foresight earns. [USD a year]"""


FIGURES = {
    "foresight_value": ("USD", "yearly gain of perfect foresight over the policy, after penalties and imbalance, with "
                               "equal stored energy at start and end of each year; first traded year and outage "
                               f"history, first {YEARS} weather years"),
    "forecast_value": ("USD", "part of foresight_value that forecasts without error would bring, over the horizon of "
                              "the policy; 0 for a policy without forecasts"),
    "obligation_value": ("USD", "part of foresight_value from knowing whether the year will meet the contract's "
                                "minimum"),
}
"""Figures of the summary that this file makes: unit and note."""


def figures(case: Case, found: ForesightValue) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : ForesightValue
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    return {"foresight_value": found.foresight, "forecast_value": found.forecasts,
            "obligation_value": found.obligation}


def compute(case: Case) -> ForesightValue:
    """
    Trade some weather years of the first traded year by the policy, and by foresight from the same to the same energy.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    above : ForesightValue
        Zeros for a policy with perfect foresight. Limits of `trade.annual` are asked of neither, and contracts are
        taken without force majeure and without a cap on damages.
    """
    s, hub, link, route, market, traded = (getattr(case, n) for n in ("scenario", "hub", "link", "route", "market",
                                                                      "traded"))
    if s.trade.policy.model in KNOWING:
        return ForesightValue()
    policy, power, states = s.trade.policy.bind(), hub.power[0], link.state[:1]
    battery, _ = storage.batteries(s, 0.0)
    view, dt = bids.limited_link_states(s, link, route), s.time.period_h
    made = bids.offers(s, link, route, market[0], traded.price)
    rate, counted = traded.annual.rate[0, :, 0], traded.annual.counted[0, :, 0]
    weight = np.divide(counted, rate, out=np.ones_like(rate), where=rate > 0.0)

    def offers(year: int, **given: Any) -> BidCurves:
        return made(year, **{"weight": weight[year], **given})

    model, forecast = getattr(policy, "func", policy), lambda year: None
    if model in FORECASTS:
        inputs = bids.forecast_inputs(s, market[0])
        forecast = FORECASTS[model](power + offers(0).supply, states, offers, inputs.spots, inputs.imbalance, battery,
                                    dt, inputs.generator, **policy.keywords)
    years = range(min(YEARS, len(power)))
    found = np.mean([_year(policy, forecast(year), power[year], states[0, year], partial(offers, year), view, battery,
                           dt) for year in years], axis=0)
    best, plain, known, honest = map(float, found)
    return ForesightValue(best - honest, known - honest, best - plain, best)


def _year(policy: Callable[..., Schedule], forecast: YearForecast | None, power: np.ndarray, state: np.ndarray,
          offers: Callable[..., BidCurves], link: LinkStates, battery: Battery,
          dt: float) -> tuple[float, float, float, float]:
    """
    Return the earnings of four policies in one year. [USD]

    Foresight, foresight that counts penalties as the policy does, the policy with forecasts that do not err, and the
    policy itself.
    """
    start = 0.5 * float(np.ravel(battery.low + battery.high)[-1])
    offer = offers(states=state[None])
    wind, reward = power + offer.supply, offer.reward(state)
    limits = terms(AnnualLimits(), offer.terms, offer.supply, dt, offer.rows)

    def net(schedule: Schedule) -> float:
        ledger, _ = book(power, state, schedule, offer, link, dt, (start, 0.0), keep=False)
        penalty = float(shortfall(ledger.energy, ledger.minimum, ledger.rate)[1])
        # Prices are taken as the bids were valued: what the import itself moves them by is no one's to foresee.
        return (ledger.buyer_revenue.sum() + ledger.settlement_gap - ledger.station_cost - ledger.supply_cost
                - ledger.imbalance_cost - penalty - battery.wear * ledger.discharged)

    first = policy(wind, reward, battery, dt, start, forecast)
    # Below the low energy, where a policy may let the cells run down, nothing is left that anyone could use.
    same = StoredValue(first.level[-1:], np.empty(0)) if first.level[-1] >= float(np.ravel(battery.low)[-1]) else None
    honest = known = net(first)
    if forecast is not None:
        sure = policy(wind, reward, battery, dt, start, perfect_forecasts(forecast, wind, reward))
        known = net(sure) + float(stored(forecast, battery, sure.level[-1])
                                  - stored(forecast, battery, first.level[-1]))
    best = plain = net(perfect_foresight(wind, reward, battery, dt, start, same))
    if limits:   # last, as it overwrites the arrays of the offer
        best = net(meet(perfect_foresight, wind, state, offers, limits, battery, dt, start, same)[0])
    return best, plain, known, honest
