"""What is done to the text of the program; the common keys of a text field work there as well."""

from __future__ import annotations

from inspector.commands.conditions import has_text, presenting
from inspector.commands.host import Host
from inspector.commands.registry import command, wanted


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
