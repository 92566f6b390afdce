"""Overhead parts of a direct-current link: the conductors of a pole, and how air carries their heat off."""

from typing import Annotated

import numpy as np
from annotated_types import Ge, Le

from sim.records import Cable, Segment

Span = Annotated[float, Ge(0), Le(2000)]
Section = Annotated[float, Ge(150), Le(8000)]
Bundle = Annotated[int, Ge(1), Le(8)]
Air = Annotated[float, Ge(-20), Le(55)]
Wind = Annotated[float, Ge(0), Le(10)]
Sun = Annotated[float, Ge(0), Le(1400)]
Limit = Annotated[float, Ge(40), Le(200)]

RESISTIVITY, LAY = 28.264, 1.02
"""Of hard-drawn aluminium at 20 degC (IEC 60889) [ohm.mm2/km], and what the lay of the wires adds (assumed)."""

FILL = 0.65
"""Aluminium over the circle around a steel-reinforced conductor: 795 kcmil Drake has 403 mm2 in 28.1 mm, 1590 kcmil
Falcon 806 mm2 in 39.2 mm. [-]"""

EMISSIVITY, ABSORPTIVITY = 0.5, 0.5
"""Of weathered aluminium, as rating tables of lines have them. [-]"""

CAPEX = 296.0
"""Installed cost of all poles together: Global Transmission Database v1.0 (2023), overhead line of direct current,
237.8 in money of 2020, brought to that of 2025. [USD/MW/km]"""

NAME = "overhead"
"""Of the segment, and of the stretch that faults see."""


def segments(platform, *, length_from: Span = 0.0, length_to: Span = 0.0, section: Section = 1600.0,
             bundle: Bundle = 2, ambient_air: Air = 35.0, wind: Wind = 0.6, sun: Sun = 1000.0, limit: Limit = 80.0):
    """
    Overhead line between the landfalls, or the cables on land behind them, and the stations.

    Parameters
    ----------
    platform : bool
        Whether the route begins at a platform: no line can.
    length_from, length_to : float
        Length of line at the sending end, and at the receiving end. [km]
    section : float
        Aluminium of all conductors of a pole. [mm2]
    bundle : int
        Conductors of a pole. [-]
    ambient_air : float
        Temperature of the air. [degC]
    wind : float
        Wind across the conductors. [m/s]
    sun : float
        Sunshine on the conductors. [W/m2]
    limit : float
        Temperature that the sag allows. [degC]

    Returns
    -------
    segments : tuple of Segment
        One, or none without a line.

    References
    ----------
    .. [1] Section, bundle, air, wind, sun and limit are assumed, the last four as lines are rated. Corona, and the
       insulators' leakage, are left out: some kW/km, without a source here.
    """
    length = length_to + (0.0 if platform else length_from)
    if length <= 0.0:
        return ()
    kind = conductor(section, bundle, limit)
    alone = Segment(NAME, length, ambient_air, 1.0, 1.0, 0.0, kind, 0.0, bundle)
    outside = to_air(kind, ambient_air, wind)
    warmer = ABSORPTIVITY * sun * 1e-3 * kind.conductor_diameter * outside
    return (alone._replace(ambient=ambient_air + warmer, soil=outside / bundle),)


def conductor(section, bundle, limit=80.0):
    """
    Return the conductors of a pole as one of the whole section.

    Parameters
    ----------
    section : float
        Aluminium of all of them. [mm2]
    bundle : int
        Their number. [-]
    limit : float
        Highest temperature. [degC]

    Returns
    -------
    conductor : Cable
        Its diameter is that of one of them; it has no layers.
    """
    diameter = np.sqrt(4.0 * section / bundle / (np.pi * FILL))
    return Cable(f"overhead line, {bundle} x {section / bundle:g} mm2", section, "aluminium", "air", np.inf, diameter,
                 diameter, diameter, LAY * RESISTIVITY / section, limit, 1.0,
                 "derived: resistivity of IEC 60889, diameter by the share of metal in usual conductors", 0.0, 0.0)


def to_air(kind, air, wind):
    """
    Return the thermal resistance between one conductor and the air.

    Parameters
    ----------
    kind : Cable
        With its diameter, and its limit of temperature, at which the heat is reckoned.
    air : float
        Temperature of the air. [degC]
    wind : float
        Across it. [m/s]

    Returns
    -------
    resistance : float
        By forced or free convection, the better, and by radiation. [K.m/W]

    References
    ----------
    .. [1] IEEE 738-2012: forced convection of low and high wind, free convection, radiation; air at sea level.
    """
    diameter, hot = 1e-3 * kind.conductor_diameter, max(kind.temperature_limit, air + 1.0)
    film, rise = 0.5 * (hot + air), hot - air
    viscosity = 1.458e-6 * (film + 273.0)**1.5 / (film + 383.4)
    density, conducting = 1.293 / (1.0 + 0.00367 * film), 0.02424 + 7.477e-5 * film - 4.407e-9 * film**2
    reynolds = diameter * density * wind / viscosity
    forced = max(1.01 + 1.35 * reynolds**0.52, 0.754 * reynolds**0.6) * conducting
    free = 3.645 * np.sqrt(density) * diameter**0.75 * rise**0.25
    radiated = 17.8 * diameter * EMISSIVITY * (((hot + 273.0) / 100.0)**4 - ((air + 273.0) / 100.0)**4) / rise
    return float(1.0 / (max(forced, free) + radiated))

