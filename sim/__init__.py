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

import atexit
import os
import shutil
import stat
import tempfile
from importlib import import_module, metadata
from pathlib import Path

__version__ = metadata.version("sundalink")


def _writable(folder):
    """Whether a folder, or the nearest one above it that exists, can be written."""
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _private(folder):
    """Whether a folder, made if need be, is the user's own and closed to others: compiled code in it is run."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        state = os.lstat(folder)
    except OSError:
        return False
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o077


# Compiled kernels are kept beside their source or in the user's cache; where neither can be written (a read-only
# install without a home) numba would refuse to start, so it is given a folder of its own: never one that another user
# could have made, and a fresh one that is removed at the end where the usual one is not safe.
if "NUMBA_CACHE_DIR" not in os.environ and not any(map(_writable, (Path(__file__).parent, Path.home() / ".cache"))):
    _folder = Path(tempfile.gettempdir()) / f"sundalink-{getattr(os, 'getuid', int)()}"
    if not hasattr(os, "getuid") or not _private(_folder):
        _folder = Path(tempfile.mkdtemp(prefix="sundalink-"))   # of mode 0700
        atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    os.environ["NUMBA_CACHE_DIR"] = str(_folder)

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
