"""Attention: softmax(Q Kᵀ / √d) V in one node, and the softmax for rows that are masked whole.

After Vaswani et al., Attention is all you need (2017).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.calls.declare import operation
from engine.formula import total
from engine.kernels.triangles import below
from engine.ops.softmax import is_tame
from engine.symbolic.symbol import Symbol
from engine.tensor import Tensor


class Attended:
    """The weights of a forward pass, and the gradients of its scores once they are asked for.

    ``weights`` : (batch, heads, queries, keys).
    """

    __slots__ = ("_asked", "_found", "weights")

    def __init__(self, weights: Any) -> None:
        self.weights = weights
        self._asked: Any = None
        self._found: Any = None

    def __repr__(self) -> str:
        return f"weights of shape {self.weights.shape}"

    def to_scores(self, grad: Any, value: Any) -> Any:
        """The gradient of the scores that went into the softmax, computed once."""
        if self._asked is not grad:
            found = self.weights * (grad @ _per_query_head(value, grad).swapaxes(-1, -2))
            found -= self.weights * total(found, -1)
            self._found, self._asked = found, grad
        return self._found

    def known(self, query: Any, key: Any, value: Any, scale: float) -> dict[str, Any]:
        """What PyTorch's node keeps of the forward pass, told from the weights.

        The logarithm of a query's sum over its scores is any score less the logarithm of its
        weight; the largest weight's is the surest.
        """
        scores = query @ _per_query_head(key, query).swapaxes(-1, -2) * query.dtype.type(scale)
        surest = self.weights.argmax(-1)[..., None]
        score, weight = (np.take_along_axis(n, surest, -1)[..., 0] for n in (scores, self.weights))
        return {
            "logsumexp": score - np.log(weight),
            "output": self.weights @ _per_query_head(value, query),
        }

    def on_tensors(self, grad: Tensor, *inputs: Any) -> Any:
        """All three gradients as one node that has no derivative, made once."""
        if self._asked is not grad:
            self._found, self._asked = backward_once(grad, *inputs), grad
        return self._found


def _per_query_head(array: Any, query: Any) -> Any:
    """Keys or values repeated for every head of the queries that shares them."""
    times = query.shape[1] // array.shape[1]
    return array if times == 1 else np.repeat(array, times, axis=1)


def _per_own_head(grad: Any, shape: Any) -> Any:
    """What ``_per_query_head`` repeated, summed again."""
    if grad.shape == shape:
        return grad
    return grad.reshape(*shape[:2], -1, *shape[2:]).sum(axis=2)


def _gradient(
    place: int, grad: Any, query: Any, key: Any, value: Any, scale: Any, attended: Any
) -> Any:
    if isinstance(grad, Symbol):
        return _written(place, grad, query, key, value)
    if isinstance(grad, Tensor):
        return attended.on_tensors(grad, query, key, value, scale, attended)[place]
    if place == 2:
        return _per_own_head(attended.weights.swapaxes(-1, -2) @ grad, value.shape)
    scores = attended.to_scores(grad, value)
    if place == 0:
        return scores @ _per_query_head(key, grad) * query.dtype.type(scale)
    return _per_own_head(scores.swapaxes(-1, -2) @ query, key.shape) * query.dtype.type(scale)


def _written(place: int, grad: Any, query: Any, key: Any, value: Any) -> Any:
    weights, scale = Symbol("P", "P"), Symbol("scale", r"\tfrac{1}{\sqrt{d}}")
    if place == 2:
        return weights.mT @ grad
    arriving = grad @ value.mT
    scores = weights * (arriving - (weights * arriving).sum())
    return (scores @ key if place == 0 else scores.mT @ query) * scale


def _rule(place: int) -> Any:
    return lambda grad, query, key, value, scale, attended: _gradient(
        place, grad, query, key, value, scale, attended
    )


@operation(
    "attention", name="_scaled_dot_product_flash_attention_for_cpu",
    node="ScaledDotProductFlashAttentionForCpuBackward0", inputs=("query", "key", "value"),
    keeps=("attended",), saves_all=True, query=_rule(0), key=_rule(1), value=_rule(2),
)  # fmt: skip
def fused_attention(
    query: Any, key: Any, value: Any, attn_mask: Any, is_causal: bool, scale: float
) -> Any:
    """Each query's mean of the values, weighted by how well it matches their keys.

    Shapes: (batch, heads, length, features). A query that may see nothing gives zeros.
    """
    scores = query @ _per_query_head(key, query).swapaxes(-1, -2)
    scores *= query.dtype.type(scale)
    _mask(scores, attn_mask, is_causal)
    weights = chances(scores)
    output = np.empty_like(query)
    np.matmul(weights, _per_query_head(value, query), output)
    return output, Attended(weights)


def _mask(scores: Any, attn_mask: Any, is_causal: bool) -> None:
    """Take out of the scores what may not be seen, or add what is given."""
    if is_causal:
        np.copyto(scores, -np.inf, where=~below(scores.shape[-2:]))
    if attn_mask is None:
        return
    given = attn_mask._data
    if given.dtype.kind == "b":
        np.copyto(scores, -np.inf, where=~given)
    else:
        scores += given


def chances(scores: Any, axis: int = -1) -> Any:
    """Softmax in place; zeros where every score is −∞."""
    if not is_tame(scores):
        top = scores.max(axis=axis, keepdims=True)
        scores -= np.where(np.isneginf(top), 0, top)
    np.exp(scores, scores)
    sums = total(scores, axis)
    scores /= np.where(sums == 0, 1, sums)
    return scores


def _refuse(grad: Any, query: Any) -> Any:
    raise RuntimeError(
        "derivative for aten::_scaled_dot_product_flash_attention_for_cpu_backward is not "
        "implemented"
    )


@operation(
    "attention", name="_scaled_dot_product_flash_attention_for_cpu_backward",
    node="NotImplemented", inputs=("grad_out", "query", "key", "value"),
    outputs=("grad_query", "grad_key", "grad_value"),
    grad_out=_refuse, query=_refuse, key=_refuse, value=_refuse,
)  # fmt: skip
def backward_once(
    grad_out: Any, query: Any, key: Any, value: Any, scale: float, attended: Attended
) -> Any:
    """The gradients of attention; PyTorch has no derivative of these either."""
    fresh = Attended(attended.weights)
    return tuple(_gradient(place, grad_out, query, key, value, scale, fresh) for place in range(3))


@operation(
    "softmax", name="_safe_softmax",
    self=lambda grad, result, dim: result * (grad - total(grad * result, dim)),
    samples=("torch.nn.functional.scaled_dot_product_attention(b, c, c)",),
)  # fmt: skip
def safe_softmax(self: Any, dim: int) -> Any:
    """Softmax along ``dim``, zeros where every element is −∞."""
    return chances(np.array(self), dim)
