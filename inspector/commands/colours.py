"""What the fills of nodes show."""

from __future__ import annotations

from inspector.commands.host import Host
from inspector.commands.registry import command
from inspector.commands.tuning import setting_is
from inspector.model.looks.look import Colouring


@command("Colour by kind", "View", checked=setting_is("colour", Colouring.KIND.value))
def kind(host: Host) -> None:
    """Tell leaves, operations, views and roots apart."""
    host.session.settings["colour"] = Colouring.KIND.value


@command("Colour by gradient norm", "View", checked=setting_is("colour", Colouring.GRADIENT.value))
def gradient(host: Host) -> None:
    """Show where gradients are large, small or have not come, on one scale for all steps."""
    host.session.settings["colour"] = Colouring.GRADIENT.value


@command("Colour by value norm", "View", checked=setting_is("colour", Colouring.VALUE.value))
def value(host: Host) -> None:
    """Show where values are large or small, on one scale for all steps."""
    host.session.settings["colour"] = Colouring.VALUE.value


@command("Colour by function or line", "View", checked=setting_is("colour", Colouring.PLACE.value))
def place(host: Host) -> None:
    """Show which function, or which line of a program without any, made each node."""
    host.session.settings["colour"] = Colouring.PLACE.value


@command("Colour by module", "View", checked=setting_is("colour", Colouring.MODULE.value))
def module(host: Host) -> None:
    """Show which module of a model each node is part of."""
    host.session.settings["colour"] = Colouring.MODULE.value


@command("Colour by saved bytes", "View", checked=setting_is("colour", Colouring.SAVED.value))
def saved(host: Host) -> None:
    """Show how much memory each node keeps for the backward pass, until it is freed."""
    host.session.settings["colour"] = Colouring.SAVED.value


@command("Colour by NaN and Inf", "View", checked=setting_is("colour", Colouring.DEFECT.value))
def defect(host: Host) -> None:
    """Let nothing stand out but values and gradients that are not finite."""
    host.session.settings["colour"] = Colouring.DEFECT.value


@command(
    "Colour by order of derivative", "View", checked=setting_is("colour", Colouring.ORDER.value)
)
def order(host: Host) -> None:
    """Tell values, gradients that were recorded (create_graph), and gradients of those apart."""
    host.session.settings["colour"] = Colouring.ORDER.value
