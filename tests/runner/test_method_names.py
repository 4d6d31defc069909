"""What a function is called in a recording: a method with its class, what is nested by itself."""

from __future__ import annotations

from inspector.model.moments.calls import Calls
from inspector.model.questions.explain import sentence
from inspector.model.recordings.events import Names, Statement
from inspector.model.recordings.recording import Recording
from tests.runner.running import of, record

SOURCE = """
class Twice(torch.nn.Module):
    def forward(self, x):
        return 2 * x


class More(torch.nn.Module):
    def forward(self, x):
        def added(y):
            return y + 1

        return added(x)


y = More()(Twice()(torch.tensor(1.0, requires_grad=True)))
"""


def test_two_methods_of_one_name_are_told_apart() -> None:
    events = record(SOURCE)
    called = {event.function for event in of(Statement, events)}
    functions = {"Twice.forward", "More.forward", "added"}
    assert called == {"<module>", "class Twice", "class More", *functions}
    assert called >= {event.function for event in of(Names, events)}


def test_a_step_names_the_class_and_a_module_is_still_one_call() -> None:
    recording = Recording(SOURCE)
    recording.extend(record(SOURCE))
    told = [sentence(recording, step) for step in range(len(recording) + 1)]
    assert "Line 4 of Twice.forward() runs next: return 2 * x" in told
    calls = Calls(SOURCE)
    calls.follow(recording.events)
    assert [call.title for call in calls.all] == ["Twice", "More", "added()"]
