"""Pictures and pages in a real browser: no text covers another or is cut, and nothing leaves the screen."""

import re
from base64 import b64decode

import pytest
import sweep_stub
from browser import Browser
from small_grid import data as grid_data

from sim.report.grid_page import grid_page
from sim.report.run_explorer import explorer as run_explorer
from sim.report.sweep_explorer import explorer as sweep_explorer
from sim.studies.sweep import sweep

pytestmark = pytest.mark.slow

OF_PICTURE = """(() => {
  const frame = document.querySelector('svg').getBoundingClientRect(), wrong = [];
  const says = (g) => [...g.childNodes].filter((n) => n.nodeType === 8).map((n) => n.data.trim()).join(' ');
  const texts = [...document.querySelectorAll('g[id^="text_"]')].map((g) => [says(g), g.getBoundingClientRect()]);
  const seen = texts.filter(([, r]) => r.width > 0);
  for (const [name, r] of seen) if (r.left < frame.left - 1 || r.right > frame.right + 1 || r.top < frame.top - 1
    || r.bottom > frame.bottom + 1) wrong.push(name + ' is cut');
  seen.forEach(([name, a], i) => seen.slice(0, i).forEach(([other, b]) => {
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) wrong.push(other + ' is under ' + name); }));
  return [seen.length, wrong]; })()"""
"""Texts of a picture that are cut at its edge, or under another."""

OF_CHARTS = """Object.entries(window.explorer.charts).flatMap(([id, chart]) => {
  const wrong = [], wide = chart.getWidth(), high = chart.getHeight();
  const texts = chart.getZr().storage.getDisplayList(true).filter((e) => e.type === 'tspan' && !e.invisible
    && String(e.style.text).trim()).map((e) => {
    const box = e.getBoundingRect().clone(), more = 11 - box.height;   // a font without a square has no height
    box.y -= more * ({ bottom: 1, middle: 0.5 }[e.style.textBaseline] || 0);
    box.height = 11;
    if (e.transform) box.applyTransform(e.transform);
    return [e.style.text, box]; });
  for (const [name, r] of texts) if (r.x < -2 || r.x + r.width > wide + 2 || r.y < -2 || r.y + r.height > high + 2)
    wrong.push(id + ': ' + name + ' is cut');
  texts.forEach(([name, a], i) => texts.slice(0, i).forEach(([other, b]) => {
    if (Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 1.5
      && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 3)
      wrong.push(id + ': ' + other + ' is under ' + name);
  }));
  return wrong; })"""
"""The same of the charts of an explorer."""

OF_PAGE = """(() => {
  const wide = document.documentElement.clientWidth, wrong = [], boxes = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
  const linear = (v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => sum + weight * linear(c[i] / 255), 0);
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor);
    if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
  for (let node; (node = texts.nextNode());) {
    const host = node.parentElement, range = document.createRange(), name = node.data.trim().slice(0, 40);
    if (!name || !host.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    range.selectNodeContents(node);
    const places = [...range.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
    for (const r of places) {
      if (!host.closest('.scroll, pre') && (r.left < -1 || r.right > wide + 1)) wrong.push(name + ' is cut');
      boxes.push([name, r]);
    }
    const [a, b] = [light(rgb(getComputedStyle(host).color)), light(ground(host))].sort((x, y) => y - x);
    if (places.length && (a + 0.05) / (b + 0.05) < 4.5) wrong.push(name + ' is pale');
  }
  boxes.sort((a, b) => a[1].top - b[1].top);
  boxes.forEach(([name, a], i) => { for (let k = i + 1; k < boxes.length && boxes[k][1].top < a.bottom - 3; k += 1) {
    const [other, b] = boxes[k];
    if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 && Math.min(a.bottom, b.bottom) - b.top > 3)
      wrong.push(other + ' is under ' + name); } });
  return [boxes.length, wrong]; })()"""
"""Texts of a whole page that leave it, cover another, or stand out too little from their ground (4.5, WCAG)."""

LEGIBLE = """[...document.querySelectorAll('figure')].filter((figure) => {
  const wide = figure.querySelector('img').getBoundingClientRect().width, frame = figure.querySelector('.scroll');
  return wide + 0.5 < parseFloat(getComputedStyle(frame).getPropertyValue('--least'))
    || figure.querySelector('.finding').getBoundingClientRect().height < 10; }).map((figure) => figure.id)"""
"""Pictures whose smallest text is too small on a telephone, or which have no finding above them."""


@pytest.fixture(scope="module")
def browser():
    one = Browser()
    yield one
    one.close()


def wrong_in_pictures(browser, tmp_path, text):
    """Return what is wrong in the pictures of a page, each by itself, and how many texts they have."""
    found, count = [], 0
    for picture in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', text):
        svg = b64decode(picture).decode()
        path = tmp_path / "picture.html"
        path.write_text("<!DOCTYPE html><meta charset='utf-8'>" + svg[svg.index("<svg"):], encoding="utf-8")
        browser.show(path, 1400)
        texts, wrong = browser.run(OF_PICTURE)
        count, found = count + texts, found + wrong
    return found, count


def test_the_check_sees_what_is_wrong(browser, tmp_path):
    text = "<svg width='100' height='50'><g id='text_1'><!-- one --><rect x='5' y='5' width='40' height='9'/></g>" \
           "<g id='text_2'><!-- two --><rect x='30' y='8' width='90' height='9'/></g></svg>"
    (tmp_path / "page.html").write_text(text)
    browser.show(tmp_path / "page.html", 400)
    assert browser.run(OF_PICTURE) == [2, ["two is cut", "one is under two"]]


def test_the_check_of_a_page_sees_what_is_wrong(browser, tmp_path):
    at = "<p style='position:absolute;left:{}px;top:{}px;color:{};width:300px;margin:0'>{}</p>"
    (tmp_path / "page.html").write_text("<body style='background:#111'>" + "".join(at.format(*each) for each in (
        (10, 10, "#fff", "one"), (15, 15, "#eee", "two"), (570, 60, "#fff", "three is long"), (10, 90, "#444", "four"),
        (10, 120, "#fff", "five"))))
    browser.show(tmp_path / "page.html", 600)
    assert browser.run(OF_PAGE) == [5, ["three is long is cut", "four is pale", "two is under one"]]


@pytest.fixture(scope="module", params=["run", "grid"])
def report(request):
    """The page of a run, and that of a grid."""
    return request.getfixturevalue("text") if request.param == "run" else grid_page(grid_data())


def test_no_text_of_a_page_covers_another(browser, tmp_path, report):
    wrong, count = wrong_in_pictures(browser, tmp_path, report)
    assert count > 60
    assert wrong == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_of_a_page_leaves_the_screen_or_covers_another(browser, tmp_path, report, width, theme):
    path = tmp_path / "report.html"
    path.write_text(report, encoding="utf-8")
    browser.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
    browser.show(path, width)
    assert browser.run("document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert browser.run("matchMedia('(prefers-color-scheme: dark)').matches") == (theme == "dark")
    count, wrong = browser.run(OF_PAGE)
    browser.send("Emulation.setEmulatedMedia", features=[])
    assert count > 100
    assert wrong == []


def test_on_a_telephone_pictures_are_legible_and_a_touch_shows_the_whole(browser, tmp_path, report):
    path = tmp_path / "report.html"
    path.write_text(report, encoding="utf-8")
    browser.show(path, 390)
    assert browser.run(LEGIBLE) == []
    wide = "[...document.querySelectorAll('figure img')].map((i) => i.getBoundingClientRect().width)"
    assert max(browser.run(wide)) > 390
    browser.run("document.querySelectorAll('figure input').forEach((i) => i.click())")
    assert max(browser.run(wide)) <= 390


@pytest.fixture(scope="module")
def explorers(tmp_path_factory, make):
    """The explorer of a run with its long labels, and that of a sweep of several keys."""
    folder = tmp_path_factory.mktemp("explorers")
    done = sweep({"extends": "base", "contract": {"price": 230.0}, "sweep": {"grid": {
        "storage.power_mw": [0.0, 200.0], "contract.terms.width_mw": [800.0, 1200.0], "seed": [1, 2]}}}, threads=1,
        figures=sweep_stub.figures)
    texts = {"run": run_explorer(make(weather=3, years=(2034, 2044))), "sweep": sweep_explorer(done)}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["run", "sweep"])
def test_no_label_of_an_explorer_covers_another(browser, explorers, name, width):
    browser.open(explorers / f"{name}.html", width)
    assert browser.run(OF_CHARTS) == []


@pytest.mark.parametrize("name", ["run", "sweep"])
def test_on_paper_an_explorer_of_a_dark_screen_is_drawn_light(browser, explorers, name):
    browser.open(explorers / f"{name}.html", 1280)
    browser.run("document.getElementById('theme').click()")
    assert browser.run("document.documentElement.classList.contains('dark')")
    inks = "Object.values(explorer.charts).map((c) => [c.getOption().xAxis || c.getOption().parallelAxis][0][0])" \
           ".map((a) => a.axisLabel.color)"
    browser.run("window.dispatchEvent(new Event('beforeprint'))")
    assert set(browser.run(inks)) == {"#1c2430"}
    browser.run("window.dispatchEvent(new Event('afterprint'))")
    assert set(browser.run(inks)) == {"#e6e9ee"}
