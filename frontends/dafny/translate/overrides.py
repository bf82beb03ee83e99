"""Members of classes that override those of traits: they promise at least as much."""

from __future__ import annotations

from frontends.dafny.resolve.infer import parent_type
from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import functions, heaps
from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.decreases import decreases, measure
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.signatures import Signature
from frontends.dafny.translate.splitting import split
from frontends.dafny.translate.targets import havoc_heap
from frontends.dafny.translate.types import adapt, good, is_of, tag
from frontends.dafny.translate.units import member_unit
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import ClassDeclaration, Function, Method, Module, Variable
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr

PERMISSIVE = "must provide an equal or more permissive precondition than in its parent trait"
DETAILED = "must provide an equal or more detailed postcondition than in its parent trait"


def verify_override(member: Function | Method, module: Module, shared: Shared) -> None:
    """That a member keeps the contract of the one that it overrides."""
    above = member.overridden
    assert above is not None
    unit = member_unit(member, module, shared)
    emit, context = unit.emit, unit.context
    inherited = _inherited(member, above, context)
    kind = "function" if isinstance(member, Function) else "method"
    for clause in above.requires:
        assume(clause.condition, inherited, emit)
    for clause in member.requires:
        for part in split(clause.condition, context):
            emit.assert_(part.condition, f"the {kind} {PERMISSIVE}", member.span, part.span)
    _check_measure(member, above, context, inherited, kind, emit)
    _check_frame(member, above, context, inherited, emit)
    if isinstance(member, Function) and isinstance(above, Function):
        inherited = _result(member, above, context, inherited, emit)
    elif isinstance(member, Method) and isinstance(above, Method):
        before = havoc_heap(context, emit)
        frames = heaps.evaluate(member.modifies, context.at_heap(before))
        emit.assume(heaps.unmodified(frames, before, before, context))
        for variable, made in zip(member.outputs, unit.outputs, strict=True):
            emit.havoc(made)
            emit.assume(good(b.ref(made), variable.type, context))
        for clause in member.ensures:
            assume(clause.condition, context, emit)
        inherited = inherited.bind(_adapted(above.outputs, member.outputs, context))
    for clause in above.ensures:
        for part in split(clause.condition, inherited):
            emit.assert_(part.condition, f"the {kind} {DETAILED}", member.span, part.span)
    unit.finish("override", [], member.span, member.span)


def _adapted(
    above: tuple[Variable, ...], own: tuple[Variable, ...], context: Context
) -> dict[Variable, Expr]:
    """The parameters of the overridden member in terms of those of the overriding one."""
    return {
        a: adapt(context.variables[v], v.type, a.type, context.shared)
        for a, v in zip(above, own, strict=True)
    }


def _inherited(member: Function | Method, above: Function | Method, context: Context) -> Context:
    """The context in which the overridden member's contract is about the overriding one."""
    parent = _parent(member, above)
    types = {
        x: tag(a, context)
        for x, a in zip(parent.declaration.type_parameters, parent.arguments, strict=True)
    }
    for x, y in zip(above.type_parameters, member.type_parameters, strict=True):
        types[x] = context.types[y]
    parameters = [m.parameters if isinstance(m, Function) else m.inputs for m in (above, member)]
    inner = context.with_types(types).bind(_adapted(parameters[0], parameters[1], context))
    return replace(inner, member=above)


def _parent(member: Function | Method, above: Function | Method) -> t.ClassType:
    """The trait of the overridden member, as the overriding member's class extends it."""
    own = self_type(member.owner)
    assert isinstance(own, t.ClassType) and isinstance(above.owner, ClassDeclaration)
    parent = parent_type(own, above.owner)
    assert parent is not None
    return parent


def _check_measure(
    member: Function | Method, above: Function | Method, context: Context, inherited: Context,
    kind: str, emit: Emitter,
) -> None:  # fmt: skip
    if above.decreases.wild:
        return
    new, old = measure(member.decreases, context), measure(above.decreases, inherited)
    below = b.bool_(False)
    if not member.decreases.wild:
        below = decreases(new, old, context, or_equal=True)
    message = f"{kind}'s decreases clause must be below or equal to that in the trait"
    emit.assert_(below, message, member.span)


def _check_frame(
    member: Function | Method, above: Function | Method, context: Context, inherited: Context,
    emit: Emitter,
) -> None:  # fmt: skip
    if isinstance(member, Function) and isinstance(above, Function):
        own, others = member.reads, above.reads
        message = "expression may read an object not in the parent trait context's reads clause"
    else:
        assert isinstance(member, Method) and isinstance(above, Method)
        own, others = member.modifies, above.modifies
        message = (
            "expression may modify an object not in the parent trait context's modifies clause"
        )
    allowed = heaps.evaluate(others, inherited)
    if allowed is None:
        return
    covered = heaps.within(allowed, heaps.evaluate(own, context), context)
    emit.assert_(covered, message, member.span, subsumes=False)


def _result(
    member: Function, above: Function, context: Context, inherited: Context, emit: Emitter
) -> Context:
    """Assume that both functions have the same value; the context of what is said of it."""
    assert member.result_type is not None and above.result_type is not None
    own = functions.apply(member, [context.variables[v] for v in member.parameters], context)
    theirs = functions.apply(above, [inherited.variables[v] for v in above.parameters], inherited)
    emit.assume(is_of(own, member.result_type, context))
    result = context
    if member.result is not None:
        result = context.bind({member.result: own})
    for clause in member.ensures:
        assume(clause.condition, result, emit)
    emit.assume(b.eq(theirs, adapt(own, member.result_type, above.result_type, context.shared)))
    return inherited.bind({above.result: theirs}) if above.result is not None else inherited


def override_axiom(function: Function, shared: Shared) -> None:
    """A trait's function is the overriding one for the objects of the class."""
    above = function.overridden
    if above is None or above.owner.module is not function.owner.module:
        return
    signature = Signature(function, shared)
    context = signature.context
    inherited = _inherited(function, above, context)
    own = type_ = self_type(function.owner)
    assert isinstance(own, t.ClassType)
    values = [inherited.variables[v] for v in above.parameters]
    upper = inherited if not functions.is_layered(above) else replace(inherited, layer=None)
    theirs = functions.apply(above, values, upper)
    same = functions.apply(
        function, [b.ref(v) for v in signature.own], replace(context, layer=None)
    )
    assert function.result_type is not None and above.result_type is not None
    same = adapt(same, function.result_type, above.result_type, shared)
    exact = is_of(b.ref(signature.this), type_, context)
    usable = b.and_(signature.usable(), exact)
    variables = [v for v in signature.variables if v is not signature.layer]
    if functions.reads_heap(above) and not functions.reads_heap(function):
        variables.append(signature.heap)
    shared.axiom(
        b.forall(variables, b.implies(usable, b.eq(theirs, same)), triggers=[[theirs, exact]])
    )
