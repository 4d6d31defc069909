"""The Tensor: an array, and what autograd knows about it.

Only what every tensor *is* stands here; everything that can be done with one is bound from the
tables of operations (``engine.calls.binding``).

``_data`` is an ndarray, or a numpy scalar where a 0-d result shares its storage with nobody
(scalars are five times faster than 0-d arrays); ``storage(tensor)`` makes it an array for good.
The hot fields are slots; the others have class defaults and live in the instance's dictionary,
so that a fresh tensor costs as little as possible.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from engine import dtypes
from engine.errors import type_name
from engine.foundation.warn import warn
from engine.modes import MODES
from engine.node import AccumulateGrad, Node, carry_hooks
from engine.observer import WATCH
from engine.storage.size import Size

if TYPE_CHECKING:
    from collections.abc import Callable


NON_LEAF_GRAD = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad "
    "attribute won't be populated during autograd.backward(). If you indeed want the .grad field "
    "to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you "
    "access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See "
    "github.com/pytorch/pytorch/pull/30531 for more information."
)


CANNOT_CHANGE = (
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone "
    "to get a normal tensor before doing inplace update.See "
    "https://github.com/pytorch/rfcs/pull/17 for more details."
)
CANNOT_REQUIRE = (
    "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed."
)
# What ``grad_dtype`` is unless it was set: the tensor's own dtype.
OWN_DTYPE = "own"


class Uncounted(list[int]):
    """The version counter of inference tensors, which stays as it is: not 0, so that it shows."""

    def __setitem__(self, place: Any, count: Any) -> None:
        """Nothing is counted."""


class OfInference(int):
    """A count of changes that belongs to an inference tensor: it shows, even where it is 0."""

    def __bool__(self) -> bool:
        return True


UNCOUNTED = Uncounted([OfInference(-1)])


class Recounted(list[int]):
    """The version counter of an inference tensor that was detached outside of inference mode.

    It counts like any other, and so lets the tensor be changed.
    """

    def __init__(self, count: int = 0) -> None:
        super().__init__([OfInference(count)])

    def __setitem__(self, place: Any, count: Any) -> None:
        """Count on, and stay an inference tensor's."""
        super().__setitem__(place, OfInference(count))


class CutOff(list[int]):
    """The version counter of a tensor that was taken out of the graph in place."""

    def __init__(self, counter: list[int]) -> None:
        super().__init__([Shown(counter[0])])


class Shown(int):
    """A count of changes that shows even where it is 0."""

    def __bool__(self) -> bool:
        return True


class Tensor:
    """A multi-dimensional array that remembers how it was made.

    ``_edge`` : the node that a gradient for it goes to: its ``grad_fn``, the AccumulateGrad of a
    leaf that requires grad, or None, which is what ``requires_grad=False`` means. ``_number`` :
    which of that node's outputs it is. ``_counter`` : the version counter that it shares with its
    views, None while it is 0.
    """

    __slots__ = ("__dict__", "__weakref__", "_counter", "_data", "_edge", "_mark", "_number")

    __array_priority__ = 1000

    _data: Any
    _edge: Node | None
    _number: int
    _counter: list[int] | None
    _mark: Any
    """Whatever the watcher wants to find again at this tensor, None for nothing."""

    _grad: Tensor | None = None
    _grad_dtype: Any = OWN_DTYPE
    _retains_grad: bool = False
    _base: Tensor | None = None
    _replay: Callable[[Any], Any] | None = None
    _made: str = ""
    """As a view, where it was made that it may not be changed: see ``engine.storage.views``."""
    _origin: weakref.ref[Tensor] | None = None
    """As what ``detach`` gave, the tensor whose storage it shares."""
    _seen: int = 0
    """As a view, the version of its storage that ``_edge`` is the history of."""
    _duals: dict[int, Tensor] | None = None
    _mapped: frozenset[int] = frozenset()
    _views: list[weakref.ref[Tensor]] | None = None
    _from_numbers: ClassVar[Callable[..., Tensor]]
    _met_subclass: ClassVar[Callable[[type[Tensor]], None]]
    _settle_views: ClassVar[Callable[[Tensor], None]]

    def __new__(cls, *args: Any, **options: Any) -> Tensor:  # noqa: PYI034  (a subclass differs)
        """``Tensor(2, 3)`` and ``Tensor([1, 2])``; the engine itself uses ``object.__new__``."""
        made = cls._from_numbers(*args, **options)
        if cls is not Tensor:
            made.__class__ = cls
        return made

    def __init_subclass__(cls, **options: Any) -> None:
        """Somebody's own kind of tensor, whose class the results of operations are to have."""
        super().__init_subclass__(**options)
        if cls.__module__.partition(".")[0] != "engine":
            cls._met_subclass(cls)

    if TYPE_CHECKING:
        data: Any

        def __getattr__(self, name: str) -> Any: ...
        def __add__(self, other: Any) -> Any: ...
        def __radd__(self, other: Any) -> Any: ...
        def __sub__(self, other: Any) -> Any: ...
        def __rsub__(self, other: Any) -> Any: ...
        def __mul__(self, other: Any) -> Any: ...
        def __rmul__(self, other: Any) -> Any: ...
        def __truediv__(self, other: Any) -> Any: ...
        def __pow__(self, other: Any) -> Any: ...
        def __matmul__(self, other: Any) -> Any: ...
        def __neg__(self) -> Any: ...
        def __invert__(self) -> Any: ...
        def __eq__(self, other: object) -> Any: ...
        def __ne__(self, other: object) -> Any: ...
        def __lt__(self, other: Any) -> Any: ...
        def __le__(self, other: Any) -> Any: ...
        def __gt__(self, other: Any) -> Any: ...
        def __ge__(self, other: Any) -> Any: ...
        def __hash__(self) -> int: ...
        def __getitem__(self, index: Any) -> Any: ...
        def __setitem__(self, index: Any, value: Any) -> None: ...

    @property
    def shape(self) -> Size:
        """Its dimensions."""
        return tuple.__new__(Size, self._data.shape)  # a shape of numpy's needs no look

    @property
    def dtype(self) -> dtypes.dtype:
        """Its element type."""
        return dtypes.BY_NUMPY[self._data.dtype]

    @property
    def ndim(self) -> int:
        """How many dimensions it has."""
        return self._data.ndim

    @property
    def grad_fn(self) -> Node | None:
        """The node that its gradient enters the graph by; None for a leaf."""
        edge = self._edge
        return None if edge is None or edge.is_accumulator else edge

    @property
    def output_nr(self) -> int:
        """Which output of its ``grad_fn`` it is."""
        return self._number

    @property
    def is_leaf(self) -> bool:
        """Was it made by the user (or without recording) rather than by an operation?"""
        return self._edge is None or self._edge.is_accumulator

    _learnt_as_leaf = is_leaf
    """The same, as far as a view has learnt of changes of its base."""

    @property
    def retains_grad(self) -> bool:
        """Does it keep its gradient though it is not a leaf?"""
        return self._retains_grad

    @property
    def requires_grad(self) -> bool:
        """Are operations on it recorded?"""
        return self._edge is not None

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool")
        if value and not self._learnt_as_leaf:
            raise RuntimeError("you can only change requires_grad flags of leaf variables.")
        set_requires_grad(self, value)

    @requires_grad.deleter
    def requires_grad(self) -> None:
        raise RuntimeError("requires_grad must be a bool")

    @property
    def grad(self) -> Tensor | None:
        """What backward passes have accumulated so far."""
        if self._grad is None and not self._learnt_as_leaf and not self._retains_grad:
            warn(NON_LEAF_GRAD)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        set_grad(self, value, "= None" if value is None else "= …")

    @grad.deleter
    def grad(self) -> None:
        set_grad(self, None, "del")

    @property
    def _version(self) -> int:
        if self._counter is UNCOUNTED:
            raise RuntimeError("Inference tensors do not track version counter.")
        return 0 if self._counter is None else self._counter[0]


def new_tensor(data: Any) -> Tensor:
    """A tensor around ``data``, outside every graph."""
    tensor = object.__new__(Tensor)
    tensor._data = data
    tensor._edge = None
    tensor._number = 0
    tensor._counter = None
    tensor._mark = None
    return tensor


def without_graph(tensor: Tensor) -> Tensor:
    """The same values and tangents, outside the graph."""
    plain = new_tensor(tensor._data)
    if tensor._duals:
        plain._duals = {level: without_graph(each) for level, each in tensor._duals.items()}
    return plain


def storage(tensor: Tensor) -> np.ndarray[Any, Any]:
    """The tensor's array, shared from now on: what changes in it changes in the tensor."""
    data: np.ndarray[Any, Any] = tensor._data
    if type(data) is not np.ndarray:
        data = tensor._data = np.asarray(data)
    return data


def bump_version(tensor: Tensor) -> None:
    """Count one in-place change of the tensor's storage, after it.

    Raises:
        RuntimeError: it is an inference tensor, outside of inference mode.
    """
    if tensor._counter is None:
        tensor._counter = [0]
    elif tensor._counter is UNCOUNTED and not MODES.inference:
        raise RuntimeError(CANNOT_CHANGE)
    tensor._counter[0] += 1


def is_inference(tensor: Tensor) -> bool:
    """Was it made in ``inference_mode``? Its version counter says so."""
    return tensor._counter is not None and type(tensor._counter[0]) is OfInference


def shared_counter(tensor: Tensor) -> list[int]:
    """The version counter of the tensor's storage, for a view to share."""
    if tensor._counter is None:
        tensor._counter = [0]
    return tensor._counter


def set_requires_grad(tensor: Tensor, value: bool) -> None:
    """Switch recording for a leaf.

    Raises:
        RuntimeError: it is not a leaf, its elements are not floating point or complex, or it is an
            inference tensor.
    """
    if not tensor._learnt_as_leaf:
        if value:
            return
        raise RuntimeError(
            "you can only change requires_grad flags of leaf variables. If you want to use a "
            "computed variable in a subgraph that doesn't require differentiation use "
            "var_no_grad = var.detach()."
        )
    if value and tensor._data.dtype.kind not in "fc":
        raise RuntimeError(
            "only Tensors of floating point and complex dtype can require gradients"
        )
    if value and is_inference(tensor) and not MODES.inference:
        raise RuntimeError(CANNOT_REQUIRE)
    if (type(tensor._edge) is AccumulateGrad) == bool(value):
        return
    former = tensor._edge
    tensor._edge = AccumulateGrad(tensor) if value else None
    carry_hooks(tensor, former)
    if tensor._views or tensor._base is not None:
        Tensor._settle_views(tensor)
    if WATCH.observer is not None:
        WATCH.observer.requires_grad(tensor)


def set_grad(tensor: Tensor, value: Tensor | None, how: str) -> None:
    """Replace ``tensor.grad``; ``how`` says by which call, for whoever watches.

    Raises:
        RuntimeError: ``value`` has another shape or dtype than the tensor.
        TypeError: ``value`` is not a tensor.
    """
    if value is not None:
        _check_grad(tensor, value)
    before, tensor._grad = tensor._grad, value
    if WATCH.observer is not None and before is not value:
        WATCH.observer.grad_set(
            tensor,
            None if before is None else before._data,
            None if value is None else value._data,
            how,
        )


def _check_grad(tensor: Tensor, value: Tensor) -> None:
    if not isinstance(value, Tensor):
        raise TypeError(
            "assigned grad expected to be a Tensor or None but got grad of type "
            f"{type_name(value)}"
        )
    if value is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    wanted = tensor.dtype if tensor._grad_dtype == OWN_DTYPE else tensor._grad_dtype
    if wanted is not None and value.dtype is not wanted:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{value.dtype.c_name}' to a tensor with "
            f"grad_dtype '{wanted.kind_name}'. The gradient must match the tensor's "
            "grad_dtype (defaults to the tensor's dtype). You can set the tensor's grad_dtype "
            "attribute with a specific dtype, or None to allow any dtype. Set grad_dtype with "
            "caution. Diverging the dtypes of a tensor and its gradient may break downstream "
            "systems that assume they match."
        )
    if value._data.shape != tensor._data.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(value._data.shape)}' to a tensor of "
            f"size '{list(tensor._data.shape)}'. Please ensure that the gradient and the tensor "
            "are the same size"
        )
