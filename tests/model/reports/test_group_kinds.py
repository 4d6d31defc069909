"""What the node panel calls a folded group."""

from __future__ import annotations

from inspector.model.reports.inspection import group_kind
from tests.model.graphs.test_first_views import MODEL, SUMMED
from tests.model.graphs.test_grouping import session_of


def kinds(source: str) -> list[str]:
    return list(map(group_kind, session_of(source).graph.groups.values()))


def test_a_module_and_a_statement_are_named_with_what_they_hold() -> None:
    told = "a module, Block · 24 parameters, 10 ops, 8 leaves. Its result:"
    assert kinds(MODEL).count(told) == 3
    assert "a statement, line 4, 42 ops. Its result:" in kinds(SUMMED)


def test_leaves_that_several_parts_share_have_no_result() -> None:
    assert "13 leaves, used in several parts. The last of them:" in kinds(SUMMED)
