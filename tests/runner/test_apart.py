"""What a program does to ``builtins`` meets the program, and never what records it."""

from __future__ import annotations

from inspector.model.recordings.events import Accumulate, End, Error
from tests.runner.running import of, printed, run

SABOTAGE = """\
    import builtins, torch

    def broken(*args, **options):
        raise RuntimeError("not today")

    a = torch.tensor(3.0, requires_grad=True)
    put = setattr
    for name in [name for name in vars(builtins) if name.islower() and name[0] != "_"]:
        put(builtins, name, broken)
    (a * a).backward()
    a = a.grad
    """


def test_a_program_that_breaks_every_builtin_is_recorded_to_its_end() -> None:
    events = run(SABOTAGE)
    (end,) = of(End, events)
    assert end.reason == "finished", end
    assert len(of(Accumulate, events)) == 1
    assert not printed(events, "stderr")


def test_what_python_and_the_engine_read_only_now_is_whole() -> None:
    late = "import fractions, torch.distributions\n    torch.linalg.qr(torch.ones(2, 2))\n    "
    events = run(SABOTAGE.replace("(a * a)", f"{late}(a * a)"))
    assert [end.reason for end in of(End, events)] == ["finished"]


def test_what_it_broke_is_broken_for_itself() -> None:
    events = run(SABOTAGE + "print(a)\n")
    (error,) = of(Error, events)
    assert (error.type, error.message) == ("RuntimeError", "not today")
    assert error.traceback.startswith("Traceback (most recent call last):")


def test_the_modules_of_the_program_see_what_it_put_there() -> None:
    events = run(
        """\
        import builtins, pickle, sys, tempfile
        from pathlib import Path
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "helping.py").write_text("half = twice(21)")
            sys.path.insert(0, folder)
            builtins.twice = lambda n: 2 * n
            import helping
        print(helping.half, pickle.loads(pickle.dumps(sum)) is sum)
        """
    )
    assert printed(events, "stdout") == "42 True\n"
