"""Where one instance can stand for infinitely many."""

from __future__ import annotations

from typing import TypeAlias

from ivl.core.attributes import has_attribute
from ivl.core.expressions import Function, Lambda, Quantifier
from ivl.core.program import Implementation, Program
from ivl.core.types import ConstructedType, MapType, Type, TypeVariable
from ivl.transform.monomorphize.summary import Binder, Kind, Occurrence, Summary
from ivl.transform.monomorphize.type_parts import mentions

BinderNode: TypeAlias = Quantifier | Lambda | Implementation


class Exactness:
    """Which type parameters may be instantiated at a union of types.

    A quantifier holds at the union of some types exactly if it holds at each of them, provided
    that a value of the one variable that mentions the parameter tells which of the types it is
    about, and that everything in the body means at the union what it means there. So the
    parameter may occur in the type of one bound variable only, below uninterpreted type
    constructors only (a union of maps is not a map to a union), and only in arguments of
    functions and maps that have values to tell the type from, too.
    """

    def __init__(self, program: Program) -> None:
        self._constructors = {
            t.name for t in program.types if not has_attribute(t.attributes, "builtin")
        }
        self._defined = {d.function for d in program.functions if d.body is not None}
        self._known: dict[tuple[BinderNode, TypeVariable], bool] = {}

    def is_exact(self, binder: Binder) -> bool:
        """Whether all its parameters may be instantiated at unions."""
        return all(self.of(p, binder) for p in binder.expr.type_parameters)

    def of(self, parameter: TypeVariable, binder: Binder) -> bool:
        """Whether `parameter`, of `binder`, may be instantiated at a union of types."""
        known = self._known.get((binder.expr, parameter))
        if known is None:
            bound = [t for t in _bound(binder) if mentions(t, (parameter,))]
            known = (
                not isinstance(binder.expr, Implementation)
                and not (isinstance(binder.expr, Lambda) and binder.inside.binders)
                and len(bound) == 1
                and self._rigid(bound[0], parameter)
                and self._inside(binder.inside, parameter)
            )
            self._known[binder.expr, parameter] = known
        return known

    def _inside(self, summary: Summary, parameter: TypeVariable) -> bool:
        return (
            all(self._occurrence(o, parameter) for o in summary.occurrences)
            and all(
                self._rigid(left, parameter) and self._rigid(right, parameter)
                for left, right in summary.equations
            )
            and all(self._binder(b, parameter) for b in summary.binders)
        )

    def _binder(self, binder: Binder, parameter: TypeVariable) -> bool:
        if not _has(binder.inside, parameter):
            return True
        if isinstance(binder.expr, Lambda):
            return False
        return self.is_exact(binder) and self._inside(binder.inside, parameter)

    def _occurrence(self, occurrence: Occurrence, parameter: TypeVariable) -> bool:
        kind, symbol, types = occurrence
        if not any(mentions(t, (parameter,)) for t in types):
            return True
        if not all(self._rigid(t, parameter) for t in types):
            return False
        match kind:
            case Kind.TYPE:
                return True
            case Kind.FUNCTION:
                assert isinstance(symbol, Function)
                if symbol in self._defined or has_attribute(symbol.attributes, "builtin"):
                    return False
                return all(
                    self._tells(p, symbol.parameters, symbol.result)
                    for p, t in zip(symbol.type_parameters, types, strict=True)
                    if mentions(t, (parameter,))
                )
            case Kind.SELECT:
                map_type = types[0]
                assert isinstance(map_type, MapType)
                return all(
                    self._tells(p, map_type.domain, map_type.range)
                    and sum([mentions(t, (p,)) for t in map_type.domain]) == 1
                    for p, t in zip(map_type.parameters, types[1:], strict=True)
                    if mentions(t, (parameter,))
                )
            case Kind.STORE | Kind.PROCEDURE:
                return False

    def _tells(self, parameter: TypeVariable, arguments: tuple[Type, ...], result: Type) -> bool:
        """Whether the arguments' values determine the type that `parameter` is."""
        return any(mentions(t, (parameter,)) for t in arguments) and all(
            self._rigid(t, parameter) for t in (*arguments, result)
        )

    def _rigid(self, type_: Type, parameter: TypeVariable) -> bool:
        """Whether `parameter` stands below uninterpreted type constructors only."""
        match type_:
            case ConstructedType(name, arguments):
                if name not in self._constructors and mentions(type_, (parameter,)):
                    return False
                return all(self._rigid(t, parameter) for t in arguments)
            case MapType():
                return not mentions(type_, (parameter,))
            case _:
                return True


def _bound(binder: Binder) -> list[Type]:
    """The types of all variables bound by `binder` and inside it."""
    expr = binder.expr
    own = [] if isinstance(expr, Implementation) else [v.type for v in expr.variables]
    inner = [t for b in binder.inside.binders for t in _bound(b)]
    return [*own, *binder.inside.bound, *inner]


def _has(summary: Summary, parameter: TypeVariable) -> bool:
    """Whether `parameter` occurs in `summary`."""
    return (
        any(mentions(t, (parameter,)) for o in summary.occurrences for t in o.types)
        or any(mentions(t, (parameter,)) for pair in summary.equations for t in pair)
        or any(_has(b.inside, parameter) for b in summary.binders)
    )
