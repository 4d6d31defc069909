"""Operations of a user's own: a forward, and a backward that a node runs."""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np

from engine.autograd.function_tangents import push_tangents, without_tangents
from engine.autograd.once import once_differentiable
from engine.compiled import modified
from engine.conform import unbroadcast
from engine.dispatch import tell
from engine.grad_modes import enable_grad, no_grad
from engine.modes import MODES
from engine.node import PUBLIC, SECOND_BACKWARD, Node, extras_of, next_sequence_number
from engine.op import Op
from engine.packing import Pack, packed
from engine.saved import SavedTensor
from engine.tensor import Tensor, bump_version, new_tensor, shared_counter, storage
from engine.views import rebase_history

NOT_STATIC = (
    "Legacy autograd function with non-static forward method is deprecated. Please use new-style "
    "autograd function with static forward method. (Example: "
    "https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
)
NO_BACKWARD = (
    "You must implement either the backward or vjp method for your custom autograd.Function to "
    "use it with backward mode AD."
)
NO_JVP = (
    "You must implement the jvp function for custom autograd.Function to use it with forward mode "
    "AD."
)
NO_VMAP = (
    "To use autograd.Function with vmap, you must either override the vmap staticmethod or set "
    "generate_vmap_rule=True."
)
CONTEXT = (
    "save_for_backward", "save_for_forward", "mark_dirty", "mark_non_differentiable",
    "set_materialize_grads", "saved_tensors", "needs_input_grad", "to_save", "dirty_tensors",
    "non_differentiable", "materialize_grads", "saved_variables",
)  # fmt: skip


class FunctionCtx:
    """What a Function's forward and backward are given as ``ctx``."""

    needs_input_grad: tuple[bool, ...] = ()
    to_save: tuple[Any, ...] = ()
    dirty_tensors: tuple[Any, ...] = ()
    non_differentiable: tuple[Any, ...] = ()
    materialize_grads: bool = True
    saved_for_forward: tuple[Any, ...] | None = None
    in_jvp: bool = False

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep inputs or outputs for ``backward``, where they are ``ctx.saved_tensors``."""
        self.to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep inputs or outputs for ``jvp``, where they are ``ctx.saved_tensors``."""
        self.saved_for_forward = tensors

    def mark_dirty(self, *args: Any) -> None:
        """Say which inputs forward changed in place."""
        self.dirty_tensors = args

    def mark_non_differentiable(self, *args: Any) -> None:
        """Say which outputs have no gradient."""
        self.non_differentiable = args

    def set_materialize_grads(self, value: bool) -> None:
        """Whether ``backward`` gets zeros (or None) for outputs that sent it no gradient."""
        self.materialize_grads = value


class _FunctionBase(Node):
    """What PyTorch calls the base of such nodes."""

    __module__ = "torch._C"


class BackwardCFunction(_FunctionBase, FunctionCtx):
    """The node of a Function, which is its ``ctx`` too."""

    forward_class: ClassVar[type[Function]]
    is_plain = False

    def __init__(self) -> None:
        self.next = ()
        self.saved = ()
        self.expects = self.params = self.extras = None
        self.places: list[tuple[int, Any]] = []
        self.arity = 0
        self.shapes: list[tuple[tuple[int, ...], Any]] = []
        self.undefined: set[int] = set()

    def __dir__(self) -> list[str]:
        return [*object.__dir__(object()), *PUBLIC, *CONTEXT, *self._own()]

    def _own(self) -> list[str]:
        inner = BackwardCFunction().__dict__
        return [name for name in self.__dict__ if name not in inner and name not in _HIDDEN]

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What ``save_for_backward`` was given.

        Raises:
            RuntimeError: it was freed by a backward pass, or modified in place since.
        """
        if self.in_jvp:
            return self.saved_for_forward or ()
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        return tuple([_unpacked(self, each) for each in self.saved])

    @property
    def _raw_saved_tensors(self) -> tuple[Any, ...]:
        """The same before they are unpacked."""
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        return tuple([SavedTensor(self, place) for place in range(len(self.saved))])

    def backward(self, grad: Any) -> tuple[Any, ...]:
        """The gradients of the inputs, from those of the outputs, on arrays."""
        given = grad if isinstance(grad, list) else [grad]
        wrapped = [None if g is None else new_tensor(np.asarray(g)) for g in given]
        found = self._run(wrapped)
        return tuple([None if each is None else each._data for each in found])

    def backward_tensors(self, grad: Any) -> tuple[Any, ...]:
        """The same on tensors."""
        return tuple(self._run(grad if isinstance(grad, list) else [grad]))

    def _run(self, grads: Sequence[Any]) -> list[Any]:
        if self.saved is None:
            raise RuntimeError(SECOND_BACKWARD)
        if self.materialize_grads:
            shown = [self._zeros(n) if g is None else g for n, g in enumerate(grads)]
        else:
            shown = list(grads)
        with _inside(self.forward_class, "backward"):
            found = self.forward_class._backward()(self, *shown)
        values = list(found) if isinstance(found, tuple | list) else [found]
        return self._for_tensors(self._checked(values))

    def _zeros(self, number: int) -> Tensor:
        shape, dtype = self.shapes[number]
        return new_tensor(np.zeros(shape, dtype))

    def _checked(self, values: list[Any]) -> list[Any]:
        own, expected = type(self).__name__, self.arity
        extra = values[expected:]
        if len(values) < expected or any(each is not None for each in extra):
            raise RuntimeError(
                f"function {own} returned an incorrect number of gradients (expected {expected}, "
                f"got {len(values)})"
            )
        return values[:expected]

    def _for_tensors(self, values: list[Any]) -> list[Any]:
        kept = []
        for number, (place, source) in enumerate(self.places):
            value = values[place]
            if value is not None and not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(value).__name__})")
            wanted = self.next[number] is not None
            kept.append(self._fitted(number, value, source) if wanted else None)
        return kept

    def _fitted(self, number: int, value: Any, expected: Any) -> Any:
        if value is None:
            return None
        shape, dtype = expected
        got = value._data.shape
        if got != shape:
            if not _reducible(got, shape):
                raise RuntimeError(
                    f"Function {type(self).__name__} returned an invalid gradient at index "
                    f"{number} - got {list(got)} but expected shape compatible with {list(shape)}"
                )
            value = value.sum_to_size(shape) if value._edge else new_tensor(
                unbroadcast(value._data, shape)
            )  # fmt: skip
        return value if value._data.dtype == dtype else value.to(dtype)

    def __call__(self, *gradients: Any) -> Any:
        """The gradients of the inputs, from those of the outputs."""
        results = self.backward_tensors(list(gradients))
        return results[0] if len(results) == 1 else tuple(results)

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at {hex(id(self))}>"


_HIDDEN = {"places", "arity", "shapes", "undefined", "outputs", "sequence_nr"}


def _reducible(shape: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, wanted) == shape
    except ValueError:
        return False


def _unpacked(node: Node, kept: Any) -> Any:
    if kept is None:
        return None
    if isinstance(kept, Pack):
        return kept.unpacked()
    tensor, number, data, counter, version = kept
    if counter[0] != version:
        maker = node if tensor is None else tensor.grad_fn
        raise modified(data, maker, number, counter[0], version)
    if tensor is not None:
        return tensor
    result = new_tensor(data)
    result._edge, result._number = node, number
    return result


class FunctionMeta(type):
    """Gives every Function its own class of node, named after it."""

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> None:
        super().__init__(name, bases, body)
        module = "torch.autograd.function"
        cls.node = type(f"{name}Backward", (BackwardCFunction,),
                        {"forward_class": cls, "__module__": module})  # fmt: skip


class Function(metaclass=FunctionMeta):
    """Base of operations with a ``forward`` and a ``backward`` of the user's own."""

    node: ClassVar[type[BackwardCFunction]]

    def __init__(self, *args: Any, **options: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all "
            "static, so you should invoke them on the class itself. Instantiating an autograd "
            "function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Not how it is used.

        Raises:
            RuntimeError: always; ``apply`` is called on the class.
        """
        raise RuntimeError(NOT_STATIC)

    @staticmethod
    def forward(*args: Any, **options: Any) -> Any:
        """What the operation computes."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        """What ``ctx`` keeps, where ``forward`` does not take it."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of the inputs, from those of the outputs."""
        raise NotImplementedError(NO_BACKWARD)

    vjp = backward

    @staticmethod
    def jvp(ctx: Any, *grad_inputs: Any) -> Any:
        """The tangents of the outputs, from those of the inputs."""
        raise NotImplementedError(NO_JVP)

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """The outputs for a batch, and along which dimension they are one."""
        raise NotImplementedError(NO_VMAP)

    generate_vmap_rule: ClassVar[bool] = False

    @classmethod
    def _backward(cls) -> Callable[..., Any]:
        if cls.vjp is not Function.vjp:
            return cls.vjp
        return cls.backward

    @classmethod
    def apply(cls, *args: Any, **options: Any) -> Any:
        """Run ``forward`` and, where gradients are wanted, hang its outputs on a node."""
        ctx = cls.node()
        ctx.needs_input_grad = tuple(
            [isinstance(each, Tensor) and each._edge is not None for each in args]
        )
        recorded = MODES.grad and any(ctx.needs_input_grad)
        result = _forward(cls, ctx, args, options)
        outputs = result if isinstance(result, tuple) else (result,)
        finished = _outputs(ctx, args, outputs)
        if recorded:
            _attach(ctx, args, finished)
        _save(ctx, outputs, finished, recorded)
        for level in MODES.levels if MODES.forward else ():
            push_tangents(level, ctx, args, finished)
        told = [each for each in finished if isinstance(each, Tensor)]
        if told:
            tell(_described(cls), _named(cls, args), told)
        return tuple(finished) if isinstance(result, tuple) else finished[0]


@contextmanager
def _inside(cls: type[Function], method: str) -> Iterator[None]:
    """Let an observer know to which method the operations in this block belong."""
    before, MODES.inside = MODES.inside, f"{cls.__name__}.{method}"
    try:
        yield
    finally:
        MODES.inside = before


def _forward(
    cls: type[Function], ctx: BackwardCFunction, args: tuple[Any, ...], options: dict[str, Any]
) -> Any:
    separate = cls.setup_context is not Function.setup_context
    with no_grad.quietly(), _inside(cls, "forward"), without_tangents():
        if not separate:
            return cls.forward(ctx, *args, **options)
        result = cls.forward(*args, **options)
        cls.setup_context(ctx, args, result)
        return result


def _outputs(ctx: BackwardCFunction, args: Sequence[Any], outputs: Sequence[Any]) -> list[Any]:
    """The outputs as the user gets them: an input given back unchanged becomes a view of it."""
    finished = []
    for each in outputs:
        if not any(each is arg for arg in args) or not isinstance(each, Tensor):
            finished.append(each)
        elif any(each is dirty for dirty in ctx.dirty_tensors):
            bump_version(each)
            finished.append(each)
        else:
            alias = new_tensor(storage(each)[...])
            alias._counter = shared_counter(each)
            finished.append(alias)
    return finished


def _attach(ctx: BackwardCFunction, args: Sequence[Any], outputs: Sequence[Any]) -> None:
    places = [(n, each) for n, each in enumerate(args) if isinstance(each, Tensor)]
    ctx.sequence_nr = next_sequence_number()
    ctx.arity = len(args)
    ctx.places = [(n, (t._data.shape, t._data.dtype)) for n, t in places]
    ctx.next = tuple([t._edge for _, t in places])
    numbers = tuple([t._number for _, t in places])
    if any(numbers):
        extras_of(ctx).numbers = numbers
    ctx.outputs = len(outputs)  # type: ignore[misc]
    ctx.shapes = [
        (each._data.shape, each._data.dtype) if isinstance(each, Tensor) else ((), None)
        for each in outputs
    ]
    for number, each in enumerate(outputs):
        if isinstance(each, Tensor) and _differentiable(ctx, each):
            each._edge, each._number = ctx, number
            if any(each is dirty for dirty in ctx.dirty_tensors):
                rebase_history(each)


def _differentiable(ctx: BackwardCFunction, output: Tensor) -> bool:
    marked = any(output is each for each in ctx.non_differentiable)
    return not marked and output._data.dtype.kind in "fc"


def _save(
    ctx: BackwardCFunction, raw: Sequence[Any], finished: Sequence[Any], recorded: bool
) -> None:
    saved: list[Any] = []
    for index, each in enumerate(ctx.to_save):
        if each is None:
            saved.append(None)
            continue
        if not isinstance(each, Tensor):
            raise TypeError(
                "save_for_backward can only save variables, but argument "
                f"{index} is of type {type(each).__name__}"
            )
        number = next((n for n, output in enumerate(raw) if output is each), None)
        own = each if number is None else finished[number]
        is_output = recorded and number is not None and own._edge is ctx
        if recorded and MODES.saved_hooks:
            saved.append(packed(own, MODES.saved_hooks[-1], own._edge, own._number))
            continue
        counter = shared_counter(own)
        saved.append((None if is_output else own, number if is_output else own._number,
                      own._data, counter, counter[0]))  # fmt: skip
    ctx.saved = tuple(saved)
    ctx.to_save = ()


@functools.cache
def _described(cls: type[Function]) -> Op:
    """The operation as whoever watches is told of it."""
    name = cls.__name__
    return Op(name, name, cls.forward, {}, (), {}, cls.node.__name__,
              about=inspect.getdoc(cls) or "")  # fmt: skip


def _named(cls: type[Function], args: Sequence[Any]) -> list[tuple[str, Any]]:
    try:
        names = list(inspect.signature(cls.forward).parameters)
    except (TypeError, ValueError):
        names = []
    if cls.setup_context is Function.setup_context:
        names = names[1:]
    names += [f"input{n}" for n in range(len(names), len(args))]
    return [*zip(names, args, strict=False)]


__all__ = ["BackwardCFunction", "Function", "FunctionCtx", "enable_grad", "once_differentiable"]
