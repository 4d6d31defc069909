"""What Qt paints is what the primitives say, in the bundled fonts."""

import pytest
from PySide6.QtGui import QColor, QFontInfo, QImage, QPainter

from inspector.drawing.fontmetrics import text_width
from inspector.drawing.primitives import Box, Grid, Line, Text
from inspector.export.files import export
from inspector.export.fonts import font
from inspector.export.painting import advance, paint
from inspector.export.raster import image
from inspector.theme.tokens import LIGHT, THEMES
from tests.export.test_files import cubic, subject

pytestmark = pytest.mark.usefixtures("qapp")


def painted(*primitives, size=(100, 60)):
    made = QImage(*size, QImage.Format.Format_RGB32)
    made.fill(QColor("#ffffff"))
    painter = QPainter(made)
    paint(painter, primitives, LIGHT)
    painter.end()
    return made


def colour(made, x, y):
    return made.pixelColor(x, y).name()


def inked(made):
    """Pixels that are not white."""
    return {
        (x, y)
        for x in range(made.width())
        for y in range(made.height())
        if colour(made, x, y) != "#ffffff"
    }


def test_boxes_are_filled_with_their_role():
    made = painted(Box(10, 10, 40, 20, fill="leaf"))
    assert colour(made, 30, 20) == LIGHT.leaf
    assert colour(made, 60, 20) == "#ffffff"


def test_round_corners_leave_their_corners_free():
    made = painted(Box(10, 10, 40, 40, radius=20, fill="leaf"))
    assert colour(made, 11, 11) == "#ffffff"
    assert colour(made, 30, 30) == LIGHT.leaf


def test_opacity_is_that_of_each_primitive_alone():
    faint, full = Box(0, 0, 20, 20, fill="text", opacity=0.35), Box(30, 0, 20, 20, fill="text")
    made = painted(faint, full)
    assert made.pixelColor(10, 10).lightnessF() > 0.6
    assert colour(made, 40, 10) == LIGHT.text


def test_text_stands_on_its_baseline_at_its_anchor():
    for anchor, low, high in (("start", 50, 100), ("middle", 25, 75), ("end", 0, 50)):
        ink = inked(painted(Text(50, 30, "xxx", 20, "text", anchor)))
        assert ink
        assert min(x for x, _ in ink) >= low - 1
        assert max(x for x, _ in ink) <= high + 1
        assert max(y for _, y in ink) in (29, 30)


def test_an_arrow_ends_at_its_point():
    ink = inked(painted(Line(((5, 30), (80, 30)), "forward", 2, arrow=True)))
    assert 78 <= max(x for x, _ in ink) <= 80
    heights = {x: sum(1 for a, _ in ink if a == x) for x in (40, 73)}
    assert heights[73] > heights[40]


def test_heat_maps_have_a_colour_in_every_cell():
    made = painted(Grid(0, 0, 40, 40, (("#ff0000", "#00ff00"), ("#0000ff", "#102030"))))
    corners = [colour(made, x, y) for y in (10, 30) for x in (10, 30)]
    assert corners == ["#ff0000", "#00ff00", "#0000ff", "#102030"]


@pytest.mark.parametrize(
    ("weight", "mono", "family"),
    [(400, False, "Inter"), (600, False, "Inter"), (400, True, "JetBrains Mono")],
)
def test_the_bundled_fonts_are_used_whatever_the_machine_has(weight, mono, family):
    assert QFontInfo(font(13, weight, mono)).family() == family


@pytest.mark.parametrize("text", ["MulBackward0", "12 + 4 = 16", "2×3 float32", "Σ .grad"])
@pytest.mark.parametrize("mono", [False, True])
def test_qt_writes_no_wider_than_the_font_files_say(text, mono):
    for bold, weight in ((False, 400), (False, 500), (True, 600)):
        said = text_width(text, 13, bold, mono)
        assert said * 0.95 <= advance(text, 13, weight, mono) <= said * 1.01


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_a_png_is_as_large_as_its_scale_says(theme, tmp_path):
    made = subject(cubic(), theme)
    drawn = made.picture()
    export(tmp_path / "g.png", made, 1.5)
    opened = QImage(str(tmp_path / "g.png"))
    assert (opened.width(), opened.height()) == (
        round(1.5 * drawn.width),
        round(1.5 * drawn.height),
    )
    assert colour(opened, 2, 2) == theme.canvas


def test_a_huge_scale_is_brought_down_to_what_can_be_drawn(monkeypatch):
    monkeypatch.setattr("inspector.export.raster.LARGEST", 1000)
    made = image(subject(cubic()).picture(), LIGHT, 50.0)
    assert max(made.width(), made.height()) == 1000


def test_a_pdf_is_one_page_with_its_text_as_text(tmp_path):
    export(tmp_path / "g.pdf", subject(cubic()))
    data = (tmp_path / "g.pdf").read_bytes()
    assert data.startswith(b"%PDF-")
    assert data.count(b"/Type /Page\n") == 1
    assert b"Inter" in data
