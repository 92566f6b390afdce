"""Positions in tables: degrees, minutes and seconds in one column or several, and what is none."""

import numpy as np
import pytest

from sim.errors import SundalinkError
from sim.inputs import route_file

NORTH, EAST = [10.5, 1.25, -0.5125], [107.0875, 103.9, 105.5]


def split(value):
    whole = int(abs(value))
    return whole, 60 * (abs(value) - whole), "-" if value < 0 else ""


def minutes(value, sides, form):
    whole, rest, _ = split(value)
    return form.format(d=whole, m=rest, s=60 * (rest - int(rest)), im=int(rest), h=sides[value < 0])


def route(tmp_path, text):
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    found = route_file.read(path)
    return found.latitude, found.longitude


@pytest.mark.parametrize("form", ["{d} {m:.4f} {h}", "{d}\u00b0{m:.4f}'{h}", "{h} {d} {m:.4f}", "{d}-{m:.4f}{h}",
                                  "{d}\u00b0 {im}' {s:.3f}\" {h}", "{d}:{im}:{s:.3f}{h}", "{d} {im} {s:.3f} {h}"])
def test_degrees_and_minutes_in_one_column(tmp_path, form):
    rows = "".join(f"{minutes(y, 'NS', form)};{minutes(x, 'EW', form)}\n" for y, x in zip(NORTH, EAST, strict=True))
    for found, given in zip(route(tmp_path, "Latitude;Longitude\n" + rows), (NORTH, EAST), strict=True):
        np.testing.assert_allclose(found, given, atol=1e-6)


@pytest.mark.parametrize(("names", "row"), [
    ("lat_deg,lat_min,lon_deg,lon_min", "{ys}{yd},{ym:.5f},{xs}{xd},{xm:.5f}"),
    ("Latitude,Latitude minutes,Lat hem,Longitude,Longitude minutes,Lon hem", "{yd},{ym:.5f},{yh},{xd},{xm:.5f},E"),
    ("lat_deg,lat_min,lat_sec,lon_deg,lon_min,lon_sec", "{ys}{yd},{yi},{yt:.4f},{xs}{xd},{xi},{xt:.4f}")])
def test_minutes_in_columns_of_their_own_are_added(tmp_path, names, row):
    lines = []
    for y, x in zip(NORTH, EAST, strict=True):
        (yd, ym, ys), (xd, xm, xs) = split(y), split(x)
        lines.append(row.format(yd=yd, ym=ym, ys=ys, yh="S" if y < 0 else "N", xd=xd, xm=xm, xs=xs, yi=int(ym),
                                yt=60 * (ym - int(ym)), xi=int(xm), xt=60 * (xm - int(xm))))
    for found, given in zip(route(tmp_path, "\n".join([names, *lines])), (NORTH, EAST), strict=True):
        np.testing.assert_allclose(found, given, atol=1e-6)


@pytest.mark.parametrize(("text", "rule"), [
    ("lat,lon\n10 60.1 N,107 0 E\n", "'10 60.1 N': must be a position"),
    ("lat,lon\n10 30 E,107 0 E\n", "'10 30 E': must be a position"),
    ("lat,lon\n-10 30 S,107 0 E\n", "'-10 30 S': must be a position"),
    ("lat,lon\n10.5 30 N,107 0 E\n", "'10.5 30 N': must be a position"),
    ("lat,lon\nnorth,107\n", "'north': must be a position"),
    ("lat,lat_min,lon,lon_min\n10.5,30,107,0\n", "column lat = 10.5 .*: must be whole degrees beside lat_min"),
    ("lat,lat_min,lon,lon_min\n10,61,107,0\n", "column lat_min = '61': must lie between 0 and 60")])
def test_what_is_no_position_is_refused(tmp_path, text, rule):
    with pytest.raises(SundalinkError, match=rule):
        route(tmp_path, text)
