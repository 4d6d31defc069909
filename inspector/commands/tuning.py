"""Changing settings by a command, within what each setting allows."""

from __future__ import annotations

from inspector.commands.host import Host
from inspector.commands.registry import Condition
from inspector.model.settings import SETTINGS, Scalar


def setting_is(key: str, value: Scalar) -> Condition:
    """Hold where a setting has this value."""
    return lambda host: host.session.settings[key] == value


def toggle(host: Host, key: str) -> None:
    """Switch a setting that is on or off."""
    host.session.settings.set(key, not host.session.settings[key])


def scale_setting(host: Host, key: str, factor: float) -> None:
    """Multiply a number, staying within the setting's range."""
    allowed, value = SETTINGS[key].range, host.session.settings[key]
    assert allowed is not None, f"{key} has no range"
    assert isinstance(value, int | float), f"{key} is no number"
    host.session.settings.set(key, min(max(value * factor, allowed.low), allowed.high))
