"""Whatever the bar has no room for is one click, or one key, away."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton

from tests.support.windows import Desk


def shown(desk: Desk) -> set[str]:
    """What the bar's buttons in sight are called."""
    bar = desk.inspector.window.toolbar
    found = bar.findChildren(QToolButton)
    buttons = [one for one in found if one.isVisible() and bar.rect().contains(one.geometry())]
    return {one.text() for one in buttons}


def folded(desk: Desk) -> set[str]:
    """What the menu at the end of the bar has."""
    more = desk.inspector.window.toolbar.findChild(QToolButton, "moreTools")
    assert isinstance(more, QToolButton)
    return {action.iconText() for action in more.menu().actions()}


def test_a_short_bar_puts_into_a_menu_what_it_has_no_room_for(desk: Desk) -> None:
    whole = shown(desk)
    assert {"Run", "Operations", "Down", "Find", "Present"} <= whole
    assert not folded(desk)
    themes = {desk.inspector.toolbar.theme.text()}
    for width, scale in ((900, 1.0), (900, 2.0), (600, 2.0)):
        desk.session.settings["font_scale"] = scale
        desk.inspector.window.toolbar.setFixedWidth(width)
        desk.wait(lambda: whole - themes <= shown(desk) | folded(desk))
    desk.wait(lambda: {"Down", "Tensors"} <= folded(desk))


def test_a_bar_that_has_room_again_is_whole_again(desk: Desk) -> None:
    bar, whole = desk.inspector.window.toolbar, shown(desk)
    bar.setFixedWidth(330)
    desk.wait(lambda: "Down" in folded(desk))
    bar.setFixedWidth(1400)
    desk.wait(lambda: shown(desk) == whole and not folded(desk))


def test_a_button_that_comes_back_is_as_disabled_as_its_command(desk: Desk) -> None:
    bar = desk.inspector.window.toolbar
    bar.setFixedWidth(330)
    desk.wait(lambda: "Down" in folded(desk))
    bar.setFixedWidth(1400)
    desk.wait(lambda: not folded(desk))
    buttons = [one for one in bar.findChildren(QToolButton) if one.defaultAction()]
    assert [
        one.text() for one in buttons if one.isEnabled() != one.defaultAction().isEnabled()
    ] == []


def test_larger_letters_push_nothing_out_of_the_bar(desk: Desk) -> None:
    bar = desk.inspector.window.toolbar
    desk.session.settings["theme"] = "projector"
    desk.wait(lambda: desk.inspector.toolbar.theme.text() == "Projector")
    seen = [one for one in bar.findChildren(QToolButton) if one.isVisible()]
    desk.wait(lambda: all(bar.rect().contains(one.geometry()) for one in seen if one.isVisible()))


def test_a_low_windows_panels_write_smaller_for_the_same_wall(desk: Desk) -> None:
    desk.session.settings["theme"] = "projector"
    desk.inspector.window.resize(1280, 720)
    desk.wait(lambda: desk.session.type_scale < 0.75)
    desk.session.settings["theme"] = "light"
    desk.wait(lambda: desk.session.type_scale == 1.0)


def test_after_presenting_every_button_is_as_wide_as_before(desk: Desk) -> None:
    bar, display = desk.inspector.window.toolbar, desk.inspector.display

    def widths() -> list[int]:
        buttons = [one for one in bar.findChildren(QToolButton) if one.isVisible()]
        return [one.width() for one in buttons]

    desk.session.settings["theme"] = "dark"
    desk.rest()
    before, height = widths(), bar.height()
    display.present(True)
    desk.rest()
    display.present(False)
    desk.rest()
    desk.wait(lambda: (widths(), bar.height()) == (before, height))
