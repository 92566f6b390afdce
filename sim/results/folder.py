"""The folder that results are written to."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import scenario_error
from sim.scenario.template import merged

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario


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


def check_free(folder: str | Path, scenario: Scenario) -> None:
    """Refuse a folder that holds the results of another scenario."""
    kept = Path(folder) / "scenario.toml"
    if kept.is_file() and kept.read_text(encoding="utf-8", errors="replace") != merged(scenario):
        raise scenario_error(f"output folder {folder}: holds the results of another scenario; give another folder with "
                             "-o, or replace them with --force")
