"""Firmness of the deliveries: levels held, capacity credit, reserve within a period, storage for a firm level."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.adequacy import firmness as adequacy_firmness
from sim.analysis.variable import Variable, coordinate
from sim.case.adequacy import contracted
from sim.case.years import interpolate
from sim.link import transfer_curve

if TYPE_CHECKING:
    from sim.case.trade import Traded
    from sim.chain import Case
    from sim.scenario.schema import Scenario

LOW_DELIVERY = 0.10
"""Share of the contracted power below which delivery counts as a low-delivery spell. [fraction]"""
SIGMAS = 3.0
"""Standard deviations that the reserve within a period covers. [-]"""
LEVEL, HELD, SPEED = "contract_share", "share_of_time", "free_wind_speed"
"""Dimensions of the variables."""
NOTE = "first outage history, mean year of operation"

FIGURES = {
    "capacity_credit": ("-", "flat load that Singapore can add for the import at the same risk (ELCC), over contracted "
                             "power; first outage history"),
    "longest_low_delivery": ("h", "longest low-delivery spell below 10 % of contracted power, across year ends; first "
                                  "outage history"),
    "expected_shortfall": ("GWh", "energy missing from full contracted power, summed over the periods of the mean "
                                  "year; first outage history"),
    "firming_reserve": ("MW", "three standard deviations of the farm's power about its mean within a period, at the "
                              "wind speed where they are largest"),
}
"""Summary values of this analysis: unit and note."""

# name -> (field of sim.adequacy.firmness.Firmness, unit, divisor, long name); axis (contract_share)
LEVELS = {
    "hours_below_level": ("hours", "h", 1.0, "hours a year with delivery below the level"),
    "low_spells_below_level": ("low_spells", "1/yr", 1.0, "times a year that delivery falls below the level"),
    "shortfall_below_level": ("short", "GWh", 1e3, "energy a year by which delivery is below the level"),
}


class DeliveryFirmness(NamedTuple):
    """Firmness of the deliveries at the Singapore meter, by level of `sim.adequacy.firmness.SHARES`."""

    contracted: float
    """Contracted power. [MW]"""
    credit: np.ndarray
    """Flat load that Singapore can add in each traded year, shape (operating_year,). [MW]"""
    shortfall: float
    """Energy missing below full contracted power in the mean year of operation. [MWh]"""
    longest: np.ndarray
    """Longest time below each level, shape (level,). [h]"""


class FirmStorage(NamedTuple):
    """Storage that holds a level at the Singapore meter."""

    hub: np.ndarray
    """Power at the hub that each level asks for, every pole in service, shape (level,). [MW]"""
    energy: np.ndarray
    """Energy of the store at the hub, infinite where the wind does not suffice, shape (held, level). [MWh]"""


def compute(case: Case) -> DeliveryFirmness:
    """
    Firmness of the deliveries of a case.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.

    Returns
    -------
    firmness : DeliveryFirmness
    """
    s, traded = case.scenario, case.traded
    return DeliveryFirmness(contracted(s), np.array([year.credit.elcc for year in traded.import_years()]),
                            float(mean(s, traded, "short")[-1]),
                            np.max([year.firmness.longest for year in traded.import_years()], axis=0))


def mean(s: Scenario, traded: Traded, name: str) -> np.ndarray:
    """Mean over the years of operation of one field of `Firmness`, shape (level,)."""
    return interpolate(s, [getattr(year.firmness, name) for year in traded.import_years()]).mean(axis=-1)


def figures(case: Case, found: DeliveryFirmness) -> dict[str, float]:
    """
    Summary values of `FIGURES`.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : DeliveryFirmness
        As `compute` returns it.

    Returns
    -------
    figures : dict of str to float
    """
    low = int(np.argmin(np.abs(adequacy_firmness.SHARES - LOW_DELIVERY)))
    return {
        "capacity_credit": float(interpolate(case.scenario, found.credit).mean() / found.contracted),
        "longest_low_delivery": float(found.longest[low]),
        "expected_shortfall": found.shortfall / 1e3,
        "firming_reserve": SIGMAS * float(case.farm.variability.power.max()),
    }


def variables(case: Case, found: DeliveryFirmness) -> list[Variable]:
    """
    Arrays of the firmness by level, of the storage that holds it, and of the farm's variability.

    Parameters
    ----------
    case : Case
        What `sim.chain.run` computed.
    found : DeliveryFirmness
        As `compute` returns it.

    Returns
    -------
    variables : list of Variable
    """
    s, traded, storage, variability = case.scenario, case.traded, firm_storage(case), case.farm.variability
    return [
        coordinate(LEVEL, adequacy_firmness.SHARES, "-", "level of delivery over contracted power"),
        coordinate(HELD, adequacy_firmness.HELD, "-", "share of the periods in which the level is held"),
        coordinate(SPEED, variability.speed, "m/s", "free wind speed at hub height, mean of a period"),
        Variable("firm_level", LEVEL, found.contracted * adequacy_firmness.SHARES, "MW",
                 "level at the Singapore meter"),
        *(Variable(name, LEVEL, mean(s, traded, field) / divisor, unit, text, {"comment": NOTE})
          for name, (field, unit, divisor, text) in LEVELS.items()),
        Variable("longest_below_level", LEVEL, found.longest, "h",
                 "longest uninterrupted time below the level, across year ends"),
        Variable("firm_hub_power", LEVEL, storage.hub, "MW",
                 "power at the hub that the level requires, every pole in service"),
        Variable("firm_storage", (HELD, LEVEL), storage.energy, "MWh", "least storage at the hub that holds the level",
                 {"comment": "wind of the first operating year, unlimited power of the store, every pole in service; "
                             "infinite where the wind does not suffice"}),
        Variable("power_variation", SPEED, variability.power, "MW",
                 "standard deviation of the farm's power about its mean within a period"),
        Variable("load_carried", "operating_year", found.credit, "MW",
                 "flat load that Singapore can add for the import at the same risk"),
    ]


def firm_storage(case: Case) -> FirmStorage:
    """
    Storage at the hub that would hold each level, with the wind of the first operating year.

    Parameters
    ----------
    case : Case

    Returns
    -------
    storage : FirmStorage
        No store at the hub helps while the link is out, so every pole is in service.
    """
    s, full = case.scenario, case.link.transfers[-1]
    received = contracted(s) * adequacy_firmness.SHARES / case.route.kept
    hub = transfer_curve.inverse(full, np.minimum(received, full.capacity)) + full.no_load_sending
    battery = s.storage.battery.bind()(1.0, 1.0, s.time.period_h, 0.0)
    power = np.ascontiguousarray(case.hub.power[0], dtype=float)
    rows = [
        [
            adequacy_firmness.storage_needed(
                power, level, s.time.period_h, battery.efficiency_in, battery.efficiency_out, held
            )
            for level in hub
        ]
        for held in adequacy_firmness.HELD
    ]
    return FirmStorage(hub, np.array(rows))
