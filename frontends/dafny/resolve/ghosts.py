"""Which statements and variables are ghost: for the proof only, not part of the compiled program.

Variables that are declared with a ghost value become ghost themselves.
"""

from __future__ import annotations

from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.ghost_expressions import (
    GhostRules,
    mark_compiled,
    mark_ghost,
    require_enumerable,
)
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Field, Function, Method, Module, Variable


def infer_ghosts(module: Module, lenient: bool) -> None:
    """Mark what is ghost in the bodies of a module; `lenient`: see `GhostRules`.

    Raises ProgramError where compiled code would depend on ghosts.
    """
    rules = GhostRules(lenient)
    for declaration in (*module.declarations, module.default):
        for member in declaration.members:
            match member:
                case Field():
                    if member.initializer is not None:
                        _expression(member.initializer, member.ghost, rules)
                case Function():
                    mark_ghost([member.requires, member.reads, member.ensures, member.decreases])
                    if member.body is not None:
                        _expression(member.body, member.ghost or member.by_method, rules)
                case Method():
                    mark_ghost([member.requires, member.modifies, member.reads, member.ensures])
                    mark_ghost(member.decreases)
                    if member.body is not None:
                        _Statements(rules).visit(member.body, member.ghost)


def _expression(expr: e.Expr, ghost: bool, rules: GhostRules) -> None:
    if ghost:
        mark_ghost(expr)
    else:
        rules.require_compiled(expr)
        mark_compiled(expr)


class _Statements:
    """Goes through a body. `declared` are variables that the statement before declares."""

    def __init__(self, rules: GhostRules) -> None:
        self._rules = rules
        self._declared: tuple[Variable, ...] = ()

    def visit(self, statement: s.Statement, ghost: bool) -> bool:
        """Mark a statement in a ghost context, or not; returns whether it is ghost."""
        declared, self._declared = self._declared, ()
        result = self._visit(statement, ghost, declared)
        if isinstance(statement, s.Declare):
            self._declared = statement.variables
        object.__setattr__(statement, "ghost", result)  # the last step of the making of the node
        return result

    def _all(self, statements: tuple[s.Statement, ...], ghost: bool) -> bool:
        found = [self.visit(each, ghost) for each in statements]
        return all(found)

    def _visit(
        self, statement: s.Statement, ghost: bool, declared: tuple[Variable, ...]
    ) -> bool:  # one case for each kind
        match statement:
            case s.Block():
                return self._all(statement.statements, ghost) or ghost
            case s.Assert() | s.Assume() | s.Reveal() | s.Calc():
                return self._proof(statement)
            case s.Expect() | s.Print():
                return self._effect(statement, ghost)
            case s.Declare():
                if ghost:
                    _make_ghost(statement.variables)
                return all(v.ghost for v in statement.variables)
            case s.Assign():
                return self._assign(statement, ghost, declared)
            case s.AssignSuchThat():
                return self._such_that(statement, ghost, declared)
            case s.DestructurePattern():
                return self._destructure(statement, ghost)
            case s.Call():
                return self._call(statement, ghost, declared)
            case s.Return() | s.DivideConstructor():
                return ghost
            case s.Break():
                return ghost
            case s.If():
                inside = self._guarded(statement.condition, ghost)
                then = self.visit(statement.then, inside)
                otherwise = statement.otherwise is None or self.visit(statement.otherwise, inside)
                return inside or (then and otherwise)
            case s.IfCases():
                return self._alternatives(statement.alternatives, ghost)
            case s.While():
                self._specification(statement.specification)
                inside = self._guarded(statement.condition, ghost)
                if statement.body is not None:
                    self.visit(statement.body, inside)
                return inside
            case s.WhileCases():
                self._specification(statement.specification)
                return self._alternatives(statement.alternatives, ghost)
            case s.For():
                self._specification(statement.specification)
                inside = self._guarded(statement.low, ghost)
                if statement.high is not None:
                    inside = self._guarded(statement.high, inside)
                if inside:
                    statement.variable.ghost = True
                if statement.body is not None:
                    self.visit(statement.body, inside)
                return inside
            case s.Match():
                inside = self._guarded(statement.subject, ghost)
                results = [self._all(case.body, inside) for case in statement.cases]
                return inside or all(results)
            case s.Forall():
                return self._forall(statement, ghost)
            case s.Modify():
                mark_ghost(statement.frames)
                if statement.body is not None:
                    self.visit(statement.body, ghost)
                return ghost

    def _proof(self, statement: s.Assert | s.Assume | s.Reveal | s.Calc) -> bool:
        mark_ghost(statement)
        if isinstance(statement, s.Assert) and statement.proof is not None:
            self.visit(statement.proof, True)
        if isinstance(statement, s.Calc):
            for step in statement.steps:
                self._all(step.hint, True)
        return True

    def _effect(self, statement: s.Expect | s.Print, ghost: bool) -> bool:
        if ghost:
            raise error("this has an effect, it cannot be done in a proof", statement.span)
        match statement:
            case s.Expect():
                parts = [x for x in (statement.condition, statement.message) if x is not None]
            case s.Print():
                parts = list(statement.arguments)
        for part in parts:
            _expression(part, False, self._rules)
        return False

    def _guarded(self, guard: e.Expr | None, ghost: bool) -> bool:
        """Whether what depends on `guard` is ghost."""
        if guard is None:
            return ghost
        ghost = ghost or bool(self._rules.why_ghost(guard))
        if ghost:
            mark_ghost(guard)
        else:
            mark_compiled(guard)
        return ghost

    def _alternatives(self, alternatives: tuple[s.Alternative, ...], ghost: bool) -> bool:
        for alternative in alternatives:
            ghost = self._guarded(alternative.condition, ghost)
        results = [self._all(alternative.body, ghost) for alternative in alternatives]
        return ghost or (bool(results) and all(results))

    def _specification(self, specification: s.LoopSpecification) -> None:
        mark_ghost([specification.invariants, specification.decreases, specification.modifies])

    # ------------------------------------------------------------------ assignments

    def _assign(self, statement: s.Assign, ghost: bool, declared: tuple[Variable, ...]) -> bool:
        found = list[bool]()
        for target, value in zip(statement.targets, statement.values, strict=True):
            expression = value.expression if isinstance(value, s.ExpressionValue) else None
            if isinstance(target, s.VariableTarget) and target.variable in declared:
                ghost_value = expression is not None and self._rules.why_ghost(expression)
                target.variable.ghost |= bool(ghost_value)
            into_ghost = self._target(target, ghost)
            found.append(into_ghost)
            if into_ghost and isinstance(value, s.NewObject | s.NewArray):
                raise error("a ghost cannot be given a new object", value.span)
            if expression is not None:
                _expression(expression, into_ghost, self._rules)
            elif isinstance(value, s.NewObject) and value.constructor is not None:
                self._arguments(value.arguments, value.constructor)
        return all(found)

    def _target(self, target: s.Target, ghost: bool) -> bool:
        """Whether a ghost is assigned to. Raises ProgramError for other things in proofs."""
        if is_ghost_target(target):
            return True
        if ghost:
            raise error("what is compiled cannot be changed in a proof", target.span)
        return False

    def _such_that(
        self, statement: s.AssignSuchThat, ghost: bool, declared: tuple[Variable, ...]
    ) -> bool:
        if not statement.assumed and self._rules.why_ghost(statement.condition):
            new = [t.variable for t in statement.targets if isinstance(t, s.VariableTarget)]
            if tuple(new) == declared:
                _make_ghost(declared)
        found = [self._target(target, ghost) for target in statement.targets]
        if statement.assumed or all(found):
            mark_ghost(statement.condition)
        else:
            _expression(statement.condition, False, self._rules)
            chosen = [x.variable for x in statement.targets if isinstance(x, s.VariableTarget)]
            require_enumerable(chosen, statement.condition)
        return ghost or all(found)

    def _destructure(self, statement: s.DestructurePattern, ghost: bool) -> bool:
        variables = pattern_variables(statement.pattern)
        if ghost or self._rules.why_ghost(statement.value):
            _make_ghost(tuple(variables))
        all_ghost = all(v.ghost for v in variables)
        _expression(statement.value, all_ghost, self._rules)
        return all_ghost

    def _call(self, statement: s.Call, ghost: bool, declared: tuple[Variable, ...]) -> bool:
        method = statement.method
        if ghost and not method.ghost:
            raise error(f"a proof cannot call {method.name!r}, which is compiled", statement.span)
        for target, output in zip(statement.targets, method.outputs, strict=True):
            if not (method.ghost or output.ghost):
                continue
            if isinstance(target, s.VariableTarget) and target.variable in declared:
                _make_ghost((target.variable,))
            if not is_ghost_target(target):
                raise error("a ghost result must be assigned to a ghost", target.span)
        if method.ghost:
            mark_ghost([statement.receiver, statement.arguments, statement.prefix])
        else:
            if statement.receiver is not None:
                _expression(statement.receiver, False, self._rules)
            self._arguments(statement.arguments, method)
        return method.ghost

    def _arguments(self, arguments: tuple[e.Expr, ...], method: Method) -> None:
        for argument, parameter in zip(arguments, method.inputs, strict=True):
            _expression(argument, parameter.ghost, self._rules)

    def _forall(self, statement: s.Forall, ghost: bool) -> bool:
        mark_ghost(statement.ensures)
        if statement.kind is not s.ForallKind.ASSIGN or ghost:
            ghost = True
            mark_ghost(statement.range)
        else:
            ghost = self._guarded(statement.range, ghost)
        inner = self.visit(statement.body, ghost) if statement.body is not None else True
        return ghost or inner


def _make_ghost(variables: tuple[Variable, ...]) -> None:
    for variable in variables:
        variable.ghost = True


def is_ghost_target(target: s.Target) -> bool:
    """Whether an assignment to `target` is no part of the compiled program."""
    match target:
        case s.VariableTarget():
            return target.variable.ghost
        case s.FieldTarget():
            return target.field.ghost
        case s.ArrayTarget():
            return False


def pattern_variables(pattern: e.Pattern) -> list[Variable]:
    """The variables that a pattern binds."""
    match pattern:
        case e.VariablePattern():
            return [pattern.variable]
        case e.LiteralPattern():
            return []
        case e.ConstructorPattern():
            return [v for p in pattern.arguments for v in pattern_variables(p)]
