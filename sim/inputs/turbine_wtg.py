"""Read the turbine files of WAsP (.wtg): XML with a table of power and thrust for each density of the air."""

import re
from typing import NamedTuple
from xml.etree import ElementTree

import numpy as np

from sim.errors import refusal
from sim.inputs import user_file
from sim.inputs.number_text import finite

REFERENCE = 1.225
"""Air density that curves are for. [kg/m3]"""


class WaspTurbine(NamedTuple):
    """A turbine as the file has it; what is None it does not say."""

    name: str
    diameter: float
    hub_height: float | None
    speed: np.ndarray
    """[m/s]"""
    power: np.ndarray
    """[MW]"""
    thrust: np.ndarray
    """[-]"""
    cut_in: float | None
    cut_out: float | None


def read(path):
    """
    Read a turbine of WAsP.

    Parameters
    ----------
    path : Path
        The file; of several tables that of the air density nearest to 1.225 kg/m3 is read.

    Returns
    -------
    turbine : WaspTurbine

    Raises
    ------
    SundalinkError
        If it is no such file, has no table within 1 % of that density, or a value is no number.

    References
    ----------
    .. [1] DTU Wind Energy, WAsP help, wind turbine generator file.
    """
    text = user_file.text(path, user_file.TEXT, "turbine file")
    if "<!" in re.sub(r"<!--.*?-->", "", text, flags=re.S):   # no document type, so no entities that grow
        raise refusal("turbine file", path, "", "must be XML without a document type")
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ElementTree.ParseError, ValueError, RecursionError) as fault:
        raise refusal("turbine file", path, "", f"must be XML as WAsP's .wtg ({str(fault)[:100]})") from None
    if root.tag != "WindTurbineGenerator":
        raise refusal(f"{path}: root", root.tag[:60], "", "must be WindTurbineGenerator, as in WAsP's .wtg")
    tables = root.findall("PerformanceTable")
    density = [_number(path, table, "AirDensity") for table in tables]
    if not tables or min(abs(each - REFERENCE) for each in density) > 0.01 * REFERENCE:
        raise refusal(f"{path}: AirDensity of PerformanceTable", ", ".join(f"{each:g}" for each in density) or "absent",
                      "kg/m3", f"one must be {REFERENCE:g}")
    table = tables[int(np.argmin(np.abs(np.array(density) - REFERENCE)))]
    points = table.findall("DataTable/DataPoint")
    if len(points) < 2:
        raise refusal(f"{path}: DataPoint", len(points), "", "must be two or more")
    speed, power, thrust = (np.array([_number(path, point, key) for point in points])
                            for key in ("WindSpeed", "PowerOutput", "ThrustCoEfficient"))
    order = np.argsort(speed, kind="stable")
    height, rule = root.find("SuggestedHeights/Height"), table.find("StartStopStrategy")
    low, high = (None if rule is None or key not in rule.attrib else _number(path, rule, key)
                 for key in ("LowSpeedCutIn", "HighSpeedCutOut"))
    return WaspTurbine(root.get("Description", path.stem)[:80], _number(path, root, "RotorDiameter"),
                       None if height is None else finite(f"{path}: Height", height.text), speed[order],
                       power[order] / 1e6, thrust[order], low, high)


def _number(path, element, key):
    """Return an attribute as a number, or refuse it."""
    return finite(f"{path}: {key} of {element.tag[:60]}", element.get(key))
