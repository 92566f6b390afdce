"""One HVDC cable: its build and the resistance of its conductor."""

import numpy as np

from sim.checks import check_positive, refusal
from sim.records import Cable as Cable

# Temperature coefficient of resistance at 20 degC [1/K]: IEC 60287-1-1, Table 1.
COEFFICIENT = {"copper": 0.00393, "aluminium": 0.00403}
# Layers outside the insulation that all cables share, assumed (usual for lead-sheathed, single-armoured cable). [mm]
JACKET, SERVING = 3.0, 4.0


def resistance(resistance20, temperature, material="copper"):
    """
    Return the DC resistance of a conductor at a temperature.

    Parameters
    ----------
    resistance20 : array, shape (...)
        Resistance at 20 degC. [ohm/km]
    temperature : array, shape (...)
        Temperature of the conductor. [degC]
    material : str
        Copper or aluminium.

    Returns
    -------
    resistance : array, shape (...)
        Resistance at that temperature; DC has neither skin nor proximity effect. [ohm/km]

    Raises
    ------
    SundalinkError
        If the material is unknown.

    References
    ----------
    .. [1] IEC 60287-1-1, clause 2.1 and Table 1; resistances at 20 degC are those of IEC 60228, class 2.
    """
    return resistance20 * (1.0 + coefficient(material) * (np.asarray(temperature, dtype=float) - 20.0))


def coefficient(material):
    """
    Return the temperature coefficient of resistance of a conductor.

    Parameters
    ----------
    material : str
        Copper or aluminium.

    Returns
    -------
    coefficient : float
        Share by which resistance rises for each kelvin above 20 degC. [1/K]

    Raises
    ------
    SundalinkError
        If the material is unknown.
    """
    if material not in COEFFICIENT:
        raise refusal("cable material", material, "-", f"must be one of {', '.join(COEFFICIENT)}")
    return COEFFICIENT[material]


def check_cable(cable):
    """
    Refuse a cable that cannot be built or whose numbers are in the wrong unit.

    Parameters
    ----------
    cable : Cable
        The cable to look at.

    Raises
    ------
    SundalinkError
        If a number is not above zero, the diameters do not grow outwards, the section does not fit the
        conductor's diameter, or the resistance is not that of its metal and section.
    """
    name = f"cable {cable.key}"
    for field, unit in (("section", "mm2"), ("voltage", "kV"), ("conductor_diameter", "mm"),
                        ("resistance20", "ohm/km"), ("temperature_limit", "degC"),
                        ("insulation_resistivity", "K.m/W")):
        check_positive(f"{name}: {field}", getattr(cable, field), unit)
    if not cable.conductor_diameter < cable.insulation_diameter < cable.outer_diameter:
        raise refusal(f"{name}: diameters", (cable.conductor_diameter, cable.insulation_diameter,
                  cable.outer_diameter), "mm", "must grow from conductor to insulation to outside")
    coverings = cable.lead + JACKET + cable.armour + SERVING
    if not abs(cable.insulation_diameter + 2.0 * coverings - cable.outer_diameter) <= 0.11:
        raise refusal(f"{name}: outer_diameter", cable.outer_diameter, "mm", f"must be what {coverings:g} mm of lead, "
                  "jacket, armour and serving make of its insulation")
    solid = np.pi / 4.0 * cable.conductor_diameter**2
    if not 0.6 * solid <= cable.section <= solid * (1 + 1e-6):
        raise refusal(f"{name}: section", cable.section, "mm2", "must fill 60 to 100 % of the conductor's "
                  f"circle, which is {solid:.0f} mm2")
    # Resistivity at 20 degC [ohm mm2/km], IEC 60287-1-1, Table 1; lay and compaction add up to some 5 %.
    ideal = {"copper": 17.24, "aluminium": 28.26}.get(cable.material, np.nan) / cable.section
    coefficient(cable.material)
    if not 0.9 * ideal <= cable.resistance20 <= 1.15 * ideal:
        raise refusal(f"{name}: resistance20", cable.resistance20, "ohm/km", f"must lie within -10 to +15 % of "
                  f"{ideal:.4g} ohm/km, which its metal and section give")
