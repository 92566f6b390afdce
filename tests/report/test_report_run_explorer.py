"""The explorer of a run: what it packs, and how it draws in a real browser."""

import base64
import gzip
import json
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SundalinkError
from sim.report.run_explorer import LEVELS, explorer, packed, save_explorer


def unpacked(series):
    """What the page makes of a packed series."""
    planes = np.frombuffer(gzip.decompress(base64.b64decode(series["text"])), dtype=np.uint8).reshape(2, -1)
    moves = (planes[0].astype(np.uint16) | planes[1].astype(np.uint16) << 8).astype(np.int16)
    return series["low"] + series["step"] * np.cumsum(moves, dtype=np.int16)


@given(st.lists(st.floats(-1e4, 1e5), min_size=1, max_size=50))
def test_a_series_comes_back_within_half_a_level(values):
    found, span = unpacked(packed(values)), max(values) - min(values)
    np.testing.assert_allclose(found, values, atol=0.5001 * span / LEVELS + 1e-9)


def test_the_page_has_the_hours_of_each_year_and_nothing_from_elsewhere(result):
    text = explorer(result)
    for year in result["operating_year"].values:
        for weather in result["weather_year"].values:
            series = json.loads(re.search(rf'id="y{year}-{weather}">(.*?)</script>', text).group(1))
            shown = unpacked(series["delivered_power"])
            whole = result["delivered_power"].sel(operating_year=year, weather_year=weather).values
            np.testing.assert_allclose(shown, whole, atol=0.51 * series["delivered_power"]["step"])
    facts = json.loads(re.search(r'id="data">(.*?)</script>', text).group(1))
    parts = facts["steps"]
    assert sum(each["energy"] for each in parts[:-1]) == pytest.approx(parts[-1]["energy"], rel=1e-9)
    for each in parts:
        assert not each["parts"] or sum(part[1] for part in each["parts"]) == pytest.approx(each["energy"])
    assert sum(part[1] for part in facts["cost"]) == pytest.approx(float(result["landed_cost"]), rel=1e-6)


def test_a_year_that_was_not_traded_is_refused(result):
    with pytest.raises(SundalinkError, match="operating year = 1999: must be one of the traded years"):
        explorer(result, [1999])


@pytest.fixture(scope="module")
def page(tmp_path_factory, make):
    path = tmp_path_factory.mktemp("explore") / "explore.html"
    save_explorer(make(weather=3, years=(2034, 2044)), path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 800, 1600])
def test_it_draws_without_complaint_and_nothing_leaves_the_screen(browser, page, width):
    browser.open(page, width)
    assert browser.complaints() == []
    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run("Object.keys(explorer.charts).sort().join()") == "cost,depth,energy,hours,map,years"
    assert browser.run("[...document.querySelectorAll('.chart canvas')].every(c => c.width > 200)")
    browser.run("document.getElementById('theme').click()")
    assert browser.complaints() == []


@pytest.mark.slow
def test_another_year_and_a_group_may_be_opened(browser, page):
    browser.open(page, 1200)
    before = browser.run("document.getElementById('hourstitle').textContent")
    browser.run("document.getElementById('after').click()")
    browser.run("new Promise(done => { const t = setInterval(() => { if (explorer.state.ready) { clearInterval(t); "
                "done(); } }, 20); })")
    assert browser.run("document.getElementById('hourstitle').textContent") != before
    assert browser.run("document.getElementById('weather').value") == "1"
    bars = "explorer.charts.energy.getOption().series[1].data.length"
    folded = browser.run(bars)
    place = browser.run("(() => { const c = explorer.charts.energy, b = document.getElementById('energy')"
                        ".getBoundingClientRect(); window.scrollTo(0, b.y + scrollY - 50);"
                        "const n = c.getOption().yAxis[0].data.indexOf('+ Farm losses'), r = document.getElementById("
                        "'energy').getBoundingClientRect(), s = c.getOption().series;"
                        "const p = c.convertToPixel({ seriesIndex: 1 }, [s[0].data[n] + s[1].data[n].value / 2, n]);"
                        "return [r.x + p[0], r.y + p[1]]; })()")
    browser.drag(place, place)
    assert browser.run(bars) == folded + 2
