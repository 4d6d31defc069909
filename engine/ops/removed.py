"""Functions that PyTorch has removed: the error says what replaces them."""

from __future__ import annotations

from typing import Any

from engine.calls.declare import METHODS, composite
from engine.tensor import Tensor

GONE = "This function was deprecated since version 1.9 and is now removed. "
SYMEIG = (
    "The default behavior has changed from using the upper triangular portion of the matrix by "
    "default to using the lower triangular portion.\n\n"
    "L, _ = torch.symeig(A, upper=upper) should be replaced with:\n"
    "L = torch.linalg.eigvalsh(A, UPLO='U' if upper else 'L')\n\n"
    "and\n\n"
    "L, V = torch.symeig(A, eigenvectors=True) should be replaced with:\n"
    "L, V = torch.linalg.eigh(A, UPLO='U' if upper else 'L')"
)
EIG = (
    "`torch.linalg.eig` returns complex tensors of dtype `cfloat` or `cdouble` rather than real "
    "tensors mimicking complex tensors.\n\n"
    "L, _ = torch.eig(A) should be replaced with:\n"
    "L_complex = torch.linalg.eigvals(A)\n\n"
    "and\n\n"
    "L, V = torch.eig(A, eigenvectors=True) should be replaced with:\n"
    "L_complex, V_complex = torch.linalg.eig(A)"
)
LSTSQ = (
    "`torch.lstsq` is deprecated in favor of `torch.linalg.lstsq`.\n"
    "`torch.linalg.lstsq` has reversed arguments and does not return the QR decomposition in the "
    "returned tuple (although it returns other information about the problem).\n\n"
    "To get the QR decomposition consider using `torch.linalg.qr`.\n\n"
    "The returned solution in `torch.lstsq` stored the residuals of the solution in the last "
    "m - n columns of the returned value whenever m > n. In torch.linalg.lstsq, the residuals are "
    "in the field 'residuals' of the returned named tuple.\n\n"
    "The unpacking of the solution, as in\n"
    "X, _ = torch.lstsq(B, A).solution[:A.size(1)]\n"
    "should be replaced with:\n"
    "X = torch.linalg.lstsq(A, B).solution"
)
SOLVE = (
    "`torch.solve` is deprecated in favor of `torch.linalg.solve`. `torch.linalg.solve` has its "
    "arguments reversed and does not return the LU factorization.\n\n"
    "To get the LU factorization see `torch.lu`, which can be used with `torch.lu_solve` or "
    "`torch.lu_unpack`.\n"
    "X = torch.solve(B, A).solution should be replaced with:\n"
    "X = torch.linalg.solve(A, B)"
)
RANK = (
    "\nPlease use the `torch.linalg.matrix_rank` function instead. The parameter 'symmetric' was "
    "renamed in `torch.linalg.matrix_rank()` to 'hermitian'."
)
REINFORCE = """reinforce() was removed.
Use torch.distributions instead.
See https://pytorch.org/docs/main/distributions.html

Instead of:

probs = policy_network(state)
action = probs.multinomial()
next_state, reward = env.step(action)
action.reinforce(reward)
action.backward()

Use:

probs = policy_network(state)
# NOTE: categorical is equivalent to what used to be called multinomial
m = torch.distributions.Categorical(probs)
action = m.sample()
next_state, reward = env.step(action)
loss = -m.log_prob(action) * reward
loss.backward()
"""


@composite(method=False, samples=("torch.symeig(m)",))
def symeig(input: Any, eigenvectors: bool = False, upper: bool = True, *, out: Any = None) -> Any:
    """Refused: ``torch.linalg.eigh`` took its place."""
    raise RuntimeError(GONE + SYMEIG)


@composite(method=False, samples=("torch.eig(m)",))
def eig(self: Any, eigenvectors: bool = False, *, e: Any = None, v: Any = None) -> Any:
    """Refused: ``torch.linalg.eig`` took its place."""
    raise RuntimeError(GONE + EIG)


@composite(method=False, samples=("torch.lstsq(m, m)",))
def lstsq(input: Any, A: Any, *, out: Any = None) -> Any:
    """Refused: ``torch.linalg.lstsq`` took its place."""
    raise RuntimeError(GONE + LSTSQ)


@composite(method=False, samples=("torch.solve(m, m)",))
def solve(input: Any, A: Any, *, out: Any = None) -> Any:
    """Refused: ``torch.linalg.solve`` took its place."""
    raise RuntimeError(GONE + SOLVE)


@composite(method=False, samples=("torch.matrix_rank(m)",))
def matrix_rank(input: Any, tol: Any = None, symmetric: bool = False, *, out: Any = None) -> Any:
    """Refused: ``torch.linalg.matrix_rank`` took its place."""
    raise RuntimeError(GONE.rstrip() + RANK)


def _symeig(self: Tensor, eigenvectors: bool = False) -> Any:
    """Refused: ``torch.linalg.eigh`` took its place."""
    return symeig(self, eigenvectors=eigenvectors)


def _eig(self: Tensor, eigenvectors: bool = False) -> Any:
    """Refused: ``torch.linalg.eig`` took its place."""
    return eig(self, eigenvectors=eigenvectors)


def _lstsq(self: Tensor, other: Any) -> Any:
    """Refused: ``torch.linalg.lstsq`` took its place."""
    return lstsq(self, other)


def _solve(self: Tensor, other: Any) -> Any:
    """Refused: ``torch.linalg.solve`` took its place."""
    return solve(self, other)


def _reinforce(self: Tensor, reward: Any) -> Any:
    """Refused: ``torch.distributions`` took its place."""
    raise RuntimeError(REINFORCE)


for _name, _method in {
    "symeig": _symeig, "eig": _eig, "lstsq": _lstsq, "solve": _solve, "reinforce": _reinforce,
}.items():  # fmt: skip
    _method.__name__, _method.__qualname__ = _name, f"Tensor.{_name}"
    METHODS[_name] = _method
