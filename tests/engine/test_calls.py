"""Calls that are written out take what PyTorch's take, and leave the rest to the general way."""

from __future__ import annotations

import subprocess
import sys

import pytest

import engine as torch
from engine.calls.spelling import source
from engine.graph.hooks import LEAF_HOOKS
from engine.op import OPS
from tests.engine.pytorch_signatures import lacking
from tests.support.oracle import assert_same

START = "x = torch.arange(6.).view(2, 3).requires_grad_()\n"


@pytest.mark.parametrize("program", [
    "print(torch.softmax(input=x, dim=1))",
    "print(torch.mm(input=x, mat2=x.t()))",
    "print(torch.addmm(torch.ones(2), x, mat2=x.t(), beta=2, alpha=0.5).grad_fn)",
    "print(torch.split(x, split_size_or_sections=2, dim=1)[1].grad_fn)",
    "print(x.view(size=(3, 2)).grad_fn, x.transpose(dim1=0, dim0=1).shape)",
    "print(torch.nn.functional.nll_loss(x, torch.tensor([0, 1]), weight=None).grad_fn)",
    "print(torch.nn.functional.layer_norm(x, (3,), None, torch.ones(3)))",
    "print(torch.addmm(x, x.double(), x.t()))",
    "print(torch.addmm(x, 2, x.t()))",
    # Options that one call chose must not be those of the next.
    "a = x.max(1, keepdim=True); b = x.max(1); print(a[0].shape, b[0].shape)",
    "y = x[0].expand(2, 3); y2 = y.transpose(0, 1); x.data.add_(1); print(y2)",
    "v = x.detach().view(3, 2)[1:]; v.zero_(); print(x, v._base is not None)",
])  # fmt: skip
def test_a_call_takes_what_pytorchs_takes(program: str) -> None:
    assert_same(START + program)


@pytest.mark.parametrize("program", [
    "y = x @ x.t(); f = y.grad_fn; print(f._saved_self_sym_sizes, f._saved_mat2_sym_strides)",
    "y = torch.addmm(torch.ones(2), x, x.t()); print(y.grad_fn._saved_mat1_sym_sizes)",
    "y = x.sum(1); print(y.grad_fn._saved_self_sym_sizes, y.grad_fn._saved_dim)",
])  # fmt: skip
def test_a_node_shows_what_it_knows_of_its_operands(program: str) -> None:
    assert_same(START + program)


def test_the_call_of_every_operation_can_be_written_out() -> None:
    for op in OPS.values():
        if not op.variadic and hasattr(op.forward, "__code__"):
            compile(source(op), op.name, "exec")


def test_the_declarations_of_all_functions_that_pytorch_reads_in_c_are_known() -> None:
    assert not lacking()


def test_a_hook_on_a_leaf_counts_until_it_is_removed() -> None:
    leaf = torch.ones(2, requires_grad=True)
    before = LEAF_HOOKS.exist()
    handle = leaf.register_hook(lambda grad: grad * 2)
    assert LEAF_HOOKS.exist()
    handle.remove()
    assert LEAF_HOOKS.exist() == before


UNREAD = {
    "numpy.random", "pathlib", "engine.calls.signatures", "engine.storage.overlap",
    "engine.kernels.batches", "engine.ops.index_checks", "engine.numbers.limits",
}  # fmt: skip


def test_an_import_reads_neither_paths_nor_random_numbers_nor_what_few_calls_need() -> None:
    # The interpreter itself may have read some, for its site packages: what counts is what we add.
    asked = (
        "import sys, numpy; before = set(sys.modules); import engine; "
        f"print(sorted({UNREAD} & (set(sys.modules) - before)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, check=True, text=True
    )
    assert done.stdout == "[]\n"
