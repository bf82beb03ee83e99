"""Parsing statements."""

from __future__ import annotations

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.expressions import ExpressionParser
from frontends.dafny.syntax.lexer import Kind
from ivl.base.source import Span

_CALC_OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "<==>", "==>", "<==")


class StatementParser(ExpressionParser):
    """Reads statements and clauses."""

    def block(self) -> ast.Block:
        """Read ``{ statements }``."""
        span = self.span(self.expect("{"))
        statements = self._until_brace()
        end = self.span(self.expect("}"))
        return ast.Block(statements, span=span, end=end)

    def _until_brace(self) -> tuple[ast.Statement, ...]:
        found = list[ast.Statement]()
        while not self.at("}", "case") and self.token.kind is not Kind.END:
            found.append(self.statement())
        return tuple(found)

    def statement(self) -> ast.Statement:
        """Read a statement with its labels."""
        labels = list[str]()
        while self.at("label") and self.peek(2).text == ":":
            self.advance()
            labels.append(self.advance().text)
            self.expect(":")
        return self._statement(tuple(labels))

    def statement_in_expression(self) -> ast.Statement:
        """Read a statement that may stand before a value."""
        return self._statement(())

    def _end(self) -> Span:
        return self.span(self.expect(";"))

    def _statement(self, labels: tuple[str, ...]) -> ast.Statement:
        text = self.token.text if self.token.kind in (Kind.SYMBOL, Kind.WORD) else ""
        match text:
            case "{":
                block = self.block()
                return ast.Block(block.statements, span=block.span, end=block.end, labels=labels)
            case "assert":
                return self._assert(labels)
            case "assume" | "expect" | "print" | "reveal" if self._is_statement():
                return self._simple(text)
            case "hide" if self.peek().kind is Kind.WORD or self.peek().text == "*":
                return self.unsupported("a hide statement")
            case "var":
                return self._declare(ghost=False)
            case "ghost":
                self.advance()
                return self._declare(ghost=True)
            case "return" | "yield":
                return self._return()
            case "break":
                return self._break()
            case "continue" if self.peek().kind is Kind.WORD or self.peek().text == ";":
                return self._break()
            case "if":
                return self._if_statement(labels)
            case "while":
                return self._while(labels)
            case "for" if self.peek().kind is Kind.WORD:
                return self._for(labels)
            case "match":
                return self._match_statement(labels)
            case "calc":
                return self._calc()
            case "forall":
                return self._forall()
            case "modify":
                return self._modify()
            case "new":
                span = self.span(self.advance())
                return ast.DivideConstructor(span=span, end=self._end())
            case "...":
                span = self.span(self.advance())
                return ast.Skeleton(span=span, end=self._end())
            case _:
                return self._assign(labels)

    def _assert(self, labels: tuple[str, ...]) -> ast.Statement:
        span = self.span(self.advance())
        attributes = self.attributes()
        if self.accept("..."):
            return ast.Assert(None, span=span, end=self._end(), attributes=attributes)
        label = self._clause_label()
        condition = self.expression(lemma_calls=False)
        if self.accept("by"):
            proof = self.block()
            end = proof.end
        else:
            proof, end = None, self._end()
        return ast.Assert(
            condition, label, proof, span=span, end=end, attributes=attributes, labels=labels
        )

    def _clause_label(self) -> str:
        if self.token.kind in (Kind.WORD, Kind.NUMBER) and self.peek().text == ":":
            label = self.advance().text
            self.advance()
            return label
        return ""

    def _simple(self, text: str) -> ast.Statement:
        span = self.span(self.advance())
        attributes = self.attributes()
        match text:
            case "assume":
                if self.accept("..."):
                    return ast.Assume(None, span=span, end=self._end(), attributes=attributes)
                condition = self.expression(lemma_calls=False)
                return ast.Assume(condition, span=span, end=self._end(), attributes=attributes)
            case "expect":
                condition = self.expression(lemma_calls=False)
                message = self.expression(lemma_calls=False) if self.accept(",") else None
                return ast.Expect(condition, message, span=span, end=self._end())
            case "print":
                arguments = self.separated(self.inner_value)
                return ast.Print(arguments, span=span, end=self._end())
            case _:
                if self.at("*"):
                    self.unsupported("'reveal *'")
                targets = self.separated(self.inner_value)
                return ast.Reveal(targets, span=span, end=self._end())

    # ------------------------------------------------------------------ declarations, assignments

    def _declare(self, ghost: bool) -> ast.Statement:
        span = self.span(self.expect("var"))
        destructuring = self.attempt(self._destructuring_pattern)
        if destructuring is not None:
            value = self.expression(lemma_calls=False)
            return ast.Destructure(destructuring, value, ghost, span=span, end=self._end())
        variables = self.separated(self._local)
        operator, place, assumed, values = "", span, False, tuple[ast.Value, ...]()
        if self.at(":=", ":|", ":-"):
            token = self.advance()
            operator, place = token.text, self.span(token)
            assumed, values = self._values(operator)
        return ast.Declare(
            variables, operator, values, assumed, ghost, place, span=span, end=self._end()
        )

    def _local(self) -> ast.Variable:
        attributes = self.attributes()
        span = self.here
        name = self.name()
        type_ = self.type() if self.accept(":") else None
        return ast.Variable(name, type_, attributes=attributes, span=span)

    def _destructuring_pattern(self) -> ast.Pattern:
        pattern = self.single_pattern()
        if not isinstance(pattern, ast.NamePattern) or pattern.arguments is None:
            self.fail("a pattern")
        self.expect(":=")
        return pattern

    def _values(self, operator: str) -> tuple[bool, tuple[ast.Value, ...]]:
        if operator == ":|":
            assumed = self.accept("assume") is not None
            return assumed, (self.expression(lemma_calls=False),)
        return False, self.separated(self.value)

    def value(self) -> ast.Value:
        """Read a right-hand side."""
        span = self.here
        if self.at("*") and self.peek().text in (";", ",", ")"):
            self.advance()
            return ast.Wildcard(span=span)
        if self.accept("new"):
            return self._new(span)
        found = self.expression(lemma_calls=False)
        self.attributes()
        return found

    def _new(self, span: Span) -> ast.NewValue:
        if self.at("["):  # the type of the elements is left out
            element: ast.Type = ast.NamedType((), span=span)
        else:
            element = self.type()
        if self.at("["):
            open_ = self.span(self.advance())
            dimensions = self.until(self.inner, "]")
            elements = initializer = None
            if self.accept("("):
                initializer = self.inner()
                self.expect(")")
            elif self.accept("["):
                elements = self.until(self.inner, "]")
            return ast.NewValue(element, None, dimensions, elements, initializer, open_, span=span)
        open_ = self.here
        arguments = self.until(self.inner, ")") if self.accept("(") else None
        return ast.NewValue(element, arguments, open=open_, span=span)

    def _assign(self, labels: tuple[str, ...]) -> ast.Statement:
        first = self.expression(lemma_calls=False, lambdas=False)
        if isinstance(first, ast.Name | ast.Call | ast.Member) and self.at("{:", ";"):
            attributes = self.attributes()
            end = self._end()
            return ast.Assign(
                (), "", (first,), span=first.span, end=end, labels=labels, attributes=attributes
            )
        targets = [first]
        while self.accept(","):
            targets.append(self.expression(lemma_calls=False, lambdas=False))
        if not self.at(":=", ":|", ":-"):
            self.fail("':=', ':|' or ';'")
        token = self.advance()
        assumed, values = self._values(token.text)
        return ast.Assign(
            tuple(targets), token.text, values, assumed,
            span=self.span(token), end=self._end(), labels=labels,
        )  # fmt: skip

    def _return(self) -> ast.Statement:
        token = self.advance()
        values = None if self.at(";") else self.separated(self.value)
        return ast.Return(values, token.text == "yield", span=self.span(token), end=self._end())

    def _break(self) -> ast.Statement:
        token = self.advance()
        levels = 1
        goes_on = token.text == "continue"
        while self.at("break", "continue"):
            levels += 1
            goes_on = self.advance().text == "continue"
        label = "" if self.at(";") else self.advance().text
        return ast.Break(label, levels, goes_on, span=self.span(token), end=self._end())

    # ------------------------------------------------------------------ control

    def _guard(self) -> tuple[ast.Expr | None, tuple[ast.Variable, ...]]:
        span = self.here
        if self.accept("..."):
            return None, ()
        if self.at("*") and self.peek().text in ("{", "invariant", "decreases", "modifies"):
            self.advance()
            return ast.Wildcard(span=span), ()
        if self.at("(") and self.peek().text == "*" and self.peek(2).text == ")":
            self.advance(), self.advance(), self.advance()
            return ast.Wildcard(span=span), ()
        variables = self.bound_guard()
        return self.expression(lemma_calls=False), variables

    def _if_statement(self, labels: tuple[str, ...]) -> ast.IfStatement | ast.IfCases:
        span = self.span(self.expect("if"))
        self.attributes()
        if self.at("case") or (self.at("{") and self.peek().text in ("case", "}")):
            alternatives, end = self._alternatives()
            return ast.IfCases(alternatives, span=span, end=end, labels=labels)
        condition, variables = self._guard()
        then = self.block()
        otherwise: ast.Block | ast.IfStatement | ast.IfCases | None = None
        if self.accept("else"):
            otherwise = self._if_statement(()) if self.at("if") else self.block()
        end = then.end if otherwise is None else otherwise.end
        return ast.IfStatement(
            condition, then, otherwise, variables, span=span, end=end, labels=labels
        )

    def _alternatives(self) -> tuple[tuple[ast.Alternative, ...], Span]:
        braces = self.accept("{") is not None
        found = list[ast.Alternative]()
        while self.at("case"):
            span = self.span(self.advance())
            attributes = self.attributes()
            variables = self.bound_guard()
            condition = self.expression(lemma_calls=False, lambdas=False)
            self.expect("=>")
            body = self._until_brace()
            found.append(ast.Alternative(condition, body, variables, attributes, span=span))
        if braces:
            self.expect("}")
        return tuple(found), self.last

    def _while(self, labels: tuple[str, ...]) -> ast.Statement:
        span = self.span(self.expect("while"))
        self.attributes()
        if self._starts_cases():
            specification = self.specification()
            alternatives, end = self._alternatives()
            return ast.WhileCases(specification, alternatives, span=span, end=end, labels=labels)
        condition, _ = self._guard()
        specification = self.specification()
        skeleton = self.accept("...") is not None
        body = None if skeleton else self._body()
        return ast.While(
            condition, specification, body, skeleton, span=span, end=self.last, labels=labels
        )

    def _starts_cases(self) -> bool:
        return self.at("case", "invariant", "decreases", "modifies") or (
            self.at("{") and self.peek().text in ("case", "}")
        )

    def _body(self) -> ast.Block | None:
        return self.block() if self.at("{") else None

    def _for(self, labels: tuple[str, ...]) -> ast.Statement:
        span = self.span(self.advance())
        variable = self.variable()
        self.expect(":=")
        low = self.expression(lemma_calls=False)
        down = self.token.text == "downto"
        if not self.accept("to", "downto"):
            self.fail("'to' or 'downto'")
        star = self.here
        high = ast.Wildcard(span=star) if self.accept("*") else self.expression(lemma_calls=False)
        specification = self.specification()
        body = self._body()
        return ast.For(
            variable, low, high, down, specification, body,
            span=span, end=self.last, labels=labels,
        )  # fmt: skip

    def _match_statement(self, labels: tuple[str, ...]) -> ast.Statement:
        span = self.span(self.expect("match"))
        self.attributes()
        subject = self.inner()
        braces = self.accept("{") is not None
        cases = list[ast.StatementCase]()
        while self.at("case"):
            place = self.span(self.advance())
            attributes = self.attributes()
            pattern = self.pattern()
            self.expect("=>")
            cases.append(ast.StatementCase(pattern, self._until_brace(), attributes, span=place))
        if braces:
            self.expect("}")
        return ast.MatchStatement(subject, tuple(cases), span=span, end=self.last, labels=labels)

    def _calc(self) -> ast.Statement:
        span = self.span(self.expect("calc"))
        attributes = self.attributes()
        operator, prefix = self._calc_operator() if self.at(*_CALC_OPERATORS) else ("", None)
        self.expect("{")
        first, steps = None, list[ast.CalcStep]()
        if not self.at("}"):
            first = self._calc_line()
        while not self.at("}"):
            place = self.here
            step = self._calc_operator() if self.at(*_CALC_OPERATORS) else ("", None)
            hints = list[ast.Statement]()
            while self.at("{", "calc"):
                hints.append(self.block() if self.at("{") else self._calc())
            line = None if self.at("}") else self._calc_line()
            steps.append(ast.CalcStep(*step, tuple(hints), line, place))
        end = self.span(self.expect("}"))
        return ast.Calc(
            operator, prefix, first, tuple(steps), span=span, end=end, attributes=attributes
        )

    def _calc_operator(self) -> tuple[str, ast.Expr | None]:
        operator = self.advance().text
        return operator, self.prefix() if operator in ("==", "!=") else None

    def _calc_line(self) -> ast.Expr:
        line = self.expression(lemma_calls=False)
        self.expect(";")
        return line

    def _forall(self) -> ast.Statement:
        span = self.span(self.expect("forall"))
        self.attributes()
        parentheses = self.at("(") and self.accept("(") is not None
        variables: tuple[ast.Variable, ...] = ()
        range_ = None
        if self.token.kind is Kind.WORD:
            variables, range_ = self.quantified_variables()
        if parentheses:
            self.expect(")")
        specification = self.specification()
        body = self._body()
        return ast.Forall(variables, range_, specification.ensures, body, span=span, end=self.last)

    def _modify(self) -> ast.Statement:
        span = self.span(self.expect("modify"))
        attributes = self.attributes()
        skeleton = self.accept("...") is not None
        frames = () if skeleton else self.separated(self.frame)
        body = self._body()
        end = self._end() if body is None else body.end
        return ast.Modify(frames, body, skeleton, span=span, end=end, attributes=attributes)

    # ------------------------------------------------------------------ clauses

    def specification(self) -> ast.Specification:
        """Read the clauses of a declaration or a loop."""
        clauses: dict[str, list[ast.Clause]] = {"requires": [], "ensures": [], "invariant": []}
        frames: dict[str, list[ast.Frame] | None] = {"reads": None, "modifies": None}
        decreases: list[ast.Expr] | None = None
        while True:
            free = (
                self.at("free") and self.peek().text in clauses and self.accept("free") is not None
            )
            if self.at("yield") and self.peek().text in clauses:
                self.advance()
            if self.at(*clauses):
                kind = self.advance().text
                clauses[kind].append(self._clause(free))
            elif self.at(*frames):
                kind = self.advance().text
                self.attributes()
                found = () if self.accept("...") else self.separated(self.frame)
                frames[kind] = [*(frames[kind] or ()), *found]
            elif self.accept("decreases"):
                self.attributes()
                decreases = [*(decreases or ()), *self.separated(self._decreases)]
            else:
                break
            self.accept(";")
        reads, modifies = frames["reads"], frames["modifies"]
        return ast.Specification(
            tuple(clauses["requires"]),
            tuple(clauses["ensures"]),
            tuple(clauses["invariant"]),
            None if reads is None else tuple(reads),
            None if modifies is None else tuple(modifies),
            None if decreases is None else tuple(decreases),
        )

    def _clause(self, free: bool) -> ast.Clause:
        attributes = self.attributes()
        label = self._clause_label()
        condition = self.expression(lemma_calls=False, lambdas=False)
        return ast.Clause(condition, label, free, attributes, span=condition.span)

    def _decreases(self) -> ast.Expr:
        span = self.here
        if self.at("*"):
            self.advance()
            return ast.Wildcard(span=span)
        return self.expression(lemma_calls=False, lambdas=False)
