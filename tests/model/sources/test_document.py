"""Opening and saving the text of a program."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from inspector.model.sources.document import (
    LARGEST,
    Document,
    UnreadableFile,
    UnwritableFile,
    open_document,
    open_program,
    save_document,
)
from tests.runner.running import printed, run


def test_a_program_opens_as_python_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_bytes("\ufeffx = '×'\r\ny = 1\r".encode())
    document = open_document(path)
    assert document.text == "x = '×'\ny = 1\n"
    assert (document.path, document.modified, document.name) == (path, False, "a.py")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\0\0", "a binary file"),
        (b"a = 1\nb = '\xe4'\n", "not UTF-8 text: line 2 holds the byte 0xe4"),
        (b"# coding: ascii\nb = '\xe4'\n", "not ASCII text: line 2 holds the byte 0xe4"),
        (b"x = 1\ny = 2\n# coding: latin-1\nb = '\xe4'\n", "not UTF-8 text: line 4"),
        ("x = 1".encode("utf-16"), "UTF-16"),
        (b"#" * (LARGEST + 1), "larger than 5 MB"),
    ],
)
def test_what_is_no_program_text_is_refused_with_its_reason(
    tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "odd.py"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=words):
        open_document(path)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="There is no file"):
        open_document(tmp_path / "none.py")
    with pytest.raises(UnreadableFile, match="is a folder"):
        open_document(tmp_path)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device file")
def test_a_device_is_not_read_for_ever() -> None:
    with pytest.raises(UnreadableFile, match="a device"):
        open_document(Path("/dev/zero"))


def test_saving_writes_the_text_and_ends_the_modification(tmp_path: Path) -> None:
    document = Document("x = '×'\n", saved="")
    assert document.modified
    saved = save_document(document, tmp_path / "new" / "a.py")
    assert not saved.modified
    assert saved.path is not None
    assert saved.path.read_bytes() == "x = '×'\n".encode()
    assert os.listdir(saved.path.parent) == ["a.py"]  # noqa: PTH208 - names are enough


def test_saving_without_a_name_is_refused() -> None:
    with pytest.raises(UnwritableFile, match="no file name"):
        save_document(Document("x"))


def test_a_failing_save_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.py"
    path.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnwritableFile, match="no space left on device"):
        save_document(Document("new"), path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.glob("*a.py*")] == ["a.py"]


@pytest.mark.skipif(sys.platform == "win32", reason="modes and links are POSIX")
def test_saving_keeps_mode_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "a.py", tmp_path / "link.py"
    path.write_text("old")
    path.chmod(0o755)
    link.symlink_to(path)
    save_document(Document("new"), link)
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o755


def test_a_name_that_the_system_cannot_write_is_refused_in_words(tmp_path: Path) -> None:
    nameless = tmp_path / "half \ud800.py"
    with pytest.raises(UnwritableFile, match="no letters for its name"):
        save_document(Document("x = 1"), nameless)
    with pytest.raises(UnreadableFile, match="no letters for its name"):
        open_document(nameless)


@pytest.mark.parametrize(
    "data",
    [b"x = 1\r\ny = 2\r\n", b"\xef\xbb\xbfx = 1\ny = 2\n", b"\xef\xbb\xbfx = 1\r\ny = 2\r\n"],
)
def test_a_file_keeps_its_line_ends_and_its_byte_order_mark(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "windows.py"
    path.write_bytes(data)
    document = open_document(path)
    assert document.text == "x = 1\ny = 2\n"
    save_document(document)
    assert path.read_bytes() == data


@pytest.mark.parametrize(
    "data",
    [
        b"# -*- coding: latin-1 -*-\nname = '\xe4'\n",
        b"#!/usr/bin/env python\r\n# vim: set fileencoding=iso-8859-1 :\r\nname = '\xe4'\r\n",
        "# über\n# coding: Latin_1-unix\nname = 'ä'\n".encode("latin-1"),
        "# coding: cp1251\nname = 'д'\n".encode("cp1251"),
        "# coding: unheard-of\nname = 'ä'\n".encode(),
        "# coding: rot13\nname = 'ä'\n".encode(),
        "# coding: idna\nname = 'ä'\n".encode(),
        "# coding: punycode\nname = 'ä'\n".encode(),
        "# coding: undefined\nname = 'ä'\n".encode(),
    ],
)
def test_a_file_is_read_and_saved_in_the_encoding_it_declares(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "old.py"
    path.write_bytes(data)
    document = open_document(path)
    assert document.text.rstrip().endswith(("'ä'", "'д'"))
    save_document(replace(document, text=document.text + "x = 1\n"))
    assert path.read_bytes() == data + (b"x = 1\r\n" if b"\r" in data else b"x = 1\n")


def test_what_the_declared_encoding_cannot_say_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "old.py"
    path.write_bytes(b"# coding: latin-1\nname = '\xe4'\n")
    document = open_document(path)
    with pytest.raises(UnwritableFile, match="LATIN-1 has nothing for '€' in line 3"):
        save_document(replace(document, text=document.text + "price = '3 €'\n"))
    assert path.read_bytes() == b"# coding: latin-1\nname = '\xe4'\n"


def test_a_program_in_another_encoding_runs_as_python_runs_it(tmp_path: Path) -> None:
    path = tmp_path / "old.py"
    path.write_bytes(b"# coding: latin-1\nprint(len('\xe4\xf6'))\nprint('\xe4' + 1)\n")
    events = run(open_document(path).text)
    assert printed(events, "stdout") == "2\n"
    assert "print('ä' + 1)" in printed(events, "stderr")


def test_a_page_with_prose_around_its_code_is_a_program_without_a_file(tmp_path: Path) -> None:
    page, plain = tmp_path / "page.md", tmp_path / "plain.txt"
    page.write_text("# Add\n\n```python\nx = 1\n```\n", encoding="utf-8")
    plain.write_text("x = 1\n", encoding="utf-8")
    found = open_program(page)
    assert (found.text, found.path, found.source_file) == ("# # Add\n\nx = 1\n", None, page)
    assert not found.modified
    assert open_program(plain) == open_document(plain)
