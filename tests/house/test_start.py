"""What a command does not use is not loaded: the library list of a check and of a help text."""

import subprocess
import sys

HEAVY = {"scipy", "pandas", "pyarrow", "xarray", "matplotlib", "numba", "pvlib", "pyogrio", "geopandas", "dask",
         "distributed"}


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


def test_a_library_that_is_loaded_is_seen():
    assert loaded("import scipy.special") == ["scipy"]
