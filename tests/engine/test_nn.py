"""Modules, layers and losses, beside PyTorch."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import pytest

from tests.support.oracle import assert_same

PROGRAMS = (
    """
import torch.nn as nn
m = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Dropout(.1), nn.Flatten()); print(m, m[0], len(m), [n for n, _ in m.named_parameters()], m.training, m.eval().training)
""",
    """
import torch.nn as nn
torch.manual_seed(0); m = nn.Linear(1, 1); print(m.state_dict(), m.load_state_dict(m.state_dict()))
""",
    "m = torch.nn.Linear(1, 1); m.load_state_dict({'weight': torch.ones(1, 1), 'foo': torch.ones(1)})",
    "m = torch.nn.Linear(1, 1); m.load_state_dict({'weight': torch.ones(2, 1), 'bias': torch.ones(1)})",
    """
class M(torch.nn.Module):
    def __init__(self):
        self.a = torch.nn.Linear(1, 1)
M()
""",
    "m = torch.nn.Linear(1, 1); m.weight = torch.ones(1)",
    "m = torch.nn.Linear(1, 1); m.foo",
    "torch.nn.Module()(1)",
    """
import torch.nn as nn
m = nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1), nn.ReLU()]); print(m, nn.ModuleDict({'a': nn.ReLU()}), nn.Conv2d(1, 2, 3, padding=1, bias=False), nn.BatchNorm2d(3), nn.LayerNorm((2, 3)), nn.Embedding(3, 2), nn.MaxPool2d(2), nn.LeakyReLU(.2), nn.CrossEntropyLoss())
""",
    """
import torch.nn as nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2); self.register_buffer('b', torch.ones(1)); self.c = nn.Parameter(torch.zeros(1))
    def forward(self, x): return self.a(x) * self.c + self.b
torch.manual_seed(0); n = Net(); y = n(torch.ones(1, 2)); y.sum().backward(); print(n, y, n.c.grad, [k for k, _ in n.named_buffers()], list(n.state_dict())); n.zero_grad(); print(n.c.grad); print(n.double().c.dtype)
""",
    "m = torch.nn.BatchNorm1d(2); m(torch.tensor([[1., 2.], [3., 5.]])); print(m.running_mean, m.running_var, m.num_batches_tracked)",
    "print(type(torch.nn.Linear(1, 1)), torch.nn.Parameter, torch.optim.SGD, torch.nn.Module)",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_module_behaves_as_in_pytorch(program: str) -> None:
    assert_same(program)


SETUP = """
import torch.nn as nn
import torch.nn.functional as F
torch.manual_seed(1)
torch.set_default_dtype(torch.float64)
x = torch.tensor([[-1.5,.3,2.],[.7,-1.,1.5]], requires_grad=True)
y=torch.tensor([[.2,.5,.3],[.1,.1,.8]],requires_grad=True)
t=torch.tensor([0,2])
w=torch.tensor([1.,2.,3.])
im=torch.linspace(-1,1,50).reshape(1,2,5,5).sin().requires_grad_()
tt=torch.ones(1,5,5,dtype=torch.long)
k=torch.linspace(-1,1,54).reshape(3,2,3,3).cos().requires_grad_()
kb=torch.tensor([.1,.2,.3],requires_grad=True)
yd=y.detach()
g=torch.ones(3).requires_grad_()
s = torch.tensor([.25], requires_grad=True)
"""
TOLD = """
print([round(v, 4) + 0. for v in r.detach().reshape(-1).tolist()], r.shape, r.dtype, r.grad_fn and r.grad_fn.name())
if r.requires_grad:
    leaves = [x, im, k, kb, g, s]
    found = torch.autograd.grad(r.sum() + (r * r).sum(), leaves, allow_unused=True)
    print([None if f is None else [round(v, 3) + 0. for v in f.reshape(-1).tolist()] for f in found])
"""
CALLS = (
    "F.mse_loss(x,y)",
    "F.mse_loss(x,yd,reduction='sum')",
    "F.mse_loss(x,yd,reduction='none')",
    "F.mse_loss(x,yd[0])",
    "F.l1_loss(x,y)",
    "F.smooth_l1_loss(x,y,beta=.5)",
    "F.smooth_l1_loss(x,yd,reduction='none')",
    "F.huber_loss(x,y,delta=.7)",
    "F.binary_cross_entropy(x.sigmoid(),yd)",
    "F.binary_cross_entropy(x.sigmoid(),y,reduction='sum')",
    "F.binary_cross_entropy(x,yd)",
    "F.binary_cross_entropy(x.sigmoid(),yd[0])",
    "F.binary_cross_entropy_with_logits(x,y)",
    "F.binary_cross_entropy_with_logits(x,yd,weight=w,pos_weight=w)",
    "F.nll_loss(x.log_softmax(1),t)",
    "F.nll_loss(x.log_softmax(1),t,w)",
    "F.nll_loss(x.log_softmax(1),t,ignore_index=0,reduction='none')",
    "F.nll_loss(im,tt)",
    "F.cross_entropy(x,t)",
    "F.cross_entropy(x,t,w)",
    "F.cross_entropy(x,t,reduction='sum')",
    "F.cross_entropy(x,t,reduction='none')",
    "F.cross_entropy(x,t,ignore_index=0)",
    "F.cross_entropy(x,t,label_smoothing=.1)",
    "F.cross_entropy(x,t,w,label_smoothing=.1)",
    "F.cross_entropy(x,t,label_smoothing=.1,reduction='none')",
    "F.cross_entropy(x,yd)",
    "F.cross_entropy(x,yd,reduction='sum')",
    "F.cross_entropy(x,yd,w)",
    "F.cross_entropy(x,yd,label_smoothing=.2)",
    "F.cross_entropy(x[0],t[0])",
    "F.cross_entropy(im,tt)",
    "F.cross_entropy(x,torch.tensor([0,5]))",
    "F.cross_entropy(x,torch.tensor([0,1,1]))",
    "F.cross_entropy(x,torch.tensor([0.,1.]))",
    "F.mse_loss(x,y,reduction='foo')",
    "F.kl_div(x,yd,reduction='batchmean')",
    "F.kl_div(x,yd,reduction='mean',log_target=True)",
    "F.poisson_nll_loss(x,yd)",
    "F.gaussian_nll_loss(x,yd,yd)",
    "F.conv2d(im,k,kb)",
    "F.conv2d(im,k,kb,padding=1,stride=2)",
    "F.conv2d(im,k,None,dilation=2)",
    "F.conv2d(im,k[:2,:1],groups=2)",
    "F.conv2d(im,k,padding='same')",
    "F.conv2d(im[0],k)",
    "F.conv2d(im,k[:,:1])",
    "F.conv1d(im.reshape(1,2,25),k[:,:,0])",
    "F.conv_transpose2d(im,k.transpose(0,1),stride=2,padding=1,output_padding=1)",
    "F.max_pool2d(im,2)",
    "F.max_pool2d(im,3,stride=1,padding=1)",
    "F.max_pool2d(im,2,ceil_mode=True)",
    "F.avg_pool2d(im,2)",
    "F.avg_pool2d(im,3,1,1)",
    "F.avg_pool2d(im,3,1,1,count_include_pad=False)",
    "F.adaptive_avg_pool2d(im,1)",
    "F.adaptive_avg_pool2d(im,2)",
    "F.adaptive_avg_pool2d(im,(3,None))",
    "F.batch_norm(x,None,None,training=True)",
    "F.batch_norm(x,None,None,g,kb,training=True)",
    "F.batch_norm(x,torch.zeros(3),torch.ones(3),g,kb)",
    "F.batch_norm(im,None,None,training=True)",
    "F.layer_norm(x,(3,))",
    "F.layer_norm(x,(3,),g,kb)",
    "F.pad(im,(1,1))",
    "F.pad(x,(1,0,0,2),value=3.)",
    "nn.Linear(3,2)(x)",
    "nn.Sequential(nn.Linear(3,4),nn.ReLU(),nn.Linear(4,1))(x)",
    "nn.Conv2d(2,3,3,padding=1)(im)",
    "nn.BatchNorm1d(3)(x)",
    "nn.BatchNorm1d(3).eval()(x)",
    "nn.LayerNorm(3)(x)",
    "nn.Embedding(4,2)(t)",
    "nn.Embedding(4,2,padding_idx=0)(t)",
    "nn.Flatten()(im)",
    "nn.CrossEntropyLoss(label_smoothing=.1)(x,t)",
    "nn.BCEWithLogitsLoss()(x,yd)",
    "nn.SmoothL1Loss(beta=.5)(x,yd)",
    "nn.PReLU()(x)",
    "nn.Dropout(.5)(x)",
    "nn.Dropout(.5).eval()(x)",
    "nn.Sequential(nn.Linear(3,4),nn.ReLU())",
    "nn.ModuleDict({'a':nn.ReLU()})",
    "type(nn.Linear(1,1)), type(torch.optim.SGD), nn.Parameter, type(nn.Parameter(torch.ones(1)))",
    "nn.Linear(2,2)(torch.ones(1,3))",
    "nn.Linear(3,2,bias=False).state_dict()",
    "nn.BatchNorm1d(2).state_dict()",
    "F.relu(x)",
    "F.relu6(x)",
    "F.leaky_relu(x)",
    "F.leaky_relu(x,.2)",
    "F.elu(x)",
    "F.elu(x,2.)",
    "F.selu(x)",
    "F.celu(x,.5)",
    "F.gelu(x)",
    "F.gelu(x,approximate='tanh')",
    "F.silu(x)",
    "F.mish(x)",
    "F.softplus(x)",
    "F.softplus(x,2.,3.)",
    "F.softsign(x)",
    "F.hardtanh(x)",
    "F.hardtanh(x,-2.,1.)",
    "F.hardswish(x)",
    "F.hardsigmoid(x)",
    "F.logsigmoid(x)",
    "F.tanh(x)",
    "F.sigmoid(x)",
    "F.tanhshrink(x)",
    "F.softshrink(x)",
    "F.hardshrink(x)",
    "F.softmin(x,1)",
    "F.softmax(x,1)",
    "F.softmax(x)",
    "F.log_softmax(x,0)",
    "F.softmax(x,1,dtype=torch.float64)",
    "F.prelu(x,s)",
    "F.prelu(x,w)",
    "F.glu(torch.cat([x,x],1))",
    "F.threshold(x,.1,0.)",
    "F.dropout(x)",
    "F.dropout(x,.3)",
    "F.dropout(x,training=False)",
    "F.dropout(x,1.)",
    "F.dropout(x,2.)",
    "F.relu(x*1,inplace=True)",
    "F.normalize(x)",
    "F.one_hot(torch.tensor([0,2]))",
    "F.one_hot(torch.tensor([0,2]),4)",
    "F.linear(x,torch.ones(2,3,requires_grad=True))",
    "F.linear(x,torch.ones(2,3),s)",
    "F.linear(x[0],torch.ones(2,3),s)",
    "F.linear(x[None],torch.ones(2,3),torch.ones(2))",
    "F.linear(x[None],torch.ones(2,3))",
    "F.embedding(torch.tensor([[0,1],[1,1]]),x)",
    "F.embedding(torch.tensor([0,1]),x,padding_idx=0)",
)


@pytest.mark.parametrize("call", CALLS)
def test_a_layer_or_loss_gives_pytorchs_values_gradients_and_node(call: str) -> None:
    assert_same(f"{SETUP}r = {call}\nif not torch.is_tensor(r): print(r)\nelse:{_indented(TOLD)}")


def _indented(text: str) -> str:
    return text.replace("\n", "\n    ")
