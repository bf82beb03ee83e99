"""Extreme predicates and lemmas as functions and lemmas of a depth, their prefixes.

The greatest predicate ``P(x) { body }`` holds where ``P#[k](x)`` holds for all depths k, a least
one where it does for some. A prefix at a successor k is the body with ``P#[k - 1]`` for P; at 0 and
at limits it is the conjunction, or disjunction, of those below. An extreme lemma is proved for all
depths, each with the lemmas of smaller depths at hand.

Facts: K. R. M. Leino, "Well-founded functions and extreme predicates in Dafny", IWIL 2015.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from frontends.dafny.resolve.focal import Focal, at_depth
from frontends.dafny.resolve.types import parameters_of, self_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Clause,
    Decreases,
    Function,
    FunctionKind,
    Method,
    MethodKind,
    Program,
    TypeDeclaration,
    Variable,
)
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.parts import peel
from frontends.dafny.typed.rewrite import rewrite
from ivl.base.node import replace
from ivl.base.source import Span

_PREDICATES = (FunctionKind.LEAST_PREDICATE, FunctionKind.GREATEST_PREDICATE)
_LEMMAS = (MethodKind.LEAST_LEMMA, MethodKind.GREATEST_LEMMA)


def expand_prefixes(program: Program) -> Program:
    """`program` with its prefixes as members of their own, which calls with a depth call."""
    made = _Prefixes(program)
    made.define()
    return program


class _Prefixes:
    """The prefixes of all extreme predicates and lemmas of a program."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.predicates: dict[Function, Function] = {}
        self.lemmas: dict[Method, Method] = {}
        for owner in self._owners():
            for member in owner.members:
                if isinstance(member, Function) and member.kind in _PREDICATES:
                    self.predicates[member] = member.prefixed = _predicate(member)
                elif isinstance(member, Method) and member.kind in _LEMMAS:
                    self.lemmas[member] = _lemma(member)

    def _owners(self) -> Iterator[TypeDeclaration]:
        for module in self.program.modules:
            yield from (*module.declarations, module.default)

    def define(self) -> None:
        """Give the prefixes their contracts and bodies, and add them to the members."""
        for function, prefix in self.predicates.items():
            self._define_predicate(function, prefix)
        for lemma, prefix_lemma in self.lemmas.items():
            self._define_lemma(lemma, prefix_lemma)
        if not self.predicates and not self.lemmas:
            return
        for owner in self._owners():
            members = list[Any]()
            for member in owner.members:
                members.append(member)
                if isinstance(member, Function) and member in self.predicates:
                    members.append(self.predicates[member])
                elif isinstance(member, Method) and member in self.lemmas:
                    members.append(self.lemmas[member])
            owner.members = tuple(members)
        for owner in self._owners():
            for member in owner.members:
                if isinstance(member, Function | Method):
                    self._call_prefixes(member)

    def _call_prefixes(self, member: Any) -> None:
        for name in ("requires", "ensures", "reads", "decreases", "body"):
            setattr(member, name, rewrite(getattr(member, name), self._with_depth))

    def _with_depth(self, thing: Any) -> Any:
        """A call that says its depth as a call of the prefix."""
        match thing:
            case e.FunctionCall() if thing.prefix is not None:
                return at_depth(thing, self.predicates[thing.function], thing.prefix)
            case s.Call() if thing.prefix is not None:
                return _lemma_at(thing, self.lemmas[thing.method], thing.prefix)
            case _:
                return thing

    # ------------------------------------------------------------ predicates

    def _define_predicate(self, function: Function, prefix: Function) -> None:
        prefix.recursive, prefix.component = True, function.component
        prefix.requires, prefix.reads = function.requires, function.reads
        assert function.prefix is not None
        depth = _reference(function.prefix)
        prefix.decreases = Decreases((depth,), guessed=False)
        if function.body is None:
            return
        below = _minus_one(depth)

        def deeper(thing: Any) -> Any:
            called = isinstance(thing, e.FunctionCall) and thing.prefix is None
            if called and thing.function in self.predicates:
                callee: Function = thing.function
                if callee.component == function.component:
                    return at_depth(thing, self.predicates[callee], below)
            return thing

        body = rewrite(function.body, deeper)
        step = _binary(Op.IMPLIES, _is_positive(depth), body)
        prefix.body = _binary(Op.AND, step, self._at_limits(function, prefix, depth))

    def _at_limits(
        self, function: Function, prefix: Function, depth: e.VariableReference
    ) -> e.Expr:
        """What is right at 0 and at limit ordinals, of which all smaller depths decide."""
        smaller = Variable(f"{depth.variable.name}'", depth.type, depth.span)
        other = _reference(smaller)
        receiver = None if function.static else e.This(type=self_type(function.owner))
        call = e.FunctionCall(
            receiver, prefix,
            tuple([t.ParameterType(x) for x in parameters_of(function.owner)]),
            tuple([t.ParameterType(x) for x in function.type_parameters]),
            (other, *[_reference(v) for v in function.parameters]),
            type=t.BOOL, span=function.span,
        )  # fmt: skip
        greatest = function.kind is FunctionKind.GREATEST_PREDICATE
        kind = e.QuantifierKind.FORALL if greatest else e.QuantifierKind.EXISTS
        below = _binary(Op.LESS, other, depth)
        all_ = e.Quantifier(kind, (smaller,), below, call, type=t.BOOL, span=function.span)
        zero = e.Unary(e.UnaryOperator.NOT, _is_positive(depth), type=t.BOOL, span=depth.span)
        return _binary(Op.IMPLIES, zero, all_)

    # ------------------------------------------------------------ lemmas

    def _define_lemma(self, lemma: Method, prefix: Method) -> None:
        prefix.recursive, prefix.component = True, lemma.component
        assert lemma.prefix is not None
        depth = _reference(lemma.prefix)
        prefix.decreases = Decreases((depth, *lemma.decreases.expressions), guessed=True)
        focal = Focal(lemma, self.predicates, depth)
        prefix.requires, prefix.ensures = lemma.requires, lemma.ensures
        if lemma.kind is MethodKind.GREATEST_LEMMA:
            prefix.ensures = _prefixed(lemma.ensures, focal)
        else:
            prefix.requires = _prefixed(lemma.requires, focal)
        if lemma.body is None:
            return
        below = _minus_one(depth)

        def deeper(thing: Any) -> Any:
            if isinstance(thing, s.Call) and thing.prefix is None and thing.method in self.lemmas:
                callee = thing.method
                if callee.component == lemma.component:
                    return _lemma_at(thing, self.lemmas[callee], below)
            return focal.in_body(thing, below)

        body = rewrite(lemma.body, deeper)
        otherwise = None
        if not lemma.natural:
            otherwise = s.Block(
                statements=(_all_smaller(lemma, prefix, depth),), span=body.span, end=body.end
            )
        step = s.If(_is_positive(depth), body, otherwise, span=body.span, end=body.end, ghost=True)
        prefix.body = s.Block(statements=(step,), span=body.span, end=body.end, ghost=True)
        lemma.body = None


# ---------------------------------------------------------------- making


def _prefixed(clauses: tuple[Clause, ...], focal: Focal) -> tuple[Clause, ...]:
    return tuple([replace(c, condition=focal.visit(c.condition, 1)) for c in clauses])


def _predicate(function: Function) -> Function:
    assert function.prefix is not None
    return Function(
        f"{function.name}#", f"{function.full_name}#", function.owner,
        FunctionKind.PREFIX_PREDICATE, function.type_parameters,
        (function.prefix, *function.parameters), t.BOOL, static=function.static,
        attributes=function.attributes, span=function.span, end=function.end,
    )  # fmt: skip


def _lemma(lemma: Method) -> Method:
    assert lemma.prefix is not None
    return Method(
        f"{lemma.name}#", f"{lemma.full_name}#", lemma.owner, MethodKind.PREFIX_LEMMA,
        lemma.type_parameters, (lemma.prefix, *lemma.inputs), (), lemma.static, True,
        attributes=lemma.attributes, span=lemma.span, end=lemma.end,
    )  # fmt: skip


def _lemma_at(call: s.Call, prefix: Method, depth: e.Expr) -> s.Call:
    return replace(call, method=prefix, arguments=(depth, *call.arguments), prefix=None)


def _all_smaller(lemma: Method, prefix: Method, depth: e.VariableReference) -> s.Forall:
    """``forall k', x' | k' < k && requires { L#[k'](x') }``"""
    smaller = Variable(f"{depth.variable.name}'", depth.type, depth.span)
    others = {v: Variable(v.name, v.type, v.span) for v in lemma.inputs}

    def renamed(thing: Any) -> Any:
        if isinstance(thing, e.VariableReference):
            if thing.variable is depth.variable:
                return replace(thing, variable=smaller)
            if thing.variable in others:
                return replace(thing, variable=others[thing.variable])
        return thing

    range_: e.Expr = _binary(Op.LESS, _reference(smaller), depth)
    for clause in prefix.requires:
        range_ = _binary(Op.AND, range_, rewrite(clause.condition, renamed))
    receiver = None if lemma.static else e.This(type=self_type(lemma.owner))
    arguments = (_reference(smaller), *[_reference(v) for v in others.values()])
    call = s.Call(
        (), receiver, prefix,
        tuple([t.ParameterType(x) for x in parameters_of(lemma.owner)]),
        tuple([t.ParameterType(x) for x in lemma.type_parameters]),
        arguments, span=lemma.span, end=lemma.span, ghost=True,
    )  # fmt: skip
    body = s.Block(statements=(call,), span=lemma.span, end=lemma.span, ghost=True)
    return s.Forall(
        s.ForallKind.CALL, (smaller, *others.values()), range_, (), body,
        span=lemma.span, end=lemma.span, ghost=True,
    )  # fmt: skip


def _reference(variable: Variable) -> e.VariableReference:
    return e.VariableReference(variable, type=variable.type, span=variable.span)


def _minus_one(depth: e.Expr) -> e.Expr:
    number = peel(depth.type)
    one = e.Literal(1, type=number, span=depth.span)
    return e.Binary(Op.SUBTRACT, depth, one, type=number, span=depth.span)


def _is_positive(depth: e.Expr) -> e.Expr:
    """That a depth is no limit, 0 among these."""
    offset = depth
    if peel(depth.type) == t.ORDINAL:
        offset = e.BuiltinMember(depth, e.BuiltinName.OFFSET, type=t.INT, span=depth.span)
    zero = e.Literal(0, type=t.INT, span=depth.span)
    return e.Binary(Op.LESS, zero, offset, type=t.BOOL, span=depth.span)


def _binary(operator: Op, left: e.Expr, right: e.Expr, span: Span | None = None) -> e.Binary:
    return e.Binary(operator, left, right, type=t.BOOL, span=span or right.span)
