"""Parsing what binds variables or has branches: quantifiers, lambdas, let, match, patterns."""

from __future__ import annotations

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.lexer import Kind
from frontends.dafny.syntax.operators import OperatorParser
from ivl.base.node import replace


class BinderParser(OperatorParser):
    """Reads expressions that bind variables or have branches."""

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
        variables[-1] = replace(last, range=None)
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

    def quantifier(self) -> ast.Expr:
        """Read ``forall`` and ``exists``."""
        span = self.here
        kind = self.advance().text
        parameters = self.type_parameters()
        attributes = self.attributes()
        variables, range_ = self.quantified_variables()
        self.expect("::")
        return ast.Quantifier(
            kind, variables, range_, self.same(), parameters, attributes, span=span
        )

    def set_comprehension(self) -> ast.Expr:
        """Read ``set x | range :: term``."""
        span = self.here
        kind = self.advance().text
        attributes = self.attributes()
        variables, range_ = self.quantified_variables()
        range_ = range_ or ast.Literal(True, span=span)
        term = self.same() if self.accept("::") else None
        return ast.SetComprehension(kind, variables, range_, term, attributes, span=span)

    def map_comprehension(self) -> ast.Expr:
        """Read ``map x | range :: key := value``."""
        span = self.here
        kind = self.advance().text
        attributes = self.attributes()
        variables, range_ = self.quantified_variables()
        self.expect("::")
        value, key = self.same(), None
        if self.accept(":="):
            key, value = value, self.same()
        return ast.MapComprehension(kind, variables, range_, key, value, attributes, span=span)

    def lambda_(self) -> ast.Expr | None:
        """Read a lambda expression, if there is one."""
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

    def if_(self) -> ast.Expr:
        """Read ``if c then a else b``."""
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

    def match_(self) -> ast.Expr:
        """Read ``match e { cases }``."""
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
            return ast.LiteralPattern(self.unary(), span=span)
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

    def let(self, ghost: bool = False) -> ast.Expr:
        """Read ``var x := e; body``."""
        span = self.span(self.expect("var"))
        attributes = self.attributes()
        patterns = self.separated(self.single_pattern)
        attributes += self.attributes()
        such_that = self.accept(":|") is not None
        if not such_that:
            if self.at(":-"):
                self.unsupported("failure-compatible types")
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
