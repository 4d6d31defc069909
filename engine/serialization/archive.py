"""PyTorch's files: a zip archive of one pickle and the raw memory of every storage.

Only what is stored uncompressed is read, and nothing is ever unpacked to the disk: so no file is
larger in memory than on the disk, and no path in it means anything.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from engine import dtypes
from engine.device import device
from engine.errors import absent
from engine.numbers.half import as_bfloat16, note
from engine.serialization import whole
from engine.serialization.allowed import STORAGES, table
from engine.serialization.reading import Reader, wrong
from engine.serialization.writing import NotPlainError, Place, Writer
from engine.tensor import Tensor, new_tensor

Array = np.ndarray[Any, Any]
NOT_ZIP = (
    "PytorchStreamReader failed reading zip archive: {}. This is an internal miniz error. If you "
    "are seeing this error, there is a high likelihood that your checkpoint file is corrupted. "
    "This can happen if the checkpoint was not saved properly, was transferred incorrectly, or "
    "the file was modified after saving."
)
NO_DEVICE = (
    "Attempting to deserialize object on a {} device but torch.{}.is_available() is False. If "
    "you are running on a CPU-only machine, please use torch.load with "
    "map_location=torch.device('cpu') to map your storages to the CPU."
)
UNKNOWN_PLACE = (
    "don't know how to restore data location of torch.storage.UntypedStorage (tagged with {})"
)
FACTS = {
    ".format_version": "1",
    ".storage_alignment": "64",
    "byteorder": "little",
    "version": "3\n",
}
MAX_DIMENSIONS = 32


def write(value: Any, name: str) -> bytes:
    """The file of a value; ``name`` : of the directory inside it."""
    storages = Storages()
    try:
        pickled = Writer(storages.place).write(value)
    except NotPlainError:
        storages = Storages()
        pickled = whole.pickled(value, storages.place)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_entry(f"{name}/data.pkl"), pickled)
        for fact, text in FACTS.items():
            archive.writestr(_entry(f"{name}/{fact}"), text)
        for number, memory in enumerate(storages.memories):
            archive.writestr(_entry(f"{name}/data/{number}"), raw(memory))
    return out.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    """An entry without the time of day, so that equal values make equal files."""
    return zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))


def raw(memory: Array) -> bytes:
    """Numbers as PyTorch lays them out in a file, little end first."""
    if memory.dtype == dtypes.bfloat16.numpy:
        return (memory.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
    return memory.astype(memory.dtype.newbyteorder("<")).tobytes()


class Storages:
    """The memories that the tensors of a file share."""

    def __init__(self) -> None:
        self.memories: list[Array] = []
        self._numbers: dict[tuple[int, int], int] = {}

    def place(self, tensor: Tensor) -> Place:
        """Where a tensor's numbers lie; its memory is written once, whoever shares it."""
        array = np.asarray(tensor._data)
        memory = _owner(array)
        start = memory.__array_interface__["data"][0]
        strides = tuple(step // array.itemsize for step in array.strides)
        key = (start, memory.size)
        if key not in self._numbers:
            self._numbers[key] = len(self.memories)
            self.memories.append(memory)
        else:
            memory = self.memories[self._numbers[key]]
        at = array.__array_interface__["data"][0] - start
        if memory is array.reshape(-1) or not 0 <= at <= memory.nbytes:
            at = 0
        kind = f"{tensor.dtype.kind_name}Storage"
        number = str(self._numbers[key])
        return kind, number, memory.size, at // array.itemsize, array.shape, strides


def _owner(array: Array) -> Array:
    """The whole memory that an array is part of, in a row."""
    owner = array
    while isinstance(owner.base, np.ndarray) and owner.base.dtype == array.dtype:
        owner = owner.base
    return owner.reshape(-1, order="A") if _in_a_row(owner) else array.reshape(-1)


def _in_a_row(array: Array) -> bool:
    return array.flags.c_contiguous or array.flags.f_contiguous


def check_place(place: str, map_location: Any) -> None:
    """Raise where a storage would go that cannot be here.

    Raises:
        RuntimeError: to a device that this machine has not, or that there is not.
    """
    goes_to = place
    if isinstance(map_location, Mapping):
        goes_to = str(map_location.get(place, place))
    elif isinstance(map_location, str | device):
        goes_to = str(map_location)
    elif map_location is not None:  # a function, given storages that lie here
        goes_to = "cpu"
    kind = goes_to.partition(":")[0]
    if kind in ("cuda", "xpu"):
        raise RuntimeError(NO_DEVICE.format(kind.upper(), kind))
    if kind == "mps":
        raise RuntimeError("torch.UntypedStorage(): Storage device not recognized: mps")
    if kind == "meta":
        raise absent("torch.load(map_location='meta')")
    if kind != "cpu":
        raise RuntimeError(UNKNOWN_PLACE.format(goes_to))


class Archive:
    """One file being read."""

    def __init__(self, data: bytes, map_location: Any) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise RuntimeError(NOT_ZIP.format("failed finding central directory")) from None
        self._sizes = {each.filename: each.file_size for each in entries}
        compressed = any(each.compress_type != zipfile.ZIP_STORED for each in entries)
        if compressed or sum(self._sizes.values()) > len(data):
            raise RuntimeError(NOT_ZIP.format("its entries are not stored as PyTorch stores them"))
        if not entries:
            raise RuntimeError(NOT_ZIP.format("it is empty"))
        self._root = entries[0].filename.partition("/")[0]
        self._map_location = map_location
        self._storages: dict[str, Storage] = {}
        order = self._record("byteorder") if f"{self._root}/byteorder" in self._sizes else b""
        self._order: Literal["<", ">"] = ">" if order == b"big" else "<"

    def _record(self, name: str) -> bytes:
        path = f"{self._root}/{name}"
        if path not in self._sizes:
            raise RuntimeError(f"PytorchStreamReader failed locating file {name}: file not found")
        try:
            return self._zip.read(path)
        except (zipfile.BadZipFile, EOFError, ValueError, OSError) as error:
            raise RuntimeError(
                f"PytorchStreamReader failed reading file {name}: {error}"
            ) from None

    def read(self, weights_only: bool) -> Any:
        """The value that the file holds; of a program's own, what this process itself wrote.

        Raises:
            RuntimeError: it is damaged, or a TorchScript program.
            pickle.UnpicklingError: it asks for more than tensors and plain containers.
        """
        if f"{self._root}/constants.pkl" in self._sizes:
            raise RuntimeError(
                "torch.load of a TorchScript archive exists in PyTorch but not here; save the "
                "model's state_dict() instead"
            )
        data = self._record("data.pkl")
        if not whole.is_own(data):
            return Reader(data, self._storage, rebuild).read()
        allowed = None
        if weights_only:
            allowed = (*table(rebuild), *(whole.full_name(each) for each in whole.TRUST.named))
        return whole.read_own(data, self._own_storage, allowed)

    def _own_storage(self, key: Any) -> Storage:
        """The same, where its kind of numbers is told by name."""
        kind, name, *rest = key
        return self._storage((kind, STORAGES[name], *rest))

    def _storage(self, key: Any) -> Storage:
        """The memory that a pickle names."""
        if not isinstance(key, tuple) or len(key) != 5 or key[0] != "storage":
            raise wrong("a storage is named in an unknown way")
        _, dtype, number, place, length = key
        if not isinstance(dtype, dtypes.dtype) or not isinstance(number, str):
            raise wrong("a storage of an unknown kind")
        check_place(str(place), self._map_location)
        if number not in self._storages:
            self._storages[number] = Storage(self._record(f"data/{number}"), dtype, self._order)
        found = self._storages[number]
        if found.dtype is not dtype or length != found.memory.size:
            raise wrong("a storage has not the length that its file says")
        return found


class Storage:
    """A memory that was read, and its kind of numbers."""

    __slots__ = ("dtype", "memory")

    def __init__(self, data: bytes, dtype: dtypes.dtype, order: Literal["<", ">"]) -> None:
        if len(data) % dtype.itemsize:
            raise wrong("a storage holds half a number")
        self.dtype = dtype
        note(dtype.numpy)
        if dtype is dtypes.bfloat16:
            bits = np.frombuffer(data, f"{order}u2").astype(np.uint32) << np.uint32(16)
            self.memory: Array = as_bfloat16(bits.view(np.float32))
        else:
            kind = dtype.numpy.newbyteorder(order)
            self.memory = np.frombuffer(data, kind).astype(dtype.numpy)

    def as_tensor(self, offset: int, size: Any, stride: Any) -> Tensor:
        """A tensor on this memory."""
        return rebuild(self, offset, size, stride, False, None)


def rebuild(
    storage: Any, offset: Any, size: Any, stride: Any, requires_grad: Any, hooks: Any,
    metadata: Any = None,
) -> Tensor:  # fmt: skip
    """A tensor on a memory that was read.

    Raises:
        pickle.UnpicklingError: it would lie outside of that memory.
    """
    if not isinstance(storage, Storage):
        raise wrong("a tensor without a storage")
    whole = [offset, *size, *stride]
    if len(size) != len(stride) or len(size) > MAX_DIMENSIONS:
        raise wrong("a tensor with as many strides as it has no dimensions")
    if any(type(each) is not int or not 0 <= each <= sys.maxsize for each in whole):
        raise wrong("a tensor with a size that is none")
    memory, step = storage.memory, storage.memory.itemsize
    last = offset + sum((n - 1) * s for n, s in zip(size, stride, strict=True))
    if 0 not in size and last >= memory.size:
        raise wrong("a tensor that lies outside of its storage")
    if 0 in size:
        array = np.empty(tuple(size), memory.dtype)
    else:
        strides = tuple(each * step for each in stride)
        array = np.lib.stride_tricks.as_strided(memory[offset:], tuple(size), strides)
    tensor = new_tensor(array)
    return tensor.requires_grad_() if requires_grad is True else tensor


MAGIC = b"PK\x03\x04"


def read(data: bytes, map_location: Any, weights_only: bool) -> Any:
    """The value that a file holds.

    Raises:
        EOFError: there is nothing in it.
        RuntimeError: it is damaged.
        pickle.UnpicklingError: it is no such file, or asks for more than plain values.
    """
    if not data:
        raise EOFError
    if not data.startswith(MAGIC):
        raise wrong(f"Unsupported operand {data[0]}: only files that torch.save writes are read")
    return Archive(data, map_location).read(weights_only)
