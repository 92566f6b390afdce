"""Designs of a sweep: samples, tables, levers under futures, derived keys and conditions."""

import numpy as np
import pytest
from scipy import stats

from sim.errors import SundalinkError
from sim.studies.design import design
from sim.studies.sampling import METHODS, distribution, draw, shares

BASE = {"storage": {"power_mw": 400.0}, "farm": {"capacity_mw": 2300.0}, "link": {"rating_mw": 1200.0}}


def made(**sweep):
    return design({"sweep": sweep}, BASE)


@pytest.mark.parametrize("method", METHODS)
def test_a_sample_lies_within_its_bounds_and_follows_its_seed(method):
    keys = {"a": distribution({"low": 2.0, "high": 4.0}, "a"), "b": distribution({"integers": [1, 5]}, "b")}
    rows = draw(keys, method, 8, 3)
    assert len(rows) == {"morris": 24, "saltelli": 32}.get(method, 8)
    assert all(2.0 <= row["a"] <= 4.0 and row["b"] in (1, 2, 3, 4, 5) for row in rows)
    assert rows == draw(keys, method, 8, 3)
    assert rows != draw(keys, method, 8, 4)


@pytest.mark.parametrize(("given", "mean", "low", "high"), [
    ({"low": 1.0, "high": 3.0}, 2.0, 1.0, 3.0), ({"low": 0.0, "mode": 3.0, "high": 6.0}, 3.0, 0.0, 6.0),
    ({"low": 1.0, "high": np.e**2, "log": True}, (np.e**2 - 1) / 2, 1.0, np.e**2),
    ({"mean": 5.0, "sd": 2.0}, 5.0, -np.inf, np.inf),
    ({"mean": 5.0, "sd": 2.0, "low": 4.0, "high": 6.0}, 5.0, 4.0, 6.0),
    ({"median": 2.0, "sigma": 0.5}, 2.0 * np.exp(0.125), 0.0, np.inf), ({"integers": [1, 4]}, 2.5, 1, 4),
    ({"choices": [0.0, 10.0], "weights": [3, 1]}, 2.5, 0.0, 10.0)])
def test_distributions_have_their_mean_and_their_bounds(given, mean, low, high):
    found = distribution(given, "k")
    values = np.array([found.at(share) for share in (np.arange(1000) + 0.5) / 1000])
    assert values.mean() == pytest.approx(mean, rel=5e-3)
    assert low <= values.min()
    assert values.max() <= high
    assert (np.diff(values) >= 0).all()


@pytest.mark.parametrize("given", [
    3.0, {}, {"low": 1.0}, {"high": 1.0}, {"low": 2.0, "high": 1.0}, {"low": 1.0, "high": float("inf")},
    {"low": 0.0, "high": 1.0, "log": True}, {"low": 0.0, "mode": 2.0, "high": 1.0}, {"mean": 1.0}, {"choices": []},
    {"mean": 1.0, "sd": 0.0}, {"median": -1.0, "sigma": 1.0}, {"choices": [1, 2], "weights": [1]}, {"integers": [3, 1]},
    {"low": 1.0, "high": 2.0, "width": 1.0}, {"low": "a", "high": 2.0}])
def test_a_distribution_without_bounds_is_refused_by_its_key(given):
    with pytest.raises(SundalinkError, match=r"^sweep\.sample\.keys\.a\.b = .*must be \{low, high\}") as caught:
        made(sample={"n": 4, "keys": {"a.b": given}} if given else {"n": 4, "keys": {"a.b": 0}})
    assert caught.value.status == 2


def test_every_lever_meets_the_same_futures():
    found = made(levers={"storage.power_mw": [0.0, 400.0], "zip": {"link.rating_mw": [1000.0, 1200.0],
                                                                  "farm.capacity_mw": [2000.0, 2300.0]}},
                 futures={"n": 5, "seed": 1, "keys": {"finance.wacc": {"low": 0.06, "high": 0.1},
                                                      "seed": {"integers": [1, 10**6]}}})
    assert found.levers == ("link.rating_mw", "farm.capacity_mw", "storage.power_mw")
    assert found.futures == ("finance.wacc", "seed")
    assert len(found.rows) == 20
    groups = {}
    for row in found.rows:
        groups.setdefault(tuple(row[key] for key in found.levers), []).append(tuple(row[k] for k in found.futures))
    assert len(groups) == 4
    assert len({tuple(each) for each in groups.values()}) == 1
    assert all(isinstance(row["seed"], int) for row in found.rows)


def test_derived_keys_and_conditions():
    found = made(grid={"storage.power_mw": [0.0, 200.0, 800.0]}, derived={"storage.energy_mwh": "4 * storage.power_mw"},
                 where="storage.power_mw <= farm.capacity_mw - link.rating_mw - 400 and not storage.power_mw == 0")
    assert found.rows == [{"storage.power_mw": 200.0, "storage.energy_mwh": 800.0}]
    assert found.derived == ("storage.energy_mwh",)


@pytest.mark.parametrize(("sweep", "message"), [
    ({"grid": {"a": [1]}, "where": "a > 1"}, r"sweep\.where = 'a > 1': leaves no case"),
    ({"grid": {"a": [1]}, "where": "b > 1"}, r"sweep\.where: b is no key of the scenario"),
    ({"grid": {"a": [1]}, "where": "__import__('os')"}, "must be arithmetic and comparisons"),
    ({"grid": {"a": [1]}, "derived": {"b": "a / 0"}}, r"sweep\.derived\.b = 'a / 0': division by zero"),
    ({"grid": {"a": [1]}, "derived": {"b": "a +"}}, "must be arithmetic"),
    ({"sample": {"n": 0, "keys": {"a": {"low": 0, "high": 1}}}}, r"sweep\.sample\.n = 0: must be a whole"),
    ({"sample": {"n": 2, "method": "random", "keys": {"a": {"low": 0, "high": 1}}}}, "must be one of lhs, sobol"),
    ({"sample": {"n": 2}}, r"sweep\.sample\.keys: must name at least one key"),
    ({"sample": {"n": 2, "a": 1}}, r"sweep\.sample\.a: unknown key"),
    ({"grid": {"b": [1]}, "sample": {"n": 2, "method": "saltelli", "keys": {"a": {"low": 0, "high": 1}}}},
     "stands alone"),
    ({"grid": {"a": [1]}, "sample": {"n": 2, "keys": {"a": {"low": 0, "high": 1}}}}, "must not stand in"),
    ({"grid": {"a": [1]}, "futures": {"n": 1}}, r"sweep\.futures: needs \[sweep\.levers\]"),
    ({"levers": {"a": [1]}}, r"sweep\.futures\.n = None"),
    ({"cases": "nowhere.csv"}, r"sweep\.cases = 'nowhere\.csv': cannot be read"),
])
def test_a_design_that_cannot_be_is_refused(sweep, message):
    with pytest.raises(SundalinkError, match=message) as caught:
        made(**sweep)
    assert caught.value.status == 2


def test_cases_from_a_table(tmp_path):
    (tmp_path / "t.csv").write_text('storage.power_mw,contract.price,cost.cable\n0,200.5,dc_submarine_dea_2025\n'
                                    '400,"solve",3.5\n')
    found = design({"sweep": {"cases": "t.csv", "grid": {"seed": [1, 2]}}}, BASE, tmp_path / "s.toml")
    assert len(found.rows) == 4
    assert found.rows[0] == {"seed": 1, "storage.power_mw": 0, "contract.price": 200.5,
                             "cost.cable": "dc_submarine_dea_2025"}
    assert found.rows[1]["contract.price"] == "solve"
    (tmp_path / "t.csv").write_text("a,b\n1\n")
    with pytest.raises(SundalinkError, match="must have a line of keys and lines of as many values"):
        design({"sweep": {"cases": "t.csv"}}, BASE, tmp_path / "s.toml")


def test_a_latin_hypercube_has_one_row_in_each_stratum():
    points = shares("lhs", 3, 10, 0)
    assert (np.sort(np.floor(points * 10), axis=0) == np.arange(10)[:, None]).all()
    assert stats.qmc.discrepancy(shares("sobol", 3, 64, 0)) < stats.qmc.discrepancy(shares("monte_carlo", 3, 64, 0))
