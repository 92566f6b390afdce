"""Read a turbine's curves: shipped ones, a user's CSV file, or those that windpowerlib ships."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import numpy as np

from sim.checks import NonNegative, check_positive, check_within, refusal
from sim.farm.power_curve import Turbine, knots
from sim.inputs import turbine_file, user_file
from sim.inputs.csv_table import nearest, read

FOLDER = Path(__file__).resolve().parents[1] / "data" / "turbines"
WINDPOWERLIB = "windpowerlib:"
CURVE = ("speed_m_per_s", "power_kw")
THRUST = "thrust_coefficient"
ENDINGS = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".yaml", ".yml", ".json", ".wtg")
HEIGHT = re.compile(r"\d+(?:[.,]\d+)?")
"""A hub height as windpowerlib's table writes it: ``90;``, ``127,5``, ``75/85``."""

SPECIFIC = (50.0, 1000.0)
"""Rating over the rotor's area that a turbine can have: from 100 to 600 have been built (assumed). [W/m2]"""
COEFFICIENT = 0.75
"""Highest power coefficient believed: 16/27 is Betz's, and curves in turbulent wind lie above it at low speed
(V164/8000 of windpowerlib has 0.73 at 6 m/s). [-]"""

LEAST = 0.2
"""Least of the highest power coefficients believed (assumed): those of windpowerlib's and the shipped types lie between
0.40 and 0.73; speed in knots, miles or kilometres an hour leaves less than 0.07. [-]"""
LAST = 60.0
"""Highest cut-out believed: the highest of these types is 32 (assumed). [m/s]"""

STEP = 1e-3
"""Width of a step of a curve, such as that at cut-in. [m/s]"""

CLEARANCE = 25.0
"""Space assumed between the sea and the tip of a blade where a library gives no hub height. [m]"""

ASSUMED_THRUST = "thrust assumed: that of the IEA 15 MW at the same ratio of speed to rated speed"


def turbine(name, *, columns: tuple[str, ...] = (), diameter: NonNegative = 0.0, hub_height: NonNegative = 0.0):
    """
    Read a turbine by its name or from a file.

    Parameters
    ----------
    name : str or Path
        One of `shipped`; the path of a CSV table, a spreadsheet (.xlsx) or YAML of windIO or FLORIS; or
        ``windpowerlib:`` and a turbine type of that library, such as ``windpowerlib:V164/8000``, on the lowest of the
        hub heights listed there.

        A CSV file has the columns ``speed_m_per_s,power_kw,thrust_coefficient`` and, above its header,
        comment lines ``# diameter_m = 164`` and ``# hub_height_m = 105``. It may also set ``rating_mw``
        (otherwise its highest power), ``cut_in_m_per_s`` and ``cut_out_m_per_s`` (otherwise the first and the
        last speed with power), ``name`` and ``source``. Without the third column the thrust is assumed. Other names
        of columns are recognised where they state their unit, as ``Power [kW]``.
    columns : tuple of str
        The file's own column names, each as ``"P = power_kw"``; the other targets are speed_m_per_s, power_w, power_mw
        and thrust_coefficient. [-]
    diameter : float
        Rotor diameter where the file does not state it; 0: the file states it. [m]
    hub_height : float
        Hub height where the file does not state it; 0: the file states it. [m]

    Returns
    -------
    turbine : sim.farm.power_curve.Turbine
        Power is that at an air density of 1.225 kg/m3 and never above the rating.

    Raises
    ------
    SundalinkError
        If there is no such turbine, or its file breaks a rule.
    """
    text = str(name)
    if text in shipped():
        return _shipped(text)
    if text.startswith(WINDPOWERLIB):
        return _windpowerlib(text.removeprefix(WINDPOWERLIB))
    if text.lower().endswith(ENDINGS) or user_file.is_file(text):
        return _from_file(Path(text), columns, diameter, hub_height)
    raise refusal("turbine", text[:200], "-", f"must be one of {', '.join(shipped())}, a file (.csv, .xlsx, .yaml, "
              f".wtg) or {WINDPOWERLIB}TYPE{nearest(text, shipped())}")


def shipped():
    """Return the names of the shipped turbines."""
    return tuple(_index()["key"])


def _index():
    """Return the columns of the index."""
    return read(FOLDER / "index.csv", ("key", "name"), (
        "rating_mw", "diameter_m", "hub_height_m", "cut_in_m_per_s", "cut_out_m_per_s"))


def _shipped(key):
    """Return a shipped turbine."""
    index = _index()
    of = {column: values[index["key"].index(key)] for column, values in index.items()}
    curve = read(FOLDER / f"{key}.csv", numbers=(*CURVE, THRUST), sourced=False)
    return _checked(Turbine(
        of["name"], of["rating_mw"], of["diameter_m"], of["hub_height_m"], np.array(curve["speed_m_per_s"]),
        np.array(curve["power_kw"]) / 1e3, np.array(curve[THRUST]), of["cut_in_m_per_s"],
        of["cut_out_m_per_s"], f"{of['source']} ({of['status']})"))


def _from_file(path, columns, diameter, hub_height):
    """Return the turbine of a user's file."""
    found = turbine_file.read(path, columns, diameter, hub_height)
    highest = found.power.max(initial=0.0) if np.isfinite(found.power).all() else np.nan
    rating = highest if found.rating is None else found.rating
    check_positive(f"{path.name}: rating_mw, or else the highest power,", rating, "MW")
    if not 0.9 <= highest / rating <= 1.1:
        raise refusal(f"{path.name}, column power_kw: highest power", 1e3 * highest, "kW",
                      f"must lie within 10 % of the rating, {rating:g} MW")
    if not np.isfinite(found.speed).all():
        raise refusal(f"{path.name}, column speed_m_per_s", "empty", "", "must not be empty")
    speed, power, thrust = _steps(found.speed, found.power, found.thrust)
    return _completed(found._replace(rating=rating, speed=speed, power=power, thrust=thrust), f"{path.name}: ")


def _steps(speed, power, thrust):
    """Return a curve whose steps, two powers at one speed, are a thousandth of a m/s wide; what falls to nothing at the
    last speed is its cut-out."""
    if speed[-2] == speed[-1] and power[-1] == 0.0:
        speed, power, thrust = speed[:-1], power[:-1], thrust[:-1]
    step = np.append((np.diff(speed) == 0) & (np.diff(power) >= 0), False)
    return np.where(step, speed - STEP, speed), power, thrust


def _windpowerlib(kind):
    """Return a turbine of the tables inside windpowerlib, which give no thrust."""
    curves, machines = (_by_type(name) for name in ("power_curves.csv", "turbine_data.csv"))
    known = [key for key in curves if key in machines]
    if kind not in known:
        raise refusal("turbine", WINDPOWERLIB + kind, "-",
                  f"must be one of {', '.join(known)}{nearest(kind, known)}")
    points = [(float(speed), float(power) / 1e6) for speed, power in curves[kind].items() if power]
    speed, power = (np.array(values) for values in zip(*sorted(points), strict=True))
    machine = machines[kind]
    diameter = float(machine["rotor_diameter"].replace(",", "."))
    heights = [float(height.replace(",", ".")) for height in HEIGHT.findall(machine["hub_height"])]
    note = ""
    if heights:
        hub = min(heights)
    else:
        hub, note = diameter / 2 + CLEARANCE, f"; hub height assumed, {CLEARANCE:g} m below the blade's tip"
    label = f"windpowerlib {_version()}, from the Open Energy Database{note}"
    return _completed(turbine_file.Written(kind, float(machine["nominal_power"]) / 1e6, diameter, hub, speed, power,
                                           np.full(speed.size, np.nan), None, None, label))


def _version():
    """Return the version of the installed windpowerlib."""
    from importlib.metadata import version

    return version("windpowerlib")


def _by_type(name):
    """Return the rows of a table inside windpowerlib by turbine type."""
    with (files("windpowerlib") / "oedb" / name).open(encoding="utf-8") as text:
        return {row.pop("turbine_type"): row for row in csv.DictReader(text)}


def _completed(written, where=""):
    """Return a turbine whose cut-in, cut-out and thrust are found where they are not given."""
    running = np.flatnonzero(written.power > 0)
    # Speeds past the last one with power only say that the machine stands there: cut-out says it better.
    keep = slice(0, running[-1] + 1)
    speed, power, thrust, label = written.speed[keep], written.power[keep], written.thrust[keep], written.label
    if np.isnan(thrust).all():
        thrust, label = _assumed_thrust(speed, power, written.rating), f"{label}; {ASSUMED_THRUST}"
    cut_in = speed[running[0]] if written.cut_in is None else written.cut_in
    cut_out = speed[-1] if written.cut_out is None else written.cut_out
    return _checked(Turbine(written.name, written.rating, written.diameter, written.hub_height, speed, power, thrust,
                            float(cut_in), float(cut_out), label), where)


def _assumed_thrust(speed, power, rating):
    """Return the thrust of the IEA 15 MW at the same ratio of speed to rated speed."""
    model = _shipped("iea_15mw")
    at = model.speed / _rated_speed(model.speed, model.power, model.rating)
    ratio = speed / _rated_speed(speed, power, rating)
    return np.where(power > 0, np.interp(ratio, at, model.thrust), 0.0)


def _rated_speed(speed, power, rating):
    """Return the lowest speed with 99 % of the rating, or of the highest power. [m/s]"""
    return speed[np.argmax(power >= 0.99 * min(rating, power.max()))]


def _checked(machine, where=""):
    """Return a turbine whose numbers make sense, its power held at its rating; `where` names its file in refusals."""
    name = f"{where}turbine {machine.name}"
    check_positive(f"{name}: rating", machine.rating, "MW")
    check_positive(f"{name}: diameter", machine.diameter, "m")
    check_within(f"{name}: hub_height", machine.hub_height, machine.diameter / 2, 1000.0, "m")
    check_within(f"{name}: cut_in", machine.cut_in, 0.0, machine.cut_out, "m/s")
    check_within(f"{name}: thrust", machine.thrust, 0.0, 1.5)
    area = np.pi * machine.diameter**2 / 4
    specific = machine.rating * 1e6 / area
    if not SPECIFIC[0] <= specific <= SPECIFIC[1]:
        raise refusal(f"{name}: rating over the rotor's area", specific, "W/m2", f"must lie between {SPECIFIC[0]:g} "
                      f"and {SPECIFIC[1]:g}: is power in the unit that the file says, and the diameter in m?")
    knots(machine)
    running = (machine.speed >= 4.0) & (machine.power >= 0.02 * machine.rating)
    share = machine.power[running] * 1e6 / (0.5 * 1.225 * area * machine.speed[running] ** 3)
    if share.max(initial=0.0) > COEFFICIENT:
        raise refusal(f"{name}: power coefficient at {machine.speed[running][share.argmax()]:g} m/s", share.max(), "-",
                      f"must be at most {COEFFICIENT:g}: is the speed in m/s?")
    if not share.max(initial=0.0) >= LEAST:
        raise refusal(f"{name}: highest power coefficient", share.max(initial=0.0), "-", f"must be at least {LEAST:g}: "
                      "is the speed in m/s, and is power that of one turbine?")
    check_within(f"{name}: cut_out", machine.cut_out, 10.0, LAST, "m/s")
    best = machine.thrust[running][share.argmax()]
    if not best >= 0.9 * share.max():
        raise refusal(f"{name}: thrust at {machine.speed[running][share.argmax()]:g} m/s", float(best), "-",
                      f"must be at least the coefficient of power there, {share.max():.3g}: what the wind loses is "
                      "thrust times its speed at the rotor. Is the column a coefficient of thrust?")
    return machine._replace(power=np.minimum(machine.power, machine.rating))
