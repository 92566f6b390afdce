"""What a result was computed with: digests of code and data, packages, machine and commit."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING

from sim import __version__

if TYPE_CHECKING:
    from typing import Any

HOME = Path(str(resources.files("sim")))
OUTSIDE = ("report", "cli", "validation", "studies", "data", "scenarios", "api.py", "__main__.py")
"""Parts of the package that no figure of a case comes from; of `studies` see `STUDIES`."""
STUDIES = ("studies/case_figures.py",)
"""The file of `sim.studies` that does."""
NUMERIC = ("numpy", "scipy", "numba", "llvmlite", "pandas", "windpowerlib", "pvlib", "holidays", "pyproj")
"""Packages that figures come from: their versions are part of the digest of the code."""


@cache
def code_digest() -> str:
    """Return the hash of the package's source that figures come from, and of the versions of numeric packages."""
    found = hashlib.sha256()
    for path in sorted(HOME.rglob("*.py")):
        name = path.relative_to(HOME).as_posix()
        if name.split("/")[0] not in OUTSIDE or name in STUDIES:
            found.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    versions = packages()
    found.update(repr([(name, versions.get(name)) for name in NUMERIC]).encode())
    return found.hexdigest()[:16]


@cache
def data_files() -> dict[str, str]:
    """Return the hash of each embedded data file, by its name below ``sim/data``."""
    home = HOME / "data"
    return {path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:16]
            for path in sorted(home.rglob("*")) if path.is_file() and "__pycache__" not in path.parts}


@cache
def data_digest() -> str:
    """Return the hash of all embedded data."""
    return hashlib.sha256(repr(sorted(data_files().items())).encode()).hexdigest()[:16]


@cache
def packages() -> dict[str, str]:
    """Return the version of each installed package."""
    return {dist.metadata["Name"].lower(): dist.version for dist in metadata.distributions() if dist.metadata["Name"]}


def commit() -> str | None:
    """Return the commit that the package stands at, with ``+`` where files differ from it; None where unknown."""
    try:
        def git(*words: str) -> str:
            return subprocess.run(["git", "-C", str(HOME), *words], capture_output=True, text=True, timeout=10,
                                  check=True).stdout.strip()
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.SubprocessError):
        return None


def now() -> str:
    """Return the time in UTC as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def record() -> dict[str, Any]:
    """Return program and machine from the manifest of a result."""
    return {"version": __version__, "commit": commit(), "code": code_digest(), "data": data_digest(),
            "data_files": data_files(), "packages": packages(), "python": platform.python_version(),
            "machine": {"host": platform.node(), "system": platform.platform(), "cores": os.cpu_count()},
            "command": list(sys.argv)}
