"""Saving and opening as an act: suffixes, permissions, failures, small pieces."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from inspector.model.recordings.events import Accumulate, Printed
from inspector.model.recordings.facts import Value
from inspector.model.recordings.files import SUFFIXES, Opening, loading, save
from inspector.model.recordings.recording import Recording
from tests.support.recordings import cubic, value


def test_another_suffix_is_refused(tmp_path: Path):
    with pytest.raises(ValueError, match=r"\.json or as \.trace"):
        save(cubic(), tmp_path / "run.pickle")
    assert not list(tmp_path.glob("*run*"))


def test_a_failed_save_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path):
    path = tmp_path / "run.json"
    save(cubic(), path)
    before = path.read_bytes()
    broken = cubic()
    broken.append(Accumulate(1, 1, Value((), "no such dtype", b""), value(1.0)))
    with pytest.raises(KeyError):
        save(broken, path)
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.glob("*run*")] == ["run.json"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_saved_file_may_be_read_like_any_other(tmp_path: Path, umask: int, mode: int):
    path = tmp_path / "run.json"
    before = os.umask(umask)
    try:
        save(cubic(), path)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == mode
    path.chmod(0o600)
    save(cubic(), path)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_large_recording_is_read_in_small_pieces(tmp_path: Path, suffix: str) -> None:
    long = Recording("", "long.py")
    long.extend(Printed("stdout", f"{number}\n") for number in range(5_000))
    save(long, tmp_path / f"long{suffix}")
    *pieces, opened = loading(tmp_path / f"long{suffix}")
    shares = [piece for piece in pieces if isinstance(piece, float)]
    assert len(shares) == len(pieces) > 5
    assert shares == sorted(shares)
    assert isinstance(opened, Opening)
    assert opened.recording.events == long.events


def test_half_of_a_short_recording_opens_to_nearly_the_half(tmp_path: Path):
    path = tmp_path / "run.trace"
    run = Recording()
    run.extend([Printed("stdout", f"{number}\n") for number in range(900)])
    save(run, path)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    opened = list(loading(path))[-1]
    assert isinstance(opened, Opening)
    assert 350 < len(opened.recording) <= 450
    assert opened.complaint
