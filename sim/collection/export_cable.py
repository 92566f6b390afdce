"""Export cables: three-phase alternating current from the offshore substation to the hub."""

import math
from typing import Annotated, Literal

from annotated_types import Ge, Le

from sim.checks import Fraction, NonNegative, Positive, check_positive, refusal

Compensation = Literal["both", "one"]

_SHARE = {"both": 0.5, "one": 1.0}
"""Share of the whole charging current that the most loaded end carries."""

_MEAN_SQUARE = {"both": 1 / 12, "one": 1 / 3}
"""Mean square along the cable of the charging current, over the square of the whole."""


def hvac(power, rating, length, *, voltage: Positive = 220.0, ampacity: Positive = 0.825,
         resistance: Positive = 0.0273, capacitance: NonNegative = 0.19, frequency: Positive = 50.0,
         compensation: Compensation = "both", circuits: Annotated[int, Ge(0), Le(1000)] = 0,
         loss_tangent: Fraction = 0.001, reactor_loss: Fraction = 0.002):
    """
    Loss of three-core cables, with their charging current, dielectric loss and shunt reactors.

    Parameters
    ----------
    power : array, shape (...)
        Power that enters the cables, shared by all circuits. [MW]
    rating : float
        Rated power of the farm, which the cables must carry. [MW]
    length : float
        Length of the cables. [km]
    voltage : float
        Voltage between phases. [kV]
    ampacity : float
        Current that a conductor may carry. [kA]
    resistance : float
        Alternating-current resistance of a conductor at operating temperature. [ohm/km]
    capacitance : float
        Capacitance of a conductor to earth. [uF/km]
    frequency : float
        Frequency of the grid. [Hz]
    compensation : str
        Whether shunt reactors at both ends share the charging current, or those at one end supply all of it. [-]
    circuits : int
        Cables in parallel; 0: the least number that carries the rating. [-]
    loss_tangent : float
        Dielectric loss over charging power. [-]
    reactor_loss : float
        Loss of the shunt reactors over the charging power they take. [fraction]

    Returns
    -------
    loss : array, shape (...)
        Power turned to heat; charging, dielectric and reactors remain at zero power. [MW]

    Raises
    ------
    SundalinkError
        If the charging current fills the cable at that length, or the circuits given cannot carry the rating.

    References
    ----------
    .. [1] The cable's figures are those of 220 kV, 1000 mm2 copper in ABB's XLPE Submarine Cable Systems
       guide, read in the open planner economics.jl (GitHub, sdwhardy); there 275 kV, 1600 mm2 has 0.73 kA and
       0.221 uF/km. The resistance is held at that of full load.
    .. [2] Charging current grows evenly along the cable, so its mean square is a twelfth of the whole squared
       when both ends share it, and a third when one end takes it.
    .. [3] The loss tangent is assumed, as IEC 60287-1-1 is understood to have it for XLPE above 36 kV; so is
       the loss of the reactors.
    """
    check_positive("farm rating", rating, "MW")
    able = capability(length, voltage, ampacity, capacitance, frequency, compensation)
    number = circuits or max(math.ceil(rating / able - 1e-9), 1)
    if number * able < rating * (1 - 1e-9):
        raise refusal("export circuits", number, "-", f"carry {number * able:.4g} MW over {length:g} km at "
                  f"{voltage:g} kV, less than the rated {rating:g} MW; {math.ceil(rating / able)} would do")
    whole = charging_current(voltage, capacitance, frequency) * length
    active = power / (math.sqrt(3) * voltage * number)
    joule = 3 * resistance * length * (active * active + _MEAN_SQUARE[compensation] * whole * whole)
    charging_power = math.sqrt(3) * voltage * whole
    return number * (joule + (loss_tangent + reactor_loss) * charging_power)


def charging_current(voltage, capacitance, frequency=50.0):
    """
    Return the charging current that each kilometre of cable adds.

    Parameters
    ----------
    voltage : float
        Voltage between phases. [kV]
    capacitance : float
        Capacitance of a conductor to earth. [uF/km]
    frequency : float
        Frequency of the grid. [Hz]

    Returns
    -------
    current : float
        Per conductor and kilometre. [kA]
    """
    return 2 * math.pi * frequency * capacitance * 1e-6 * voltage / math.sqrt(3)


def charging_limit(voltage=220.0, ampacity=0.825, capacitance=0.19, frequency=50.0, compensation="both"):
    """
    Return the length at which charging current alone fills a cable.

    Parameters
    ----------
    voltage : float
        Voltage between phases. [kV]
    ampacity : float
        Current that a conductor may carry. [kA]
    capacitance : float
        Capacitance of a conductor to earth. [uF/km]
    frequency : float
        Frequency of the grid. [Hz]
    compensation : str
        ``both`` or ``one``: the ends at which reactors take the charging current. [-]

    Returns
    -------
    limit : float
        No active power can be carried at this length. [km]
    """
    each = charging_current(voltage, capacitance, frequency) * _SHARE[compensation]
    return ampacity / each if each > 0 else math.inf


def capability(length, voltage=220.0, ampacity=0.825, capacitance=0.19, frequency=50.0, compensation="both"):
    """
    Return the active power that one circuit can carry beside its charging current.

    Parameters
    ----------
    length : float
        Length of the cable. [km]
    voltage : float
        Voltage between phases. [kV]
    ampacity : float
        Current that a conductor may carry. [kA]
    capacitance : float
        Capacitance of a conductor to earth. [uF/km]
    frequency : float
        Frequency of the grid. [Hz]
    compensation : str
        ``both`` or ``one``: the ends at which reactors take the charging current. [-]

    Returns
    -------
    power : float
        At the most loaded end of the cable. [MW]

    Raises
    ------
    SundalinkError
        If the length is negative, or so great that charging current fills the cable.
    """
    if not length >= 0:
        raise refusal("export cable length", float(length), "km", "must not be negative")
    limit = charging_limit(voltage, ampacity, capacitance, frequency, compensation)
    if not length < limit:
        ends = "both ends" if compensation == "both" else "one end"
        raise refusal("export cable length", float(length), "km",
                  f"must stay below {limit:.4g} km, where charging current alone fills the cable "
                  f"({voltage:g} kV, {frequency:g} Hz, compensated at {ends})")
    return math.sqrt(3) * voltage * ampacity * math.sqrt(1 - (length / limit) ** 2)


MODELS = {"hvac": hvac}
