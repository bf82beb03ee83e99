"""Parsing expressions, by the precedences of the language reference."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from fractions import Fraction

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.lexer import Kind, text_value
from frontends.dafny.syntax.types import BUILT_IN, TypeParser
from ivl.base.source import Source, Span

_RELATIONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "in", "!in", "!!"))
_STATEMENTS = ("assert", "assume", "expect", "calc", "reveal")


class ExpressionParser(TypeParser):
    """Reads expressions.

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

    def _left(
        self, operand: Callable[[], ast.Expr], *operators: str, first: ast.Expr | None = None
    ) -> ast.Expr:
        left = operand() if first is None else first
        while self.at(*operators):
            operator = self.advance()
            left = ast.Binary(operator.text, left, operand(), span=self.span(operator))
        return left

    def _equivalence(self) -> ast.Expr:
        return self._left(self._implication, "<==>")

    def _implication(self) -> ast.Expr:
        left = self._logical()
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

    def _logical(self) -> ast.Expr:
        self.accept("&&", "||")  # a list may have an operator before each item
        left = self._relation()
        if self.at("&&", "||"):
            operator = self.token.text
            return self._left(self._relation, operator, first=left)
        return left

    def _relation(self) -> ast.Expr:
        operands = [self._shift()]
        operators, places, prefixes = list[str](), list[Span](), list[ast.Expr | None]()
        while self.token.text in _RELATIONS and self.token.kind is Kind.SYMBOL:
            if self.adjacent("<", "<") or self.adjacent(">", ">"):
                break
            operator = self.advance()
            operators.append(operator.text)
            places.append(self.span(operator))
            prefixes.append(self._prefix() if operator.text in ("==", "!=") else None)
            operands.append(self._shift())
        if not operators:
            return operands[0]
        if len(operators) == 1:
            left, right = operands
            return ast.Binary(operators[0], left, right, prefixes[0], span=places[0])
        return ast.Chain(
            tuple(operands), tuple(operators), tuple(places), tuple(prefixes), span=places[0]
        )

    def _prefix(self) -> ast.Expr | None:
        if not (self.at("#") and self.peek().text == "["):
            return None
        self.advance()
        self.advance()
        depth = self.inner()
        self.expect("]")
        return depth

    def _shift(self) -> ast.Expr:
        left = self._term()
        while self.adjacent("<", "<") or self.adjacent(">", ">"):
            operator = self.advance()
            self.advance()
            left = ast.Binary(operator.text * 2, left, self._term(), span=self.span(operator))
        return left

    def _term(self) -> ast.Expr:
        return self._left(self._factor, "+", "-")

    def _factor(self) -> ast.Expr:
        return self._left(self._bits, "*", "/", "%")

    def _bits(self) -> ast.Expr:
        operators = ("&", "|", "^") if self.bars else ("&", "^")
        return self._left(self._conversion, *operators)

    def _conversion(self) -> ast.Expr:
        operand = self._unary()
        while self.at("as", "is"):
            operator = self.advance()
            make = ast.Conversion if operator.text == "as" else ast.TypeTest
            operand = make(operand, self.type(), span=self.span(operator))
        return operand

    def _unary(self) -> ast.Expr:
        if self.at("!", "-"):
            operator = self.advance()
            return ast.Unary(operator.text, self._unary(), span=self.span(operator))
        return self._primary()

    # ------------------------------------------------------------------ primaries

    def _primary(self) -> ast.Expr:
        token, span = self.token, self.here
        if token.kind is Kind.WORD or token.text == "(":
            found = self._lambda()
            if found is not None:
                return found
        match token.text if token.kind in (Kind.SYMBOL, Kind.WORD) else "":
            case "if":
                return self._if()
            case "match":
                return self._match()
            case "forall" | "exists":
                return self._quantifier()
            case "set" | "iset" if self.peek().text != "{":
                return self._set_comprehension()
            case "map" | "imap" if self.peek().text != "[":
                return self._map_comprehension()
            case "var":
                return self._let()
            case "ghost" if self.peek().text == "var":
                self.advance()
                return self._let(ghost=True)
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
                self.advance()
                value = ast.DatatypeUpdate(value, self.until(self._field_update, ")"), span=span)
            elif self.accept("."):
                span = self.here
                name = self.member_name()
                value = ast.Member(value, name, self.type_arguments_in_expression(), span=span)
            elif self.at("["):
                value = self._brackets(value)
            elif self.at("#") and self.peek().text == "[":
                prefix = self._prefix()
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

    # ------------------------------------------------------------------ binders

    def attributes(self) -> tuple[ast.Attribute, ...]:
        """Read attributes, if there are any."""
        found = list[ast.Attribute]()
        while self.accept("{:"):
            span = self.here
            name = self.advance().text
            found.append(ast.Attribute(name, self.until(self.inner, "}"), span=span))
        return tuple(found)

    def variable(self) -> ast.Variable:
        """Read ``x`` or ``x: T``."""
        span = self.here
        name = self.name()
        return ast.Variable(name, self.type() if self.accept(":") else None, span=span)

    def _quantified_variable(self) -> ast.Variable:
        span = self.here
        name = self.name()
        type_ = self.type() if self.accept(":") else None
        domain = None
        if self.adjacent("<", "-"):
            self.advance()
            self.advance()
            domain = self.expression(lambdas=self.lambdas, bars=False)
        attributes = self.attributes()
        return ast.Variable(
            name, type_, domain=domain, range=self._range(), attributes=attributes, span=span
        )

    def quantified_variables(self) -> tuple[tuple[ast.Variable, ...], ast.Expr | None]:
        """Read the variables of a binder, and the range of all of them."""
        variables = [self._quantified_variable()]
        while self.at(",") and (variables[-1].range is None or self._has_domain()):
            self.advance()
            variables.append(self._quantified_variable())
        last = variables[-1]
        variables[-1] = dataclasses.replace(last, range=None)
        return tuple(variables), last.range

    def _has_domain(self) -> bool:
        """Whether ``, x <- ...`` or ``, x: T <- ...`` follows."""

        def read() -> bool:
            self.expect(",")
            self.variable()
            return self.adjacent("<", "-")

        start = self.index
        found = self.attempt(read)
        self.index = start
        return found is True

    def _range(self) -> ast.Expr | None:
        if not self.accept("|"):
            return None
        return self.expression(lambdas=self.lambdas, bars=self.bars)

    def _quantifier(self) -> ast.Expr:
        span = self.here
        kind = self.advance().text
        parameters = self.type_parameters()
        attributes = self.attributes()
        variables, range_ = self.quantified_variables()
        self.expect("::")
        return ast.Quantifier(
            kind, variables, range_, self.same(), parameters, attributes, span=span
        )

    def _set_comprehension(self) -> ast.Expr:
        span = self.here
        kind = self.advance().text
        attributes = self.attributes()
        variables, range_ = self.quantified_variables()
        range_ = range_ or ast.Literal(True, span=span)
        term = self.same() if self.accept("::") else None
        return ast.SetComprehension(kind, variables, range_, term, attributes, span=span)

    def _map_comprehension(self) -> ast.Expr:
        span = self.here
        kind = self.advance().text
        attributes = self.attributes()
        variables, range_ = self.quantified_variables()
        self.expect("::")
        value, key = self.same(), None
        if self.accept(":="):
            key, value = value, self.same()
        return ast.MapComprehension(kind, variables, range_, key, value, attributes, span=span)

    def _lambda(self) -> ast.Expr | None:
        """A lambda expression, if there is one."""
        if not self.lambdas or not self._starts_lambda():
            return None
        span = self.here
        parameters = self._parameters()
        requires, reads = list[ast.Expr](), list[ast.Frame]()
        while not self.accept("=>"):
            if self.accept("requires"):
                requires.append(self.expression(lambdas=False))
            elif self.accept("reads"):
                reads.extend(self.separated(self.frame))
            else:
                self.fail("'=>'")
        return ast.Lambda(parameters, tuple(requires), tuple(reads), self.same(), span=span)

    def _starts_lambda(self) -> bool:
        arrows = ("=>", "requires", "reads")
        if self.token.kind is Kind.WORD and not (
            self.peek().text == ":" or self.peek().text in arrows
        ):
            return False
        start = self.index
        found = self.attempt(self._parameters) is not None and self.at(*arrows)
        self.index = start
        return found

    def _parameters(self) -> tuple[ast.Variable, ...]:
        if self.accept("("):
            return self.until(self.variable, ")")
        return (self.variable(),)

    # ------------------------------------------------------------------ control

    def _if(self) -> ast.Expr:
        span = self.span(self.expect("if"))
        variables = self.bound_guard()
        condition = self.inner()
        self.expect("then")
        then = self.same()
        self.expect("else")
        return ast.If(condition, then, self.same(), variables, span=span)

    def bound_guard(self) -> tuple[ast.Variable, ...]:
        """Read ``x, y: T :|``, if that is there."""

        def read() -> tuple[ast.Variable, ...]:
            variables = self.separated(self.variable)
            self.attributes()
            self.expect(":|")
            return variables

        if self.token.kind is not Kind.WORD or self.peek().text not in (":", ",", ":|", "{:"):
            return ()
        return self.attempt(read) or ()

    def _match(self) -> ast.Expr:
        span = self.span(self.expect("match"))
        subject = self.same()
        braces = self.accept("{") is not None
        cases = list[ast.MatchCase]()
        while self.at("case"):
            place = self.span(self.advance())
            attributes = self.attributes()
            pattern = self.pattern()
            self.expect("=>")
            # the last case of a match without braces goes as far as the context lets it
            body = self.inner() if braces else self.same()
            cases.append(ast.MatchCase(pattern, body, attributes, span=place))
        if braces:
            self.expect("}")
        return ast.Match(subject, tuple(cases), span=span)

    def pattern(self) -> ast.Pattern:
        """Read a pattern, with alternatives."""
        alternatives = self.separated(self.single_pattern, "|")
        if len(alternatives) == 1:
            return alternatives[0]
        return ast.AlternativePattern(alternatives, span=alternatives[0].span)

    def single_pattern(self) -> ast.Pattern:
        """Read a pattern that is no choice."""
        span, token = self.here, self.token
        if token.kind in (Kind.NUMBER, Kind.REAL, Kind.CHAR, Kind.STRING) or self.at(
            "true", "false", "null", "-"
        ):
            return ast.LiteralPattern(self._unary(), span=span)
        if self.accept("("):
            return ast.NamePattern("", self.until(self.pattern, ")"), span=span)
        ghost = self.accept("ghost") is not None
        name = self.name()
        while self.accept("."):  # a constructor's qualified name
            name = f"{name}.{self.name()}"
        if self.accept("("):
            return ast.NamePattern(name, self.until(self.pattern, ")"), span=span)
        type_ = self.type() if self.accept(":") else None
        return ast.NamePattern(name, None, type_, ghost, span=span)

    def _let(self, ghost: bool = False) -> ast.Expr:
        span = self.span(self.expect("var"))
        attributes = self.attributes()
        patterns = self.separated(self.single_pattern)
        attributes += self.attributes()
        such_that = self.accept(":|") is not None
        if not such_that:
            if self.at(":-"):
                self.error(self.token, "failure-compatible types are not supported")
            self.expect(":=")
        values = (self.inner_value(),) if such_that else self.separated(self.inner_value)
        self.expect(";")
        body = self.same()
        return ast.Let(patterns, values, body, such_that, ghost, attributes, span=span)

    def inner_value(self) -> ast.Expr:
        """Read a right-hand side of a ``var`` in an expression, which a semicolon ends."""
        return self.expression(lemma_calls=False)

    def frame(self) -> ast.Frame:
        """Read an item of ``reads`` or ``modifies``."""
        span = self.here
        if self.accept("`"):
            return ast.Frame(None, self.name(), span=span)
        if self.at("*"):
            self.advance()
            return ast.Frame(ast.Wildcard(span=span), span=span)
        expression = self.expression(lambdas=False)
        field = self.name() if self.accept("`") else ""
        return ast.Frame(expression, field, span=expression.span)
