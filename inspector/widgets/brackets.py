"""Which bracket belongs to which."""

from __future__ import annotations

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_BACK = {closing: opening for opening, closing in _PAIRS.items()}
_REACH = 20_000


def matching(text: str, position: int) -> tuple[int, int] | None:
    """The places of the bracket beside ``position`` and of its partner, or None.

    Quotes are not read: a bracket inside a string may find a wrong partner, which costs a
    highlight and nothing else. The search gives up after 20,000 characters.
    """
    for place in (position, position - 1):
        if 0 <= place < len(text):
            partner = _partner(text, place)
            if partner is not None:
                return place, partner
    return None


def _partner(text: str, place: int) -> int | None:
    mark = text[place]
    if mark in _PAIRS:
        stop = min(len(text), place + _REACH)
        return _search(text, range(place, stop), mark, _PAIRS[mark])
    if mark in _BACK:
        return _search(text, range(place, max(-1, place - _REACH), -1), mark, _BACK[mark])
    return None


def _search(text: str, places: range, opens: str, closes: str) -> int | None:
    depth = 0
    for place in places:
        depth += (text[place] == opens) - (text[place] == closes)
        if depth == 0:
            return place
    return None
