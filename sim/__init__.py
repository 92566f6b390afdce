"""Sundalink: can offshore wind off Vietnam be sold in Singapore, over which cable, how firmly, at what price?

The map of the house, in the order of `sim.chain.run`:

scenario    the words of a case: TOML, checked            inputs      doors for files and embedded data
resource    wind and air at the site                      farm        layout, wakes, curve, losses, uncertainty
collection  array, transformer, export to the hub         storage     the battery at the hub
route       path over the sea, depths, zones              link        stations, cable, heat, outages, loss curves
market      Singapore's demand and price, bids, contract  trade       policies and the ledger
finance     cost, tax, debt, price                        carbon      Singapore's inventory, credits of Article 6
wiring, tree, books   what each stage is given            chain       THE TOUR
ceiling, figures, notes, variables, results   what comes out      report      tables, plots, the page
export      one year for another program (PyPSA)
use, desk, assess, sensitivity, sweeps, compare, find, examine, validate (cases), cli  ways to use it
"""

import os
import tempfile
from importlib import import_module, metadata
from pathlib import Path

__version__ = metadata.version("sundalink")


def _writable(folder):
    """Whether a folder, or the nearest one above it that exists, can be written."""
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)


# Compiled kernels are kept beside their source or in the user's cache; where neither can be written (a read-only
# install without a home) numba would refuse to start, so it is given a folder of its own.
if "NUMBA_CACHE_DIR" not in os.environ and not any(map(_writable, (Path(__file__).parent, Path.home() / ".cache"))):
    os.environ["NUMBA_CACHE_DIR"] = str(Path(tempfile.gettempdir()) / f"sundalink-{getattr(os, 'getuid', int)()}")

_PUBLIC = {"load": "sim.scenario.load", "run": "sim.api", "sweep": "sim.api", "compare_routes": "sim.api",
           "open_results": "sim.results.dataset"}
__all__ = ["__version__", *_PUBLIC]


def __getattr__(name):
    """Bring a public name in when it is first used, so that ``--help`` stays quick."""
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def __dir__():
    return sorted(__all__)
