"""Cable types and reference links of the embedded tables."""

from functools import cache

from sim.errors import refusal
from sim.inputs.cost_data import usd2025
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


def reference_links():
    """
    Return the built and planned HVDC links that a route is compared with.

    Returns
    -------
    links : pandas.DataFrame
        One row per link, its columns those of ``links/links.csv`` (unknown numbers NaN), the index its key;
        ``capex_usd2025_million`` is added, NaN where the price index does not reach.

    Raises
    ------
    SundalinkError
        If a row breaks a rule.
    """
    import pandas as pd

    numbers = ("year", "length_km", "subsea_km", "power_mw", "voltage_kv", "section_mm2", "loss_fraction",
               "capex_million", "capex_year", "max_depth_m")
    texts = ("key", "name", "state", "technology", "config", "insulation", "config_status", "capex_currency",
             "capex_scope")
    columns = read(DATA / "links" / "links.csv", texts, numbers, optional=(
        "year", "subsea_km", "loss_fraction", "capex_million", "capex_year", "capex_currency", "capex_scope",
        "max_depth_m", "insulation", "section_mm2"))
    links = pd.DataFrame(columns).set_index("key")
    paid = links["capex_million"].notna()
    links["capex_usd2025_million"] = float("nan")
    links.loc[paid, "capex_usd2025_million"] = [
        usd2025(amount, currency, int(year)) for amount, currency, year in
        links.loc[paid, ["capex_million", "capex_currency", "capex_year"]].itertuples(index=False)]
    return links
