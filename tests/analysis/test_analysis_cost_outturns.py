"""Outturns of real links beside the draws of base: counted by another road, and by the published figures."""

import numpy as np
import pytest

from sim.analysis.cost_outturns import outturns, sentence
from sim.finance.cost_uncertainty import PARTS
from sim.scenario.load import load
from sim.stochastic import generator


@pytest.fixture(name="rows", scope="module")
def _rows():
    return outturns(load("base", {}))


def test_a_cable_alone_is_beside_the_draws_of_cable_alone(rows):
    s = load("base", {})
    cable = s.uncertainty.cost.bind()(generator(s.seed, "cost"))[:, PARTS.index("cable")]
    alone = [row for row in rows if row.scope == "cable"]
    assert alone
    for row in alone:
        assert row.low == pytest.approx(float(np.quantile(cable, 0.1)))
        assert row.below == pytest.approx(float((cable < row.ratio).mean()))


def test_mixes_draw_less_apart_than_cable_alone_and_order_is_by_ratio(rows):
    spread = {scope: np.mean([row.high / row.low for row in rows if row.scope == scope])
              for scope in ("cable", "project")}
    assert spread["project"] < spread["cable"]
    assert [row.ratio for row in rows] == sorted(row.ratio for row in rows)


def test_a_published_link_by_hand(rows):
    """Celtic: 700 MW over 575 km, at least 1.6 bn EUR of 2025."""
    row = next(row for row in rows if row.name.startswith("Celtic"))
    assert 0.9 < row.ratio < 1.05
    assert 0.0 < row.below < 1.0


def test_the_sentence_counts_every_link_once(rows):
    words = sentence(load("base", {})).split()
    inside, above, below = (int(words[words.index(mark) + step]) for mark, step in
                            (("published", 1), ("above", -1), ("below;", -1)))
    assert inside + above + below == len(rows) == int(words[1])
    assert sentence(load("base", {"uncertainty.cost.draws": 0})) == ""
