"""Changing settings by a command, within what each setting allows."""

from __future__ import annotations

from inspector.commands.host import Host
from inspector.commands.registry import Condition
from inspector.model.settings import SETTINGS, Scalar


def setting_is(key: str, value: Scalar) -> Condition:
    """Hold where a setting has this value."""
    return lambda host: bool(host.session.settings[key] == value)


def toggle(host: Host, key: str) -> None:
    """Switch a setting that is on or off."""
    host.session.settings[key] = not host.session.settings[key]


def scale_setting(host: Host, key: str, factor: float) -> None:
    """Multiply a number, as far as its range goes."""
    settings = host.session.settings
    settings[key] = SETTINGS[key].nearest(settings[key] * factor)
