"""Energy of built farms of this sea by the embedded climate, beside what they have fed in."""

import numpy as np

from sim.case import farm, hub, resource
from sim.scenario.load import load


def capacity_factor(*, latitude_deg, longitude_deg, turbine, hub_height_m, capacity_mw, power_share, export_km,
                    weather_years):
    """
    Return the energy that a farm feeds in over that of its rating in all hours, with base's wind, wakes and losses.

    Parameters
    ----------
    latitude_deg, longitude_deg : list of float
        Of each farm.
    turbine : list of str
        As `farm.turbine` of a scenario.
    hub_height_m, capacity_mw, power_share : list of float
        Hub height, power of the turbines as shipped, and the share of it that they are derated to. [m], [MW], [-]
    export_km : list of float
        Length of the export cables. [km]
    weather_years : int
        Of the synthetic wind.

    Returns
    -------
    factor : list of float
        Of the derated power. [-]
    """
    found = []
    for place in range(len(turbine)):
        case = load("base", {
            "site.latitude_deg": latitude_deg[place], "site.longitude_deg": longitude_deg[place],
            "farm.turbine": turbine[place], "farm.turbine_table.hub_height_m": hub_height_m[place],
            "farm.capacity_mw": capacity_mw[place], "farm.curve.power_share": power_share[place],
            "collection.export_length_km": export_km[place], "farm.wake_direction_step_deg": 3.0,
            "time.weather_years": weather_years, "time.period_h": 1.0})
        air = resource.make(case)
        built = farm.make(case, air)
        power = np.asarray(hub.make(case, air, built).power[0], dtype=float)
        found.append(float(power.mean() / (built.capacity * power_share[place])))
    return found
