"""The collating functions under the name that older programs import them by."""

from engine.utils.data.collate import default_collate, default_convert

__all__ = ["default_collate", "default_convert"]
