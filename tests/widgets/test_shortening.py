"""What rows say where they are too narrow for all of it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontMetrics
from pytestqt.qtbot import QtBot

from inspector.widgets.shortening import name_shortened, shortened, shortest, sum_shortened

PATH = "SumBackward0 → MulBackward0 → ExpBackward0"


@pytest.fixture
def metrics(qtbot: QtBot) -> QFontMetrics:
    return QFontMetrics(QFont("Inter", 10))


@pytest.mark.parametrize(
    "said", [PATH, "Sum → Mul → Exp", "… → Mul → Exp", "… → Exp"], ids=lambda said: said
)
def test_a_path_keeps_all_its_names_as_long_as_they_fit(metrics: QFontMetrics, said: str) -> None:
    assert shortened(PATH, " → ", metrics, metrics.horizontalAdvance(said)) == said


def test_what_a_path_leaves_out_is_marked_once(metrics: QFontMetrics) -> None:
    room = metrics.horizontalAdvance("… → … → View → Mm")
    assert shortened("Mean → Pow → … → View → Mm", " → ", metrics, room) == "… → View → Mm"


@pytest.mark.parametrize("sign", ["+", "−"])
def test_a_sum_loses_whole_terms_and_never_its_result(metrics: QFontMetrics, sign: str) -> None:
    whole = f"[4, −8] {sign} [1, 2] = [5, −6]"
    for said in (whole, f"… {sign} [1, 2] = [5, −6]", "= [5, −6]"):
        assert sum_shortened(whole, metrics, metrics.horizontalAdvance(said)) == said
    assert sum_shortened(whole, metrics, metrics.horizontalAdvance("…, −6]")).endswith("6]")


def test_a_dotted_name_loses_whole_parts_from_its_front(metrics: QFontMetrics) -> None:
    name = "encoder.layers.0.weight"
    for said in (name, "…layers.0.weight", "…0.weight", "…0.we…"):
        assert name_shortened(name, metrics, metrics.horizontalAdvance(said)) == said
    assert name_shortened("undotted", metrics, 1) == "undotted"


def test_long_names_of_like_parts_can_be_told_apart(metrics: QFontMetrics) -> None:
    names = [f"net.blocks.{n}.attn.{part}.weight" for n in (0, 1) for part in ("query", "key")]
    room = metrics.horizontalAdvance("…0.a.q.weight")
    assert [name_shortened(name, metrics, room) for name in names] == [
        "…0.a.q.weight", "…0.a.k.weight", "…1.a.q.weight", "…1.a.k.weight",
    ]  # fmt: skip


def test_what_is_no_sum_keeps_its_beginning(metrics: QFontMetrics) -> None:
    room = metrics.horizontalAdvance("[1, 2, …")
    assert sum_shortened("[1, 2, 3, 4]", metrics, room).startswith("[1, 2")


def test_of_a_long_path_its_last_names_should_have_room() -> None:
    assert shortest(PATH, " → ") == "Sum → Mul → Exp"
    assert shortest(f"{PATH} → PowBackward0", " → ") == "… → Exp → Pow"
