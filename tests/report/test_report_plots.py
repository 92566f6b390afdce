"""Pictures: drawn without a warning from plain and from odd data, and true to them."""

import matplotlib
import numpy as np
import pytest

from sim.report.plots import cash_flow
from sim.report.plots import energy as plots_energy
from sim.report.plots.catalogue import DRAWINGS, save_figure
from sim.report.plots.style import COLOURS, canvas, distinct, encoded, lay_out, legible
from sim.results import dataset

ODD = {
    "plain": {},
    "no battery, no local sink": {"battery_loss": 0.0, "battery_cycles": 0.0, "local_energy": 0.0},
    "one weather year, one outage history": {"weather": 1, "draws": 1},
    "one traded year": {"years": (2034,)},
    "no hours kept": {"hours": False},
    "no price, no returns": {"required_price": np.nan, "project_irr": np.nan, "equity_irr": np.nan,
                             "breakeven_gas_price": np.inf, "min_dscr": np.inf},
    "nothing delivered": {"delivered_energy": 0.0, "p50_delivered_energy": 0.0, "p75_delivered_energy": 0.0,
                          "p90_delivered_energy": 0.0, "p90_10y_delivered_energy": 0.0,
                          "weather_p90_delivered_energy": 0.0, "hours_at_contract": 0.0},
}


@pytest.fixture(scope="module", params=ODD)
def odd(request, make):
    """Results that are out of the ordinary, one after the other."""
    return make(**ODD[request.param])


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_picture_draws(odd, name):
    figure = DRAWINGS[name](odd)
    assert figure.get_label()
    assert "nan" not in figure.get_label()
    lay_out(figure)   # as the report does
    figure.draw_without_rendering()


def test_axes_say_their_units(result):
    for name in set(DRAWINGS) - {"map"}:
        figure = DRAWINGS[name](result)
        labels = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel()) if label]
        assert labels, name
        assert any(word in " ".join(labels) for word in ("[", "USD", "hours")), name


def test_the_finding_carries_the_number(result):
    price, delivered, gross, hours = (float(result[name]) for name in (
        "required_price", "delivered_energy", "gross_energy", "hours_at_contract"))
    assert f" {price:.0f}," in DRAWINGS["cost"](result).get_label()
    assert f"{delivered:,.0f} GWh ({100 * delivered / gross:.0f} %)" in DRAWINGS["losses"](result).get_label()
    assert f"{hours:,.0f} of 8,760" in DRAWINGS["duration"](result).get_label()


def test_months_hold_the_whole_year(result):
    energy = plots_energy.monthly_energy(result, "delivered_power")
    whole = result["delivered_power"].astype(float).sum("time") / 1e3
    assert energy.shape == (2, 12)
    assert energy.sum(axis=1) == pytest.approx(whole.mean("operating_year").values, rel=1e-6)


def test_months_are_those_of_singapore(make):
    data = make(weather=1)
    power = np.zeros(data["delivered_power"].shape, np.float32)
    power[..., : 31 * 24] = 1000.0   # the year starts at midnight in Singapore
    data["delivered_power"] = (data["delivered_power"].dims, power)
    assert plots_energy.monthly_energy(data, "delivered_power")[0] == pytest.approx([744.0, *[0.0] * 11])


def test_weights_of_traded_years_are_those_of_straight_lines():
    weights = plots_energy.life_weights([2034, 2044, 2063])
    years = np.arange(2034, 2064)
    values = np.array([3.0, 7.0, 1.0])
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ values == pytest.approx(np.interp(years, [2034, 2044, 2063], values).mean())
    assert plots_energy.life_weights([2034]) == pytest.approx([1.0])


def test_the_parts_of_the_cash_flow_add_up(result):
    parts = sum(sign * sum(result[name] for name in names) for names, sign, *_ in cash_flow.FLOWS)
    assert parts.values == pytest.approx(result["project_cash_flow"].values, abs=1.0)   # USD


def test_every_money_of_the_results_is_in_the_cash_flow_or_is_a_sum():
    drawn = {name for names, *_ in cash_flow.FLOWS for name in names}
    assert set(dataset.MONEY) - drawn == {"tax_paid", "project_cash_flow", "equity_cash_flow"}


def test_the_cost_bar_ends_at_the_landed_cost(result):
    bars = DRAWINGS["cost"](result).axes[0].patches
    assert sum(bar.get_width() for bar in bars if abs(bar.get_y() + 0.31) < 1e-9) == pytest.approx(
        float(result["landed_cost"]), abs=0.05)


def test_no_two_parts_of_the_cost_look_the_same(result):
    figure = DRAWINGS["cost"](result)
    drawn = [(bar.get_facecolor(), bar.get_hatch()) for bar in figure.axes[0].patches if bar.get_y() < 0]
    assert len(drawn) == len(set(drawn)) > 10


def test_many_series_stay_apart():
    assert len({tuple(map(str, distinct(place).values())) for place in range(64)}) == 64


def test_neighbours_in_the_stack_stay_apart_in_grey():
    def lightness(colour):
        red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue
    stack = [lightness(COLOURS[role]) for _, role, *_ in plots_energy.STACK]
    assert min(abs(np.diff(stack))) > 40


def test_the_style_leaves_no_trace(result):
    before = dict(matplotlib.rcParams)
    encoded(DRAWINGS["yearly"](result))
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_figures_are_saved_the_same_each_time(result, tmp_path, kind, start):
    first, second = tmp_path / f"a.{kind}", tmp_path / f"b.{kind}"
    save_figure(DRAWINGS["depth"](result), first)
    save_figure(DRAWINGS["depth"](result), str(second))
    assert first.read_bytes().startswith(start)
    assert first.read_bytes() == second.read_bytes()


def test_a_telephone_is_given_the_width_at_which_the_smallest_text_is_legible():
    figure, axes = canvas("A finding", size=(6.0, 4.0))
    axes.plot([0, 1])
    axes.text(0.5, 0.5, "small", fontsize=6.0)
    axes.text(0.5, 0.5, "tiny but not seen", fontsize=2.0, visible=False)
    encoded(figure)
    least, title = legible(figure)
    assert least == 72 * 6 * 9 / 6   # 6 points of 72 an inch are 9 dots
    assert 9.5 / 72 / 6 < title < 0.3 / 6
