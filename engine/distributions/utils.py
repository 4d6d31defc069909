"""``torch.distributions.utils``: what programs use that write distributions of their own."""

from engine.distributions.distribution import (
    broadcast as broadcast_all,
)
from engine.distributions.distribution import (
    clamp_probs,
    logits_to_probs,
    probs_to_logits,
)
from engine.distributions.distribution import (
    lazily as lazy_property,
)
from engine.foundation.absent import module_getattr

__getattr__ = module_getattr("torch.distributions.utils")
__all__ = ["broadcast_all", "clamp_probs", "lazy_property", "logits_to_probs", "probs_to_logits"]
