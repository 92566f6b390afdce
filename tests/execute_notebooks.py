"""Execute every notebook from top to bottom, each in a fresh kernel; a cell that fails ends the run."""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError

SECONDS_PER_CELL = 600
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def execute(path):
    """Run one notebook where it stands and throw its outputs away; return the seconds it took."""
    begin = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=SECONDS_PER_CELL, kernel_name="python3",
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    return time.perf_counter() - begin


def main(paths):
    """Execute the notebooks named, or all of them; return the exit status."""
    paths = [Path(path) for path in paths] or sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        print(f"no notebook in {NOTEBOOKS}: there must be one at least", file=sys.stderr)
        return 1
    for path in paths:
        try:
            print(f"{path.name}: {execute(path):.0f} s", flush=True)
        except (CellExecutionError, CellTimeoutError) as fault:
            print(f"{path.name}: failed\n{fault}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
