"""
The site-year and other programs: 8,760 hours of wind at 100 m to the power of one turbine of 15 MW at 150 m.

Each function returns another program's work as a function without arguments, or raises ImportError where it is not
installed. They do not do quite the same: SAM takes its air from temperature and pressure as we do, by a rule of its
own, and refuses to raise wind by more than 35 m, so it is given the wind at 116 m; atlite knows no density and raises
the wind by roughness, of one grid cell here.
"""

import numpy as np

from sim.farm import farm_power, power_curve, wake
from sim.farm.layout import Layout
from sim.farm.losses import stack

LIFT = 116.0
"""Height of the wind given to SAM. [m]"""


def sam(machine, speed, celsius, pressure, shear):
    """Return SAM's Windpower by PySAM: its power is read back, its wind handed over once."""
    from PySAM import Windpower

    at, value, _ = power_curve.knots(machine)
    plant = Windpower.default("WindPowerNone")
    rows = np.stack([celsius, pressure / 101325.0, speed * (LIFT / 100.0) ** shear, np.zeros(speed.size)], axis=1)
    plant.Resource.wind_resource_model_choice = 0
    plant.Resource.wind_resource_data = {"heights": [LIFT] * 4, "fields": [1, 2, 3, 4], "data": rows.tolist()}
    plant.Turbine.wind_turbine_powercurve_windspeeds = [*at.tolist(), machine.cut_out + 0.01, 60.0]
    plant.Turbine.wind_turbine_powercurve_powerout = [*(1e3 * value).tolist(), 0.0, 0.0]
    plant.Turbine.wind_turbine_hub_ht = machine.hub_height
    plant.Turbine.wind_turbine_rotor_diameter = machine.diameter
    plant.Turbine.wind_resource_shear = shear
    plant.Farm.wind_farm_xCoordinates = plant.Farm.wind_farm_yCoordinates = [0.0]
    plant.Farm.system_capacity = 1e3 * machine.rating
    plant.Farm.wind_farm_wake_model = 0
    for name in (name for name in dir(plant.Losses) if name.endswith("_loss")):
        setattr(plant.Losses, name, 0.0)

    def run():
        plant.execute()
        return 1e-3 * np.array(plant.Outputs.gen)

    return run


def atlite(machine, speed):
    """Return atlite's conversion of a cell in memory."""
    import xarray as xr
    from atlite.convert import convert_wind

    at, value, _ = power_curve.knots(machine)
    ends = {"V": np.append(at, [machine.cut_out + 1e-6, 60.0]), "POW": np.append(value, [0.0, 0.0]),
            "hub_height": machine.hub_height, "P": machine.rating}
    cell = {name: (("time", "y", "x"), part[:, None, None]) for name, part in
            (("wnd100m", speed), ("roughness", np.full(speed.size, 2e-4)))}
    data = xr.Dataset(cell, coords={"time": np.arange(speed.size), "y": [0.0], "x": [0.0]})
    return lambda: convert_wind(data, ends, "logarithmic").values[:, 0, 0] * machine.rating


def farm(machine, speed, direction, density):
    """Return our own work with direction, wakes, density and losses: 150 turbines, the tables made before."""
    row, column = np.divmod(np.arange(150), 15)
    layout = Layout(7 * machine.diameter * column, 7 * machine.diameter * row, np.nan)
    shares, losses = wake.table(wake.bastankhah2014, layout, machine), stack()
    made, grid = power_curve.table(machine), farm_power.ready(shares)
    return (lambda: farm_power.produce(speed, direction, density, made, 150, grid, losses).available,
            lambda: by_hand(speed, direction, density, machine, shares, losses))


def by_hand(speed, direction, density, machine, shares, losses):
    """Return the same by numpy's and scipy's own interpolation, as one would write it down."""
    from scipy.interpolate import RegularGridInterpolator

    at, value, _ = power_curve.knots(machine)
    normal = speed * (density / 1.225) ** (1.0 / 3.0)
    gross = 150.0 * np.interp(normal, at, value, left=0.0) * (speed <= machine.cut_out)
    grid = (np.append(shares.direction, 360.0), shares.speed)
    read = RegularGridInterpolator(grid, np.concatenate([shares.fraction, shares.fraction[:1]]))
    share = read((np.mod(direction, 360.0), np.clip(normal, shares.speed[0], shares.speed[-1])))
    return gross * share * losses.wake_external * losses.availability * losses.other
