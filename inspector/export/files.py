"""One picture or graph written to one file, in the format the ending of its name says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from pkgutil import resolve_name

from inspector.export.subject import Subject

FORMATS = {
    ".svg": "inspector.export.svg:write",
    ".png": "inspector.export.raster:write_png",
    ".pdf": "inspector.export.raster:write_pdf",
    ".dot": "inspector.export.dot:write",
    ".graphml": "inspector.export.graphml:write",
    ".json": "inspector.export.node_link:write",
}
"""Who writes which ending. Only PNG and PDF load Qt, and only when they are asked for."""


class UnknownFormatError(ValueError):
    """The file's ending names no format that can be written."""


def export(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write ``subject`` to ``path``; ``scale`` is pixels per scene unit in pictures.

    Raises:
        UnknownFormatError: where the ending is none of ``FORMATS``.
        OSError: where the file cannot be written.
    """
    place = FORMATS.get(path.suffix.lower())
    if place is None:
        raise UnknownFormatError(f"{path.name!r} should end in one of {', '.join(FORMATS)}.")
    write: Callable[[Path, Subject, float], None] = resolve_name(place)
    write(path, subject, scale)
