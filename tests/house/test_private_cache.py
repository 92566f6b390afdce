"""Compiled code is never read from a folder that another user could have made."""

import os

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
