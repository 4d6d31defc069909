"""The Function behind an operator: its node, and what its backward is given and gives back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from engine.autograd.function import Function
from engine.foundation.tree import LEAF, Tree, flatten, unflatten
from engine.library.calling import completed
from engine.modes import MODES
from engine.tensor import Tensor

if TYPE_CHECKING:
    from engine.library.custom_op import CustomOpDef

OTHER_STRUCTURE = (
    "Expected the return from backward to be of the same structure as the inputs. Got: {got} "
    "(return from backward), {expected} (inputs)"
)
NO_FORMULA = (
    "Trying to backward through {op} but no autograd formula was registered. Please use "
    "register_autograd to add one."
)


class Call:
    """One call of an operator, with lists of tensors taken apart into ``leaves``.

    ``recorded`` : whether gradients are wanted of it. ``returned`` : the structure of its results,
    once there are any.
    """

    def __init__(self, op: CustomOpDef, args: Sequence[Any], options: Mapping[str, Any]) -> None:
        self.op, self.args, self.options = op, tuple(args), dict(options)
        self.tree = _structure(args)
        self.leaves = _leaves(args)
        self.returned = LEAF
        self.recorded = MODES.grad and any(
            isinstance(each, Tensor) and each._edge is not None for each in self.leaves
        )

    @property
    def has_lists(self) -> bool:
        """Whether an argument is a list of tensors."""
        return any(each.kind is not None for each in self.tree.children)

    def names(self) -> Iterator[str]:
        """What the leaves are called."""
        for argument, child in zip(self.op._schema.arguments, self.tree.children, strict=False):
            if child.kind is None:
                yield argument.name
            else:
                yield from (f"{argument.name}[{n}]" for n in range(len(child.children)))

    def result(self, leaves: Any) -> Any:
        """What the operator gives back, put together from what its Function gave."""
        return unflatten(self.returned, leaves)


class OpFunction(Function):
    """What all operators' Functions do; each has a class of its own below this one."""

    @staticmethod
    def forward(ctx: Any, *given: Any) -> Any:
        """The results in a row."""
        call: Call = given[-1]
        result = call.op.compute(call.args, call.options)
        leaves, call.returned = flatten(result)
        ctx._call = call
        if call.op.context is not None and call.recorded:
            inputs = completed(call.op._schema, call.args)
            more = {"keyword_only_inputs": call.options} if call.options else {}
            call.op.context(ctx=ctx, inputs=inputs, output=result, **more)
        return tuple(leaves)

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        """What the operator's own backward says, in a row."""
        call: Call = ctx._call
        if call.op.backward is None:
            raise RuntimeError(NO_FORMULA.format(op=call.op._opoverload))
        flags, whole = ctx.needs_input_grad, unflatten(call.returned, grads)
        ctx.needs_input_grad = unflatten(call.tree, flags[:-1])
        try:
            found = call.op.backward(ctx, *(whole if isinstance(whole, tuple) else (whole,)))
        finally:
            ctx.needs_input_grad = flags
        found = found if isinstance(found, tuple) else (found,)
        return (*(_in_a_row(call, found) if call.has_lists else found), None)

    @classmethod
    def _check_transformable(cls, args: tuple[Any, ...]) -> None:
        if not any(isinstance(each, Tensor) and each._mapped for each in args):
            super()._check_transformable(args)

    @classmethod
    def _named(cls, args: Sequence[Any]) -> list[tuple[str, Any]]:
        return [*zip(args[-1].names(), args[:-1], strict=True)]


def function_of(op: CustomOpDef) -> type[OpFunction]:
    """The Function of an operator: called as PyTorch calls its node, shown by its own name."""
    name = f"GeneratedBackwardFor_{op._namespace}_{op._name}_default"
    return type(name, (OpFunction,), {"shown": op._name, "__doc__": op._init_fn.__doc__})


def _in_a_row(call: Call, found: tuple[Any, ...]) -> list[Any]:
    """Gradients in the structure of the arguments, in a row.

    Raises:
        RuntimeError: theirs is another.
    """
    tree = _structure(found, call.tree)
    if tree != call.tree:
        got, expected = ((*each.children, LEAF) for each in (tree, call.tree))
        raise RuntimeError(OTHER_STRUCTURE.format(
            got=Tree("tuple", children=got).told(),
            expected=Tree("tuple", children=expected).told(),
        ))  # fmt: skip
    return _leaves(found, tree)


def _structure(args: Sequence[Any], like: Tree | None = None) -> Tree:
    """Which of some values are lists of tensors, and of how many.

    ``like`` : the structure of what they are gradients of; a list there is one here, of whatever.
    """
    known = like.children if like is not None else ()
    return Tree("tuple", children=tuple(
        Tree("list", children=(LEAF,) * len(each))
        if _is_list(each, n < len(known) and known[n].kind is not None)
        else LEAF
        for n, each in enumerate(args)
    ))  # fmt: skip


def _is_list(value: Any, expected: bool) -> bool:
    of_tensors = isinstance(value, list | tuple) and any(isinstance(v, Tensor) for v in value)
    return of_tensors or (expected and isinstance(value, list | tuple))


def _leaves(args: Sequence[Any], tree: Tree | None = None) -> list[Any]:
    """The same values with those lists taken apart."""
    children = (tree or _structure(args)).children
    return [
        leaf
        for each, child in zip(args, children, strict=True)
        for leaf in ((each,) if child.kind is None else each)
    ]
