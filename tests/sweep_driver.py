"""
The command ``sweep`` in a process that begins at once, with cases that take no time: a hundred of them can be killed.

Drivers are forked from one process, which has imported all this and read all files.
"""

import multiprocessing
import os
import sys
from functools import cache
from multiprocessing import forkserver
from pathlib import Path

import sweep_stub

import sim.studies.sweep as studies
from sim.cli.main import main
from sim.scenario.load import load
from sim.studies import case_figures, cluster, fork_server, provenance  # noqa: F401

load("base")
provenance.code_digest(), provenance.data_digest(), provenance.packages()
CONTEXT = multiprocessing.get_context("forkserver")


def command(words, sleep, marks, log):
    """Stand for ``sundalink sweep WORDS``; what it says goes to a file."""
    os.environ["SWEEP_STUB_MARKS"] = marks
    os.environ["SWEEP_STUB_SLEEP"] = str(sleep)
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    fork_server.PRELOADED[:] = ["sweep_stub"]   # all that these cases need
    real = studies.sweep
    studies.sweep = lambda *given, **named: real(*given, figures=sweep_stub.figures, **named)
    sys.argv = ["sundalink", "sweep", *map(str, words)]
    main()


@cache
def ready():
    """Begin the process that drivers are forked from, in place of one that a sweep before has begun."""
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)   # it is given the names of modules, not where they lie
    forkserver._forkserver._stop()
    CONTEXT.set_forkserver_preload(["sweep_driver", "distributed"])
    forkserver.ensure_running()
    os.environ["PYTHONPATH"] = before


def begin(words, sleep, marks, log):
    """Begin the command."""
    ready()
    process = CONTEXT.Process(target=command, args=(list(map(str, words)), sleep, str(marks), str(log)))
    process.start()
    return process


def alive(pid):
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
