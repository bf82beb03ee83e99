"""The lexer: one compiled regular expression over the text, keywords by dictionary.

The lexical structure is that of Boogie's scanner: nested block comments, identifiers with
``'~#$^_.?``` and a backslash that makes any keyword an identifier, ``#`` lines in column 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice, repeat
from operator import itemgetter
from typing import TypeAlias

from ivl.base.source import Source, Span

Token: TypeAlias = tuple[str, Span]
"""What the parser's stack holds for a terminal: its text and its place."""

KEYWORDS = {
    word: word.upper()
    for word in (
        "assert", "assume", "axiom", "bool", "break", "call", "const", "div", "else", "ensures",
        "exists", "false", "forall", "free", "function", "goto", "havoc", "if", "implementation",
        "int", "invariant", "lambda", "mod", "modifies", "old", "procedure", "real", "requires",
        "return", "returns", "then", "true", "type", "unique", "var", "where", "while",
        "async", "par", "yield",
    )
}  # fmt: skip
KEYWORDS.update(
    dict.fromkeys(
        (
            "roundNearestTiesToEven", "RNE", "roundNearestTiesToAway", "RNA",
            "roundTowardPositive", "RTP", "roundTowardNegative", "RTN", "roundTowardZero", "RTZ",
        ),
        "ROUNDING",
    )
)  # fmt: skip

# Boogie 2 had none of these: where the grammar has no use for the keyword, it is an identifier.
SOFT_KEYWORDS = {
    word: word.upper()
    for word in (
        "action", "asserts", "atomic", "both", "creates", "datatype", "hide", "hideable", "is",
        "left", "measure", "pop", "preserves", "pure", "push", "refines", "reveal", "revealed",
        "right", "uses", "using",
    )
}  # fmt: skip
KEYWORDS.update(SOFT_KEYWORDS)

# At the start of a statement, a word that one of these follows is a variable or a label.
_COMMAND_WORDS = frozenset({"hide", "measure", "pop", "push", "reveal"})
_NAME_FOLLOWS = re.compile(r"\s*(?::|,|\[|->)")

OPERATORS = {
    "<==>": "IFF", "==>": "IMPLIES", "<==": "EXPLIES", "&&": "AND", "||": "OR",
    "==": "EQ", "!=": "NE", "<=": "LE", ">=": "GE", "<": "LT", ">": "GT",
    "++": "CONCAT", "+": "PLUS", "-": "MINUS", "*": "TIMES", "/": "DIVIDE", "**": "POWER",
    "!": "NOT", "::": "QSEP", ":=": "ASSIGN", ":": "COLON", ";": "SEMI", ",": "COMMA",
    "->": "ARROW", "=": "DEFINES", "|": "BAR", "(": "LPAREN", ")": "RPAREN",
    "[": "LBRACKET", "]": "RBRACKET", "{": "LBRACE", "}": "RBRACE", "|{": "LCODE", "}|": "RCODE",
}  # fmt: skip

UNICODE = {
    "⇔": "<==>", "⇒": "==>", "⇐": "<==", "∧": "&&", "∨": "||", "≠": "!=", "≤": "<=", "≥": ">=",
    "¬": "!", "∀": "forall", "∃": "exists", "λ": "lambda", "•": "::",
}  # fmt: skip

LITERALS = ("INTEGER", "BITVECTOR", "DECIMAL", "FLOAT", "STRING")
TERMINALS = ("ID", *LITERALS, *dict.fromkeys((*KEYWORDS.values(), *OPERATORS.values())))
END = "$end"
INVALID = "INVALID"

_KINDS = KEYWORDS | OPERATORS

# Group 1 is a token as it stands in the text; the rest needs a closer look.
_SCANNER = re.compile(
    r"""[ \t\r\n]*+ (?: (?: //[^\n]*+ | ^\#[^\n]*+ | \A\ufeff
                      | /\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/ ) [ \t\r\n]*+ )*+
    (?: ( [A-Za-z'~\#$^_.?`][A-Za-z0-9'~\#$^_.?`]*+                                  # word
        | [{()\[\];,]                                                               # operator
        | -?0x[0-9A-Fa-f]+\.[0-9A-Fa-f]+e-?[0-9]+f[0-9]+e[0-9]+                       # float
        | 0(?:NaN|nan|\+oo|-oo)[0-9]+e[0-9]+
        | <==> | ==> | <== | && | \|\| | :: | := | == | != | <= | >= | \+\+ | \*\* | ->
        | \|\{ | \}\| | (?!/\*)[}:<>+\-*/!=|]                                       # operator
        | [0-9]+(?:\.[0-9]+(?:e-?[0-9]+)?|e-?[0-9]+)                                 # decimal
        | [0-9]+bv[0-9]+                                                             # bitvector
        | [0-9]+                                                                     # integer
        | "(?:[^"\r\n\\]|\\"|\\)*" )                                                # string
      | ( [⇔⇒⇐∧∨≠≤≥¬∀∃λ•] )                                                  # 2 Unicode operator
      | ( \\[A-Za-z'~\#$^_.?`][A-Za-z0-9'~\#$^_.?`]*+ )                            # 3 escaped word
      | ( /\* )                                                              # 4 nested comment
      | ( \Z )                                                                       # 5 end
      | ( . )                                                                        # 6 other
    )""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_UNICODE, _ESCAPED, _NESTED, _END = 2, 3, 4, 5
_WORD, _START, _STOP, _NEW = itemgetter(1), re.Match.start, re.Match.end, tuple.__new__
_CHUNK = 256
"""How many tokens are made at once."""
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_PRAGMA = re.compile(r"^#([^\n]*)", re.MULTILINE)
_LINE_PRAGMA = re.compile(r"line[ \t]+[+-]?\d+(?:[ \t].*)?$")

Report: TypeAlias = Callable[[str, Span, str], None]
"""Takes a message, its place and its kind."""


class _Kinds(dict[str | None, str]):
    """The kind of each token by its text; UNCLEAR where the text alone does not say."""

    def __missing__(self, text: str) -> str:
        first = text[0]
        if first == '"':
            kind = "STRING"
        elif first not in "0123456789-":
            kind = "ID"
        elif text.isdigit():
            kind = "INTEGER"
        elif "x" in text or text[1] in "Nn+-":
            kind = "FLOAT"
        else:
            kind = "BITVECTOR" if "bv" in text else "DECIMAL"
        self[text] = kind
        return kind


UNCLEAR = "UNCLEAR"


def tokens(source: Source, text: str, report: Report) -> Iterator[tuple[str, Token]]:
    """The tokens of `text`, each with its kind, and then the end of the text over and over.

    `text` is that of `source` after preprocessing.
    """
    return chain.from_iterable(_chunks(source, text, report))


def _chunks(source: Source, text: str, report: Report) -> Iterator[Iterable[tuple[str, Token]]]:
    """The tokens, some at a time: what is the same for all of them runs without Python code."""
    _check_pragmas(source, text, report)
    kinds = _Kinds(_KINDS)
    kinds.update(dict.fromkeys((None, *_COMMAND_WORDS), UNCLEAR))
    sources, spans, ones = repeat(source), repeat(Span), repeat(1)
    matches = _SCANNER.finditer(text)
    while True:
        chunk = list(islice(matches, _CHUNK))
        words = list(map(_WORD, chunk))
        found = list(map(kinds.__getitem__, words))
        if UNCLEAR not in found:
            places = zip(sources, map(_START, chunk, ones), map(_STOP, chunk), strict=False)
            yield zip(found, zip(words, map(_NEW, spans, places), strict=True), strict=True)
            continue
        clear, last = _look_closer(source, text, chunk, found)
        yield clear
        if last is None:
            continue
        if last.lastindex == _END:
            yield repeat((END, ("", Span(source, *last.span(_END)))))
        at = _comment_end(source, text, last.start(_NESTED), report)
        matches = _SCANNER.finditer(text, at)


def _look_closer(
    source: Source, text: str, chunk: Iterable[re.Match[str]], kinds: Iterable[str]
) -> tuple[list[tuple[str, Token]], re.Match[str] | None]:
    """The tokens up to the end of the text or a nested comment, and that end."""
    done: list[tuple[str, Token]] = []
    for match, known in zip(chunk, kinds, strict=True):
        group = match.lastindex or 0
        word, kind = match[group], known
        if group == 1:
            if known is UNCLEAR:
                kind = "ID" if _NAME_FOLLOWS.match(text, match.end()) else _KINDS[word]
        elif group == _UNICODE:
            word = UNICODE[word]
            kind = _KINDS[word]
        elif group == _ESCAPED:
            word, kind = word[1:], "ID"
        elif group in (_NESTED, _END):
            return done, match
        else:
            kind = INVALID
        done.append((kind, (word, Span(source, *match.span(group)))))
    return done, None


def _comment_end(source: Source, text: str, start: int, report: Report) -> int:
    """Where the nested block comment that opens at `start` ends."""
    depth = 0
    for edge in _COMMENT_EDGE.finditer(text, start):
        depth += 1 if edge[0] == "/*" else -1
        if depth == 0:
            return edge.end()
    span = Span(source, start, start + 2)
    report('this comment is not closed: "*/" expected', span, "parse.syntax")
    return len(text)


def invalid_character(character: str) -> str:
    """What to say about a character that starts no token."""
    if character == '"':
        return "this string is not closed on its line"
    if character.isprintable():
        return f"no token starts with {character!r}"
    return f"no token starts with the character U+{ord(character):04X}"


def _check_pragmas(source: Source, text: str, report: Report) -> None:
    """Report lines that start with ``#`` and are not ``#line NUMBER [FILE]``."""
    if not (text.startswith("#") or "\n#" in text):
        return
    for match in _PRAGMA.finditer(text):
        content = match[1].rstrip()
        if _LINE_PRAGMA.match(content):
            continue
        what = "Unrecognized"
        if content == "line" or content.startswith("line "):
            what = "Malformed (#line num [filename])"
        span = Span(source, match.start(), match.start() + 1 + len(content))
        report(f"{what} pragma: #{content}", span, "parse.pragma")
