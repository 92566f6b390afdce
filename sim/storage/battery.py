"""The battery at the hub: its limits, its losses and its ageing."""

from typing import NamedTuple

from sim.checks import Fraction, NonNegative, Positive, check_within


class Battery(NamedTuple):
    """What the trade may do with a battery. Power is at the hub busbar, energy is what the cells hold."""

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


def lithium(power, energy, dt, age, *, round_trip: Fraction = 0.86, self_discharge: NonNegative = 0.00004,
            reserve_power: Fraction = 0.05, reserve_energy: Fraction = 0.05, minimum: Fraction = 0.05,
            life: Positive = 15.0, end_health: Fraction = 0.80):
    """
    Battery of constant efficiency whose energy fades in a straight line until it is replaced.

    Parameters
    ----------
    power : float
        Rated power at the hub busbar, either way. [MW]
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
        Share kept back from trade to hold delivery constant within each half-hour, as Singapore's import product
        asks; at both ends of the energy range (assumed). [fraction]
    minimum : float
        Share of the energy never discharged, to spare the cells (assumed). [fraction]
    life : float
        Years until the cells are replaced by new ones (market practice, assumed). [yr]
    end_health : float
        Share of the rated energy left at the end of that life (market practice, assumed). [fraction]

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
    check_within("storage reserve_energy", 2 * reserve_energy + minimum, 0.0, 0.999)
    check_within("storage round_trip", round_trip, 0.01, 1.0)
    health = 1.0 - (1.0 - end_health) * (age % life) / life
    oneway = round_trip**0.5
    usable = power * (1.0 - reserve_power)
    return Battery(usable, usable, energy * health * (minimum + reserve_energy),
                   energy * health * (1.0 - reserve_energy), oneway, oneway, (1.0 - self_discharge) ** dt)


MODELS = {"lithium": lithium}
