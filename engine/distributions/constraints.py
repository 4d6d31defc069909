"""What values a parameter or a sample may have, and how PyTorch calls that."""

from __future__ import annotations

from typing import Any

from engine import linalg
from engine.absent import module_getattr
from engine.declare import FUNCTIONS


class Constraint:
    """Base of the constraints: ``check`` says for every element whether it holds."""

    is_discrete = False
    event_dim = 0

    def check(self, value: Any) -> Any:
        """For each element (or event), does it hold?"""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{type(self).__name__.lstrip('_')}()"


class _Dependent(Constraint):
    """Depends on other parameters, so is not checked by itself."""


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


class _PositiveDefinite(Constraint):
    """A symmetric matrix whose eigenvalues are positive."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        """For each matrix, does it hold?"""
        symmetric = FUNCTIONS["isclose"](value, value.mT, atol=1e-6).all(-2).all(-1)
        if not symmetric.all():
            return symmetric
        return linalg.eigvalsh(value).gt(0).all(-1)


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


dependent, real, boolean, simplex = _Dependent(), _Real(), _Boolean(), _Simplex()
positive, nonnegative = _GreaterThan(0.0), _GreaterThanEq(0.0)
nonnegative_integer, unit_interval = _IntegerGreaterThan(0), _Interval(0.0, 1.0)
lower_cholesky, positive_definite = _LowerCholesky(), _PositiveDefinite()
greater_than, greater_than_eq, interval = _GreaterThan, _GreaterThanEq, _Interval
less_than = _LessThan
integer_interval, independent = _IntegerInterval, _IndependentConstraint
real_vector = _IndependentConstraint(real, 1)

__getattr__ = module_getattr("torch.distributions.constraints")
