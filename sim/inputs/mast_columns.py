"""Names of the columns of a mast's table: the program's own, those a user maps, and those that state their unit."""

import re
from collections import Counter

import numpy as np

from sim.errors import refusal
from sim.inputs.csv_table import nearest

# quantity -> unit as a name ends -> (factor, offset) to the house's unit
UNITS = {
    "wind_speed": {"m_per_s": (1.0, 0.0), "km_per_h": (1 / 3.6, 0.0), "kn": (1852 / 3600, 0.0),
                   "mph": (1609.344 / 3600, 0.0), "ft_per_s": (0.3048, 0.0)},
    "wind_direction": {"deg": (1.0, 0.0)},
    "temperature": {"degc": (1.0, 0.0), "k": (1.0, -273.15), "degf": (5 / 9, -160 / 9)},
    "sea_temperature": {"degc": (1.0, 0.0), "k": (1.0, -273.15), "degf": (5 / 9, -160 / 9)},
    "pressure": {"pa": (1.0, 0.0), "hpa": (100.0, 0.0), "kpa": (1000.0, 0.0), "mmhg": (133.322, 0.0),
                 "inhg": (3386.39, 0.0)},
    "relative_humidity": {"percent": (0.01, 0.0), "fraction": (1.0, 0.0)},
}
# quantity -> (unit, lowest, highest value that can be true)
LIMITS = {"wind_speed": ("m/s", 0.0, 120.0), "wind_direction": ("deg", 0.0, 360.0),
          "temperature": ("degC", -60.0, 60.0), "sea_temperature": ("degC", -5.0, 45.0),
          "pressure": ("Pa", 5e4, 1.1e5), "relative_humidity": ("-", 0.0, 1.05)}
LEVELLED = ("wind_speed", "wind_direction")
AIR = ("temperature", "pressure")
"""Quantities that may belong to a height, and are brought to the surface then."""
FASTEST = 20.0
"""Mean wind speed above which the unit is wrong: no place on Earth has so much under 300 m (assumed). [m/s]"""

NAME = re.compile(rf"({'|'.join(UNITS)})(?:_(\d{{1,6}}(?:\.\d{{1,6}})?)m)?"
                  rf"(?:_({'|'.join(sorted(set().union(*UNITS.values())))}))?")
FLAG = re.compile(r"quality(?:_(\d{1,6}(?:\.\d{1,6})?)m)?")

TIMES = ("time", "timestamp", "datetime", "date_time", "date/time", "valid_time", "tmstamp", "time_stamp",
         "date_&_time", "date_&_time_stamp", "date_and_time", "time_and_date", "hhmm")
"""Names of a column of stamps, in any case, with spaces for underscores."""

DATES = ("date", "yyyymmdd")
"""Names of a column of dates beside one of times."""

CALENDAR = {"year": ("year", "yyyy", "yy", "yr"), "month": ("month", "mm", "mo"), "day": ("day", "dd", "dy"),
            "hour": ("hour", "hh", "hr"), "minute": ("minute", "mm", "mn", "min")}
"""Names of columns that hold the parts of a stamp, in their order."""

PARTS = set().union(*CALENDAR.values())

DROP = ("drop", "")
"""What an unwanted column is mapped to."""

WRITTEN = {
    "m/s": "m_per_s", "ms-1": "m_per_s", "m s-1": "m_per_s", "m s^-1": "m_per_s", "m s**-1": "m_per_s",
    "mps": "m_per_s", "meters/second": "m_per_s", "metres/second": "m_per_s", "km/h": "km_per_h", "kmh": "km_per_h",
    "kph": "km_per_h", "kn": "kn", "kt": "kn", "kts": "kn", "knots": "kn", "knot": "kn",
    "mph": "mph", "mi/h": "mph", "miles/hour": "mph", "ft/s": "ft_per_s",
    "fps": "ft_per_s", "°f": "degf", "degf": "degf", "deg f": "degf", "mmhg": "mmhg", "inhg": "inhg", "in hg": "inhg",
    "degt": "deg", "°": "deg", "deg": "deg", "degrees": "deg",
    "degree": "deg", "degrees true": "deg", "°c": "degc", "degc": "degc", "c": "degc", "deg c": "degc",
    "celsius": "degc", "k": "k", "kelvin": "k", "pa": "pa", "hpa": "hpa", "mbar": "hpa", "mb": "hpa", "kpa": "kpa",
    "%": "percent", "percent": "percent", "%rh": "percent", "rh%": "percent"}
"""Units as files state them, in small letters."""

WORDS = {"wind_speed": "(?:horizontal_)?wind_?speed|windspeed|ws|wspd|wind_spd|spd|speed", "wind_direction":
         "wind_?direction|wind_?dir|wd|wdir|dir|direction", "temperature":
         "air_temperature|(?:ext_|air_)?temp|temperature|t|ta|at|atmp",
         "sea_temperature": "sea_surface_temperature|sea_temperature|sst|water_temperature",
         "pressure": "surface_pressure|air_pressure|pressure|press?|p|bp|baro", "relative_humidity":
         "relative_humidity|rel\\.?_humidity|humidity|rh|hum"}
"""Names of quantities of other programs."""

FOREIGN = {quantity: re.compile(rf"(?:(\d{{1,4}}(?:\.\d{{1,3}})?)_?m_)?(?:{words})"
                                rf"(?:_?(?:at_)?(\d{{1,4}}(?:[.p]\d{{1,3}})?)_?m?)?(?:_?(?:avg|mean|ave))?")
           for quantity, words in WORDS.items()}
STATED = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*$")
"""A unit in brackets behind a name."""
WITHIN = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
"""A unit in brackets anywhere in a name."""


def wanted_names(columns):
    """Return a function that says whether the name of a column is one that is wanted, for `logger_table.read`."""
    own = {entry.rpartition("=")[0].strip() for entry in columns}

    def wanted(name):
        if name in own or NAME.fullmatch(name) or FLAG.fullmatch(name):
            return True
        base = base_name(name)[0]
        return base in (*TIMES, *DATES) or base in PARTS or any(form.fullmatch(base) for form in FOREIGN.values())

    return wanted


def own_names(path, table, columns):
    """
    Return the house's names of a table's columns.

    Parameters
    ----------
    path : Path
        What a message names.
    table : sim.inputs.logger_table.FreeTable
    columns : sequence of str
        As a user maps them, ``own name = name of the house``.

    Returns
    -------
    names : list of str
        By column; empty for one that is left aside.
    note : str
        What was left aside, for a label.

    Raises
    ------
    SundalinkError
        If a mapped column is not there, its quantity is unknown, or two have one name.
    """
    mapped = dict(_mapped(path, table, entry) for entry in columns)
    given = set(mapped.values())
    names, taken = [], {*given}
    for name, unit in zip(table.names, table.units, strict=True):
        if name in mapped:
            names.append("" if mapped[name] in DROP else mapped[name])
        elif name in given:
            raise refusal(f"{path}, line {table.line}: column {name}", "twice", "", "must occur once")
        else:
            _of_one_unit(path, table, name, unit)
            names.append(_recognised(name, unit, taken))
        taken.add(names[-1])
    if "time" not in names and "date" in names:
        names[names.index("date")] = "time"
    for name, times in Counter(names).items():   # a file may have many thousands of columns
        if times > 1 and (name in ("time", "date") or NAME.fullmatch(name) or FLAG.fullmatch(name)):
            raise refusal(f"{path}, line {table.line}: column {name}", "twice", "", "must occur once")
    left = [name for name, ours in mapped.items() if ours in DROP]
    return names, f"; left aside: {', '.join(left)}" if left else ""


def _mapped(path, table, entry):
    """Return (own name, name of the house) of an entry, or refuse it."""
    own, equals, ours = (part.strip() for part in entry.rpartition("="))
    if not equals:
        raise refusal("resource.table.columns", repr(entry), "",
                      "each must be as 'own name = wind_speed_100m_m_per_s'")
    if own not in table.names:
        raise refusal(f"{path}, line {table.line}: column {own}", "absent", "", "is named in resource.table.columns"
                      f"{nearest(own, table.names)}")
    if ours not in (*DROP, "time", "date") and not NAME.fullmatch(ours) and not FLAG.fullmatch(ours):
        level = re.search(r"_(\d+(?:\.\d+)?)m(?=_|$)", ours)
        valid = [f"{quantity}{f'_{level.group(1)}m' if level and quantity in LEVELLED else ''}_{unit}"
                 for quantity, units in UNITS.items() for unit in units] + ["time", "date", "quality", "drop"]
        raise refusal("resource.table.columns", repr(entry), "", f"must name a quantity with its unit"
                      f"{nearest(ours, valid)}; they are {', '.join(valid)}")
    return own, ours


def base_name(name):
    """Return a name in small letters without its unit in brackets, and the unit."""
    inside = next((match for match in WITHIN.finditer(name) if match.group(1).strip().lower() in WRITTEN), None)
    match = STATED.match(name)
    base, unit = (name[:inside.start()] + name[inside.end():], inside.group(1)) if inside else (
        match.groups() if match else (name, ""))
    return re.sub(r"[\s\-]+", "_", base.strip(" .#").lower()), unit.strip().lower()


def calendar(table):
    """
    Return the columns of year, month, day and time, in a table that has them apart.

    Parameters
    ----------
    table : sim.inputs.logger_table.FreeTable

    Returns
    -------
    places : list of int
        Of year, month, day, hour and, where it is there, minute; empty where one of the first four is not.
    """
    names, places = [base_name(name)[0] for name in table.names], []
    for part, words in CALENDAR.items():
        first = places[-1] + 1 if places else 0
        found = next((at for at in range(first, len(names)) if names[at] in words), None)
        if found is None:
            return places if part == "minute" else []
        places.append(found)
    return places


def _of_one_unit(path, table, name, unit):
    """Refuse a column whose name and the row of units below it state two units."""
    own = NAME.fullmatch(name)
    stated = (own.group(3) or "") if own else WRITTEN.get(base_name(name)[1], "")
    below = WRITTEN.get(unit.strip().lower(), "")
    if stated and below and stated != below:
        raise refusal(f"{path}, line {table.line}: column {name}", unit.strip()[:40], "", "is the unit in the row "
                      "below, and the name states another: resource.table.columns can say which, as "
                      f"'{name} = wind_speed_100m_m_per_s'")


def _recognised(name, unit, taken):
    """Return the house's name of a column that is not mapped: its own one, or what its stated unit makes certain."""
    base, stated = base_name(name)
    unit = WRITTEN.get(stated or unit.strip().lower(), "")
    own = NAME.fullmatch(name)
    if own or FLAG.fullmatch(name):   # a name without its unit, which the row below states
        return f"{name}_{unit}" if own and not own.group(3) and unit in UNITS[own.group(1)] else name
    if base in TIMES and "time" not in taken:
        return "time"
    if base in DATES and "date" not in taken:
        return "date"
    for quantity, form in FOREIGN.items():
        match = form.fullmatch(base)
        if match and unit in UNITS[quantity]:
            height = match.group(1) or match.group(2)
            level = f"_{height.replace('p', '.')}m" if height and quantity in (*LEVELLED, *AIR) else ""
            ours = f"{quantity}{level}_{unit}"
            return "" if ours in taken else ours
    return name


def check_plausible(path, name, quantity, values):
    """
    Refuse a column whose values are in another unit than its name says.

    Parameters
    ----------
    path : Path
        What a message names.
    name : str
        Of the column.
    quantity : str
        One of `sim.inputs.mast_columns.LIMITS`.
    values : array, shape (n,)
        NaN where none stands; fewer than 100 are let pass.

    Raises
    ------
    SundalinkError
        If they are in knots, radians or fractions.
    """
    there = values[np.isfinite(values)]
    if there.size < 100:
        return
    if quantity == "relative_humidity" and there.max() <= 0.0105:
        raise refusal(f"{path}: highest value of {name}", float(100 * there.max()), "%", "must be in percent: these "
                      "are fractions, whose name ends in relative_humidity_fraction")
    if quantity == "wind_speed" and there.mean() > FASTEST:
        raise refusal(f"{path}: mean of {name}", float(there.mean()), "m/s", f"must be at most {FASTEST:g} m/s: is the "
                      "unit km_per_h or kn?")
    if quantity == "wind_direction" and there.max() <= 6.2832 and there.std() > 0.3:
        raise refusal(f"{path}: highest value of {name}", float(there.max()), "deg", "must be in degrees: these are "
                      "radians")
