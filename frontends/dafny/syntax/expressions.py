"""Parsing expressions: literals, names, displays, suffixes."""

from __future__ import annotations

from fractions import Fraction

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.binders import BinderParser
from frontends.dafny.syntax.lexer import Kind, text_value
from frontends.dafny.syntax.types import BUILT_IN
from ivl.base.source import Span

_STATEMENTS = ("assert", "assume", "expect", "calc", "reveal")


class ExpressionParser(BinderParser):
    """Reads expressions."""

    def primary(self) -> ast.Expr:
        """Read an operand with its suffixes."""
        token, span = self.token, self.here
        if token.kind is Kind.WORD or token.text == "(":
            found = self.lambda_()
            if found is not None:
                return found
        match token.text if token.kind in (Kind.SYMBOL, Kind.WORD) else "":
            case "if":
                return self.if_()
            case "match":
                return self.match_()
            case "forall" | "exists":
                return self.quantifier()
            case "set" | "iset" if self.peek().text != "{":
                return self.set_comprehension()
            case "map" | "imap" if self.peek().text != "[":
                return self.map_comprehension()
            case "var":
                return self.let()
            case "ghost" if self.peek().text == "var":
                self.advance()
                return self.let(ghost=True)
            case text if text in _STATEMENTS and self._is_statement():
                statement = self.statement_in_expression()
                return ast.StatementExpression(statement, self.same(), span=span)
            case _:
                return self._suffixes(self._atom())

    def _is_statement(self) -> bool:
        return self.token.kind is Kind.SYMBOL or self.peek().kind is not Kind.SYMBOL

    def statement_in_expression(self) -> ast.Statement:
        """Read a statement that may stand before a value."""
        raise NotImplementedError

    def _atom(self) -> ast.Expr:
        token, span = self.token, self.here
        match token.kind:
            case Kind.NUMBER:
                self.advance()
                return ast.Literal(int(token.text, 0 if "x" in token.text else 10), span=span)
            case Kind.REAL:
                self.advance()
                return ast.Literal(Fraction(token.text.replace("_", "")), span=span)
            case Kind.CHAR | Kind.STRING:
                self.advance()
                is_char = token.kind is Kind.CHAR
                return ast.Literal(text_value(token.text), is_char, span=span)
            case Kind.WORD:
                self.advance()
                return ast.Name(token.text, self.type_arguments_in_expression(), span=span)
            case _:
                return self._symbol(token.text, span)

    def _symbol(self, text: str, span: Span) -> ast.Expr:
        match text:
            case "true" | "false":
                self.advance()
                return ast.Literal(text == "true", span=span)
            case "null":
                self.advance()
                return ast.Null(span=span)
            case "this":
                self.advance()
                return ast.This(span=span)
            case "(":
                return self._parentheses()
            case "|":
                self.advance()
                operand = self.expression(lemma_calls=True, bars=False)
                self.expect("|")
                return ast.Unary("|_|", operand, span=span)
            case "[":
                self.advance()
                return ast.Display("seq", self.until(self.inner, "]"), span=span)
            case "{":
                self.advance()
                return ast.Display("set", self.until(self.inner, "}"), span=span)
            case "set" | "iset" | "multiset" if self.peek().text == "{":
                self.advance()
                self.advance()
                return ast.Display(text, self.until(self.inner, "}"), span=span)
            case "multiset":
                self.advance()
                self.expect("(")
                operand = self.inner()
                self.expect(")")
                return ast.MultisetOf(operand, span=span)
            case "map" | "imap":
                self.advance()
                self.expect("[")
                return ast.MapDisplay(text, self.until(self._map_item, "]"), span=span)
            case "seq":
                return self._sequence_construction()
            case "old" | "fresh" | "allocated":
                self.advance()
                label = self._at_label()
                self.expect("(")
                operand = self.inner()
                self.expect(")")
                return ast.Heap(text, operand, label, span=span)
            case "unchanged":
                self.advance()
                label = self._at_label()
                self.expect("(")
                return ast.Unchanged(self.until(self.frame, ")"), label, span=span)
            case _ if text in BUILT_IN:  # conversions of 1.x: real(x), int(x)
                self.advance()
                return ast.Name(text, None, span=span)
            case _:
                return self.fail("an expression")

    def _at_label(self) -> str:
        if not self.accept("@"):
            return ""
        return self.advance().text

    def _parentheses(self) -> ast.Expr:
        span = self.span(self.expect("("))
        ghosts = False
        components = list[ast.Expr]()
        while not self.at(")"):
            ghosts |= self.accept("ghost") is not None
            components.append(self.inner())
            if not self.accept(","):
                break
        self.expect(")")
        if len(components) == 1 and not ghosts:
            return ast.Parentheses(components[0], span=span)
        return ast.Tuple(tuple(components), span=span)

    def _map_item(self) -> tuple[ast.Expr, ast.Expr]:
        key = self.inner()
        self.expect(":=")
        return key, self.inner()

    def _sequence_construction(self) -> ast.Expr:
        span = self.span(self.expect("seq"))
        arguments = self.type_arguments()
        self.expect("(")
        length = self.inner()
        self.expect(",")
        function = self.inner()
        self.expect(")")
        element = arguments[0] if arguments else None
        return ast.SequenceConstruction(element, length, function, span=span)

    # ------------------------------------------------------------------ suffixes

    def _suffixes(self, value: ast.Expr) -> ast.Expr:
        while True:
            span = self.here
            if self.at(".") and self.peek().text == "(":
                self.advance()
                span = self.here
                self.advance()
                value = ast.DatatypeUpdate(value, self.until(self._field_update, ")"), span=span)
            elif self.accept("."):
                span = self.here
                name = self.member_name()
                value = ast.Member(value, name, self.type_arguments_in_expression(), span=span)
            elif self.at("["):
                value = self._brackets(value)
            elif self.at("#") and self.peek().text == "[":
                prefix = self.prefix()
                span = self.here
                self.expect("(")
                value = self._call(value, span, prefix=prefix)
            elif self.at("@") and isinstance(value, ast.Name | ast.Member):
                label = self._at_label()
                span = self.here
                self.expect("(")
                value = self._call(value, span, label)
            elif self.accept("("):
                value = self._call(value, span)
            else:
                return value

    def _call(
        self, callee: ast.Expr, span: Span, label: str = "", prefix: ast.Expr | None = None
    ) -> ast.Call:
        bindings = self.until(self._argument, ")")
        names = tuple([name for name, _ in bindings])
        arguments = tuple([argument for _, argument in bindings])
        return ast.Call(callee, arguments, names, label, prefix, span=span)

    def _argument(self) -> tuple[str, ast.Expr]:
        name = ""
        if self.token.kind is Kind.WORD and self.peek().text == ":=":
            name = self.name()
            self.advance()
        return name, self.inner()

    def _field_update(self) -> tuple[str, ast.Expr]:
        name = self.member_name()
        self.expect(":=")
        return name, self.inner()

    def _brackets(self, collection: ast.Expr) -> ast.Expr:
        span = self.span(self.expect("["))
        if self.accept(".."):
            high = None if self.at("]") else self.inner()
            self.expect("]")
            return ast.Slice(collection, None, high, span=span)
        first = self.inner()
        if self.accept(".."):
            high = None if self.at("]") else self.inner()
            self.expect("]")
            return ast.Slice(collection, first, high, span=span)
        if self.accept(":="):
            value = self.inner()
            self.expect("]")
            return ast.Update(collection, first, value, span=span)
        if self.accept(":"):
            lengths: list[ast.Expr | None] = [first]
            while not self.at("]"):
                lengths.append(self.inner())
                if not self.accept(":"):
                    break
            else:
                lengths.append(None)
            self.expect("]")
            return ast.MultiSlice(collection, tuple(lengths), span=span)
        indexes = [first]
        while self.accept(","):
            indexes.append(self.inner())
        self.expect("]")
        return ast.Index(collection, tuple(indexes), span=span)
