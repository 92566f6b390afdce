"""Size of an install and time of an import, of Sundalink and of its peers, as the table of docs/install_size.md."""

import resource
import subprocess
import sys
import time
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

PEERS = (("sundalink", "sim"), ("pypsa", "pypsa"), ("py-wake", "py_wake"), ("windpowerlib", "windpowerlib"),
         ("pvlib", "pvlib"), ("atlite", "atlite"), ("floris", "floris"))
"""Distribution and module; one that is not installed is left out."""
PAGE = Path(__file__).resolve().parents[1] / "docs" / "install_size.md"
RUNS = 5


def closure(name, found=None):
    """Distributions that an install of one brings, without extras."""
    found = set() if found is None else found
    key = name.lower().replace("_", "-")
    if key in found:
        return found
    try:
        needed = metadata.distribution(name).requires or []
    except metadata.PackageNotFoundError:
        return found
    found.add(key)
    for text in needed:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            closure(requirement.name, found)
    return found


def size(name):
    """Size of the files of one distribution; of an editable one that of its source. [bytes]"""
    if name == "sundalink":
        return sum(path.stat().st_size for path in (PAGE.parents[1] / "sim").rglob("*")
                   if path.is_file() and "__pycache__" not in path.parts)
    files = metadata.distribution(name).files or []
    return sum(file.locate().stat().st_size for file in files
               if file.suffix != ".pyc" and file.locate().is_file())


def seconds(code):
    """Least processor time of a process that runs a line of Python. [s]"""
    best = float("inf")
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


def table():
    """Rows of the table."""
    empty = seconds("pass")
    for name, module in PEERS:
        parts = closure(name)
        if not parts:
            continue
        whole = sum(size(part) for part in parts) / 1e6
        yield (f"{name} {metadata.version(name)}", len(parts), size(name) / 1e6, whole,
               seconds(f"import {module}") - empty)


def main():
    """Write the page."""
    about = ("Written by `python benchmarks/install_sizes.py`. Files as installed without compiled Python; the sum "
             "counts all packages that an install without extras brings. Import: least processor time of "
             f"{RUNS} processes, less that of an empty one; Sundalink loads its parts when they are first used.")
    lines = ["# Size of an install", "", about, "",
             "| package | packages in all | its own files, MB | all, MB | import, s |", "|---|--:|--:|--:|--:|"]
    lines += [f"| {name} | {count} | {own:.1f} | {whole:.0f} | {took:.2f} |"
              for name, count, own, whole, took in table()]
    lines += ["", f"Python {sys.version.split()[0]}, {time.strftime('%Y-%m-%d')}. Tests, docs, notebooks and peers are "
              "extras (`pip install sundalink[test]`); `sweep` brings Dask and SALib.", ""]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
