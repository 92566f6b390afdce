"""Read a turbine from a file: a table of its curve under any names, or YAML of windIO or FLORIS."""

import re
from pathlib import Path
from typing import NamedTuple

import numpy as np

from sim.checks import check_positive, check_within, refusal
from sim.errors import SundalinkError
from sim.inputs import logger_table, spreadsheet, turbine_wtg, user_file, yaml_file
from sim.inputs.csv_table import comments, nearest
from sim.inputs.mast_columns import WRITTEN, base_name

CURVE = ("speed_m_per_s", "power_kw", "thrust_coefficient")
SETTINGS = ("name", "rating_mw", "diameter_m", "hub_height_m", "cut_in_m_per_s", "cut_out_m_per_s", "source")
SPEEDS = ("speed", "wind_speed", "windspeed", "ws", "v", "u", "wind", "speed_m_per_s", "wind_speed_m_per_s",
          "wind_speed_ms", "windspeed_ms", "ws_ms", "v_wind")
POWERS = ("power", "p", "power_output", "electrical_power", "active_power", "electric_power", "power_curve", "value")
THRUSTS = ("thrust_coefficient", "ct", "c_t", "thrust_coeff", "ct_value")
MEGAWATTS = {"w": 1e-6, "kw": 1e-3, "mw": 1.0}
"""Of a unit of power, in small letters. [MW]"""

OWN_USE = 0.05
"""Most that a waiting turbine takes from the grid, over its highest power (assumed). [fraction]"""

REFERENCE = 1.225
"""Air density that curves are for. [kg/m3]"""


COEFFICIENTS = "; power by its coefficient, taken as that at the terminals, without losses of generator and drive"
"""What is taken for granted of a curve of coefficients."""


class Written(NamedTuple):
    """A turbine as a file has it; what is None is found from the curve. [MW], [m], [m/s], [-]"""

    name: str
    rating: float | None
    diameter: float
    hub_height: float
    speed: np.ndarray
    power: np.ndarray
    thrust: np.ndarray
    cut_in: float | None
    cut_out: float | None
    label: str


def read(path, columns=(), diameter=0.0, hub_height=0.0):
    """
    Read a turbine.

    Parameters
    ----------
    path : str or Path
        A CSV table or spreadsheet with columns of wind speed, power with its unit, and perhaps a thrust coefficient;
        or YAML as windIO's turbine or FLORIS has it.
    columns : sequence of str
        Names of the file's own, each as ``"P = power_kw"``.
    diameter, hub_height : float
        What the file does not say; 0: it does. [m]

    Returns
    -------
    turbine : Written

    Raises
    ------
    SundalinkError
        Naming all that is missing at once; or file, line, column, value and rule.
    """
    path = Path(path)
    if path.suffix.lower() in (".yaml", ".yml", ".json"):   # JSON is YAML
        return _from_yaml(path, diameter, hub_height)
    if path.suffix.lower() == ".wtg":
        return _from_wasp(path, hub_height)
    sheet = path.suffix.lower() in spreadsheet.ENDINGS
    given = {} if sheet else _settings(path)
    body = spreadsheet.text(path, "turbine file") if sheet else user_file.text(path, thing="turbine file")
    own = [entry.rpartition("=")[0].strip() for entry in columns]
    table = logger_table.read(path, lambda name: name in own or _kind(name, "")[0] != "", "turbine file", body)
    found = _columns(path, table, columns)
    sizes = {"diameter_m": given.get("diameter_m") or diameter, "hub_height_m": given.get("hub_height_m") or hub_height}
    missing = [f"`# {key} = ...`" for key, value in sizes.items() if not value]
    missing += [f"the column {name}" for name in CURVE[:2] if name not in found]
    if missing:
        raise SundalinkError(f"{path.name}: must say {', '.join(missing)} (above its header line, or in "
                             f"farm.turbine_table); it has the columns {', '.join(table.names)[:200]}")
    values = {name: _values(path, table, place) * scale for name, (place, scale) in found.items()}
    speed = values["speed_m_per_s"]
    power, own = _of_its_own(values["power_kw"])
    thrust = values.get("thrust_coefficient", np.full(speed.size, np.nan))
    return Written(given.get("name", path.stem), given.get("rating_mw"), sizes["diameter_m"], sizes["hub_height_m"],
                   speed, power, thrust, given.get("cut_in_m_per_s"), given.get("cut_out_m_per_s"),
                   given.get("source", f"user's file {path.name}") + own)


def _of_its_own(power):
    """Return power without what a waiting turbine takes from the grid, and a sentence that says so. [MW]"""
    running = np.flatnonzero(power > 0.0)
    if not running.size or not (power < 0.0).any() or power.min() < -OWN_USE * power.max():
        return power, ""
    waits = (np.arange(power.size) < running[0]) | (np.arange(power.size) > running[-1])
    if not waits[power < 0.0].all():
        return power, ""
    return np.where(waits, np.maximum(power, 0.0), power), (
        f"; its own consumption, up to {-1e3 * power.min():.3g} kW while it waits for wind, is left out")


def _settings(path):
    """Return the settings in the comments above a table."""
    given = {}
    for key, (line, value) in comments(path, SETTINGS).items():
        where = f"{path.name}, line {line}, {key}"
        if key not in SETTINGS:
            raise refusal(where, value[:60], "-", f"must be one of {', '.join(SETTINGS)}{nearest(key, SETTINGS)}")
        try:
            given[key] = value if key in ("name", "source") else float(value)
        except ValueError:
            raise refusal(where, repr(value)[:60], "-", "must be a number") from None
    return given


def _columns(path, table, columns):
    """Return the place and scale of each column of the curve."""
    mapped = {}
    for entry in columns:
        own, equals, ours = (part.strip() for part in entry.rpartition("="))
        if not equals or own not in table.names or not _kind(ours, "")[0]:
            rule = "each must be as 'own name = power_kw'" if not equals else "must name a column of the file" \
                f"{nearest(own, table.names)}" if own not in table.names else \
                f"must name one of speed_m_per_s, power_w, power_kw, power_mw, thrust_coefficient{nearest(ours, CURVE)}"
            raise refusal("farm.turbine_table.columns", repr(entry)[:100], "", rule)
        mapped[own] = ours
    found = {}
    for place, (name, unit) in enumerate(zip(table.names, table.units, strict=True)):
        kind, scale = _kind(mapped.get(name, name), "" if name in mapped else unit)
        if kind and scale is None:
            raise refusal(f"{path.name}, line {table.line}, column {name}", unit or "no unit", "", "must say its unit: "
                          "W, kW or MW for power, m/s for speed")
        if kind in found and name not in mapped:
            continue
        if kind:
            found[kind] = (place, scale)
    return found


def _kind(name, unit):
    """Return the quantity of a column and its scale to m/s, MW or one; None for a scale that is not known."""
    base, stated = base_name(name)
    stated = stated or unit.strip().lower()
    match = re.fullmatch(r"(.+?)_(mw|kw|w)", base)
    if match and match.group(1) in POWERS:
        return "power_kw", MEGAWATTS[match.group(2)]
    if base in POWERS:
        return "power_kw", MEGAWATTS.get(stated)
    if base in SPEEDS:
        scale = {"": 1.0, "m_per_s": 1.0, "km_per_h": 1 / 3.6, "kn": 1852 / 3600}
        return "speed_m_per_s", scale.get(WRITTEN.get(stated, stated))
    if base in THRUSTS and stated in ("", "-", "1"):
        return "thrust_coefficient", 1.0
    return "", None


def _values(path, table, place):
    """Return a column as numbers, NaN for empty cells of the thrust, or refuse the first cell that is none."""
    values = logger_table.numbers(table.columns[place], table.comma)
    texts = table.columns[place].str.strip()
    wrong = ~np.isfinite(values) & (texts != "").to_numpy()
    if wrong.any():
        row = int(wrong.argmax())
        raise refusal(f"{path.name}, line {table.first + row}, column {table.names[place]}", repr(texts.iloc[row])[:60],
                      "-", "must be a finite number")
    return values


def _from_wasp(path, hub_height):
    """Return the turbine of a file of WAsP; its own hub height counts before what is given beside."""
    found = turbine_wtg.read(path)
    hub = found.hub_height or hub_height
    if not hub:
        raise refusal(f"{path}: SuggestedHeights", "absent", "", "must be there, or farm.turbine_table.hub_height_m")
    return Written(found.name, None, found.diameter, hub, found.speed, found.power, found.thrust, found.cut_in,
                   found.cut_out, f"user's file {path.name} (WAsP)")


def _from_yaml(path, diameter, hub_height):
    """Return the turbine of a YAML file."""
    def no_dataset(beside):
        raise refusal("turbine file", beside, "", "a turbine is read from YAML or a table, not from netCDF")

    tables = yaml_file.read(path, no_dataset, "turbine file")
    tables = tables.get("turbine", tables) if isinstance(tables.get("turbine"), dict) else tables
    if "POW" in tables and "V" in tables:
        return _atlite(path, tables, str(tables.get("name", path.stem))[:80], diameter, hub_height)
    size = [_number(path, tables, key, given) for key, given in (("rotor_diameter", diameter),
                                                                 ("hub_height", hub_height))]
    name = str(tables.get("name", tables.get("turbine_type", path.stem)))[:80]
    if isinstance(tables.get("performance"), dict):
        return _windio(path, tables["performance"], name, *size)
    if isinstance(tables.get("power_thrust_table"), dict):
        return _floris(path, tables, name, *size)
    raise refusal(f"{path}: performance", "absent", "", "must be there, as in windIO's turbine, or power_thrust_table, "
                  "as in that of FLORIS, or V and POW, as in that of atlite")


def _windio(path, said, name, diameter, hub):
    """Return a turbine of windIO: power in W, or coefficients of it."""
    curve, thrust = (said.get(key) if isinstance(said.get(key), dict) else {} for key in ("power_curve", "Ct_curve"))
    label = f"user's file {path.name} (windIO)"
    if curve:
        speed, power = (_list(path, curve, key) for key in ("power_wind_speeds", "power_values"))
        _same(path, "power_values", power, speed)
        power = power / 1e6
    else:
        curve = said.get("Cp_curve") if isinstance(said.get("Cp_curve"), dict) else {}
        speed, share = (_list(path, curve, key) for key in ("Cp_wind_speeds", "Cp_values"))
        _same(path, "Cp_values", share, speed)
        power = _of_coefficient(speed, share, diameter)
        label += COEFFICIENTS
        if "rated_power" in said:
            power = np.minimum(power, _number(path, said, "rated_power", 0.0) / 1e6)
    found = np.full(speed.size, np.nan)
    if thrust:
        at, values = (_list(path, thrust, key) for key in ("Ct_wind_speeds", "Ct_values"))
        _same(path, "Ct_values", values, at)
        found = np.interp(speed, at, values)
    rating, low, high = (_number(path, said, key, 0.0) / scale if key in said else None for key, scale in (
        ("rated_power", 1e6), ("cutin_wind_speed", 1.0), ("cutout_wind_speed", 1.0)))
    if rating is None:
        label += f"; the file states no rated power: {power.max():.4g} MW is the highest of the curve"
    return Written(name, rating, diameter, hub, speed, power, found, low, high, label)


def _floris(path, tables, name, diameter, hub):
    """Return a turbine of FLORIS: power in kW, or coefficients of it in its third version."""
    said = tables["power_thrust_table"]
    density = said.get("ref_air_density", tables.get("ref_density_cp_ct", tables.get("ref_air_density", REFERENCE)))
    if not isinstance(density, int | float) or abs(density - REFERENCE) > 0.01:
        raise refusal(f"{path}: reference air density", repr(density)[:40], "kg/m3", f"must be {REFERENCE:g}")
    speed, power = (_list(path, said, key) for key in ("wind_speed", "power"))
    thrust = _list(path, said, "thrust_coefficient" if "thrust_coefficient" in said else "thrust")
    _same(path, "power", power, speed)
    _same(path, "thrust", thrust, speed)
    label = f"user's file {path.name} (FLORIS)"
    if power.max(initial=0.0) < 1.0:
        label += COEFFICIENTS
        whole = _number(path, tables, "generator_efficiency", 1.0)
        power = _of_coefficient(speed, power, diameter) * whole
    else:
        power = power / 1e3
    return Written(name, None, diameter, hub, speed, power, thrust, None, None, label)


def _atlite(path, tables, name, diameter, hub_height):
    """Return a turbine of atlite: power in MW at speeds in m/s, without a rotor."""
    speed, power = (_list(path, tables, key) for key in ("V", "POW"))
    _same(path, "POW", power, speed)
    hub = _number(path, tables, "HUB_HEIGHT", hub_height)
    check_positive(f"{path}: rotor diameter, which atlite leaves out: farm.turbine_table.diameter_m", diameter, "m")
    return Written(name, None, diameter, hub, speed, power, np.full(speed.size, np.nan), None, None,
                   f"user's file {path.name} (atlite)")


def _of_coefficient(speed, share, diameter):
    """Return power by its coefficient. [MW]"""
    return 0.5 * REFERENCE * np.pi * diameter**2 / 4 * share * speed**3 / 1e6


def _number(path, tables, key, given):
    """Return a number of a table, or what is given for it, or refuse."""
    value = tables.get(key, given)
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise refusal(f"{path}: {key}", repr(value)[:60], "", "must be a number")
    check_positive(f"{path}: {key}, or farm.turbine_table where the file lacks it,", value)
    return float(value)


def _list(path, tables, key):
    """Return a list of numbers of a table, or refuse."""
    try:
        values = np.asarray(tables[key], dtype=float)
        if values.ndim != 1 or values.size < 2:
            raise ValueError("shape")
    except KeyError:
        raise refusal(f"{path}: {key}", "absent", "", "must be a list of numbers") from None
    except (TypeError, ValueError, OverflowError):
        raise refusal(f"{path}: {key}", repr(tables[key])[:60], "", "must be a list of two numbers or more") from None
    check_within(f"{path}: {key}", values, -1e9, 1e9)
    return values


def _same(path, name, values, speed):
    """Refuse a curve whose values and speeds differ in number."""
    if values.size != speed.size:
        raise refusal(f"{path}: values of {name}", values.size, "", f"must be {speed.size}, as many as its speeds")
