"""What gridded netCDF files of wind hold: ERA5, MERRA-2, cutouts of atlite."""

from typing import Any, NamedTuple

import numpy as np

SPEED = ("m s**-1", "m s-1", "m s^-1", "m/s")
KELVIN = ("K", "kelvin")


class Form(NamedTuple):
    """Names of the axes and variables in one kind of file."""

    name: str
    """Of the data, for a label."""
    height: float
    """Of the wind. [m]"""
    axes: dict[str, tuple[str, ...]]
    variables: dict[str, tuple[Any, ...]]
    """Name -> unit, how a file may write it (none: anything), lowest and highest value that can be true."""
    wind: tuple[str, ...] = ()
    """Variables that must be there; what else is absent is assumed, or left aside."""
    partly: tuple[str, ...] = ()
    """Variables that are left aside where some hours of the wind lack them."""
    holes: tuple[str, ...] = ()
    """Variables that may lack values in some cells or hours."""


# Names of the two generations of the Climate Data Store (before and since 2024), and of cfgrib.
ERA5 = Form(
    "ERA5", 100.0, {"time": ("valid_time", "time"), "latitude": ("latitude", "lat"), "longitude": ("longitude", "lon")},
    {"u100": ("m/s", SPEED, -120.0, 120.0), "v100": ("m/s", SPEED, -120.0, 120.0), "t2m": ("K", KELVIN, 200.0, 335.0),
     "sp": ("Pa", ("Pa",), 5e4, 1.1e5), "d2m": ("K", KELVIN, 180.0, 335.0), "sst": ("K", KELVIN, 265.0, 320.0),
     "fsr": ("m", ("m",), 0.0, 20.0)},
    wind=("u100", "v100"), partly=("d2m", "sst", "fsr"), holes=("sst",))   # no sea surface temperature over land

# The azimuth is where the wind blows to, and carries whatever unit the vector had.
CUTOUT = Form(
    "atlite cutout", 100.0, {"time": ("time",), "latitude": ("y",), "longitude": ("x",)},
    {"wnd100m": ("m/s", SPEED, 0.0, 120.0), "wnd_azimuth": ("rad", (), -0.01, 6.2932),
     "roughness": ("m", ("m",), 0.0, 20.0), "wnd_shear_exp": ("-", (), -np.inf, np.inf),
     "temperature": ("K", KELVIN, 200.0, 335.0), "dewpoint temperature": ("K", KELVIN, 180.0, 335.0)},
    wind=("wnd100m", "wnd_azimuth"),
    partly=("roughness", "wnd_shear_exp", "temperature", "dewpoint temperature"), holes=("wnd_shear_exp",))

# Single levels of MERRA-2, hourly means (tavg1_2d_slv_Nx) or instants (inst1_2d_asm_Nx).
MERRA2 = Form(
    "MERRA-2", 50.0, {"time": ("time",), "latitude": ("lat", "latitude"), "longitude": ("lon", "longitude")},
    {"U50M": ("m/s", SPEED, -120.0, 120.0), "V50M": ("m/s", SPEED, -120.0, 120.0),
     "U10M": ("m/s", SPEED, -120.0, 120.0), "V10M": ("m/s", SPEED, -120.0, 120.0),
     "T2M": ("K", KELVIN, 200.0, 335.0), "PS": ("Pa", ("Pa",), 5e4, 1.1e5), "QV2M": ("kg/kg", (), 0.0, 0.05),
     "T2MDEW": ("K", KELVIN, 180.0, 335.0), "DISPH": ("m", ("m",), 0.0, 40.0)},
    wind=("U50M", "V50M"), partly=("U10M", "V10M", "QV2M", "T2MDEW", "DISPH"))
