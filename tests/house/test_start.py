"""What a command does not use is not loaded: the library list of a check and of a help text."""

import subprocess
import sys

import pytest

HEAVY = {"scipy", "pandas", "pyarrow", "xarray", "matplotlib", "numba", "pvlib", "pyogrio", "geopandas", "dask",
         "distributed", "scipy.signal", "scipy.stats", "scipy.interpolate"}


def loaded(code):
    """Return the heavy libraries that a fresh interpreter has loaded after some code."""
    code = f"import sys\n{code}\nprint(*sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300)
    return done.stdout.split()


def test_a_check_computes_with_numpy_alone():
    assert loaded("from sim.cli.main import _checked\n_checked('base', None)") == []


def test_the_command_line_loads_no_library_of_numbers():
    assert loaded("import sim.cli.main") == []
    assert loaded("import sim.cli.main\nassert 'numpy' not in sys.modules") == []


SMALL = """
import os
os.environ["SUNDALINK_CACHE"] = "{folder}"
from sim import chain
from sim.scenario.load import load
chain.run(load("base", {{"time.weather_years": 2, "time.traded_years": 2, "time.period_h": 1.0, "link.lives": 20,
                        "link.outage_draws": 2}}))
"""
"""A small case, its cache in a folder."""


@pytest.mark.slow
def test_a_case_loads_no_corner_of_scipy_for_a_formula(tmp_path):
    code = SMALL.format(folder=tmp_path.as_posix())
    assert "pvlib" in loaded(code)   # once, for the sun on Singapore's roofs
    assert not {"scipy.signal", "scipy.stats", "scipy.interpolate", "pvlib"} & {*loaded(code)}


def test_results_and_report_load_no_kinds_of_array_that_a_run_has_none_of():
    assert not {"pyarrow", "dask"} & {*loaded("from sim.cli.computed_run import _loaded\n_loaded()")}
    after = "from sim.cli.computed_run import unused\nwith unused('pyarrow'):\n    pass\nimport pyarrow"
    assert loaded(after) == ["pyarrow"]


def test_the_end_of_a_command_looks_through_nothing_that_goes_with_the_process():
    code = ("import atexit, gc, sys\nsys.argv = ['sundalink', {words}]\n"
            "atexit.register(lambda: print(bool(gc.get_freeze_count())))\nfrom sim.cli.main import main\nmain()")
    for words in ("'--version'", "'models', 'no such stage'"):
        done = subprocess.run([sys.executable, "-c", code.format(words=words)], capture_output=True, text=True,
                              timeout=300)
        assert done.stdout.split()[-1] == "True", done.stderr


def test_a_library_that_is_loaded_is_seen():
    assert loaded("import scipy.special") == ["scipy"]
