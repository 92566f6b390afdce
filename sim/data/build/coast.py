"""
Sample the coasts around the South China Sea, by country, from Natural Earth.

Usage, on any machine with npm, from the root of the repository::

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python -m sim.data.build.coast package/countries-10m.json

The file is Natural Earth 4.1.0, 1:10m, as TopoJSON. An outline that two countries share is a land border and left out.
The result replaces ``coast.csv`` beside this script, or is written to the path given as a second argument.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np


SOUTH, NORTH, WEST, EAST = -3.0, 24.5, 99.0, 119.0
"""Two to three degrees around the embedded sea, so that the nearest coast of its edges is there. [deg]"""

STRAIT = (0.9, 1.6, 103.4, 104.6)
"""Where the coasts lie close together and are sampled closely: south, north, west, east. [deg]"""

SPACING, SPACING_STRAIT = 5.0, 1.5
"""Distance between neighbouring samples. [km]"""

COUNTRIES = ("Brunei", "Cambodia", "China", "Hong Kong", "Indonesia", "Macao", "Malaysia", "Philippines", "Singapore",
             "Thailand", "Vietnam")
"""Coasts that count. The Spratly Islands and Scarborough Reef are left out, as are the Paracels: disputed."""

JOINED = {"Hong Kong": "China", "Macao": "China"}
PARACELS = (15.5, 17.3, 110.8, 113.0)
"""South, north, west, east. [deg]"""

OUTPUT = Path(__file__).resolve().parents[1] / "coast.csv"
HEADER = ("# Coasts around the South China Sea, a point each 5 km (1.7 km in the Singapore Strait): cut by "
          "build_coast.py.\n# Natural Earth 4.1.0, 1:10m, public domain, as in the npm package world-atlas 2.0.2; "
          "disputed islands left out.\n# status = derived\ncountry,latitude_deg,longitude_deg\n")


def decode(topology):
    """Return the arcs of a TopoJSON file as lists of (latitude, longitude)."""
    (wide, high), (west, south) = topology["transform"]["scale"], topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((y * high + south, x * wide + west))
        lines.append(line)
    return lines


def owners(topology):
    """Return the names of the countries on each arc of a TopoJSON file."""
    found = {}
    for shape in topology["objects"]["countries"]["geometries"]:
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        for arc in (a for polygon in polygons for ring in polygon for a in ring):
            found.setdefault(arc if arc >= 0 else ~arc, []).append(shape["properties"]["name"])
    return found


def inside(point, box):
    """Return whether a point lies in a box of south, north, west and east."""
    return box[0] <= point[0] <= box[1] and box[2] <= point[1] <= box[3]


def sample(line):
    """Return points at equal steps along a line, close together in the strait, its first point included."""
    latitude, longitude = np.array(line).T
    east = np.diff(longitude) * np.cos(np.radians(0.5 * (latitude[:-1] + latitude[1:])))
    along = np.concatenate([[0.0], np.cumsum(111.2 * np.hypot(np.diff(latitude), east))])
    every = max(round(SPACING / SPACING_STRAIT), 1)
    steps = every * max(math.ceil(along[-1] / SPACING), 1)
    at = np.linspace(0.0, along[-1], steps + 1)[:-1]
    points = zip(np.interp(at, along, latitude), np.interp(at, along, longitude), strict=True)
    return [point for number, point in enumerate(points) if number % every == 0 or inside(point, STRAIT)]


def build(source, output=OUTPUT):
    """Write the coast samples of a TopoJSON file of countries."""
    topology = json.loads(Path(source).read_text(encoding="utf-8"))
    names, rows = owners(topology), set()
    for number, line in enumerate(decode(topology)):
        if len(names.get(number, ())) != 1 or names[number][0] not in COUNTRIES:
            continue
        country = JOINED.get(names[number][0], names[number][0]).lower()
        rows |= {(country, round(lat, 3), round(lon, 3)) for lat, lon in sample(line)
                 if inside((lat, lon), (SOUTH, NORTH, WEST, EAST)) and not inside((lat, lon), PARACELS)}
    text = "".join(f"{country},{lat:.3f},{lon:.3f}\n" for country, lat, lon in sorted(rows))
    Path(output).write_text(HEADER + text, encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    sys.stdout.write(f"{build(*sys.argv[1:])} points\n")
