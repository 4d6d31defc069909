"""Which transform maps unconstrained numbers to those that satisfy a constraint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.distributions import constraints
from engine.distributions.constraints import Constraint
from engine.distributions.distribution import is_number
from engine.distributions.elementwise import AffineTransform, ExpTransform, SigmoidTransform
from engine.distributions.eventwise import (
    IndependentTransform,
    SoftmaxTransform,
    StickBreakingTransform,
)
from engine.distributions.parted import CatTransform, StackTransform
from engine.distributions.transform import ComposeTransform, identity_transform
from engine.distributions.triangular import (
    CorrCholeskyTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
)

Factory = Callable[[Any], Any]


class ConstraintRegistry:
    """Finds a transform by the kind of a constraint; programs can register their own."""

    def __init__(self, factories: dict[type[Constraint], Factory]) -> None:
        self._registry = factories

    def register(self, constraint: Any, factory: Factory | None = None) -> Any:
        """Let ``factory`` make the transforms of a kind of constraint; or decorate it.

        Raises:
            TypeError: it is not a kind of constraint.
        """
        if factory is None:
            return lambda given: self.register(constraint, given)
        kind = type(constraint) if isinstance(constraint, Constraint) else constraint
        if not (isinstance(kind, type) and issubclass(kind, Constraint)):
            raise TypeError(
                "Expected constraint to be either a Constraint subclass or instance, but got "
                f"{kind}"
            )
        self._registry[kind] = factory
        return factory

    def __call__(self, constraint: Constraint) -> Any:
        """The transform for a constraint."""
        factory = self._registry.get(type(constraint))
        if factory is None:
            raise NotImplementedError(f"Cannot transform {type(constraint).__name__} constraints")
        return factory(constraint)


def _above(constraint: Any) -> Any:
    return ComposeTransform([ExpTransform(), AffineTransform(constraint.lower_bound, 1)])


def _below(constraint: Any) -> Any:
    return ComposeTransform([ExpTransform(), AffineTransform(constraint.upper_bound, -1)])


def _between(constraint: Any) -> Any:
    low, high = constraint.lower_bound, constraint.upper_bound
    if is_number(low, high) and (low, high) == (0, 1):
        return SigmoidTransform()
    return ComposeTransform([SigmoidTransform(), AffineTransform(low, high - low)])


def _of_kind(instance: Constraint) -> type[Constraint]:
    return type(instance)


def _factories(registry: Callable[[], ConstraintRegistry]) -> dict[type[Constraint], Factory]:
    """What both directions share."""

    def parts(constraint: Any) -> list[Any]:
        return [registry()(each) for each in constraint.cseq]

    return {
        _of_kind(constraints.real): lambda _: identity_transform,
        constraints.independent: lambda c: IndependentTransform(
            registry()(c.base_constraint), c.reinterpreted_batch_ndims
        ),
        constraints.greater_than: _above, constraints.greater_than_eq: _above,
        constraints.less_than: _below, constraints.interval: _between,
        constraints.half_open_interval: _between,
        _of_kind(constraints.corr_cholesky): lambda _: CorrCholeskyTransform(),
        constraints.cat: lambda c: CatTransform(parts(c), c.dim, c.lengths),
        constraints.stack: lambda c: StackTransform(parts(c), c.dim),
    }  # fmt: skip


_SIMPLEX = _of_kind(constraints.simplex)
biject_to: ConstraintRegistry = ConstraintRegistry(
    {**_factories(lambda: biject_to), _SIMPLEX: lambda _: StickBreakingTransform()}
)
transform_to: ConstraintRegistry = ConstraintRegistry(
    {
        **_factories(lambda: transform_to), _SIMPLEX: lambda _: SoftmaxTransform(),
        _of_kind(constraints.lower_cholesky): lambda _: LowerCholeskyTransform(),
        _of_kind(constraints.positive_definite): lambda _: PositiveDefiniteTransform(),
        _of_kind(constraints.positive_semidefinite): lambda _: PositiveDefiniteTransform(),
    }
)  # fmt: skip
