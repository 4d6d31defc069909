"""Why the gradient of a matrix product has a transposed factor, in words."""

from __future__ import annotations

from inspector.model.derivations.derivation import Derivation, Factor
from inspector.model.derivations.notation import shape_words

PRODUCTS = frozenset({"mm", "mv", "bmm", "addmm", "addmv", "addbmm", "baddbmm"})
_ROLES = {"self": "input"}


def transposed(op: str, found: Derivation) -> str:
    """Why a factor is transposed in one gradient of the operation ``op``; "" where none is."""
    grads = [one for one in found.factors if one.name == "grad"]
    others = [one for one in found.factors if one.name != "grad"]
    if op not in PRODUCTS or "ᵀ" not in found.formula.text or not grads or not others:
        return ""
    right = found.formula.text.partition(" = ")[2]
    left_is_other = right.index("ᵀ") < right.find("@") if "@" in right else True
    factor = others[0].variable or _ROLES.get(others[0].name, others[0].name)
    turned, came = shape_words(_turned(others[0])), shape_words(grads[0].shape)
    if left_is_other and len(grads[0].shape) < 2:
        return (
            f"Why {factor} is transposed: element i was multiplied by column i of {factor}, and "
            f"so is the incoming gradient; the sum over the rows is {turned} @ {came}."
        )
    one = "element [i, j]" if "Backward" in found.to else f"{found.to}[i, j]"
    if left_is_other:
        met, went, summed = f"column i of {factor}", "column j", f"rows: {turned} @ {came}"
        sides = f"{met} times {went} of the incoming one"
    else:
        met, went, summed = f"row j of {factor}", "row i", f"columns: {came} @ {turned}"
        sides = f"{went} of the incoming one times {met}"
    batch = f" That holds for each of the {others[0].shape[0]} matrices of the batch."
    return (
        f"Why {factor} is transposed: {one} was multiplied by {met}, and went into {went} of the "
        f"result. So its gradient is {sides}, summed over the {summed}."
        f"{batch if len(others[0].shape) == 3 else ''}"
    )


def _turned(factor: Factor) -> tuple[int, ...]:
    """The shape of a factor with its last two dimensions exchanged."""
    return (*factor.shape[:-2], *factor.shape[-2:][::-1])
