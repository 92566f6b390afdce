"""Wind of a scenario's files, as a record or as the sectors of a climate."""


import numpy as np

from sim.checks import check_within
from sim.errors import scenario_error
from sim.inputs import wind_gwc, wind_mast, wind_srw, wind_windio
from sim.inputs.file_pattern import expanded
from sim.inputs.weather_years import HOUR
from sim.inputs.wind_grid_forms import CUTOUT, ERA5, MERRA2
from sim.inputs.wind_gridded import at_site
from sim.inputs.wind_record import PRESSURE, Record, saturation, specific, weather

EVIDENCE = {"era5": "reanalysis", "merra2": "reanalysis", "cutout": "reanalysis", "csv": "measured",
            "windio": "screening", "gwc": "screening", "srw": "screening"}
"""What stands behind each kind of file; windIO and SAM do not say, and the order of an atlas's hours is drawn."""

GRIDS = {"era5": ERA5, "merra2": MERRA2, "cutout": CUTOUT}
"""Source -> kind of gridded file."""


def era5(paths, latitude, longitude, dt):
    """
    Read the wind at 100 m of a site from ERA5 netCDF files, in whole weather years.

    Stamps are instants: a period of an hour or less takes the speed at its start, interpolated linearly
    between the hours (the direction through its unit vector), a longer one the mean of its hours. Vectors are
    not interpolated, because that shortens the wind whenever it turns. The years start at midnight in
    Singapore, 29 February is left out; see `sim.inputs.weather_years.cut` for the ends of the series.

    Parameters
    ----------
    paths : str, Path or list of these
        As for `gridded`.
    latitude, longitude : float
        The site, inside the grid, north and east. [deg]
    dt : float
        Length of a period. [h]

    Returns
    -------
    weather : Weather
        Shape (weather_year, time) throughout; ``evidence`` is "reanalysis". Without d2m the relative humidity
        is assumed, and the label says so.
    """
    files = expanded(paths)
    where = files[0] if len(files) == 1 else f"{len(files)} files, {files[0]} to {files[-1]}"
    return weather(gridded(files, latitude, longitude), dt, where=str(where))


def series(path, dt, *, height=None, **given):
    """
    Read a series of one's own, measured or modelled, from a CSV table, in whole weather years.

    Parameters
    ----------
    path : str or Path
        The table; see `sim.inputs.wind_mast.read`.
    dt : float
        Length of a period. [h]
    height : float, optional
        Height of the wind; needed if the file does not say it. [m]
    **given
        Other arguments of `sim.inputs.wind_mast.read`.

    Returns
    -------
    weather : Weather
        Shape (weather_year, time) throughout; ``evidence`` is "measured". What the table lacks is assumed: the label
        says so.
    """
    return weather(wind_mast.read(path, height, **given), dt, longest=given.get("longest_gap", 0.0), where=str(path))


def gridded(paths, latitude, longitude, form=ERA5):
    """
    Read the wind of a site from gridded files: ERA5 single levels and cutouts of atlite at 100 m, MERRA-2 at 50 m.

    Each file is opened lazily and only the cells around the site are read, so that decades of a region do not fill the
    memory.

    Parameters
    ----------
    paths : str, Path or list of these
        Files, or patterns such as ``era5/*.nc``. Of ERA5: single levels with u100, v100, t2m, sp and perhaps d2m, sst
        and fsr, of either generation of the store. Of MERRA-2: single levels with U50M, V50M and perhaps U10M, V10M and
        DISPH, which give the exponent of the profile, T2M, PS, and QV2M or T2MDEW; stamps at half past are the middles
        of hourly means. Of atlite: cutouts with the features wind and perhaps temperature.
        Variables and years may be spread over files, in any order; years need not follow each other. Air that no file
        has is assumed, and the label says so.
    latitude, longitude : float
        The site, north and east, inside the grid or within half a cell of it. [deg]
    form : sim.inputs.wind_grid_forms.Form
        `ERA5`, `MERRA2` or `CUTOUT`.

    Returns
    -------
    record : Record

    Raises
    ------
    SundalinkError
        If a file cannot be read, lacks a variable, has another unit, or has a gap, a double or a missing
        value (with file, variable and time); if the site is outside.

    References
    ----------
    .. [1] Hersbach et al. 2020, "The ERA5 global reanalysis", Q. J. R. Meteorol. Soc. 146.
    .. [2] ECMWF, IFS Documentation CY41R2, part IV, section 7.2.1 (saturation vapour pressure over water).
    .. [3] Hofmann et al. 2021, "atlite: A Lightweight Python Package for Calculating Renewable Power Potentials and
       Time Series", J. Open Source Softw. 6(62).
    .. [4] Gelaro et al. 2017, "The Modern-Era Retrospective Analysis for Research and Applications, Version 2
       (MERRA-2)", J. Climate 30(14).
    """
    check_within("site latitude", latitude, -90, 90, "deg")
    check_within("site longitude", longitude, -180, 360, "deg")
    part, note = at_site(expanded(paths), latitude, longitude, form)
    step = float(np.diff(part.time[:2]).astype("timedelta64[s]").astype(int)[0]) / HOUR
    direction = np.mod(np.degrees(np.arctan2(-part.east, -part.north)), 360.0)
    kelvin, pressure = part.temperature, part.pressure
    humid = None if part.dew is None else specific(saturation(part.dew), PRESSURE if pressure is None else pressure)
    if part.humidity is not None:
        humid = part.humidity
    mean = form is MERRA2 and bool(part.time[0].astype(np.int64) % HOUR == HOUR // 2)   # stamps of hourly means
    begin = part.time - np.timedelta64(round(step * HOUR / 2) if mean else 0, "s")
    return Record(begin, step, np.array([form.height]), part.speed[None], direction[None],
                  None if kelvin is None else kelvin - 273.15, pressure, humid,
                  None if part.sea is None else part.sea - 273.15, part.roughness, part.shear,
                  EVIDENCE["era5"], f"{form.name} at {latitude:g}N {longitude:g}E{note}", mean)


def read(source, paths, latitude, longitude, table=wind_mast.read):
    """
    Read the files of any source.

    Parameters
    ----------
    source : str
        "era5", "merra2", "cutout", "csv", "srw", "windio" or "gwc".
    paths : list of str
        Files or patterns; of the last two, one file.
    latitude, longitude : float
        The site. [deg]
    table : callable
        `sim.inputs.wind_mast.read` with its arguments set.

    Returns
    -------
    found : Record or sim.resource.sector_climate.Sectors
        Sectors where a file holds distributions.

    Raises
    ------
    SundalinkError
        If a file is not what the source says.
    """
    if source in GRIDS:
        return gridded(paths, latitude, longitude, GRIDS[source])
    files = expanded(paths)
    if source == "csv":
        sam = next((file for file in files if str(file).lower().endswith(".srw")), None)
        if sam is not None:
            raise scenario_error(f"source = 'csv': must be 'srw' for {sam}, a wind resource of SAM",
                                 key="resource.source")
        return table(files)
    if source == "srw":
        return wind_srw.read(files, latitude, longitude)
    if len(files) != 1:
        raise scenario_error(f"files = {[str(file) for file in files]}: must be one file where the source is {source}")
    return wind_windio.read(files[0]) if source == "windio" else wind_gwc.read(files[0], latitude, longitude)
