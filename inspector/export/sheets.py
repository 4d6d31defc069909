"""Films on paper: a page a step, or a numbered file a step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from inspector.drawing.scene import Picture
from inspector.export.film import Film, Frame
from inspector.export.films import Look, Told
from inspector.export.handout import handout
from inspector.export.raster import pdf, pdf_pages
from inspector.export.sheet import FINE
from inspector.export.svg import svg
from inspector.model.sources.atomic import replace_content


def write_pdf(path: Path, film: Film, look: Look, told: Told) -> None:
    """Write one PDF with a page for every step. Raises OSError."""
    pages = pdf_pages(_pictures(film, told), film.theme, film.recording.name)
    replace_content(path, (pages,))


def write_svg(path: Path, film: Film, look: Look, told: Told) -> None:
    """Write a file for every step: ``film-001.svg`` and so on for ``film.svg``. Raises OSError."""
    digits = max(3, len(str(len(film.steps))))
    for number, frame in enumerate(film.frames(), 1):
        text = svg(frame.picture, film.theme, _title(film, frame))
        place = path.with_name(f"{path.stem}-{number:0{digits}}{path.suffix}")
        replace_content(place, (text.encode(),))
        told(number)


def _pictures(film: Film, told: Told) -> Iterator[Picture]:
    for number, frame in enumerate(film.frames(), 1):
        yield frame.picture
        told(number)


def _title(film: Film, frame: Frame) -> str:
    return f"{film.recording.name}, step {frame.step}: {frame.sentence}"


def write_handout(path: Path, film: Film, look: Look, told: Told) -> None:
    """Write one page with the program, the ledger and the graph at a few steps. Raises OSError."""
    drawn, name = handout(film), film.recording.name
    if path.suffix.lower() == ".svg":
        page = svg(drawn, film.theme, name, 1 / FINE).encode()
    else:
        page = pdf(drawn, film.theme, name, 1 / FINE)
    replace_content(path, (page,))
    told(len(film.steps))
