"""Read a file that a user names: regular files only, up to a stated size, in the encodings that programs write."""

import codecs
import os
import stat
from pathlib import Path

from sim.errors import refusal

MB = 1_000_000
TEXT, TABLES, ARRAYS = 16 * MB, 100 * MB, 20_000 * MB
"""Largest file read: of settings and YAML, of tables as text, and of arrays read in part (assumed: a mast's ten minutes
of 20 years with 12 columns take 90 MB; ERA5 over a sea for 40 years takes some GB). [bytes]"""

MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
"""What a file begins with, and the encoding that it means."""

CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f\v\x1a")
"""Signs that no text has."""


def is_file(path):
    """Whether a name is that of a regular file; a name that no file can have is not."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)   # noqa: PTH116   # for a Path an empty name is a folder
    except (OSError, ValueError):
        return False


def exists(path):
    """Whether anything has a name: a file, a folder or a device."""
    try:
        os.stat(path)   # noqa: PTH116   # the same
        return True
    except (OSError, ValueError):
        return False


def check(path, most=ARRAYS, thing="file"):
    """
    Refuse what is no regular file of a size that can be read.

    Parameters
    ----------
    path : str or Path
        A device, a pipe or a socket would never end, and is not opened.
    most : float
        Largest size. [bytes]
    thing : str
        What a message calls the file.

    Returns
    -------
    size : int
        [bytes]

    Raises
    ------
    SundalinkError
        Naming the file and the rule.
    """
    try:
        state = os.stat(path)   # noqa: PTH116   # the same
    except FileNotFoundError:
        raise refusal(thing, shown(path), "", "must be a readable file (no such file)") from None
    except OSError as fault:
        raise refusal(thing, shown(path), "", f"must be a readable file ({fault.strerror})") from None
    except ValueError:
        raise refusal(thing, shown(path), "", "must be a readable file (no file can have such a name)") from None
    if not stat.S_ISREG(state.st_mode):
        what = "a folder" if stat.S_ISDIR(state.st_mode) else "a device, a pipe or a socket"
        raise refusal(thing, shown(path), "", f"must be a readable file (it is {what})")
    if state.st_size > most:
        raise refusal(thing, shown(path), "", f"must be a file of at most {most / MB:,.0f} MB; it has "
                      f"{state.st_size / MB:,.0f} MB")
    return state.st_size


def content(path, most=TABLES, thing="file"):
    """
    Return the bytes of a regular file; see `check` for what is refused.

    Parameters
    ----------
    path : str or Path
        The file; no more is read than its size says, so that a file without an end reads as empty.
    most : float
        Largest size. [bytes]
    thing : str
        What a message calls the file.

    Returns
    -------
    content : bytes

    Raises
    ------
    SundalinkError
        If the file cannot be read.
    """
    size = check(path, most, thing)
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)),
                       "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise refusal(thing, shown(path), "", "must be a readable file (it is none)")
            return file.read(size)
    except OSError as fault:
        raise refusal(thing, shown(path), "", f"must be a readable file ({fault.strerror})") from None


def text(path, most=TABLES, thing="file", only_utf8=False):
    """
    Return the text of a regular file: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Parameters
    ----------
    path : str or Path
        See `check` for what is refused.
    most : float
        Largest size. [bytes]
    thing : str
        What a message calls the file.
    only_utf8 : bool
        No other encoding is tried, as TOML has it.

    Returns
    -------
    text : str
        Its lines end in one line feed each, whatever the file's own system has.

    Raises
    ------
    SundalinkError
        If it holds what no text has.
    """
    raw = content(path, most, thing)
    encodings = ["utf-8-sig"] if only_utf8 else [name for mark, name in MARKS if raw.startswith(mark)] or [
        "utf-8", "cp1252"]
    for encoding in encodings:
        try:
            found = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refusal(thing, shown(path), "", "must be a text file in UTF-8")
    if not only_utf8 and CONTROLS & set(found[:100_000]):
        raise refusal(thing, shown(path), "", "must be a text file in UTF-8; it holds signs that no text has")
    return found.replace("\r\n", "\n").replace("\r", "\n")


def shown(path):
    """Return a name as a message shows it: printable, and no longer than can be read."""
    name = str(Path(path) if "\0" not in str(path) else path)
    shown = "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in name)
    return shown if len(shown) <= 300 else f"{shown[:200]}... ({len(shown)} signs)"
