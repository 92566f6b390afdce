"""The wind inside a farm: by every model it gives the farm's power, and every turbine meets what it does in PyWake."""

import warnings

import numpy as np
import pytest
from reference_wake import TURBINE

from sim.errors import SundalinkError
from sim.farm import flow_map, power_curve, wake
from sim.farm.layout import Layout, rectangular

FARM = rectangular(25, TURBINE.diameter, downwind=5.0, crosswind=5.0)


@pytest.mark.parametrize("name", wake.MODELS)
def test_what_turbines_meet_gives_the_power_of_the_farm(name):
    model = wake.MODELS[name]
    for speed, direction in ((9.3, 37.0), (7.0, 30.0), (14.0, 211.0)):
        met = flow_map.speed_at_turbines(model, FARM, TURBINE, speed, direction)
        assert ((met > 0) & (met <= speed)).all()
        free = 25 * power_curve.power(speed, power_curve.STANDARD_DENSITY, TURBINE)
        share = min(power_curve.power(met, power_curve.STANDARD_DENSITY, TURBINE).sum() / free, 1.0)
        assert share == pytest.approx(float(model(FARM, TURBINE, [speed], [direction])[0, 0]), abs=1e-10)


def test_a_place_where_a_turbine_stands_meets_what_it_meets():
    for name in ("jensen1983", "turbopark2022"):
        met = flow_map.speed_at_turbines(wake.MODELS[name], FARM, TURBINE, 9.0, 12.0)
        same = flow_map.speed_at_points(wake.MODELS[name], FARM, TURBINE, 9.0, 12.0, FARM.x, FARM.y)
        np.testing.assert_allclose(same, met, atol=1e-9)


def test_upwind_is_free_and_behind_is_the_closed_form():
    one = Layout(np.zeros(1), np.zeros(1), np.nan)
    far = np.array([-2000.0, -0.5, 1000.0, 3000.0])
    met = flow_map.speed_at_points(wake.jensen1983, one, TURBINE, 9.0, 270.0, far, np.zeros(4))
    thrust = float(power_curve.thrust(9.0, TURBINE))
    deficit = (1 - np.sqrt(1 - thrust)) / (1 + 2 * 0.04 * far[2:] / TURBINE.diameter) ** 2
    np.testing.assert_allclose(met, np.concatenate([[9.0, 9.0], 9.0 * (1 - deficit)]), rtol=1e-12)


@pytest.mark.slow
def test_every_turbine_meets_what_it_does_in_pywake():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from py_wake.deficit_models.gaussian import BastankhahGaussianDeficit
        from py_wake.deficit_models.utils import ct2a_mom1d
        from py_wake.site import UniformSite
        from py_wake.superposition_models import SquaredSum
        from py_wake.wind_farm_models.engineering_models import PropagateDownwind
        from py_wake.wind_turbines import WindTurbine
        from py_wake.wind_turbines.power_ct_functions import PowerCtTabular

        curves = PowerCtTabular(TURBINE.speed, TURBINE.power, "MW", TURBINE.thrust, ws_cutout=TURBINE.cut_out)
        model = PropagateDownwind(UniformSite([1.0], ti=0.06), WindTurbine("t", TURBINE.diameter, TURBINE.hub_height,
                                                                           curves),
                                  superpositionModel=SquaredSum(), wake_deficitModel=BastankhahGaussianDeficit(
                                      ct2a=ct2a_mom1d, k=0.0324555, use_effective_ws=True))
        theirs = model(FARM.x, FARM.y, wd=[37.0], ws=[9.3]).WS_eff.values.ravel()
    ours = flow_map.speed_at_turbines(wake.bastankhah2014, FARM, TURBINE, 9.3, 37.0)
    np.testing.assert_allclose(ours, theirs, atol=1e-7)


def test_no_wind_and_no_direction_are_refused():
    with pytest.raises(SundalinkError, match="free wind speed"):
        flow_map.speed_at_turbines(wake.none, FARM, TURBINE, 0.0, 10.0)
    with pytest.raises(SundalinkError, match="wind direction"):
        flow_map.speed_at_points(wake.none, FARM, TURBINE, 9.0, np.nan, np.zeros(1), np.zeros(1))
