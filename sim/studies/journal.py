"""The journal of a sweep: a line for each finished case, written at once, a file for each process."""

from __future__ import annotations

import json
import os
import platform
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import SundalinkError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Journal:
    """
    The journal file of this process.

    Parameters
    ----------
    folder : path
        Where the journals of a sweep lie; made if it is not there.

    Notes
    -----
    A line is handed to the system in one call, so a process that is killed leaves whole lines and at most one torn one
    at the end, which `Reader` leaves out; whoever appends next begins a new line.
    """

    def __init__(self, folder: str | Path) -> None:
        host = re.sub(r"\W+", "_", platform.node()) or "host"
        self.path, self.lock = Path(folder) / f"{host}-{os.getpid()}.jsonl", threading.Lock()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            size = os.fstat(self.file).st_size
            self.torn = size > 0 and os.pread(self.file, 1, size - 1) != b"\n"
        except OSError as fault:
            raise _unwritten(self.path, fault) from None

    def add(self, row: Mapping[str, Any]) -> None:
        """Append one finished case."""
        line = json.dumps(row, separators=(",", ":"), default=_plain).encode() + b"\n"
        with self.lock:
            try:
                wanted = b"\n" + line if self.torn else line
                self.torn = True
                written = os.write(self.file, wanted)
                if written != len(wanted):
                    written += os.write(self.file, wanted[written:])   # says why the first did not
                self.torn = False
            except OSError as fault:
                raise _unwritten(self.path, fault) from None

    def in_place(self) -> bool:
        """Whether the file still lies where it was opened."""
        try:
            return os.path.samestat(self.path.stat(), os.fstat(self.file))
        except OSError:
            return False


class Reader:
    """
    Reader of all journals of a sweep, which goes on where it stopped.

    Parameters
    ----------
    folder : path
        Where the journals lie.

    Attributes
    ----------
    broken : int
        Lines met so far that are no rows: torn by a kill, or damaged.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder, self.broken = Path(folder), 0
        self.places: dict[Path, int] = {}

    def new(self) -> list[dict[str, Any]]:
        """Return the rows that came since the last call."""
        rows = []
        for path in sorted(self.folder.glob("*.jsonl")):
            begin = self.places.get(path, 0)
            with path.open("rb") as file:
                file.seek(begin)
                text = file.read()
            whole = text.rfind(b"\n") + 1   # what follows the last line break may still be in writing
            self.places[path] = begin + whole
            for line in text[:whole].splitlines():
                if line.strip():
                    row = self._row(line)
                    rows += [row] if row else []
        return rows

    def _row(self, line: bytes) -> dict[str, Any] | None:
        """Return the row of a line, or None."""
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if isinstance(row, dict) and {"case", "status"} <= set(row):
            return row
        self.broken += 1
        return None


def _unwritten(path: Path, fault: OSError) -> SundalinkError:
    """Return the exception for a journal that cannot be written."""
    return SundalinkError(f"{path}: cannot be written ({fault.strerror or fault}); the cases finished before are kept: "
                          "make room and give the same command again")


def _plain(value: Any) -> Any:
    """Return a numpy number or array in the types of JSON."""
    return value.tolist() if hasattr(value, "tolist") else str(value)
