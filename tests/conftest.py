"""How hypothesis draws: in CI the same cases each time, on a desk new ones; tests leave the user's cache alone.

Tables of wakes and of roofs are kept for the time of one run of the tests, in a folder of its own for all its
processes: each is made once, as for a user. `uncached` is for tests whose subject is how they are made.

Products of matrices take one thread: two workers on two cores else spend up to twenty times as long on them, each with
a second thread that spins until it is given a core.

Bytecode is kept whatever the caller's environment says: every worker would else rewrite and compile all tests again,
and every process that a test begins the whole package. What is collected and imported stays to the end, so that unused
circles of objects are looked for seldom and never among it.
"""

import gc
import os
import re
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

# No deadline of an example: how long one takes says how busy the machine is.
settings.register_profile("desk", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "desk")

if "PYTEST_XDIST_WORKER" not in os.environ:   # a worker has that of the process which began it
    KEPT = tempfile.TemporaryDirectory(prefix="sundalink-tests-", ignore_cleanup_errors=True)
    os.environ["SUNDALINK_CACHE"] = KEPT.name

os.environ["OPENBLAS_NUM_THREADS"] = "1"   # read when numpy is first imported, here and by processes that begin here

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
gc.set_threshold(100_000, 20, 50)   # as the command line has it


def pytest_collection_finish():
    gc.freeze()


@pytest.fixture(scope="module")
def uncached():
    """Nothing is read from disk that an earlier case made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUNDALINK_CACHE", "off")
        yield


@pytest.fixture
def closed():
    """A folder that may be read and not written, for root by being another user for the time of the test."""
    with tempfile.TemporaryDirectory(prefix="sundalink-closed-") as folder:
        Path(folder).chmod(0o755)
        shut = Path(folder) / "shut"
        shut.mkdir(mode=0o555)
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        try:
            if root:
                os.seteuid(65534)   # nobody
            yield shut
        finally:
            if root:
                os.seteuid(0)


LONG = ("test_studies_engine", "test_trade_foresight_cases", "test_analysis_price_standard_error", "test_fuzz",
        "test_network_clearing", "test_network_dispatch", "test_scenario_shipped", "test_case_two_batteries",
        "test_analysis_exceedance", "test_analysis_foresight_value", "test_cli_json", "test_cli_main",
        "test_cli_screen", "test_report_page", "test_report_on_screen", "test_trade_ramp",
        "test_validation_grid_checks", "test_resource_mcp", "test_start")
"""Files with a test of more than some four seconds, by `pytest --durations`."""


RUNS_CASES = re.compile(r"^\s*(from|import) small_(case|grid)\b", re.MULTILINE)
"""What a file imports that runs whole cases, or whose fixtures do."""


@cache
def whole(path):
    """Whether a file of tests runs whole cases: it imports them, or the conftest beside it does for its fixtures."""
    files = {path, path.with_name("conftest.py")} - {Path(__file__)}
    return any(RUNS_CASES.search(file.read_text(encoding="utf-8")) for file in files if file.exists())


@pytest.hookimpl(tryfirst=True)   # before tests are chosen by their marks
def pytest_collection_modifyitems(items):
    """
    Begin with the files whose tests are long, so that at the end no worker waits for another; mark those of files that
    run whole cases.
    """
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))
    for item in items:
        if whole(item.path):
            item.add_marker("whole")
