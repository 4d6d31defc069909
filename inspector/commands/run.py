"""Running the program and stopping it."""

from __future__ import annotations

from inspector.commands.conditions import has_text, running
from inspector.commands.host import Host
from inspector.commands.registry import command


@command("Run", "Run", keys="F5", icon="run", enabled=has_text)
def run(host: Host) -> None:
    """Run the program as it stands and watch its graph grow."""
    host.program.run()
    host.player.play()


@command("Stop", "Run", keys="Shift+F5", icon="stop", enabled=running)
def stop(host: Host) -> None:
    """End the run; everything it recorded stays."""
    host.program.stop()
