"""The lexer: one compiled regular expression over the text, keywords by dictionary.

The lexical structure is that of Boogie's scanner: nested block comments, identifiers with
``'~#$^_.?``` and a backslash that makes any keyword an identifier, ``#`` lines in column 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
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

_SCANNER = re.compile(
    r"""(?: [ \t\r\n]++ | //[^\n]*+ | ^\#[^\n]*+ | \A\ufeff
          | /\*(?:[^*/]++|\*(?!/)|/(?!\*))*+\*/ )*+
    (?: ( [A-Za-z'~\#$^_.?`][A-Za-z0-9'~\#$^_.?`]*+ )                                  # 1 word
      | ( -?0x[0-9A-Fa-f]+\.[0-9A-Fa-f]+e-?[0-9]+f[0-9]+e[0-9]+
        | 0(?:NaN|nan|\+oo|-oo)[0-9]+e[0-9]+ )                                         # 2 float
      | ( <==> | ==> | <== | && | \|\| | :: | := | == | != | <= | >= | \+\+ | \*\* | ->
        | \|\{ | \}\| | (?!/\*)[{}()\[\];:,<>+\-*/!=|] )                               # 3 operator
      | ( [0-9]+(?:\.[0-9]+(?:e-?[0-9]+)?|e-?[0-9]+) )                                 # 4 decimal
      | ( [0-9]+bv[0-9]+ )                                                             # 5 bitvector
      | ( [0-9]+ )                                                                     # 6 integer
      | ( "(?:[^"\r\n\\]|\\"|\\)*" )                                                   # 7 string
      | ( [⇔⇒⇐∧∨≠≤≥¬∀∃λ•] )                                                            # 8 Unicode
      | ( \\[A-Za-z'~\#$^_.?`][A-Za-z0-9'~\#$^_.?`]*+ )                                # 9 escaped
      | ( /\* )                                                              # 10 nested comment
      | ( \Z )                                                                         # 11 end
      | ( . )                                                                          # 12 other
    )""",
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_LITERAL_KINDS = {2: "FLOAT", 4: "DECIMAL", 5: "BITVECTOR", 6: "INTEGER", 7: "STRING"}
_COMMENT_EDGE = re.compile(r"/\*|\*/")
_PRAGMA = re.compile(r"^#([^\n]*)", re.MULTILINE)
_LINE_PRAGMA = re.compile(r"line[ \t]+[+-]?\d+(?:[ \t].*)?$")

Report: TypeAlias = Callable[[str, Span, str], None]
"""Takes a message, its place and its kind."""


def tokens(source: Source, text: str, report: Report) -> Iterator[tuple[str, Token]]:
    """The tokens of `text`, each with its kind, and then the end of the text over and over.

    `text` is that of `source` after preprocessing.
    """
    _check_pragmas(source, text, report)
    kinds, new, scan, at = _KINDS, tuple.__new__, _SCANNER.finditer, 0
    while True:
        for match in scan(text, at):
            group = match.lastindex or 0
            word = match[group]
            span = new(Span, (source, *match.span(group)))
            if group == 1:
                kind = kinds.get(word, "ID")
                if word in _COMMAND_WORDS and _NAME_FOLLOWS.match(text, match.end()):
                    kind = "ID"
                yield kind, (word, span)
            elif group == 3:
                yield kinds[word], (word, span)
            elif group in _LITERAL_KINDS:
                yield _LITERAL_KINDS[group], (word, span)
            elif group == 8:
                word = UNICODE[word]
                yield kinds[word], (word, span)
            elif group == 9:
                yield "ID", (word[1:], span)
            elif group == 12:
                yield INVALID, (word, span)
            else:
                break
        if group == 11:
            break
        at = _comment_end(source, text, match.start(group), report)
    while True:
        yield END, ("", span)


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
