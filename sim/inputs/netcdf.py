"""One netCDF reader at a time: the library crashes when two threads of a sweep use it."""

import threading
import warnings
from contextlib import contextmanager

from sim.errors import refusal
from sim.inputs import user_file

LOCK = threading.RLock()
"""Held while a netCDF file is open."""


MAGIC = (b"CDF\x01", b"CDF\x02")

AXIS, CHUNK, WHOLE = 12_000_000, 500_000_000, 60_000_000
"""Most values of an axis, bytes of a compressed piece, and values of a file that is read as a whole."""

NOT_NETCDF = {b"PK": "is a ZIP archive: unpack it and name the netCDF files in it",
              b"GR": "is GRIB: ask the Climate Data Store for netCDF"}


NAMES = {"u100": ("100u", "100m_u_component_of_wind"), "v100": ("100v", "100m_v_component_of_wind"),
         "t2m": ("2t", "2m_temperature"), "d2m": ("2d", "2m_dewpoint_temperature"), "sp": ("surface_pressure",),
         "sst": ("sea_surface_temperature",), "fsr": ("forecast_surface_roughness",),
         "ssrd": ("surface_solar_radiation_downwards",)}
"""Variables of ERA5 by the short names of GRIB and the long names of the store's requests."""


def era5_names(data):
    """
    Return a file of ERA5 with its variables under the names that the store writes.

    Parameters
    ----------
    data : xarray.Dataset

    Returns
    -------
    data : xarray.Dataset
        A variable that is there under its usual name keeps it.
    """
    return data.rename({other: name for name, others in NAMES.items() if name not in data.variables
                        for other in [other for other in others if other in data.data_vars][:1]})


@contextmanager
def opened(path, thing="wind file", whole=False):
    """
    Open a netCDF file lazily; whatever goes wrong in it while it is read becomes one refusal.

    Parameters
    ----------
    path : Path
        A regular file; its declared sizes are checked before anything is read.
    thing : str
        What a message calls the file.
    whole : bool
        All its values will be read.

    Returns
    -------
    data : context manager of xarray.Dataset

    Raises
    ------
    SundalinkError
        If the file is not a complete and readable netCDF file.
    """
    import xarray as xr

    user_file.check(path, thing=thing)
    try:
        with LOCK, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on dates and fill values: what matters is checked by who reads
            _sound(path, thing, whole)
            with xr.open_dataset(path, engine="netcdf4", decode_timedelta=False, cache=False) as data:
                yield data
    except (OSError, RuntimeError, ValueError, OverflowError, KeyError, AttributeError, TypeError, IndexError,
            MemoryError, ImportError) as error:
        reason = " ".join(str(error).split())[:300]
        raise refusal(thing, path, "", f"must be a complete and readable netCDF file ({reason})") from error


def _sound(path, thing, whole):
    """Refuse a file of another kind, one that was cut off, and one that declares more than can be read."""
    from netCDF4 import Dataset

    with path.open("rb") as file:
        head = file.read(4)
        if head[:2] in NOT_NETCDF:
            raise refusal(thing, path, "", NOT_NETCDF[head[:2]])
        if head in MAGIC:
            file.seek(0)
            needed, size = length(file), path.stat().st_size
            if size < needed:
                raise ValueError(f"cut off: {size} of {needed} bytes")
    with Dataset(path) as data:
        total = 0
        for name, variable in data.variables.items():
            total += variable.size
            if variable.ndim == 1 and variable.size > AXIS:
                raise refusal(f"{path}: values of {name}", int(variable.size), "", f"must be at most {AXIS:,}")
            if _piece(variable) > CHUNK:
                raise refusal(f"{path}: bytes of a chunk of {name}", _piece(variable), "", f"must be at most {CHUNK:,}")
        if whole and total > WHOLE:
            raise refusal(f"{path}: values", int(total), "", f"must be at most {WHOLE:,} in all")


def _piece(variable):
    """Return the bytes of one chunk of a variable; none where it is not in chunks."""
    chunks = variable.chunking()
    if not isinstance(chunks, list | tuple):
        return 0
    size = getattr(variable.dtype, "itemsize", 8)
    for count in chunks:
        size *= int(count)
    return size


SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8}
"""Bytes of a value by its type: byte, char, short, int, float, double."""


def length(file):
    """
    Return how long a classic netCDF file must be to hold all its values.

    Parameters
    ----------
    file : binary file
        At its beginning; version 1 (classic) or 2 (64-bit offset).

    Returns
    -------
    length : int
        Bytes up to the end of the last value; padding after it is not counted.

    Raises
    ------
    ValueError
        If the header itself is cut off or damaged.

    References
    ----------
    .. [1] Unidata, "NetCDF File Format Specifications", classic format.
    """
    wide = 8 if _bytes(file, 4) == MAGIC[1] else 4
    records = _number(file)
    dimensions = [(_name(file), _number(file))[1] for _ in range(_count(file, 10))]
    _attributes(file)
    fixed, moving = [0], []
    for _ in range(_count(file, 11)):
        _name(file)
        axes = [_number(file) for _ in range(_number(file))]
        _attributes(file)
        size = _size(file)
        _number(file)  # the stored size: wrong by design for large variables
        begin = _number(file, wide)
        if any(axis >= len(dimensions) for axis in axes):
            raise ValueError("header is damaged")
        unlimited = bool(axes) and dimensions[axes[0]] == 0
        for axis in axes[unlimited:]:
            size *= dimensions[axis]
        (moving if unlimited else fixed).append((begin, size) if unlimited else begin + size)
    # Each record holds one slice of every variable, padded to 4 bytes unless there is only one.
    stride = moving[0][1] if len(moving) == 1 else sum(-(-size // 4) * 4 for _, size in moving)
    ends = [begin + (records - 1) * stride + size for begin, size in moving] if records else []
    return max(fixed + ends)


def _bytes(file, count):
    """Return the next bytes of a file, or refuse one that ends before."""
    found = file.read(count)
    if len(found) < count:
        raise ValueError("header is cut off")
    return found


def _number(file, width=4):
    """Return the next whole number of a file."""
    return int.from_bytes(_bytes(file, width), "big")


def _name(file):
    """Pass over a name, which is padded to four bytes."""
    _bytes(file, -(-_number(file) // 4) * 4)


def _size(file):
    """Return the bytes of a value of the type that comes next."""
    kind = _number(file)
    if kind not in SIZES:
        raise ValueError("header is damaged")
    return SIZES[kind]


def _count(file, tag):
    """Return the length of a list of dimensions, attributes or variables; an absent one has the tag 0."""
    if _number(file) not in (0, tag):
        raise ValueError("header is damaged")
    return _number(file)


def _attributes(file):
    """Pass over a list of attributes."""
    for _ in range(_count(file, 12)):
        _name(file)
        size = _size(file)
        _bytes(file, -(-size * _number(file) // 4) * 4)
