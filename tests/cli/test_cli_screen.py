"""What a terminal shows however narrow it is, and how a command ends that is stopped or has no room to write."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from small_case import FAST

from sim.cli.options import table

HEADER = ("figure", "first", "second", "unit")
ROWS = [("delivered_load_factor", "0.5535", "0.5416", ""), ("capex", "15,926", "15,636", "M USD")]


def printed(width, **settings):
    """Return what a terminal of a width shows of a table."""
    stream = io.StringIO()
    Console(file=stream, width=width, highlight=False, markup=False, emoji=False).print(table(HEADER, ROWS, **settings))
    return stream.getvalue()


def test_a_table_that_fits_has_a_line_for_each_row():
    lines = printed(80).splitlines()
    assert [line.split() for line in lines] == [["figure", "first", "second", "unit"],
                                                ["delivered_load_factor", "0.5535", "0.5416"],
                                                ["capex", "15,926", "15,636", "M", "USD"]]
    assert lines[0].index("first") == lines[1].index("0.5535")


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("width", [20, 30, 40])
def test_where_it_does_not_fit_nothing_is_cut(width, right):
    text = " ".join(printed(width, right=right, title="Two results").split())
    assert "…" not in text
    assert "".join(text.split()) == "".join(
        ("Two results" + ("figure: " if right else "") + "delivered_load_factor first: 0.5535 second: 0.5416"
         + (" figure:" if right else "") + " capex first: 15,926 second: 15,636 unit: M USD").split())


def test_a_row_of_a_style_keeps_it_in_a_block():
    stream = io.StringIO()
    Console(file=stream, width=20, force_terminal=True, color_system="standard", _environ={}).print(
        table(HEADER, ROWS, styles=[None, "red"]))
    assert "\x1b[31m  first: 15,926" in stream.getvalue()
    assert "\x1b[31m  first: 0.5535" not in stream.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is full")
def test_a_full_device_is_no_fault_of_the_program():
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run([sys.executable, "-m", "sim", "keys"], stdout=full, stderr=subprocess.PIPE, text=True,
                               check=False)
    assert ended.returncode == 1
    assert ended.stderr.startswith("error: nothing more can be written (No space left on device)")


EARLY = """
import os, sys

class Stop:
    def find_spec(name, *_):
        if name == "typer":   # imported before the command line can do anything
            os.kill(os.getpid(), {number:d})

sys.meta_path.insert(0, Stop)
from sim.__main__ import main
main()
"""


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_is_stopped_while_it_is_loaded_says_so_in_a_word(number, status):
    ended = subprocess.run([sys.executable, "-c", EARLY.format(number=number)], capture_output=True, text=True,
                           check=False, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (status, "", "stopped\n")


AT = {"begun": ("sim.case.farm", "make"), "writing": ("sim.results.netcdf_file", "write")}
"""What has just been done when a run is stopped: a stage of the case, or the first part of a file that is not whole."""

STOPPED = """
import glob, importlib, os, sys

place = importlib.import_module("{module}")
real = place.{name}

def then_stop(*given, **named):
    place.{name} = real
    made = real(*given, **named)
    print(*glob.glob("out/.half-*/*"), flush=True)
    os.killpg(0, {number:d})   # as a terminal does
    return made

place.{name} = then_stop
sys.argv[0] = "sundalink"
from sim.__main__ import main
main()
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("stage", AT)
def test_a_run_that_is_stopped_leaves_nothing_half_written(tmp_path, number, status, stage):
    """The run signals itself and its workers at that place: how busy the machine is decides nothing."""
    module, name = AT[stage]
    folder = tmp_path / "out"
    program = STOPPED.format(module=module, name=name, number=number)
    ended = subprocess.run([sys.executable, "-c", program, "run", "base", *FAST, "-o", "out"], capture_output=True,
                           text=True, check=False, timeout=300, cwd=tmp_path, start_new_session=True)
    assert ended.returncode == status, ended.stderr
    assert ended.stderr.rstrip().endswith("stopped")
    assert ended.stdout.strip().endswith("results.nc") == (stage == "writing")
    whole = {"results.nc", "summary.csv", "scenario.toml"}
    assert not folder.exists() or {path.name for path in folder.iterdir()} in (whole, whole | {"report.html"})
