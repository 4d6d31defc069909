"""A picture as SVG: one file that needs nothing else, whose text stays text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from inspector.drawing.curves import arrow_head, cubics, heading, without_head
from inspector.drawing.fontmetrics import FAMILIES, MONO_FAMILIES
from inspector.drawing.primitives import Box, Grid, Line, Primitive, Text
from inspector.drawing.scene import Picture
from inspector.export.cells import cells
from inspector.export.subject import Subject
from inspector.export.writable import writable
from inspector.theme.roles import Theme

SANS = ", ".join((*FAMILIES, "system-ui", "sans-serif"))
MONO = ", ".join((MONO_FAMILIES[0], "DejaVu Sans Mono", "ui-monospace", "monospace"))


def write(path: Path, subject: Subject, scale: float = 1.0) -> None:
    """Write the picture. Raises OSError."""
    text = svg(subject.picture(), subject.theme, subject.title, scale)
    path.write_text(text, encoding="utf-8", newline="\n")


def svg(picture: Picture, theme: Theme, title: str = "", scale: float = 1.0) -> str:
    """The text of an SVG document; ``scale`` changes only the size it is shown at."""
    width, height = _number(picture.width), _number(picture.height)
    shown = _number(picture.width * scale), _number(picture.height * scale)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{shown[0]}" height="{shown[1]}"'
        f' viewBox="0 0 {width} {height}" role="img" xml:space="preserve">'
    )
    style = (
        f"<style>text{{font-family:{SANS};font-weight:{theme.weight};white-space:pre}}"
        f".b{{font-weight:{theme.strong}}}.m{{font-family:{MONO}}}"
        f".m.b{{font-weight:700}}</style>"
    )
    name = f"<title>{escape(title)}</title>" if title else ""
    body = (part for each in picture.primitives for part in elements(each, theme))
    return writable("\n".join(filter(None, (head, name, style, *body, "</svg>"))) + "\n")


def elements(primitive: Primitive, theme: Theme) -> Iterable[str]:
    """The elements that a primitive is drawn with."""
    match primitive:
        case Text():
            return (_text(primitive, theme),)
        case Box():
            return (_box(primitive, theme),)
        case Line():
            return _line(primitive, theme)
        case Grid():
            return _grid(primitive)


def _text(text: Text, theme: Theme) -> str:
    classes = " ".join(name for name, on in (("b", text.bold), ("m", text.mono)) if on)
    return (
        f'<text x="{_number(text.x)}" y="{_number(text.y)}" font-size="{_number(text.size)}"'
        f' fill="{theme.colour(text.fill)}" text-anchor="{text.anchor}"'
        + (f' class="{classes}"' if classes else "")
        + f"{_opacity(text.opacity)}>{escape(text.text)}</text>"
    )


def _box(box: Box, theme: Theme) -> str:
    fill = theme.colour(box.fill) if box.fill else "none"
    stroke = _stroke(theme.colour(box.stroke), box.line, box.dash) if box.stroke else ""
    corner = f' rx="{_number(box.radius)}"' if box.radius else ""
    return (
        f'<rect x="{_number(box.x)}" y="{_number(box.y)}" width="{_number(box.width)}"'
        f' height="{_number(box.height)}"{corner} fill="{fill}"{stroke}{_opacity(box.opacity)}/>'
    )


def _line(line: Line, theme: Theme) -> Iterator[str]:
    if len(line.points) < 2:
        return
    colour = theme.colour(line.stroke)
    points = without_head(line.points, line.line) if line.arrow else line.points
    steps = [f"M{_pair(points[0])}"]
    if line.smooth:
        steps += [f"C{_pair(b)} {_pair(c)} {_pair(d)}" for _, b, c, d in cubics(points)]
    else:
        steps += [f"L{_pair(point)}" for point in points[1:]]
    way = "".join(steps)
    stroke = _stroke(colour, line.line, line.dash)
    yield f'<path d="{way}" fill="none"{stroke}{_opacity(line.opacity)}/>'
    if line.arrow:
        head = arrow_head(line.points[-1], heading(line.points, line.line), line.line)
        corners = " ".join(map(_pair, head))
        yield f'<polygon points="{corners}" fill="{colour}"{_opacity(line.opacity)}/>'


def _grid(grid: Grid) -> Iterator[str]:
    yield f'<g shape-rendering="crispEdges"{_opacity(grid.opacity)}>'
    for (left, top, width, height), colour in cells(grid):
        yield (
            f'<rect x="{_number(left)}" y="{_number(top)}" width="{_number(width)}"'
            f' height="{_number(height)}" fill="{colour}"/>'
        )
    yield "</g>"


def _stroke(colour: str, width: float, dash: tuple[float, ...]) -> str:
    dashes = f' stroke-dasharray="{" ".join(map(_number, dash))}"' if dash else ""
    round_ends = "" if dash else ' stroke-linecap="round"'
    line = f' stroke="{colour}" stroke-width="{_number(width)}" stroke-linejoin="round"'
    return line + dashes + round_ends


def _opacity(opacity: float) -> str:
    return "" if opacity == 1.0 else f' opacity="{_number(opacity)}"'


def _pair(point: tuple[float, float]) -> str:
    return f"{_number(point[0])},{_number(point[1])}"


def _number(number: float) -> str:
    """At most two decimals, without trailing zeros."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
