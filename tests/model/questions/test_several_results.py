"""What is said of an operation with several results."""

from __future__ import annotations

from inspector.model.derivations.formulas import derivative_text
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Op
from inspector.model.recordings.recording import Recording
from tests.runner.running import record

PROGRAM = """x = torch.arange(4., requires_grad=True)
a, b = x.unsafe_split(2)
parts = x.unbind()
"""


def test_every_result_is_told_and_of_many_the_first() -> None:
    recording = Recording(PROGRAM, "several.py")
    recording.extend(record(PROGRAM))
    split, unbound = recording.of_kind(Op)
    assert "a, b = unsafe_split(" in sentence(recording, split + 1)
    assert " = [0, 1] and [2, 3], recorded as" in sentence(recording, split + 1)
    assert " = 0, 1, 2 and 1 more, recorded as" in sentence(recording, unbound + 1)


SAID = """image = torch.zeros(4, 4)
patch = torch.ones(2, 2, requires_grad=True)
image[1:3, 1:3] = patch
with torch.no_grad():
    twice = patch * 2
normal = torch.nn.functional.layer_norm(patch, (2,))
normal.sum().backward()
u, s, v = torch.linalg.svd(torch.ones(3, 2, requires_grad=True) + torch.eye(3, 2))
s.sum().backward()
spectrum = torch.stft(torch.ones(4), 4, window=torch.ones(4), return_complex=True)
inverse = torch.linalg.pinv(patch)
"""


def test_operations_are_told_in_words_of_the_program_and_not_of_the_engine() -> None:
    recording = Recording(SAID, "said.py")
    recording.extend(record(SAID))
    told = "\n".join(sentence(recording, step, derivative_text) for step in range(len(recording)))
    assert "normal = layer_norm(patch, eps=1e−05) = " in told
    assert "transpose(a 1×5×3 complex64 tensor)" in told
    assert "spectrum = squeeze(a 1×3×5 complex64 tensor)" in told
    assert "inverse = linalg_pinv(patch) = " in told
    assert "sends (incoming − mean incoming − " in told
    assert "; image changes too, as it shares its memory." in told
    assert "not recorded: no_grad on line 4 turned that off." in told
