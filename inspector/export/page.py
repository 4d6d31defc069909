"""A film as one page of HTML that replays in any browser, with nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from string import Template

from inspector.assets import PAGE
from inspector.drawing.scene import Picture
from inspector.export.film import Film, Frame
from inspector.export.films import Look, Told
from inspector.export.svg import MONO, SANS, elements
from inspector.model.sources.atomic import replace_content
from inspector.theme.roles import Theme
from inspector.theme.tokens import DARK, LIGHT

COLOUR = re.compile(r'(?:(?<=fill=")|(?<=stroke="))#[0-9a-f]{6}')
"""A colour where SVG has one; quotes of a program's own text are escaped, so it has none."""
LARGEST = 1.8
"""How many times as large as it was drawn a small graph is shown where there is room."""
TYPE = ("ui", "small", "code", "heading", "caption", "weight", "strong")


def write_html(path: Path, film: Film, look: Look, told: Told) -> None:
    """Write the page. Raises OSError."""
    replace_content(path, (page(film, look, told).encode(),))


def page(film: Film, look: Look, told: Told = lambda _: None) -> str:
    """The text of the page.

    In the film's own theme, or, where ``look`` says so, in the one that the reader prefers.
    """
    bare = replace(film, cut=replace(film.cut, source=False, caption=False))
    themes = (LIGHT, DARK) if look.by_preference else (film.theme,)
    reel = Reel()
    frames = [reel.frame(variants, themes) for variants in _told(_variants(bare, themes), told)]
    data = {
        "lines": film.lines,
        "steps": len(film.recording),
        "seconds": look.seconds,
        "size": [round(side) for side in reel.size],
        "pieces": list(reel.pieces),
        "words": list(reel.words),
        "frames": frames,
    }
    return _text("page.html").substitute(
        title=escape(film.recording.name or "Autograd graph"),
        style=_style(themes, reel),
        width=round(reel.size[0]),
        height=round(reel.size[1]),
        film=json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
        script=_text("page.js").template,
    )


class Reel:
    """What frames are put together from: each piece, sentence of a card and colour once."""

    def __init__(self) -> None:
        self.pieces: dict[str, int] = {}
        self.words: dict[str, int] = {}
        self.colours: dict[tuple[str, ...], str] = {}
        self.size = (1.0, 1.0)

    def frame(self, variants: Sequence[Frame], themes: Sequence[Theme]) -> Mapping[str, object]:
        """One frame as data; its ``variants`` differ in nothing but their colours."""
        frame = variants[0]
        self.size = frame.picture.width, frame.picture.height
        drawn = zip(
            *(_drawn(each.picture, theme) for each, theme in zip(variants, themes, strict=True)),
            strict=True,
        )
        return {
            "step": frame.step,
            "line": frame.line,
            "back": frame.backward,
            "says": frame.sentence,
            "spot": None if frame.spot is None else [round(place) for place in frame.spot],
            "draws": [_place(self.pieces, self._tinted(pieces)) for pieces in drawn],
            "cards": [_place(self.words, words) for words in frame.cards],
        }

    def _tinted(self, pieces: Sequence[str]) -> str:
        """A piece whose colours are names that each theme has its own colour for."""
        colours = zip(*(COLOUR.findall(piece) for piece in pieces), strict=True)
        return COLOUR.sub(lambda _: f"var({self._name(next(colours))})", pieces[0])

    def _name(self, colours: tuple[str, ...]) -> str:
        return self.colours.setdefault(colours, f"--c{len(self.colours)}")


def _place(known: dict[str, int], one: str) -> int:
    return known.setdefault(one, len(known))


def _drawn(picture: Picture, theme: Theme) -> list[str]:
    return ["".join(elements(each, theme)) for each in picture.primitives]


def _variants(film: Film, themes: Sequence[Theme]) -> Iterator[Sequence[Frame]]:
    """Every frame, in each of the themes."""
    return zip(*(film.wearing(theme).frames() for theme in themes), strict=True)


def _told(frames: Iterator[Sequence[Frame]], told: Told) -> Iterator[Sequence[Frame]]:
    for number, frame in enumerate(frames, 1):
        yield frame
        told(number)


def _style(themes: Sequence[Theme], reel: Reel) -> str:
    """The style sheet, with the colours of the one theme, or of both."""
    colours = reel.colours
    said = [
        _roles(theme) + "".join(f"{name}:{all_[place]};" for all_, name in colours.items())
        for place, theme in enumerate(themes)
    ]
    dark = f"@media (prefers-color-scheme: dark) {{ :root {{ {said[-1]} }} }}"
    theme = themes[0]
    return _text("page.css").substitute(
        {name: f"{getattr(theme, name):g}" for name in TYPE},
        scheme="light dark" if len(themes) > 1 else "dark" if theme.dark else "light",
        colours=said[0],
        dark=dark if len(themes) > 1 else "",
        sans=SANS,
        mono=MONO,
        most=round(LARGEST * reel.size[0]),
    )


def _roles(theme: Theme) -> str:
    named = theme._asdict().items()
    return "".join(f"--{name}:{value};" for name, value in named if str(value).startswith("#"))


def _text(name: str) -> Template:
    return Template((PAGE / name).read_text(encoding="utf-8"))
