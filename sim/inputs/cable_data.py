"""Cable types of the embedded table."""

from functools import cache

from sim.errors import refusal
from sim.inputs.csv_table import nearest, read
from sim.inputs.sourced_table import DATA
from sim.link.cable import Cable, check_cable


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


def cable(key):
    """Return one shipped HVDC cable, or refuse with the nearest key."""
    known = cables()
    if key not in known:
        raise refusal("cable", key, "-", f"must be one of {', '.join(known)}{nearest(key, list(known))}")
    return known[key]
