"""How PyTorch declares the arguments of the functions that it reads in C++.

``python -m tests.engine.pytorch_signatures`` adds to ``engine/calls/pytorch_signatures.txt`` those
that the list lacks; with ``-`` it prints them. Overloads are as PyTorch tells them when called
with nothing. It tells none where there is just one: that is read off its schema, and whether it
takes an ``out`` must then be tried out, for of that a schema says more than the function does.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch

import engine
from engine.calls.lists import SIGNATURES, lines_of
from engine.foundation.absent import LackingError
from engine.nn.passing import PASSED_TO

KINDS = {
    "Scalar": "Number", "SymInt": "int", "ScalarType": "torch.dtype", "Layout": "torch.layout",
    "Device": "torch.device", "MemoryFormat": "torch.memory_format",
    "Generator": "torch.Generator",
}  # fmt: skip
# Which have other words, because they take what no declaration tells.
APART = frozenset({"from_numpy", "frombuffer", "from_file", "tensor", "as_tensor", "asarray"})


def places() -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions that PyTorch reads in C++ and the engine has, by their place."""
    owners = {
        "": (torch, engine), "Tensor.": (torch.Tensor, engine.Tensor),
        "nn.": (torch._C._nn, engine.nn.functional), "linalg.": (torch.linalg, engine.linalg),
        "special.": (torch.special, engine.special), "fft.": (torch.fft, engine.fft),
    }  # fmt: skip
    for prefix, (theirs, ours) in owners.items():
        for name in sorted(dir(theirs)):
            function = getattr(theirs, name, None)
            written = type(function).__name__ in (
                "builtin_function_or_method",
                "method_descriptor",
            )
            here = name in PASSED_TO.values() or has(ours, name)
            if written and not name.startswith("_") and name not in APART and here:
                yield prefix + name, function


def has(owner: Any, name: str) -> bool:
    """Has the engine a function of this name?"""
    try:
        return callable(getattr(owner, name, None))
    except LackingError:
        return False


def overloads(function: Callable[..., Any], name: str) -> list[str]:
    """A function's overloads as PyTorch writes them."""
    try:
        function()
    except TypeError as error:
        told = re.findall(r"^ \* (\(.*\))$", str(error), re.MULTILINE)
        if told:
            return told
        if "required positional argument" in str(error):
            out = written_out(name)
            return [with_out(text, out) for text in map(declared, schemas(name)) if text][:1]
    except Exception:  # noqa: BLE001  (it takes no arguments, and fails in its own way)
        return []
    return []


def schemas(name: str) -> list[str]:
    """PyTorch's own declarations of an operation."""
    found = torch._C._jit_get_schemas_for_operator(f"aten::{name}")
    return [str(each) for each in found if "out" not in each.overload_name.split("_")]


def written_out(name: str) -> str:
    """What an operation calls the results that it may write into; nothing if it cannot."""
    found = torch._C._jit_get_schemas_for_operator(f"aten::{name}")
    results = [each.returns for each in found if "out" in each.overload_name.split("_")]
    if not results:
        return ""
    return "Tensor out = None" if len(results[0]) == 1 else "tuple of Tensors out = None"


def with_out(text: str, out: str) -> str:
    """A declaration with what PyTorch's parser takes besides its schema's."""
    if "bool pin_memory = None" in text:
        return text.replace("pin_memory = None", "pin_memory = False, bool requires_grad = False")
    if not out:
        return text
    return f"{text[:-1]}, {out})" if "*, " in text else f"{text[:-1]}, *, {out})"


def declared(schema: str) -> str:
    """A schema as PyTorch's parser would write it, with ``?`` for what may be None."""
    inner = schema[schema.index("(") + 1 : schema.rindex(") ->")]
    parts = [written(each) for each in inner.split(", ") if each]
    return "" if "" in parts or "Dimname" in inner else f"({', '.join(parts)})"


def written(part: str) -> str:
    """One argument of a schema, ``Tensor? weight=None`` or ``*``; nothing if it is a list's."""
    if part == "*":
        return part
    found = re.fullmatch(r"(\w+)(\([a-z!]+\))?(\[\d*\])?(\?)? (\w+)(=(.*))?", part)
    if found is None:
        return ""
    kind = KINDS.get(found[1], found[1])
    kind = f"tuple of {kind}s" if found[3] is not None else kind
    name = "input" if found[5] == "self" else found[5]
    if found[6] is None:
        return f"{kind}{found[4] or ''} {name}"
    return f"{kind} {name} = " + found[7]


def lacking() -> dict[str, list[str]]:
    """What the list lacks, by place."""
    listed = {line.partition(": ")[0] for line in lines_of(SIGNATURES)}
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for place, function in places():
            root, _, name = place.rpartition(".")
            method = root == "Tensor" and not {name, name.removesuffix("_")}.isdisjoint(listed)
            if place not in listed and not method:
                bound = getattr(torch.ones(2), name) if root == "Tensor" else function
                full = f"{root}_{name}" if root in ("linalg", "special", "fft") else name
                texts = overloads(bound, full)
                if root == "Tensor":
                    texts = [re.sub(r"^\(Tensor input(, )?", "(", each) for each in texts]
                if texts:
                    found[place] = texts
                    listed.add(place)
    return found


def lines() -> list[str]:
    """A line for each function that the list lacks."""
    return [f"{place}: {' | '.join(texts)}" for place, texts in lacking().items()]


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        print("\n".join(lines()))
    else:
        whole = sorted({*lines_of(SIGNATURES), *lines()}, key=lambda line: line.partition(": "))
        Path(SIGNATURES).write_text("\n".join(whole) + "\n", encoding="utf-8")
