"""Programs, recordings and pictures on disk."""

from __future__ import annotations

from inspector.commands.conditions import at_rest, recorded
from inspector.commands.host import Host
from inspector.commands.registry import command


@command("New program", "File", keys="Ctrl+N", icon="new")
def new(host: Host) -> None:
    """Begin an empty program."""
    host.files.new()
    host.display.show_panel("source")


@command("Open …", "File", keys="Ctrl+O", icon="open")
def open(host: Host) -> None:  # noqa: A001 - the command's name is its id
    """Open a program, or a recording, which is shown without running anything."""
    host.files.open()


@command("Bring back unsaved text …", "File")
def bring_back(host: Host) -> None:
    """Offer the text that was kept because it was closed, or lost its window, unsaved."""
    host.files.bring_back()


@command("Save", "File", keys="Ctrl+S", icon="save", begins=True)
def save(host: Host) -> None:
    """Write the program to its file."""
    host.files.save()


@command("Save as …", "File", keys="Ctrl+Shift+S")
def save_as(host: Host) -> None:
    """Write the program to another file."""
    host.files.save_as()


@command("Save recording …", "File", enabled=recorded)
def save_recording(host: Host) -> None:
    """Write the run, step by step, to a file that opens again without running."""
    host.files.save_recording()


@command("Export picture …", "File", keys="Ctrl+E", icon="export", enabled=recorded, begins=True)
def export_picture(host: Host) -> None:
    """Write the graph at this step as SVG, PNG, PDF, DOT or GraphML."""
    host.files.export_picture()


@command("Export what is seen …", "File", enabled=recorded)
def export_seen(host: Host) -> None:
    """Write only the part of the graph that the canvas shows now, in any of these formats."""
    host.files.export_seen()


@command("Export film …", "File", keys="Ctrl+Shift+E", enabled=at_rest)
def export_film(host: Host) -> None:
    """Write any range of steps as GIF, MP4, a page that replays them, PDF or numbered SVG."""
    host.display.film()


@command("Settings", "File", keys="Ctrl+,", begins=True)
def settings(host: Host) -> None:
    """Show every setting; a change holds at once and is remembered."""
    host.display.settings()


@command("Quit", "File", keys="Ctrl+Q", begins=True)
def quit(host: Host) -> None:  # noqa: A001 - the command's name is its id
    """Close the window; text that has no file yet is kept."""
    host.display.quit()
