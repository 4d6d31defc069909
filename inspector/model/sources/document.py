"""The user's program text: opened with clear errors, saved whole or not at all."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass, replace
from pathlib import Path

from inspector.model.sources import notebook
from inspector.model.sources.atomic import replace_content
from inspector.model.sources.encoding import UTF_8, encoding_of
from inspector.model.sources.parsing import parsed
from inspector.model.sources.pasting import as_code

LARGEST = 5 * 1024 * 1024
"""Bytes; no program a person wrote is larger."""

PAGES = (".md", ".markdown", ".txt")
"""The suffixes of files in which code may stand amid prose."""

UNNAMED = "<program>"
"""What tracebacks call a program without a file."""


class UnreadableFile(Exception):  # noqa: N818 - named for what the user is told
    """A file that cannot be opened as a program; the message says why, for people."""


class UnwritableFile(Exception):  # noqa: N818 - named for what the user is told
    """A file that could not be saved; what was there before is untouched."""


@dataclass(frozen=True, slots=True)
class Document:
    """A program as it stands in the editor; ``saved`` is the text its file holds.

    ``taken_from`` : the file of the recording, or of the page with prose, that its text was taken
    from, if there is one.
    """

    text: str = ""
    path: Path | None = None
    saved: str = ""
    taken_from: Path | None = None

    @property
    def source_file(self) -> Path | None:
        """The file that its text came from; None for what was typed here."""
        return self.path or self.taken_from

    @property
    def modified(self) -> bool:
        """Whether closing it now would lose something."""
        return self.text != self.saved

    @property
    def name(self) -> str:
        """What to call it in tracebacks."""
        return self.path.name if self.path is not None else UNNAMED

    @property
    def title(self) -> str:
        """What to call it before people."""
        return self.path.name if self.path is not None else "Untitled"


def open_document(path: Path) -> Document:
    """Read a program, or a notebook as a program in cells; raises UnreadableFile."""
    if path.suffix.lower() == notebook.SUFFIX:
        return _open_notebook(path)
    text = decode(_read(path), path)
    return Document(text, path, text)


def open_program(path: Path) -> Document:
    """Read what ``path`` holds to be run; raises UnreadableFile.

    Of a page that has prose around its code it is the program, without a file, as the page is
    kept. Other files are read as they stand.
    """
    document = open_document(path)
    if path.suffix.lower() not in PAGES:
        return document
    code = as_code(document.text)
    if code == document.text or parsed(code) is None:
        return document
    return Document(code, None, code, path)


def _open_notebook(path: Path) -> Document:
    try:
        text = notebook.as_text(notebook.read(_read(path, notebook.LARGEST)))
    except notebook.NoNotebook as error:
        raise UnreadableFile(f"{path.name} {error}.") from error
    return Document(text, path, text)


def as_read(text: str, path: Path) -> str:
    """A program as it comes back from ``path`` once it is saved there.

    A notebook keeps cells, not the blank lines between them.
    """
    if path.suffix.lower() != notebook.SUFFIX:
        return text
    return notebook.as_text(notebook.read(notebook.as_notebook(text)))


def decode(data: bytes, path: Path) -> str:
    """Program text from the bytes of a file, with line ends as in Python; UnreadableFile."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{path.name} is UTF-16 text. Save it as UTF-8 and open it again.")
    if b"\0" in data:
        raise UnreadableFile(f"{path.name} is a binary file, not a program.")
    encoding, data = encoding_of(data), data.removeprefix(BOM_UTF8)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{path.name} is not {encoding.upper()} text: line {line} holds the byte "
            f"0x{data[error.start]:02x}. Save it as UTF-8 and open it again."
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def save_document(document: Document, path: Path | None = None) -> Document:
    """Write the program to ``path`` or its own file, atomically; raises UnwritableFile.

    A notebook's cells keep their outputs and metadata.
    """
    target = path or document.path
    if target is None:
        raise UnwritableFile("The program has no file name yet.")
    write_whole(target, _content(document.text, target))
    return replace(document, path=target, saved=document.text)


def _content(text: str, target: Path) -> bytes:
    """What a file of a program or a notebook is to hold."""
    if target.suffix.lower() != notebook.SUFFIX:
        return _encoded(text, target)
    try:
        before = _read(target, notebook.LARGEST) if target.exists() else None
        return notebook.as_notebook(text, before)
    except notebook.NoNotebook as error:
        why = f"what stands there now {error}"
        raise UnwritableFile(f"{target.name} could not be saved: {why}.") from error
    except UnreadableFile as error:
        raise UnwritableFile(f"{target.name} could not be saved. {error}") from error


def _encoded(text: str, target: Path) -> bytes:
    """Program text in the encoding that it declares itself, UTF-8 where it declares none.

    It has the line ends and the byte order mark of the file it goes to.
    """
    try:
        before = _read(target) if target.exists() else b""
    except UnreadableFile:
        before = b""
    crlf = b"\r\n" in before and before.count(b"\r\n") == before.count(b"\n")
    marked = before.startswith(BOM_UTF8)
    encoding = UTF_8 if marked else encoding_of(text.encode(errors="replace"))
    try:
        data = (text.replace("\n", "\r\n") if crlf else text).encode(encoding)
    except UnicodeEncodeError as error:
        letter, line = error.object[error.start], error.object.count("\n", 0, error.start) + 1
        raise UnwritableFile(
            f"{target.name} could not be saved: {encoding.upper()} has nothing for {letter!r} "
            f"in line {line}."
        ) from error
    return BOM_UTF8 + data if marked else data


def write_whole(path: Path, data: bytes) -> None:
    """Replace a file's content so that a crash leaves the old or the new, never a half."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_content(path, [data])
    except (OSError, UnicodeEncodeError) as error:
        raise UnwritableFile(f"{path.name} could not be saved: {_reason(error)}.") from error


def _read(path: Path, largest: int = LARGEST) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableFile(f"{path.name or path} is a folder, not a program.")
        if path.exists() and not path.is_file():
            raise UnreadableFile(f"{path.name} is a device or a pipe, not a program.")
        if path.stat().st_size > largest:
            size = f"{largest // 2**20} MB"
            raise UnreadableFile(f"{path.name} is larger than {size}: too large for a program.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(f"There is no file {path}.") from error
    except (OSError, UnicodeEncodeError) as error:
        raise UnreadableFile(f"{path.name} could not be read: {_reason(error)}.") from error


def _reason(error: OSError | UnicodeEncodeError) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "the system has no letters for its name"
    return (error.strerror or str(error)).lower()
