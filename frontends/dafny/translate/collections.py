"""Sets, multisets, sequences and maps."""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate.context import Context
from frontends.dafny.translate.function_values import element_map
from frontends.dafny.translate.numbers import to_int
from frontends.dafny.translate.types import ivl_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from ivl import build as b
from ivl.core.expressions import Expr


def _boxed(expr: e.Expr, context: Context) -> Expr:
    return context.shared.box(context.term(expr))


def sort_name(type_: t.Type) -> str:
    """How the prelude calls a collection type."""
    match type_:
        case t.SetType():
            return "Set" if type_.finite else "ISet"
        case t.MultisetType():
            return "MultiSet"
        case t.SequenceType():
            return "Seq"
        case t.MapType():
            return "Map" if type_.finite else "IMap"
        case _:
            raise AssertionError(type_)


def collection(
    expr: e.Index | e.Slice | e.Update | e.SetDisplay | e.MultisetDisplay | e.MultisetOf
    | e.SequenceDisplay | e.SequenceConstruction | e.MapDisplay,
    context: Context,
) -> Expr:  # fmt: skip
    """Displays, and what brackets do."""
    prelude, shared = context.shared.prelude, context.shared
    match expr:
        case e.Index():
            return _index(expr, context)
        case e.Slice():
            return _slice(expr, context)
        case e.Update():
            return _update(expr, context)
        case e.SetDisplay():
            name = sort_name(peel(expr.type))
            result = empty(peel(expr.type), context)
            for element in expr.elements:
                result = prelude(f"{name}#Add", result, _boxed(element, context))
            return result
        case e.MultisetDisplay():
            result = prelude.constant("MultiSet#Empty")
            for element in expr.elements:
                result = prelude("MultiSet#Add", result, _boxed(element, context))
            return result
        case e.MultisetOf():
            operand = context.term(expr.operand)
            source = "Set" if isinstance(peel(expr.operand.type), t.SetType) else "Seq"
            return prelude(f"MultiSet#From{source}", operand)
        case e.SequenceDisplay():
            return sequence([context.term(x) for x in expr.elements], context)
        case e.SequenceConstruction():
            length = context.term(expr.length)
            return prelude("Seq#Create", length, element_map(expr, context))
        case e.MapDisplay():
            name = sort_name(peel(expr.type))
            result = prelude.constant(f"{name}#Empty")
            for key, value in expr.items:
                boxes = shared.box(context.term(key)), shared.box(context.term(value))
                result = prelude(f"{name}#Update", result, *boxes)
            return result


def empty(type_: t.Type, context: Context) -> Expr:
    """The empty collection."""
    prelude = context.shared.prelude
    name = sort_name(type_)
    return prelude("ISet#Empty") if name == "ISet" else prelude.constant(f"{name}#Empty")


def sequence(elements: Sequence[Expr], context: Context) -> Expr:
    """The sequence of some elements."""
    prelude = context.shared.prelude
    result = prelude.constant("Seq#Empty")
    for element in elements:
        result = prelude("Seq#Build", result, context.shared.box(element))
    return result


def element(collection: Expr, index: Expr, type_: t.Type, result: t.Type, context: Context) -> Expr:
    """``collection[index]`` of a peeled type."""
    prelude, shared = context.shared.prelude, context.shared
    match type_:
        case t.SequenceType():
            return shared.unbox(prelude("Seq#Index", collection, index), ivl_type(result))
        case t.MapType():
            elements = prelude(f"{sort_name(type_)}#Elements", collection)
            return shared.unbox(b.select(elements, shared.box(index)), ivl_type(result))
        case _:
            return prelude("MultiSet#Count", collection, shared.box(index))


def _index(expr: e.Index, context: Context) -> Expr:
    collection_, index = context.term(expr.collection), context.term(expr.index)
    type_ = peel(expr.collection.type)
    if isinstance(type_, t.SequenceType):
        index = as_int(index, expr.index.type, context)
    return element(collection_, index, type_, expr.type, context)


def as_int(index: Expr, type_: t.Type, context: Context) -> Expr:
    """An index as an integer."""
    return to_int(index, type_, context)


def _slice(expr: e.Slice, context: Context) -> Expr:
    prelude = context.shared.prelude
    result = context.term(expr.collection)
    if isinstance(peel(expr.collection.type), t.ClassType):
        result = prelude("Seq#FromArray", context.heap, result)
    if expr.high is not None:
        high = as_int(context.term(expr.high), expr.high.type, context)
        result = prelude("Seq#Take", result, high)
    if expr.low is not None:
        low = as_int(context.term(expr.low), expr.low.type, context)
        result = prelude("Seq#Drop", result, low)
    return result


def _update(expr: e.Update, context: Context) -> Expr:
    prelude, shared = context.shared.prelude, context.shared
    type_ = peel(expr.collection.type)
    collection_, index = context.term(expr.collection), context.term(expr.index)
    value = context.term(expr.value)
    match type_:
        case t.SequenceType():
            index = as_int(index, expr.index.type, context)
            return prelude("Seq#Update", collection_, index, shared.box(value))
        case t.MultisetType():
            return prelude("MultiSet#Update", collection_, shared.box(index), value)
        case _:
            name = f"{sort_name(type_)}#Update"
            return prelude(name, collection_, shared.box(index), shared.box(value))


def cardinality(operand: Expr, type_: t.Type, context: Context) -> Expr:
    """``|operand|``."""
    name = sort_name(peel(type_))
    return context.shared.prelude(f"{name}#{'Length' if name == 'Seq' else 'Card'}", operand)


def member(boxed: Expr, collection_: Expr, type_: t.Type, context: Context) -> Expr:
    """``boxed in collection``."""
    prelude = context.shared.prelude
    match sort_name(peel(type_)):
        case "Set":
            return prelude("Set#In", boxed, collection_)
        case "ISet":
            return b.select(collection_, boxed)
        case "MultiSet":
            return b.lt(0, prelude("MultiSet#Count", collection_, boxed))
        case "Seq":
            return prelude("Seq#Contains", collection_, boxed)
        case "Map":
            return prelude("Set#In", boxed, prelude("Map#Domain", collection_))
        case _:
            return b.select(prelude("IMap#Domain", collection_), boxed)


_OPERATIONS = {Op.ADD: "Union", Op.SUBTRACT: "Difference", Op.MULTIPLY: "Intersection"}


def operate(operator: Op, left: Expr, right: Expr, type_: t.Type, context: Context) -> Expr:
    """Union, concatenation, orders, … of operands of a peeled type."""
    prelude, name = context.shared.prelude, sort_name(type_)
    if isinstance(type_, t.MapType) and operator is Op.DISJOINT:
        domains = [prelude(f"{name}#Domain", x) for x in (left, right)]
        return prelude(f"{'Set' if type_.finite else 'ISet'}#Disjoint", *domains)
    if isinstance(type_, t.MapType):
        return prelude(f"{name}#{'Merge' if operator is Op.ADD else 'Subtract'}", left, right)
    match operator:
        case Op.ADD if name == "Seq":
            return prelude("Seq#Append", left, right)
        case Op.ADD | Op.SUBTRACT | Op.MULTIPLY:
            return prelude(f"{name}#{_OPERATIONS[operator]}", left, right)
        case Op.DISJOINT:
            return prelude(f"{name}#Disjoint", left, right)
        case Op.GREATER:
            return _less(right, left, name, context, proper=True)
        case Op.GREATER_EQUAL:
            return _less(right, left, name, context, proper=False)
        case _:
            return _less(left, right, name, context, proper=operator is Op.LESS)


def _less(left: Expr, right: Expr, name: str, context: Context, *, proper: bool) -> Expr:
    prelude = context.shared.prelude
    if name == "Seq":
        lengths = prelude("Seq#Length", left), prelude("Seq#Length", right)
        shorter = b.lt(*lengths) if proper else b.le(*lengths)
        return b.and_(shorter, prelude("Seq#SameUntil", left, right, lengths[0]))
    inside = prelude(f"{name}#Subset", left, right)
    return b.and_(inside, b.not_(prelude(f"{name}#Subset", right, left))) if proper else inside
