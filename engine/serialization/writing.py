"""A writer of pickles for plain containers and tensors, in the form that PyTorch reads."""

from __future__ import annotations

import pickle
import struct
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from engine import dtypes
from engine.device import device
from engine.nn.parameter import Parameter
from engine.storage.size import Size
from engine.tensor import Tensor

Place = tuple[str, str, int, int, tuple[int, ...], tuple[int, ...]]
"""Of a tensor: its storage's kind and number, how long that is, and the tensor's offset, size and
strides in it."""


class NotPlainError(Exception):
    """There is something else in a value, which only Python's own pickles hold."""


class Writer:
    """One pickle being written; ``place`` says where a tensor's numbers will lie."""

    def __init__(self, place: Callable[[Tensor], Place]) -> None:
        self._place = place
        self._out = bytearray(pickle.PROTO + b"\x02")
        self._memo: dict[int, tuple[int, Any]] = {}

    def write(self, value: Any) -> bytes:
        """The pickle of a value.

        Raises:
            NotPlainError: there is something else in it.
        """
        self._put(value)
        return bytes(self._out + pickle.STOP)

    def _put(self, value: Any) -> None:
        if id(value) in self._memo:
            number = self._memo[id(value)][0]
            self._out += pickle.LONG_BINGET + struct.pack("<I", number)
            return
        for kind, put in PUTS:
            if type(value) is kind:
                put(self, value)
                return
        raise NotPlainError

    def _remember(self, value: Any) -> None:
        number = len(self._memo)
        self._memo[id(value)] = number, value
        self._out += pickle.LONG_BINPUT + struct.pack("<I", number)

    def _singleton(self, value: Any) -> None:
        codes = {None: pickle.NONE, True: pickle.NEWTRUE, False: pickle.NEWFALSE}
        self._out += codes[value]

    def _int(self, value: int) -> None:
        if -(2**31) <= value < 2**31:
            self._out += pickle.BININT + struct.pack("<i", value)
            return
        raw = value.to_bytes(value.bit_length() // 8 + 1, "little", signed=True)
        if len(raw) > 255:
            raise NotPlainError
        self._out += pickle.LONG1 + bytes([len(raw)]) + raw

    def _float(self, value: float) -> None:
        self._out += pickle.BINFLOAT + struct.pack(">d", value)

    def _text(self, value: str) -> None:
        raw = value.encode("utf-8", "surrogatepass")
        self._out += pickle.BINUNICODE + struct.pack("<I", len(raw)) + raw
        self._remember(value)

    def _many(self, values: Iterable[Any], end: bytes) -> None:
        self._out += pickle.MARK
        for each in values:
            self._put(each)
        self._out += end

    def _each(self, *values: Any) -> None:
        for value in values:
            self._put(value)

    def _tuple(self, value: tuple[Any, ...]) -> None:
        self._many(value, pickle.TUPLE)
        if value:
            self._remember(value)

    def _list(self, value: list[Any]) -> None:
        self._out += pickle.EMPTY_LIST
        self._remember(value)
        self._many(value, pickle.APPENDS)

    def _dict(self, value: dict[Any, Any]) -> None:
        self._out += pickle.EMPTY_DICT
        self._remember(value)
        self._items(value)

    def _items(self, value: dict[Any, Any]) -> None:
        self._many((part for pair in value.items() for part in pair), pickle.SETITEMS)

    def _ordered(self, value: OrderedDict[Any, Any]) -> None:
        self._call("collections", "OrderedDict")
        self._remember(value)
        self._items(value)
        if hasattr(value, "_metadata"):
            self._put({"_metadata": value._metadata})
            self._out += pickle.BUILD

    def _global(self, module: str, name: str) -> None:
        self._out += pickle.GLOBAL + f"{module}\n{name}\n".encode("ascii")

    def _call(self, module: str, name: str, *arguments: Any) -> None:
        self._global(module, name)
        self._many(arguments, pickle.TUPLE)
        self._out += pickle.REDUCE

    def _tensor(self, value: Tensor) -> None:
        kind, number, length, offset, size, strides = self._place(value)
        self._global("torch._utils", "_rebuild_tensor_v2")
        self._out += pickle.MARK + pickle.MARK
        self._put("storage")
        self._global("torch", kind)
        self._each(number, "cpu", length)
        self._out += pickle.TUPLE + pickle.BINPERSID
        self._each(offset, size, strides, value.requires_grad, OrderedDict())
        self._out += pickle.TUPLE + pickle.REDUCE
        self._remember(value)

    def _parameter(self, value: Parameter) -> None:
        self._global("torch._utils", "_rebuild_parameter")
        self._out += pickle.MARK
        self._tensor(value.detach())
        self._each(value.requires_grad, OrderedDict())
        self._out += pickle.TUPLE + pickle.REDUCE
        self._remember(value)


PUTS: tuple[tuple[type, Callable[[Writer, Any], None]], ...] = (
    (type(None), Writer._singleton),
    (bool, Writer._singleton),
    (int, Writer._int),
    (float, Writer._float),
    (str, Writer._text),
    (tuple, Writer._tuple),
    (list, Writer._list),
    (dict, Writer._dict),
    (OrderedDict, Writer._ordered),
    (Size, lambda writer, value: writer._call("torch", "Size", tuple(value))),
    (set, lambda writer, value: writer._call("__builtin__", "set", list(value))),
    (Counter, lambda writer, value: writer._call("collections", "Counter", dict(value))),
    (dtypes.dtype, lambda writer, value: writer._global("torch", value.name)),
    (device, lambda writer, value: writer._call("torch", "device", value.type)),
    (Parameter, Writer._parameter),
    (Tensor, Writer._tensor),
)
