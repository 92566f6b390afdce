"""Arrays cached on disk by the hash of their inputs, so that the next run need not compute them again."""

import contextlib
import hashlib
import os
import time
import zipfile
import zlib
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import platformdirs

FOLDER, MOST = "SUNDALINK_CACHE", "SUNDALINK_CACHE_MB"
"""Environment: a folder, or ``off``; and the most that it may hold, MB."""
DEFAULT_MOST = 256.0
"""A wake table of a degree and half a metre per second takes 0.13. [MB]"""
FORGOTTEN = 3600.0
"""Age of a half-written file that nobody is writing any more. [s]"""
BROKEN = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError)
"""What reading a file that is cut short or overwritten raises."""


def folder():
    """
    Return the folder of cached arrays.

    Returns
    -------
    folder : Path or None
        What ``SUNDALINK_CACHE`` names; without it ``sundalink`` in the user's folder of caches, as platformdirs
        knows it for each system. None where it is ``off`` or empty,
        or there is no such user.
    """
    given = os.environ.get(FOLDER)
    if given is not None:
        return None if given.strip().lower() in ("", "0", "off", "no", "none") else Path(given)
    try:
        Path.home()
    except RuntimeError:
        return None
    return platformdirs.user_cache_path("sundalink", appauthor=False)


def kept(room, parts, make):
    """
    Return arrays, from disk if they were made from the same parts before.

    Parameters
    ----------
    room : str
        Kind of arrays; each has a folder, and what may be kept is shared by all.
    parts : tuple
        All that decides the arrays: numbers, text, arrays, and tuples of these.
    make : callable
        ``make()`` returns a tuple of arrays.

    Returns
    -------
    arrays : tuple of array
        What ``make()`` gives, to the last bit. A file that is broken is made anew; where nothing can be written,
        nothing is kept. Any number of processes may share a folder: a file is written aside and renamed.
    """
    home = folder()
    if home is None:
        return tuple(make())
    path = home / room / f"{digest(parts)}.npz"
    arrays = _read(path)
    if arrays is None:
        arrays = tuple(np.asarray(part) for part in make())
        if _write(path, arrays):
            _trim(home)
    return arrays


def digest(parts):
    """
    Return a name for a content.

    Parameters
    ----------
    parts : tuple
        Numbers, text, arrays, and tuples of these.

    Returns
    -------
    digest : str
        Equal only for equal parts of equal kinds; 40 hexadecimal digits of SHA-256.
    """
    found = hashlib.sha256()
    _add(found, parts)
    return found.hexdigest()[:40]


@cache
def code(package):
    """
    Return a name for the source code of a package and for the libraries that its numbers come from.

    Parameters
    ----------
    package : str
        Dotted name; all its files count, so a table never outlives the formula that made it.

    Returns
    -------
    digest : str
        40 hexadecimal digits.
    """
    home = Path(import_module(package).__file__).parent
    files = [(path.name, path.read_bytes().decode("utf-8")) for path in sorted(home.glob("*.py"))]
    return digest((tuple(files), tuple(_version(name) for name in ("numpy", "scipy", "numba"))))


def _version(name):
    """Return the name of a library with its version, where it is installed."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return name


def _add(found, part):
    """Add a part to a hash, its kind and size before it."""
    if isinstance(part, np.ndarray):
        found.update(f"array {part.dtype.str} {part.shape} ".encode())
        found.update(np.ascontiguousarray(part).tobytes())
    elif isinstance(part, (tuple, list)):
        found.update(f"tuple {len(part)} ".encode())
        for one in part:
            _add(found, one)
    elif isinstance(part, (str, bool, int, float, np.generic, type(None))):
        text = repr(part.item() if isinstance(part, np.generic) else part)
        found.update(f"{type(part).__name__} {len(text)} {text} ".encode())
    else:
        raise TypeError(f"nothing is kept by a {type(part).__name__}")


def _read(path):
    """Return the arrays of a file, and mark it as used; None if it is not there, or broken."""
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as held:
            arrays = tuple(held[f"arr_{place}"] for place in range(len(held.files)))
    except BROKEN:
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return arrays or None


def _write(path, arrays):
    """Write a file aside and rename it; return whether that could be done."""
    aside = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, prefix=".half-", delete=False) as file:
            aside = Path(file.name)
            np.savez(file, *arrays)
        aside.replace(path)
    except OSError:
        if aside is not None:
            with contextlib.suppress(OSError):
                aside.unlink()
        return False
    return True


def _trim(home):
    """Remove what was not used for longest until the rest is no more than may be kept, and what was left half."""
    try:
        most = 1e6 * float(os.environ.get(MOST, DEFAULT_MOST))
    except ValueError:
        most = 1e6 * DEFAULT_MOST
    held = []
    for path in home.glob("*/*"):
        with contextlib.suppress(OSError):   # another process may have removed it
            found = path.stat()
            if path.name.startswith(".half-") and time.time() - found.st_mtime > FORGOTTEN:
                path.unlink()
            elif path.suffix == ".npz":
                held.append((found.st_mtime_ns, found.st_size, path))
    total = sum(size for _, size, _ in held)
    for _, size, path in sorted(held):
        if total <= most:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size
