"""Parsing types."""

from __future__ import annotations

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.lexer import KEYWORDS, Kind
from frontends.dafny.syntax.tokens import Tokens
from ivl.base.source import Source, Span

BUILT_IN = frozenset(
    """
    bool char int nat real string object ORDINAL seq set iset multiset map imap
    """.split()  # noqa: SIM905
)
"""Names of types, keywords some of them."""

_NOT_AFTER_ARGUMENTS = frozenset(("true", "false", "null", "this", "old", "fresh", "if", "|"))
_AFTER_ARGUMENTS = frozenset(
    """
    ( ) [ ] { } : ; , . ? == != => := :| :: && || ==> <== <==> ` @
    """.split()  # noqa: SIM905
)
"""What may come after type arguments in an expression, lest ``a < b > c`` be taken for some."""


class TypeParser(Tokens):
    """Reads types. `_arguments` are type arguments by where they start, and where they end.

    A ``<`` may be read again and again in attempts to find some.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._arguments: dict[int, tuple[tuple[ast.Type, ...] | None, int]] = {}

    def type(self) -> ast.Type:
        """Read a type."""
        span = self.here
        if self.accept("("):
            ghosts, components = list[bool](), list[ast.Type]()
            while not self.at(")"):
                ghosts.append(self.accept("ghost") is not None)
                components.append(self.type())
                if not self.accept(","):
                    break
            self.expect(")")
            if self.at("->", "-->", "~>"):
                return self._arrow(tuple(components), span)
            if len(components) == 1 and not ghosts[0]:
                return components[0]
            return ast.TupleType(tuple(components), tuple(ghosts), span=span)
        named = self.named_type()
        if self.at("->", "-->", "~>"):
            return self._arrow((named,), span)
        return named

    def _arrow(self, parameters: tuple[ast.Type, ...], span: Span) -> ast.Type:
        arrow = self.advance().text
        return ast.ArrowType(parameters, self.type(), arrow, span=span)

    def named_type(self) -> ast.NamedType:
        """Read a type that is a path of names with type arguments."""
        span = self.here
        segments = [self._segment()]
        while self.at(".") and self.peek().kind is Kind.WORD:
            self.advance()
            segments.append(self._segment())
        return ast.NamedType(tuple(segments), span=span)

    def _segment(self) -> ast.NameSegment:
        span = self.here
        name = self.advance().text if self.at(*BUILT_IN) else self.name()
        return ast.NameSegment(name, self.type_arguments(), span)

    def type_arguments(self) -> tuple[ast.Type, ...] | None:
        """Read ``<T, U>`` if it is there."""
        if not self.at("<"):
            return None
        start = self.index
        if start not in self._arguments:
            self._arguments[start] = self.attempt(self._read_arguments), self.index
        found, self.index = self._arguments[start]
        return found

    def _read_arguments(self) -> tuple[ast.Type, ...]:
        self.expect("<")
        arguments = self.separated(self.type)
        self.expect(">")
        return arguments

    def type_arguments_in_expression(self) -> tuple[ast.Type, ...] | None:
        """Read ``<T, U>`` if that is what a ``<`` after a name starts."""
        if not self.at("<"):
            return None
        start = self.index
        arguments = self.type_arguments()
        if arguments is not None and self._may_follow_arguments():
            return arguments
        self.index = start
        return None

    def _may_follow_arguments(self) -> bool:
        token = self.token
        if token.text in KEYWORDS:
            return token.text not in _NOT_AFTER_ARGUMENTS
        return token.kind is Kind.END or token.text in _AFTER_ARGUMENTS

    def type_parameters(self) -> tuple[ast.TypeParameter, ...]:
        """Read the type parameters of a declaration, if there are any."""
        if not self.accept("<"):
            return ()
        parameters = self.separated(self._type_parameter)
        self.expect(">")
        return parameters

    def _type_parameter(self) -> ast.TypeParameter:
        mark = self.accept("+", "-", "*", "!")
        span = self.here
        name = self.name()
        return ast.TypeParameter(
            name, mark.text if mark else "", self.type_characteristics(), span=span
        )

    def type_characteristics(self) -> tuple[str, ...]:
        """Read ``(==)``, ``(0)``, ``(!new)``, …, if they are there."""
        found = list[str]()
        while self.at("(") and self.peek().text in ("==", "0", "00", "!"):
            self.advance()
            found.extend(self.separated(self._characteristic))
            self.expect(")")
        return tuple(found)

    def _characteristic(self) -> str:
        if self.accept("!"):
            self.expect("new")
            return "!new"
        return self.advance().text
