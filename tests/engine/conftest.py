"""Tests of the engine see all of it: packages that are read when first asked for are read now."""

from __future__ import annotations

from engine.surface.surface import load_packages

load_packages()
