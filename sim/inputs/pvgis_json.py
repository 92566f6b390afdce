"""PVGIS in JSON as the lines of its CSV: one form of the file, one reader."""

import json

from sim.errors import refusal

TABLES = ("hourly", "tmy_hourly")
"""Names of the table of hours."""


def lines(path, text):
    """
    Return the lines that PVGIS would write as CSV.

    Parameters
    ----------
    path : Path
        What a message names.
    text : str
        JSON as downloaded.

    Returns
    -------
    lines : list of str
        Place and slope, the line of names, and a line for each hour.

    Raises
    ------
    SundalinkError
        If it is no JSON of PVGIS.
    """
    try:
        found = json.loads(text)
        place, outputs = found["inputs"]["location"], found["outputs"]
        rows = next(outputs[name] for name in TABLES if name in outputs)
        names = list(rows[0])
        time = next(name for name in names if name.startswith("time"))
        names.remove(time)
        body = [",".join(str(row[name]).replace(",", ";") for name in (time, *names)) for row in rows]
        head = [f"Latitude: {place['latitude']}", f"Longitude: {place['longitude']}"]
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, StopIteration, RecursionError):
        raise refusal("solar file", path, "", "must be JSON of PVGIS, with inputs.location and outputs.hourly or "
                      "outputs.tmy_hourly") from None
    slope = _fixed(found["inputs"])
    return [*head, *([] if slope is None else [f"Slope: {slope}"]), ",".join([time, *names]), *body]


def _fixed(inputs):
    """Return the slope of a plane that does not turn, None where the file names none."""
    mounting = inputs.get("mounting_system")
    if not isinstance(mounting, dict):
        return None
    part = next((each for each in mounting.values() if isinstance(each, dict)), {})
    slope = part.get("slope")
    return slope.get("value") if isinstance(slope, dict) else slope
