"""Cost of each part of the project: construction, operation, replacement and removal, in real USD of 2025."""

from typing import NamedTuple

import numpy as np

from sim.checks import Count, Fraction, NonNegative

KW_PER_MW = 1e3   # prices are quoted per kW and kWh, sizes are in MW and MWh
ONCE = 0.0
"""Replacement of what is spent with the first building alone: surveys, permits, reserves, bridge loans, cover."""


class Component(NamedTuple):
    """A part of the project and its cost; money is real USD of 2025."""

    name: str
    capex: float | np.ndarray              # by draw, where a cost is drawn: shape (draw, 1) [USD]
    fixed_opex: float | np.ndarray         # a year [USD]
    life: float                            # whole years until it is renewed [yr]
    depreciation: float = 20.0             # straight-line, for tax [yr]
    replacement: float = 1.0               # cost of a renewal over the first cost, both real [fraction]
    decommissioning: float | np.ndarray = 0.0   # paid in the last year of operation [USD]
    spend: np.ndarray | None = None        # share spent in each year of building; None: as all [fraction]
    ahead: tuple[tuple[int, float], ...] = ()   # calendar year, share of its cost in service before the whole from then
    running: tuple[tuple[int, float], ...] = ()   # calendar year, all that is kept from then until the whole [fraction]


def farm(rating, *, capex: NonNegative = 3300.0, opex: NonNegative = 85.0, life: Count = 30,
         depreciation: Count = 20, decommissioning: Fraction = 0.12):
    """
    Cost of the wind farm with its array cables and substations, without export.

    Parameters
    ----------
    rating : float
        Rated power of all turbines. [MW]
    capex : float
        Overnight cost. [USD/kW]
    opex : float
        Fixed cost of operation. [USD/kW/yr]
    life : int
        Technical life of the component. [yr]
    depreciation : int
        Straight-line term for tax. [yr]
    decommissioning : float
        Cost of removal, share of capex. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] ASEAN Energy Outlook 8 technology cost, offshore wind: 3,390 USD/kW, 78.7 USD/kW/yr plus variable
       cost, via PyPSA-ASEAN; Decision 1824/QD-BCT of Vietnam (26 June 2025): 3,676 USD/kW. The defaults
       between them and the tax term are assumed.
    .. [2] Removal of a farm of 1 GW costs around 300 million GBP (Guide to an offshore wind farm, section D), 395
       USD/kW if in money of 2025: 0.12 of the default cost.
    """
    cost = rating * KW_PER_MW * capex
    return Component("farm", cost, rating * KW_PER_MW * opex, life, depreciation, 1.0, decommissioning * cost)


def solar(rating, *, capex: NonNegative = 700.0, opex: NonNegative = 12.0, life: Count = 30, depreciation: Count = 20,
          decommissioning: Fraction = 0.02):
    """
    Cost of the photovoltaic plant beside the hub, with its grid connection.

    Parameters
    ----------
    rating : float
        Rated power of its inverters. [MW]
    capex : float
        Overnight cost. [USD/kW]
    opex : float
        Fixed cost of operation. [USD/kW/yr]
    life : int
        Technical life of the component. [yr]
    depreciation : int
        Straight-line term for tax. [yr]
    decommissioning : float
        Cost of removal, share of capex. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] ASEAN Energy Outlook 8 technology cost, photovoltaic: 970 USD/kW and falling, via PyPSA-ASEAN. The cost for
       2033, upkeep, life, tax term and cost of removal are assumed.
    """
    cost = rating * KW_PER_MW * capex
    return Component("solar", cost, rating * KW_PER_MW * opex, life, depreciation, 1.0, decommissioning * cost)


def battery(power, energy, *, energy_capex: NonNegative = 220.0, power_capex: NonNegative = 0.0,
            opex: NonNegative = 0.025, life: Count = 15, depreciation: Count = 15,
            replacement: NonNegative = 1.0):
    """
    Cost of the battery, replaced when its life ends within the project's.

    Parameters
    ----------
    power : float
        Rated power. [MW]
    energy : float
        Rated energy. [MWh]
    energy_capex : float
        Cost of the store; with ``power_capex`` zero, of the whole plant. [USD/kWh]
    power_capex : float
        Cost of the inverter and the connection. [USD/kW]
    opex : float
        Fixed cost of operation, share of capex a year. [1/yr]
    life : int
        Years until renewal. [yr]
    depreciation : int
        Straight-line term for tax. [yr]
    replacement : float
        Real cost of a renewal over the first cost. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] NREL Annual Technology Baseline 2024, utility-scale battery: 2.5 % a year, 15 years. The cost for
       2033, the tax term and a renewal at full first cost are assumed.
    """
    cost = KW_PER_MW * (energy * energy_capex + power * power_capex)
    return Component("battery", cost, opex * cost, life, depreciation, replacement)


def export(rating, length, *, capex: NonNegative = 3000.0, opex: NonNegative = 0.025, life: Count = 40,
           depreciation: Count = 30):
    """
    Cost of the HVAC export cables from the farm to land.

    Parameters
    ----------
    rating : float
        Power that they carry. [MW]
    length : float
        Length of one cable. [km]
    capex : float
        Installed cost. [USD/MW/km]
    opex : float
        Fixed cost of operation, share of capex a year. [1/yr]
    life : int
        Technical life of the component. [yr]
    depreciation : int
        Straight-line term for tax. [yr]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] Assumed near the cost of the DC cable; ACER 2023 gives 1,182 (mean) to 1,488 EUR/MW/km (third
       quartile) for AC submarine cable built before the price rise of 2022, via PyPSA technology-data, issue
       125.
    .. [2] Operation and life as in DEA Technology Catalogue Energy Transport, July 2025. Tax term assumed.
    """
    cost = rating * length * capex
    return Component("export", cost, opex * cost, life, depreciation)


def converters(rating, *, capex: NonNegative = 723.0, opex: NonNegative = 0.015, life: Count = 40,
               depreciation: Count = 20):
    """
    Cost of the pair of converter stations, both on land.

    Parameters
    ----------
    rating : float
        Rated power at the receiving end. [MW]
    capex : float
        Installed cost of the pair. [USD/kW]
    opex : float
        Fixed cost of operation, share of capex a year. [1/yr]
    life : int
        Technical life of the component. [yr]
    depreciation : int
        Straight-line term for tax. [yr]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] DEA Technology Catalogue Energy Transport, July 2025, via PyPSA technology-data: 640 EUR/kW in
       2030, 1.5 % a year, 40 years (EUR of 2025; 1.13 USD/EUR assumed). Tax term assumed. With the sending
       station on a platform the pair costs 1,070 EUR/kW, 1,209 USD/kW.
    """
    cost = rating * KW_PER_MW * capex
    return Component("converters", cost, opex * cost, life, depreciation)


def cable(rating, length, *, capex: NonNegative = 3640.0, opex: NonNegative = 0.025, life: Count = 40,
          depreciation: Count = 30):
    """
    Cost of the subsea HVDC cable system.

    Parameters
    ----------
    rating : float
        Rated power. [MW]
    length : float
        Length of the route. [km]
    capex : float
        Installed cost of all poles together. [USD/MW/km]
    opex : float
        Fixed cost of operation and repair, share of capex a year. [1/yr]
    life : int
        Technical life of the component. [yr]
    depreciation : int
        Straight-line term for tax. [yr]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] DEA Technology Catalogue Energy Transport, July 2025, via PyPSA technology-data: 3,220 EUR/MW/km,
       2.5 % a year, 40 years (EUR of 2025; 1.13 USD/EUR assumed). Tax term assumed. Contracts of 2022 to 2024
       stand at 1,600 to 2,300 EUR/MW/km.
    """
    cost = rating * length * capex
    return Component("cable", cost, opex * cost, life, depreciation)


def contingency(components, *, share: NonNegative = 0.05):
    """
    Reserve for what was not foreseen, expected to be spent.

    Parameters
    ----------
    components : sequence of Component
        What it is held for.
    share : float
        Share of their capex. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] Assumed: the lower end of what lenders' engineers ask before contracts are signed.
    """
    return Component("contingency", share * sum(c.capex for c in components), 0.0, 40, 20, ONCE)


def development(components, *, share: NonNegative = 0.02):
    """
    Surveys, permits, design and the developer's own cost until the works are handed over.

    Parameters
    ----------
    components : sequence of Component
        What is developed.
    share : float
        Share of their capex. [fraction]

    Returns
    -------
    component : Component

    References
    ----------
    .. [1] Assumed.
    """
    return Component("development", share * sum(c.capex for c in components), 0.0, 40, 20, ONCE)


MODELS = {f.__name__: f for f in (farm, solar, battery, export, converters, cable, contingency, development)}
