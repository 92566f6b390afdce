"""One reader at a time: the netCDF library crashes when two threads of a sweep are in it."""

import threading

LOCK = threading.RLock()
"""Held while a netCDF file is open."""


MAGIC = (b"CDF\x01", b"CDF\x02")

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
    found = file.read(count)
    if len(found) < count:
        raise ValueError("header is cut off")
    return found


def _number(file, width=4):
    return int.from_bytes(_bytes(file, width), "big")


def _name(file):
    _bytes(file, -(-_number(file) // 4) * 4)


def _size(file):
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
    for _ in range(_count(file, 12)):
        _name(file)
        size = _size(file)
        _bytes(file, -(-size * _number(file) // 4) * 4)
