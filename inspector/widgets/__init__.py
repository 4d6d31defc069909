"""Reusable controls that know nothing of the session."""
