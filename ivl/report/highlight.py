"""The words of IVL for pygments, and the source of a program in colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pygments.lexer import Lexer, RegexLexer, bygroups, words
from pygments.lexers import find_lexer_class_for_filename
from pygments.lexers.special import TextLexer
from pygments.token import (
    STANDARD_TYPES,
    Comment,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
    _TokenType,
)

_DECLARATIONS = (
    "type", "const", "function", "axiom", "var", "procedure", "implementation", "datatype",
    "returns", "requires", "ensures", "modifies", "free", "unique", "finite", "extends", "complete",
    "where", "uses", "hideable", "revealed", "pure", "measure",
)  # fmt: skip
_STATEMENTS = (
    "assert", "assume", "havoc", "call", "goto", "return", "if", "then", "else", "while", "break",
    "invariant", "forall", "exists", "lambda", "old", "is", "hide", "reveal", "pop", "push", "div",
    "mod", "async", "par",
)  # fmt: skip


_ATTRIBUTE = bygroups(Punctuation, Punctuation, Name.Decorator)  # type: ignore[no-untyped-call]


class IvlLexer(RegexLexer):
    """The Intermediate Verification Language, which is Boogie's."""

    name = "IVL"
    aliases: ClassVar[list[str]] = ["ivl", "boogie-ivl"]
    filenames: ClassVar[list[str]] = ["*.bpl", "*.ivl"]
    tokens: ClassVar = {
        "root": [
            (r"\s+", Text),
            (r"^#(if|elsif|else|endif|line)\b.*$", Comment.Preproc),
            (r"//[^\n]*", Comment.Single),
            (r"/\*", Comment.Multiline, "comment"),
            (r'"(\\.|[^"\\\n])*"', String),
            (r"(\{)(:)([\w.$#'`~^?]+)", _ATTRIBUTE),
            (words(_DECLARATIONS, prefix=r"(?<![\w.$#'`~^\\?])", suffix=r"\b"),
             Keyword.Declaration),
            (words(_STATEMENTS, prefix=r"(?<![\w.$#'`~^\\?])", suffix=r"\b"), Keyword),
            (r"\b(int|real|bool|string|regex|rmode|float\d+e\d+|bv\d+)\b", Keyword.Type),
            (r"\b(true|false|null)\b", Keyword.Constant),
            (r"\d+bv\d+\b|0x[0-9a-fA-F_]+\.[0-9a-fA-F_]+e-?\d+f\d+e\d+", Number),
            (r"\d+(\.\d+)?(e-?\d+)?", Number),
            (r"\\?[A-Za-z_.$#'`~^\\?][\w.$#'`~^\\?]*", Name),
            (r"[-+*/=<>!&|:%∧∨¬⇒⇐⇔≠≤≥∀∃λ•]+", Operator),
            (r"[()\[\]{};,@]", Punctuation),
            (r".", Text),
        ],
        "comment": [
            (r"[^*/]+", Comment.Multiline),
            (r"/\*", Comment.Multiline, "#push"),
            (r"\*/", Comment.Multiline, "#pop"),
            (r"[*/]", Comment.Multiline),
        ],
    }  # fmt: skip


def colored(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The pieces of `text`, in order, each with the short class of pygments that it has."""
    for _, token, piece in _lexer(name).get_tokens_unprocessed(text):
        yield _css_class(token), piece


def style(dark: bool, scope: str) -> str:
    """The CSS for the classes within `scope`."""
    from pygments.formatters import HtmlFormatter

    formatter = HtmlFormatter(style="github-dark" if dark else "default")
    rules = formatter.get_token_style_defs([scope])  # type: ignore[no-untyped-call]
    return "\n".join(rules)


def _lexer(name: str) -> Lexer:
    if name.endswith((".bpl", ".ivl", "-")) or "." not in name:
        return IvlLexer()
    found = find_lexer_class_for_filename(name)
    return TextLexer() if found is None else found()


def _css_class(token: _TokenType) -> str:
    while token not in STANDARD_TYPES and token.parent is not None:
        token = token.parent
    return STANDARD_TYPES.get(token, "")
