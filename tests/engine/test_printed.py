"""Tensors, modules and their kin print as in PyTorch."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

PROGRAMS = (
    "torch.set_printoptions(profile='abc'); print(torch.tensor([1.23456])); torch.set_printoptions(profile='default')",
    "print(torch.Size([1, 2]), repr(torch.Size([])), torch.Size([2, 3])[1:], torch.Size([2]) + (3,), torch.Size([2, 3]).numel())",
    "print(torch.ones(2).shape, type(torch.ones(2).shape[:1]), torch.ones(2).stride(), torch.ones(2, 3).size(0))",
    "print(torch.float32, repr(torch.bool), torch.bfloat16, torch.complex64, torch.float, torch.half, torch.long)",
    "print(torch.device('cpu'), repr(torch.device('cpu')), repr(torch.device('cuda', 1)), str(torch.device('cuda:1')))",
    "print(torch.finfo(torch.float32), torch.finfo(torch.float16).eps, torch.iinfo(torch.uint8), torch.finfo(torch.bfloat16))",
    "print(torch.ones(2).type(), torch.ones(2).long().type(), torch.ones(2).bool().type(), torch.ones(2).half().type())",
    "print(torch.strided, torch.contiguous_format, torch.ones(1).layout, torch.ones(1).is_sparse, torch.ones(1).is_cuda)",
    "print([torch.ones(1), torch.tensor(2)], {'a': torch.ones(1)}, (torch.tensor(True),))",
    "print(str(torch.nn.Parameter(torch.ones(2))), torch.nn.Parameter(torch.ones(2), requires_grad=False))",
    "print(torch.nn.ModuleList([torch.nn.Linear(1, 2), torch.nn.ReLU()]), torch.nn.ModuleDict({'a': torch.nn.Linear(1, 2)}))",
    "print(torch.nn.ModuleList([torch.nn.Linear(1, 2) for _ in range(3)]))",
    "print(torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3, padding=1), torch.nn.BatchNorm2d(2), torch.nn.ReLU(inplace=True), torch.nn.MaxPool2d(2), torch.nn.Flatten(), torch.nn.Dropout(.2), torch.nn.Linear(8, 2, bias=False), torch.nn.Softmax(dim=1)))",
    "print(torch.nn.Sequential(torch.nn.Sequential(torch.nn.Linear(1, 1)), torch.nn.ModuleList([torch.nn.Tanh()])))",
    "class M(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.fc = torch.nn.Linear(2, 3)\n        self.act = torch.nn.GELU()\n    def extra_repr(self): return 'hello=1'\nprint(M(), torch.nn.Sequential(M()))",
    "print(torch.nn.LSTM(2, 3, 2, batch_first=True), torch.nn.GRU(2, 3, bidirectional=True), torch.nn.RNN(2, 3), torch.nn.LSTMCell(2, 3))",
    "print(torch.nn.Embedding(5, 2, padding_idx=0), torch.nn.LayerNorm(3), torch.nn.GroupNorm(1, 2), torch.nn.InstanceNorm1d(2))",
    "print(torch.nn.MultiheadAttention(4, 2), torch.nn.TransformerEncoderLayer(4, 2, 8))",
    "print(torch.nn.CrossEntropyLoss(), torch.nn.MSELoss(), torch.nn.BCEWithLogitsLoss(), torch.nn.NLLLoss(), torch.nn.L1Loss(reduction='sum'), torch.nn.HuberLoss(), torch.nn.KLDivLoss())",
    "print(torch.nn.LeakyReLU(.1), torch.nn.ELU(), torch.nn.SELU(), torch.nn.PReLU(), torch.nn.Softplus(), torch.nn.Sigmoid(), torch.nn.Hardtanh(), torch.nn.SiLU(), torch.nn.LogSoftmax(1), torch.nn.GLU(), torch.nn.Softmin(0), torch.nn.Threshold(1, 2), torch.nn.ReLU6(), torch.nn.Mish(), torch.nn.Identity())",
    "print(torch.nn.Conv1d(1, 2, 3, stride=2, dilation=2, bias=False), torch.nn.ConvTranspose2d(1, 2, 3, output_padding=0), torch.nn.AvgPool2d(2), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Upsample(scale_factor=2), torch.nn.ZeroPad2d(1), torch.nn.Unflatten(1, (2, 2)), torch.nn.Bilinear(1, 2, 3))",
    "p = torch.nn.Linear(1, 1).parameters(); print(type(p)); print(torch.optim.SGD(p, lr=.1, momentum=.9), torch.optim.Adam([torch.ones(1)]), torch.optim.AdamW([{'params': [torch.ones(1)], 'lr': .5}]), torch.optim.RMSprop([torch.ones(1)]))",
    "x = torch.ones(2, requires_grad=True); print(x.grad_fn, (x * 2).grad_fn.__class__.__name__, x.sum(), x.max(0), x.sort(), x.topk(1))",
    "print(torch.return_types.max, torch.ones(2, 2).max(0), torch.linalg.svd(torch.eye(2)), torch.ones(2).min(0).indices)",
    "print(torch.Generator().device, torch.__version__[:4], torch.tensor(1).item(), torch.is_tensor(3), torch.get_default_dtype())",
    "print(repr(torch.ones(2).numpy()), torch.ones(2).tolist(), torch.tensor([[1.5]]).tolist())",
    "print('%s %r' % (torch.tensor(1.5), torch.tensor([1])), f'{torch.tensor(3.14159):.2f} {torch.tensor(3):5d}|{torch.ones(1)}')",
    "print(torch.nn.Linear(2, 1).state_dict().keys(), list(dict(torch.nn.Linear(2, 1).named_parameters())))",
    "print(torch.zeros(3, 0, 2), torch.empty(0), torch.empty(0, dtype=torch.int64), torch.tensor([[]]), torch.zeros(0, 2, requires_grad=True))",
    "torch.set_default_dtype(torch.float64); print(torch.tensor([1.]), torch.tensor([1.], dtype=torch.float32), torch.tensor([1j]), torch.empty(0, dtype=torch.float32))",
    "x = torch.ones(2, requires_grad=True); print(x.clone(), x.detach(), x[0], x.view(2, 1), x.expand(2, 2), x.int(), x > 0)",
    "x = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(0)); print(x, x.sum(-1), x.mean((0, 1)), x.std())",
    "print(torch.arange(10000).reshape(100, 100), torch.rand(5, 5, 5, 5, generator=torch.Generator().manual_seed(0)) * 1e5)",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_prints_as_in_pytorch(program: str) -> None:
    assert_same(program)
