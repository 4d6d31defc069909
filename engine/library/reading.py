"""Schemas read from their texts, such as ``(Tensor x, *, float[]? s=None) -> Tensor``."""

from __future__ import annotations

import ast
import re

from engine.library.schemas import MISSING, Argument, Schema

WHOLE = re.compile(r"\s*\((?P<arguments>.*)\)\s*->\s*(?P<returns>.+?)\s*", re.DOTALL)
ONE = re.compile(r"(?P<kind>\w+(\([^)]*\))?[\[\]?0-9]*)\s+(?P<name>\w+)(=(?P<default>.+))?")
BETWEEN = re.compile(r",(?![^(\[]*[)\]])")


def read(name: str, text: str) -> Schema:
    """The schema of an operator from its text.

    Raises:
        RuntimeError: it cannot be read.
    """
    whole = WHOLE.fullmatch(text)
    if whole is None:
        raise RuntimeError(f"expected a schema such as (Tensor x) -> Tensor, but found {text!r}")
    arguments: list[Argument] = []
    keyword_only = False
    for part in BETWEEN.split(whole["arguments"]):
        if part.strip() == "*":
            keyword_only = True
        elif part.strip():
            arguments.append(_argument(part.strip(), keyword_only))
    return Schema(name, tuple(arguments), whole["returns"])


def _argument(text: str, keyword_only: bool) -> Argument:
    one = ONE.fullmatch(text)
    if one is None:
        raise RuntimeError(f"expected an argument such as Tensor x, but found {text!r}")
    default = MISSING if one["default"] is None else _literal(one["default"])
    return Argument(one["name"], one["kind"], default, keyword_only)


def _literal(text: str) -> object:
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
