"""One film written to one file, in the format the ending of its name says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from pkgutil import resolve_name
from types import MappingProxyType

from inspector.export.film import Film

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        ".gif": "inspector.export.moving:write_gif",
        ".mp4": "inspector.export.moving:write_mp4",
        ".html": "inspector.export.page:write_html",
        ".pdf": "inspector.export.sheets:write_pdf",
        ".svg": "inspector.export.sheets:write_svg",
    }
)
"""Who writes which ending; what needs Qt is loaded only when it is asked for."""

Told = Callable[[int], object]
"""Is told how many frames are done."""


class UnknownFilmError(ValueError):
    """The file's ending names no format of films."""


class MissingExtraError(RuntimeError):
    """What a format needs is not installed; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a film is shown: its size in pixels, how many seconds a step stays, and its colours.

    ``by_preference`` lets a page be light or dark as its reader's browser is.
    ``handout`` makes one page, a PDF or an SVG: the program, the ledger, the graph at a few steps.
    """

    width: int = 1280
    height: int = 720
    seconds: float = 1.5
    by_preference: bool = False
    handout: bool = False


PAPER = (".pdf", ".svg")
"""What a handout can be."""
HANDOUT = "inspector.export.sheets:write_handout"


def shoot(path: Path, film: Film, look: Look, told: Told = lambda _: None) -> None:
    """Write ``film`` to ``path``.

    Raises:
        UnknownFilmError: where the ending is none of ``FORMATS``.
        MissingExtraError: where the format needs what is not installed.
        OSError: where the file cannot be written.
    """
    place = FORMATS.get(path.suffix.lower())
    if place is None:
        raise UnknownFilmError(f"{path.name!r} should end in one of {', '.join(FORMATS)}.")
    if look.handout:
        if path.suffix.lower() not in PAPER:
            told_paper = " or ".join(PAPER)
            raise UnknownFilmError(
                f"A handout is a page: {path.name!r} should end in {told_paper}."
            )
        place = HANDOUT
    write: Callable[[Path, Film, Look, Told], None] = resolve_name(place)
    write(path, film, look, told)
