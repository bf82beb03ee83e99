"""Values of function types: lambdas, declared functions as values, and applying them."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.translate import functions, heaps
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.arities import Arity
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.signatures import Signature
from frontends.dafny.translate.types import conjunction, ivl_type, tag
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Frame, Function
from frontends.dafny.typed.mentions import may_apply
from frontends.dafny.typed.parts import constrained, known
from frontends.dafny.typed.walk import walk
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr


def function_type(type_: t.Type) -> t.FunctionType:
    """The function type of which a type is, with its arrow."""
    type_ = known(type_)
    while isinstance(type_, t.SubsetType):
        type_ = known(constrained(type_))
    assert isinstance(type_, t.FunctionType)
    return type_


def heap_of(type_: t.FunctionType, context: Context) -> Expr:
    """The heap in which values of a type are applied."""
    if type_.arrow is t.Arrow.GENERAL:
        return context.heap
    return context.shared.prelude.constant("$OneHeap")


def _taken(
    function: e.Expr, arguments: Sequence[Expr], context: Context
) -> tuple[Arity, list[Expr]]:
    """What a function value is applied to: the heap, itself and boxes."""
    type_ = function_type(function.type)
    boxes = [context.shared.box(x) for x in arguments]
    return (
        Arity(len(type_.parameters), context.shared),
        [heap_of(type_, context), context.term(function), *boxes],
    )


def apply(function: e.Expr, arguments: Sequence[Expr], context: Context) -> Expr:
    """What a function value gives for some values."""
    arity, taken = _taken(function, arguments, context)
    result = function_type(function.type).result
    return context.shared.unbox(b.apply(arity.apply, *taken), ivl_type(result))


def application(expr: e.Apply, context: Context) -> Expr:
    """``f(arguments)``."""
    return apply(expr.function, [context.term(x) for x in expr.arguments], context)


def required(function: e.Expr, arguments: Sequence[Expr], context: Context) -> Expr:
    """That a function value may be applied to some values."""
    arity, taken = _taken(function, arguments, context)
    return b.apply(arity.requires, *taken)


def objects_read(function: e.Expr, arguments: Sequence[Expr], context: Context) -> Expr:
    """The set of objects that the application of a function value to some values reads."""
    arity, taken = _taken(function, arguments, context)
    return b.apply(arity.reads, *taken)


def property_(expr: e.FunctionProperty, context: Context) -> Expr:
    """``f.requires(arguments)`` or ``f.reads(arguments)``."""
    values = [context.term(x) for x in expr.arguments]
    if expr.member is e.FunctionMember.REQUIRES:
        return required(expr.function, values, context)
    return objects_read(expr.function, values, context)


def element_map(expr: e.SequenceConstruction, context: Context) -> Expr:
    """The elements of ``seq(length, function)`` as a map from indexes."""
    index = b.bound(context.shared.unique("i"), b.INT)
    return b.lambda_([index], context.shared.box(apply(expr.function, [b.ref(index)], context)))


# ---------------------------------------------------------------- lambdas


def lambda_(expr: e.Lambda, context: Context) -> Expr:
    """The value of a lambda expression. It is the same term wherever it stands in a member.

    Recursive calls in it have no layers left, so that the value does not depend on any.
    """
    shared = context.shared
    arity = Arity(len(expr.parameters), shared)
    heap = b.bound(shared.unique("h"), shared.prelude.heap_type)
    boxes = [b.bound(shared.unique(v.name), p.BOX) for v in expr.parameters]
    inner = replace(
        context.assuming(), heap=b.ref(heap), layer=shared.prelude.constant("$LayerZero")
    ).bind(
        {
            v: shared.unbox(b.ref(x), ivl_type(v.type))
            for v, x in zip(expr.parameters, boxes, strict=True)
        }
    )
    typed = [
        shared.prelude("$Is", x, tag(v.type, inner))
        for v, x in zip(expr.parameters, boxes, strict=True)
    ]
    wanted = conjunction(*typed, *[inner.term(x) for x in expr.requires])
    bound = [heap, *boxes]
    return b.apply(
        arity.handle,
        b.lambda_(bound, shared.box(inner.term(expr.body))),
        b.lambda_(bound, wanted),
        b.lambda_(bound, _objects(expr.reads, inner)),
    )


def _objects(written: Sequence[Frame], context: Context) -> Expr:
    """The set of the objects in frames. Raises ProgramError where those may be all objects."""
    for frame in written:
        set_ = None if frame.expression is None else known(frame.expression.type)
        infinite = set_ is None or (isinstance(set_, t.SetType) and not set_.finite)
        if infinite and not any(isinstance(x, e.FunctionProperty) for x in walk(frame.expression)):
            raise unsupported("a function value that may read everything", frame.span)
    frames = heaps.evaluate(written, context)
    if frames == ():
        return context.shared.prelude.constant("Set#Empty")
    box = b.bound(context.shared.unique("o"), p.BOX)
    object_ = context.shared.unbox(b.ref(box), p.REF)
    is_object = b.eq(context.shared.box(object_), box)
    inside = conjunction(is_object, heaps.in_frames(frames, object_, None, context))
    return context.shared.prelude("Set#From", b.lambda_([box], inside))


# ---------------------------------------------------------------- declared functions


def function_value(expr: e.FunctionValue, context: Context) -> Expr:
    """A declared function as a value."""
    function, shared = expr.function, context.shared
    if function.two_state:
        raise unsupported("a two-state function as a value", expr.span)
    types = [tag(a, context) for a in (*expr.owner_arguments, *expr.type_arguments)]
    receiver = [] if expr.receiver is None else [context.term(expr.receiver)]
    parameters = tuple([x.type for x in (*types, *receiver)])
    value = shared.function(f"{function.full_name}#value", parameters, p.HANDLE)
    if shared.is_new(("function value", function)):
        _value_axioms(function, shared)
    return b.apply(value, *types, *receiver)


def _value_axioms(function: Function, shared: Shared) -> None:
    """What the value of a function gives, requires and reads."""
    signature = Signature(function, shared)
    arity = Arity(len(function.parameters), shared)
    boxes = [b.bound(v.name, p.BOX) for v in function.parameters]
    values = {
        v: shared.unbox(b.ref(x), ivl_type(v.type))
        for v, x in zip(function.parameters, boxes, strict=True)
    }
    context = replace(signature.context.bind(values), layer=None)
    fixed = [*signature.types, *([] if function.static else [signature.this])]
    value = b.apply(
        shared.function(f"{function.full_name}#value", tuple([x.type for x in fixed]), p.HANDLE),
        *fixed,
    )
    taken = [b.ref(signature.heap), value, *[b.ref(x) for x in boxes]]
    variables = [*fixed, signature.heap, *boxes]
    typed = [
        shared.prelude("$Is", x, tag(v.type, context))
        for v, x in zip(function.parameters, boxes, strict=True)
    ]
    assert function.result_type is not None
    given = b.apply(arity.apply, *taken)
    call = functions.apply(function, list(values.values()), context)
    required = conjunction(*typed, *[context.term(c.condition) for c in function.requires])
    allowed = b.apply(arity.requires, *taken)
    read = b.apply(arity.reads, *taken)
    objects = _objects(function.reads, context)
    # what is required may depend on values of functions in the heap, this one among them
    exact = not any(may_apply(c.condition) for c in function.requires)
    fact = b.iff(allowed, required) if exact else b.implies(required, allowed)
    for condition, trigger in (
        (b.eq(given, shared.box(call)), given),
        (fact, allowed),
        (b.eq(read, objects), read),
    ):
        shared.axiom(b.forall(variables, condition, triggers=[[trigger]]))
    if not functions.reads_heap(function):
        _call_axiom(signature, value)


def _call_axiom(signature: Signature, value: Expr) -> None:
    """What the value of a function that reads nothing gives, where the function is called."""
    shared = signature.shared
    arity = Arity(len(signature.own), shared)
    one_heap = shared.prelude.constant("$OneHeap")
    boxes = [shared.box(b.ref(x)) for x in signature.own]
    given = b.apply(arity.apply, one_heap, value, *boxes)
    call = signature.apply(b.ref(signature.layer))
    condition = b.eq(given, shared.box(call))
    shared.axiom(b.forall(signature.variables, condition, triggers=[[call, value]]))
