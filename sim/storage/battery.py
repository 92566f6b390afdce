"""The battery at the hub: its limits, its losses and its ageing."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, Positive, check_within, refusal
from sim.clock import MONTH_DAYS
from sim.records import Battery
from sim.storage import degradation
from sim.units import HOURS_PER_YEAR

Through = Annotated[float, Ge(0.01), Le(1)]
Leak = Annotated[float, Ge(0), Le(0.02)]
"""No battery loses more than a third of its energy a day (assumed). [1/h]"""


class Renewal(NamedTuple):
    """Age and health at which the cells of a battery are replaced."""

    years: float
    """After so many years, as the model is given or as its ageing gives it. [yr]"""
    end_health: float
    """Share of the rated energy left then. [-]"""
    temperature: float
    """Of the cells; 25 where the model does not say. [degC]"""


def lithium(power, energy, dt, age, *, round_trip: Through = 0.86, self_discharge: Leak = 0.00004,
            reserve_power: Fraction = 0.05, reserve_energy: Fraction = 0.05, minimum: Fraction = 0.05,
            life: Positive = 15.0, end_health: Fraction = 0.80, wear_cost: NonNegative = 0.0):
    """
    Battery of constant efficiency whose usable energy declines linearly until it is replaced.

    Parameters
    ----------
    power : float
        Rated power at the hub busbar, in either direction. [MW]
    energy : float
        Rated energy of the cells when new. [MWh]
    dt : float
        Length of a period. [h]
    age : float
        Years since the start of operation. [yr]
    round_trip : float
        Energy out per energy in over a full cycle, shared evenly between charging and discharging
        (assumed; the DEA catalogue gives 0.92 for the DC side alone). [fraction]
    self_discharge : float
        Share of the stored energy lost in an hour; 0.00004 is about 3 % a month (assumed). [1/h]
    reserve_power, reserve_energy : float
        Share of power, and of energy at both ends of its range, reserved to hold delivery constant within each
        half-hour, as Singapore's import product requires (assumed). [fraction]
    minimum : float
        Share of the energy that is never discharged, to limit ageing of the cells (assumed). [fraction]
    life : float
        Years until the cells are replaced by new ones (market practice, assumed). [yr]
    end_health : float
        Share of the rated energy left at the end of that life (market practice, assumed). [fraction]
    wear_cost : float
        Cost of ageing that a policy charges to each MWh discharged; ``battery_wear`` of a run estimates it. It guides
        the dispatch and is not paid (assumed: none). [USD/MWh]

    Returns
    -------
    battery : Battery
        Limits for one operating year.

    Raises
    ------
    SundalinkError
        If the reserve and the minimum leave no energy to trade with.

    References
    ----------
    .. [1] NREL Annual Technology Baseline 2024, utility-scale battery storage: 15 years of life, 85 % round trip.
    """
    health = 1.0 - (1.0 - end_health) * (age % life) / life
    return _limits(power, energy * health, dt, round_trip, self_discharge, reserve_power, reserve_energy, minimum,
                   wear_cost)


def naumann2020(power, energy, dt, age, *, round_trip: Through = 0.86, self_discharge: Leak = 0.00004,
                reserve_power: Fraction = 0.05, reserve_energy: Fraction = 0.05, minimum: Fraction = 0.05,
                cycles: NonNegative = 100.0, cycle_depth: Fraction = 0.6, mean_level: Fraction = 0.5,
                temperature: float = 25.0, end_health: Fraction = 0.80, wear_cost: NonNegative = 0.0):
    """
    Battery of iron phosphate cells that age by the calendar and by an estimate of their cycles.

    Parameters
    ----------
    power : float
        Rated power at the hub busbar, in either direction. [MW]
    energy : float
        Rated energy of the cells when new. [MWh]
    dt : float
        Length of a period. [h]
    age : float
        Years since the start of operation. [yr]
    round_trip : float
        Energy out per energy in over a full cycle, shared evenly between charging and discharging (assumed). [fraction]
    self_discharge : float
        Share of the stored energy lost in an hour; 0.00004 is about 3 % a month (assumed). [1/h]
    reserve_power, reserve_energy : float
        Share of power, and of energy at both ends of its range, reserved to hold delivery constant within each
        half-hour (assumed). [fraction]
    minimum : float
        Share of the energy that is never discharged, to limit ageing of the cells (assumed). [fraction]
    cycles : float
        Equivalent full cycles a year; a run replaces it by the cycles of the dispatch (assumed near base). [1/yr]
    cycle_depth : float
        Depth of discharge of these cycles (assumed near base). [fraction]
    mean_level : float
        Mean state of charge; full cells age faster (assumed). [fraction]
    temperature : float
        Temperature of the cells, as maintained by cooling (assumed). [degC]
    end_health : float
        Share of the rated energy below which the cells do not fall: they are replaced at the end of the last whole year
        before (market practice, assumed). [fraction]
    wear_cost : float
        Cost of ageing that a policy charges to each MWh discharged; it guides the dispatch and is not paid (assumed:
        none). [USD/MWh]

    Returns
    -------
    battery : Battery
        Limits for one operating year.

    Raises
    ------
    SundalinkError
        If the reserve and the minimum leave no energy to trade with, or the cells do not last a year.

    References
    ----------
    .. [1] Naumann, Schimpe, Keil, Hesse and Jossen, 2018: Analysis and modeling of calendar aging of a commercial
       LiFePO4/graphite cell, Journal of Energy Storage 17, 153-169.
    .. [2] Naumann, Spingler and Jossen, 2020: Analysis and modeling of cycle aging of a commercial LiFePO4/graphite
       cell, Journal of Power Sources 451, 227666.
    """
    duty = degradation.steady(cycles, cycle_depth, mean_level, power / max(energy, 1e-9) if energy else 0.0,
                         temperature=temperature)
    health = 1.0 - degradation.fade(duty, age % _whole_years(duty, end_health))
    return _limits(power, energy * health, dt, round_trip, self_discharge, reserve_power, reserve_energy, minimum,
                   wear_cost)


def renewal(model, power, energy):
    """
    Return the years after which a battery is renewed, and its health then.

    Parameters
    ----------
    model : callable
        One of `MODELS` with its parameters set by `functools.partial`.
    power : float
        Rated power at the hub busbar. [MW]
    energy : float
        Rated energy of the cells when new. [MWh]

    Returns
    -------
    renewal : Renewal
    """
    given = {**model.func.__kwdefaults__, **model.keywords}
    if "life" in given:
        return Renewal(given["life"], given["end_health"], 25.0)
    duty = degradation.steady(given["cycles"], given["cycle_depth"], given["mean_level"], power / max(energy, 1e-9),
                         temperature=given["temperature"])
    return Renewal(_whole_years(duty, given["end_health"]), given["end_health"], given["temperature"])


def maintained(battery, dt, *, yearly: Annotated[float, Ge(0), Le(365)] = 0.0,
               month: Annotated[int, Ge(1), Le(12)] = 5):
    """
    Yearly maintenance outage of the battery.

    Parameters
    ----------
    battery : Battery
        Its limits otherwise.
    dt : float
        Length of a period. [h]
    yearly : float
        Time out of service in each year, from the first day of a month on; the cells keep their charge (assumed: none).
        [d]
    month : int
        Month of the outage, 1 for January; May, between the monsoons, is the calmest off Vietnam in the embedded
        climate (assumed). [-]

    Returns
    -------
    battery : Battery
        With arrays (time,) as limits of power if there are such days.
    """
    if not yearly:
        return battery
    hours = (np.arange(round(HOURS_PER_YEAR / dt)) * dt - 24.0 * sum(MONTH_DAYS[:month - 1])) % HOURS_PER_YEAR
    running = np.where(hours < 24.0 * yearly, 0.0, 1.0)
    return battery._replace(charge=battery.charge * running, discharge=battery.discharge * running)


def _whole_years(duty, end_health):
    """Return the last whole year before the cells have lost what they may lose, or refuse."""
    years = degradation.life(duty, end_health)
    if years < 1.0:
        raise refusal("storage.battery: life of the cells", years, "yr", "must be a year or more; use them less, cool "
                  "them, or let end_health be lower")
    return float(int(years))


def _limits(power, energy, dt, round_trip, self_discharge, reserve_power, reserve_energy, minimum, wear_cost):
    """Return the limits of the trade on the remaining energy."""
    check_within("2 x reserve_energy + minimum", 2 * reserve_energy + minimum, 0.0, 0.999)
    check_within("storage round_trip", round_trip, 0.01, 1.0)
    oneway, usable = round_trip**0.5, power * (1.0 - reserve_power)
    return Battery(usable, usable, energy * (minimum + reserve_energy), energy * (1.0 - reserve_energy), oneway, oneway,
                   (1.0 - self_discharge) ** dt, wear_cost)


MODELS = {"lithium": lithium, "naumann2020": naumann2020}
