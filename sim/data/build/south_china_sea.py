"""
Cut the embedded climate and sea out of the files of the Debian package ferret-datasets 7.6.0-5.

Usage, on any Debian machine, from the root of the repository::

    apt-get download ferret-datasets
    dpkg-deb -x ferret-datasets_7.6.0-5_all.deb unpacked
    python -m sim.data.build.south_china_sea unpacked/usr/share/ferret-vis/data

The folder must hold coads_climatology.cdf, monthly_navy_winds.cdf and etopo5.cdf; the result replaces
``south_china_sea.nc`` and ``map_relief.nc`` in the folder above, or is written to a folder given as a second argument.
"""

import sys
from pathlib import Path

import numpy as np
from netCDF4 import Dataset

from sim.errors import SundalinkError


REGION = 0.0, 22.0, 102.0, 116.0
"""South, north, west and east of what is computed with. [deg]"""
MAP = -3.0, 24.0, 98.0, 120.0
"""The same of what maps show around it. [deg]"""
OUTPUT = Path(__file__).resolve().parents[1] / "south_china_sea.nc"
COASTS = -12.0, 26.0, 90.0, 130.0
"""The same of the region whose coasts the map of a grid shows. [deg]"""
NEAR = 40.0
"""Heights beyond this above and below the sea are not kept of it. [m]"""
MAP_OUTPUT = OUTPUT.with_name("map_relief.nc")
MAP_TITLE = "Relief around the South China Sea for maps, extract"
TITLE = "Monthly wind climatology and relief of the South China Sea, extract"
NOTICE = ("Produced by agencies of the United States (NOAA; the US Navy's Fleet Numerical Meteorology and "
          "Oceanography Center) and in the public domain; keep this notice with every copy.")
ORIGIN = "as shipped in the Debian package ferret-datasets 7.6.0-5"
COADS = f"COADS monthly climatology on 2 degrees (NOAA), {ORIGIN}: coads_climatology.cdf"
FNMOC = ("FNMOC monthly mean winds, January 1982 to December 1992, on 2.5 degrees (US Navy), "
         f"{ORIGIN}: monthly_navy_winds.cdf")
ETOPO5 = f"ETOPO5 relief on 5 arc-minutes (NOAA NGDC), {ORIGIN}: etopo5.cdf"
MISSING = -32768

# name in the file, name here, unit, CF standard name, packing step
COADS_FIELDS = (
    ("WSPD", "coads_wind_speed", "m s-1", "wind_speed", 0.001),
    ("UWND", "coads_eastward_wind", "m s-1", "eastward_wind", 0.001),
    ("VWND", "coads_northward_wind", "m s-1", "northward_wind", 0.001),
    ("AIRT", "coads_air_temperature", "degC", "air_temperature", 0.01),
    ("SST", "coads_sea_surface_temperature", "degC", "sea_surface_temperature", 0.01),
    ("SPEH", "coads_specific_humidity", "g kg-1", "specific_humidity", 0.001),
    ("SLP", "coads_sea_level_pressure", "hPa", "air_pressure_at_mean_sea_level", 0.1),
)
FNMOC_FIELDS = (
    ("UWND", "fnmoc_eastward_wind", "m s-1", "eastward_wind", 0.001),
    ("VWND", "fnmoc_northward_wind", "m s-1", "northward_wind", 0.001),
)
ETOPO5_FIELDS = (("ROSE", "elevation", "m", "height_above_mean_sea_level", 1.0),)
COAST_FIELDS = (("ROSE", "height_near_sea_level", "m", "height_above_mean_sea_level", 10.0),)


def cut(path, latitude, longitude, fields, margin, region=REGION):
    """
    Return the part of a file's fields that covers the region.

    Parameters
    ----------
    path : pathlib.Path
        The netCDF file.
    latitude, longitude : str
        Names of its axes. [deg]
    fields : sequence of tuple
        The first of each is the name of a field whose last two axes are latitude and longitude.
    margin : float
        Grid points up to this far outside the region are kept, so that a site at its edge has a cell. [deg]
    region : tuple of float
        South, north, west, east. [deg]

    Returns
    -------
    latitude, longitude : array
        Axes of the part, rising; longitude counted eastward from Greenwich. [deg]
    values : list of masked array
        One for each field.

    Raises
    ------
    SundalinkError
        If the file or a variable is not there.
    """
    try:
        with Dataset(path) as data:
            y = np.asarray(data[latitude][:], dtype=float)
            x = np.mod(np.asarray(data[longitude][:], dtype=float), 360.0)
            slack = margin + 0.01   # the axes are rounded: the file has 116.0011 for 116 E
            south, north, west, east = region
            rows = np.flatnonzero((y >= south - slack) & (y <= north + slack))
            columns = np.flatnonzero((x >= west - slack) & (x <= east + slack))
            rows, columns = rows[np.argsort(y[rows])], columns[np.argsort(x[columns])]
            values = [np.ma.asarray(data[name][:])[..., rows, :][..., columns] for name, *_ in fields]
    except (OSError, IndexError) as reason:
        raise SundalinkError(f"{path}: must be the file of that name in ferret-datasets 7.6.0-5 ({reason})"
                             ) from None
    return y[rows], x[columns], values


def axis(data, name, values, unit, standard=None, long=None):
    """Write a coordinate variable."""
    data.createDimension(name, len(values))
    variable = data.createVariable(name, "f4", (name,))
    variable.units = unit
    if standard:
        variable.standard_name = standard
    if long:
        variable.long_name = long
    variable[:] = values


def write(data, dimensions, fields, values, source):
    """Write fields, packed into short integers and compressed."""
    for (_, name, unit, standard, step), value in zip(fields, values, strict=True):
        variable = data.createVariable(name, "i2", dimensions, zlib=True, complevel=9, fill_value=MISSING)
        variable.set_auto_maskandscale(False)
        variable.setncatts({"units": unit, "standard_name": standard, "source": source, "license": NOTICE,
                            "scale_factor": step})
        value = np.ma.masked_invalid(value)
        packed = np.rint(value.filled(0.0) / step)
        variable[:] = np.where(np.ma.getmaskarray(value), MISSING, packed).astype("i2")


def build(folder, output=OUTPUT):
    """
    Write the extract of the South China Sea.

    Parameters
    ----------
    folder : path
        Where the three files are.
    output : path
        The netCDF file to write.

    Raises
    ------
    SundalinkError
        If a file or a variable is not there.
    """
    folder = Path(folder)
    # Margins of one cell of the two wind grids: ETOPO5 is needed no further than the region itself.
    y_coads, x_coads, coads = cut(folder / "coads_climatology.cdf", "COADSY", "COADSX", COADS_FIELDS, 1.0)
    y_fnmoc, x_fnmoc, fnmoc = cut(folder / "monthly_navy_winds.cdf", "FNOCY", "FNOCX", FNMOC_FIELDS, 0.5)
    y, x, relief = cut(folder / "etopo5.cdf", "ETOPO05_Y", "ETOPO05_X", ETOPO5_FIELDS, 0.0)
    with Dataset(output, "w") as data:
        data.setncatts({"Conventions": "CF-1.10", "title": TITLE, "source": "; ".join((COADS, FNMOC, ETOPO5)),
                        "license": NOTICE, "history": "written by sim/data/build/south_china_sea.py"})
        axis(data, "month", np.arange(1, 13), "1", long="month of the year, 1 for January")
        for ending, north, east in (("_coads", y_coads, x_coads), ("_fnmoc", y_fnmoc, x_fnmoc), ("", y, x)):
            axis(data, f"latitude{ending}", north, "degrees_north", "latitude")
            axis(data, f"longitude{ending}", east, "degrees_east", "longitude")
        axis(data, "month_since_1982_01", np.arange(len(fnmoc[0])), "1", long="months since January 1982")
        write(data, ("month", "latitude_coads", "longitude_coads"), COADS_FIELDS, coads, COADS)
        write(data, ("month_since_1982_01", "latitude_fnmoc", "longitude_fnmoc"), FNMOC_FIELDS, fnmoc, FNMOC)
        write(data, ("latitude", "longitude"), ETOPO5_FIELDS, relief, ETOPO5)


def build_map(folder, output=MAP_OUTPUT):
    """
    Write the relief and the coasts that maps show beyond the region that is computed with.

    Parameters
    ----------
    folder : path
        Where etopo5.cdf is.
    output : path
        The netCDF file to write.

    Raises
    ------
    SundalinkError
        If the file or a variable is not there.
    """
    y, x, relief = cut(Path(folder) / "etopo5.cdf", "ETOPO05_Y", "ETOPO05_X", ETOPO5_FIELDS, 0.0, MAP)
    with Dataset(output, "w") as data:
        data.setncatts({"Conventions": "CF-1.10", "title": MAP_TITLE, "source": ETOPO5, "license": NOTICE,
                        "history": "written by sim/data/build/south_china_sea.py"})
        axis(data, "latitude", y, "degrees_north", "latitude")
        axis(data, "longitude", x, "degrees_east", "longitude")
        write(data, ("latitude", "longitude"), ETOPO5_FIELDS, relief, ETOPO5)
        y, x, (height,) = cut(Path(folder) / "etopo5.cdf", "ETOPO05_Y", "ETOPO05_X", COAST_FIELDS, 0.0, COASTS)
        axis(data, "latitude_coast", y, "degrees_north", "latitude")
        axis(data, "longitude_coast", x, "degrees_east", "longitude")
        step = COAST_FIELDS[0][-1]
        height = np.where(height >= 0, np.maximum(height, step), np.minimum(height, -step))   # none is rounded to the sea
        write(data, ("latitude_coast", "longitude_coast"), COAST_FIELDS, [np.clip(height, -NEAR, NEAR)], ETOPO5)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        build(sys.argv[1], *(Path(folder) / OUTPUT.name for folder in sys.argv[2:]))
        build_map(sys.argv[1], *(Path(folder) / MAP_OUTPUT.name for folder in sys.argv[2:]))
    except SundalinkError as error:
        sys.exit(str(error))
