"""PyTorch's own catalogue of operations (OpInfo), each entry run here and there.

An entry brings its own inputs. They are copied into the engine, the same function is called on
both sides with the same seed, and values, dtypes, shapes and gradients are compared.

``python -m tests.engine.opinfo --all NAME …`` runs every input of the named entries (of all
entries without a name) and says what became of each.
"""

from __future__ import annotations

import sys
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch.testing._internal import common_utils
from torch.testing._internal.opinfo import core

import engine
from tests.engine.opinfo_values import VALUELESS, first_difference

torch.set_num_threads(1)  # on small tensors, threads that wait for each other take most time
EQUAL, LACKING, WRONG = "equal", "lacking", "wrong"
DTYPES = (torch.float64, torch.int64, torch.bool, torch.complex128)
# What PyTorch's own tests forbid when they are imported, the other tests here must still do.
torch.backends.disable_global_flags.__globals__["__allow_nonbracketed_mutation_flag"] = True

CATALOGUE = "torch.testing._internal.common_methods_invocations"


@dataclass(frozen=True)
class Verdict:
    """What became of an entry: how the worst of its inputs went, and in what it differed."""

    kind: str
    reason: str = ""
    gradients: bool = False
    tried: int = 0


@cache
def entries() -> dict[str, Any]:
    """Every entry of the catalogue by its name and its variant's.

    For every one of its inputs the catalogue would look through the whole stack for the test that
    asks for it, which takes ten times as long as all else; it is told that there is none.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        catalogue = __import__(CATALOGUE, fromlist=["op_db"])
    common_utils.extract_test_fn = core.extract_test_fn = lambda: None
    return {f"{each.name}.{each.variant_test_name}".rstrip("."): each for each in catalogue.op_db}


def here(function: Any) -> Any:
    """The engine's own of a function of PyTorch's; one of the catalogue's, as if written for it.

    Raises:
        NotImplementedError: there is none.
    """
    if isinstance(function, types.FunctionType) and function.__module__.startswith(
        ("torch.testing", "tests")
    ):
        return _rewritten(function)
    path = _path(function)
    if path is None:
        return function
    found: Any = engine
    for name in path.split("."):
        try:
            found = getattr(found, name)
        except AttributeError:
            raise NotImplementedError(f"torch.{path}") from None
    return found


def _rewritten(function: types.FunctionType) -> Any:
    """The function with the engine, and the engine's functions, in place of PyTorch's."""
    if function.__name__ == "wrapper_set_seed":
        return _seeded
    scope = {
        name: engine if value is torch else _Later(value) if _is_torchs(value) else value
        for name, value in function.__globals__.items()
        if name in _names(function.__code__)
    }
    scope["__builtins__"] = __builtins__
    cells = tuple(
        types.CellType(here(cell.cell_contents) if callable(cell.cell_contents) else
                       cell.cell_contents)
        for cell in function.__closure__ or ()
    )  # fmt: skip
    made = types.FunctionType(
        function.__code__, scope, function.__name__, function.__defaults__, cells
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made


def _seeded(function: Any, *args: Any, **options: Any) -> Any:
    """What the catalogue runs random functions through."""
    engine.manual_seed(42)
    return function(*args, **options)


def _names(code: types.CodeType) -> set[str]:
    inner = (each for each in code.co_consts if isinstance(each, types.CodeType))
    return {*code.co_names, *(name for each in inner for name in _names(each))}


def _is_torchs(value: Any) -> bool:
    return callable(value) and str(getattr(value, "__module__", "")).startswith("torch")


class _Later:
    """A global function of PyTorch's, sought in the engine only when it is called."""

    def __init__(self, function: Any) -> None:
        self.function = function

    def __call__(self, *args: Any, **options: Any) -> Any:
        return here(self.function)(*args, **options)


MODULES = (
    "", "Tensor", "nn.functional", "linalg", "special", "fft", "nn", "signal.windows",
    "optim.lr_scheduler",
)  # fmt: skip


def _path(function: Any) -> str | None:
    """Where PyTorch keeps a function."""
    name = getattr(function, "__name__", "")
    for module in MODULES:
        path = f"{module}.{name}".lstrip(".")
        found: Any = torch
        for each in path.split("."):
            found = getattr(found, each, None)
        if found is function:
            return path
    return None


def of_entry(entry: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """An entry's function, here and there."""
    wrap = entry.gradcheck_wrapper
    ours, theirs = _ours(entry), entry.op
    own_wrap = here(wrap)
    return (
        lambda *args, **options: own_wrap(ours, *args, **options),
        lambda *args, **options: wrap(theirs, *args, **options),
    )


def _ours(entry: Any) -> Any:
    if _path(entry.op) is None:
        known = here(entry.op)
        if known is not entry.op:
            return known
    found: Any = engine
    for name in entry.name.split("."):
        found = getattr(found, name, None)
    found = found or getattr(engine.Tensor, entry.name, None)
    found = found if callable(found) else here(entry.op)
    if found is entry.op:
        raise NotImplementedError(f"torch.{entry.name}")
    return found


def converted(value: Any) -> Any:
    """Anything an entry passes to its function, as the engine's own."""
    if isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, torch.Size | tuple):
        return tuple(converted(each) for each in value)
    if isinstance(value, list):
        return [converted(each) for each in value]
    if isinstance(value, dict):
        return {name: converted(each) for name, each in value.items()}
    if isinstance(value, torch.dtype | torch.memory_format | torch.layout):
        return getattr(engine, str(value).removeprefix("torch."))
    if isinstance(value, torch.device):
        return engine.device(str(value))
    return here(value) if callable(value) and not isinstance(value, type) else value


def _tensor(value: torch.Tensor) -> Any:
    """The tensor with its strides, on storage of its own."""
    if value.layout is not torch.strided:
        raise NotImplementedError("sparse tensors")
    if value.dim() > 64:
        raise NotImplementedError("more dimensions than numpy has")
    if value.dtype == torch.bfloat16:
        return _tensor(value.detach().float()).bfloat16().requires_grad_(value.requires_grad)
    kind = getattr(engine, str(value.dtype).removeprefix("torch."))
    if value.is_meta:
        return engine.empty(value.shape, dtype=kind, device="meta")
    plain = value.detach().resolve_conj().resolve_neg()
    made = engine.empty(0, dtype=kind)
    array = plain.numpy()
    if value.is_contiguous() and array.nbytes == value.untyped_storage().nbytes():
        made._data = array.copy()
    else:
        size = plain.untyped_storage().nbytes() // plain.itemsize
        whole = plain.as_strided((size,), (1,), 0).numpy().copy()
        made._data = np.lib.stride_tricks.as_strided(
            whole[plain.storage_offset() :], array.shape, array.strides
        )
    made.requires_grad_(value.requires_grad)
    return made


def tensors(value: Any) -> Iterator[Any]:
    """Every tensor of either side inside nested containers."""
    if isinstance(value, torch.Tensor | engine.Tensor):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from tensors(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from tensors(each)


def judge(name: str, cap: int | None, dtype: torch.dtype | None = None) -> Verdict:
    """Run an entry on (at most ``cap`` of) its inputs, in its widest dtype or in ``dtype``."""
    entry = entries()[name]
    kind = dtype or next((d for d in DTYPES if entry.supports_dtype(d, "cpu")), torch.float32)
    gradients = dtype is None and entry.supports_autograd and kind == torch.float64
    tried, flowed = 0, False
    try:
        ours, theirs = of_entry(entry)
        torch.manual_seed(0)
        for sample in islice(entry.sample_inputs("cpu", kind, requires_grad=gradients), cap):
            tried += 1
            difference, had_gradients = _compared(entry, sample, ours, theirs)
            flowed |= had_gradients
            if difference:
                return Verdict(WRONG, f"{difference} | {_said(sample)}", tried=tried)
    except NotImplementedError as error:
        return Verdict(LACKING, str(error), tried=tried)
    return Verdict(EQUAL, gradients=flowed, tried=tried)


def _said(sample: Any) -> str:
    def say(value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return f"{str(value.dtype).removeprefix('torch.')}{list(value.shape)}"
        if isinstance(value, list | tuple):
            return [say(each) for each in value]
        return value

    options = {name: say(each) for name, each in sample.kwargs.items()}
    return f"{say(sample.input)} {say(sample.args)} {options}"


def _compared(entry: Any, sample: Any, ours: Any, theirs: Any) -> tuple[str, bool]:
    """In what the outcomes of one input differ, and whether gradients were compared."""
    arguments = (sample.input, *sample.args), sample.kwargs
    own_arguments = converted(arguments)
    expected = _called(torch, theirs, arguments)
    try:
        found = _called(engine, ours, own_arguments)
    except NotImplementedError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, it is a difference)
        return f"{type(error).__name__}: {str(error)[:150]}", False
    process = sample.output_process_fn_grad
    if process is not None:
        found, expected = here(process)(found), process(expected)
    difference = first_difference(found, expected, values=entry.name not in VALUELESS)
    if difference:
        return difference, False
    return _gradients_compared(
        list(tensors(found)), list(tensors(expected)),
        [t for t in tensors(own_arguments) if t.requires_grad],
        [t for t in tensors(arguments) if t.requires_grad],
    )  # fmt: skip


def _called(module: Any, function: Any, arguments: Any) -> Any:
    positional, named = arguments
    module.manual_seed(0)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*positional, **named)


def _gradients_compared(
    found: Sequence[Any], expected: Sequence[Any], leaves: Sequence[Any], inputs: Sequence[Any]
) -> tuple[str, bool]:
    roots = [n for n, each in enumerate(expected) if each.requires_grad]
    own = [n for n, each in enumerate(found) if each.requires_grad]
    if own != roots:
        return f"outputs {own} instead of {roots} require grad", False
    if not roots or not inputs:
        return "", False
    sent = [_cotangent(expected[n]) for n in roots]
    try:
        theirs = torch.autograd.grad([expected[n] for n in roots], inputs, sent, allow_unused=True)
    except RuntimeError:
        return "", False
    try:
        with np.errstate(all="ignore"):
            ours = engine.autograd.grad(
                [found[n] for n in roots], leaves, [converted(each) for each in sent],
                allow_unused=True,
            )  # fmt: skip
    except NotImplementedError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, it is a difference)
        return f"backward: {type(error).__name__}: {str(error)[:150]}", True
    difference = first_difference(ours, theirs)
    return f"gradient {difference}" if difference else "", True


def _cotangent(like: torch.Tensor) -> torch.Tensor:
    """A gradient to send in: other at every element, the same at every run."""
    steps = torch.arange(like.numel(), dtype=torch.float64)
    return (0.5 + 0.37 * (steps % 7)).to(like.dtype).reshape(like.shape)


def report(names: Sequence[str], cap: int | None) -> None:
    """Print the verdict on each entry as it comes, and their counts."""
    counts: dict[str, int] = {}
    for name in names or entries():
        wide = judge(name, cap)
        verdict, precision = wide, ""
        if wide.kind == EQUAL and entries()[name].supports_dtype(torch.float32, "cpu"):
            verdict, precision = judge(name, cap, torch.float32), "float32 "
        if verdict.kind == EQUAL:
            verdict, precision = wide, ""
        label = f"{verdict.kind}{' with gradients' if verdict.gradients else ''}"
        counts[label] = counts.get(label, 0) + 1
        print(f"{label}\t{name}\t{verdict.tried}\t{precision}{verdict.reason}", flush=True)
    print(counts)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    report([each for each in arguments if each != "--all"], None if "--all" in arguments else 60)
