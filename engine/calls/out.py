"""``out=`` : results written into tensors that the caller brings, for all of torch's functions.

Only the functions of modules take it, not Tensor's methods and operators, which so never look
for it. What is computed is copied into the given tensors, resized if need be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from engine.calls.guards import named_after
from engine.calls.out_rules import KNOWN, check_dtype, check_memory
from engine.modes import MODES, set_recording
from engine.return_types import Named
from engine.surface.warn import warn
from engine.tensor import Tensor, bump_version

RESIZED = (
    "An output with one or more elements was resized since it had shape {own}, which does not "
    "match the required output shape {needed}. This behavior is deprecated, and in a future "
    "PyTorch release outputs will not be resized unless they have zero elements. You can "
    "explicitly reuse an out tensor t by resizing it, inplace, to zero elements with "
    "t.resize_(0)."
)
NO_GRADIENT = (
    "{name}(): functions with out=... arguments don't support automatic differentiation, but one "
    "of the arguments requires grad."
)
# They make a new tensor of any size without a word.
MAKERS: Final = frozenset(
    {"arange", "empty", "eye", "full", "linspace", "logspace", "ones", "zeros"}
)
# They count in the ``out``'s own dtype.
RANGES: Final = frozenset({"arange", "linspace", "logspace", "range"})
TAKES_OUT: Final = {
    "torch": frozenset(
        """
    abs absolute acos acosh add addbmm addcdiv addcmul addmm addmv addr all amax amin aminmax angle
    any arange arccos arccosh arcsin arcsinh arctan arctan2 arctanh argmax argmin argsort asin
    asinh atan atan2 atanh baddbmm bernoulli bincount bitwise_and bitwise_left_shift bitwise_not
    bitwise_or bitwise_right_shift bitwise_xor bmm bucketize cat ceil chain_matmul cholesky
    cholesky_inverse cholesky_solve clamp clamp_max clamp_min clip column_stack complex concat
    concatenate conj_physical copysign cos cosh count_nonzero cross cummax cummin cumprod cumsum
    deg2rad diag diff digamma dist div divide dot dstack empty empty_like eq erf erfc erfinv exp
    exp2 expm1 eye fix float_power floor floor_divide fmax fmin fmod frac frexp full full_like
    gather gcd ge geqrf ger greater greater_equal gt hardshrink heaviside histc hstack hypot i0
    igamma igammac index_add index_copy index_select inner inverse isin isneginf isposinf kron
    kthvalue lcm ldexp le lerp less less_equal lgamma linspace log log10 log1p log2
    log_softmax logaddexp
    logaddexp2 logcumsumexp logical_and logical_not logical_or logical_xor logit logspace
    logsumexp lt lu_solve masked_select matmul matrix_power max maximum mean median min minimum
    mm mode msort mul multinomial multiply mv mvlgamma nan_to_num nanmean nanmedian nanquantile
    nansum narrow_copy ne neg negative nextafter nonzero norm normal not_equal nuclear_norm ones
    ones_like orgqr ormqr outer polar polygamma pow prod qr quantile rad2deg rand rand_like
    randint randint_like randn randn_like randperm range reciprocal remainder renorm round
    row_stack rsqrt scatter scatter_add searchsorted sgn sigmoid sign signbit sin sinc sinh
    slogdet softmax sort sqrt square stack std sub subtract sum svd take take_along_dim tan tanh
    tensordot threshold topk triangular_solve tril triu true_divide trunc var vdot vstack where
    xlogy zeros zeros_like
    """.split()
    ),
    "special": frozenset(
        """
    airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 chebyshev_polynomial_t chebyshev_polynomial_u
    chebyshev_polynomial_v chebyshev_polynomial_w digamma entr erf erfc erfcx erfinv exp2 expit
    expm1 gammainc gammaincc gammaln hermite_polynomial_h hermite_polynomial_he i0 i0e i1 i1e
    laguerre_polynomial_l legendre_polynomial_p log1p log_ndtr logit logsumexp modified_bessel_i0
    modified_bessel_i1 modified_bessel_k0 modified_bessel_k1 multigammaln ndtr ndtri polygamma psi
    round scaled_modified_bessel_k0 scaled_modified_bessel_k1 shifted_chebyshev_polynomial_t
    shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w
    sinc spherical_bessel_j0 xlog1py xlogy zeta
    """.split()
    ),
    "fft": frozenset(
        """
    fft fft2 fftfreq fftn hfft hfft2 hfftn ifft ifft2 ifftn ihfft ihfft2 ihfftn irfft irfft2
    irfftn rfft rfft2 rfftfreq rfftn
    """.split()
    ),
    "linalg": frozenset(
        """
    cholesky cholesky_ex cond cross det eig eigh eigvals eigvalsh householder_product inv inv_ex
    ldl_factor ldl_factor_ex ldl_solve lu lu_factor lu_factor_ex lu_solve matmul matrix_norm
    matrix_power matrix_rank multi_dot norm pinv qr slogdet solve solve_ex solve_triangular svd
    svdvals tensorinv tensorsolve vecdot vector_norm
    """.split()
    ),
}


def with_out(function: Callable[..., Any], name: str, package: str = "torch") -> Any:
    """``function``, able to take ``out=`` if PyTorch's can."""
    if name not in TAKES_OUT.get(package, ()):
        return function
    shown = name if package == "torch" else f"{package}_{name}"
    inputs = getattr(getattr(function, "op", None), "inputs", ())
    plain = not getattr(getattr(function, "op", None), "options", True)
    if plain and inputs == ("self",):

        def one(input: Any, *, out: Any = None) -> Any:
            return function(input) if out is None else into(function, shown, (input,), {}, out)

        return named_after(function, one)
    if plain and inputs == ("self", "other"):

        def two(input: Any, other: Any, *, out: Any = None) -> Any:
            if out is None:
                return function(input, other)
            return into(function, shown, (input, other), {}, out)

        return named_after(function, two)

    def call(*args: Any, out: Any = None, **options: Any) -> Any:
        if out is None:
            return function(*args, **options)
        return into(function, shown, args, options, out)

    found = named_after(function, call)
    found.without_out = function  # type: ignore[attr-defined]
    return found


def into(
    function: Callable[..., Any], name: str, args: tuple[Any, ...], options: Any, out: Any
) -> Any:
    """Call ``function`` and write its results into ``out``.

    Raises:
        RuntimeError: a gradient would be wanted, or ``out`` cannot hold the results.
        TypeError: ``out`` is no tensor.
    """
    given = tuple(out) if isinstance(out, tuple | list) else (out,)
    for each in given:
        if not isinstance(each, Tensor):
            raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type(each).__name__}")
    if MODES.grad and any(t.requires_grad for t in _tensors((args, options, given))):
        raise RuntimeError(NO_GRADIENT.format(name=name))
    if name in KNOWN:
        check_dtype(KNOWN[name], given[0].dtype, name)
    if name in RANGES:
        options = {"dtype": given[0].dtype, **options}
    before = MODES.grad
    set_recording(False)
    try:
        found = function(*args, **options)
        results = found if isinstance(found, tuple) else (found,)
        for place, (result, target) in enumerate(zip(results, given, strict=True)):
            check_dtype(result.dtype, target.dtype, name, first=not place)
        check_memory(name, given, [*_tensors((args, options))])
        for result, target in zip(results, given, strict=True):
            write(result, target, name)
    finally:
        set_recording(before)
    return _as_found(found, given) if isinstance(found, tuple) else out


def _as_found(found: tuple[Any, ...], given: tuple[Any, ...]) -> Any:
    """The given tensors, named as the results are."""
    if not isinstance(found, Named):
        return given
    kind = type(found)
    return type(f"{kind.__name__}_out", (kind,), {"__slots__": ()})(*given)


def _tensors(values: Any) -> Iterator[Tensor]:
    for each in values.values() if isinstance(values, dict) else values:
        if isinstance(each, Tensor):
            yield each
        elif isinstance(each, tuple | list | dict):
            yield from _tensors(each)


def write(result: Tensor, target: Tensor, name: str) -> None:
    """Copy a result into ``target``, resized to its shape."""
    if target._data.shape != result._data.shape:
        if target._data.size and name not in MAKERS:
            warn(RESIZED.format(own=list(target.shape), needed=list(result.shape)))
        target._data = result.to(target.dtype)._data.copy()
        bump_version(target)
        return
    target.copy_(result)
