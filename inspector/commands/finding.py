"""Finding one's way in a graph: searching, lighting what belongs together, bookmarks."""

from __future__ import annotations

from inspector.commands.conditions import recorded, selected
from inspector.commands.host import Host
from inspector.commands.registry import command, wanted
from inspector.model.graphs.relatives import ancestors, between, descendants, through
from inspector.model.graphs.several import Several
from inspector.model.looks.marks import Bookmark
from inspector.model.moments.wording import counted


@wanted("after a search with hits")
def found(host: Host) -> bool:
    """Whether a search has hits."""
    return bool(host.session.marks.hits)


@wanted("with nodes lit or chosen")
def marked(host: Host) -> bool:
    """Whether anything is lit or chosen."""
    return host.session.marks.any


@wanted("with a bookmark")
def bookmarked(host: Host) -> bool:
    """Whether there is any bookmark."""
    return bool(host.session.marks.bookmarks)


def chosen(host: Host) -> tuple[str, ...]:
    """The chosen nodes, or the selected one."""
    session = host.session
    keys = session.marks.chosen or (session.selection,)
    return tuple(key for key in keys if key is not None and key in session.graph.by_key)


def name(host: Host, key: str) -> str:
    """What a node is called on its card."""
    return host.session.appearance.vertex(key).title


def light(host: Host, lit: Several, alone: str) -> None:
    """Dim all but these nodes, and say how many they are; ``alone`` : the chosen ones are all."""
    keys, session = chosen(host), host.session
    session.marks.light(lit)
    who = name(host, keys[0]) if len(keys) == 1 else counted(len(keys), "node")
    more = len(lit) - len(keys)
    if more:
        session.remark(f"Lit: {who} and {counted(more, 'other node')}.")
    else:
        session.remark(f"Lit: {who}, {alone}.")


def look_at(host: Host, key: str | None) -> None:
    """Select a node and bring it in sight."""
    if key is not None:
        host.session.select(key)
        host.camera.reveal(key)


@command("Find in the graph …", "Graph", keys="Ctrl+F /", enabled=recorded)
def find(host: Host) -> None:
    """Search nodes by name, operation, shape or line; regular expressions work."""
    host.display.find()


@command("Next hit", "Graph", keys="F3", enabled=found)
def next_hit(host: Host) -> None:
    """Go to the next node that the search has found."""
    look_at(host, host.session.marks.walk(1))


@command("Previous hit", "Graph", keys="Shift+F3", enabled=found)
def previous_hit(host: Host) -> None:
    """Go back to the node found before."""
    look_at(host, host.session.marks.walk(-1))


@command(
    "Light what it is made from", "Graph", keys="Alt+Shift+Left", enabled=selected, begins=True
)
def light_ancestors(host: Host) -> None:
    """Dim all but the selected nodes and everything they were computed from."""
    light(host, ancestors(host.session.graph, chosen(host)), "made from nothing else")


@command("Light what is made from it", "Graph", keys="Alt+Shift+Right", enabled=selected)
def light_descendants(host: Host) -> None:
    """Dim all but the selected nodes and everything computed from them."""
    light(host, descendants(host.session.graph, chosen(host)), "used by nothing")


@command("Light all paths", "Graph", keys="Alt+Shift+Up", enabled=selected)
def light_paths(host: Host) -> None:
    """Dim all but every path between two chosen nodes, or through the one that is selected."""
    keys, session = chosen(host), host.session
    if len(keys) == 1:
        light(host, through(session.graph, *keys), "alone")
        return
    lit = between(session.graph, keys[0], keys[-1])
    session.marks.light(lit)
    if not lit:
        session.remark(f"No path leads from {name(host, keys[0])} to {name(host, keys[-1])}.")
    else:
        session.remark(f"{counted(len(lit), 'node')} on all paths.")


@command("Light everything again", "Graph", keys="Alt+Shift+Down", enabled=marked)
def light_all(host: Host) -> None:
    """Dim nothing and choose nothing any more."""
    host.session.marks.clear()


@command("Bookmark this step", "Graph", keys="Ctrl+B", enabled=recorded, begins=True)
def bookmark(host: Host) -> None:
    """Remember the step and the view, or forget them where they are remembered."""
    session = host.session
    told = session.sentence.removeprefix(session.said)
    mark = Bookmark(session.step, host.camera.place, session.selection, told)
    session.marks.bookmark(mark)
    if mark in session.marks.bookmarks:
        session.remark(f"Step {mark.step} is bookmarked.")
    else:
        session.remark(f"Step {mark.step} is not bookmarked any more.")


@command("Next bookmark", "Graph", keys="Ctrl+Shift+B", enabled=bookmarked)
def next_bookmark(host: Host) -> None:
    """Go to the next step that is bookmarked, and look at it as then."""
    session = host.session
    mark = session.marks.bookmark_after(session.step)
    if mark is not None:
        return_to(host, mark)


def return_to(host: Host, mark: Bookmark) -> None:
    """Go to a bookmark's step, and look at it as then."""
    host.session.go(mark.step)
    host.session.select(mark.selection)
    host.camera.return_to(mark.place)
