"""Cards that are kept look like what they are made of, and differ where that does."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from inspector.canvas.cardcache import PAD, CardCache
from inspector.canvas.spatial import Floats
from inspector.drawing.primitives import Box, Primitive, Text
from inspector.export.painting import paint
from inspector.theme.tokens import LIGHT

SIZE = 120.0, 60.0
BOX = Box(0, 0, *SIZE, 9, "leaf", "leaf_stroke", 1.5)
WORD = Text(60, 30, "tanh", 15, "on_leaf", bold=True)
FAINT = (
    Box(0, 0, *SIZE, 9, "root", "root_stroke", 1.5, opacity=0.15),
    Text(60, 20, "MulBackward0", 12, "on_root", opacity=0.4),
    Box(9, 30, 100, 20, 4, "tray", "tray_stroke", opacity=0.15),
    Text(60, 45, ".grad", 12, "on_tray", opacity=0.4),
)


def pixels(pixmap: QPixmap) -> Floats:
    """Blue, green and red on paper."""
    image = QImage(pixmap.size(), QImage.Format.Format_RGB32)
    image.fill(LIGHT.canvas)
    with QPainter(image) as painter:
        painter.drawPixmap(image.rect(), pixmap)
    return np.frombuffer(image.constBits(), dtype=np.uint8).astype(np.float64)


def kept(cache: CardCache, card: tuple[Primitive, ...], ratio: float = 1.0) -> QPixmap:
    return cache.pixmap(card, lambda: card, SIZE, ratio, ratio)


@pytest.mark.parametrize("card", [(BOX,), (BOX, WORD), FAINT, (WORD, *FAINT)])
@pytest.mark.parametrize("scale", [0.5, 1.0, 2.0])
def test_a_card_looks_as_if_all_of_it_was_painted_at_once(
    qapp: QApplication, card: tuple[Primitive, ...], scale: float
) -> None:
    whole = QPixmap(*(round((side + 2 * PAD) * scale) for side in SIZE))
    whole.fill(Qt.GlobalColor.transparent)
    with QPainter(whole) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(scale, scale)
        painter.translate(PAD, PAD)
        paint(painter, card, LIGHT)
    difference = np.abs(pixels(kept(CardCache(LIGHT), card, scale)) - pixels(whole))
    # A faint fill shines no longer through the inner half of its faint outline.
    assert difference.max() <= 16


def test_cards_of_one_outline_show_each_its_own_words(qapp: QApplication) -> None:
    cache, other = CardCache(LIGHT), Text(60, 30, "exp", 15, "on_leaf", bold=True)
    cards = [(BOX,), (BOX, WORD), (BOX, other)]
    first, second, third = (pixels(kept(cache, card, 2.0)) for card in cards)
    assert cache.painted == 3
    assert (first != second).any()
    assert (second != third).any()
    assert {kept(cache, card, 2.0).devicePixelRatio() for card in cards} == {2.0}
    assert cache.painted == 3
