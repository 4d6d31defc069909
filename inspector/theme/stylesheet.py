"""The window's style sheet: one template in which every role and size of a theme may stand."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from string import Template

from inspector.assets import ICONS
from inspector.theme.roles import Theme

TEMPLATE = Path(__file__).with_name("window.qss")
SANS = '"Inter", "DejaVu Sans", sans-serif'
MONO = '"JetBrains Mono", "DejaVu Sans Mono", "DejaVu Sans", monospace'
SIZES = ("ui", "small", "code", "heading", "caption")


@lru_cache(maxsize=8)
def stylesheet(theme: Theme, scale: float = 1.0) -> str:
    """The style sheet of a theme, all text and the room around it ``scale`` times as large."""
    template = Template(TEMPLATE.read_text(encoding="utf-8"))
    return template.substitute(_roles(theme), **_sizes(theme, scale), **_assets(theme))


def _roles(theme: Theme) -> dict[str, str]:
    """Every field by its own name."""
    return {name: str(value) for name, value in theme._asdict().items()}


def _sizes(theme: Theme, scale: float) -> dict[str, str]:
    """Type sizes in whole pixels, and the rhythm of 4 pixels that follows them."""
    pixels = {f"size_{name}": max(6, round(getattr(theme, name) * scale)) for name in SIZES}
    text = pixels["size_ui"]
    step = max(4, round(4 * text / 13))
    heights = {
        "size_sentence": max(text, round(theme.heading * scale)),
        "button": round(1.4 * text),
        "chip_height": round(1.4 * pixels["size_small"]),
        "chip": round(0.7 * pixels["size_small"]) + 2,
        "palette": round(1.9 * pixels["size_heading"]),
    }
    rhythm = {f"s{number}": f"{step * number}px" for number in range(1, 7)}
    inner = {"s1_less": f"{step - 1}px", "s3_less": f"{3 * step - 1}px"}
    return {name: str(size) for name, size in (pixels | heights).items()} | rhythm | inner


def _assets(theme: Theme) -> dict[str, str]:
    """Font families, and where the small pictures of controls are."""
    icons = (ICONS / "controls").as_posix()
    return {"sans": SANS, "mono": MONO, "icons": icons, "ink": "dark" if theme.dark else "light"}
