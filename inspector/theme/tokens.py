"""The themes there are, by name."""

from collections.abc import Mapping
from types import MappingProxyType

from inspector.theme.dark import DARK
from inspector.theme.light import LIGHT
from inspector.theme.projector import PROJECTOR
from inspector.theme.roles import Theme

THEMES: Mapping[str, Theme] = MappingProxyType(
    {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}
)

__all__ = ["DARK", "LIGHT", "PROJECTOR", "THEMES", "Theme"]
