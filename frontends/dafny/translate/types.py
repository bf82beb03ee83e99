"""Types as IVL types, as terms, and as predicates."""

from __future__ import annotations

from frontends.dafny.resolve.operators import text
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import DatatypeDeclaration
from frontends.dafny.typed.parts import constrained, known, parts
from ivl import build as b
from ivl.core.expressions import Expr, Function
from ivl.core.types import ConstructedType, Type


def ivl_type(type_: t.Type) -> Type:
    """The IVL type of values of a type."""
    type_ = known(type_)
    match type_:
        case t.BasicType():
            return _BASIC[type_.kind]
        case t.BitvectorType():
            return b.bv(type_.width)
        case t.SetType():
            return p.SET if type_.finite else p.ISET
        case t.MultisetType():
            return p.MULTISET
        case t.SequenceType():
            return p.SEQ
        case t.MapType():
            return p.MAP if type_.finite else p.IMAP
        case t.FunctionType():
            return p.HANDLE
        case t.ClassType():
            return p.REF
        case t.DatatypeType():
            return ConstructedType(type_.declaration.full_name)
        case t.SubsetType():
            return ivl_type(type_.declaration.base)
        case t.NewtypeType():
            return ivl_type(type_.declaration.base)
        case t.ParameterType() | t.OpaqueType():
            return p.BOX
        case t.Inferred():
            raise AssertionError("inferred after resolution")


_BASIC: dict[t.Basic, Type] = {
    t.Basic.BOOL: b.BOOL,
    t.Basic.INT: b.INT,
    t.Basic.CHAR: b.INT,
    t.Basic.REAL: b.REAL,
    t.Basic.ORDINAL: p.ORDINAL,
}
_TAGS = {
    t.Basic.BOOL: "TBool",
    t.Basic.INT: "TInt",
    t.Basic.CHAR: "TChar",
    t.Basic.REAL: "TReal",
    t.Basic.ORDINAL: "TORDINAL",
}


def tag(type_: t.Type, context: Context) -> Expr:
    """The term for a type."""
    type_, shared = known(type_), context.shared
    if isinstance(type_, t.BasicType):
        return shared.prelude.constant(_TAGS[type_.kind])
    if isinstance(type_, t.BitvectorType):
        return shared.prelude("TBitvector", type_.width)
    if isinstance(type_, t.ParameterType):
        return context.types[type_.parameter]
    if isinstance(
        type_, t.ClassType | t.DatatypeType | t.SubsetType | t.NewtypeType | t.OpaqueType
    ):
        shared.mention(type_.declaration)
    arguments = tuple([tag(part, context) for part in parts(type_)])
    name = tag_name(type_)
    if name in shared.prelude.functions:
        return shared.prelude(name, *arguments)
    return b.apply(tag_function(name, len(arguments), shared), *arguments)


def tag_name(type_: t.Type) -> str:
    """How the function is called that makes the term for a type from those for its parts."""
    match type_:
        case t.SetType():
            return "TSet" if type_.finite else "TISet"
        case t.MultisetType():
            return "TMultiSet"
        case t.SequenceType():
            return "TSeq"
        case t.MapType():
            return "TMap" if type_.finite else "TIMap"
        case t.FunctionType():
            return f"T{_ARROWS[type_.arrow]}{len(type_.parameters)}"
        case t.ClassType():
            return f"T.{type_.declaration.full_name}{'?' if type_.nullable else ''}"
        case t.DatatypeType() | t.SubsetType() | t.OpaqueType() | t.NewtypeType():
            return f"T.{type_.declaration.full_name}"
        case _:
            raise AssertionError(text(type_))


_ARROWS = {t.Arrow.GENERAL: "Func", t.Arrow.PARTIAL: "PartialFunc", t.Arrow.TOTAL: "TotalFunc"}


OTHER_KINDS = 10
"""Kinds of a program's own types are numbered below this one, negated."""


def tag_function(name: str, arity: int, shared: Shared) -> Function:
    """The function that makes such terms; no two of them make the same."""
    function = shared.function(name, (p.TY,) * arity, p.TY)
    if shared.is_new(("tag", name)):
        types = [b.bound(f"t{i}", p.TY) for i in range(arity)]
        term = b.apply(function, *types)
        facts = [b.eq(shared.prelude("$Kind", term), -OTHER_KINDS - len(shared.functions))]
        for i, type_ in enumerate(types):
            inverse = shared.function(f"{name}_{i}", (p.TY,), p.TY)
            facts.append(b.eq(b.apply(inverse, term), type_))
        conjunction = b.and_(*facts)
        quantified = b.forall(types, conjunction, triggers=[[term]]) if types else conjunction
        shared.axiom(quantified)
    return function


# ---------------------------------------------------------------- predicates


def has_references(type_: t.Type) -> bool:
    """Whether values of a type may refer to objects."""
    seen = set[DatatypeDeclaration]()
    stack = [(type_, False)]
    while stack:
        each, declared = stack.pop()
        each = known(each)
        match each:
            case t.ClassType() | t.OpaqueType():
                return True
            case t.ParameterType() if not declared:
                return True
            case t.SubsetType():
                stack.append((constrained(each), declared))
            case t.DatatypeType(declaration=declaration) if declaration not in seen:
                seen.add(declaration)
                for constructor in declaration.constructors:
                    stack.extend([(v.type, True) for v in constructor.parameters])
            case _:
                pass
        stack.extend([(part, declared) for part in parts(each)])
    return False


def is_exact(type_: t.Type) -> bool:
    """Whether all values of the type's IVL type belong to it."""
    type_ = known(type_)
    match type_:
        case t.BasicType():
            return type_.kind is not t.Basic.CHAR
        case t.BitvectorType():
            return True
        case _:
            return False


def is_of(value: Expr, type_: t.Type, context: Context) -> Expr:
    """That a value of the type's IVL type belongs to the type."""
    type_ = known(type_)
    if is_exact(type_):
        return b.bool_(True)
    if isinstance(type_, t.SubsetType) and type_.declaration.name == "nat":
        return b.le(0, value)
    if type_ == t.CHAR:
        return b.and_(b.le(0, value), b.lt(value, 65536))
    boxed = context.shared.box(value)
    return context.shared.prelude("$Is", boxed, tag(type_, context))


def is_allocated(value: Expr, type_: t.Type, context: Context) -> Expr:
    """That all objects in a value are allocated in the context's heap."""
    if not has_references(type_):
        return b.bool_(True)
    boxed = context.shared.box(value)
    return context.shared.prelude("$IsAlloc", boxed, tag(type_, context), context.heap)


def good(value: Expr, type_: t.Type, context: Context) -> Expr:
    """What may be assumed of any value of a type in the context's heap."""
    return conjunction(
        is_of(value, type_, context),
        is_allocated(value, type_, context),
        is_alive(value, type_, context),
    )


def is_alive(value: Expr, type_: t.Type, context: Context) -> Expr:
    """That what a value of a function type reads is allocated in the context's heap.

    Nothing is said of functions of references: they may read any object that they are given.
    """
    type_ = known(type_)
    if not isinstance(type_, t.FunctionType) or type_.arrow is not t.Arrow.GENERAL:
        return b.bool_(True)
    if any(has_references(x) for x in type_.parameters):
        return b.bool_(True)
    return context.shared.prelude("$IsAlive", value, tag(type_, context), context.heap)


def conjunction(*conditions: Expr) -> Expr:
    """The conjunction of conditions, without those that are literally true."""
    needed = [c for c in conditions if not is_true(c)]
    return b.and_(*needed) if needed else b.bool_(True)


def is_true(condition: Expr) -> bool:
    """Whether a condition is the literal ``true``."""
    return getattr(condition, "value", None) is True


def adapt(value: Expr, from_: t.Type, to: t.Type, shared: Shared) -> Expr:
    """A value of one type as one of another: boxed or unboxed, as their IVL types want."""
    source, target = ivl_type(from_), ivl_type(to)
    if source == target:
        return value
    if target == p.BOX:
        return shared.box(value)
    if source == p.BOX:
        return shared.unbox(value, target)
    return value
