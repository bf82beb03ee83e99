"""Resolving statements."""

from __future__ import annotations

from frontends.dafny.resolve.assignments import AssignmentResolver
from frontends.dafny.resolve.builtins import Builtins
from frontends.dafny.resolve.calculations import conclude
from frontends.dafny.resolve.errors import error, unsupported
from frontends.dafny.resolve.expressions import alternatives
from frontends.dafny.resolve.infer import assignable
from frontends.dafny.resolve.names import MemberReference
from frontends.dafny.resolve.scopes import Scope
from frontends.dafny.syntax import ast
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Clause,
    Decreases,
    Frame,
    Function,
    Method,
    Variable,
)
from frontends.dafny.typed.parts import known
from ivl.base.node import replace


class StatementResolver(AssignmentResolver):
    """Resolves statements of all kinds, and clauses.

    `unmeasured` are measures of loops that will be guessed from their guards when types are known.
    """

    def __init__(self, builtins: Builtins) -> None:
        super().__init__(builtins)
        self.unmeasured: list[tuple[Decreases, ast.Expr, e.Expr]] = []

    def statement_in_expression(self, syntax: ast.Statement, scope: Scope) -> s.Statement:
        """A statement before a value, in a ghost context."""
        statements, _ = self.statement(syntax, scope)
        (only,) = statements
        return only

    def block(self, syntax: ast.Block, scope: Scope) -> s.Block:
        """A block, which is a scope of its own."""
        statements = self.statements(syntax.statements, scope)
        return s.Block(statements, span=syntax.span, end=syntax.end, labels=syntax.labels)

    def statements(
        self, syntax: tuple[ast.Statement, ...], scope: Scope
    ) -> tuple[s.Statement, ...]:
        """Statements one after the other, each in the scope that those before it leave."""
        found = list[s.Statement]()
        for each in syntax:
            resolved, scope = self.statement(each, scope)
            found.extend(resolved)
        return tuple(found)

    def statement(
        self, syntax: ast.Statement, scope: Scope
    ) -> tuple[tuple[s.Statement, ...], Scope]:
        """What a statement becomes, several perhaps, and the scope after it."""
        found, after = self._unlabelled(syntax, scope.with_labels(*syntax.labels))
        if syntax.labels and found and not found[0].labels:
            found = (replace(found[0], labels=syntax.labels), *found[1:])
        return found, after

    def _unlabelled(
        self, syntax: ast.Statement, scope: Scope
    ) -> tuple[tuple[s.Statement, ...], Scope]:
        match syntax:
            case ast.Declare():
                return self.declare(syntax, scope)
            case ast.Destructure():
                return self.destructure(syntax, scope)
            case ast.Assign():
                return self.assign(syntax, scope), scope
            case ast.Return():
                return self.return_(syntax, scope), scope
            case ast.Forall():
                return (self._forall(syntax, scope),), scope
            case ast.Assert(label=label) if label:
                return (self._assert(syntax, scope),), scope.with_labels(label)
            case _:
                return (self._statement(syntax, scope),), scope

    def _statement(self, syntax: ast.Statement, scope: Scope) -> s.Statement:
        span, end = syntax.span, syntax.end
        match syntax:
            case ast.Block():
                return self.block(syntax, scope)
            case ast.Assert():
                return self._assert(syntax, scope)
            case ast.Assume():
                if syntax.condition is None:
                    raise unsupported("a skeleton statement outside of a refinement", span)
                condition = self.expression(syntax.condition, scope.as_ghost(), t.BOOL)
                attributes = self.attributes(syntax.attributes, scope)
                return s.Assume(condition, span=span, end=end, attributes=attributes)
            case ast.Expect():
                condition = self.expression(syntax.condition, scope, t.BOOL)
                message = None if syntax.message is None else self.expression(syntax.message, scope)
                return s.Expect(condition, message, span=span, end=end)
            case ast.Print():
                arguments = tuple([self.expression(a, scope) for a in syntax.arguments])
                return s.Print(arguments, span=span, end=end)
            case ast.Reveal():
                return self._reveal(syntax, scope)
            case ast.Break():
                return s.Break(syntax.label, syntax.levels, syntax.goes_on, span=span, end=end)
            case ast.IfStatement():
                return self._if_statement(syntax, scope)
            case ast.IfCases():
                found = tuple([self._alternative(a, scope) for a in syntax.alternatives])
                return s.IfCases(found, span=span, end=end, labels=syntax.labels)
            case ast.While():
                return self._while(syntax, scope)
            case ast.WhileCases():
                loop = self.loop(syntax.specification, scope)
                found = tuple([self._alternative(a, scope) for a in syntax.alternatives])
                return s.WhileCases(loop, found, span=span, end=end, labels=syntax.labels)
            case ast.For():
                return self._for(syntax, scope)
            case ast.MatchStatement():
                return self._match_statement(syntax, scope)
            case ast.Calc():
                return self._calc(syntax, scope)
            case ast.Modify():
                frames = tuple([self.frame(f, scope) for f in syntax.frames])
                body = None if syntax.body is None else self.block(syntax.body, scope)
                return s.Modify(frames, body, span=span, end=end)
            case ast.DivideConstructor():
                return s.DivideConstructor(span=span, end=end)
            case ast.Skeleton():
                raise unsupported("a skeleton statement outside of a refinement", span)
            case _:
                raise AssertionError("handled by `statement`")

    def _assert(self, syntax: ast.Assert, scope: Scope) -> s.Statement:
        scope = scope.as_ghost()
        if syntax.condition is None:
            raise unsupported("a skeleton statement outside of a refinement", syntax.span)
        condition = self.expression(syntax.condition, scope, t.BOOL)
        proof = None if syntax.proof is None else self.block(syntax.proof, scope)
        attributes = self.attributes(syntax.attributes, scope)
        return s.Assert(
            condition, syntax.condition.span, syntax.label, proof, span=syntax.span, end=syntax.end,
            attributes=attributes, labels=syntax.labels,
        )  # fmt: skip

    def _reveal(self, syntax: ast.Reveal, scope: Scope) -> s.Statement:
        functions, labels = list[Function](), list[str]()
        for target in syntax.targets:
            callee = target.callee if isinstance(target, ast.Call) else target
            if isinstance(target, ast.Literal):  # labels may be numbers
                labels.append(target.span.source.text[target.span.start : target.span.end])
                scope.check_label(labels[-1], target.span)
                continue
            if isinstance(target, ast.Name) and target.name in scope.labels:
                labels.append(target.name)
                continue
            found = self.reference(callee, scope)
            if not isinstance(found, MemberReference) or not isinstance(found.member, Function):
                raise error("a function is expected here", callee.span)
            functions.append(found.member)
        return s.Reveal(tuple(functions), tuple(labels), span=syntax.span, end=syntax.end)

    # ------------------------------------------------------------------ control

    def _guard(
        self, condition: ast.Expr, variables: tuple[ast.Variable, ...], scope: Scope
    ) -> tuple[e.Expr | None, Scope]:
        """A guard, None for ``*``, and the scope of the branch that it guards."""
        if isinstance(condition, ast.Wildcard):
            return None, scope
        if not variables:
            return self.expression(condition, scope, t.BOOL), scope
        bound = tuple([self.bound_variable(v, scope) for v in variables])
        inner = scope.with_variables(*bound)
        body = self.expression(condition, inner, t.BOOL)
        guard = e.Quantifier(
            e.QuantifierKind.EXISTS, bound, None, body, type=t.BOOL, span=body.span
        )
        return guard, inner

    def _if_statement(self, syntax: ast.IfStatement, scope: Scope) -> s.If:
        if syntax.condition is None:
            raise unsupported("a skeleton statement outside of a refinement", syntax.span)
        condition, inner = self._guard(syntax.condition, syntax.variables, scope)
        then = self.block(syntax.then, inner)
        otherwise: s.Block | s.If | None
        match syntax.otherwise:
            case None:
                otherwise = None
            case ast.Block():
                otherwise = self.block(syntax.otherwise, scope)
            case ast.IfStatement():
                otherwise = self._if_statement(syntax.otherwise, scope)
            case ast.IfCases():
                cases = self._statement(syntax.otherwise, scope)
                otherwise = s.Block((cases,), span=syntax.otherwise.span, end=syntax.otherwise.end)
        return s.If(
            condition, then, otherwise, bool(syntax.variables), span=syntax.span, end=syntax.end,
            labels=syntax.labels,
        )  # fmt: skip

    def _alternative(self, syntax: ast.Alternative, scope: Scope) -> s.Alternative:
        condition, inner = self._guard(syntax.condition, syntax.variables, scope)
        if condition is None:
            raise error("'*' cannot stand here", syntax.span)
        body = self.statements(syntax.body, inner)
        return s.Alternative(condition, body, bool(syntax.variables), syntax.span)

    def _while(self, syntax: ast.While, scope: Scope) -> s.Statement:
        if syntax.condition is None or syntax.skeleton:
            raise unsupported("a skeleton statement outside of a refinement", syntax.span)
        condition, _ = self._guard(syntax.condition, (), scope)
        loop = self.loop(syntax.specification, scope)
        if syntax.specification.decreases is None and condition is not None:
            self.unmeasured.append((loop.decreases, syntax.condition, condition))
        body = None if syntax.body is None else self.block(syntax.body, scope)
        return s.While(
            condition, loop, body, span=syntax.span, end=syntax.end, labels=syntax.labels
        )

    def _for(self, syntax: ast.For, scope: Scope) -> s.Statement:
        low = self.expression(syntax.low, scope)
        high = None
        if not isinstance(syntax.high, ast.Wildcard):
            high = self.expression(syntax.high, scope)
        variable = self.bound_variable(syntax.variable, scope)
        if isinstance(known(variable.type), t.Inferred):
            assignable(variable.type, t.INT)
        inner = scope.with_variables(variable)
        loop = self.loop(syntax.specification, inner)
        body = None if syntax.body is None else self.block(syntax.body, inner)
        return s.For(
            variable, low, high, syntax.down, loop, body, span=syntax.span, end=syntax.end,
            labels=syntax.labels,
        )  # fmt: skip

    def loop(self, syntax: ast.Specification, scope: Scope) -> s.LoopSpecification:
        """The specification of a loop."""
        ghost = scope.as_ghost()
        invariants = self.clauses(syntax.invariants, ghost)
        modifies = None
        if syntax.modifies is not None:
            modifies = tuple([self.frame(f, ghost) for f in syntax.modifies])
        decreases = self.decreases(syntax.decreases, ghost)
        return s.LoopSpecification(invariants, decreases, modifies)

    def _match_statement(self, syntax: ast.MatchStatement, scope: Scope) -> s.Statement:
        subject = self.expression(syntax.subject, scope)
        cases = list[s.MatchCase]()
        for case in syntax.cases:
            for alternative in alternatives(case.pattern):
                pattern, variables = self.pattern(alternative, subject.type, scope)
                body = self.statements(case.body, scope.with_variables(*variables))
                cases.append(s.MatchCase(pattern, body, case.span))
        return s.Match(
            subject, tuple(cases), span=syntax.span, end=syntax.end, labels=syntax.labels
        )

    def _forall(self, syntax: ast.Forall, scope: Scope) -> s.Statement:
        variables, range_, inner = self.bind(syntax.variables, syntax.range, scope)
        if range_ is None:
            range_ = e.Literal(True, type=t.BOOL, span=syntax.span)
        ensures = self.clauses(syntax.ensures, inner)
        body = None if syntax.body is None else self.block(syntax.body, inner)
        kind = s.ForallKind.PROOF
        if body is not None and len(body.statements) == 1 and not ensures:
            match body.statements[0]:
                case s.Assign():
                    kind = s.ForallKind.ASSIGN
                case s.Call():
                    kind = s.ForallKind.CALL
                case _:
                    pass
        return s.Forall(kind, variables, range_, ensures, body, span=syntax.span, end=syntax.end)

    def _calc(self, syntax: ast.Calc, scope: Scope) -> s.Statement:
        scope = scope.as_ghost()
        lines = [] if syntax.first is None else [self.expression(syntax.first, scope)]
        steps = list[s.CalcStep]()
        default = syntax.operator or "=="
        for step in syntax.steps:
            hint = tuple([self._hint(h, scope) for h in step.hints])
            # a hint after the last line proves that line equal to itself
            line = lines[-1] if step.line is None else self.expression(step.line, scope)
            operator = step.operator or default
            depth = step.prefix if step.operator else syntax.prefix
            relation = self.relation(operator, lines[-1], line, depth, scope, step.span)
            prefix = relation.prefix if isinstance(relation, e.PrefixEqual) else None
            place = line.span if step.line is None else step.line.span
            steps.append(s.CalcStep(e.BinaryOperator(operator), hint, line, place, prefix))
            lines.append(line)
        first = lines[0] if lines else None
        return s.Calc(first, tuple(steps), conclude(lines, steps), span=syntax.span, end=syntax.end)

    def _hint(self, syntax: ast.Statement, scope: Scope) -> s.Block:
        if isinstance(syntax, ast.Block):
            return self.block(syntax, scope)
        statements, _ = self.statement(syntax, scope)
        return s.Block(statements, span=syntax.span, end=syntax.end)

    # ------------------------------------------------------------------ clauses

    def clauses(self, syntax: tuple[ast.Clause, ...], scope: Scope) -> tuple[Clause, ...]:
        """``requires``, ``ensures`` and ``invariant`` clauses."""
        return tuple([self._clause(c, scope) for c in syntax])

    def _clause(self, syntax: ast.Clause, scope: Scope) -> Clause:
        condition = self.expression(syntax.condition, scope, t.BOOL)
        attributes = self.attributes(syntax.attributes, scope)
        return Clause(condition, syntax.label, syntax.free, attributes, syntax.condition.span)

    def frames(self, syntax: tuple[ast.Frame, ...] | None, scope: Scope) -> tuple[Frame, ...]:
        """``reads`` and ``modifies`` clauses."""
        return tuple([self.frame(f, scope) for f in syntax or ()])

    def decreases(self, syntax: tuple[ast.Expr, ...] | None, scope: Scope) -> Decreases:
        """A ``decreases`` clause; where there is none it is guessed later."""
        if syntax is None:
            return Decreases()
        if any(isinstance(x, ast.Wildcard) for x in syntax):
            return Decreases((), False, True)
        return Decreases(tuple([self.expression(x, scope) for x in syntax]), False)

    def outputs(self, scope: Scope) -> tuple[Variable, ...]:
        """The out-parameters of the method being resolved."""
        assert isinstance(scope.member, Method)
        return scope.member.outputs
