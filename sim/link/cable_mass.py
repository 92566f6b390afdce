"""Mass of a cable by material, per kilometre."""

from typing import NamedTuple

import numpy as np

from sim.checks import check_positive
from sim.link.cable import JACKET, SERVING

# Density [t/m3], usual handbook values: copper, aluminium, lead, steel, polyethylene; impregnated paper and serving of
# yarn in bitumen are assumed.
DENSITY = {"copper": 8.93, "aluminium": 2.70, "lead": 11.34, "steel": 7.85, "XLPE": 0.92, "MI": 1.15, "jacket": 0.95,
           "serving": 1.10}
WIRES = 0.90
"""Share of the armour's ring that its wires fill (assumed)."""

RETURN_INSULATION = 10.0
"""Insulation of a metallic return with its screens, good for the voltage drop along it (assumed). [mm]"""

RETURN_VOLTAGE = 20.0
"""Class of a metallic return (assumed). [kV]"""


class Masses(NamedTuple):
    """What lies in a kilometre of one cable. [t/km]"""

    copper: float
    aluminium: float
    lead: float
    steel: float
    insulation: float
    """Polyethylene or impregnated paper."""
    rest: float
    """Jacket and serving."""


def masses(cable):
    """
    Return the mass of a kilometre of cable by material.

    Parameters
    ----------
    cable : Cable
        Its layers from conductor to serving.

    Returns
    -------
    masses : Masses
        By material. [t/km]

    References
    ----------
    .. [1] Rings of the layers times the density of their material. Published weights to hold it against: 55 kg/m
       (Baltic Cable, 450 kV MI, 1600 mm2 copper) and 37 kg/m (NorNed, 450 kV MI, 700 mm2), both ABB leaflets.
    """
    def ring(inner, thick, material):
        return np.pi * (inner + thick) * thick * DENSITY[material] / 1e3

    metal = cable.section * DENSITY[cable.material] / 1e3
    insulation = 0.5 * (cable.insulation_diameter - cable.conductor_diameter)
    lead = cable.insulation_diameter
    jacket = lead + 2.0 * cable.lead
    armour = jacket + 2.0 * JACKET
    serving = armour + 2.0 * cable.armour
    kind = "XLPE" if cable.insulation == "XLPE" else "MI"
    return Masses(metal * (cable.material == "copper"), metal * (cable.material == "aluminium"),
                  ring(lead, cable.lead, "lead"), WIRES * ring(armour, cable.armour, "steel"),
                  ring(cable.conductor_diameter, insulation, kind),
                  ring(jacket, JACKET, "jacket") + ring(serving, SERVING, "serving"))


def weight(cable):
    """
    Return the weight of a cable in air.

    Parameters
    ----------
    cable : Cable
        Its layers from conductor to serving.

    Returns
    -------
    weight : float
        Of all that `masses` lists. [t/km]
    """
    return float(sum(masses(cable)))


def returning(cable, resistance=1.0):
    """
    Return the metallic return that goes with a pole's cable: little insulation under the same coverings.

    Parameters
    ----------
    cable : Cable
        Of the pole.
    resistance : float
        Resistance of the return against that of the pole's cable. [-]

    Returns
    -------
    cable : Cable
        Of the same metal.
    """
    check_positive("resistance of the return", resistance)
    inner = cable.conductor_diameter / resistance**0.5
    outside = inner + 2.0 * RETURN_INSULATION
    coverings = cable.outer_diameter - cable.insulation_diameter
    return cable._replace(key=f"return of {cable.key}", section=cable.section / resistance, insulation="XLPE",
                          voltage=min(RETURN_VOLTAGE, cable.voltage), conductor_diameter=inner,
                          insulation_diameter=outside, outer_diameter=outside + coverings,
                          resistance20=cable.resistance20 * resistance, insulation_resistivity=3.5)
