"""Read a turbine's curves: shipped ones, a user's CSV file, or those that windpowerlib ships."""

import csv
from importlib.resources import files
from pathlib import Path

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.errors import SundalinkError
from sim.farm.power_curve import Turbine, knots
from sim.inputs.csv_table import comments, nearest, read

FOLDER = Path(__file__).resolve().parents[1] / "data" / "turbines"
WINDPOWERLIB = "windpowerlib:"
CURVE = ("speed_m_per_s", "power_kw")
THRUST = "thrust_coefficient"
SETTINGS = ("name", "rating_mw", "diameter_m", "hub_height_m", "cut_in_m_per_s", "cut_out_m_per_s", "source")
CLEARANCE = 25.0
"""Space assumed between the sea and the tip of a blade where a library gives no hub height. [m]"""

ASSUMED_THRUST = "thrust assumed: that of the IEA 15 MW at the same ratio of speed to rated speed"


def turbine(name):
    """
    Return a turbine.

    Parameters
    ----------
    name : str or Path
        One of `shipped`; the path of a CSV file; or ``windpowerlib:`` and a turbine type of that library,
        such as ``windpowerlib:V164/8000``, on the lowest of the hub heights listed there.

        A CSV file has the columns ``speed_m_per_s,power_kw,thrust_coefficient`` and, above its header,
        comment lines ``# diameter_m = 164`` and ``# hub_height_m = 105``. It may also set ``rating_mw``
        (otherwise its highest power), ``cut_in_m_per_s`` and ``cut_out_m_per_s`` (otherwise the first and the
        last speed with power), ``name`` and ``source``. Without the third column the thrust is assumed.

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
    if text.lower().endswith(".csv") or Path(text).is_file():
        return _from_csv(Path(text))
    raise refusal("turbine", text, "-", f"must be one of {', '.join(shipped())}, a CSV file or "
              f"{WINDPOWERLIB}TYPE{nearest(text, shipped())}")


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


def _from_csv(path):
    """Return the turbine of a user's file."""
    given = {}
    for key, (line, value) in comments(path).items():
        where = f"{path.name}, line {line}, {key}"
        if key not in SETTINGS:
            raise refusal(where, value, "-", f"must be one of {', '.join(SETTINGS)}{nearest(key, SETTINGS)}")
        try:
            given[key] = value if key in ("name", "source") else float(value)
        except ValueError:
            raise refusal(where, repr(value), "-", "must be a number") from None
    for key in ("diameter_m", "hub_height_m"):
        if key not in given:
            raise SundalinkError(f"{path.name}: must say `# {key} = ...` above its header line")
    curve = read(path, numbers=(*CURVE, THRUST), optional=(THRUST,), sourced=False)
    speed, power, thrust = (np.array(curve[column]) for column in (*CURVE, THRUST))
    rating = given.get("rating_mw", power.max() / 1e3)
    check_positive(f"{path.name}: rating_mw, or else the highest power,", rating, "MW")
    if not 0.9 <= power.max() / 1e3 / rating <= 1.1:
        raise refusal(f"{path.name}, column power_kw: highest power", power.max(), "kW",
                  f"must lie within 10 % of the rating, {rating:g} MW")
    return _curve(given.get("name", path.stem), rating, given["diameter_m"], given["hub_height_m"], speed,
                  power / 1e3, thrust, given.get("cut_in_m_per_s"), given.get("cut_out_m_per_s"),
                  given.get("source", f"user's file {path.name}"))


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
    diameter, heights = float(machine["rotor_diameter"]), machine["hub_height"].split(";")
    note = ""
    if heights[0].strip():
        hub = min(float(height) for height in heights)
    else:
        hub, note = diameter / 2 + CLEARANCE, f"; hub height assumed, {CLEARANCE:g} m below the blade's tip"
    label = f"windpowerlib {_version()}, from the Open Energy Database{note}"
    return _curve(kind, float(machine["nominal_power"]) / 1e6, diameter, hub, speed, power,
                  np.full(speed.size, np.nan), None, None, label)


def _version():
    """Return the version of the installed windpowerlib."""
    from importlib.metadata import version

    return version("windpowerlib")


def _by_type(name):
    """Return the rows of a table inside windpowerlib by turbine type."""
    with (files("windpowerlib") / "oedb" / name).open(encoding="utf-8") as text:
        return {row.pop("turbine_type"): row for row in csv.DictReader(text)}


def _curve(name, rating, diameter, hub, speed, power, thrust, cut_in, cut_out, label):
    """Return a turbine whose cut-in, cut-out and thrust are found where they are not given."""
    running = np.flatnonzero(power > 0)
    # Speeds past the last one with power only say that the machine stands there: cut-out says it better.
    keep = slice(0, running[-1] + 1)
    speed, power, thrust = speed[keep], power[keep], thrust[keep]
    if np.isnan(thrust).all():
        thrust, label = _assumed_thrust(speed, power, rating), f"{label}; {ASSUMED_THRUST}"
    cut_in = speed[running[0]] if cut_in is None else cut_in
    cut_out = speed[-1] if cut_out is None else cut_out
    return _checked(Turbine(name, rating, diameter, hub, speed, power, thrust, float(cut_in), float(cut_out),
                            label))


def _assumed_thrust(speed, power, rating):
    """Return the thrust of the IEA 15 MW at the same ratio of speed to rated speed."""
    model = _shipped("iea_15mw")
    at = model.speed / _rated_speed(model.speed, model.power, model.rating)
    ratio = speed / _rated_speed(speed, power, rating)
    return np.where(power > 0, np.interp(ratio, at, model.thrust), 0.0)


def _rated_speed(speed, power, rating):
    """Return the lowest speed with 99 % of the rating, or of the highest power. [m/s]"""
    return speed[np.argmax(power >= 0.99 * min(rating, power.max()))]


def _checked(machine):
    """Return a turbine whose numbers make sense, its power held at its rating."""
    name = f"turbine {machine.name}"
    check_positive(f"{name}: rating", machine.rating, "MW")
    check_positive(f"{name}: diameter", machine.diameter, "m")
    check_within(f"{name}: hub_height", machine.hub_height, machine.diameter / 2, 1000.0, "m")
    check_within(f"{name}: cut_in", machine.cut_in, 0.0, machine.cut_out, "m/s")
    check_within(f"{name}: thrust", machine.thrust, 0.0, 1.5)
    knots(machine)
    return machine._replace(power=np.minimum(machine.power, machine.rating))
