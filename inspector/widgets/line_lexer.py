"""Python's tokens one line at a time, so that a keystroke costs one line."""

from __future__ import annotations

from collections.abc import Iterator

from pygments.lexer import ExtendedRegexLexer, LexerContext
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType

from inspector.widgets.text_places import utf16_length

Stack = tuple[str, ...]
Piece = tuple[int, _TokenType, str]
Span = tuple[int, int, str]
"""Start and length in UTF-16 units, and the colour role of what stands there."""

_START: Stack = ("root",)
_ROLES: tuple[tuple[_TokenType, str], ...] = (
    (Comment, "editor_comment"),
    (String, "editor_string"),
    (Number, "editor_number"),
    (Keyword, "editor_keyword"),
    (Operator.Word, "editor_keyword"),
    (Operator, "editor_operator"),
    (Name.Decorator, "editor_decorator"),
    (Name.Builtin, "editor_builtin"),
    (Name.Exception, "editor_builtin"),
    (Name.Function, "editor_function"),
    (Name.Class, "editor_function"),
)
ROLES = frozenset(role for _, role in _ROLES)
"""Every role that a span may have."""
_MOST_KNOWN = 20_000
"""Lines whose spans are remembered: a change of theme, or of the line above, reads none again."""


class _PythonLines(ExtendedRegexLexer, PythonLexer):  # type: ignore[misc]
    """Pygments' Python lexer, with its state in the hands of the caller."""


class LineLexer:
    """Splits single lines into tokens, continuing from the state of the line before.

    A state is a number; below 0 stands for the start of a file.
    """

    def __init__(self) -> None:
        self._lexer = _PythonLines()
        self._stacks: list[Stack] = [_START]
        self._numbers: dict[Stack, int] = {_START: 0}
        self._roles: dict[_TokenType, str] = {}
        self._known: dict[tuple[str, int], tuple[tuple[Span, ...], int]] = {}

    def read(self, line: str, state: int) -> tuple[list[Piece], int]:
        """The tokens of ``line`` read in ``state``, and the state after it."""
        context = LexerContext(line + "\n", 0, list(self._stacks[max(state, 0)]))
        pieces = list(self._pieces(context))
        return pieces, self._number(tuple(context.stack))

    def spans(self, line: str, state: int) -> tuple[tuple[Span, ...], int]:
        """What is coloured in ``line`` read in ``state``, and the state after it."""
        key = line, max(state, 0)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            pieces, after = self.read(line, state)
            known = self._known[key] = tuple(self._coloured(pieces)), after
        return known

    def _coloured(self, pieces: list[Piece]) -> Iterator[Span]:
        at = 0
        for _, kind, piece in pieces:
            length = utf16_length(piece)
            role = self._roles.get(kind)
            if role is None:
                role = next((role for parent, role in _ROLES if kind in parent), "")
                self._roles[kind] = role
            if role:
                yield at, length, role
            at += length

    def _pieces(self, context: LexerContext) -> Iterator[Piece]:
        yield from self._lexer.get_tokens_unprocessed(context=context)

    def _number(self, stack: Stack) -> int:
        if stack not in self._numbers:
            self._numbers[stack] = len(self._stacks)
            self._stacks.append(stack)
        return self._numbers[stack]
