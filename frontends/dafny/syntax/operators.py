"""Parsing operators, by the precedences of the language reference."""

from __future__ import annotations

from collections.abc import Callable

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.lexer import Kind
from frontends.dafny.syntax.types import TypeParser
from ivl.base.source import Source, Span

_RELATIONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "in", "!in", "!!"))


class OperatorParser(TypeParser):
    """Reads operators and their operands.

    `lemma_calls`: whether ``f(); e`` may be an expression here. `lambdas`: whether ``x => e`` may
    be one. `bars`: whether ``|`` is an operator here, not a delimiter.
    """

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.lemma_calls = False
        self.lambdas = True
        self.bars = True

    def expression(
        self, *, lemma_calls: bool = False, lambdas: bool = True, bars: bool = True
    ) -> ast.Expr:
        """Read an expression under the given restrictions."""
        saved = self.lemma_calls, self.lambdas, self.bars
        self.lemma_calls, self.lambdas, self.bars = lemma_calls, lambdas, bars
        try:
            found = self._equivalence()
            if lemma_calls and self.at(";") and isinstance(found, ast.Call):
                end = self.span(self.advance())
                call = ast.Assign((), "", (found,), span=found.span, end=end)
                body = self.expression(lemma_calls=True, lambdas=lambdas, bars=bars)
                return ast.StatementExpression(call, body, span=found.span)
            return found
        finally:
            self.lemma_calls, self.lambdas, self.bars = saved

    def inner(self) -> ast.Expr:
        """Read an expression between brackets or after a keyword, where nothing is restricted."""
        return self.expression(lemma_calls=True)

    def same(self) -> ast.Expr:
        """Read an expression under the restrictions that hold already."""
        return self.expression(lemma_calls=self.lemma_calls, lambdas=self.lambdas, bars=self.bars)

    # ------------------------------------------------------------------ operators

    def _left(self, operand: Callable[[], ast.Expr], *operators: str, first: ast.Expr) -> ast.Expr:
        left = first
        while self.at(*operators):
            operator = self.advance()
            left = ast.Binary(operator.text, left, operand(), span=self.span(operator))
        return left

    # The first operand is read before the operators are looked for, and handed down: so an
    # operand in many parentheses takes few levels of recursion for each.

    def _equivalence(self) -> ast.Expr:
        first = None if self.at("&&", "||") else self.unary()
        return self._left(self._implication, "<==>", first=self._implication(first))

    def _implication(self, first: ast.Expr | None = None) -> ast.Expr:
        left = self._logical(first)
        if self.at("==>"):
            operator = self.advance()
            return ast.Binary("==>", left, self._right_implication(), span=self.span(operator))
        return self._left(self._logical, "<==", first=left)

    def _right_implication(self) -> ast.Expr:
        left = self._logical()
        if not self.at("==>"):
            return left
        operator = self.advance()
        return ast.Binary("==>", left, self._right_implication(), span=self.span(operator))

    def _logical(self, first: ast.Expr | None = None) -> ast.Expr:
        if first is None:
            self.accept("&&", "||")  # a list may have an operator before each item
        left = self._relation(first)
        if self.at("&&", "||"):
            operator = self.token.text
            return self._left(self._relation, operator, first=left)
        return left

    def _relation(self, first: ast.Expr | None = None) -> ast.Expr:
        operands = [self._shift(first)]
        operators, places, prefixes = list[str](), list[Span](), list[ast.Expr | None]()
        while self.token.text in _RELATIONS and self.token.kind is Kind.SYMBOL:
            if self.adjacent("<", "<") or self.adjacent(">", ">"):
                break
            operator = self.advance()
            operators.append(operator.text)
            places.append(self.span(operator))
            prefixes.append(self.prefix() if operator.text in ("==", "!=") else None)
            operands.append(self._shift())
        if self.at("decreases", "nonincreases") and self.peek().text == "to":
            self.unsupported(f"'{self.token.text} to'")
        if not operators:
            return operands[0]
        if len(operators) == 1:
            left, right = operands
            return ast.Binary(operators[0], left, right, prefixes[0], span=places[0])
        return ast.Chain(
            tuple(operands), tuple(operators), tuple(places), tuple(prefixes), span=places[0]
        )

    def prefix(self) -> ast.Expr | None:
        """Read ``#[depth]``, if it is there."""
        if not (self.at("#") and self.peek().text == "["):
            return None
        self.advance()
        self.advance()
        depth = self.inner()
        self.expect("]")
        return depth

    def _shift(self, first: ast.Expr | None = None) -> ast.Expr:
        left = self._term(first)
        while self.adjacent("<", "<") or self.adjacent(">", ">"):
            operator = self.advance()
            self.advance()
            left = ast.Binary(operator.text * 2, left, self._term(), span=self.span(operator))
        return left

    def _term(self, first: ast.Expr | None = None) -> ast.Expr:
        return self._left(self._factor, "+", "-", first=self._factor(first))

    def _factor(self, first: ast.Expr | None = None) -> ast.Expr:
        return self._left(self._bits, "*", "/", "%", first=self._bits(first))

    def _bits(self, first: ast.Expr | None = None) -> ast.Expr:
        operators = ("&", "|", "^") if self.bars else ("&", "^")
        return self._left(self._conversion, *operators, first=self._conversion(first))

    def _conversion(self, first: ast.Expr | None = None) -> ast.Expr:
        operand = self.unary() if first is None else first
        while self.at("as", "is"):
            operator = self.advance()
            make = ast.Conversion if operator.text == "as" else ast.TypeTest
            operand = make(operand, self.type(), span=self.span(operator))
        return operand

    def unary(self) -> ast.Expr:
        """Read an operand with its prefix operators."""
        if self.at("!", "-"):
            operator = self.advance()
            return ast.Unary(operator.text, self.unary(), span=self.span(operator))
        return self.primary()

    def primary(self) -> ast.Expr:
        """Read an operand."""
        raise NotImplementedError
