"""What CONTRIBUTING promises: a model or a summary value that is added to one file is known everywhere."""

import os
import shutil
import subprocess
import sys

import pytest
from house import ROOT

from sim.results.analyses import ANALYSES
from sim.results.summary_values import SUMMARY

MODEL = """

def scratch2026(layout, turbine, speeds, directions, *, depth: NonNegative = 0.25):
    \"\"\"
    A wake model that stands here for a new one.

    Parameters
    ----------
    depth : float
        Depth of something. [-]
    \"\"\"
    return none(layout, turbine, speeds, directions)


MODELS["scratch2026"] = scratch2026
"""
LOAN = """

def scratch(timeline, *, scratch_rate: Fraction = 0.05):
    \"\"\"
    Terms of finance that stand here for new ones.

    Parameters
    ----------
    scratch_rate : float
        Interest. [fraction]
    \"\"\"


MODELS["scratch"] = scratch
"""
ASKED = """
from sim.farm.wake_comparison import COMPARED
from sim.scenario.key_list import keys
from sim.scenario.load import load
from sim.scenario.model_catalogue import catalogue
scenario = load("base", {"farm.wake": {"model": "scratch2026", "depth": 0.5}})
assert scenario.farm.wake.bind().keywords == {"depth": 0.5}, scenario.farm.wake
assert "scratch2026" in COMPARED
assert "scratch2026" in str(catalogue())
assert "farm.wake.depth" in str(keys("farm.wake"))
assert load("base", {"finance.debt": {"model": "scratch"}}).finance.debt.bind().func.__name__ == "scratch"
assert "scratch" in str(catalogue())
"""


@pytest.mark.slow
def test_a_wake_model_and_a_debt_model_are_one_file_each(tmp_path):
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__", "data"))
    (tmp_path / "sim" / "data").symlink_to(ROOT / "sim" / "data")
    (tmp_path / "scenarios").symlink_to(ROOT / "scenarios")
    file = tmp_path / "sim" / "farm" / "wake.py"
    file.write_text(file.read_text(encoding="utf-8").replace("\n\nLIMITS = ", MODEL + "\nLIMITS = "), encoding="utf-8")
    with (tmp_path / "sim" / "finance" / "debt_stack.py").open("a", encoding="utf-8") as debt:
        debt.write(LOAN)
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(tmp_path)}, check=False)
    assert done.returncode == 0, done.stderr


def test_every_figure_of_an_analysis_is_a_summary_value():
    assert {name for analysis in ANALYSES for name in getattr(analysis, "FIGURES", ())} <= set(SUMMARY)
