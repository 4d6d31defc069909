"""The numbers that events hold: ids, lines, columns, counts."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec

LARGEST_ID = 2**31 - 1

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_ID)]
"""An ordinary number; who decodes an event with any other is told so, at no cost of its own."""
