"""The losses as layers."""

from __future__ import annotations

import warnings
from typing import Any, ClassVar

from engine.calls.signing import NEEDED, sign
from engine.nn import functional
from engine.nn.modules.calling import arguments
from engine.nn.modules.distance import PairwiseDistance
from engine.nn.modules.module import Module
from engine.ops.loss import reduction_of
from engine.tensor import Tensor

RENAMED_NLL = (
    "`NLLLoss2d` has been deprecated. Please use `NLLLoss` instead as a drop-in replacement and "
    "see https://pytorch.org/docs/main/nn.html#torch.nn.NLLLoss for more details."
)


class _Loss(Module):
    """A loss function with its reduction; ``function`` names it, ``options`` its settings."""

    function = ""
    options: tuple[str, ...] = ()
    tensors: tuple[str, ...] = ()
    takes: tuple[str, ...] = ("input", "target")

    def __init__(
        self, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
    ) -> None:
        super().__init__()
        legacy = size_average is not None or reduce is not None
        self.reduction = reduction_of(size_average, reduce, reduction) if legacy else reduction

    def _keep(self, **tensors: Any) -> None:
        for name, value in tensors.items():
            self.register_buffer(name, value)

    def forward(self, *inputs: Tensor, **named: Tensor) -> Any:
        """The loss of an input against its target, by place or by name."""
        if named or len(inputs) != len(self.takes):
            wanted = dict.fromkeys(self.takes, NEEDED)
            owner = next(each for each in type(self).__mro__ if "function" in vars(each))
            inputs = tuple(arguments(owner.__name__, wanted, inputs, named, "forward").values())
        own, kept = self.__dict__, self._buffers
        settings = {
            name: own[name] if name in own else getattr(self, name) for name in self.options
        }
        for name in self.tensors:
            settings[name] = kept[name] if name in kept else getattr(self, name)
        return getattr(functional, self.function)(*inputs, reduction=self.reduction, **settings)


class _WeightedLoss(_Loss):
    """A loss with a weight for every class."""

    tensors = ("weight",)

    def __init__(
        self, weight: Any = None, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self._keep(weight=weight)


def _loss(
    name: str, function: str, about: str, takes: tuple[str, ...] = _Loss.takes, **defaults: Any
) -> type[_Loss]:
    """A loss from a table: its own arguments (None stands for the old and new reductions)."""
    own = tuple(each for each in defaults if each not in REDUCTION)

    def __init__(self: Any, *args: Any, **options: Any) -> None:
        found = arguments(name if own else "_Loss", defaults, args, options)
        old: Any = [found.get(each, default) for each, default in REDUCTION.items()]
        _Loss.__init__(self, *old)
        for key in own:
            setattr(self, key, found[key])

    body = {
        "__init__": sign(__init__, ("self",), defaults), "__doc__": about,
        "__module__": __name__, "function": function,
        "options": own, "takes": takes, "__constants__": ["reduction", *own],
    }  # fmt: skip
    return type(name, (_Loss,), body)


PAIR = ("input1", "input2", "target")
REDUCTION: dict[str, Any] = {"size_average": None, "reduce": None, "reduction": "mean"}

MSELoss = _loss("MSELoss", "mse_loss", "The squared differences.", **REDUCTION)
L1Loss = _loss("L1Loss", "l1_loss", "The sizes of the differences.", **REDUCTION)
SmoothL1Loss = _loss(
    "SmoothL1Loss", "smooth_l1_loss", "The smooth absolute error.", **REDUCTION, beta=1.0
)
KLDivLoss = _loss(
    "KLDivLoss", "kl_div", "The Kullback-Leibler divergence.", **REDUCTION, log_target=False
)
HingeEmbeddingLoss = _loss(
    "HingeEmbeddingLoss", "hinge_embedding_loss", "The hinge loss of distances.", margin=1.0,
    **REDUCTION,
)  # fmt: skip
CosineEmbeddingLoss = _loss(
    "CosineEmbeddingLoss", "cosine_embedding_loss", "One minus the cosine.", PAIR, margin=0.0,
    **REDUCTION,
)  # fmt: skip
MarginRankingLoss = _loss(
    "MarginRankingLoss", "margin_ranking_loss", "How far a ranking is violated.", PAIR,
    margin=0.0, **REDUCTION,
)  # fmt: skip
SoftMarginLoss = _loss(
    "SoftMarginLoss", "soft_margin_loss", "The logistic loss of two classes.", **REDUCTION
)
MultiLabelMarginLoss = _loss(
    "MultiLabelMarginLoss", "multilabel_margin_loss", "Classes below labels.", **REDUCTION
)
PoissonNLLLoss = _loss(
    "PoissonNLLLoss", "poisson_nll_loss", "The likelihood of counts.", ("log_input", "target"),
    log_input=True, full=False, size_average=None, eps=1e-8, reduce=None, reduction="mean",
)  # fmt: skip
CTCLoss = _loss(
    "CTCLoss", "ctc_loss", "The likelihood of label sequences.",
    ("log_probs", "targets", "input_lengths", "target_lengths"), blank=0, reduction="mean",
    zero_infinity=False,
)  # fmt: skip


class HuberLoss(_Loss):
    """The Huber loss: quadratic for small differences, linear for large ones."""

    function, options = "huber_loss", ("delta",)
    __constants__: ClassVar = ["reduction", "delta"]

    def __init__(self, reduction: str = "mean", delta: float = 1.0) -> None:
        if not isinstance(delta, float | int):
            raise TypeError(f"delta must be a float or int, got: {type(delta)}")
        super().__init__(None, None, reduction)
        self.delta = delta


class GaussianNLLLoss(_Loss):
    """The negative log-likelihood of normally distributed targets."""

    function, options = "gaussian_nll_loss", ("full", "eps")
    takes = ("input", "target", "var")

    def __init__(self, *, full: bool = False, eps: float = 1e-6, reduction: str = "mean") -> None:
        super().__init__(None, None, reduction)
        self.full, self.eps = full, eps


def _check_margin(name: str, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"{name}: expected margin to be greater than 0, got {margin} instead")


class TripletMarginLoss(_Loss):
    """The triplet margin loss: the positive is to be nearer to the anchor than the negative."""

    function, options = "triplet_margin_loss", ("margin", "p", "eps", "swap")
    takes = ("anchor", "positive", "negative")

    def __init__(
        self, margin: float = 1.0, p: float = 2.0, eps: float = 1e-6, swap: bool = False,
        size_average: Any = None, reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        _check_margin("TripletMarginLoss", margin)
        self.margin, self.p, self.eps, self.swap = margin, p, eps, swap


class TripletMarginWithDistanceLoss(_Loss):
    """The triplet margin loss with a distance function of the caller's."""

    function = "triplet_margin_with_distance_loss"
    options = ("distance_function", "margin", "swap")
    takes = ("anchor", "positive", "negative")

    def __init__(
        self, *, distance_function: Any = None, margin: float = 1.0, swap: bool = False,
        reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(None, None, reduction)
        _check_margin("TripletMarginWithDistanceLoss", margin)
        given = distance_function is not None
        self.distance_function = distance_function if given else PairwiseDistance()
        self.margin, self.swap = margin, swap


class MultiLabelSoftMarginLoss(_WeightedLoss):
    """The mean of the binary cross entropies of all classes."""

    function = "multilabel_soft_margin_loss"


class MultiMarginLoss(_WeightedLoss):
    """The multi-class margin loss: other classes are to lie a margin below the target's."""

    function, options = "multi_margin_loss", ("p", "margin")

    def __init__(
        self, p: int = 1, margin: float = 1.0, weight: Any = None, size_average: Any = None,
        reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        if p not in (1, 2):
            raise ValueError("only p == 1 and p == 2 supported")
        if weight is not None and weight.ndim != 1:
            raise ValueError(
                "MultiMarginLoss: expected weight to be None or 1D tensor, got "
                f"{weight.ndim}D instead"
            )
        self.p, self.margin = p, margin


class BCELoss(_WeightedLoss):
    """Binary cross entropy of probabilities."""

    function = "binary_cross_entropy"


class BCEWithLogitsLoss(_Loss):
    """Binary cross entropy of log-odds."""

    function, tensors = "binary_cross_entropy_with_logits", ("weight", "pos_weight")

    def __init__(
        self, weight: Any = None, size_average: Any = None, reduce: Any = None,
        reduction: str = "mean", pos_weight: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(size_average, reduce, reduction)
        self._keep(weight=weight, pos_weight=pos_weight)


class NLLLoss(_WeightedLoss):
    """Minus the log-probability of the target class."""

    function, options = "nll_loss", ("ignore_index",)

    def __init__(
        self, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
        reduce: Any = None, reduction: str = "mean",
    ) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index = ignore_index


class CrossEntropyLoss(_WeightedLoss):
    """Log-softmax and the negative log-likelihood in one."""

    function = "cross_entropy"
    options = ("ignore_index", "label_smoothing")

    def __init__(
        self, weight: Any = None, size_average: Any = None, ignore_index: int = -100,
        reduce: Any = None, reduction: str = "mean", label_smoothing: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(weight, size_average, reduce, reduction)
        self.ignore_index, self.label_smoothing = ignore_index, label_smoothing


class NLLLoss2d(NLLLoss):
    """The old name of NLLLoss for pictures."""

    def __init__(self, *args: Any, **options: Any) -> None:
        warnings.warn(RENAMED_NLL, FutureWarning, stacklevel=2)
        super().__init__(*args, **options)
