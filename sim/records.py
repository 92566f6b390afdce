"""Records that several stages share: a cable and its segments, a battery, a bid, a contract, weather."""

from typing import NamedTuple

import numpy as np


class Cable(NamedTuple):
    """One cable of a link, as its maker's data sheet would list it."""

    key: str
    """Name in the library."""
    section: float
    """Cross-section of the conductor. [mm2]"""
    material: str
    """Conductor: copper or aluminium."""
    insulation: str
    """Kind of insulation (XLPE, MI, MI-PPL); a label, the physics is in the numbers."""
    voltage: float
    """Voltage class: highest voltage to earth. [kV]"""
    conductor_diameter: float
    """Diameter over the conductor. [mm]"""
    insulation_diameter: float
    """Diameter over the insulation. [mm]"""
    outer_diameter: float
    """Diameter over the serving. [mm]"""
    resistance20: float
    """DC resistance at 20 degC. [ohm/km]"""
    temperature_limit: float
    """Highest temperature of the conductor in continuous service. [degC]"""
    insulation_resistivity: float
    """Thermal resistivity of the insulation. [K.m/W]"""
    label: str
    """Source and status of these numbers."""
    lead: float = 3.0
    """Thickness of the lead sheath. [mm]"""
    armour: float = 7.0
    """Thickness of the armour of steel wires. [mm]"""


class Segment(NamedTuple):
    """All parts of a route with the same thermal surroundings."""

    name: str
    """Landfall, strait, shallow, shelf or deep; platform, land or overhead."""
    length: float
    """Length of the route there. [km]"""
    ambient: float
    """Temperature of the undisturbed soil. [degC]"""
    soil: float
    """Thermal resistivity of the soil. [K.m/W]"""
    burial: float
    """Depth of the cable's axis below the sea bed. [m]"""
    spacing: float
    """Distance between the axes of neighbouring cables; 0 for touching. [m]"""
    cable: Cable | None = None
    """The cable laid there, where it differs from the link's own."""
    tube: float = 0.0
    """Inner diameter of a tube in the air that each cable hangs in; then bed and neighbours are not there. [m]"""
    bundle: int = 0
    """Conductors of a pole of an overhead line, which `cable` is then, `soil` their thermal resistance to the air
    together [K.m/W]; 0 for a cable. [-]"""


class Battery(NamedTuple):
    """Limits of a battery for the trade. Power is at the hub busbar, energy is that of the cells."""

    charge: float
    """Largest charging power. [MW]"""
    discharge: float
    """Largest discharging power. [MW]"""
    low: float
    """Least energy that trade may leave in the cells. [MWh]"""
    high: float
    """Most energy that trade may put into the cells. [MWh]"""
    efficiency_in: float
    """Energy stored per energy taken from the hub. [-]"""
    efficiency_out: float
    """Energy given to the hub per energy taken from the cells. [-]"""
    keep: float
    """Share of the stored energy still there after one period. [-]"""
    wear: float = 0.0
    """What a policy counts against each MWh given to the hub, for the life that it takes from the cells. [USD/MWh]"""


class Bid(NamedTuple):
    """What one buyer takes at its own meter."""

    width: np.ndarray
    """Power the bid takes at most, shape (time,). [MW]"""
    value: np.ndarray
    """What the seller gains by serving it: price plus avoided penalty, shape (time,). [USD/MWh]"""
    price: np.ndarray
    """What the buyer pays, shape (time,). [USD/MWh]"""


class Contract(NamedTuple):
    """A contract for one operating year."""

    bid: Bid
    """What it takes and pays in each period, at the Singapore meter; the value leaves the penalty out."""
    width: float
    """Contracted power. [MW]"""
    minimum: float
    """Energy owed in a calendar year. [MWh]"""
    penalty: float
    """Paid for each MWh short of the minimum. [USD/MWh]"""
    first: bool = False
    """It comes before the spot market whatever that pays."""
    paid: float = 1.0
    """Energy paid for per energy delivered at the Singapore meter. [-]"""
    extra: np.ndarray | float = 0.0
    """Paid beyond the price, shape (time,) or a number. [USD/MWh]"""
    declined: np.ndarray | None = None
    """Whether the buyer turns the power of a period down, shape (time,)."""
    penalty_multiple: float = 0.0
    """The penalty over the mean price of the market, which it follows. [-]"""
    take: float = 0.0
    """Energy paid for in a year even if the buyer turned it down. [MWh]"""
    most: float = 1.0
    """Most of the energy owed that damages are paid for in a year. [fraction]"""
    excused: tuple[str, ...] = ()
    """Causes of outages, of `sim.reliability.outage_history.KINDS`, whose part of the year is not owed."""


class Weather(NamedTuple):
    """
    Wind and air at one site through one or several years.

    Parameters
    ----------
    speed : array, shape (weather_year, time)
        Wind speed at `height`. [m/s]
    direction : array, shape (weather_year, time)
        Where the wind comes from, clockwise from north, 0 <= direction < 360. [deg]
    temperature : array, shape (1 or weather_year, time)
        Air temperature near the surface. [degC]
    pressure : array, shape (1 or weather_year, time)
        Air pressure at the surface. [Pa]
    humidity : array, shape (1 or weather_year, time)
        Specific humidity near the surface. [kg/kg]
    height : float
        Height that the wind belongs to. [m]
    evidence : str
        "screening" (synthetic), "reanalysis" or "measured".
    label : str
        Where it comes from, as a reader should see it.
    sea_temperature : array, shape (1 or weather_year, time), or None
        Of the sea's surface; None where it is not known, as all that follow. [degC]
    roughness : array, shape (1 or weather_year, time), or None
        Roughness length of the surface. [m]
    shear : array, shape (1 or weather_year, time), or None
        Exponent of the profile, as measured at several heights or as a file gives it. [-]
    veer : array, shape (1 or weather_year, time), or None
        Turn of the direction with height, clockwise. [deg/m]
    """

    speed: np.ndarray
    direction: np.ndarray
    temperature: np.ndarray
    pressure: np.ndarray
    humidity: np.ndarray
    height: float
    evidence: str
    label: str
    sea_temperature: np.ndarray | None = None
    roughness: np.ndarray | None = None
    shear: np.ndarray | None = None
    veer: np.ndarray | None = None
