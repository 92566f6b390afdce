"""Sundalink: can offshore wind off Vietnam be sold in Singapore, over which cable, how firmly, at what price?

The map of the house, in the order of `sim.chain.run`:

scenario    a case in words: TOML, checked               inputs      doors for files and embedded data
resource    wind and air at the site                     farm        layout, wakes, power curve, losses, uncertainty
collection  array cables, transformer, export to the hub storage     the battery at the hub
route       path over the sea, depths, jurisdictions     link        converters, cable, temperature, transfer curve
reliability faults, repair, outage histories             demand      national load, industrial load
market      supply stack, spot price, bids, contract     adequacy    capacity credit, firmness
trade       dispatch policies and settlement             finance     cost, tax, debt, returns, required price
carbon      avoided emissions, Article 6                 programme   stages before operation, drawn schedules
network     trade of many zones with a certified gap     case        from scenario tables to arguments of each stage
chain       THE TOUR                                     analysis    one question to a case in each file
results     summary, dataset, notes, files               studies     many cases: sweeps, routes, sizes
validation  published cases                              report      tables, plots, pages, explorers
api, cli    functions for notebooks, commands
"""

import os
import stat
import sys
from importlib import import_module
from pathlib import Path

__version__: str   # found by `__getattr__`


def _writable(folder):
    """Whether a folder, or the nearest one above it that exists and may be seen, can be written."""
    while not os.path.exists(folder):   # noqa: PTH110  False where it may not be looked at; a path would raise
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


def _own_folder():
    """Return a folder for caches where no usual one can be written: never one that another user could have made."""
    import atexit
    import shutil
    import tempfile

    folder = Path(tempfile.gettempdir()) / f"sundalink-{getattr(os, 'getuid', int)()}"
    if not hasattr(os, "getuid") or not _private(folder):
        folder = Path(tempfile.mkdtemp(prefix="sundalink-"))   # of mode 0700, removed at the end
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


# Compiled kernels are kept beside their source or in the user's cache; where neither can be written (a read-only
# install without a home) numba would refuse to start. matplotlib would say at length that it has found no folder.
_user = Path(os.path.expanduser("~"))   # noqa: PTH111  as it stands for a user without a home, where a path would raise
_known = [_user] if _user.is_absolute() else []
if "NUMBA_CACHE_DIR" not in os.environ and not any(map(_writable, [Path(__file__).parent, *(
        user / ".cache" for user in _known)])):
    os.environ["NUMBA_CACHE_DIR"] = str(_own_folder())
if not {"MPLCONFIGDIR", "XDG_CONFIG_HOME"} & os.environ.keys() and not any(
        _writable(user / ".config" / "matplotlib") for user in _known):
    os.environ["MPLCONFIGDIR"] = str(_own_folder() / "matplotlib")

_PUBLIC = {"load": "sim.scenario.load", "run": "sim.api", "sweep": "sim.api", "compare_routes": "sim.api",
           "open_results": "sim.results.files", "load_grid": "sim.scenario.load_grid", "run_grid": "sim.api",
           "open_grid": "sim.results.grid_files", "grid_adequacy": "sim.api", "grid_links": "sim.api",
           "grid_path": "sim.api", "settle_export": "sim.api",
           "check_grid": "sim.validation.grid_checks", "grouped": "sim.results.groups",
           "find_route": "sim.api", "run_case": "sim.api", "labelled": "sim.api", "shared_stages": "sim.api",
           "SundalinkError": "sim.errors"}
__all__ = ["__version__", *_PUBLIC]


ROOMS = ("resource", "farm", "collection", "storage", "route", "link", "reliability", "demand", "market", "adequacy",
         "trade", "finance", "carbon", "programme", "network")
"""Stages, found as attributes: ``sim.farm.wake.MODELS``."""

BY_NAME = {"plot": "sim.report.plots.plot", "ask": "sim.studies.questions", "table": "sim.report.tables"}
"""Pictures, questions and tables by name: ``sim.plot.losses``, ``sim.ask.wind``, ``sim.table.headline``."""


def __getattr__(name):
    """Bring a public name or a stage in when it is first used, so that ``--help`` stays quick."""
    if name == "__version__":   # reading it takes as long as all else here
        from importlib import metadata

        return metadata.version("sundalink")
    if name in _PUBLIC:
        found = getattr(import_module(_PUBLIC[name]), name)
        for room in filter(sys.modules.get, (f"sim.{room}" for room in ROOMS)):   # loaded in passing
            _opened(sys.modules[room])
        return found
    if name in BY_NAME:
        return import_module(BY_NAME[name])
    if name in ROOMS:
        return _opened(import_module(f"sim.{name}"))
    raise AttributeError(f"module 'sim' has no attribute {name!r}")


def _opened(room):
    """Stage whose files are found as its attributes, each imported when it is first used."""
    files = sorted(path.stem for path in Path(room.__path__[0]).glob("*.py") if not path.stem.startswith("_"))

    def found(name):
        if name in files:
            return import_module(f"{room.__name__}.{name}")
        raise AttributeError(f"module {room.__name__!r} has no attribute {name!r}")

    room.__getattr__, room.__dir__ = found, lambda: files
    return room


def __dir__():
    return sorted([*__all__, *ROOMS, *BY_NAME])
