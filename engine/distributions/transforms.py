"""All transforms of random numbers, under the module name that PyTorch gives them."""

from engine.distributions.elementwise import (
    AbsTransform,
    AffineTransform,
    CumulativeDistributionTransform,
    ExpTransform,
    PowerTransform,
    SigmoidTransform,
    SoftplusTransform,
    TanhTransform,
)
from engine.distributions.eventwise import (
    IndependentTransform,
    ReshapeTransform,
    SoftmaxTransform,
    StickBreakingTransform,
)
from engine.distributions.parted import CatTransform, StackTransform
from engine.distributions.transform import (
    ComposeTransform,
    Transform,
    identity_transform,
)
from engine.distributions.triangular import (
    CorrCholeskyTransform,
    LowerCholeskyTransform,
    PositiveDefiniteTransform,
)
from engine.foundation.absent import module_getattr

__getattr__ = module_getattr("torch.distributions.transforms")
__all__ = [
    "AbsTransform",
    "AffineTransform",
    "CatTransform",
    "ComposeTransform",
    "CorrCholeskyTransform",
    "CumulativeDistributionTransform",
    "ExpTransform",
    "IndependentTransform",
    "LowerCholeskyTransform",
    "PositiveDefiniteTransform",
    "PowerTransform",
    "ReshapeTransform",
    "SigmoidTransform",
    "SoftmaxTransform",
    "SoftplusTransform",
    "StackTransform",
    "StickBreakingTransform",
    "TanhTransform",
    "Transform",
    "identity_transform",
]
