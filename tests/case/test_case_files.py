"""What `check` reads: all that `run` reads, and what a case takes of memory before it is run."""

import os
from pathlib import Path

import pytest

from sim.case import memory
from sim.case.files import check_files
from sim.errors import SundalinkError
from sim.scenario.load import load


@pytest.mark.parametrize(("overrides", "rule"), [
    ({"farm.layout.model": "from_file", "farm.layout.file": "not_there.csv"}, r"farm.layout.file = .*not_there.csv"),
    ({"farm.turbine": "not_there.csv"}, "must be a readable file .no such file"),
    ({"solar.capacity_mw": 100.0, "solar.source": "epw", "solar.files": ["not_there.epw"]}, "no such file"),
    ({"resource.source": "csv", "resource.files": ["not_there.csv"]}, "no such file")])
def test_a_check_reads_what_a_run_reads(overrides, rule):
    with pytest.raises(SundalinkError, match=rule) as caught:
        check_files(load("base", overrides))
    assert caught.value.status == 2


def test_more_years_than_the_memory_holds_are_refused_with_what_they_take(monkeypatch):
    monkeypatch.setattr(memory, "available", lambda: 8e9)
    with pytest.raises(SundalinkError, match=r"time.weather_years = 1000: takes some 15.5 GB of memory, and this "
                                             r"computer has 8.0; must be at most 394 here"):
        check_files(load("base", {"time.weather_years": 1000}))
    memory.check_memory(load("base", {"time.weather_years": 394}))


def test_a_container_without_a_limit_has_the_memory_of_the_computer():
    assert 1e8 < memory.available() < float("inf")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no list of the pages in use")
def test_zeros_take_memory_where_they_are_written_alone():
    def taken():
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    before = taken()
    block = memory.zeros((4, 20, 17520))   # 5.6 MB
    assert not block.any()
    assert taken() - before < 0.3 * block.nbytes
    block[:2] = 1.0
    assert 0.4 * block.nbytes < taken() - before < 0.8 * block.nbytes
    assert memory.zeros((0, 3)).shape == (0, 3)
    assert block.sum() == 2 * 20 * 17520
