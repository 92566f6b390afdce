"""What the command ``sweep`` prints at its end."""

import sweep_stub

from sim.cli.options import OUT
from sim.cli.sweep_table import print_sweep
from sim.studies.sweep import sweep

BASE = {"extends": "base", "contract": {"price": 230.0}}


def printed(table):
    done = sweep({**BASE, "sweep": table}, threads=1, figures=sweep_stub.figures)
    with OUT.capture() as shown:
        print_sweep(done)
    return shown.get()


def test_decisions_under_futures_are_printed_and_not_the_luckiest_future():
    text = printed({"levers": {"storage.power_mw": [0.0, 300.0]}, "thresholds": {"required_price": "<= 215"},
                    "futures": {"n": 6, "keys": {"finance.wacc": {"low": 0.06, "high": 0.1}}}})
    assert "Decisions under the futures" in text
    assert "worst" in text
    assert "100 %" in text
    assert "finance" not in text.split("Least required price")[0]


def test_a_grid_without_a_good_case_prints_no_empty_table():
    text = printed({"grid": {"storage.power_mw": [13.0]}})
    assert "Cases of least required price" not in text
    assert "! failed: unlucky" in text
