"""The report: whole, self-contained, and fed by what a run really gives."""

import re
import time
from html import escape, unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from sim.report import key_definitions, key_figures
from sim.report import page as report_page
from sim.report.page import page
from sim.report.plots.catalogue import CAPTIONS, DRAWINGS
from sim.results.summary_values import SUMMARY

VOID = {"meta", "img", "br", "input"}


class Balance(HTMLParser):
    """Open elements; faults where one closes that is not open."""

    def __init__(self):
        super().__init__()
        self.open, self.faults, self.fetched = [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in VOID:
            self.open.append(tag)
        self.fetched += [value for name, value in attributes if name in ("src", "href", "srcset", "data", "action")]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def drawn_in(text):
    """Return the pictures of a page by name."""
    return {name: f"{figure}</figure>" for figure, name in re.findall(r'(<figure id="(\w+)">.*?)</figure>', text)}


def test_the_page_needs_nothing_else(text):
    parser = Balance()
    parser.feed(text)
    assert parser.fetched
    assert all(value.startswith(("data:image/", "#")) for value in parser.fetched)
    assert not re.search(r"url\(|@import|<script|<link|<iframe", text)


def test_the_page_is_well_formed(text):
    parser = Balance()
    parser.feed(text)
    assert text.startswith("<!DOCTYPE html>")
    assert (parser.open, parser.faults) == ([], [])


def test_every_picture_is_there_with_its_finding(text):
    found = re.findall(r'<figure id="(\w+)">(?:(?!<figure).)*?<img(?: class="wide")? alt="([^"]+)"', text)
    assert sorted(name for name, _ in found) == sorted(DRAWINGS)
    assert all(len(finding) > 10 for _, finding in found)


def test_a_picture_that_no_section_places_stands_on_the_page_as_well(result, text, monkeypatch):
    depth, real, known = DRAWINGS["depth"], report_page._figure, drawn_in(text)
    for name in DRAWINGS:
        monkeypatch.setitem(DRAWINGS, name, lambda data: None)   # drawn already
    monkeypatch.setattr(report_page, "_figure", lambda name, figure: known.get(name) or real(name, figure))
    monkeypatch.setitem(DRAWINGS, "new", depth)
    monkeypatch.setitem(CAPTIONS, "new", "A picture that is new.")
    assert '<figure id="new">' not in text
    more = page(result)
    assert all(more.count(picture) == 1 for picture in known.values())
    assert more.count('<figure id="new">') == more.count("A picture that is new.") == 1


def test_every_key_figure_is_there(text, result):
    said = unescape(text)
    for row in (*key_figures.headline(result), *key_figures.waterfall(result)):
        for cell in row:
            assert cell in said
    for name, (_, note) in SUMMARY.items():
        assert name in said
        assert note in said


def test_notes_stand_on_top_and_are_escaped(text):
    assert "Screening only: &lt;the wind&gt; is synthetic &amp; drawn." in text
    assert text.index("At risk: the minimum") < text.index('<h2 id="key-figures">')


def test_every_entry_of_the_contents_leads_to_a_section(text):
    targets = re.findall(r'href="#([^"]+)"', text)
    assert len(targets) > 8
    assert re.findall(r'<h2 id="([^"]+)"', text) == targets


def test_a_key_figure_has_its_definition_where_the_pointer_rests(text):
    for name in set(key_definitions.DEFINED_BY.values()) - {"foresight_value", "npv"}:
        assert f'<abbr title="{escape(f"{name}: {SUMMARY[name][1]}")}">' in text, name


def test_without_notes_there_is_no_box(make, text, monkeypatch):
    pictures = drawn_in(text)
    monkeypatch.setattr(report_page, "_pictures", lambda *given: pictures)   # drawn once: they hold no notes
    assert report_page.page(make()) == text
    assert '<section class="notes">' not in report_page.page(make(notes=""))


def test_provenance_and_scenario_are_there(text, result):
    said = unescape(text)
    for name in ("source", "scenario_hash", "document_basis", "wind", "assumed", "scenario"):
        assert str(result.attrs[name]) in said
    assert "synthetic half-hours" in said


def test_a_run_without_hours_has_a_page(make):
    said = page(make(hours=False))
    assert "Key figures" in said


@pytest.mark.slow
def test_the_same_data_give_the_same_page(text, result):
    assert page(result, workers=2) == text


@pytest.mark.slow
def test_a_page_of_the_size_of_base_is_quick_and_small(make):
    big = make(weather=20, draws=10, years=(2034, 2044, 2053, 2063))
    start = time.process_time()
    said = page(big)
    assert time.process_time() - start < 15.0   # a fault of scaling, not a slow machine
    assert len(said) < 3.2e6   # with the pictures for lenders and for the joint report


@pytest.mark.slow
def test_a_real_run_has_every_name_that_the_report_reads(tmp_path, text):
    from small_case import dataset, figures, scenario

    from sim.results.files import open_results, save

    data = dataset()
    with pytest.MonkeyPatch.context() as patch:   # those of the same data, drawn already
        patch.setattr(report_page, "_pictures", lambda *given: drawn_in(text))
        save(tmp_path, data, figures(), scenario(), page(data))
    way = key_figures.steps(data)
    assert sum(energy for _, energy in way[:-1]) == pytest.approx(way[-1][1], rel=1e-9)
    with open_results(tmp_path) as back:
        assert key_figures.headline(back) == key_figures.headline(data)
        assert page(back) == (tmp_path / "report.html").read_text(encoding="utf-8")
    assert np.isclose(float(data["landed_cost_part"].sum()), key_figures.value(data, "landed_cost"))
