"""
The wake models and PyWake on the same work: 150 turbines of 15 MW, 10 by 15 at 7 diameters.

Each entry of `PAIRS` is a function without arguments that returns what ``peers.measure`` takes. PyWake is given the
options that make it the same model: deficits of one-dimensional momentum, and for the Gaussian those of the local
speed. Its TurbOPark (``Nygaard_2022``) and Niayifar are its literature models as they come; they read the mean over a
rotor from a coarser table, which is the difference that is left. ``n_cpu=2`` is PyWake's own method to use two cores;
ours uses the cores it may.
"""

import contextlib
import os
import tempfile
from functools import partial

import numpy as np

from sim.farm import farm_power, power_curve, wake
from sim.farm.layout import Layout
from sim.inputs import disk_cache
from sim.inputs.turbine import turbine as read_turbine

TURBULENCE = 0.06
DIRECTIONS, SPEEDS = np.arange(0.0, 360.0), np.arange(3.0, 26.0)


def farm():
    """Return the turbine and the layout."""
    machine = read_turbine("iea_15mw")
    row, column = np.divmod(np.arange(150), 15)
    return machine, Layout(7 * machine.diameter * column, 7 * machine.diameter * row, np.nan)


def pywake(name, machine):
    """Return PyWake's wind farm model of a name."""
    from py_wake.deficit_models.gaussian import BastankhahGaussianDeficit
    from py_wake.deficit_models.noj import NOJDeficit
    from py_wake.deficit_models.utils import ct2a_mom1d
    from py_wake.literature.gaussian_models import Niayifar_PorteAgel_2016
    from py_wake.literature.turbopark import Nygaard_2022
    from py_wake.rotor_avg_models.gaussian_overlap_model import GaussianOverlapAvgModel
    from py_wake.site import UniformSite
    from py_wake.superposition_models import SquaredSum
    from py_wake.wind_farm_models.engineering_models import PropagateDownwind
    from py_wake.wind_turbines import WindTurbine
    from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

    curves = PowerCtTabular(machine.speed, machine.power, "MW", machine.thrust, ws_cutout=machine.cut_out)
    site, kind = UniformSite([1.0], ti=TURBULENCE), WindTurbine("t", machine.diameter, machine.hub_height, curves)
    if name == "turbopark2022":
        return Nygaard_2022(site, kind)
    if name == "niayifar2016":
        return Niayifar_PorteAgel_2016(site, kind, rotorAvgModel=GaussianOverlapAvgModel())
    deficit = (NOJDeficit(k=0.04, ct2a=ct2a_mom1d) if name == "jensen1983" else
               BastankhahGaussianDeficit(ct2a=ct2a_mom1d, k=0.0324555, use_effective_ws=True))
    return PropagateDownwind(site, kind, superpositionModel=SquaredSum(), wake_deficitModel=deficit)


def rose(name, cores=1, **how):
    """Return the work of a whole rose: every direction and speed."""
    machine, layout = farm()
    model = pywake(name, machine)
    free = layout.x.size * power_curve.power(SPEEDS, power_curve.STANDARD_DENSITY, machine)

    def theirs():
        power = model(layout.x, layout.y, wd=DIRECTIONS, ws=SPEEDS, n_cpu=cores).Power.values.sum(0) / 1e6
        return np.minimum(np.divide(power, free, out=np.ones_like(power), where=free > 0), 1.0)

    return {"work": f"wakes, {layout.x.size} turbines, {DIRECTIONS.size} x {SPEEDS.size}: {name}",
            "peer": f"PyWake, {'one core' if cores == 1 else f'n_cpu={cores}'}",
            "ours": lambda: wake.MODELS[name](layout, machine, SPEEDS, DIRECTIONS), "theirs": theirs,
            "agreement": lambda mine, its: f"largest difference {np.abs(mine - its).max():.1g}", "fewest": 3, **how}


def floris():
    """Return the work of a slice of the rose, four directions, by FLORIS's Gaussian model with its own constants."""
    from floris import FlorisModel

    machine, layout = farm()
    some, at = DIRECTIONS[::90] + 15.0, np.array([8.0, 10.0, 12.0])
    wind, angle = (part.ravel() for part in np.meshgrid(at, some))
    table = {"power": (1e3 * machine.power).tolist(),
             "thrust_coefficient": np.maximum(machine.thrust, 1e-4).tolist(), "wind_speed": machine.speed.tolist(),
             "ref_air_density": 1.225, "ref_tilt": 0.0,
             "cosine_loss_exponent_yaw": 1.88, "cosine_loss_exponent_tilt": 1.88}
    kind = {"turbine_type": "iea_15mw", "hub_height": machine.hub_height, "rotor_diameter": machine.diameter,
            "TSR": 8.0, "operation_model": "simple", "power_thrust_table": table}
    model = FlorisModel("defaults")
    model.set(layout_x=layout.x, layout_y=layout.y, turbine_type=[kind], wind_directions=angle, wind_speeds=wind,
              turbulence_intensities=np.full(wind.size, TURBULENCE), wind_shear=0.0,
              reference_wind_height=machine.hub_height)
    free = layout.x.size * power_curve.power(at, power_curve.STANDARD_DENSITY, machine)

    def theirs():
        model.run()
        return model.get_farm_power().reshape(some.size, at.size) / 1e6 / free

    return {"work": f"wakes, {layout.x.size} turbines, {some.size} x {at.size}: niayifar2016 beside FLORIS's Gauss",
            "peer": "FLORIS", "ours": lambda: wake.niayifar2016(layout, machine, at, some), "theirs": theirs,
            "agreement": lambda mine, its: f"mean efficiency {mine.mean():.3f}, theirs {its.mean():.3f}", **ONCE}


def year(hours=8760, held=False):
    """
    Return the work of a year of hours: ours makes the table, or has it on disk, and PyWake works out every hour.

    The table is of one degree and half a metre per second: of 8,760 hours the root of the mean square is 0.2 % of
    capacity off the same model worked out hour by hour.
    """
    machine, layout = farm()
    model, rng = pywake("bastankhah2014", machine), np.random.default_rng(5)
    speed = 9.5 * rng.weibull(2.1, hours)
    # A bimodal rose, as under monsoons.
    direction = np.mod(np.where(rng.random(hours) < 0.6, 45.0, 230.0) + 25.0 * rng.standard_normal(hours), 360.0)
    free = layout.x.size * power_curve.power(speed, power_curve.STANDARD_DENSITY, machine)

    parts = (disk_cache.code("sim.farm"), tuple(layout), tuple(machine))
    folder = tempfile.mkdtemp(prefix="sundalink-peers-") if held else "off"

    def made():
        return wake.table(wake.bastankhah2014, layout, machine)

    def ours():
        if not held:
            return free * farm_power.read(made(), speed, direction)
        with kept_in(folder):
            table = wake.Efficiency(*disk_cache.kept("wake", parts, made))
        return free * farm_power.read(table, speed, direction)

    def theirs():
        return model(layout.x, layout.y, wd=direction, ws=speed, time=np.arange(hours)).Power.values.sum(0) / 1e6

    def agreement(mine, its):
        off = np.sqrt(np.mean((mine - its) ** 2)) / (layout.x.size * machine.rating)
        return f"energy {100 * (its.sum() / mine.sum() - 1):+.2g} %, hours {100 * off:.2g} % of capacity"

    return {"work": f"a year of {hours:,} hours with wakes, table {'from disk' if held else 'made anew'}: "
                    "bastankhah2014",
            "peer": "PyWake, time series", "ours": ours, "theirs": theirs, "fewest": 1 if held else 3,
            "agreement": agreement}


@contextlib.contextmanager
def kept_in(folder):
    """Keep tables in a folder of our own for a while."""
    before = os.environ.get(disk_cache.FOLDER)
    os.environ[disk_cache.FOLDER] = folder
    try:
        yield
    finally:
        os.environ.pop(disk_cache.FOLDER)
        if before is not None:
            os.environ[disk_cache.FOLDER] = before


ONCE = {"fewest": 1, "budget": 0.0}
"""For what takes PyWake many seconds."""

PAIRS = (partial(rose, "bastankhah2014"), partial(rose, "bastankhah2014", 2), partial(rose, "jensen1983"),
         partial(rose, "niayifar2016", **ONCE), partial(rose, "turbopark2022", **ONCE), floris, year,
         partial(year, held=True))
