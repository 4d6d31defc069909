"""A value before and after a change, in words: in full where small, else by means."""

from __future__ import annotations

from collections.abc import Sequence

from inspector.model.moments.wording import is_small, listed, value_words
from inspector.model.recordings.arrays import ill
from inspector.model.recordings.facts import Value
from inspector.model.recordings.format import mean_text


def gradient_words(incoming: Sequence[Value | None]) -> str:
    """What a node received: "the gradient 1", "a 2×3 float32 gradient" or "no gradient"."""
    came = [value for value in incoming if value is not None]
    words = [value_words(value, "gradient") for value in came]
    if came and is_small(came[0]):
        words[0] = f"the gradient {words[0]}"
    return listed(words) or "no gradient"


def mean_words(value: Value) -> str:
    """A small value in full, a large one with its mean: "a 2×3 float32 tensor of mean 0.5"."""
    mean = _mean(value)
    return f"{value_words(value)} of mean {mean}" if mean else value_words(value)


def change_words(before: Value, after: Value) -> str:
    """What became of a value: "from 1 to 2", "from a 2×3 float32 tensor of mean 1 to one of 2"."""
    last = _mean(after)
    if last and _mean(before) and (before.shape, before.dtype) == (after.shape, after.dtype):
        return f"from {mean_words(before)} to one of mean {last}"
    return f"from {value_words(before)} to {value_words(after)}"


def sum_words(before: Value, came: Value, after: Value) -> str:
    """What an addition made: "1 + 2 = 3", or of large values "a …, its mean 1 + 2 = 3"."""
    means = _mean(before), _mean(came), _mean(after)
    if all(means):
        return f"{value_words(after)}, its mean {_added(*means)}"
    return _added(*map(value_words, (before, came, after)))


def parts_words(parts: Sequence[Value], came: Value) -> str:
    """What several contributions add up to: ": 1 + 2 = 3 arrived"; "" of a single one."""
    if len(parts) < 2:
        return ""
    if not is_small(came):
        return f": {len(parts)} contributions arrived"
    terms = " + ".join(bracketed(value_words(part)) for part in parts)
    return f": {terms} = {value_words(came)} arrived"


def bracketed(text: str) -> str:
    """In brackets where a sign in front could be misread."""
    return f"({text})" if text.startswith("−") else text


def _added(before: str, came: str, after: str) -> str:
    return f"{before} + {bracketed(came)} = {after}"


def _mean(value: Value) -> str:
    """The mean of a value that is not written out, all of it finite; "" where it has none."""
    return "" if is_small(value) or any(ill(value)) else mean_text(value)
