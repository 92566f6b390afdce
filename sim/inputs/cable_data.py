"""Cable types of the embedded table."""

from functools import cache

import numpy as np

from sim.errors import refusal
from sim.inputs.csv_table import nearest, read
from sim.inputs.sourced_table import DATA
from sim.link.cable import Cable, check_cable

LOWEST, THINNEST = 80.0, 240.0
"""Lowest voltage of a pole, that of the first links with extruded cables (assumed) [kV], and smallest section of a
conductor (assumed) [mm2], that a cable is derived for."""

PPL_LIMIT = 80.0
"""Highest temperature of a conductor under paper laminated with polypropylene (assumed; MI has 55). [degC]"""


def cables():
    """
    Return the shipped HVDC cables; the table is read once.

    Returns
    -------
    cables : dict of str to sim.link.cable.Cable
        By key: insulation, voltage class [kV], section [mm2], and ``al`` for aluminium, such as ``xlpe_525_2000``.

    Raises
    ------
    SundalinkError
        If a row breaks a rule.
    """
    return dict(_cables())


@cache
def _cables():
    """Return the shipped HVDC cables, checked."""
    columns = read(DATA / "cables" / "cables.csv", ("key", "material", "insulation", "resistance_status"), (
        "section_mm2", "voltage_kv", "conductor_diameter_mm", "insulation_diameter_mm", "outer_diameter_mm",
        "lead_mm", "armour_mm", "resistance20_ohm_per_km", "temperature_limit_degc",
        "insulation_resistivity_k_m_per_w"))
    found = {}
    for place, key in enumerate(columns["key"]):
        of = {column: values[place] for column, values in columns.items()}
        label = f"{of['source']} ({of['status']}; resistance {of['resistance_status']})"
        found[key] = Cable(
            key, of["section_mm2"], of["material"], of["insulation"], of["voltage_kv"],
            of["conductor_diameter_mm"], of["insulation_diameter_mm"], of["outer_diameter_mm"],
            of["resistance20_ohm_per_km"], of["temperature_limit_degc"],
            of["insulation_resistivity_k_m_per_w"], label, of["lead_mm"], of["armour_mm"])
        check_cable(found[key])
    return found


def of_kind(insulation, material):
    """
    Return the cables of an insulation and a metal.

    Parameters
    ----------
    insulation : str
        XLPE, MI, or MI-PPL: built as MI, with paper and polypropylene that may be warmer.
    material : str
        Copper or aluminium.

    Returns
    -------
    cables : list of sim.link.cable.Cable
        Those of the table; for MI-PPL its MI cables at `PPL_LIMIT`.
    """
    paper = insulation == "MI-PPL"
    rows = [c for c in _cables().values() if (c.insulation, c.material) == ("MI" if paper else insulation, material)]
    return rows if not paper else [
        c._replace(key=c.key.replace("mi_", "mi-ppl_", 1), insulation=insulation, temperature_limit=PPL_LIMIT,
                   label=f"{c.label}; highest temperature {PPL_LIMIT:g} degC for paper laminated with polypropylene, "
                   "assumed") for c in rows]


def between(insulation, material, voltage, section=None):
    """
    Return cables at a voltage or of a section that is not among the shipped ones, after the rule that those follow.

    Parameters
    ----------
    insulation, material : str
        XLPE, MI or MI-PPL, copper or aluminium.
    voltage : float
        Of the pole, from `LOWEST` to the highest class of the insulation. [kV]
    section : float, optional
        Of the conductor, from `THINNEST` to the largest of the table; all those of the table without it. [mm2]

    Returns
    -------
    cables : list of sim.link.cable.Cable
        By section. Between classes, and below the lowest, insulation is as thick as the straight line through the two
        lowest classes or those on either side gives; resistance times section lies between that of the neighbours,
        and below the smallest is that of the smallest.

    Raises
    ------
    SundalinkError
        If there is none at the voltage, or of the section.
    """
    rows = of_kind(insulation, material)
    classes = sorted({c.voltage for c in rows})
    if not LOWEST <= voltage <= classes[-1]:
        raise refusal("cable voltage", float(voltage), "kV", f"must lie between {LOWEST:g} and {classes[-1]:g} kV, the "
                      f"highest class of {insulation} cables")
    above = int(np.clip(np.searchsorted(classes, voltage), 1, len(classes) - 1))
    low, high = (sorted((c for c in rows if c.voltage == classes[at]), key=lambda c: c.section)
                 for at in (above - 1, above))
    exact = [c for c in (*low, *high) if c.voltage == voltage]
    found = exact or [_thicker(c, next(h for h in high if h.section == c.section), voltage) for c in low
                      if c.section in {h.section for h in high}]
    if section is None:
        return found
    if not THINNEST <= section <= found[-1].section:
        raise refusal("cable section", float(section), "mm2", f"must lie between {THINNEST:g} and "
                      f"{found[-1].section:g}, the largest of {insulation} cables at {voltage:g} kV")
    same = [c for c in found if c.section == section]
    return same or [_wider(found, float(section))]


def _thicker(low, high, voltage):
    """Return a cable at a voltage, its insulation on the line through two of other classes."""
    share = (voltage - low.voltage) / (high.voltage - low.voltage)
    more = share * (high.insulation_diameter - low.insulation_diameter)
    return low._replace(key=f"{low.insulation.lower()}_{voltage:g}_{low.section:g}{'_al' * (low.material != 'copper')}",
                        voltage=float(voltage), insulation_diameter=low.insulation_diameter + more,
                        outer_diameter=low.outer_diameter + more, label=f"{low.label}; at {voltage:g} kV derived")


def _wider(rows, section):
    """Return a cable of a section between those of one voltage, under the insulation and coverings of the nearest."""
    near = min(rows, key=lambda c: abs(c.section - section))
    lay = np.interp(section, [c.section for c in rows], [c.section * c.resistance20 for c in rows])
    more = near.conductor_diameter * ((section / near.section)**0.5 - 1.0)
    metal = "_al" * (near.material != "copper")
    return near._replace(key=f"{near.insulation.lower()}_{near.voltage:g}_{section:g}{metal}", section=section,
                         resistance20=float(lay / section), conductor_diameter=near.conductor_diameter + more,
                         insulation_diameter=near.insulation_diameter + more, outer_diameter=near.outer_diameter + more,
                         label=f"{near.label}; {section:g} mm2 derived")


def cable(key):
    """Return one shipped HVDC cable, or refuse with the nearest key."""
    known = cables()
    if key not in known:
        raise refusal("cable", key, "-", f"must be one of {', '.join(known)}{nearest(key, list(known))}")
    return known[key]
