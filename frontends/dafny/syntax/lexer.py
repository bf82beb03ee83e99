"""The lexer: one regular expression over the text.

``<<`` and ``>>`` are two tokens each, since ``seq<seq<int>>`` needs them so.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.source import Source, Span

KEYWORDS = frozenset(
    """
    abstract allocated as assert assume bool break calc case char class codatatype colemma
    comethod const constructor copredicate datatype decreases else ensures exists export extends
    false forall fresh function ghost if imap import in include inductive int invariant iset
    iterator label lemma map match method modifies modify module multiset nat new newtype null
    object old ORDINAL predicate print protected reads real refines requires return returns
    reveal seq set static string then this trait true twostate type unchanged var while yield
    yields
    """.split()  # noqa: SIM905
)
"""Words that cannot be names. Newer keywords are recognised where they can stand only."""

_UNICODE = {
    "⇔": "<==>", "⇒": "==>", "⇐": "<==", "∧": "&&", "∨": "||", "¬": "!", "≤": "<=", "≥": ">=",
    "≠": "!=", "∀": "forall", "∃": "exists", "•": "::", "∈": "in", "∉": "!in",
}  # fmt: skip

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n]*)
    | (?P<comment>/\*)
    | (?P<char>'(?:[^\\'\n\r]|\\u[0-9a-fA-F]{4}|\\U\{[0-9a-fA-F_]+\}|\\[^u\n])')
    | (?P<word>[^\W\d][\w'?]*|['?][\w'?]*)
    | (?P<hex>0x[0-9a-fA-F](?:_?[0-9a-fA-F])*)
    | (?P<real>\d(?:_?\d)*\.\d(?:_?\d)*)
    | (?P<number>\d(?:_?\d)*)
    | (?P<verbatim>@"(?:[^"]|"")*")
    | (?P<string>"(?:[^"\\\n]|\\.)*")
    | (?P<operator><==>|==>|<==|-->|\.\.\.|::|:=|:\||:-|!=|==|<=|>=|&&|\|\||!!|=>|->|~>|\.\.|\{:
        |!in(?![\w'?])|[-+*/%&^|!<>=:;,.(){}\[\]`\#@]|[⇔⇒⇐∧∨¬≤≥≠∀∃•∈∉])
    """,
    re.VERBOSE,
)
_DIGITS = re.compile(r"\d+")
_COMMENT_EDGE = re.compile(r"/\*|\*/")


class Kind(Enum):
    """What a token is. Keywords and operators are all SYMBOLs."""

    WORD = "a name"
    NUMBER = "a number"
    REAL = "a real number"
    CHAR = "a character"
    STRING = "a string"
    SYMBOL = "a symbol"
    END = "the end of the file"


class Token(NamedTuple):
    """A token from `start` to `end`; `text` as written, but for Unicode operators."""

    kind: Kind
    text: str
    start: int
    end: int


_KINDS = {
    "hex": Kind.NUMBER,
    "number": Kind.NUMBER,
    "real": Kind.REAL,
    "char": Kind.CHAR,
    "string": Kind.STRING,
    "verbatim": Kind.STRING,
}


def tokenize(source: Source) -> list[Token]:
    """The tokens of a text, ended by an END. Raises ProgramError."""
    text, at, tokens = source.text, 0, list[Token]()
    while at < len(text):
        if tokens and tokens[-1].text == "." and (digits := _DIGITS.match(text, at)):
            tokens.append(Token(Kind.NUMBER, digits[0], at, digits.end()))
            at = digits.end()
            continue
        found = _TOKEN.match(text, at)
        if found is None:
            raise _error(source, at, f"unexpected character {text[at]!r}")
        group, word, end = found.lastgroup, found[0], found.end()
        if group == "comment":
            end = _end_of_comment(source, at)
        elif group == "word":
            kind = Kind.SYMBOL if word in KEYWORDS else Kind.WORD
            tokens.append(Token(kind, word, at, end))
        elif group == "operator":
            tokens.append(Token(Kind.SYMBOL, _UNICODE.get(word, word), at, end))
        elif group != "space":
            assert group is not None
            tokens.append(Token(_KINDS[group], word, at, end))
        at = end
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def _end_of_comment(source: Source, start: int) -> int:
    depth = 0
    for edge in _COMMENT_EDGE.finditer(source.text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    raise _error(source, start, "this comment has no end")


def _error(source: Source, at: int, message: str) -> ProgramError:
    return ProgramError([Diagnostic("parse.dafny", message, Span(source, at, at + 1))])


_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "'": "'", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U\{([0-9a-fA-F_]+)\}|(.))")


def text_value(literal: str) -> str:
    """What a string or character literal stands for."""
    if literal.startswith("@"):
        return literal[2:-1].replace('""', '"')

    def unescape(found: re.Match[str]) -> str:
        digits = found[1] or found[2]
        return chr(int(digits, 16)) if digits else _ESCAPES.get(found[3], found[3])

    return _ESCAPE.sub(unescape, literal[1:-1])
