"""Published figures beside a grid: how they are taken from results, and what is said of a miss."""

import numpy as np
import pytest
from small_grid import data

from sim.api import run_grid
from sim.errors import SundalinkError
from sim.scenario.load_grid import load_grid
from sim.validation.grid_checks import CHECKS, GridCheck, GridVerdict, check_grid, factor, import_share, share

MISSES = {"Vietnam, north to centre, largest flow": (800.0, 1800.0),
          "Vietnam, centre to south, largest flow": (3000.0, 4200.0),
          "Peninsular Malaysia, price": (11.0, 20.0)}
"""Figures that the grid of 2025 is known to miss, and the band that the residual stands in: docs/grid.md says why."""


@pytest.mark.slow
def test_figures_that_the_sheet_verified_and_nothing_was_held_to():
    """Whole year 2025 by the hour: the tolerance of each figure, and of the known misses the residual."""
    found = check_grid(run_grid(load_grid("asean_2025", {"grid.period_h": 1.0, "grid.gap": 2e-3}), workers=1))
    asserted = {v.check.name: v for v in found if v.check.status == "verified" and not v.check.calibrated}
    assert len(asserted) >= 8
    missed = {name for name, v in asserted.items() if not v.met()}
    assert missed == set(MISSES)
    for name, (low, high) in MISSES.items():
        assert low < asserted[name].residual() < high, (name, asserted[name].residual())
    reported = [v for v in found if v.check.status == "reported" and not v.check.calibrated]
    assert all(v.met() for v in reported)


def test_every_check_has_a_source_and_a_tolerance():
    assert all(check.source and check.tolerance > 0 and check.status in ("verified", "reported") for check in CHECKS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_shares_of_a_mix_sum_to_one_hundred():
    kinds = [k for k in data().technology.values if k not in ("battery", "import")]
    assert sum(share(kind, "LA", "TH", "SG")(data()) for kind in kinds) == pytest.approx(100.0)


def test_the_import_share_is_that_of_the_flows():
    d = data()
    received = (d.flow.sel(corridor="south") - d.loss.sel(corridor="south")).clip(min=0).sum()
    back = (-d.flow.sel(corridor="south")).clip(min=0).sum()
    expected = 100 * float((received - back) / d.demand.sel(zone="SG").sum())
    assert import_share("SG")(d) == pytest.approx(expected, abs=0.05)


def test_a_factor_lies_between_those_of_gas_and_coal():
    assert 0.1 < factor()(data()) < 1.0


def test_a_miss_is_said():
    check = GridCheck("x", 10.0, 1.0, "%", "test", "verified", False, lambda d: 12.0)
    assert not GridVerdict(check, 12.0).met()
    assert GridVerdict(check, 10.5).residual() == pytest.approx(0.5)


def test_checks_of_zones_that_are_not_there_are_left_out():
    names = [v.check.name for v in check_grid(data())]
    assert "Singapore, price" in names
    assert "Vietnam, import share" not in names
    with pytest.raises(SundalinkError, match="none of the zones"):
        check_grid(data().isel(zone=[0], corridor=[0]).assign_coords(zone=["XX"], corridor=["yy"]).drop_vars(
            ["generation", "price", "emissions"]))
    assert np.isfinite([v.value for v in check_grid(data())]).all()
