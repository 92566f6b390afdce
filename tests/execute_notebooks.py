"""
Execute every notebook from top to bottom, each in a fresh kernel; a cell that fails ends the run.

`python tests/execute_notebooks.py --keep docs/gallery` stores them with their pictures, for the gallery of the book.
"""

import argparse
import base64
import io
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from PIL import Image

SECONDS_PER_CELL = 600
NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def execute(path, keep=None):
    """Run one notebook where it stands and throw its outputs away, or store them in a folder; return the seconds."""
    begin = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=SECONDS_PER_CELL, kernel_name="python3",
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    if keep is not None:
        for cell in notebook.cells:
            cell.metadata.pop("execution", None)   # the hours of day at which a cell ran
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                if "image/png" in data:
                    data["image/png"] = small(data["image/png"])
        keep.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, keep / path.name)
    return time.perf_counter() - begin


def small(picture):
    """Return a picture in 128 colours, a third of its bytes."""
    image = Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB")
    text = io.BytesIO()
    image.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(text, "png", optimize=True)
    return base64.b64encode(text.getvalue()).decode()


def main(given):
    """Execute the notebooks named, or all of them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="*", type=Path)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="store the executed notebooks there")
    given = parser.parse_args(given)
    paths = given.paths or sorted(NOTEBOOKS.glob("*.ipynb"))
    if not paths:
        print(f"no notebook in {NOTEBOOKS}: there must be one at least", file=sys.stderr)
        return 1
    for path in paths:
        try:
            print(f"{path.name}: {execute(path, given.keep):.0f} s", flush=True)
        except (CellExecutionError, CellTimeoutError) as fault:
            print(f"{path.name}: failed\n{fault}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
