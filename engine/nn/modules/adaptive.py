"""Softmax over very many classes, the rare ones in clusters (Grave et al., 2016)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.nn import functional
from engine.nn.modules.container import ModuleList, Sequential
from engine.nn.modules.linear import Linear
from engine.nn.modules.module import Module
from engine.tensor import Tensor

UNORDERED = (
    "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, "
    "where each value is between 1 and n_classes-1"
)


class _ASMoutput(NamedTuple):
    """Each example's log-probability of its target, and the loss of all."""

    output: Any
    loss: Any


def _checked(cutoffs: Sequence[int], n_classes: int) -> list[int]:
    listed = list(cutoffs)
    if not listed:
        raise ValueError("cutoffs should be a sequence of length larger than 0")
    inside = min(listed) > 0 and max(listed) <= n_classes - 1
    if listed != sorted(set(listed)) or not inside or any(int(c) != c for c in listed):
        raise ValueError(UNORDERED)
    return listed


class AdaptiveLogSoftmaxWithLoss(Module):
    """Adaptive softmax: a head of frequent classes, and clusters of rare ones."""

    head: Any
    tail: Any

    def __init__(
        self, in_features: int, n_classes: int, cutoffs: Sequence[int], div_value: float = 4.0,
        head_bias: bool = False, device: Any = None, dtype: Any = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self.in_features, self.n_classes = in_features, n_classes
        self.cutoffs = [*_checked(cutoffs, n_classes), n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size, self.n_clusters = self.cutoffs[0], len(self.cutoffs) - 1
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, head_bias, device, dtype)
        self.tail = ModuleList()
        for place in range(self.n_clusters):
            inner = int(in_features // div_value ** (place + 1))
            size = self.cutoffs[place + 1] - self.cutoffs[place]
            self.tail.append(Sequential(
                Linear(in_features, inner, False, device, dtype),
                Linear(inner, size, False, device, dtype),
            ))  # fmt: skip

    def reset_parameters(self) -> None:
        """Draw the parameters anew."""
        self.head.reset_parameters()
        for layer in (layer for cluster in self.tail for layer in cluster):
            layer.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> _ASMoutput:
        """The log-probability of each target, and minus their mean."""
        _check_shapes(input_, target_)
        single = not target_.ndim
        input, target = (
            (input_.unsqueeze(0), target_.unsqueeze(0)) if single else (input_, target_)
        )
        output = input.new_zeros(target.shape[0])
        places = target.new_empty(target.shape[0])
        used = 0
        for number, (low, high) in enumerate(zip([0, *self.cutoffs], self.cutoffs, strict=False)):
            mask = (target >= low) & (target < high)
            rows = mask.nonzero().squeeze(1)
            if not rows.numel():
                continue
            used += rows.numel()
            if not number:
                places.index_copy_(0, rows, target[mask])
                continue
            scores = self.tail[number - 1](input.index_select(0, rows))
            places.index_fill_(0, rows, self.shortlist_size + number - 1)
            inside = functional.log_softmax(scores, 1).gather(1, (target[mask] - low).unsqueeze(1))
            output.index_copy_(0, rows, inside.squeeze(1))
        if used != target.shape[0]:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range "
                f"[{target.min().item()}, {target.max().item()}] were found. "
            )
        head = functional.log_softmax(self.head(input), 1)
        output = output + head.gather(1, places.unsqueeze(1)).squeeze()
        loss = (-output).mean()
        return _ASMoutput(output.squeeze(0) if single else output, loss)

    def log_prob(self, input: Tensor) -> Any:
        """The log-probabilities of all classes."""
        head = functional.log_softmax(self.head(input), 1)
        whole = head.new_empty((head.shape[0], self.n_classes))
        whole[:, : self.shortlist_size] = head[:, : self.shortlist_size]
        bounds = zip(self.cutoffs, self.cutoffs[1:], self.tail, strict=False)
        for number, (low, high, cluster) in enumerate(bounds):
            inside = functional.log_softmax(cluster(input), 1)
            whole[:, low:high] = inside + head[:, self.shortlist_size + number].unsqueeze(1)
        return whole

    def predict(self, input: Tensor) -> Any:
        """The most probable class of each example."""
        return self.log_prob(input).argmax(1)


def _check_shapes(input: Tensor, target: Tensor) -> None:
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if target.ndim and input.shape[0] != target.shape[0]:
        raise RuntimeError("Input and target should have the same size in the batch dimension.")
    if input.ndim != target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found "
            f"inputs with size {input.shape}"
        )
