"""What proofs inside of bodies may do, and what may go on for ever.

The proof of a ``forall`` statement, of a step of a calculation or of an assertion has no effects on
what is around it: it changes no variables and no objects, and does not return.
"""

from __future__ import annotations

from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Function, Method, Module, Variable
from frontends.dafny.typed.walk import bound_variables, walk


def check_proofs(module: Module) -> None:
    """Check the proofs, loops and calls in a module. Raises ProgramError."""
    for declaration in (*module.declarations, module.default):
        for member in declaration.members:
            parts: list[object] = []
            match member:
                case Function():
                    parts = [member.requires, member.ensures, member.body]
                    _check_pure(parts)
                case Method():
                    parts = [member.requires, member.ensures, member.body]
                    if member.ghost and member.decreases.wild:
                        raise error("what is ghost must end", member.span)
                    if not member.decreases.wild:
                        _check_ends(member)
            for each in walk(parts):
                _check_inside(each)


def _check_inside(thing: object) -> None:
    """Check the proofs directly inside of a statement."""
    match thing:
        case s.Assert(proof=s.Block() as proof):
            _check_pure(proof)
        case s.Calc():
            for step in thing.steps:
                _check_pure(step.hint)
        case s.Forall(kind=s.ForallKind.PROOF | s.ForallKind.CALL):
            _check_pure(thing.body)
        case e.StatementExpression():
            _check_pure(thing.statement)
        case s.While() | s.WhileCases() | s.For():
            if thing.ghost and thing.specification.decreases.wild:
                raise error("what is ghost must end", thing.span)
        case _:
            pass


def _check_pure(proof: object) -> None:
    """Check that a proof has no effects on what is around it."""
    inside = list(walk(proof))
    own = {v for x in inside for v in _declared(x)}
    for each in inside:
        match each:
            case s.Return():
                raise error("a proof cannot return", each.span)
            case s.Modify():
                raise error("a proof cannot modify objects", each.span)
            case s.Assign():
                for value in each.values:
                    if isinstance(value, s.NewObject | s.NewArray):
                        raise error("a proof cannot allocate objects", value.span)
                _check_targets(each.targets, own)
            case s.AssignSuchThat():
                _check_targets(each.targets, own)
            case s.Call():
                if each.method.modifies or not each.method.ghost:
                    raise error(f"a proof cannot call {each.method.name!r}", each.span)
                _check_targets(each.targets, own)
            case _:
                pass


def _declared(thing: object) -> list[Variable]:
    match thing:
        case s.Declare():
            return list(thing.variables)
        case s.DestructurePattern():
            return bound_variables(thing.pattern)
        case s.Match():
            return [v for case in thing.cases for v in bound_variables(case.pattern)]
        case _:
            return []


def _check_targets(targets: tuple[s.Target, ...], own: set[Variable]) -> None:
    for target in targets:
        if not isinstance(target, s.VariableTarget):
            raise error("a proof cannot modify objects", target.span)
        if target.variable not in own:
            name = target.variable.name
            raise error(f"a proof cannot assign to {name!r}, which is not its own", target.span)


def _check_ends(method: Method) -> None:
    """Check that a method has no loop and calls no method that need not end."""
    for each in walk(method.body):
        match each:
            case s.While() | s.WhileCases() | s.For():
                wild = each.specification.decreases.wild
            case s.Call():
                wild = each.method.decreases.wild
            case s.Assign():
                wild = any(
                    isinstance(x, s.NewObject)
                    and x.constructor is not None
                    and x.constructor.decreases.wild
                    for x in each.values
                )
            case _:
                wild = False
        if wild:
            message = f"{method.name!r} must end, as it does not say 'decreases *'"
            raise error(message, each.span)
