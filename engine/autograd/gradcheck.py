"""Comparing a function's gradients with differences of its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from engine.autograd.comparing import GradcheckError, compare_along, compare_whole
from engine.autograd.slopes import Case, Function, Tolerances, as_tuple
from engine.autograd.undefined import complaint_of_undefined, complaint_of_zeros
from engine.calls.declare import FUNCTIONS
from engine.foundation.warn import warn
from engine.graph.starting import grad
from engine.tensor import Tensor

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
IMAGINARY, REAL = "imaginary", "real"


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

    ``fast_mode`` : along one drawn direction only.

    Raises:
        GradcheckError: they do not (unless ``raise_exception`` is False).
        ValueError: no input requires grad.
    """
    modes = {"check_forward_ad": check_forward_ad, "check_backward_ad": check_backward_ad}
    _demand_one(modes)
    _demand(modes, "check_backward_ad", check_batched_grad=check_batched_grad)
    _demand(modes, "check_forward_ad", check_batched_forward_grad=check_batched_forward_grad)
    given = as_tuple(inputs)
    tolerances = Tolerances(eps, atol, rtol, nondet_tol).checked()
    try:
        _check_inputs(given)
        case = Case(func, given, as_tuple(func(*given)), tolerances)
        compare = compare_along if fast_mode else compare_whole
        if check_backward_ad:
            for part in _seen_backward(case):
                compare(part)
        if check_forward_ad:
            for part in _seen_forward(case):
                compare(part)
        if check_backward_ad:
            _check_undefined(case, check_undefined_grad)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _demand_one(modes: dict[str, bool]) -> None:
    if not any(modes.values()):
        raise AssertionError(f"Expected at least one of {' or '.join(modes)} to be True")


def _demand(modes: dict[str, bool], needed: str, **asked: bool) -> None:
    for name, wanted in asked.items():
        if wanted and not modes[needed]:
            raise AssertionError(f"Setting {name}=True requires {needed} to be True")


def _check_inputs(inputs: Sequence[Any]) -> None:
    tracked = [n for n, t in enumerate(inputs) if isinstance(t, Tensor) and t.requires_grad]
    for number in tracked:
        data = inputs[number]._data
        if data.dtype.itemsize < (16 if data.dtype.kind == "c" else 8):
            warn(NOT_DOUBLE.format(number=number))
        if 0 in data.strides and any(
            not step and size > 1 for step, size in zip(data.strides, data.shape, strict=True)
        ):
            raise RuntimeError(OVERLAPPING.format(number=number))
    if not tracked:
        raise ValueError(NONE_TRACKED)


def _seen_backward(case: Case) -> Iterator[Case]:
    """The case; if an output is complex, the case of the imaginary parts and that of the real."""
    of_complex = tuple(n for n, each in enumerate(case.outputs) if each.is_complex())
    if not any(each.is_complex() for each in case.found):
        yield case
        return
    for part, name in (("imag", IMAGINARY), ("real", REAL)):

        def parts(*inputs: Any, part: str = part) -> tuple[Any, ...]:
            found = as_tuple(case.func(*inputs))
            return tuple(getattr(each, part) if each.is_complex() else each for each in found)

        yield replace(
            case, func=parts, found=parts(*case.inputs), part=name, of_complex=of_complex
        )


def _seen_forward(case: Case) -> Iterator[Case]:
    """The case; if an input is complex, that of moved imaginary parts and that of real ones."""
    of_complex = tuple(
        n for n, each in enumerate(case.inputs) if isinstance(each, Tensor) and each.is_complex()
    )
    if not of_complex:
        yield replace(case, forward=True)
        return
    for part, name in (("imag", IMAGINARY), ("real", REAL)):

        def joined(*inputs: Any, part: str = part) -> Any:
            whole = list(inputs)
            for number in of_complex:
                given = case.inputs[number]
                moved = inputs[number]
                whole[number] = (
                    moved + given.imag * 1j if part == "real" else given.real + moved * 1j
                )
            return as_tuple(case.func(*whole))

        inputs = tuple(
            getattr(each, part) if n in of_complex else each for n, each in enumerate(case.inputs)
        )
        yield Case(joined, inputs, joined(*inputs), case.tolerances, True, name, of_complex)


def _check_undefined(case: Case, undefined: bool) -> None:
    """A backward must multiply by the gradients it is given, and accept it if there are none."""
    if not case.outputs:
        return
    wrong = complaint_of_zeros(case.outputs, case.sources)
    cause: Exception | None = None
    if not wrong and undefined:

        def outputs() -> list[Tensor]:
            return replace(case, found=as_tuple(case.func(*case.inputs))).outputs

        wrong, cause = complaint_of_undefined(outputs, case.sources)
    if wrong:
        raise GradcheckError(wrong) from cause


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
    modes = {"check_fwd_over_rev": check_fwd_over_rev, "check_rev_over_rev": check_rev_over_rev}
    _demand_one(modes)
    _demand(modes, "check_rev_over_rev", check_undefined_grad=check_undefined_grad)
    _demand(modes, "check_rev_over_rev", check_batched_grad=check_batched_grad)
    given = as_tuple(inputs)
    tracked = [n for n, t in enumerate(given) if isinstance(t, Tensor) and t.requires_grad]
    if grad_outputs is None:
        seeds = tuple(_seed(each) for each in _differentiable(func(*given)))
    else:
        seeds = as_tuple(grad_outputs)
    count, places = len(seeds), [*tracked]
    places += [len(given) + n for n, each in enumerate(seeds) if each.requires_grad]

    def slopes(*values: Any) -> Any:
        for number in places:  # forward mode asks with inputs outside the graph
            values[number].requires_grad_()
        plain, sent = values[:-count], values[-count:]
        wanted = [values[n] for n in tracked]
        outputs = _differentiable(func(*plain))
        found = grad(outputs, wanted, sent, create_graph=True, allow_unused=True)
        return tuple(each for each in found if each is not None)

    return gradcheck(
        slopes, (*given, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes, check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev, check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode, masked=masked,
    )  # fmt: skip


def _differentiable(found: Any) -> list[Tensor]:
    return [each for each in as_tuple(found) if each.requires_grad]


def _seed(output: Tensor) -> Tensor:
    """A gradient to send in: numbers from -1 to 1, as PyTorch draws them."""
    blank = FUNCTIONS["empty_like"](output)
    (FUNCTIONS["view_as_real"](blank) if blank.is_complex() else blank).uniform_(-1, 1)
    return blank.requires_grad_()


gradcheck.GradcheckError = GradcheckError  # type: ignore[attr-defined]
