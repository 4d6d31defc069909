"""The Kullback-Leibler divergence, by a formula that is found by both distributions' kinds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.distributions.distribution import Distribution
from engine.foundation.absent import module_getattr
from engine.foundation.warn import warn

Rule = Callable[[Any, Any], Any]
_RULES: dict[tuple[type, type], Rule] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Rule], Rule]:
    """Decorate a function that computes the divergence of one kind of distribution from another.

    Raises:
        TypeError: either is not a kind of distribution.
    """
    for name, kind in (("type_p", type_p), ("type_q", type_q)):
        if not (isinstance(kind, type) and issubclass(kind, Distribution)):
            raise TypeError(f"Expected {name} to be a Distribution subclass but got {kind}")

    def declare(rule: Rule) -> Rule:
        _RULES[type_p, type_q] = rule
        return rule

    return declare


def _nearest(pairs: list[tuple[type, type]]) -> tuple[type, type]:
    """The pair of the most special kinds, the first of each deciding before the second."""
    found = pairs[0]
    for pair in pairs[1:]:
        for one, two in zip(pair, found, strict=True):
            if one is not two:
                found = pair if issubclass(one, two) else found
                break
    return found


def _rule_for(p: type, q: type) -> Rule | None:
    fit = [pair for pair in _RULES if issubclass(p, pair[0]) and issubclass(q, pair[1])]
    if not fit:
        return None
    left = _nearest(fit)
    right = _nearest([(two, one) for one, two in fit])[::-1]
    if _RULES[left] is not _RULES[right]:
        warn(
            f"Ambiguous kl_divergence({p.__name__}, {q.__name__}). Please register_kl("
            f"{left[0].__name__}, {right[1].__name__})",
            RuntimeWarning,
        )
    return _RULES[left]


def kl_divergence(p: Any, q: Any) -> Any:
    """The Kullback-Leibler divergence KL(p ‖ q).

    Raises:
        NotImplementedError: there is no formula for their kinds.
    """
    rule = _rule_for(type(p), type(q))
    if rule is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type "
            f"{type(q).__name__}"
        )
    return rule(p, q)


__getattr__ = module_getattr("torch.distributions.kl")
