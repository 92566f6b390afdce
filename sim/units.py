"""The unit system: the name of each unit in docstrings, in the keys of files, and in netCDF."""

HOURS_PER_YEAR = 8760.0
"""Every year has 365 days: 29 February is left out of weather and operating years."""

MONEY_YEAR = 2025
"""Year whose money and exchange rates prices are given in."""

HALF_HOUR = 0.5
"""Length of a dispatch period of the Singapore market. [h]"""

PER_YEAR = 17520
"""Half-hours in a year of 365 days."""

# In a docstring -> (suffix of a key in a file, unit in netCDF). An empty suffix means none.
UNITS = {
    "-": ("", "1"),
    "fraction": ("", "1"),
    "1/yr": ("per_year", "year-1"),
    "MW": ("mw", "MW"),
    "MWh": ("mwh", "MW h"),
    "GWh": ("gwh", "GW h"),
    "MW/km2": ("mw_per_km2", "MW km-2"),
    "kV": ("kv", "kV"),
    "kA": ("ka", "kA"),
    "kA/km": ("ka_per_km", "kA km-1"),
    "ohm": ("ohm", "ohm"),
    "ohm/km": ("ohm_per_km", "ohm km-1"),
    "uF/km": ("uf_per_km", "uF km-1"),
    "Hz": ("hz", "Hz"),
    "mm2": ("mm2", "mm2"),
    "mm": ("mm", "mm"),
    "m": ("m", "m"),
    "km": ("km", "km"),
    "m/s": ("m_per_s", "m s-1"),
    "1/m": ("per_m", "m-1"),
    "deg/m": ("deg_per_m", "degree m-1"),
    "h": ("h", "h"),
    "d": ("days", "d"),
    "yr": ("years", "year"),
    "deg": ("deg", "degree"),
    "degC": ("degc", "degC"),
    "K": ("k", "K"),
    "1/K": ("per_k", "K-1"),
    "W/m2": ("w_per_m2", "W m-2"),
    "W/m2/K": ("w_per_m2_k", "W m-2 K-1"),
    "K.m/W": ("k_m_per_w", "K m W-1"),
    "Pa": ("pa", "Pa"),
    "kg/m3": ("kg_per_m3", "kg m-3"),
    "kg/kg": ("kg_per_kg", "kg kg-1"),
    "tCO2": ("tco2", "t"),
    "tCO2/MWh": ("tco2_per_mwh", "t MW-1 h-1"),
    "tCO2/GJ": ("tco2_per_gj", "t GJ-1"),
    "USD": ("usd", "USD"),
    "USD/MWh": ("usd_per_mwh", "USD MW-1 h-1"),
    "USD/yr": ("usd_per_year", "USD year-1"),
    "GWh/yr": ("gwh_per_year", "GW h year-1"),
    "USD/h": ("usd_per_h", "USD h-1"),
    "tCO2/h": ("tco2_per_h", "t h-1"),
    "USD/kW": ("usd_per_kw", "USD kW-1"),
    "USD/kW/yr": ("usd_per_kw_year", "USD kW-1 year-1"),
    "USD/kvar": ("usd_per_kvar", "USD kvar-1"),
    "USD/kWh": ("usd_per_kwh", "USD kW-1 h-1"),
    "USD/MW/km": ("usd_per_mw_km", "USD MW-1 km-1"),
    "USD/km": ("usd_per_km", "USD km-1"),
    "USD/km/kV": ("usd_per_km_kv", "USD km-1 kV-1"),
    "USD/t": ("usd_per_t", "USD t-1"),
    "t": ("t", "t"),
    "t/km": ("t_per_km", "t km-1"),
    "kV/mm": ("kv_per_mm", "kV mm-1"),
    "J/K/m3": ("j_per_k_m3", "J K-1 m-3"),
    "m2/s": ("m2_per_s", "m2 s-1"),
    "USD/tCO2": ("usd_per_tco2", "USD t-1"),
    "USD/GJ": ("usd_per_gj", "USD GJ-1"),
    "GJ/MWh": ("gj_per_mwh", "GJ MW-1 h-1"),
    "SGD/MWh": ("sgd_per_mwh", "SGD MW-1 h-1"),
    "SGD/GJ": ("sgd_per_gj", "SGD GJ-1"),
    "SGD/tCO2": ("sgd_per_tco2", "SGD t-1"),
    "SGD/USD": ("sgd_per_usd", "SGD USD-1"),
    "1/(100 km yr)": ("per_100km_year", "(100 km)-1 year-1"),
    "1/h": ("per_h", "h-1"),
    "MVA": ("mva", "MV A"),
    "USD/ha/yr": ("usd_per_ha_year", "USD ha-1 year-1"),
    "ha": ("ha", "ha"),
}


def suffix(unit):
    """Return the ending of a file's key for a quantity in `unit`; empty for a pure number."""
    return UNITS[unit][0]


def netcdf(unit):
    """Return the name of a unit in netCDF (that of UDUNITS where it has one)."""
    return UNITS[unit][1]


def percent(share, decimals=0, sign=""):
    """Return a share as text in percent, by SI with a space before the sign: 0.038 to one decimal is "3.8 %"."""
    return f"{100 * share:{sign},.{decimals}f} %"
