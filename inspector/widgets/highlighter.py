"""Python colours for a text document, one line at a time.

Pygments reads a line in the lexer state that the line before it ended in, so a keystroke costs
one line, and Qt carries on downwards only while the ending state changes.
"""

from __future__ import annotations

from collections.abc import Iterator

from pygments.lexer import ExtendedRegexLexer, LexerContext
from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String, _TokenType
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from inspector.theme.tokens import Theme
from inspector.widgets.places import utf16_length

Stack = tuple[str, ...]
Piece = tuple[int, _TokenType, str]

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


class _LineLexer(ExtendedRegexLexer, PythonLexer):  # type: ignore[misc]
    """Pygments' Python lexer, with its state in the hands of the caller."""


class LineLexer:
    """Splits single lines into tokens, continuing from the state of the line before."""

    def __init__(self) -> None:
        self._lexer = _LineLexer()
        self._stacks: list[Stack] = [_START]
        self._numbers: dict[Stack, int] = {_START: 0}

    def read(self, line: str, state: int) -> tuple[list[Piece], int]:
        """The tokens of ``line`` read in ``state`` (below 0: a file's start), and the next."""
        context = LexerContext(line + "\n", 0, list(self._stacks[max(state, 0)]))
        pieces = list(self._pieces(context))
        return pieces, self._number(tuple(context.stack))

    def _pieces(self, context: LexerContext) -> Iterator[Piece]:
        yield from self._lexer.get_tokens_unprocessed(context=context)

    def _number(self, stack: Stack) -> int:
        if stack not in self._numbers:
            self._numbers[stack] = len(self._stacks)
            self._stacks.append(stack)
        return self._numbers[stack]


class Highlighter(QSyntaxHighlighter):
    """Colours a document by a theme's ``editor_*`` roles."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._lexer = LineLexer()
        self._formats: dict[str, QTextCharFormat] = {}

    def set_theme(self, theme: Theme) -> None:
        """Colour everything again in ``theme``."""
        self._formats = {role: _format(theme, role) for _, role in _ROLES}
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        pieces, state = self._lexer.read(text, self.previousBlockState())
        for start, kind, piece in pieces:
            found = next((role for parent, role in _ROLES if kind in parent), "")
            if found in self._formats:
                at = utf16_length(text[:start])
                self.setFormat(at, utf16_length(piece), self._formats[found])
        self.setCurrentBlockState(state)


def _format(theme: Theme, role: str) -> QTextCharFormat:
    style = QTextCharFormat()
    style.setForeground(QColor(getattr(theme, role)))
    if role == "editor_keyword":
        style.setFontWeight(QFont.Weight.DemiBold)
    if role == "editor_comment":
        style.setFontItalic(True)
    return style
