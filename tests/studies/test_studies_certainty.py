"""How sure a sweep is: effects, correlation, Sobol, Morris, paired differences, regret and boxes, with failures."""

import numpy as np
import pandas as pd
import pytest
import sweep_stub
from SALib.analyze import sobol as peer

from sim.errors import SundalinkError
from sim.studies import indices
from sim.studies.paired import differences, in_words
from sim.studies.robustness import robustness
from sim.studies.sampling import shares
from sim.studies.scenario_discovery import boxes
from sim.studies.sweep import sweep


def ishigami(points):
    x = 2 * np.pi * (points - 0.5)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


FIRST, TOTAL = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Of the function of Ishigami, Homma (1990) with a = 7, b = 0.1, as Saltelli et al. (2008) give them."""


def test_sobol_indices_are_those_of_a_known_function_and_of_the_peer():
    value = ishigami(shares("saltelli", 3, 2048, 1))
    found = indices.sobol(value, 3)
    np.testing.assert_allclose(found.first, FIRST, atol=0.03)
    np.testing.assert_allclose(found.total, TOTAL, atol=0.03)
    assert ((found.first_band[:, 0] <= found.first) & (found.first <= found.first_band[:, 1])).all()
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0, 1]] * 3}
    other = peer.analyze(problem, value, calc_second_order=False, num_resamples=2, seed=1)
    np.testing.assert_allclose(found.total, other["ST"], atol=0.01)
    np.testing.assert_allclose(found.first, other["S1"], atol=0.02)


def test_sobol_indices_bear_failed_cases():
    value = ishigami(shares("saltelli", 3, 2048, 1))
    whole = indices.sobol(value, 3)
    value[np.random.default_rng(0).integers(value.size, size=100)] = np.nan
    found = indices.sobol(value, 3)
    assert 1900 < found.blocks < 2000
    np.testing.assert_allclose(found.total, whole.total, atol=0.03)
    assert np.isnan(indices.sobol(np.full(20, np.nan), 3).total).all()


def test_morris_finds_slopes_and_bears_failed_cases():
    points = shares("morris", 3, 20, 0)
    value = 3.0 * points[:, 0] - 2.0 * points[:, 1]
    found = indices.morris(points, value)
    np.testing.assert_allclose(found.mu, [3.0, -2.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.mu_star, [3.0, 2.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(found.sigma, 0.0, atol=1e-9)
    value[5] = np.nan
    again = indices.morris(points, value)
    np.testing.assert_allclose(again.mu, found.mu, atol=1e-9)
    assert again.count.sum() == found.count.sum() - 2   # a point within a course ends one step and begins another


def test_main_effects_hold_the_other_keys_level_though_cases_are_missing():
    a, b = (axis.ravel() for axis in np.meshgrid([0.0, 1.0, 2.0], ["x", "y"], indexing="ij"))
    value = 10.0 * a + 100.0 * (b == "y")
    whole = indices.main_effects([a.tolist(), b.tolist()], value)
    assert whole[0] == pytest.approx({0.0: 50.0, 1.0: 60.0, 2.0: 70.0})
    assert whole[1] == pytest.approx({"x": 10.0, "y": 110.0})
    value[0] = np.nan   # the plain mean at a = 0 would now be 100
    found = indices.main_effects([a.tolist(), b.tolist()], value)
    assert found[0][1.0] - found[0][0.0] == pytest.approx(10.0)
    assert found[1]["y"] - found[1]["x"] == pytest.approx(100.0)


def test_partial_rank_correlation_sees_what_the_others_hide():
    draw = np.random.default_rng(0)
    a, b, c = draw.random((3, 400))
    value = np.exp(5 * a) - 20 * b
    value[:10] = np.nan
    found = indices.rank_correlation(np.column_stack([a, b, c, np.ones(400)]), value)
    assert found[0] > 0.85
    assert found[1] < -0.3
    assert abs(found[2]) < 0.15
    assert np.isnan(found[3])


def table(**columns):
    return pd.DataFrame({"status": "ok", "required_price_years": None, **columns})


def test_seeds_are_replicates_and_what_they_share_cancels():
    draw = np.random.default_rng(0)
    weather = np.repeat(draw.normal(0, 30, 12)[None], 3, axis=0).ravel()
    power = np.repeat([0.0, 200.0, 400.0], 12)
    noise = np.tile([0.2, -0.2], 18)
    price = 250.0 + weather + np.select([power == 200.0, power == 400.0], [5.0 + 2.0 * noise, 0.05 + noise])
    found = differences(table(power=power, seed=np.tile(np.arange(12), 3), required_price=price), ["power", "seed"])
    assert list(found["power"][:2].sort_values()) == [0.0, 400.0]
    assert found["pairs"].tolist() == [12, 12, 12]
    last = found[found["power"] == 200.0].iloc[0]
    assert last["distinct"]
    assert last["difference"] == pytest.approx(5.0, abs=0.3)
    assert last["standard_error"] < 0.2   # that of either price alone is some 9
    assert found["distinct"].sum() == 1
    assert "1 of 2 other designs cannot be distinguished" in in_words(found)[1]


def test_without_seeds_weather_years_are_the_pairs():
    years = [np.array([240.0, 250.0, 260.0, 270.0]) + shift for shift in (0.0, np.array([1.0, -0.5, 1.2, -0.9]), 3.0)]
    found = differences(table(power=[0.0, 1.0, 2.0], required_price=[y.mean() for y in years],
                              required_price_years=years), ["power"])
    assert found["pairs"].tolist() == [4, 4, 4]
    assert found["distinct"].tolist() == [False, False, True]
    assert found["standard_error"][1] == pytest.approx(np.std([1.0, -0.5, 1.2, -0.9], ddof=1) / 2)


def test_few_seeds_pair_their_weather_years():
    draw = np.random.default_rng(4)
    weather, own = draw.normal(0.0, 30.0, (2, 8)), draw.normal(0.0, 0.5, (2, 8))
    years = [*(300.0 + weather), *(302.0 + weather + own)]
    found = differences(table(power=[0.0, 0.0, 1.0, 1.0], seed=[1, 2, 1, 2],
                              required_price=[each.mean() for each in years], required_price_years=years),
                        ["power", "seed"])
    assert found["pairs"][1] == 16
    assert found["difference"][1] == pytest.approx(2.0 + own.mean())
    assert found["standard_error"][1] == pytest.approx(own.std(axis=1, ddof=1).mean() / 4.0, rel=0.1)
    assert found["distinct"][1]   # two means alone say nothing: Student's t is 12.7


def test_regret_is_that_of_the_same_future_and_failures_count_as_missed():
    frame = table(lever=["a"] * 3 + ["b"] * 3, future=[1, 2, 3] * 2, required_price=[1.0, 5.0, 9.0, 2.0, 4.0, np.nan],
                  min_dscr=[1.4, 1.3, 1.5, 1.4, 1.4, np.nan])
    frame.loc[5, "status"] = "failed"
    found = robustness(frame, ["lever"], ["future"], {"min_dscr": ">= 1.35"}).set_index("lever")
    assert found.loc["a", ["mean", "worst_regret", "mean_regret", "failed"]].tolist() == [5.0, 1.0, 1 / 3, 0]
    assert found.loc["b", ["mean", "worst_regret", "failed"]].tolist() == [3.0, 1.0, 1]
    assert found["meets_min_dscr"].to_dict() == pytest.approx({"b": 2 / 3, "a": 2 / 3})
    with pytest.raises(SundalinkError, match=r"sweep\.thresholds\.min_dscr = 'high'"):
        robustness(frame, ["lever"], ["future"], {"min_dscr": "high"})


def test_a_box_is_found_where_the_condition_holds():
    draw = np.random.default_rng(0)
    a, b = draw.random((2, 1000))
    word = draw.choice(["x", "y"], 1000)
    found = boxes({"a": a, "b": b, "word": word}, (a > 0.7) & (b < 0.4) & (word == "y"))
    assert found[0].limits == {}
    assert found[0].coverage == 1.0
    best = found[-1]
    assert best.density > 0.95
    assert best.coverage > 0.7
    assert best.limits["a"][0] == pytest.approx(0.7, abs=0.05)
    assert best.limits["b"][1] == pytest.approx(0.4, abs=0.05)
    assert best.limits["word"] == ("y",)
    assert boxes({"a": a}, np.zeros(1000, bool)) == []


def test_a_sweep_answers_for_itself():
    given = {"extends": "base", "contract": {"price": 230.0}, "sweep": {
        "levers": {"storage.power_mw": [0.0, 300.0]}, "thresholds": {"min_dscr": ">= 1.35"},
        "futures": {"n": 8, "keys": {"finance.wacc": {"low": 0.06, "high": 0.1}, "seed": {"integers": [1, 10**6]}}}}}
    done = sweep(given, threads=1, figures=sweep_stub.figures)
    assert done.robustness()["storage.power_mw"].tolist() == [0.0, 300.0]
    assert done.robustness()["meets_min_dscr"].tolist() == [0.0, 1.0]
    assert done.differences()["distinct"].tolist() == [False, True]
    assert done.differences()["difference"][1] == pytest.approx(30.0)
    effects = done.effects()
    assert effects.loc["storage.power_mw", "range"] == pytest.approx(30.0)
    assert effects.loc["finance.wacc", "rank_correlation"] > 0.95
    assert done.boxes("min_dscr", "< 1.35")[-1].limits == {"storage.power_mw": (0.0, 0.0)}
    given["sweep"] = {"sample": {"method": "saltelli", "n": 16, "keys": {
        "storage.power_mw": {"low": 20.0, "high": 400.0}, "finance.wacc": {"low": 0.06, "high": 0.1}}}}
    found = sweep(given, threads=1, figures=sweep_stub.figures).effects()
    assert found.loc["storage.power_mw", "total"] == pytest.approx(1.0, abs=0.1)
    assert found.loc["finance.wacc", "total_high"] < 0.1
