"""Built and planned HVDC links of the embedded table."""

from typing import Protocol

from sim.inputs.cost_data import usd2025
from sim.inputs.csv_table import read
from sim.inputs.sourced_table import DATA


class BuiltLink(Protocol):
    """A row of `reference_links`; a number that is not known is NaN."""

    Index: str
    name: str
    state: str
    technology: str
    config: str
    insulation: str
    material: str
    capex_scope: str
    note: str
    year: float
    length_km: float
    overhead_km: float
    power_mw: float
    voltage_kv: float
    section_mm2: float
    return_section_mm2: float
    loss_fraction: float
    max_depth_m: float
    capex_year: float
    capex_usd2025_million: float


def reference_links():
    """
    Return the built and planned HVDC links that a route is compared with.

    Returns
    -------
    links : pandas.DataFrame
        One row per link, its columns those of ``links/links.csv`` (unknown numbers NaN, an unknown overhead part 0),
        the index its key; ``capex_usd2025_million`` is added, NaN where the price index does not reach.

    Raises
    ------
    SundalinkError
        If a row breaks a rule.
    """
    import pandas as pd

    numbers = ("year", "length_km", "subsea_km", "overhead_km", "power_mw", "voltage_kv", "section_mm2",
               "return_section_mm2", "loss_fraction", "capex_million", "capex_year", "max_depth_m")
    texts = ("key", "name", "state", "technology", "config", "insulation", "material",
             "config_status", "capex_currency",
             "capex_scope")
    columns = read(DATA / "links" / "links.csv", texts, numbers, optional=(
        "year", "subsea_km", "overhead_km", "loss_fraction", "capex_million", "capex_year", "capex_currency",
        "capex_scope", "max_depth_m", "insulation", "section_mm2", "return_section_mm2"))
    links = pd.DataFrame(columns).set_index("key")
    links["overhead_km"] = links["overhead_km"].fillna(0.0)
    paid = links["capex_million"].notna()
    links["capex_usd2025_million"] = float("nan")
    links.loc[paid, "capex_usd2025_million"] = [
        usd2025(amount, currency, int(year)) for amount, currency, year in
        links.loc[paid, ["capex_million", "capex_currency", "capex_year"]].itertuples(index=False)]
    return links
