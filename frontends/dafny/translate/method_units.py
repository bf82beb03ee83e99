"""What is proved of methods."""

from __future__ import annotations

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import heaps
from frontends.dafny.translate.assertions import assume, assume_parts, hide, postconditions
from frontends.dafny.translate.constructors import begin, divide
from frontends.dafny.translate.context import Context, Permission
from frontends.dafny.translate.definite import check_outputs, is_tracked, tracked_by
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.induction import lemma_hypothesis
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.targets import havoc_heap
from frontends.dafny.translate.types import good
from frontends.dafny.translate.units import Unit, member_unit
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Method, MethodKind, Module
from ivl import build as b
from ivl.base.node import replace


def verify_contract(method: Method, module: Module, shared: Shared) -> None:
    """That a method's contract is defined."""
    unit = member_unit(method, module, shared)
    emit, context = unit.emit, unit.context
    for clause in method.requires:
        context.check(clause.condition, emit)
        assume(clause.condition, context, emit)
    for frame in method.modifies:
        if frame.expression is not None:
            context.check(frame.expression, emit)
    for expression in method.decreases.expressions:
        if not method.decreases.guessed:
            context.check(expression, emit)
    if method.ensures:
        if not method.ghost or method.modifies:
            frames = heaps.evaluate(method.modifies, context.in_old())
            before = havoc_heap(context, emit)
            emit.assume(heaps.unmodified(frames, before, before, context))
        if method.kind is MethodKind.CONSTRUCTOR:
            assert context.this is not None
            emit.assume(heaps.is_alive(context.this, context.heap, shared))
        for variable, made in zip(method.outputs, unit.outputs, strict=True):
            emit.havoc(made)
            emit.assume(good(b.ref(made), variable.type, context))
        for clause in method.ensures:
            context.check(clause.condition, emit)
            assume(clause.condition, context, emit)
    unit.finish("well-formedness", [], method.span, method.end)


def verify_method(method: Method, module: Module, shared: Shared) -> None:
    """That a method's body keeps its contract."""
    assert method.body is not None
    unit = member_unit(method, module, shared)
    emit, context = unit.emit, unit.context
    for clause in method.requires:
        if clause.label:
            context = hide(clause.label, clause.condition, context, emit)
        else:
            assume_parts(clause.condition, context, emit)
    frames = heaps.evaluate(method.modifies, context.in_old())
    if frames is not None:
        context = replace(context, modifies=Permission(frames, context.old_heap))
    context = _outputs(unit, method, context, emit)
    divided = _is_divided(method.body)
    if method.kind is MethodKind.CONSTRUCTOR:
        context = begin(method, context, emit)
    emit.assume(lemma_hypothesis(method, context))
    for each in method.body.statements:
        context = context.statement(each, emit)
    end = method.body.end
    if method.kind is MethodKind.CONSTRUCTOR and not divided:
        divide(end, context, emit)
    check_outputs(method.outputs, end, context, emit)
    ensures = postconditions(method.ensures, unit.context)
    unit.finish("correctness", ensures, method.span, method.body.span)


def _is_divided(body: s.Block) -> bool:
    divisions = [x for x in body.statements if isinstance(x, s.DivideConstructor)]
    if len(divisions) > 1:
        raise unsupported("a constructor that is divided twice", divisions[1].span)
    return bool(divisions)


def _outputs(unit: Unit, method: Method, context: Context, emit: Emitter) -> Context:
    for variable, made in zip(method.outputs, unit.outputs, strict=True):  # it becomes longer
        known = good(b.ref(made), variable.type, context)
        if is_tracked(variable.type, variable.ghost or method.ghost, context):
            assigned = b.output(f"assigned#{variable.name}", b.BOOL)
            unit.outputs = (*unit.outputs, assigned)
            context = tracked_by(assigned, variable, context)
            known = b.implies(context.assigned[variable], known)
        unit.where[made] = known
        emit.havoc(made)
    return context
