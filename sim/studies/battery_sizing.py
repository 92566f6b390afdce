"""The value of a battery by its size: the best trade of every size on stages computed once, less what it costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from sim import __version__
from sim.case import bids, components, farm, resource
from sim.case import hub as case_hub
from sim.case import link as case_link
from sim.case import market as case_market
from sim.case import route as case_route
from sim.case import years as case_years
from sim.case.contract_terms import stated_price
from sim.case.price_search import FIRST_PRICE
from sim.checks import check_within
from sim.finance import cost_components, metrics
from sim.trade.perfect_foresight import perfect_foresight
from sim.units import netcdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import ArrayLike

    from sim.records import Battery
    from sim.scenario.schema import Scenario
    from sim.trade.schedule import Reward


def battery_sizes(scenario: Scenario, powers: ArrayLike, energies: ArrayLike, *, price: float | None = None,
                  workers: int = 2, tell: Callable[[int, int], None] | None = None) -> xr.Dataset:
    """
    Value every size of the battery at the hub, with the best trade there is.

    Wind, farm, link, market and the curves of the bids are made once; only the trade is repeated. Each weather year
    of the first operating year is traded by itself, with the first outage history and cells halfway through their
    life; it begins empty, and what is left at its end counts nothing.

    Parameters
    ----------
    scenario : Scenario
        The case; its own battery's size is not looked at. A few weather years are enough to see the shape.
    powers : sequence of float
        Rated powers. [MW]
    energies : sequence of float
        Rated energies. [MWh]
    price : float, optional
        Price of the contract where the scenario asks for it to be solved; 220 if not given. [USD/MWh]
    workers : int
        Threads; the values are the same for any number.
    tell : callable, optional
        ``tell(done, total)`` after each weather year.

    Returns
    -------
    data : xarray.Dataset
        By ``power`` and ``energy``: ``gain`` over having no battery, ``cost`` as a level yearly payment at the real
        cost of capital with renewals at the end of each life and upkeep, and ``net``, their difference, all in real
        USD of 2025 a year; the attributes name the best size.

    Raises
    ------
    SundalinkError
        If a size is below zero, or the case cannot be.
    """
    s = scenario
    powers, energies = (np.atleast_1d(np.asarray(axis, dtype=float)) for axis in (powers, energies))
    check_within("power of a battery", powers, 0.0, np.inf, "MW")
    check_within("energy of a battery", energies, 0.0, np.inf, "MWh")
    price = stated_price(s.contract, FIRST_PRICE if price is None else float(price))
    gain = np.mean(list(_gains(s, powers, energies, price, workers, tell or (lambda done, total: None))), axis=0)
    paid = np.array([[_yearly(s, power, energy) for energy in energies] for power in powers])
    return _labelled(s, powers, energies, gain, paid, price)


def _gains(s: Scenario, powers: np.ndarray, energies: np.ndarray, price: float, workers: int,
           tell: Callable[[int, int], None]) -> Iterator[np.ndarray]:
    """Yield for each weather year what each size earns more than no battery, shape (power, energy). [USD]"""
    wind = resource.make(s)
    hub, route = case_hub.make(s, wind, farm.make(s, wind)), case_route.make(s)
    years = wind.speed.shape[0]
    link, market = case_link.built(s, route, years), case_market.market(s, case_years.traded_years(s.time)[0], years)
    offers, dt = bids.offers(s, link, route, market, price), s.time.period_h
    limits = [[_halfway(s, power, energy) for energy in energies] for power in powers]
    flat = [battery for row in limits for battery in row]
    with ThreadPoolExecutor(max_workers=workers) as pool:
        for year in range(years):
            state = link.state[0, year]
            offer = offers(year)
            reward, power = offer.reward(state), hub.power[0][year] + offer.supply
            whole = reward.width[state, :, np.arange(state.size)]
            values = reward.value[state, :, np.arange(state.size)]
            before = np.cumsum(whole, axis=1) - whole

            def earned(offered: np.ndarray, whole: np.ndarray = whole, values: np.ndarray = values,
                       before: np.ndarray = before) -> float:
                return float((np.clip(offered[:, None] - before, 0.0, whole) * values).sum()) * dt

            def one(battery: Battery, power: np.ndarray = power, reward: Reward = reward,
                    earned: Callable[[np.ndarray], float] = earned) -> float:
                return earned(perfect_foresight(power, reward, battery, dt, battery.low).offered)

            none = earned(power)
            yield np.array(list(pool.map(one, flat))).reshape(len(powers), len(energies)) - none
            tell(year + 1, years)


def _halfway(s: Scenario, power: float, energy: float) -> Battery:
    """Return the limits of a battery halfway through its life."""
    size = s.model_copy(update={"storage": s.storage.model_copy(update={"power_mw": power, "energy_mwh": energy})})
    return s.storage.battery.bind()(power, energy, s.time.period_h, 0.5 * components.battery_life(size))


def _yearly(s: Scenario, power: float, energy: float) -> float:
    """Return the cost of a battery as a level yearly payment. [USD]"""
    size = s.model_copy(update={"storage": s.storage.model_copy(update={"power_mw": power, "energy_mwh": energy})})
    life = max(round(components.battery_life(size)), 1)
    part = cost_components.battery(power, energy, energy_capex=components.price(s, "battery_energy"),
                        power_capex=components.price(s, "battery_power"), life=life, **s.cost.battery_terms.given())
    rate, years = (1.0 + s.finance.wacc) / (1.0 + s.finance.inflation) - 1.0, s.time.operating_years
    renewed = sum((1.0 + rate) ** -age for age in range(life, years, life)) * part.replacement
    return part.capex * (1.0 + renewed) * metrics.crf(rate, years) + part.fixed_opex


def _labelled(s: Scenario, powers: np.ndarray, energies: np.ndarray, gain: np.ndarray, paid: np.ndarray,
              price: float) -> xr.Dataset:
    """Return the values with names, units and the best size."""
    dims, money = ("power", "energy"), {"units": f"{netcdf('USD')} year-1", "price_basis": "real 2025"}
    row, column = np.unravel_index(np.argmax(gain - paid), gain.shape)
    data = xr.Dataset({"gain": (dims, gain, {**money, "long_name": "revenue above that of no battery"}),
                       "cost": (dims, paid, {**money, "long_name": "level yearly cost of the battery"}),
                       "net": (dims, gain - paid, {**money, "long_name": "gain less cost"})},
                      coords={"power": ("power", powers, {"units": "MW", "long_name": "rated power"}),
                              "energy": ("energy", energies, {"units": "MW h", "long_name": "rated energy"})})
    data.attrs = {"Conventions": "CF-1.11", "title": f"Value of a battery by its size: {s.name}",
                  "source": f"sundalink {__version__}", "history": f"sundalink {__version__} sweep of {s.name}",
                  "scenario_name": s.name, "contract_price": price, "best_power": float(powers[row]),
                  "best_energy": float(energies[column]), "best_net": float((gain - paid)[row, column]),
                  "policy": "perfect foresight: a ceiling, not a forecast"}
    return data
