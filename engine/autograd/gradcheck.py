"""Comparing a function's gradients with differences of its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np

from engine.autograd.forward_ad import dual_level, make_dual, unpack_dual
from engine.autograd.heeding import complaint_of_undefined, complaint_of_zeros
from engine.calls.declare import FUNCTIONS
from engine.graph.starting import grad
from engine.storage.overlap import overlaps
from engine.surface.warn import warn
from engine.tensor import Tensor, new_tensor, storage

Array = np.ndarray[Any, Any]
Function = Callable[..., Any]
NOT_DOUBLE = (
    "Input #{number} requires gradient and is not a double precision floating point or complex. "
    "This check will likely fail if all the inputs are not of double precision floating point or "
    "complex. "
)
OVERLAPPING = (
    "The {number}th input has a dimension with stride 0. gradcheck only supports inputs that are "
    "non-overlapping to be able to compute the numerical gradients correctly. You should call "
    ".contiguous on the input before passing it to gradcheck."
)
NONE_TRACKED = (
    "gradcheck expects at least one input tensor to require gradient, but none of them have "
    "requires_grad=True."
)
NOT_REENTRANT = (
    "Backward{end} is not reentrant, i.e., running backward with same input and grad_output "
    "multiple times gives different values, although analytical gradient matches numerical "
    "gradient.The tolerance for nondeterminism was {tolerance}.\n\nNOTE: If your op relies on "
    "non-deterministic operations i.e., it is listed here:\n"
    "https://pytorch.org/docs/stable/generated/torch.use_deterministic_algorithms.html\nthis "
    "failure might be expected.\n\nIf you are adding a new operator, please file an issue and "
    "then use one of the\nworkarounds. The workaround depends on how your test invokes "
    "gradcheck/gradgradcheck.\nIf the test\n- manually invokes gradcheck/gradgradcheck, then call "
    "gradcheck/gradgradcheck\n  with `nondet_tol=<tol>` as a keyword argument.\n- is OpInfo-based "
    "(e.g., in test_ops_gradients.py), then modify the OpInfo for the test\n  to have "
    "`gradcheck_nondet_tol=<tol>`.\n- is a Module test (e.g., in common_nn.py), then modify the "
    "corresponding\n  module_test entry to have `gradcheck_nondet_tol=<tol>`\n"
)
MISMATCH = (
    "{mode}Jacobian mismatch for output {output} with respect to input {place},\n"
    "numerical:{numerical}\nanalytical:{analytical}\n"
)


class GradcheckError(RuntimeError):
    """The gradients are not the slopes of the function."""

    __module__ = "torch.autograd.gradcheck"


def gradcheck(
    func: Function,
    inputs: Any,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Do the gradients of ``func`` agree with central differences?

    ``fast_mode`` : the whole Jacobian is compared all the same.

    Raises:
        GradcheckError: they do not (unless ``raise_exception`` is False).
        ValueError: no input requires grad.
    """
    if not (check_forward_ad or check_backward_ad):
        raise AssertionError(
            "Expected at least one of check_forward_ad or check_backward_ad to be True"
        )
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    try:
        tracked = _tracked(given)
        found = _tuple(func(*given))
        outputs = [each for each in found if each.requires_grad]
        _check_untracked(func, given, tracked, found, eps)
        measured = [numerical(func, given, number, eps, len(outputs)) for number in tracked]
        if check_backward_ad:
            sources = [given[number] for number in tracked]
            exact = [_repeated(output, sources, nondet_tol) for output in outputs]
            _compare(
                [[each[n] for each in exact] for n in range(len(sources))],
                measured,
                atol,
                rtol,
                "",
            )
            _check_heeding(func, given, outputs, sources, check_undefined_grad)

        if check_forward_ad:
            _compare(_forward(func, given, tracked, len(outputs)), measured, atol, rtol, FORWARD)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


FORWARD = "While considering the forward-mode derivative: "


def _tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else (value,)


def _outputs(func: Function, inputs: Sequence[Any]) -> list[Tensor]:
    return [each for each in _tuple(func(*inputs)) if each.requires_grad]


def _tracked(inputs: Sequence[Any]) -> list[int]:
    tracked = [n for n, t in enumerate(inputs) if isinstance(t, Tensor) and t.requires_grad]
    for number in tracked:
        data = inputs[number]._data
        if data.dtype.itemsize < (16 if data.dtype.kind == "c" else 8):
            warn(NOT_DOUBLE.format(number=number))
        if isinstance(data, np.ndarray) and overlaps(data):
            raise RuntimeError(OVERLAPPING.format(number=number))
    if not tracked:
        raise ValueError(NONE_TRACKED)
    return tracked


def _check_untracked(
    func: Function, inputs: Sequence[Any], tracked: Sequence[int], found: Sequence[Any], eps: float
) -> None:
    """An output outside the graph must not change with the inputs."""
    floats = [each for each in found if each._data.dtype.kind in "fc"]
    if any(each.requires_grad for each in floats) or not floats:
        return
    for number in tracked:
        slopes = numerical(func, inputs, number, eps, len(floats), graph=False)
        if any(np.abs(each).max(initial=0) > eps for each in slopes):
            raise GradcheckError("Numerical gradient for function expected to be zero")


def _compare(
    exact: list[list[Array]], measured: list[list[Array]], atol: float, rtol: float, mode: str
) -> None:
    for place, (one, other) in enumerate(zip(exact, measured, strict=True)):
        for number, (found, wanted) in enumerate(zip(one, other, strict=True)):
            if not np.allclose(wanted, found, rtol=rtol, atol=atol):
                raise GradcheckError(
                    MISMATCH.format(
                        mode=mode, output=number, place=place,
                        numerical=new_tensor(wanted), analytical=new_tensor(found),
                    )
                )  # fmt: skip


def _repeated(output: Tensor, sources: Sequence[Tensor], tolerance: float) -> list[Array]:
    """The slopes of one output by all sources, which must come out the same twice."""
    first, second = analytical(output, sources), analytical(output, sources)
    for one, other in zip(first, second, strict=True):
        if np.abs(one - other).max(initial=0) > tolerance:
            raise GradcheckError(NOT_REENTRANT.format(end="", tolerance=tolerance))
    return first


def _check_heeding(
    func: Function,
    inputs: Sequence[Any],
    outputs: Sequence[Tensor],
    sources: Sequence[Tensor],
    undefined: bool,
) -> None:
    """Backwards must multiply what they are given, and bear it if they are given nothing."""
    if not outputs:
        return
    wrong = complaint_of_zeros(outputs, sources)
    cause: Exception | None = None
    if not wrong and undefined:
        wrong, cause = complaint_of_undefined(lambda: _outputs(func, inputs), sources)
    if wrong:
        raise GradcheckError(wrong) from cause


def numerical(
    func: Function,
    inputs: Sequence[Any],
    number: int,
    eps: float,
    count: int,
    *,
    graph: bool = True,
) -> list[Array]:
    """The slopes of every output by one input; shape : (input elements, output elements).

    Of a complex output the real parts count first, then the imaginary parts. A complex element is
    moved along both of its axes; the two slopes are the parts of one number, which is PyTorch's
    gradient of a real output.
    """
    data = storage(inputs[number])
    rows: list[list[Array]] = [[] for _ in range(count)]
    for position in np.ndindex(data.shape):
        found = _slopes(func, inputs, data, position, eps, 1, graph)
        if data.dtype.kind == "c":
            across = _slopes(func, inputs, data, position, eps, 1j, graph)
            found = [a + 1j * b for a, b in zip(found, across, strict=True)]
        for row, slope in zip(rows, found, strict=True):
            row.append(slope)
    return [np.stack(row) if row else np.zeros((0, 0)) for row in rows]


def _in_parts(data: Any) -> Array:
    """All elements in a row; of complex ones the real parts, then the imaginary parts."""
    flat: Array = np.array(data).reshape(-1)
    return np.concatenate((flat.real, flat.imag)) if flat.dtype.kind == "c" else flat


def _slopes(
    func: Function,
    inputs: Sequence[Any],
    data: Array,
    position: Any,
    eps: float,
    direction: complex,
    graph: bool,
) -> list[Array]:
    before, sides = data[position], []
    step = data.dtype.type(eps * direction)
    for moved in (before + step, before - step):
        data[position] = moved
        found = [t for t in _tuple(func(*inputs)) if t.requires_grad or not graph]
        sides.append([_in_parts(t._data) for t in found if t._data.dtype.kind in "fc"])
        data[position] = before
    return [(high - low) / (2 * eps) for high, low in zip(*sides, strict=True)]


def analytical(output: Tensor, sources: Sequence[Tensor]) -> list[Array]:
    """The same by ``grad``, for each source."""
    size = output._data.size
    columns: list[list[Array]] = [[] for _ in sources]
    parts = (1, 1j) if output._data.dtype.kind == "c" else (1,)
    for part, position in product(parts, range(size)):
        seed = np.zeros(size, output._data.dtype)
        seed[position] = part
        shaped = new_tensor(seed.reshape(output._data.shape))
        slopes = grad(output, sources, shaped, retain_graph=True, allow_unused=True)
        for source, column, found in zip(sources, columns, slopes, strict=True):
            empty = np.zeros(source._data.size, source._data.dtype)
            column.append(empty if found is None else np.asarray(found._data).reshape(-1))
    return [
        np.stack(column, axis=1) if column else np.zeros((source._data.size, 0))
        for source, column in zip(sources, columns, strict=True)
    ]


def _forward(
    func: Function, inputs: Sequence[Any], tracked: Sequence[int], count: int
) -> list[list[Array]]:
    """The same by forward mode."""
    return [_forward_by(func, inputs, number, count) for number in tracked]


def _forward_by(func: Function, inputs: Sequence[Any], number: int, count: int) -> list[Array]:
    source = inputs[number]

    rows: list[list[Array]] = [[] for _ in range(count)]

    def along(position: int, direction: complex) -> list[Array]:
        unit = np.zeros(source._data.size, source._data.dtype)
        unit[position] = direction
        vector = new_tensor(unit.reshape(source._data.shape))
        with dual_level():
            dual = make_dual(source.detach(), vector)
            found = _tuple(func(*inputs[:number], dual, *inputs[number + 1 :]))
            return [_tangent(each) for each in found if each._data.dtype.kind in "fc"]

    for position in range(source._data.size):
        slopes = along(position, 1)
        if source._data.dtype.kind == "c":
            slopes = [a + 1j * b for a, b in zip(slopes, along(position, 1j), strict=True)]
        for row, slope in zip(rows, slopes, strict=False):
            row.append(slope)
    return [np.stack(row) for row in rows]


def _tangent(output: Tensor) -> Array:
    """How an output moves with the input; not at all, if it has no tangent."""
    primal, tangent = unpack_dual(output)
    return _in_parts(np.zeros_like(primal._data) if tangent is None else tangent._data)


def gradgradcheck(
    func: Function,
    inputs: Any,
    grad_outputs: Any = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Do the gradients of the gradients of ``func`` agree with differences?"""
    given = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    tracked = _tracked(given)
    outputs = _outputs(func, given)
    seeds = [_seed(each) for each in outputs] if grad_outputs is None else [*_tuple(grad_outputs)]
    count = len(seeds)

    def slopes(*values: Any) -> Any:
        plain, sent = values[:-count], values[-count:]
        wanted = [values[n] for n in tracked]
        found = grad(_outputs(func, plain), wanted, sent, create_graph=True, allow_unused=True)
        return tuple(each for each in found if each is not None)

    return gradcheck(
        slopes, (*given, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes, check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev, check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode, masked=masked,
    )  # fmt: skip


def _seed(output: Tensor) -> Tensor:
    """A gradient to send in: numbers from -1 to 1, as PyTorch draws them."""
    blank = FUNCTIONS["empty_like"](output)
    (FUNCTIONS["view_as_real"](blank) if blank.is_complex() else blank).uniform_(-1, 1)
    return blank.requires_grad_()


gradcheck.GradcheckError = GradcheckError  # type: ignore[attr-defined]
