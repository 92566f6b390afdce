"""The embedded coasts, and the script that cuts them."""

import json

import numpy as np
import pytest

from sim.data.build import coast
from sim.inputs import coast as inputs_coast


def test_the_embedded_coast_is_what_it_says():
    shores = inputs_coast.embedded()
    assert shores.latitude.size == shores.longitude.size == shores.country.size
    reach = (shores.latitude.min(), shores.latitude.max())
    assert reach == pytest.approx((coast.SOUTH, coast.NORTH), abs=0.1)
    assert (np.char.lower(shores.country) == shores.country).all()


def test_islands_are_sourced_and_in_the_region():
    islands = inputs_coast.islands()
    assert islands.country.size >= 12
    assert ((islands.latitude > 0) & (islands.latitude < 22)).all()
    assert ((islands.longitude > 102) & (islands.longitude < 116)).all()


def test_the_builder_keeps_shores_and_leaves_out_borders(tmp_path):
    # Two squares side by side: arc 0 is the border between them, arcs 1 and 2 are their shores. One unit is a degree.
    topology = {
        "type": "Topology", "transform": {"scale": [1.0, 1.0], "translate": [104.0, 4.0]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {"countries": {"type": "GeometryCollection", "geometries": [
            {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Malaysia"}},
            {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"name": "Vietnam"}}]}}}
    source, output = tmp_path / "countries.json", tmp_path / "coast.csv"
    source.write_text(json.dumps(topology))
    count = coast.build(source, output)
    rows = [line.split(",") for line in output.read_text().splitlines() if not line.startswith("#")][1:]
    assert len(rows) == count == pytest.approx(6 * 111.2 / coast.SPACING, abs=4)
    latitude, longitude = (np.array([float(row[axis]) for row in rows]) for axis in (1, 2))
    border = (np.abs(longitude - 105.0) < 1e-6) & (latitude > 4.01) & (latitude < 4.99)
    assert not border.any()
    assert {row[0] for row in rows} == {"malaysia", "vietnam"}
    east = np.array([row[0] for row in rows]) == "vietnam"
    assert (longitude[east] >= 105.0).all()
    assert (longitude[~east] <= 105.0).all()


def test_points_are_as_far_apart_as_asked():
    far = coast.sample([(5.0, 105.0), (5.0, 106.0)])
    near = coast.sample([(1.2, 103.6), (1.2, 104.2)])
    for points, spacing in ((far, coast.SPACING), (near, coast.SPACING / 3)):
        step = np.hypot(*(np.diff(points, axis=0).T * 111.2))
        assert (step <= spacing * 1.01).all()
        assert (step > spacing * 0.8).all()
