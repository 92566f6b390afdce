"""Records that several stages share: a cable, and a segment of the route that it lies in."""

from typing import NamedTuple


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
    """Landfall, strait, shallow, shelf or deep; platform or land."""
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
