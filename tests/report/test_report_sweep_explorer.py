"""The explorer of a sweep in a real browser: what is brushed, sorted, saved, and that it fits the screen."""

import csv
import io

import numpy as np
import pandas as pd
import pytest

from sim.report.sweep_explorer import explorer, save_explorer
from sim.results.summary_values import SUMMARY
from sim.studies.design import Design
from sim.studies.sweep_result import Sweep

pytestmark = pytest.mark.slow


def made(count):
    """A sweep of which no case was run: two levers, a word among them, under futures of one key."""
    draw = np.random.default_rng(5)
    levers = [(power, model) for power in (0.0, 200.0, 400.0, 800.0)
              for model in ("greedy", "perfect </script> foresight")]
    costs = draw.uniform(0.06, 0.1, max(count // len(levers), 1))
    rows = [{"storage.power_mw": power, "trade.policy.model": model, "finance.wacc": float(cost)}
            for power, model in levers for cost in costs][:count]
    swept = pd.DataFrame(rows)
    price = 200.0 + swept["finance.wacc"] * 1000.0 - 0.01 * swept["storage.power_mw"]
    figures = {name: draw.uniform(1.0, 2.0, len(rows)) for name in SUMMARY if name not in ("evidence", "seed")}
    figures |= {"required_price": price, "required_price_se": 2.0,
                "required_price_years": [[p - 1.0, p + 1.0] for p in price],
                "case": [f"{n:016x}" for n in range(len(rows))], "status": "ok", "error": ""}
    table = pd.concat([swept, pd.DataFrame(figures, index=swept.index)], axis=1)
    table.loc[3, ["status", "required_price"]] = ["failed", np.nan]
    return Sweep(table, Design(rows, ("storage.power_mw", "trade.policy.model"), ("finance.wacc",),
                               thresholds={"min_dscr": ">= 1.35"}), {})


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    done = made(160)
    return done, save_explorer(done, tmp_path_factory.mktemp("explorer") / "index.html").path


@pytest.mark.parametrize("width", [390, 800, 1600])
def test_it_draws_without_complaint_and_nothing_leaves_the_screen(browser, page, width):
    browser.open(page[1], width)
    assert browser.complaints() == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    wide = browser.run("[...document.querySelectorAll('body *')].filter(e => !e.closest('.scroll') && "
                       "e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '#' + e.id)")
    assert wide == []
    assert browser.run("document.getElementById('count').textContent").startswith("159 of 159 good cases selected")
    assert browser.run("Object.keys(explorer.charts).length") == 3
    assert browser.run("[...document.querySelectorAll('.chart canvas')].every(c => c.width > 200)")
    axes = browser.run("explorer.charts.parallel.getOption().parallelAxis.length")
    assert width >= 820 or browser.run("document.getElementById('parallel').clientHeight") >= 48 * axes
    browser.run("document.getElementById('theme').click()")
    assert browser.complaints() == []


def test_on_paper_no_chart_is_cut_and_the_table_is_whole(browser, page):
    """A page of A4 on its side is some 1,030 px wide within its margins."""
    browser.open(page[1], 1600)
    browser.send("Emulation.setEmulatedMedia", media="print")
    browser.send("Emulation.setDeviceMetricsOverride", width=1030, height=700, deviceScaleFactor=1, mobile=False)
    cut = browser.run("[...document.querySelectorAll('.chart canvas')].filter(c => { const a = "
                      "c.getBoundingClientRect(), b = c.closest('.chart').getBoundingClientRect(); "
                      "return a.right > b.right + 1 || a.bottom > b.bottom + 1; }).length")
    height = browser.run("[...document.querySelectorAll('.scroll')].every(s => s.scrollHeight <= s.clientHeight + 1)")
    browser.send("Emulation.setEmulatedMedia", media="")
    assert cut == 0
    assert height


def test_a_key_that_follows_from_another_has_no_axis(browser, page, tmp_path):
    done = made(160)
    done.design = done.design._replace(derived=("finance.wacc",))
    browser.open(save_explorer(done, tmp_path / "index.html").path, 1600)
    names = browser.run("explorer.charts.parallel.getOption().parallelAxis.map(a => a.id)")
    assert "finance.wacc" not in names
    assert "storage.power_mw" in names


def test_dragging_along_an_axis_selects(browser, page):
    browser.open(page[1], 1600)
    axis = browser.run("(() => { const c = explorer.charts.parallel, b = document.getElementById('parallel')"
                       ".getBoundingClientRect(), k = c.getModel().getComponent('parallel').coordinateSystem;"
                       "const low = k.dataToPoint(0, 'dim0'), high = k.dataToPoint(250, 'dim0');"
                       "return [[b.x + low[0], b.y + low[1] + 4], [b.x + high[0], b.y + high[1]]]; })()")
    browser.drag(*axis)
    chosen = browser.run("[...explorer.state.selected].length")
    rows = list(csv.DictReader(io.StringIO(browser.run("explorer.csv()"))))
    assert len(rows) == chosen
    assert {float(row["storage.power_mw"]) for row in rows} == {0.0, 200.0}
    assert chosen == 79   # of eighty, one failed
    assert browser.run("document.getElementById('count').textContent").startswith("79 of 159")
    browser.run("document.getElementById('clear').click()")
    assert browser.run("explorer.state.selected.size") == 159
    assert browser.complaints() == []


def test_the_table_sorts_and_a_row_tells_how_to_repeat_its_case(browser, page):
    browser.open(page[1], 1600)
    first = "document.querySelector('#body tr').textContent"
    column = ("[...document.querySelectorAll('#body tr')].map(r => Number(r.children[[...document.querySelectorAll("
              "'#head th')].findIndex(h => h.dataset.name === 'finance.wacc')].textContent))")
    for sign in (1, -1):
        browser.run("document.querySelector('#head th[data-name=\"finance.wacc\"]').click()")
        values = browser.run(column)
        assert values == sorted(values, reverse=sign < 0)
    browser.run("document.querySelector('#body tr').click()")
    assert browser.run(first)
    command = browser.run("document.getElementById('command').textContent")
    assert command.startswith("sundalink run base.toml --set storage.power_mw=")
    assert "--set 'trade.policy.model=perfect </script> foresight'" in command or "policy.model=greedy" in command
    assert browser.run("document.querySelectorAll('#robustbody tr').length") == 8
    browser.run("(() => { const s = document.getElementById('figure'); s.value = 'min_dscr'; s.onchange(); })()")
    assert browser.complaints() == []


def test_ten_thousand_cases_can_be_explored(browser, tmp_path):
    path = save_explorer(made(10_000), tmp_path / "index.html").path
    assert path.stat().st_size < 12e6
    browser.open(path, 1200)
    assert browser.run("document.getElementById('count').textContent").startswith("9999 of 9999")
    assert browser.complaints() == []


def test_a_sweep_without_a_good_case_has_a_page_that_says_so(browser, tmp_path):
    done = made(8)
    done.table["status"] = "failed"
    done.table["required_price"] = np.nan
    path = tmp_path / "index.html"
    path.write_text(explorer(done), encoding="utf-8")
    browser.open(path, 800)
    assert browser.run("document.getElementById('count').textContent") == "No case succeeded"
    assert browser.complaints() == []
