"""Marked vertices are looked up once, and painted where they stand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from inspector.canvas.camera import Viewpoint
from inspector.canvas.mark_cache import Dimmed, MarkCache, Veil
from inspector.canvas.sheet import CLEAR, Sheet, Sides
from inspector.canvas.stage import Stage, stage
from inspector.drawing.levels import Level
from inspector.model.graphs.several import Several
from inspector.model.session import Session
from inspector.theme.tokens import DARK, LIGHT
from tests.support.webs import rows, web


def a_stage(count: int) -> Stage:
    session = Session()
    session.open_recording(web(count))
    return stage(session.graph, rows(session.graph))


def sides(*boxes: list[float]) -> Sides:
    """Lefts, tops, widths and heights of some rectangles."""
    left, top, width, height = np.array(boxes).T
    return left, top, width, height


def test_marks_are_found_by_number_and_what_is_not_there_is_left_out() -> None:
    here, marked = a_stage(30), MarkCache()
    keys = tuple(vertex.key for vertex in here.vertices)
    assert marked.numbers(here, "hits", (keys[7], "gone", keys[2])).tolist() == [7, 2]
    assert marked.numbers(here, "chosen", (keys[1],)).tolist() == [1]
    assert np.flatnonzero(marked.lit(here, frozenset({keys[3], "gone"}))).tolist() == [3]


def test_marks_follow_to_another_stage_and_to_other_marks() -> None:
    few, many, marked = a_stage(20), a_stage(30), MarkCache()
    last = many.vertices[-1].key
    assert marked.numbers(few, "hits", (last,)).tolist() == []
    assert marked.numbers(many, "hits", (last,)).tolist() == [many.number[last]]
    assert not marked.lit(few, frozenset({last})).any()
    assert marked.lit(many, frozenset({last})).sum() == 1
    assert marked.lit(many, frozenset({last, many.vertices[0].key})).sum() == 2


def test_what_is_known_by_number_is_marked_like_what_is_known_by_key() -> None:
    few, many = a_stage(20), a_stage(30)
    some = Several(few.vertices, np.array([7, 2]))
    for here in (few, many):  # the second holds other vertices of the same keys
        known = [here.number[key] for key in some]
        assert MarkCache().numbers(here, "hits", some).tolist() == known
        assert np.flatnonzero(MarkCache().lit(here, some)).tolist() == sorted(known)


def test_a_sheet_shows_what_was_written_where_it_lies_and_only_once() -> None:
    sheet, seen = Sheet(), QImage(40, 30, QImage.Format.Format_RGB32)
    seen.fill(Qt.GlobalColor.white)
    half = QColor(0, 0, 0)
    half.setAlphaF(0.5)
    for left in (3.0, 12.0):
        sheet.wipe(QRect(10, 5, 20, 20), 1.0)
        sheet.boxes(sides([left, 6.0, 8.0, 4.0], [left, 6.0, 8.0, 4.0]), half)
    painter = QPainter(seen)
    sheet.lay(painter)
    painter.end()
    dark = {x for x in range(40) if seen.pixelColor(x, 7).lightness() < 200}
    assert dark == set(range(12, 20))
    assert abs(seen.pixelColor(15, 7).lightness() - 127) < 3  # not twice as dark where two lie


def test_a_sheet_writes_in_the_pixels_of_the_device() -> None:
    sheet, seen = Sheet(), QImage(60, 45, QImage.Format.Format_RGB32)
    seen.fill(Qt.GlobalColor.white)
    seen.setDevicePixelRatio(1.5)
    sheet.wipe(QRect(0, 0, 40, 30), 1.5)
    sheet.hairs(np.array([[4.0, 10.0, 20.0, 10.0]]), QColor("black"))
    painter = QPainter(seen)
    sheet.lay(painter)
    painter.end()
    assert {x for x in range(60) if seen.pixelColor(x, 15).lightness() < 9} == set(range(6, 31))


def test_a_ring_is_clear_inside_even_where_a_patch_was() -> None:
    sheet, seen = Sheet(), QImage(40, 30, QImage.Format.Format_RGB32)
    seen.fill(Qt.GlobalColor.white)
    sheet.wipe(QRect(0, 0, 40, 30), 1.0)
    sheet.rings(sides([10.0, 5.0, 12.0, 9.0]), QColor("black"), 2.0, CLEAR)
    painter = QPainter(seen)
    sheet.lay(painter)
    painter.end()
    row = "".join("#" if seen.pixelColor(x, 9).lightness() < 9 else "." for x in range(8, 24))
    assert row == "..##........##.."


def test_a_veil_is_made_anew_only_where_it_would_look_different() -> None:
    veil, part, whole = Veil(), QRect(10, 10, 20, 20), QRect(0, 0, 90, 60)
    here = Dimmed(np.ones(3, dtype=bool), LIGHT, None, Level.TILE, Viewpoint(), 1.0)
    others = (
        replace(here, lit=np.ones(3, dtype=bool)), replace(here, theme=DARK),
        replace(here, level=Level.SYMBOL), replace(here, view=Viewpoint(2.0)),
        replace(here, ratio=1.5),
    )  # fmt: skip
    for other in others:
        assert veil.lacking(here, part, whole) == part
        assert veil.lacking(replace(here), part, whole).isEmpty()
        assert veil.lacking(other, part, whole) == part
    assert veil.lacking(here, part, whole) == part
    assert veil.lacking(here, QRect(0, 0, 12, 12), whole) == whole  # more of the same
    assert veil.lacking(here, QRect(70, 40, 20, 20), whole).isEmpty()
