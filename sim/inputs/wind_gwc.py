"""Read generalised wind climates: the tables of the Global Wind Atlas in WAsP's text format (.lib)."""

import re
from pathlib import Path

import numpy as np

from sim.errors import refusal
from sim.inputs import user_file
from sim.resource.sector_climate import Sectors, check_sectors

NEAR = 0.5
"""A table of a place further than this from the site, north or east, is refused (assumed). [deg]"""


def read(path, latitude, longitude):
    """
    Read a generalised wind climate.

    A line of description, perhaps with ``<coordinates>longitude,latitude,height</coordinates>``; the numbers of
    roughness lengths, heights and sectors; the roughness lengths [m]; the heights [m]; then for each roughness a line
    of frequencies [%], and for each height a line of Weibull A [m/s] and one of k. Rows may be wrapped.

    A generalised climate is that of a flat and even world. Over open sea it is the site's; near a coast a microscale
    model must bring it there.

    Parameters
    ----------
    path : str or Path
        The table.
    latitude, longitude : float
        The site, to be held against the coordinates of the table. [deg]

    Returns
    -------
    sectors : Sectors
        All classes and heights.

    Raises
    ------
    SundalinkError
        If it is no such table, it is cut off, a value cannot be, or it is of another place.

    References
    ----------
    .. [1] Troen, Petersen 1989, "European Wind Atlas", Risoe National Laboratory.
    .. [2] WindKit user guide, "Generalized Wind Climate", DTU Wind Energy (the .lib format).
    """
    path = Path(path)
    lines = _lines(path)
    counts = _row(path, lines, 1, "numbers of roughness lengths, heights and sectors")
    if len(counts) != 3 or any(n != int(n) or not 1 <= n <= 72 for n in counts):
        raise refusal(
            f"{path}, line 2",
            lines[1].strip()[:60],
            "",
            "must be three whole numbers: of roughness lengths, heights and sectors, as in a WAsP .lib file",
        )
    classes, levels, sectors = (int(n) for n in counts)
    roughness, heights = _row(path, lines, 2, "roughness lengths"), _row(path, lines, 3, "heights")
    for number, name, found, wanted in ((3, "roughness lengths", roughness, classes), (4, "heights", heights, levels)):
        if len(found) != wanted:
            raise refusal(f"{path}, line {number}: {name}", len(found), "", f"must be {wanted}, as line 2 says")
    body = [value for at in range(4, len(lines)) for value in _row(path, lines, at, "frequencies, A and k")]
    needed = classes * (2 * levels + 1) * sectors
    if len(body) != needed:
        raise refusal(
            f"{path}: values after line 4",
            len(body),
            "",
            f"must be {needed}: for each of {classes} roughness "
            f"lengths a row of frequencies, and for each of {levels} heights one of A and one of k, of {sectors} "
            f"sectors; the file is {'cut off' if len(body) < needed else 'longer than that'}",
        )
    table = np.array(body).reshape(classes, 2 * levels + 1, sectors)
    _placed(path, lines[0], latitude, longitude)
    label = f"{path.name}, generalised wind climate (modelled, for a flat and even surface)"
    axes = np.array(roughness), np.array(heights)
    found = Sectors(*axes, table[:, 0], table[:, 1::2], table[:, 2::2], None, None, label)
    return check_sectors(found, str(path))


def _lines(path):
    """Return the lines of the file that hold something, four at least, or say why not."""
    text = user_file.text(path, user_file.TEXT, "wind file")
    if text.lstrip().startswith("<?xml") or "RveaGeneralisedMeanWindClimate" in text[:2000]:
        raise refusal(
            "wind file", path, "", "is a generalised wind climate in XML: save it as .lib, in WAsP's text format"
        )
    lines = text.splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    if len(lines) < 5 or "\0" in text[:2000]:
        raise refusal(
            "wind file",
            path,
            "",
            f"must be a generalised wind climate in WAsP's text format (.lib), of five "
            f"lines at least; it has {len(lines)}",
        )
    return lines


def _row(path, lines, at, what):
    """Return the numbers of a line, or refuse the first that is none."""
    found = []
    for word in lines[at].split():
        try:
            found.append(float(word))
        except ValueError:
            found.append(np.nan)
        if not np.isfinite(found[-1]):
            raise refusal(f"{path}, line {at + 1}: {what}", word[:40], "", "must be numbers")
    return found


def _placed(path, description, latitude, longitude):
    """Refuse the climate of another place."""
    tag = re.search(r"<coordinates>(.*?)</coordinates>", description)
    if not tag:
        return
    try:
        east, north = (float(word) for word in tag.group(1).split(",")[:2])
    except ValueError:
        raise refusal(
            f"{path}, line 1: coordinates", tag.group(1)[:60], "", "must be longitude,latitude,height"
        ) from None
    check_place(path, north, east, latitude, longitude)


def check_place(path, north, east, latitude, longitude):
    """
    Refuse a file that is of another place than the site.

    Parameters
    ----------
    path : Path
        What a message names.
    north, east : float
        That it states. [deg]
    latitude, longitude : float
        The site. [deg]

    Raises
    ------
    SundalinkError
        If it lies further off than `NEAR`, north or east.
    """
    if abs(north - latitude) > NEAR or abs((east - longitude + 180.0) % 360.0 - 180.0) > NEAR:
        raise refusal(
            f"{path}: coordinates",
            f"{north:g}N {east:g}E",
            "",
            f"must lie within {NEAR:g} degrees of the site, {latitude:g}N {longitude:g}E",
        )
