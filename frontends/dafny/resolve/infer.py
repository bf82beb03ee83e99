"""Types that are not written: found by unification, with some room for subtypes.

What is assigned first decides: ``var x := n`` has the type of ``n``, subset types included.
Operators relate the types without their constraints.
"""

from __future__ import annotations

from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import OBJECT, ClassDeclaration, ClassKind, Variance
from frontends.dafny.typed.parts import (
    ancestors,
    head,
    is_subset,
    known,
    parts,
    peel,
    rebuild,
    variances,
)


def parent_type(type_: t.ClassType, declaration: ClassDeclaration) -> t.ClassType | None:
    """`type_` seen as an instance of one of its ancestors."""
    if declaration.kind is ClassKind.OBJECT:
        return t.ClassType(declaration, (), type_.nullable)
    return next((a for a in ancestors(type_) if a.declaration is declaration), None)


def bind(variable: t.Inferred, type_: t.Type, exactly: bool = False) -> bool:
    """Let `variable` be `type_`; whether that may be. Literals take the base type, or `exactly`."""
    if variable.literal is t.Literal.NULL or (variable.constant and not exactly):
        type_ = peel(type_)
    if type_ is variable:
        return True
    if isinstance(type_, t.Inferred):
        if type_.literal is t.Literal.NONE:
            type_.literal = variable.literal
        elif variable.literal not in (t.Literal.NONE, type_.literal):
            return False
    elif not _fits(variable.literal, peel(type_)) or _occurs(variable, type_):
        return False
    variable.bound = type_
    return True


def _fits(literal: t.Literal, type_: t.Type) -> bool:
    match literal:
        case t.Literal.NONE:
            return True
        case t.Literal.WHOLE:
            return type_ in (t.INT, t.ORDINAL) or isinstance(type_, t.BitvectorType | t.NewtypeType)
        case t.Literal.REAL:
            return type_ == t.REAL or isinstance(type_, t.NewtypeType)
        case t.Literal.NULL:
            return isinstance(type_, t.ClassType)


def _occurs(variable: t.Inferred, type_: t.Type) -> bool:
    type_ = known(type_)
    if type_ is variable:
        return True
    found = [_occurs(variable, p) for p in parts(type_)]  # no generator, which recursion spoils
    return any(found)


def default(type_: t.Type) -> t.Type:
    """`type_`, bound to the type of its literal if to nothing else."""
    type_ = known(type_)
    if isinstance(type_, t.Inferred):
        match type_.literal:
            case t.Literal.WHOLE:
                type_.bound = t.INT
            case t.Literal.REAL:
                type_.bound = t.REAL
            case _:
                pass
    return known(type_)


def bind_if_unknown(type_: t.Type, to: t.Type) -> None:
    """Let `type_` be `to` where nothing else is known of it."""
    if isinstance(known(type_), t.Inferred):
        assignable(type_, to)


def assign(target: t.Type, source: t.Type) -> bool:
    """What `assignable` does; the type of a variable that is not written may grow."""
    variable, value = known(target), known(source)
    if isinstance(variable, t.Inferred) and isinstance(value, t.Inferred):
        return bind(variable, value)
    return grow(target, source) or assignable(target, source)


def prefer(type_: t.Type, wanted: t.Type) -> None:
    """Let what is not known in `type_` be as in `wanted`, where both are made alike."""
    if isinstance(type_, t.Inferred) and type_.bound is None:
        wanted = known(wanted)
        if not isinstance(wanted, t.Inferred):
            bind(type_, wanted, exactly=True)
        return
    type_, wanted = known(type_), peel(wanted)
    if head(type_) == head(wanted):
        for part, wanted_part in zip(parts(type_), parts(wanted), strict=True):
            prefer(part, wanted_part)


def assignable(target: t.Type, source: t.Type, inside: bool = False) -> bool:
    """Whether `source` may be assigned to `target`, perhaps with a proof obligation.

    Binds what is not known yet. `inside`: the two are parts of such types.
    """
    written, target, source = source, known(target), known(source)
    if target is source:
        return True
    if isinstance(source, t.Inferred):
        if isinstance(target, t.Inferred) and target.constant and not source.constant:
            source, target = target, source
        return bind(source, target, exactly=inside)
    if isinstance(target, t.Inferred):
        if not bind(target, source, exactly=inside):
            return False
        if target.literal is t.Literal.NONE and isinstance(written, t.Inferred):
            target.bound = written  # which may grow
        return True
    if head(target) == head(source):
        return _parts_assignable(target, source)
    target, source = peel(target), peel(source)
    if isinstance(target, t.Inferred) or isinstance(source, t.Inferred):
        return assignable(target, source)
    if isinstance(target, t.ClassType) and isinstance(source, t.ClassType):
        above = parent_type(source, target.declaration)
        if above is not None:
            return _parts_assignable(target, above)
        below = parent_type(target, source.declaration)  # downwards: an obligation
        return below is not None and _parts_assignable(below, source)
    return head(target) == head(source) and _parts_assignable(target, source)


def grow(target: t.Type, source: t.Type) -> bool:
    """Let the type of a variable become one that has the values of `source` too, if it may."""
    if not (isinstance(target, t.Inferred) and target.grows and target.bound is not None):
        return False
    now, source = known(target), known(source)
    if isinstance(source, t.Inferred) and source.literal is t.Literal.NULL:
        source = peel(now)
    if isinstance(now, t.Inferred) or isinstance(source, t.Inferred):
        return False
    joined = _with_arrow(now, source) or join(now, source)
    if joined is None or _occurs(target, joined):
        return False
    if joined != now:
        target.bound = joined
    return True


def _with_arrow(now: t.Type, source: t.Type) -> t.Type | None:
    """For functions: `now`, with the arrow of `source` where that promises less."""
    if not isinstance(now, t.FunctionType) or not isinstance(source, t.FunctionType):
        return None
    if not assignable(now, source):
        return None
    arrow = min(now.arrow, source.arrow, key=list(t.Arrow).index)
    return t.FunctionType(now.parameters, now.result, arrow)


def _parts_assignable(target: t.Type, source: t.Type) -> bool:
    found = [
        assignable(b, a) if variance is Variance.CONTRAVARIANT else assignable(a, b, inside=True)
        for a, b, variance in zip(parts(target), parts(source), variances(target), strict=True)
    ]
    return all(found)


def related(one: t.Type, other: t.Type) -> bool:
    """Whether values of the two types may be compared; a type not known is bound to a base."""
    one, other = known(one), known(other)
    if isinstance(other, t.Inferred) and (other.constant or not isinstance(one, t.Inferred)):
        return bind(other, peel(one))
    if isinstance(one, t.Inferred):
        return bind(one, peel(other))
    return assignable(one, other) or assignable(other, one) or _may_meet(one, other)


def _may_meet(one: t.Type, other: t.Type) -> bool:
    """Whether two types of references, or of collections of them, may have a value in common.

    Type arguments that are not known to be equal may be so.
    """
    one, other = peel(one), peel(other)
    if isinstance(one, t.ClassType) and isinstance(other, t.ClassType):
        above = parent_type(one, other.declaration) or one
        below = parent_type(other, one.declaration) or other
        return above.declaration is below.declaration and _arguments_may_meet(above, below)
    return bool(parts(one)) and head(one) == head(other) and _arguments_may_meet(one, other)


def _arguments_may_meet(one: t.Type, other: t.Type) -> bool:
    found = [
        isinstance(known(a), t.ParameterType)
        or isinstance(known(b), t.ParameterType)
        or related(a, b)
        for a, b in zip(parts(one), parts(other), strict=True)
    ]
    return all(found)


def join(one: t.Type, other: t.Type) -> t.Type | None:
    """A type that has the values of both, None when there is none."""
    one, other = known(one), known(other)
    if isinstance(one, t.Inferred) or isinstance(other, t.Inferred):
        fixed = other if isinstance(one, t.Inferred) else one
        if isinstance(fixed, t.ClassType) and _is_null(one, other):
            fixed = peel(fixed)
        return fixed if assignable(one, other) else None
    if one == other:
        return one
    if isinstance(one, t.ClassType) and isinstance(other, t.ClassType):
        return _common_class(one, other)
    if is_subset(one, other):
        return other
    if is_subset(other, one):
        return one
    if head(one) == head(other):
        return _join_parts(one, other)
    below, beside = peel(one), peel(other)
    return None if (below == one and beside == other) else join(below, beside)


def _join_parts(one: t.Type, other: t.Type) -> t.Type | None:
    found = list[t.Type]()
    for a, b, variance in zip(parts(one), parts(other), variances(one), strict=True):
        if variance is Variance.COVARIANT:
            joined = join(a, b)
            if joined is None:
                return None
            found.append(joined)
        elif assignable(a, b):
            found.append(a)
        else:
            return None
    return rebuild(one, tuple(found)) if found else one


def _is_null(one: t.Type, other: t.Type) -> bool:
    return any(isinstance(x, t.Inferred) and x.literal is t.Literal.NULL for x in (one, other))


def _common_class(one: t.ClassType, other: t.ClassType) -> t.Type:
    nullable = one.nullable or other.nullable
    for above in ancestors(one):
        found = parent_type(other, above.declaration)
        if found is not None and assignable(above, found):
            return t.ClassType(above.declaration, above.arguments, nullable)
    return t.ClassType(OBJECT, (), nullable)
