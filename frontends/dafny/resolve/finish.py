"""After inference: every type in a module is made what it was found to be."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from frontends.dafny.resolve.builtins import Builtins
from frontends.dafny.resolve.errors import error
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Module
from frontends.dafny.typed.parts import is_subset, known, parts, peel, rebuild
from ivl.base.source import NOWHERE, Span

_TYPES = (
    t.BasicType, t.BitvectorType, t.SetType, t.MultisetType, t.SequenceType, t.MapType,
    t.FunctionType, t.ClassType, t.DatatypeType, t.SubsetType, t.NewtypeType, t.OpaqueType,
    t.ParameterType, t.Inferred,
)  # fmt: skip


def finish(module: Module, builtins: Builtins) -> None:
    """Replace all `Inferred` types in a module. Raises ProgramError where one is not known."""
    finisher = _Finisher(builtins)
    for declaration in (*module.declarations, module.default):
        finisher.visit(declaration, declaration.span)


def _settled(thing: object) -> t.Type | None:
    """The type of an expression where that is not what inference had in mind for it.

    Whether literals, results of operators, and choices among these satisfy the constraints of a
    subset type is to be proved, so they have its base type.
    """
    match thing:
        case e.Literal() | e.Unary() | e.Binary():
            return peel(thing.type)
        case e.If():
            return _join((thing.then, thing.otherwise), thing.type)
        case e.Match():
            return _join([case.body for case in thing.cases], thing.type)
        case e.Let() | e.LetSuchThat() | e.StatementExpression():
            return thing.body.type
        case e.Old():
            return thing.operand.type
        case e.Lambda():
            assert isinstance(thing.type, t.FunctionType)
            return t.FunctionType(thing.type.parameters, thing.body.type, thing.type.arrow)
        case e.SetComprehension():
            assert isinstance(thing.type, t.SetType)
            return t.SetType(thing.term.type, thing.type.finite)
        case e.MapComprehension():
            assert isinstance(thing.type, t.MapType)
            domain = thing.type.domain if thing.key is None else thing.key.type
            return t.MapType(domain, thing.value.type, thing.type.finite)
        case _:
            return None


def _join(branches: Sequence[e.Expr], type_: t.Type) -> t.Type:
    for branch in branches:
        if not (branch.type == type_ or is_subset(branch.type, type_) or _is_zero_or_more(branch)):
            return peel(type_) if isinstance(type_, t.SubsetType) else type_
    return type_


def _is_zero_or_more(expr: e.Expr) -> bool:
    """Whether this is a number in ``nat``."""
    return isinstance(expr, e.Literal) and isinstance(expr.value, int) and expr.value >= 0


class _Finisher:
    """Walks through whatever hangs on a declaration, once."""

    def __init__(self, builtins: Builtins) -> None:
        self._builtins = builtins
        self._seen = set[int]()
        self._kept = list[object]()

    def visit(self, thing: object, span: Span) -> None:
        """Finish the types in `thing`; `span` is the place of what is around it."""
        if id(thing) in self._seen or not hasattr(thing, "__fields__"):
            return
        self._seen.add(id(thing))
        self._kept.append(thing)  # so that its id is not given to another
        own = getattr(thing, "span", NOWHERE)
        span = span if own is NOWHERE else own
        for name in thing.__fields__:
            value = getattr(thing, name)
            new = self._value(value, span)
            if new is not value:
                # nodes are made immutable by convention; this is the end of their making
                object.__setattr__(thing, name, new)
        settled = _settled(thing)
        if settled is not None:
            object.__setattr__(thing, "type", settled)

    def _value(self, value: object, span: Span) -> object:
        if isinstance(value, _TYPES):
            return self.type(value, span)
        if isinstance(value, tuple) and not isinstance(value, Span):
            new = [self._value(v, span) for v in value]
            same = all(a is b for a, b in zip(new, value, strict=True))
            return value if same else tuple(new)
        if isinstance(value, Enum | str | int | Span) or value is None:
            return value
        self.visit(value, span)
        return value

    def type(self, type_: t.Type, span: Span) -> t.Type:
        """A type without anything inferred in it. Raises ProgramError."""
        type_ = known(type_)
        if isinstance(type_, t.Inferred):
            match type_.literal:
                case t.Literal.WHOLE:
                    type_.bound = t.INT
                case t.Literal.REAL:
                    type_.bound = t.REAL
                case t.Literal.NULL:
                    type_.bound = t.ClassType(self._builtins.object, (), True)
                case t.Literal.NONE:
                    raise error("the type of this cannot be inferred", span)
            return known(type_)
        inside = parts(type_)
        if not inside:
            return type_
        new = tuple([self.type(p, span) for p in inside])
        same = all(a is b for a, b in zip(new, inside, strict=True))
        return type_ if same else rebuild(type_, new)
