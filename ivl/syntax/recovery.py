"""What the parser says at a syntax error, and where it goes on after one."""

from __future__ import annotations

from typing import Any

from ivl.base.source import Span
from ivl.syntax.errors import Errors
from ivl.syntax.lexer import END, INVALID, KEYWORDS, OPERATORS, invalid_character
from ivl.syntax.lr import Stream, Tables

OPENING = frozenset({"LBRACE", "LCODE"})
CLOSING = frozenset({"RBRACE", "RCODE"})
DECLARATION = frozenset(
    {"AXIOM", "CONST", "DATATYPE", "FUNCTION", "HIDEABLE", "IMPLEMENTATION", "PROCEDURE", "PURE",
     "REVEALED", "TYPE"}
)  # fmt: skip
STATEMENT = frozenset(
    {"ASSERT", "ASSUME", "BREAK", "CALL", "GOTO", "HAVOC", "IF", "RETURN", "WHILE"}
)
MOVER = frozenset({"ATOMIC", "BOTH", "LEFT", "RIGHT"})
CIVL = MOVER | {
    "ACTION", "ASSERTS", "ASYNC", "BAR", "CREATES", "PAR", "PRESERVES", "REFINES", "USING", "YIELD"
}  # fmt: skip
CIVL_DECLARATION = MOVER | {"ACTION", "ASYNC", "YIELD"}

# What may go on or may be left out says less than what must come: leave it out, in this order.
OPTIONAL = (
    frozenset({"COMMA", "IFF", "IMPLIES", "EXPLIES", "AND", "OR", "EQ", "NE", "LE", "GE", "LT",
               "GT", "CONCAT", "PLUS", "MINUS", "TIMES", "DIVIDE", "DIV", "MOD", "POWER", "IS"}),
    frozenset({"LBRACE", "UNIQUE", "VAR", "LBRACKET", "ARROW"}),
    frozenset({"COLON"}),
)  # fmt: skip

SPELLING = {kind: word for word, kind in (*KEYWORDS.items(), *OPERATORS.items())} | {END: "EOF"}

# What Boogie's parser calls the place, by a few words that can stand there.
PLACES = (
    ({"ASSIGN", "RBRACKET"}, '"]" expected'),
    ({"BOOL", "RBRACKET"}, '"]" expected'),
    ({"BOOL", "RPAREN"}, '")" expected'),
    ({"INTEGER", "RBRACE"}, '"}" expected'),
    ({"INTEGER", "TIMES"}, "invalid Guard"),
    ({"ASSERT", "RBRACE"}, '"}" expected'),
    ({"FORALL", "LPAREN"}, "invalid AtomExpression"),
    ({"INTEGER", "RPAREN"}, "invalid AtomExpression"),
    ({"NOT", "INTEGER"}, "invalid UnaryExpression"),
    ({"INTEGER", "LBRACKET"}, "invalid CoercionExpression"),
    ({"BOOL", "LBRACKET"}, "invalid Type"),
    ({"LT", "ID", "LBRACE"}, "invalid QuantifierBody"),
    ({"SEMI", "USES", "LBRACE"}, "invalid Function"),
    ({"SEMI", "USES"}, "invalid Consts"),
    ({"RETURNS", "COLON"}, "invalid Function"),
    ({"SEMI", "LBRACE", "REQUIRES"}, "invalid Procedure"),
    ({"REQUIRES", "ENSURES"}, "invalid SpecPrePost"),
    ({"LPAREN", "COLON", "ASSIGN"}, "invalid LabelOrAssign"),
    ({"LPAREN", "ASSIGN"}, "invalid CallParams"),
    ({"INVARIANT", "LBRACE"}, '"{" expected'),
    ({"QSEP", "WHERE"}, "invalid QSep"),
)


class Recovery:
    """Reports a syntax error and resumes at the next statement or declaration."""

    __slots__ = ("_resumed_at", "errors", "tables")

    def __init__(self, tables: Tables, errors: Errors) -> None:
        self.tables = tables
        self.errors = errors
        self._resumed_at: Span | None = None

    def __call__(self, states: list[int], values: list[Any], stream: Stream) -> None:
        """Report the token that `stream` is at and go on behind the statement or declaration."""
        if stream.kind in CIVL:
            self._refuse_civl(stream, at_top="declaration" in self.tables.gotos[states[-1]])
        elif stream.kind == "CALL" and self.errors.last[0] in ("requires", "ensures", "invariant"):
            self._civl(f"{self.errors.last[0]} call", self.errors.last[1])
            self._resumed_at = stream.value[1]  # no statement starts here
        else:
            self.errors.syntax(self.message(states, stream), stream.value[1])
        depth = self._skip(states, values, stream)
        del states[depth:], values[depth - 1 :]
        self._resumed_at = stream.value[1]

    # -------------------------------------------------------------- messages

    def message(self, states: list[int], stream: Stream) -> str:
        """In the words of Boogie's parser: ``";" expected``, ``invalid Ident``."""
        if stream.kind == INVALID:
            return invalid_character(stream.value[0])
        kinds = self._expected(list(states[-2000:]))
        if stream.kind == "EXPLIES" and "IFF" in kinds:
            return "illegal mixture of ==> and <==, use parentheses to disambiguate"
        for some, message in PLACES:
            if some <= kinds:
                return message
        must = kinds
        for optional in OPTIONAL:
            must = must - optional or must
        if must == {"ID"}:
            return "invalid Ident"
        if must == {END}:
            return "EOF expected"
        spelled = sorted(f'"{SPELLING[kind]}"' if kind in SPELLING else kind for kind in must)
        return " or ".join(spelled) + " expected"

    def _expected(self, states: list[int]) -> frozenset[str]:
        """The terminals that can be read next, once what can only be complete is completed."""
        rows, defaults, gotos, productions = self.tables
        for _ in range(1000):
            row = rows[states[-1]]
            reductions = {a for a in row.values() if a < 0} | {defaults[states[-1]]} - {0}
            if len(reductions) != 1:
                break
            size, head, _method = productions[reductions.pop()]
            if size >= len(states) or (not size and max(row.values(), default=0) > 0):
                break
            del states[len(states) - size :]
            states.append(gotos[states[-1]][head])
        return frozenset(rows[states[-1]])

    # -------------------------------------------------------------- Civl

    def _civl(self, what: str, span: Span) -> None:
        message = f"Civl (concurrency) is not supported: {what!r}"
        self.errors.syntax(message, span, "unsupported.civl")

    def _refuse_civl(self, stream: Stream, at_top: bool) -> None:
        """Refuse a Civl construct by name and, at the top, step over the words that open it."""
        span, words = stream.value[1], [stream.value[0]]
        if at_top:
            noun = {"ACTION", "PROCEDURE", "INVARIANT"}
            while stream.kind in CIVL_DECLARATION | {"PURE"} and stream.kind != "ACTION":
                stream.advance()
                words.append(stream.value[0])
            if stream.kind in noun:
                stream.advance()
        self._civl(" ".join(words), span)

    # -------------------------------------------------------------- going on

    def _skip(self, states: list[int], values: list[Any], stream: Stream) -> int:
        """Skip to where parsing can go on; how many states remain on the stack then."""
        gotos = self.tables.gotos
        top = next(i for i, state in enumerate(states) if "declaration" in gotos[state]) + 1
        inner = 0
        for index in range(len(states) - 1, top - 1, -1):
            if "statement" in gotos[states[index]] or "command" in gotos[states[index]]:
                inner = index + 1
                break
        braces = 0
        # Attributes or triggers that are still open; a semicolon ends them too.
        attributes = sum(v[0] in ("{", "|{") for v in values[inner - 1 :] if isinstance(v, tuple))
        if stream.value[1] == self._resumed_at:
            braces += self._step(stream)
        while True:
            kind = stream.kind
            if kind == END or kind in DECLARATION:
                return top
            if braces <= 0:
                if not inner and (kind == "VAR" or kind in CIVL_DECLARATION):
                    return top
                if kind == "RBRACE" and attributes:
                    attributes -= 1
                    stream.advance()
                    continue
                if inner and (kind in STATEMENT or kind == "RBRACE"):
                    return inner
            closed = self._step(stream)
            braces += closed
            ended = kind == "SEMI" or closed < 0
            # A brace or an `else` belongs to the statement that is skipped.
            if inner and ended and braces <= 0 and stream.kind not in ("LBRACE", "ELSE"):
                return inner

    def _step(self, stream: Stream) -> int:
        """Skip a token; by how much it changes the nesting of braces."""
        kind = stream.kind
        stream.advance()
        self.errors.shifted += 1
        if kind == "REFINES":  # `refines left action A` declares nothing
            while stream.kind in MOVER or stream.kind == "ACTION":
                stream.advance()
        return (kind in OPENING) - (kind in CLOSING)
