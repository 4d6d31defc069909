"""Colours, type and measures, declared once; no Qt."""
