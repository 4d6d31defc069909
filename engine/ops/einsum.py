"""Einstein's summation: products over named dimensions, by the steps that PyTorch takes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.calls.declare import composite
from engine.errors import check_tensors
from engine.ops.matmul import bmm
from engine.ops.subscripts import LETTERS, check_left, check_right, equation_and_operands
from engine.tensor import Tensor


@composite(method=False, samples=(
    "torch.einsum('ij,jk->ik', x, m)", "torch.einsum('i,i->', v, w)", "torch.einsum('ij->ji', x)",
    "torch.einsum('ij->', x)", "torch.einsum('bij,bjk->bik', b, c)", "torch.einsum('ij->i', x)",
    "torch.einsum('ij,ij->ij', x, y)", "torch.einsum('ii->i', m)",
    "torch.einsum('i,j->ij', v, w)", "torch.einsum('ij,j', x, v)",
    "torch.einsum('bij,jk->bik', b, m)", "torch.einsum('ii', m)",
    "torch.einsum('ij,kj->ik', x, y)", "torch.einsum('i,ij,j->', v, m, w)",
    "torch.einsum('ij,jk,kl->il', x, m, n)", "torch.einsum('...ij,...jk->...ik', b, c)",
))  # fmt: skip
def einsum(*operands: Any) -> Any:
    """Products of the operands, summed over the letters that the result does not have.

    ``operands`` : an equation and the tensors, or each tensor with its list of numbers.
    """
    equation, tensors = equation_and_operands(operands)
    check_tensors(tensors, 1)
    terms, result = _parsed(equation, tensors)
    order = list(result) + sorted(
        {c for term in terms for c in term} - set(result), key=LETTERS.find
    )
    placed = [_placed(tensor, term, order) for tensor, term in zip(tensors, terms, strict=True)]
    return _contracted(placed, terms, order, len(result))


def _parsed(equation: str, tensors: Sequence[Tensor]) -> tuple[list[str], str]:
    left, arrow, right = equation.partition("->")
    check_left(left, len(tensors))
    terms = left.replace(" ", "").split(",")
    free = [c for c in LETTERS if c not in equation] if "..." in equation else []
    widest = 0
    for n, (term, tensor) in enumerate(zip(terms, tensors, strict=True)):
        if "..." in term:
            hidden = tensor.ndim - len(term) + 3
            widest = max(widest, hidden)
            terms[n] = term.replace("...", "".join(free[len(free) - hidden :]))
    rest = "".join(free[len(free) - widest :]) if widest else ""
    if not arrow:
        letters = "".join(terms)
        right = rest + "".join(
            sorted(
                (c for c in set(letters) if letters.count(c) == 1 and c not in rest),
                key=LETTERS.find,
            )
        )
    _check(terms, tensors)
    check_right(right, len(left) + 2, "".join(terms))
    _check_sizes(terms, tensors)
    return terms, right.replace("...", rest).replace(" ", "")


def _check(terms: Sequence[str], tensors: Sequence[Tensor]) -> None:
    for n, (term, tensor) in enumerate(zip(terms, tensors, strict=True)):
        if len(term) != tensor._data.ndim:
            raise RuntimeError(
                "einsum(): the number of subscripts in the equation "
                f"({len(term)}) does not match the number of dimensions ({tensor.ndim}) "
                "for operand "
                f"{n} and no ellipsis was given"
            )


def _check_sizes(terms: Sequence[str], tensors: Sequence[Tensor]) -> None:
    sizes: dict[str, int] = {}
    for number, (term, tensor) in enumerate(zip(terms, tensors, strict=True)):
        own: dict[str, int] = {}
        for letter, size in zip(term, tensor._data.shape, strict=True):
            if own.setdefault(letter, size) != size:
                raise RuntimeError(
                    f"einsum(): subscript {letter} is repeated for operand {number} but the sizes "
                    f"don't match, {size} != {own[letter]}"
                )
            seen = sizes.get(letter, 1)
            if 1 not in (seen, size) and seen != size:
                raise RuntimeError(
                    f"einsum(): subscript {letter} has size {size} for operand {number} which "
                    f"does not broadcast with previously seen size {seen}"
                )
            sizes[letter] = max(seen, size)


def _placed(tensor: Tensor, term: str, order: Sequence[str]) -> Any:
    """The tensor with a dimension for every letter, in their order."""
    found: Any = tensor
    letters = list(term)
    for letter in dict.fromkeys(term):
        while letters.count(letter) > 1:
            first = letters.index(letter)
            second = letters.index(letter, first + 1)
            found = found.diagonal(0, first, second).movedim(-1, first)
            del letters[second]
    places = {letter: n for n, letter in enumerate(letters)}
    for letter in order:
        if letter not in places:
            found = found.unsqueeze(found.ndim)
            places[letter] = len(places)
    return found.permute([places[letter] for letter in order])


def _contracted(placed: list[Any], terms: list[str], order: list[str], kept: int) -> Any:
    left = {n: sum(order[n] in term for term in terms) for n in range(kept, len(order))}
    several = len(placed) > 1
    found = placed[0]
    if not several:
        return found.sum(list(range(kept, len(order)))) if len(order) > kept else found
    for each in placed[1:]:
        other = each
        summed = []
        for n, terms_left in list(left.items()):
            if found._data.shape[n] != 1 and other._data.shape[n] != 1:
                left[n] -= 1
                summed += [n] if left[n] == 1 else []
            elif terms_left == 1:
                found, other = (t.sum([n], True) if t.shape[n] != 1 else t for t in (found, other))
                left[n] = 0
        found = product_sum(found, other, summed) if summed else found * other
    return found.view(tuple(found.shape[:kept])) if len(order) > kept else found


def product_sum(left: Any, right: Any, summed: Sequence[int]) -> Any:
    """The product of two tensors summed over some dimensions, which stay with length 1."""
    one, two = left._data.shape, right._data.shape  # their ``shape`` would be made each time
    both: list[int] = []
    only_left: list[int] = []
    only_right: list[int] = []
    for n in range(len(one)):
        if n not in summed:
            kind = only_right if one[n] == 1 else both if two[n] != 1 else only_left
            kind.append(n)
    sizes = [math.prod(shape[n] for n in dims) for shape, dims in (
        (one, both), (one, only_left), (one, summed), (two, only_right))]  # fmt: skip
    rows = left.permute([*both, *only_left, *summed, *only_right])
    rows = rows.reshape(sizes[0], sizes[1], sizes[2])
    columns = right.permute([*both, *summed, *only_right, *only_left])
    columns = columns.reshape(sizes[0], sizes[2], sizes[3])
    product = bmm(rows, columns)
    kept = [one[n] for n in (*both, *only_left)]
    wide = product.view((*kept, *[1] * len(summed), *[two[n] for n in only_right]))
    at = [*both, *only_left, *summed, *only_right]
    return wide.permute([at.index(n) for n in range(len(at))])
