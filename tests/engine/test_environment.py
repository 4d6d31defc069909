"""What PyTorch says about the machine, and what can be set, is said and set here."""

# ruff: noqa: E501  (programs keep their lines)

from __future__ import annotations

import subprocess
import sys

import pytest

import engine
from engine.foundation.warn import SAID
from tests.support.oracle import assert_same, posing

PROGRAMS = (
    "with torch.autocast('cuda'): print((torch.ones(2, 2) @ torch.ones(2, 2)).dtype)",
    "with torch.autocast(device_type='cpu', dtype=torch.bfloat16, enabled=False): print((torch.ones(2, 2) @ torch.ones(2, 2)).dtype)",
    "with torch.cuda.amp.autocast(): print(1)",
    "torch.autocast(3)",
    "from torch.cuda.amp import GradScaler, autocast; print(GradScaler().is_enabled())",
    "s = torch.amp.GradScaler('cuda'); x = torch.ones(1, requires_grad=True); o = torch.optim.SGD([x], lr=.1); s.scale(x * 2).backward(); s.unscale_(o); s.step(o); s.update(); print(x, s.state_dict(), s.get_scale())",
    "s = torch.amp.GradScaler('cpu'); x = torch.ones(1, requires_grad=True); o = torch.optim.SGD([x], lr=.1); l = s.scale(x * 2); print(l); l.sum().backward(); print(x.grad); s.step(o); s.update(); print(x, s.state_dict())",
    "s = torch.amp.GradScaler('cpu'); x = torch.ones(1, requires_grad=True); o = torch.optim.SGD([x], lr=.1); s.scale(x * float('inf')).backward(); s.step(o); s.update(); print(x, s.get_scale()); s.unscale_(o); s.unscale_(o)",
    "torch.amp.GradScaler('cpu').update()",
    "print(torch.cuda.is_available(), torch.cuda.device_count(), torch.cuda.is_initialized(), torch.cuda.memory_allocated(), torch.cuda.is_bf16_supported())",
    "torch.cuda.synchronize()",
    "torch.cuda.empty_cache(); torch.cuda.manual_seed(1); torch.cuda.manual_seed_all(1); print(torch.cuda.get_rng_state_all())",
    "torch.cuda.get_device_name(0)",
    "torch.cuda.get_device_properties(0)",
    "torch.cuda.Stream()",
    "torch.nn.Linear(1, 1).cuda()",
    "torch.nn.Linear(1, 1).to('cuda:0')",
    "torch.backends.cudnn.benchmark = True; print(torch.backends.cudnn.benchmark, torch.backends.cudnn.enabled, torch.backends.cudnn.is_available(), torch.backends.cudnn.version(), torch.backends.mps.is_available())",
    "torch.backends.cuda.matmul.allow_tf32 = True; print(torch.backends.cuda.is_built())",
    "torch.set_float32_matmul_precision('high'); print(torch.get_float32_matmul_precision()); torch.set_float32_matmul_precision('foo'); torch.set_float32_matmul_precision('highest')",
    "torch.use_deterministic_algorithms(True); print(torch.are_deterministic_algorithms_enabled()); torch.use_deterministic_algorithms(False)",
    "print(torch.__version__, torch.version.cuda, torch.version.hip)",
    "print(torch.is_autocast_enabled(), torch.get_autocast_dtype('cpu'), torch.compiler.is_compiling(), torch.accelerator.is_available())",
    "torch.manual_seed(3)\nwith torch.random.fork_rng(): torch.rand(3)\nprint(torch.rand(1)); s = torch.random.get_rng_state(); a = torch.rand(2); torch.random.set_rng_state(s); print(torch.equal(a, torch.rand(2)))",
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_machine_is_as_in_pytorch_without_a_graphics_card(program: str) -> None:
    assert_same(program)


def test_what_is_compiled_computes_what_it_did_and_shows_what_it_was() -> None:
    model = engine.nn.Linear(1, 1)
    compiled = engine.compile(model)
    assert repr(compiled).startswith("OptimizedModule(\n  (_orig_mod): Linear(")
    assert engine.equal(compiled(engine.ones(1)), model(engine.ones(1)))
    assert engine.compile(mode="max-autotune")(abs)(-2) == 2


def test_autocast_tells_of_the_layers_that_it_leaves_alone() -> None:
    SAID.texts.clear()
    with pytest.warns(UserWarning, match="leaves LSTM layers"), engine.autocast("cpu"):
        assert engine.nn.LSTM(2, 2)(engine.ones(1, 2))[0].dtype is engine.float32


def test_autocast_reaches_functions_that_a_program_named_before() -> None:
    program = (
        "import engine; engine.install_as_torch()\n"
        "import torch\nfrom torch import mm\nfrom torch.nn.functional import linear\n"
        "one = torch.ones(2, 2)\n"
        "with torch.autocast('cpu'): print(mm(one, one).dtype, linear(one, one).dtype)\n"
        "print(mm(one, one).dtype)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["torch.bfloat16"] * 2 + ["torch.float32"]


@pytest.mark.filterwarnings("ignore")
def test_recurrent_layers_take_the_halves_of_autocast_for_what_their_weights_are() -> None:
    with engine.autocast("cpu"):
        halves = engine.nn.Linear(2, 2)(engine.ones(3, 1, 2))
        found = engine.nn.LSTM(2, 2, proj_size=1)(halves)[0]
    assert found.dtype is engine.float32


@pytest.mark.parametrize("name", ["jit.script", "jit.trace", "hub.load"])
def test_what_is_lacking_says_what_to_do_instead(name: str) -> None:
    package, function = name.split(".")
    with pytest.raises(
        NotImplementedError, match=f"torch.{name} exists in PyTorch but not"
    ) as found:
        getattr(getattr(engine, package), function)(None)
    assert found.value.__notes__


@pytest.mark.parametrize("name", ["torchvision", "torchtext", "torchvision.transforms"])
def test_a_companion_is_refused_with_a_sentence(name: str) -> None:
    with posing(), pytest.raises(ModuleNotFoundError, match="Make small data in the program"):
        __import__(name)


STEPS = """
import resource
import engine

layer, inputs = engine.nn.Conv2d(1, 16, 3), engine.ones(16, 1, 28, 28)
for turn in range(40):
    if turn == 20:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    layer(inputs).relu().sum().backward()
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 20)
"""


def test_the_memory_of_a_training_step_serves_the_next() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STEPS], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 50  # pages that the system had to clear in each step
