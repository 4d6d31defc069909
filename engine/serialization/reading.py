"""A reader of pickles that runs nothing: it knows few instructions and fewer names.

Python's own reader can be told by a file to call any function of any module. This one is an
interpreter of the instructions that plain containers, numbers, texts and tensors need; a name is
looked up in a table (``engine.serialization.allowed``), a call is made to what that table holds.
"""

from __future__ import annotations

import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from engine.serialization.allowed import table

FAILED = (
    "Weights only load failed. The Autograd Inspector reads files safely whatever `weights_only` "
    "says: tensors, numbers, texts and plain containers of them, and nothing that a file asks to "
    "be run. "
)
BLOCKED = frozenset({"sys", "os", "posix", "nt"})
DAMAGED = (
    IndexError, KeyError, TypeError, ValueError, AttributeError, OverflowError, MemoryError,
    struct.error,
)  # fmt: skip
MARK = object()
Persistent = Callable[[Any], Any]


def wrong(text: str) -> pickle.UnpicklingError:
    """The error of a file that says anything else."""
    return pickle.UnpicklingError(f"{FAILED}\nWeightsUnpickler error: {text}")


class Reader:
    """One pickle being read; ``persistent`` gives the memory that it names."""

    def __init__(self, data: bytes, persistent: Persistent, rebuild: Callable[..., Any]) -> None:
        self._data, self._at = data, 0
        self._persistent, self._known = persistent, table(rebuild)
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def read(self) -> Any:
        """The value that the pickle describes.

        Raises:
            pickle.UnpicklingError: it is broken, or asks for anything that is not allowed.
        """
        try:
            while True:
                code = self._take(1)
                if code == pickle.STOP:
                    return plain(self._pop())
                if code not in DO:
                    raise wrong(f"Unsupported operand {code[0]}")
                DO[code](self)
        except DAMAGED as error:
            raise wrong(f"the file is damaged ({error})") from None

    def _take(self, count: int) -> bytes:
        part = self._data[self._at : self._at + count]
        if count < 0 or len(part) != count:
            raise wrong("the file ends in the middle of a value")
        self._at += count
        return part

    def _line(self) -> str:
        end = self._data.find(b"\n", self._at, self._at + 512)
        if end < 0:
            raise wrong("a name does not end")
        return (self._take(end - self._at) + self._take(1))[:-1].decode("utf-8")

    def _number(self, form: str) -> Any:
        return struct.unpack(form, self._take(struct.calcsize(form)))[0]

    def _pop(self) -> Any:
        value = self._stack.pop()
        if value is MARK:
            raise wrong("an unexpected mark")
        return value

    def _push(self, value: Any) -> None:
        self._stack.append(value)

    def _since_mark(self) -> list[Any]:
        found: list[Any] = []
        while self._stack[-1] is not MARK:
            found.append(self._stack.pop())
        self._stack.pop()
        return found[::-1]

    def _global(self) -> None:
        module, name = self._line(), self._line()
        full = f"{module}.{name}"
        if full in self._known:
            self._push(Named(full, self._known[full]))
            return
        if module.partition(".")[0] in BLOCKED:
            raise pickle.UnpicklingError(
                f"{FAILED}\n\nTrying to load unsupported GLOBAL {full} whose module {module} is "
                "blocked."
            )
        raise wrong(f"Unsupported global: GLOBAL {full} was not an allowed global by default.")

    def _reduce(self) -> None:
        arguments, called = self._pop(), self._stack.pop()
        if not isinstance(called, Named) or not callable(called.value):
            raise wrong("Trying to call what is not an allowed global")
        if not isinstance(arguments, tuple):
            raise wrong("the arguments of a call are not tuple")
        self._push(called.value(*[plain(each) for each in arguments]))

    def _build(self) -> None:
        state, value = self._pop(), self._stack[-1]
        if type(value) is not OrderedDict or not isinstance(state, dict):
            raise wrong(f"Can only build OrderedDict, not {type(value).__name__}")
        if set(state) - {"_metadata"}:
            raise wrong("an OrderedDict with unknown attributes")
        value.__dict__.update(state)

    def _set_items(self, pairs: list[Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict):
            raise wrong("items are set in what is not a dict")
        for key, value in zip(pairs[::2], pairs[1::2], strict=True):
            target[hashed(plain(key))] = plain(value)

    def _append(self, values: list[Any]) -> None:
        target = self._stack[-1]
        if type(target) is not list:
            raise wrong("something is appended to what is not a list")
        target.extend(plain(each) for each in values)

    def _tuple(self, count: int) -> None:
        values = [self._pop() for _ in range(count)][::-1]
        self._push(tuple(plain_unless_storage(each) for each in values))

    def _long(self) -> None:
        self._push(int.from_bytes(self._take(self._number("<B")), "little", signed=True))

    def _skip_protocol(self) -> None:
        if self._take(1)[0] != 2:
            raise wrong("only protocol 2 is read")


class Named:
    """A name of the table, on the stack: it becomes a value only where one is expected."""

    __slots__ = ("name", "value")

    def __init__(self, name: str, value: Any) -> None:
        self.name, self.value = name, value


def plain(value: Any) -> Any:
    """A value that may end up in the result.

    Raises:
        pickle.UnpicklingError: it is a function or class that was only named.
    """
    if not isinstance(value, Named):
        return value
    if callable(value.value) or value.name.endswith("Storage"):
        raise wrong(f"{value.name} is named but not called")
    return value.value


def hashed(key: Any) -> Any:
    """A key of a dictionary.

    Raises:
        pickle.UnpicklingError: it is a tuple of tuples, which can take for ever to hash.
    """
    if isinstance(key, tuple) and any(isinstance(each, tuple) for each in key):
        raise wrong("a tuple of tuples is a key")
    return key


def plain_unless_storage(value: Any) -> Any:
    """The same, for the tuples that name a storage's kind."""
    kind = isinstance(value, Named) and value.name.endswith("Storage")
    return value.value if kind else plain(value)


def _pushes(make: Callable[[], Any]) -> Callable[[Reader], None]:
    return lambda reader: reader._push(make())


def _reads(form: str) -> Callable[[Reader], None]:
    return lambda reader: reader._push(reader._number(form))


def _keeps(form: str) -> Callable[[Reader], None]:
    return lambda reader: reader._memo.__setitem__(reader._number(form), reader._stack[-1])


def _recalls(form: str) -> Callable[[Reader], None]:
    return lambda reader: reader._push(reader._memo[reader._number(form)])


def _text(reader: Reader) -> None:
    reader._push(reader._take(reader._number("<I")).decode("utf-8", "surrogatepass"))


def _tuple_since_mark(reader: Reader) -> None:
    reader._push(tuple(plain_unless_storage(each) for each in reader._since_mark()))


def _set_item(reader: Reader) -> None:
    value, key = reader._pop(), reader._pop()
    reader._set_items([key, value])


DO: dict[bytes, Callable[[Reader], None]] = {
    pickle.PROTO: Reader._skip_protocol,
    pickle.MARK: _pushes(lambda: MARK),
    pickle.NONE: _pushes(lambda: None),
    pickle.NEWTRUE: _pushes(lambda: True),
    pickle.NEWFALSE: _pushes(lambda: False),
    pickle.EMPTY_TUPLE: _pushes(tuple),
    pickle.EMPTY_LIST: _pushes(list),
    pickle.EMPTY_DICT: _pushes(dict),
    pickle.BININT: _reads("<i"),
    pickle.BININT1: _reads("<B"),
    pickle.BININT2: _reads("<H"),
    pickle.BINFLOAT: _reads(">d"),
    pickle.LONG1: Reader._long,
    pickle.BINUNICODE: _text,
    pickle.BINPUT: _keeps("<B"),
    pickle.LONG_BINPUT: _keeps("<I"),
    pickle.BINGET: _recalls("<B"),
    pickle.LONG_BINGET: _recalls("<I"),
    pickle.TUPLE: _tuple_since_mark,
    pickle.TUPLE1: lambda reader: reader._tuple(1),
    pickle.TUPLE2: lambda reader: reader._tuple(2),
    pickle.TUPLE3: lambda reader: reader._tuple(3),
    pickle.APPEND: lambda reader: reader._append([reader._pop()]),
    pickle.APPENDS: lambda reader: reader._append(reader._since_mark()),
    pickle.SETITEM: _set_item,
    pickle.SETITEMS: lambda reader: reader._set_items(reader._since_mark()),
    pickle.GLOBAL: Reader._global,
    pickle.REDUCE: Reader._reduce,
    pickle.BUILD: Reader._build,
    pickle.BINPERSID: lambda reader: reader._push(reader._persistent(reader._pop())),
}
