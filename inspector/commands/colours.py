"""What the fills of nodes show."""

from __future__ import annotations

from inspector.commands.host import Host
from inspector.commands.registry import Condition, command
from inspector.commands.tuning import setting_is
from inspector.model.looks.look import Colouring


def coloured(colouring: Colouring) -> Condition:
    """Whether the fills show this."""
    return setting_is("colour", colouring.value)


@command("Colour by kind", "View", checked=coloured(Colouring.KIND), within="Colour by")
def kind(host: Host) -> None:
    """Tell leaves, operations, views and roots apart."""
    host.session.settings["colour"] = Colouring.KIND.value


@command(
    "Colour by gradient norm", "View", checked=coloured(Colouring.GRADIENT), within="Colour by"
)
def gradient(host: Host) -> None:
    """Show where gradients are large, small or have not come, on one scale for all steps."""
    host.session.settings["colour"] = Colouring.GRADIENT.value


@command("Colour by value norm", "View", checked=coloured(Colouring.VALUE), within="Colour by")
def value(host: Host) -> None:
    """Show where values are large or small, on one scale for all steps."""
    host.session.settings["colour"] = Colouring.VALUE.value


@command(
    "Colour by function or line", "View", checked=coloured(Colouring.PLACE), within="Colour by"
)
def place(host: Host) -> None:
    """Show which function, or which line of a program without any, made each node."""
    host.session.settings["colour"] = Colouring.PLACE.value


@command("Colour by module", "View", checked=coloured(Colouring.MODULE), within="Colour by")
def module(host: Host) -> None:
    """Show which module of a model each node is part of."""
    host.session.settings["colour"] = Colouring.MODULE.value


@command("Colour by saved bytes", "View", checked=coloured(Colouring.SAVED), within="Colour by")
def saved(host: Host) -> None:
    """Show how much memory each node keeps for the backward pass, until it is freed."""
    host.session.settings["colour"] = Colouring.SAVED.value


@command("Colour by NaN and Inf", "View", checked=coloured(Colouring.DEFECT), within="Colour by")
def defect(host: Host) -> None:
    """Let nothing stand out but values and gradients that are not finite."""
    host.session.settings["colour"] = Colouring.DEFECT.value


@command(
    "Colour by order of derivative", "View", checked=coloured(Colouring.ORDER), within="Colour by"
)
def order(host: Host) -> None:
    """Tell values, gradients that were recorded (create_graph), and gradients of those apart."""
    host.session.settings["colour"] = Colouring.ORDER.value
