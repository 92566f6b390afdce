"""What is kept on disk: found again by content, never wrong, never too much, no matter who else writes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from sim.inputs import disk_cache

PARTS = ("model", 1.5, np.arange(4.0), (("a", 1), ("b", None)))
ARRAYS = (np.arange(3.0), np.linspace(0, 1, 12).reshape(3, 4))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv(disk_cache.FOLDER, str(tmp_path / "cache"))
    return tmp_path / "cache"


def counted(arrays=ARRAYS):
    """Return a maker and the list of its calls."""
    calls = []
    return (lambda: calls.append(1) or arrays), calls


def same(found, expected=ARRAYS):
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_is_made_once(home):
    make, calls = counted()
    for _ in range(3):
        same(disk_cache.kept("wake", PARTS, make))
    assert len(calls) == 1
    assert [path.suffix for path in home.glob("wake/*")] == [".npz"]


@pytest.mark.parametrize("other", [
    ("model", 1.5, np.arange(4.0), (("a", 1), ("b", 0))), ("model", 1.5, np.arange(4), (("a", 1), ("b", None))),
    ("model", 1.5, np.arange(4.0).reshape(2, 2), (("a", 1), ("b", None))), ("model", 2, *PARTS[2:]),
    ("mode", "l1.5", *PARTS[2:]), ("model", 1.5, np.arange(4.0), ("a", 1, "b", None)),
    ("model", 1.5000000000000002, *PARTS[2:]), ("model", True, *PARTS[2:])])
def test_anything_else_has_another_name(home, other):
    assert disk_cache.digest(PARTS) == disk_cache.digest(("model", 1.5, np.arange(4.0), [("a", 1), ("b", None)]))
    assert disk_cache.digest(other) != disk_cache.digest(PARTS)


def test_what_cannot_be_named_is_refused():
    with pytest.raises(TypeError, match="nothing is kept by a dict"):
        disk_cache.digest(({"a": 1},))


@pytest.mark.parametrize("damage", [
    lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"not a zip"),
    lambda path: path.write_bytes(path.read_bytes()[:-40]), lambda path: path.write_bytes(path.read_bytes()[:100]),
    lambda path: np.savez(path, np.array([object()]))])
def test_a_broken_file_is_made_anew(home, damage):
    make, calls = counted()
    disk_cache.kept("wake", PARTS, make)
    damage(next(home.glob("wake/*.npz")))
    same(disk_cache.kept("wake", PARTS, make))
    same(disk_cache.kept("wake", PARTS, make))
    assert len(calls) == 2


def test_a_flipped_bit_is_seen(home):
    make, calls = counted()
    disk_cache.kept("wake", PARTS, make)
    path = next(home.glob("wake/*.npz"))
    content = bytearray(path.read_bytes())
    place = content.find(ARRAYS[1].tobytes())
    content[place + 20] ^= 1
    path.write_bytes(bytes(content))
    same(disk_cache.kept("wake", PARTS, make))
    assert len(calls) == 2


@pytest.mark.parametrize("word", ["off", "", "0", "OFF"])
def test_it_can_be_switched_off(tmp_path, monkeypatch, word):
    monkeypatch.setenv(disk_cache.FOLDER, word)
    monkeypatch.chdir(tmp_path)
    make, calls = counted()
    for _ in range(2):
        same(disk_cache.kept("wake", PARTS, make))
    assert len(calls) == 2
    assert not list(tmp_path.iterdir())


def test_the_users_folder_is_found(monkeypatch):
    monkeypatch.delenv(disk_cache.FOLDER)
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    if sys.platform.startswith("linux"):
        assert disk_cache.folder() == Path("/somewhere/sundalink")
        monkeypatch.delenv("XDG_CACHE_HOME")
        assert disk_cache.folder() == Path.home() / ".cache" / "sundalink"


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(disk_cache.FOLDER, str(tmp_path / "file"))
    make, calls = counted()
    for _ in range(2):
        same(disk_cache.kept("wake", PARTS, make))
    assert len(calls) == 2


def test_what_was_not_used_for_longest_goes_first(home, monkeypatch):
    big = (np.zeros(25000),)   # 0.2 MB
    monkeypatch.setenv(disk_cache.MOST, "0.7")
    for number in range(3):
        disk_cache.kept("wake", (number,), lambda: big)
        os.utime(home / "wake" / f"{disk_cache.digest((number,))}.npz", (number, number))
    make, calls = counted(big)
    disk_cache.kept("wake", (0,), make)   # used again: the second is now the oldest
    disk_cache.kept("wake", (3,), lambda: big)
    assert not calls
    assert {path.stem for path in home.glob("wake/*.npz")} == {disk_cache.digest((n,)) for n in (0, 2, 3)}


def test_half_files_of_the_dead_are_swept_and_those_of_the_living_kept(home):
    disk_cache.kept("wake", (0,), lambda: ARRAYS)
    old, new = home / "wake" / ".half-old", home / "wake" / ".half-new"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    disk_cache.kept("wake", (1,), lambda: ARRAYS)
    assert not old.exists()
    assert new.exists()


def test_the_code_has_a_name():
    assert len(disk_cache.code("sim.farm")) == 40
    assert disk_cache.code("sim.farm") == disk_cache.code("sim.farm")
    assert disk_cache.code("sim.farm") != disk_cache.code("sim.link")


WRITER = """
import sys, numpy as np
from sim.inputs import disk_cache
for turn in range(60):
    for number in range(4):
        found = disk_cache.kept("wake", (number,), lambda: (np.full(20000, float(number)),))
        if not (found[0] == number).all():
            sys.exit(1)
"""


@pytest.mark.slow
def test_processes_may_share_a_folder(home):
    """The bound is so small that they also remove each other's files."""
    env = {**os.environ, disk_cache.FOLDER: str(home), disk_cache.MOST: "0.4"}
    several = [subprocess.Popen([sys.executable, "-c", WRITER], env=env) for _ in range(3)]
    assert [one.wait(60) for one in several] == [0, 0, 0]
    assert not list(home.glob("wake/.half-*"))


def test_a_wake_table_is_kept_and_read_back_to_the_last_bit(home):
    import sim
    from sim.case import farm

    small = {"farm.capacity_mw": 150.0, "farm.wake_direction_step_deg": 15.0}
    s = sim.load("base", overrides=small)
    kind = farm.control(s).turbine
    layout = s.farm.layout.bind()(10, kind.diameter, kind.rating)
    first, second = (farm.efficiency(s, layout, kind) for _ in range(2))
    assert len(list(home.glob("wake/*.npz"))) == 1
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)
    for change in ({"farm.wake.turbulence": 0.08}, {"farm.blockage.model": "selfsimilar2017"},
                   {"farm.curve.power_share": 0.9}, {"farm.wake_direction_step_deg": 10.0}):
        other = sim.load("base", overrides={**small, **change})
        farm.efficiency(other, layout, farm.control(other).turbine)
    assert len(list(home.glob("wake/*.npz"))) == 5
    none = sim.load("base", overrides={**small, "farm.wake.model": "none"})
    assert (farm.efficiency(none, layout, kind).fraction == 1.0).all()
    assert len(list(home.glob("wake/*.npz"))) == 5
