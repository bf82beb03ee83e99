"""Datatypes: one of IVL for each, whose type parameters are boxes."""

from __future__ import annotations

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.codatatypes import Codatatype
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import (
    adapt,
    conjunction,
    is_allocated,
    is_of,
    is_true,
    ivl_type,
    tag,
)
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Constructor,
    DatatypeDeclaration,
    Destructor,
)
from frontends.dafny.typed.parts import known, parts, peel, substitute, substitution
from ivl import build as b
from ivl.core.expressions import Expr, Function, Variable, VariableReference
from ivl.core.types import ConstructedType


def constructor_function(constructor: Constructor, shared: Shared) -> Function:
    """The IVL constructor; its datatype is declared with all that it is declared in terms of."""
    datatype = constructor.datatype
    if shared.is_new(("datatype", datatype)):
        _declare(datatype, shared)
    return shared.constructors[constructor]


def _declare(datatype: DatatypeDeclaration, shared: Shared) -> None:
    if datatype.coinductive:
        _declare_codatatype(datatype, shared)
        return
    result = ConstructedType(datatype.full_name)
    functions = [
        Function(
            f"{datatype.full_name}.{c.name}", (), tuple([ivl_type(v.type) for v in c.parameters]),
            result, tuple([field_name(c, i) for i in range(len(c.parameters))]),
            is_constructor=True, span=c.span,
        )
        for c in datatype.constructors
    ]  # fmt: skip
    declaration = b.datatype(datatype.full_name, functions)
    shared.datatypes.append(declaration)
    made = dict(zip(datatype.constructors, declaration.constructors, strict=True))
    shared.constructors.update(made)
    for constructor in datatype.constructors:
        for parameter in constructor.parameters:
            mention(parameter.type, shared)
    _type_axioms(datatype, shared)


def _declare_codatatype(datatype: DatatypeDeclaration, shared: Shared) -> None:
    made = Codatatype(datatype, shared)
    shared.types.append(b.type_constructor(datatype.full_name, span=datatype.span))
    functions = [
        shared.function(
            f"{datatype.full_name}.{c.name}", tuple([ivl_type(v.type) for v in c.parameters]),
            made.type, span=c.span,
        )
        for c in datatype.constructors
    ]  # fmt: skip
    shared.constructors.update(dict(zip(datatype.constructors, functions, strict=True)))
    for constructor in datatype.constructors:
        for parameter in constructor.parameters:
            mention(parameter.type, shared)
    made.define(functions)
    made.define_equality(functions)
    heap = VariableReference(shared.prelude.heap)
    made.define_types(functions, Context(shared, heap, heap))


def mention(type_: t.Type, shared: Shared) -> None:
    """See to it that the datatypes in a type are declared."""
    type_ = known(type_)
    if isinstance(type_, t.DatatypeType):
        constructor_function(type_.declaration.constructors[0], shared)
    if isinstance(type_, t.SubsetType):
        mention(type_.declaration.base, shared)
    for part in parts(type_):
        mention(part, shared)


def field_name(constructor: Constructor, index: int) -> str:
    """The IVL field for a constructor's parameter."""
    return f"{constructor.datatype.full_name}.{constructor.name}.{index}"


def argument(value: Expr, constructor: Constructor, index: int, shared: Shared) -> Expr:
    """The argument of a value that `constructor` made."""
    function = constructor_function(constructor, shared)
    if constructor.datatype.coinductive:
        return Codatatype(constructor.datatype, shared).argument(value, function, index)
    return b.field(value, function, field_name(constructor, index))


def parameter_types(constructor: Constructor, index: int, type_: t.Type) -> tuple[t.Type, t.Type]:
    """A parameter's type as it is declared, and as it is in a value of `type_`."""
    declared = constructor.parameters[index].type
    peeled = peel(type_)
    assert isinstance(peeled, t.DatatypeType)
    types = substitution(constructor.datatype.type_parameters, peeled.arguments)
    return declared, substitute(declared, types)


def is_made_by(value: Expr, constructor: Constructor, shared: Shared) -> Expr:
    """``value.Constructor?``."""
    function = constructor_function(constructor, shared)
    if constructor.datatype.coinductive:
        return Codatatype(constructor.datatype, shared).is_made_by(value, constructor)
    return b.is_(value, function)


def construct(expr: e.Construct, context: Context) -> Expr:
    """``Constructor(arguments)``."""
    constructor, shared = expr.constructor, context.shared
    arguments = [
        adapt(context.term(x), x.type, p_.type, shared)
        for x, p_ in zip(expr.arguments, constructor.parameters, strict=True)
    ]
    return b.apply(constructor_function(constructor, shared), *arguments)


def select(value: Expr, expr: e.DestructorSelect, context: Context) -> Expr:
    """``value.destructor``."""
    found = select_declared(value, expr.destructor, context.shared)
    return adapt(found, expr.destructor.type, expr.type, context.shared)


def select_declared(value: Expr, destructor: Destructor, shared: Shared) -> Expr:
    """A destructor of its declared type; of several constructors that have it any may fit."""
    *others, (last, at) = destructor.places
    result = argument(value, last, at, shared)
    for constructor, index in reversed(others):
        part = argument(value, constructor, index, shared)
        result = b.if_then_else(is_made_by(value, constructor, shared), part, result)
    return result


def update(expr: e.DatatypeUpdate, context: Context) -> Expr:
    """``value.(x := e)``."""
    shared = context.shared
    value = context.term(expr.value)
    new = {d: (context.term(x), x.type) for d, x in expr.updates}
    result: Expr | None = None
    for constructor in reversed(expr.constructors):
        arguments = []
        for i, parameter in enumerate(constructor.parameters):
            destructor = constructor.destructors[i]
            if destructor in new:
                term, type_ = new[destructor]
                arguments.append(adapt(term, type_, parameter.type, shared))
            else:
                arguments.append(argument(value, constructor, i, shared))
        made = b.apply(constructor_function(constructor, shared), *arguments)
        condition = is_made_by(value, constructor, shared)
        result = made if result is None else b.if_then_else(condition, made, result)
    assert result is not None
    return result


# ---------------------------------------------------------------- axioms


def _type_axioms(datatype: DatatypeDeclaration, shared: Shared) -> None:
    """What it means that a value has the type, is allocated, and which rank it has."""
    types = [b.bound(x.name, p.TY) for x in datatype.type_parameters]
    heap = b.bound("h", shared.prelude.heap_type)
    context = Context(
        shared, b.ref(heap), b.ref(heap),
        types={x: b.ref(v) for x, v in zip(datatype.type_parameters, types, strict=True)},
    )  # fmt: skip
    arguments = tuple([t.ParameterType(x) for x in datatype.type_parameters])
    type_ = t.DatatypeType(datatype, arguments)
    own_tag = tag(type_, context)
    value = b.bound("d", ConstructedType(datatype.full_name))
    boxed = shared.box(b.ref(value))
    box = b.bound("b", p.BOX)
    back = shared.unbox(b.ref(box), ConstructedType(datatype.full_name))
    has_type = shared.prelude("$Is", box, own_tag)
    shared.axiom(
        b.forall(
            [*types, box],
            b.implies(has_type, b.eq(shared.box(back), box)),
            triggers=[[has_type]],
        )
    )
    has_type = shared.prelude("$Is", boxed, own_tag)
    allocated = shared.prelude("$IsAlloc", boxed, own_tag, heap)
    all_of, all_allocated = list[Expr](), list[Expr]()
    for constructor in datatype.constructors:
        _rank_of_elements(constructor, shared)
        made = is_made_by(b.ref(value), constructor, shared)
        parts, alive = list[Expr](), list[Expr]()
        for i, parameter in enumerate(constructor.parameters):
            part = argument(b.ref(value), constructor, i, shared)
            parts.append(is_of(part, parameter.type, context))
            alive.append(is_allocated(part, parameter.type, context))
            _rank_axiom(value, made, part, shared)
        for facts, found in ((all_of, parts), (all_allocated, alive)):
            inside = conjunction(*found)
            if not is_true(inside):
                facts.append(b.implies(made, inside))
    shared.axiom(
        b.forall([*types, value], b.iff(has_type, conjunction(*all_of)), triggers=[[has_type]])
    )
    shared.axiom(
        b.forall(
            [*types, value, heap],
            b.iff(allocated, conjunction(*all_allocated)),
            triggers=[[allocated]],
        )
    )


def _rank_axiom(value: Variable, made: Expr, part: Expr, shared: Shared) -> None:
    """Datatype values have greater ranks than their arguments, and than what these contain."""
    boxed = shared.box(part)
    own = shared.prelude("$Rank", shared.box(b.ref(value)))
    rank = shared.prelude("$Rank", boxed)
    shared.axiom(b.forall([value], b.implies(made, b.lt(rank, own)), triggers=[[rank]]))


def _rank_of_elements(constructor: Constructor, shared: Shared) -> None:
    """What collections contain is of a smaller rank than the values that are made of them."""
    function = constructor_function(constructor, shared)
    bound = [b.bound(f"a{i}", x) for i, x in enumerate(function.parameters)]
    made = b.apply(function, *bound)
    own = shared.prelude("$Rank", shared.box(made))
    prelude = shared.prelude
    for collection, parameter in zip(bound, constructor.parameters, strict=True):
        x, i = b.bound("x", p.BOX), b.bound("i", b.INT)
        element: Expr = b.ref(x)
        match peel(parameter.type):
            case t.SetType(finite=True):
                variable = x
                inside = trigger = prelude("Set#In", x, collection)
            case t.MultisetType():
                variable = x
                trigger = prelude("MultiSet#Count", collection, x)
                inside = b.lt(0, trigger)
            case t.SequenceType():
                variable = i
                element = trigger = prelude("Seq#Index", collection, i)
                inside = b.and_(b.le(0, i), b.lt(i, prelude("Seq#Length", collection)))
            case t.MapType(finite=True):
                variable = x
                element = trigger = b.select(prelude("Map#Elements", collection), x)
                inside = prelude("Set#In", x, prelude("Map#Domain", collection))
            case _:
                continue
        smaller = b.lt(prelude("$Rank", element), own)
        shared.axiom(
            b.forall([*bound, variable], b.implies(inside, smaller), triggers=[[trigger, made]])
        )
