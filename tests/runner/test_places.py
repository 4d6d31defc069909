"""Every operation knows the very characters of the source that ran it."""

from __future__ import annotations

import textwrap

from inspector.model.recordings.events import Created, GradMode, Op
from tests.runner.running import of, record


def sources(source: str) -> list[str]:
    """The source text of each operation, white space within it made one."""
    source = textwrap.dedent(source)
    rows = source.splitlines()
    found = []
    for event in of(Op, record(source)):
        text = "\n".join(rows[event.line - 1 : event.end_line])
        last = len(rows[event.end_line - 1]) - event.columns[1]
        found.append(" ".join(text[event.columns[0] : len(text) - last].split()))
    return found


def test_nested_expressions_each_have_their_own_place() -> None:
    source = """\
    a = torch.ones(2)
    b = torch.ones(2)
    c = (a * b + a) / (b - 3)
    """
    assert sources(source) == ["a * b", "a * b + a", "b - 3", "(a * b + a) / (b - 3)"]


def test_an_expression_over_several_lines_has_all_of_them() -> None:
    """Of a method call that begins on a later line Python itself knows only the last part."""
    source = """\
    a = torch.ones(2)
    c = torch.exp(
        a
        * 2
    ).sum()
    """
    assert sources(source) == ["a * 2", "torch.exp( a * 2 )", "sum()"]


def test_columns_count_characters_not_bytes() -> None:
    assert sources('a = torch.ones(2)\nd = {"größe→": a * 2, "é": a + 1}\n') == ["a * 2", "a + 1"]


def test_operations_in_functions_comprehensions_and_lambdas_are_found() -> None:
    source = """\
    a = torch.ones(2)
    def f(t):
        return t.exp()
    f(a)
    [a * n for n in (1, 2)]
    (lambda t: -t)(a)
    list(map(f, [a]))
    """
    expected = ["t.exp()", "a * n", "a * n", "-t", "t.exp()"]
    assert sources(source) == expected


def test_in_place_operators_and_indexing_have_places() -> None:
    source = "a = torch.ones(3)\na += 1\nb = a[1]\n"
    assert sources(source) == ["a += 1", "a[1]"]


def test_what_a_library_computes_belongs_to_the_call_in_the_program() -> None:
    source = "import functools\na = torch.ones(2)\nb = functools.reduce(torch.add, [a, a, a])\n"
    assert sources(source) == ["functools.reduce(torch.add, [a, a, a])"] * 2


def test_leaves_and_switches_have_lines() -> None:
    source = """\
    a = torch.tensor(
        [1.0])
    with torch.no_grad():
        b = a * 2
    """
    events = record(source)
    made = of(Created, events)[0]
    assert (made.line, made.columns, made.end_line) == (1, (4, 10), 2)
    assert [mode.line for mode in of(GradMode, events)] == [3, 3]


def test_what_is_first_met_by_its_name_was_made_where_that_is_bound() -> None:
    source = """\
    p, lower, upper = torch.linalg.lu(torch.ones(2, 2))
    double = lower * 2
    for (x,) in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.ones(2, 1))):
        double = x * 2
    """
    made = of(Created, record(source))
    assert {event.line for event in made} == {1, 3}
    assert made[1].columns == (0, 0)


def test_a_thread_of_the_program_finds_its_own_place() -> None:
    source = """\
    import threading
    a = torch.ones(2)
    def work():
        a.exp()
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    """
    assert sources(source) == ["a.exp()"]
