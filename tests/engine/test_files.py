"""Files go to PyTorch and back; nothing in them is ever run."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import collections
import io
import pickle
import zipfile
from pathlib import Path
from typing import Any

import pytest
import torch

import engine
from engine.serialization.whole import TRUST
from tests.support.oracle import assert_same, posing

VALUES = (
    "T.arange(6.).reshape(2, 3)",
    "T.arange(6.).reshape(2, 3).t()",
    "T.arange(6)[2:5]",
    "T.ones(2, 3)[:, 1]",
    "T.ones(1).expand(3)",
    "T.tensor(3.)",
    "T.zeros(0, 3)",
    "[T.tensor([1., 2.], dtype=getattr(T, d)) for d in ('float64', 'float16', 'bfloat16', 'int8', 'uint8', 'int16', 'int32', 'int64', 'bool', 'complex64', 'complex128')]",
    "T.ones(2, requires_grad=True)",
    "T.nn.Parameter(T.ones(2)), T.nn.Parameter(T.zeros(1), requires_grad=False)",
    "{'a': [1, -2.5, None, True, 'é\\n', (), (1,)], 'b': {3: 2 ** 70, -1: -2 ** 40}, 's': {1, 2}}",
    "T.Size([2, 3]), T.float32, T.device('cpu')",
    "T.nn.Sequential(T.nn.Linear(2, 1), T.nn.BatchNorm1d(1)).state_dict()",
    "T.optim.Adam([T.nn.Parameter(T.ones(2))], lr=.1).state_dict()",
)


def written(module: Any, text: str) -> bytes:
    """The file that ``module`` writes of a value."""
    buffer = io.BytesIO()
    module.manual_seed(0)
    module.save(eval(text, {"T": module}), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("text", VALUES)
def test_what_one_side_writes_the_other_reads(text: str) -> None:
    ours = torch.load(io.BytesIO(written(engine, text)))
    theirs = engine.load(io.BytesIO(written(torch, text)))
    assert str(theirs) == str(engine.load(io.BytesIO(written(engine, text))))
    assert str(theirs) == str(ours)


def test_tensors_that_share_memory_share_it_again() -> None:
    for writer in (engine, torch):
        base = writer.arange(6.0)
        buffer = io.BytesIO()
        writer.save([base, base[1:3], base.view(2, 3)], buffer)
        found = engine.load(io.BytesIO(buffer.getvalue()))
        found[0][1] = 9
        assert found[1].tolist() == [9, 2]
        assert found[2].tolist() == [[0, 9, 2], [3, 4, 5]]
        with zipfile.ZipFile(buffer) as archive:
            assert sum("/data/" in name for name in archive.namelist()) == 1


def test_a_model_and_its_optimiser_go_through_a_file(tmp_path: Path) -> None:
    assert_same(f"""
import pathlib
torch.manual_seed(0)
m = torch.nn.Linear(2, 1); o = torch.optim.SGD(m.parameters(), lr=.1, momentum=.9)
m(torch.ones(1, 2)).sum().backward(); o.step()
for path in ({str(tmp_path / "a.pt")!r}, pathlib.Path({str(tmp_path / "b.pth")!r})):
    torch.save({{'model': m.state_dict(), 'optim': o.state_dict(), 'epoch': 3}}, path)
    found = torch.load(path, map_location='cpu', weights_only=True)
    n = torch.nn.Linear(2, 1); q = torch.optim.SGD(n.parameters(), lr=9.)
    print(n.load_state_dict(found['model'])); q.load_state_dict(found['optim']); print(n.weight, q, q.state_dict(), found['epoch'], type(found['model']), found['model']._metadata)
torch.load('no such file')
""")  # fmt: skip


@pytest.mark.parametrize(
    "program",
    [
        "torch.save(1, '/no such place/x')",
        "torch.save(1, 3)",
        "import io; torch.load(io.BytesIO())",
    ],
)
def test_what_is_no_file_fails_as_in_pytorch(program: str) -> None:
    assert_same(f"try: {program}\nexcept EOFError: print('end')")


def test_a_whole_model_is_read_again_only_by_the_process_that_wrote_it() -> None:
    with posing():
        data = written(engine, "T.nn.Linear(2, 1)")
        found = engine.load(io.BytesIO(data), weights_only=False)
    assert str(found) == "Linear(in_features=2, out_features=1, bias=True)"
    TRUST.written.clear()
    for weights_only in (True, False):
        with pytest.raises(pickle.UnpicklingError, match="Unsupported global"):
            engine.load(io.BytesIO(data), weights_only=weights_only)


def archive(pickled: bytes, method: int = zipfile.ZIP_STORED, **more: bytes) -> bytes:
    """A file with a pickle of its own."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        made.writestr("a/data.pkl", pickled)
        for name, data in more.items():
            made.writestr(f"a/data/{name.lstrip('_')}", data)
    return buffer.getvalue()


class Call:
    """Pickled as the call of a function."""

    def __init__(self, function: Any, *args: Any) -> None:
        self.call = function, args

    def __reduce__(self) -> Any:
        return self.call


def calling(function: Any, *args: Any) -> bytes:
    """A pickle that asks for a call."""
    return pickle.dumps(Call(function, *args), protocol=2)


def tensor_of(size: str, stride: str, offset: str = "K\x00", length: str = "K\x02") -> bytes:
    """A pickle of a tensor on two floats."""
    storage = f"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpu{length}tQ"
    rebuilt = f"ctorch._utils\n_rebuild_tensor_v2\n({storage}{offset}{size}{stride}\x89}}tR."
    return b"\x80\x02" + rebuilt.encode("latin-1")


TWO = b"\0\0\x80\x3f\0\0\0\x40"
ATTACKS: dict[str, bytes] = {
    "a command": archive(calling(eval, "print('ran')")),
    "a command of the system": archive(b"\x80\x02cposix\nsystem\nX\x02\0\0\0id\x85R."),
    "a module's attribute": archive(b"\x80\x02cbuiltins\ngetattr\n."),
    "a class": archive(calling(collections.deque, [1])),
    "a class named only": archive(b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n."),
    "a storage named only": archive(b"\x80\x02ctorch\nFloatStorage\n."),
    "a new object": archive(b"\x80\x02ccollections\nOrderedDict\n)\x81."),
    "an instance": archive(b"(icollections\nOrderedDict\n."),
    "an extension": archive(b"\x80\x02\x82\x01."),
    "attributes set": archive(b"\x80\x02}}X\x01\0\0\0aK\x01sb."),
    "attributes of a dict": archive(b"\x80\x02ccollections\nOrderedDict\n)R}X\x04\0\0\0keysK\x01sb."),
    "another protocol": archive(b"\x80\x04N."),
    "an empty stack": archive(b"\x80\x02R."),
    "a mark at the end": archive(b"\x80\x02(."),
    "an end too soon": archive(b"\x80\x02X\xff\xff\xff\x7fabc"),
    "no end": archive(b"\x80\x02N"),
    "a long number too short": archive(b"\x80\x02\x8a\xffab."),
    "what was never kept": archive(b"\x80\x02j\xff\xff\xff\xff."),
    "tuples hashed for ever": archive(b"\x80\x02}" + b")" + b"q\x00h\x00\x86" * 60 + b"Ns."),
    "a set of tuples": archive(b"\x80\x02c__builtin__\nset\n](K\x01K\x02\x86e\x85R."),
    "too large": archive(tensor_of("K\x03\x85", "K\x01\x85"), _0=TWO),
    "too far": archive(tensor_of("K\x01\x85", "K\x01\x85", "K\x02"), _0=TWO),
    "before the beginning": archive(tensor_of("K\x01\x85", "K\x01\x85", "J\xff\xff\xff\xff"), _0=TWO),
    "strides back": archive(tensor_of("K\x02\x85", "J\xff\xff\xff\xff\x85"), _0=TWO),
    "a huge stride": archive(tensor_of("K\x01\x85", "\x8a\x09" + "\xff" * 8 + "\0\x85"), _0=TWO),
    "a size that is none": archive(tensor_of("X\x01\0\0\0a\x85", "K\x01\x85"), _0=TWO),
    "another length": archive(tensor_of("K\x02\x85", "K\x01\x85", length="M\xff\xff"), _0=TWO),
    "half a number": archive(tensor_of("K\x01\x85", "K\x01\x85"), _0=TWO[:7]),
    "no memory": archive(tensor_of("K\x01\x85", "K\x01\x85")),
    "a bomb": archive(b"\x80\x02N." + b"\0" * 10**6, zipfile.ZIP_DEFLATED),
    "a file cut short": written(engine, "T.ones(9)")[:-30],
    "a file with a byte changed": written(engine, "T.ones(9)").replace(b"\x80\x3f", b"\x80\x3e", 1),
    "an empty archive": b"PK\x05\x06" + b"\0" * 18,
    "no archive": b"PK\x03\x04 and then nothing",
    "a plain pickle": pickle.dumps({"a": 1}),
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_file_that_is_broken_or_wants_more_is_refused(
    attack: str, capfd: pytest.CaptureFixture[str]
) -> None:
    for weights_only in (None, True, False):
        with pytest.raises((pickle.UnpicklingError, RuntimeError)):
            engine.load(io.BytesIO(ATTACKS[attack]), weights_only=weights_only)
    assert capfd.readouterr().out == ""


def test_paths_in_a_file_mean_nothing(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        made.writestr("../../x/data.pkl", b"\x80\x02N.")
    with pytest.raises(RuntimeError):
        engine.load(io.BytesIO(buffer.getvalue()))
    assert not list(tmp_path.rglob("data.pkl"))


def test_a_file_from_a_graphics_card_asks_where_to() -> None:
    data = archive(
        tensor_of("K\x02\x85", "K\x01\x85").replace(b"\x03\0\0\0cpu", b"\x06\0\0\0cuda:0"), _0=TWO
    )
    with pytest.raises(RuntimeError, match="Attempting to deserialize object on a CUDA device"):
        engine.load(io.BytesIO(data))
    assert engine.load(io.BytesIO(data), map_location="cpu").tolist() == [1, 2]
