"""Compiled code is never read from a folder that another user could have made."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sim


def test_a_folder_is_private_only_if_it_is_ours_and_closed(tmp_path):
    assert sim._private(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    assert not sim._private(tmp_path / "open")
    (tmp_path / "link").symlink_to(tmp_path / "new")
    assert not sim._private(tmp_path / "link")
    (tmp_path / "file").write_text("")
    assert not sim._private(tmp_path / "file")


def test_a_folder_of_another_user_is_not_private(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert not sim._private(tmp_path / "new")


NO_HOME = """
import os, pwd
os.environ.pop("HOME", None)

def unknown(number):
    raise KeyError(number)

pwd.getpwuid = unknown
import sim
from sim.studies.kernels import compiled
compiled()
import matplotlib
matplotlib.get_configdir()
print(os.environ["MPLCONFIGDIR"])
"""


@pytest.mark.skipif(os.name != "posix", reason="users of POSIX")
def test_a_user_without_a_home_can_import_it(tmp_path):
    env = {name: value for name, value in os.environ.items() if name not in ("MPLCONFIGDIR", "XDG_CONFIG_HOME")}
    done = subprocess.run([sys.executable, "-c", NO_HOME], capture_output=True, text=True, check=False, cwd=tmp_path,
                          env=env | {"TMPDIR": str(tmp_path)})
    assert (done.returncode, done.stderr) == (0, "")
    assert Path(done.stdout.strip()).is_relative_to(tmp_path)
    assert not list(tmp_path.glob("~*"))


def test_a_folder_that_may_not_be_looked_into_cannot_be_written(tmp_path, monkeypatch):
    closed = tmp_path / "closed"
    monkeypatch.setattr(os.path, "exists", lambda path: Path(path) == tmp_path)   # what it says of a closed one
    monkeypatch.setattr(os, "access", lambda path, how: path != tmp_path)
    assert not sim._writable(closed / ".cache")
