"""The same link with alternating current: reach of the cable, loss and cost."""

from typing import Annotated, NamedTuple

import numpy as np
from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, Positive, check_positive

Kilovolt = Annotated[float, Ge(10), Le(1200)]
Kiloampere = Annotated[float, Ge(0.05), Le(10)]
Microfarad = Annotated[float, Ge(0.01), Le(2)]
Hertz = Annotated[float, Ge(10), Le(100)]
Cost = Annotated[float, Ge(0), Le(1e6)]

class HvacVerdict(NamedTuple):
    """A link of alternating current at a length."""

    charging: float
    """Charging current. [kA/km]"""
    reach_one_end: float
    """Length at which charging from one end fills the cable. [km]"""
    reach_both_ends: float
    """The same, charged from both ends. [km]"""
    circuits: float
    """Three-core cables needed at this length; infinite beyond reach. [-]"""
    loss: float
    """Share of the power that these cables lose at full load; NaN beyond reach. [fraction]"""
    break_even: float
    """Length at which their loss at full load equals that of direct current. [km]"""


def check(length, rating, charging_current, *, voltage: Positive = 220.0, ampacity: Positive = 0.825,
          resistance: Positive = 0.0273, capacitance: Positive = 0.19, frequency: Positive = 50.0,
          stations: Fraction = 0.018, line: NonNegative = 2.1e-5):
    """
    Compare a cable of alternating current with the direct-current link of the same length and power.

    Parameters
    ----------
    length : float
        Length of the route. [km]
    rating : float
        Power to be carried. [MW]
    charging_current : callable
        Charging current [kA/km] of a voltage [kV], a capacitance [uF/km] and a frequency [Hz].
    voltage : float
        Nominal voltage between phases. [kV]
    ampacity : float
        Highest continuous current of a phase. [kA]
    resistance : float
        Of a phase at alternating current, warm. [ohm/km]
    capacitance : float
        Capacitance of a conductor to its screen. [uF/km]
    frequency : float
        Of the grid; 16.7 Hz has been proposed for long cables. [Hz]
    stations : float
        Loss of both converter stations at full load, against which the break-even stands. [fraction]
    line : float
        Loss of the direct-current cables at full load, per km. [fraction]

    Returns
    -------
    verdict : HvacVerdict
        Charging current, reach, number of cables, loss, and where it breaks even.

    Raises
    ------
    SundalinkError
        If length or rating is not above zero.

    References
    ----------
    .. [1] ABB, XLPE Submarine Cable Systems (user's guide): 220 kV, 1000 mm2, 825 A, 0.19 uF/km, as read in
       the open planner economics.jl (GitHub, sdwhardy); resistance from the same table.
    .. [2] Loss of the direct-current side is assumed: stations of 0.9 % each, two copper cables of 2000 mm2
       at +-525 kV and 1.2 GW, which lose 2.1 % over 1,000 km.
    """
    check_positive("route length", length, "km")
    check_positive("link rating", rating, "MW")
    per_km = float(charging_current(voltage, capacitance, frequency))
    one, both = (float(ends * ampacity / per_km) for ends in (1, 2))

    def cables(at):
        """Return how many cables carry the rating over a length; each end feeds half the charging current."""
        active = np.sqrt(np.maximum(ampacity**2 - (0.5 * per_km * at)**2, 0.0))
        return np.ceil(rating / (np.sqrt(3.0) * voltage * active) - 1e-9) if active > 0 else np.inf

    def lost(at):
        """Return the share lost over a length; charging current grows evenly from the middle outwards."""
        if not np.isfinite(cables(at)):
            return np.nan
        active = rating / (np.sqrt(3.0) * voltage * cables(at))
        heat = 3.0 * resistance * at * (active**2 + (per_km * at)**2 / 12.0)
        return cables(at) * heat / rating

    even = _crossing(lambda at: lost(at) - stations - line * at, both)
    return HvacVerdict(per_km, one, both, float(cables(length)), float(lost(length)), even)


class Even(NamedTuple):
    """Where alternating current costs as much as direct current for the same power."""

    length: float
    """No longer link is cheaper with alternating current; zero if none is at all. [km]"""
    circuits: float
    """Three-core cables at that length. [-]"""
    cost: float
    """Of either at that length. [USD]"""


def cost_even(rating, direct_stations, direct_line, charging_current, *, voltage: Kilovolt = 220.0,
              ampacity: Kiloampere = 0.825, capacitance: Microfarad = 0.19, frequency: Hertz = 50.0,
              line: Cost = 2800.0,
              stations: Cost = 226.0, compensation: Cost = 40.0):
    """
    Length at which an HVAC link costs as much to build as an HVDC link.

    Charging current takes room in each cable, so their number rises with length; reactors at both ends take the
    charging power. There is no compensation at sea.

    Parameters
    ----------
    rating : float
        Power to be carried. [MW]
    direct_stations : float
        Cost of the converter stations. [USD]
    direct_line : float
        Cost of the direct-current cable system. [USD/km]
    charging_current : callable
        Charging current [kA/km] of a voltage [kV], a capacitance [uF/km] and a frequency [Hz].
    voltage : float
        Nominal voltage between phases. [kV]
    ampacity : float
        Highest continuous current of a phase. [kA]
    capacitance : float
        Capacitance of a conductor to its screen. [uF/km]
    frequency : float
        Frequency of the grid. [Hz]
    line : float
        Cost of three-core cable by the power it carries at no length, laid. [USD/MW/km]
    stations : float
        Cost of the stations at both ends. [USD/kW]
    compensation : float
        Cost of shunt reactors with their bays. [USD/kvar]

    Returns
    -------
    even : Even
        The last length at which alternating current is no dearer.

    Raises
    ------
    SundalinkError
        If the rating is not above zero.

    References
    ----------
    .. [1] The cable: see `check`. Cable 2,488 EUR/MW/km of 2020 (Netzentwicklungsplan 2023, via PyPSA-Ariadne) at
       the price level of 2025, some 3,500 USD, here by thermal rating; ACER 2023 has 1,182 to 1,488 EUR. The default
       between them, 100 EUR/kW for each land station and the reactors are assumed.
    """
    check_positive("link rating", rating, "MW")
    whole, per_km = np.sqrt(3.0) * voltage * ampacity, charging_current(voltage, capacitance, frequency)
    top = float(2 * ampacity / per_km)
    lengths = np.linspace(0.0, top, 4001)[1:-1]
    able = np.sqrt(3.0) * voltage * np.sqrt(ampacity**2 - (0.5 * per_km * lengths)**2)
    cables = np.ceil(rating / able - 1e-9)
    reactive = np.sqrt(3.0) * voltage * per_km * lengths
    cost = cables * (whole * line * lengths + reactive * compensation * 1e3) + rating * stations * 1e3
    cheaper = np.flatnonzero(cost <= direct_stations + direct_line * lengths)
    if not cheaper.size:
        return Even(0.0, float("nan"), float("nan"))
    at = cheaper[-1]
    return Even(float(lengths[at]), float(cables[at]), float(cost[at]))


def _crossing(excess, top):
    """Return the shortest length at which alternating current loses more, or its reach if none is shorter."""
    lengths = np.linspace(0.0, top, 2001)[1:-1]
    over = np.array([excess(at) for at in lengths])
    found = np.flatnonzero(over >= 0)
    return float(lengths[found[0]]) if found.size else float(top)
