"""Constraints: which values a parameter or a sample may have, under PyTorch's names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import linalg
from engine.calls.declare import FUNCTIONS
from engine.dtypes import bool_
from engine.foundation.absent import module_getattr
from engine.foundation.mapped import ITEM, refuse_mapped
from engine.numbers.limits import finfo
from engine.tensor import Tensor


def holds(checked: Tensor, value: Any) -> bool:
    """Is a condition met everywhere? Its numbers say so, also those of a batch in ``vmap``.

    Raises:
        RuntimeError: it is not, and the value that would be told stands for a whole batch.
    """
    met = bool(np.all(checked._data))
    if not met and isinstance(value, Tensor):
        refuse_mapped(value, ITEM)
    return met


class Constraint:
    """Base of the constraints: ``check`` says of every element whether the constraint holds."""

    is_discrete = False
    event_dim = 0

    def check(self, value: Any) -> Any:
        """Whether the constraint holds, for each element or event."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__.lstrip('_')}()"


class _Dependent(Constraint):
    """Depends on other parameters, so is not checked by itself."""

    def __init__(self, *, is_discrete: Any = None, event_dim: Any = None) -> None:
        self.is_discrete, self.event_dim = bool(is_discrete), event_dim or 0

    def __call__(self, *, is_discrete: Any = None, event_dim: Any = None) -> _Dependent:
        return _Dependent(is_discrete=is_discrete, event_dim=event_dim)

    def check(self, value: Any) -> Any:
        """Raise ValueError: nobody can tell."""
        raise ValueError("Cannot determine validity of dependent constraint")


class dependent_property(property):
    """A property that gives a constraint; ``is_discrete``, ``event_dim`` : what is known of it."""

    def __init__(
        self, fn: Any = None, *, is_discrete: Any = None, event_dim: Any = None
    ) -> None:  # fmt: skip
        super().__init__(fn)
        self._known = {"is_discrete": is_discrete, "event_dim": event_dim}

    def __call__(self, fn: Any) -> dependent_property:
        """The same of another function."""
        return dependent_property(fn, **self._known)


def is_dependent(constraint: Any) -> bool:
    """Whether a constraint depends on other parameters."""
    return isinstance(constraint, _Dependent | dependent_property)


class _Real(Constraint):
    """A number that is not NaN."""

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return value == value


class _Boolean(Constraint):
    """Zero or one."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return (value == 0) | (value == 1)


class _GreaterThan(Constraint):
    """Above a bound."""

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return self.lower_bound < value

    def __repr__(self) -> str:
        return f"{type(self).__name__[1:]}(lower_bound={self.lower_bound})"


class _GreaterThanEq(_GreaterThan):
    """A bound, or above it."""

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return self.lower_bound <= value


class _LessThan(Constraint):
    """Below a bound."""

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return value < self.upper_bound

    def __repr__(self) -> str:
        return f"LessThan(upper_bound={self.upper_bound})"


class _IntegerGreaterThan(_GreaterThan):
    """A whole number, a bound or above it."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return (value % 1 == 0) & (value >= self.lower_bound)


class _Interval(Constraint):
    """Between two bounds."""

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound, self.upper_bound = lower_bound, upper_bound

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return (self.lower_bound <= value) & (value <= self.upper_bound)

    def __repr__(self) -> str:
        bounds = f"lower_bound={self.lower_bound}, upper_bound={self.upper_bound}"
        return f"{type(self).__name__[1:]}({bounds})"


class _IntegerInterval(_Interval):
    """A whole number between two bounds."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return (value % 1 == 0) & super().check(value)


class _Simplex(Constraint):
    """Numbers that are not negative and sum up to one along the last dimension."""

    event_dim = 1

    def check(self, value: Any) -> Any:
        """For each row, does it hold?"""
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class _LowerCholesky(Constraint):
    """A triangular matrix with a positive diagonal."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        lower = (value.tril() == value).flatten(-2).all(-1)
        return lower & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class _IndependentConstraint(Constraint):
    """A constraint on every element of the last dimensions."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint = base_constraint
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        self.event_dim = base_constraint.event_dim + reinterpreted_batch_ndims

    @property
    def is_discrete(self) -> bool:  # type: ignore[override]
        """Does it allow only separate values?"""
        return self.base_constraint.is_discrete

    def check(self, value: Any) -> Any:
        """For each event, does it hold?"""
        found = self.base_constraint.check(value)
        for _ in range(self.reinterpreted_batch_ndims):
            found = found.all(-1)
        return found

    def __repr__(self) -> str:
        own = f"{self.base_constraint!r}, {self.reinterpreted_batch_ndims}"
        return f"IndependentConstraint({own})"


class _OneHot(_Boolean):
    """One 1 along the last dimension, else zeros."""

    event_dim = 1

    def check(self, value: Any) -> Any:
        """For each row, does it hold?"""
        return super().check(value).all(-1) & value.sum(-1).eq(1)


class _HalfOpenInterval(_Interval):
    """Between two bounds, but not the upper one."""

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        return (self.lower_bound <= value) & (value < self.upper_bound)


class _Multinomial(Constraint):
    """Counts that sum up to no more than a bound."""

    is_discrete, event_dim = True, 1

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        """For each row, does it hold?"""
        return (value >= 0).all(-1) & (value.sum(-1) <= self.upper_bound)


class _LowerTriangular(Constraint):
    """A matrix with nothing above its diagonal."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        return (value.tril() == value).flatten(-2).all(-1)


class _CorrCholesky(_LowerCholesky):
    """The triangular root of a correlation matrix: its rows are of length one."""

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        nearly = float(finfo(value.dtype).eps) * value.size(-1) * 10
        lengths = linalg.norm(value.detach(), dim=-1)
        return super().check(value) & (lengths - 1.0).abs().le(nearly).all(-1)


class _Square(Constraint):
    """A matrix with as many rows as columns."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        found = value.shape[-2] == value.shape[-1]
        return FUNCTIONS["full"](tuple(value.shape[:-2]), found, dtype=bool_)


class _Symmetric(_Square):
    """A matrix that is its own transpose."""

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        square = super().check(value)
        if not square.all():
            return square
        return FUNCTIONS["isclose"](value, value.mT, atol=1e-6).all(-2).all(-1)


class _PositiveSemidefinite(_Symmetric):
    """A symmetric matrix without negative eigenvalues."""

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        symmetric = super().check(value)
        return linalg.eigvalsh(value).ge(0).all(-1) if symmetric.all() else symmetric


class _PositiveDefinite(_Symmetric):
    """A symmetric matrix whose eigenvalues are positive."""

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        symmetric = super().check(value)
        return linalg.cholesky_ex(value).info.eq(0) if symmetric.all() else symmetric


class MixtureSameFamilyConstraint(Constraint):
    """The constraint on samples of a mixture of distributions of one kind."""

    def __init__(self, base_constraint: Constraint) -> None:
        self.base_constraint = base_constraint
        self.is_discrete = base_constraint.is_discrete
        self.event_dim = base_constraint.event_dim

    def check(self, value: Any) -> Any:
        """Whether the constraint holds, for each event."""
        found = self.base_constraint.check(value.unsqueeze(-1 - self.event_dim))
        kept = found.shape[: value.ndim - self.event_dim]
        return found.reshape((*kept, -1)).all(-1)

    def __repr__(self) -> str:
        return f"MixtureSameFamilyConstraint({self.base_constraint!r})"


class _Several(Constraint):
    """Constraints each on a part of a tensor."""

    def __init__(self, cseq: Sequence[Constraint], dim: int = 0, lengths: Any = None) -> None:
        self.cseq, self.dim = list(cseq), dim
        self.lengths = [1] * len(self.cseq) if lengths is None else list(lengths)
        self.is_discrete = any(each.is_discrete for each in self.cseq)
        self.event_dim = max(each.event_dim for each in self.cseq)


class _Cat(_Several):
    """Constraints on stretches of a dimension, ``lengths`` long."""

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        parts = value.split(self.lengths, self.dim)
        checked = [c.check(part) for c, part in zip(self.cseq, parts, strict=True)]
        return FUNCTIONS["cat"](checked, self.dim)


class _Stack(_Several):
    """Constraints on the members of a dimension."""

    def check(self, value: Any) -> Any:
        """For each element, does it hold?"""
        parts = value.unbind(self.dim)
        checked = [c.check(part) for c, part in zip(self.cseq, parts, strict=True)]
        return FUNCTIONS["stack"](checked, self.dim)


dependent, real, boolean, simplex = _Dependent(), _Real(), _Boolean(), _Simplex()
positive, nonnegative = _GreaterThan(0.0), _GreaterThanEq(0.0)
nonnegative_integer, positive_integer = _IntegerGreaterThan(0), _IntegerGreaterThan(1)
unit_interval, one_hot = _Interval(0.0, 1.0), _OneHot()
lower_triangular, lower_cholesky = _LowerTriangular(), _LowerCholesky()
corr_cholesky, square, symmetric = _CorrCholesky(), _Square(), _Symmetric()
positive_definite, positive_semidefinite = _PositiveDefinite(), _PositiveSemidefinite()
greater_than, greater_than_eq, interval = _GreaterThan, _GreaterThanEq, _Interval
less_than, half_open_interval, multinomial = _LessThan, _HalfOpenInterval, _Multinomial
integer_interval, independent = _IntegerInterval, _IndependentConstraint
real_vector, cat, stack = _IndependentConstraint(real, 1), _Cat, _Stack

__getattr__ = module_getattr("torch.distributions.constraints")
