"""The folder that results are written to."""

from __future__ import annotations

import tempfile
from pathlib import Path

from sim.errors import scenario_error


def check_folder(folder: str | Path) -> None:
    """Refuse an output folder that cannot be made or written, before hours of work; leave nothing behind."""
    path = Path(folder).absolute()
    while not path.exists():
        path = path.parent
    if not path.is_dir():
        raise scenario_error(f"output folder {folder}: {path} is a file, not a folder")
    try:
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be written ({fault.strerror})") from None


def output_folder(folder: str | Path) -> Path:
    """Make an output folder and return its path."""
    check_folder(folder)
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise scenario_error(f"output folder {folder}: cannot be made ({fault.strerror})") from None
    return Path(folder)
