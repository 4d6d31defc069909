"""What is done to the program's text, and to any text, row or table that has the keyboard."""

from __future__ import annotations

from inspector.commands.conditions import has_text, presenting
from inspector.commands.host import Deed, Host
from inspector.commands.registry import command, wanted
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import array_text


@wanted("after a change of the text in sight")
def undoable(host: Host) -> bool:
    """Whether the text was changed, and is in sight."""
    return host.editor.undoable and not presenting(host)


@wanted("after an undo of the text in sight")
def redoable(host: Host) -> bool:
    """Whether a change of the text was undone, and is in sight."""
    return host.editor.redoable and not presenting(host)


@wanted("with a program in sight")
def searchable(host: Host) -> bool:
    """Whether there is any text in sight."""
    return has_text(host) and not presenting(host)


@command("Undo", "Edit", keys="Ctrl+Z", enabled=undoable)
def undo(host: Host) -> None:
    """Take back the last change of the program's text."""
    host.editor.undo()


@command("Redo", "Edit", keys="Ctrl+Shift+Z Ctrl+Y", enabled=redoable)
def redo(host: Host) -> None:
    """Make the change again that was taken back last."""
    host.editor.redo()


@wanted("with text selected where one can write")
def can_cut(host: Host) -> bool:
    """Whether text is selected that can be taken out."""
    return host.keyboard.can(Deed.CUT)


@wanted("with text, a row or a formula selected")
def can_copy(host: Host) -> bool:
    """Whether anything is selected that is text."""
    return host.keyboard.can(Deed.COPY)


@wanted("where one can write, once something was copied")
def can_paste(host: Host) -> bool:
    """Whether there is text to put where the keyboard is."""
    return host.keyboard.can(Deed.PASTE)


@wanted("where there is text")
def can_select(host: Host) -> bool:
    """Whether there is text where the keyboard is."""
    return host.keyboard.can(Deed.ALL)


@command("Cut", "Edit", keys="Ctrl+X", enabled=can_cut, begins=True)
def cut(host: Host) -> None:
    """Take out what is selected where the keyboard is, and keep it for pasting."""
    host.keyboard.do(Deed.CUT)


@command("Copy", "Edit", keys="Ctrl+C", enabled=can_copy)
def copy(host: Host) -> None:
    """Copy what is selected where the keyboard is: text, a row, cells of a table, a formula."""
    host.keyboard.do(Deed.COPY)


@wanted("with a node selected whose value is known")
def has_value(host: Host) -> bool:
    """Whether a node is selected whose value was recorded whole."""
    return value(host) is not None


def value(host: Host) -> Value | None:
    """The value of the selected node at this step, where it was recorded whole."""
    session = host.session
    if session.selection is None:
        return None  # not even the graph is asked for, which may have to be made
    vertex = session.graph.by_key.get(session.selection)
    state = None if vertex is None else session.moment.tensor(vertex.tensor)
    found = None if state is None else state.value
    return found if found is not None and found.whole else None


@command("Copy the value", "Edit", enabled=has_value)
def copy_value(host: Host) -> None:
    """Copy the value of the selected node, as Python and torch.tensor read it."""
    found = value(host)
    if found is not None:
        host.keyboard.copy(array_text(found))


@command("Paste", "Edit", keys="Ctrl+V", enabled=can_paste)
def paste(host: Host) -> None:
    """Put what was copied where the keyboard is."""
    host.keyboard.do(Deed.PASTE)


@command("Select all", "Edit", keys="Ctrl+A", enabled=can_select)
def select_all(host: Host) -> None:
    """Select all the text of where the keyboard is."""
    host.keyboard.do(Deed.ALL)


@command("Find in the program …", "Edit", enabled=searchable, begins=True)
def find(host: Host) -> None:
    """Search the program's text; while you type there, Ctrl+F does so too."""
    host.display.show_panel("source")
    host.editor.search(replacing=False)


@command("Replace in the program …", "Edit", keys="Ctrl+H", enabled=searchable)
def replace(host: Host) -> None:
    """Search the program's text, and put something else in place of what is found."""
    host.display.show_panel("source")
    host.editor.search(replacing=True)


@command("Comment or uncomment", "Edit", keys="Ctrl+/", enabled=searchable, begins=True)
def comment(host: Host) -> None:
    """Make comments of the selected lines, or code again of comments."""
    host.editor.comment()
