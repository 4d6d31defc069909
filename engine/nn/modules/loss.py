"""The losses as layers."""

from __future__ import annotations

from typing import Any

from engine.nn import functional
from engine.nn.modules.module import Module
from engine.ops.loss import reduction_of
from engine.tensor import Tensor


class _Loss(Module):
    """A loss function with its reduction; ``function`` names it, ``options`` its settings."""

    function = ""
    options: tuple[str, ...] = ()
    tensors: tuple[str, ...] = ()

    def __init__(
        self, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
    ) -> None:
        super().__init__()
        legacy = size_average is not None or reduce is not None
        self.reduction = reduction_of(size_average, reduce, reduction) if legacy else reduction

    def _keep(self, **tensors: Any) -> None:
        for name, value in tensors.items():
            self.register_buffer(name, value)

    def forward(self, *inputs: Tensor) -> Any:
        """The loss of an input against its target."""
        settings = {name: getattr(self, name) for name in (*self.options, *self.tensors)}
        return getattr(functional, self.function)(*inputs, reduction=self.reduction, **settings)


def _loss(name: str, function: str, about: str, **defaults: Any) -> type[_Loss]:
    names = tuple(defaults)

    def __init__(  # noqa: N807
        self: Any, *args: Any, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean", **options: Any,
    ) -> None:  # fmt: skip
        if not names and args:
            size_average, reduce, reduction = (*args, None, None, "mean")[:3]
        _Loss.__init__(self, size_average, reduce, reduction)
        unknown = [each for each in options if each not in names]
        if unknown:
            raise TypeError(f"{name}.__init__() got an unexpected keyword argument '{unknown[0]}'")
        for key, value in {**defaults, **dict(zip(names, args, strict=False)), **options}.items():
            setattr(self, key, value)

    body = {
        "__init__": __init__, "__doc__": about, "__module__": __name__, "function": function,
        "options": names,
    }  # fmt: skip
    return type(name, (_Loss,), body)


MSELoss = _loss("MSELoss", "mse_loss", "The squared differences.")
L1Loss = _loss("L1Loss", "l1_loss", "The sizes of the differences.")
SmoothL1Loss = _loss("SmoothL1Loss", "smooth_l1_loss", "The smooth absolute error.", beta=1.0)
HuberLoss = _loss("HuberLoss", "huber_loss", "Huber's loss.", delta=1.0)
KLDivLoss = _loss("KLDivLoss", "kl_div", "The Kullback-Leibler divergence.", log_target=False)
HingeEmbeddingLoss = _loss(
    "HingeEmbeddingLoss", "hinge_embedding_loss", "The hinge loss of distances.", margin=1.0
)
CosineEmbeddingLoss = _loss(
    "CosineEmbeddingLoss", "cosine_embedding_loss", "One minus the cosine.", margin=0.0
)
MarginRankingLoss = _loss(
    "MarginRankingLoss", "margin_ranking_loss", "How far a ranking is violated.", margin=0.0
)
SoftMarginLoss = _loss("SoftMarginLoss", "soft_margin_loss", "The logistic loss of two classes.")
TripletMarginLoss = _loss(
    "TripletMarginLoss", "triplet_margin_loss", "Nearer to the positive than to the negative.",
    margin=1.0, p=2.0, eps=1e-6, swap=False,
)  # fmt: skip
PoissonNLLLoss = _loss(
    "PoissonNLLLoss", "poisson_nll_loss", "The likelihood of counts.", log_input=True, full=False,
    eps=1e-8,
)  # fmt: skip
GaussianNLLLoss = _loss(
    "GaussianNLLLoss", "gaussian_nll_loss", "The likelihood of normal errors.", full=False,
    eps=1e-6,
)  # fmt: skip


class BCELoss(_Loss):
    """Binary cross entropy of probabilities."""

    function, tensors = "binary_cross_entropy", ("weight",)

    def __init__(
        self, weight: Any = None, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self._keep(weight=weight)


class BCEWithLogitsLoss(_Loss):
    """Binary cross entropy of the sigmoid."""

    function, tensors = "binary_cross_entropy_with_logits", ("weight", "pos_weight")

    def __init__(
        self, weight: Any = None, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean", pos_weight: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self._keep(weight=weight, pos_weight=pos_weight)


class NLLLoss(_Loss):
    """Minus the log-probability of the target class."""

    function, tensors, options = "nll_loss", ("weight",), ("ignore_index",)

    def __init__(
        self, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
        reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self._keep(weight=weight)
        self.ignore_index = ignore_index


class CrossEntropyLoss(_Loss):
    """Log-softmax and the negative log-likelihood in one."""

    function, tensors = "cross_entropy", ("weight",)
    options = ("ignore_index", "label_smoothing")

    def __init__(
        self, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
        reduce: Any = None, reduction: str = "mean", label_smoothing: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self._keep(weight=weight)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing
