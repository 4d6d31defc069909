"""Modules keep, load, hook, convert and reweigh as PyTorch's, to the letter."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

PROGRAMS = (
    """
m = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2)); d = m.state_dict(); print(d._metadata); d.pop('0.bias'); d['x.y'] = 1; print(m.load_state_dict(d, strict=False)); m.load_state_dict(d)
""",
    """
m = torch.nn.Linear(2, 2); d = m.state_dict(); d['weight'] = torch.ones(3, 2); d['bias'] = 5; m.load_state_dict(d)
""",
    """
m = torch.nn.Linear(1, 1); print(m.load_state_dict({'weight': torch.ones(1, 1), 'bias': torch.zeros(1)}, assign=True), m.weight, type(m.weight)); m.load_state_dict(3)
""",
    """
class N(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.b = torch.nn.Buffer(torch.ones(1)); self.register_buffer('c', torch.zeros(1), persistent=False); self.d = None; self.register_buffer('e', None)
    def get_extra_state(self): return {'n': 1}
    def set_extra_state(self, state): print('extra', state)
n = N(); print(n.state_dict(), list(n.named_buffers()), n); n.load_state_dict(n.state_dict()); n.b = torch.zeros(1); print(n.b, 'b' in n._buffers); n.b = 'x'
""",
    """
torch.manual_seed(0); m = torch.nn.Linear(1, 1); h = [m.register_state_dict_pre_hook(lambda *a: print('pre', a[1:])), m.register_state_dict_post_hook(lambda m, d, p, meta: d.pop('bias') and None), m.register_load_state_dict_pre_hook(lambda m, d, *a: d.update(bias=torch.ones(1))), m.register_load_state_dict_post_hook(lambda m, keys: print(keys))]
print(m.state_dict()); m.load_state_dict({'weight': torch.ones(1, 1)}); print(m.bias)
""",
    """
def told(name): return lambda *a: print(name, a[1:])
torch.manual_seed(0); m = torch.nn.Linear(1, 1); x = torch.ones(1, 1, requires_grad=True)
m.register_full_backward_pre_hook(told('bp')); m.register_full_backward_hook(told('b')); m.register_forward_pre_hook(told('fp')); m.register_forward_hook(told('f'), with_kwargs=True); m.register_forward_hook(told('first'), prepend=True)
y = m(x); print(y.grad_fn.name(), y.grad_fn.next_functions[0][0].name()); y.backward(); print(x.grad)
m(input=x)
""",
    """
m = torch.nn.Linear(1, 1); m.register_full_backward_hook(lambda m, gi, go: (gi[0] * 10,)); m.register_full_backward_pre_hook(lambda m, go: (go[0] * 2,)); x = torch.ones(1, 1, requires_grad=True); m(x).backward(); print(x.grad / m.weight, m.bias.grad)
m.register_full_backward_hook(lambda m, gi, go: gi + gi); m(x).backward()
""",
    """
m = torch.nn.Linear(1, 1); m.register_full_backward_hook(lambda m, gi, go: print(gi, go)); m(torch.ones(1, 1)).backward(); m.register_backward_hook(print)
""",
    """
m = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.ReLU()); m.register_backward_hook(lambda m, gi, go: print(gi, go)); m(torch.ones(1, 1)).sum().backward()
""",
    """
class M(torch.nn.Module):
    def forward(self, x): raise ValueError('no')
m = M(); m.register_forward_hook(lambda *a: print('called', a[1:]), always_call=True); m(1)
""",
    """
m = torch.nn.Linear(1, 1); m.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True); m(torch.ones(1, 1))
""",
    """
m = torch.nn.Linear(1, 1); print(m.half().weight.dtype, m.to(torch.float64).bias.dtype, m.float().weight.dtype, m.to('cpu') is m); m.to(torch.int64)
""",
    """
m = torch.nn.BatchNorm1d(2).double(); print({k: v.dtype for k, v in m.state_dict().items()}, m.to(torch.ones(1)).weight.dtype)
""",
    """
m = torch.nn.Sequential(torch.nn.Linear(1, 1)); print(m.get_submodule('0'), m.get_parameter('0.weight').shape); m.set_submodule('0', torch.nn.ReLU()); print(m); m.get_submodule('1')
""",
    """
m = torch.nn.Linear(1, 1); m.get_parameter('foo')
""",
    """
m = torch.nn.Linear(1, 1); m.get_buffer('weight')
""",
    """
m = torch.nn.Module(); m.register_parameter('a.b', None)
""",
    """
m = torch.nn.Module(); m.add_module('', None)
""",
    """
m = torch.nn.Module(); m.register_buffer('training', torch.ones(1))
""",
    """
m = torch.nn.Module(); m.register_parameter('w', torch.ones(1))
""",
    """
m = torch.nn.Module(); p = torch.nn.Parameter(torch.ones(1)); m.w = p * 2; print(m.w); m.v = p; del m.v; m.v
""",
    """
torch.nn.Module(3)
""",
    """
torch.nn.Module(a=3)
""",
    """
torch.nn.Module().train(1)
""",
    """
class T(torch.nn.Module):
    def train(self, mode=True): print('train', mode); return super().train(mode)
m = torch.nn.Sequential(T()); m.eval(); m.train(); print(list(vars(torch.nn.Module()))); import copy; n = copy.deepcopy(m); print(n, n is m)
""",
    """
a = torch.nn.Linear(1, 1); m = torch.nn.ModuleList([a, a]); print(len(list(m.parameters())), [n for n, _ in m.named_parameters(remove_duplicate=False)], [n for n, _ in m.named_modules()], [n for n, _ in m.named_children()])
""",
    """
U=torch.nn.utils; torch.manual_seed(0)
m=U.weight_norm(torch.nn.Linear(3,2)); print(m, sorted(m.state_dict()), [n for n,_ in m.named_parameters()]); y=m(torch.ones(1,3)); print(y, y.grad_fn.next_functions[2][0].next_functions[0][0].name()); y.sum().backward(); print(m.weight_g.grad, m.weight_v.grad)
U.remove_weight_norm(m); print(m, list(m.state_dict())); U.remove_weight_norm(m)
""",
    """
U=torch.nn.utils; torch.manual_seed(0)
m=U.spectral_norm(torch.nn.Linear(3,2)); print(m, list(m.state_dict())); y=m(torch.ones(1,3)); print(y); y.sum().backward(); print(m.weight_orig.grad, m.weight_u); m.eval(); print(m(torch.ones(1,3)))
U.remove_spectral_norm(m); print(list(m.state_dict()), m.weight)
""",
    """
P=torch.nn.utils.parametrizations; torch.manual_seed(0)
m=P.weight_norm(torch.nn.Linear(3,2)); print(m, list(m.state_dict()), type(m).__name__); y=m(torch.ones(1,3)); print(y); y.sum().backward(); print([p.grad for p in m.parameters()])
import torch.nn.utils.parametrize as Z; print(Z.is_parametrized(m), Z.is_parametrized(m,'bias')); Z.remove_parametrizations(m,'weight'); print(m, m.weight, type(m))
""",
    """
P=torch.nn.utils.parametrizations; torch.manual_seed(0)
m=P.spectral_norm(torch.nn.Conv2d(2,3,2)); print(m, list(m.state_dict())); y=m(torch.ones(1,2,3,3)); print(y.sum()); y.sum().backward(); print(m.parametrizations.weight.original.grad)
""",
    """
import torch.nn.utils.parametrize as Z
class Sym(torch.nn.Module):
    def forward(self, x): return x.triu() + x.triu(1).T
torch.manual_seed(0); m=torch.nn.Linear(2,2); Z.register_parametrization(m,'weight',Sym()); print(m, m.weight); print(list(m.state_dict()))
with Z.cached(): print(m.weight is m.weight)
m(torch.ones(1,2)).sum().backward(); print(m.parametrizations.weight.original.grad)
m.weight = torch.ones(2,2)
""",
    """
import torch.nn.utils.parametrize as Z
class Exp(torch.nn.Module):
    def forward(self, x): return x.exp()
    def right_inverse(self, x): return x.log()
m=torch.nn.Linear(2,2); Z.register_parametrization(m,'weight',Exp()); m.weight=torch.ones(2,2)*2; print(m.weight, m.parametrizations.weight.original)
Z.register_parametrization(m,'foo',Exp())
""",
    """
import torch.nn.utils.parametrize as Z
class Bad(torch.nn.Module):
    def forward(self, x): return x[0]
Z.register_parametrization(torch.nn.Linear(2,2),'weight',Bad())
""",
    """
p=torch.nn.Parameter(torch.ones(2)); (p*3).sum().backward(); U=torch.nn.utils; print(U.get_total_norm([p.grad]), U.clip_grad_norm_(p,1.,float('inf')), p.grad); U.clip_grad_norm([p],1.); U.clip_grad_norm_([],1.); p.grad*=float('inf'); U.clip_grad_norm_([p],1.,error_if_nonfinite=True)
""",
    """
m=torch.nn.utils.skip_init(torch.nn.Linear,2,3); print(m)
v=torch.nn.utils.parameters_to_vector(m.parameters()); torch.nn.utils.vector_to_parameters(torch.arange(9.),m.parameters()); print(m.weight, m.bias, v.shape)
""",
    """
from torch.nn.utils.stateless import functional_call
m=torch.nn.Linear(1,1); print(functional_call(m,{'weight':torch.ones(1,1),'bias':torch.zeros(1)},(torch.ones(1,1),)))
""",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_module_is_pytorchs_to_the_letter(program: str) -> None:
    assert_same(program)
