"""What is looked at, how large, in which colours."""

from __future__ import annotations

from inspector.commands.conditions import has_text, legend_open, presenting, recorded
from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.commands.tuning import scale_setting, setting_is, toggle
from inspector.model.graphs.vertex import View

ZOOM_STEP = 1.25
TEXT_STEP = 1.1


@command(
    "Operations as nodes",
    "View",
    keys="Ctrl+1",
    icon="operations",
    checked=setting_is("view", View.OPERATIONS.value),
    begins=True,
)
def operations(host: Host) -> None:
    """Draw leaves and operations as nodes, and tensors as the arrows between them."""
    host.session.settings["view"] = View.OPERATIONS.value


@command(
    "Tensors as nodes",
    "View",
    keys="Ctrl+2",
    icon="tensors",
    checked=setting_is("view", View.TENSORS.value),
)
def tensors(host: Host) -> None:
    """Draw every tensor as a node, and operations on the arrows between them."""
    host.session.settings["view"] = View.TENSORS.value


@command("Left to right", "View", icon="left-to-right", checked=setting_is("direction", "LR"))
def left_to_right(host: Host) -> None:
    """Let execution run from left to right."""
    host.session.settings["direction"] = "LR"


@command("Top to bottom", "View", icon="top-to-bottom", checked=setting_is("direction", "TB"))
def top_to_bottom(host: Host) -> None:
    """Let execution run from top to bottom."""
    host.session.settings["direction"] = "TB"


@command("Turn the graph", "View", keys="D")
def turn(host: Host) -> None:
    """Change between left to right and top to bottom."""
    settings = host.session.settings
    settings["direction"] = "LR" if settings["direction"] == "TB" else "TB"


@command("Fit the graph", "View", keys="Shift+F", icon="fit", enabled=recorded, begins=True)
def fit(host: Host) -> None:
    """Show the whole graph."""
    host.camera.fit()


@command("Fit the selection", "View", keys="F", enabled=recorded)
def fit_selection(host: Host) -> None:
    """Show the selected node as large as it fits."""
    host.camera.fit_selection()


@command("Natural size", "View", keys="Ctrl+0", enabled=recorded)
def natural_size(host: Host) -> None:
    """Show the graph at 100 %."""
    host.camera.reset_zoom()


@command("Zoom in", "View", keys="Ctrl+= Ctrl++", enabled=recorded)
def zoom_in(host: Host) -> None:
    """Enlarge the graph."""
    host.camera.zoom(ZOOM_STEP)


@command("Zoom out", "View", keys="Ctrl+-", enabled=recorded)
def zoom_out(host: Host) -> None:
    """See more of the graph."""
    host.camera.zoom(1 / ZOOM_STEP)


@command("Legend", "View", keys="L", checked=legend_open, begins=True)
def legend(host: Host) -> None:
    """Explain shapes, colours and arrows on the canvas."""
    host.camera.toggle_legend()


@command("Minimap", "View", keys="M", checked=setting_is("minimap", True))
def minimap(host: Host) -> None:
    """Show the whole graph small in a corner, where it is larger than the view."""
    toggle(host, "minimap")


@command("Next pane", "View", keys="F6", begins=True)
def next_pane(host: Host) -> None:
    """Give the keyboard to the next pane: source, graph, panels, timeline."""
    host.display.walk_panes(1)


@command("Previous pane", "View", keys="Shift+F6")
def previous_pane(host: Host) -> None:
    """Give the keyboard to the pane before."""
    host.display.walk_panes(-1)


@command("Next panel here", "View", keys="Ctrl+F6")
def next_panel(host: Host) -> None:
    """Bring the next of the panels that share the keyboard's place to the front."""
    host.display.turn_panels(1)


@command("Previous panel here", "View", keys="Ctrl+Shift+F6")
def previous_panel(host: Host) -> None:
    """Bring the panel before to the front, of those that share the keyboard's place."""
    host.display.turn_panels(-1)


@command("Wrap long lines", "View", keys="Alt+Z", checked=setting_is("wrap", True), begins=True)
def wrap(host: Host) -> None:
    """Break lines of the source that are wider than their panel."""
    toggle(host, "wrap")


@command("Larger text", "View", keys="Ctrl+Shift+= Ctrl+Shift++")
def larger_text(host: Host) -> None:
    """Enlarge the text of every pane at once."""
    scale_setting(host, "font_scale", TEXT_STEP)


@command("Smaller text", "View", keys="Ctrl+Shift+-")
def smaller_text(host: Host) -> None:
    """Reduce the text of every pane at once."""
    scale_setting(host, "font_scale", 1 / TEXT_STEP)


@command("Reduced motion", "View", checked=setting_is("reduced_motion", True))
def reduced_motion(host: Host) -> None:
    """Jump from step to step, without anything travelling."""
    toggle(host, "reduced_motion")


@command("Light theme", "View", checked=setting_is("theme", "light"), begins=True, within="Theme")
def light(host: Host) -> None:
    """Dark text on white."""
    host.session.settings["theme"] = "light"


@command("Dark theme", "View", checked=setting_is("theme", "dark"), within="Theme")
def dark(host: Host) -> None:
    """Light text on a dark ground."""
    host.session.settings["theme"] = "dark"


@command("Projector theme", "View", checked=setting_is("theme", "projector"), within="Theme")
def projector(host: Host) -> None:
    """Large type and strong lines, to be read from the back of a room."""
    host.session.settings["theme"] = "projector"


@command("Present", "Present", keys="F12", icon="present", checked=presenting)
def present(host: Host) -> None:
    """Show only the graph and the step's sentence, large; Escape leaves."""
    if not host.display.presenting and has_text(host) and not recorded(host):
        host.program.run()
    host.display.present(not host.display.presenting)


@command("Stop presenting", "Present", keys="Escape", enabled=presenting)
def stop_presenting(host: Host) -> None:
    """Bring the panels back."""
    host.display.present(False)
