"""Codatatypes: values that may go on forever, which are equal where they look the same forever."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import conjunction, is_allocated, is_of, is_true, tag
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Constructor, DatatypeDeclaration
from frontends.dafny.typed.parts import known
from ivl import build as b
from ivl.core.expressions import Expr, Function
from ivl.core.expressions import Variable as IvlVariable
from ivl.core.types import ConstructedType

Same = Callable[["Codatatype", Expr, Expr], Expr]
LAYERS = 2
"""How often the equality of two values is unfolded."""


class Codatatype:
    """The functions of IVL about a codatatype, whose type is uninterpreted.

    Of each value it is known which constructor made it, and of which arguments.
    """

    def __init__(self, declaration: DatatypeDeclaration, shared: Shared) -> None:
        self.declaration = declaration
        self.shared = shared
        self.name = declaration.full_name
        self.type = ConstructedType(self.name)
        two = (self.type, self.type)
        self.kind = shared.function(f"{self.name}#kind", (self.type,), b.INT)
        self.equal = shared.function(f"{self.name}#Equal", (p.LAYER, *two), b.BOOL)
        self.prefix_equal = shared.function(
            f"{self.name}#PrefixEqual", (p.ORDINAL, p.LAYER, *two), b.BOOL
        )

    def is_made_by(self, value: Expr, constructor: Constructor) -> Expr:
        """That a constructor made a value."""
        number = self.declaration.constructors.index(constructor)
        return b.eq(b.apply(self.kind, value), number)

    def argument(self, value: Expr, function: Function, index: int) -> Expr:
        """The argument of the value that the constructor `function` made."""
        name = f"{function.name}.{index}"
        field = self.shared.function(name, (self.type,), function.parameters[index])
        return b.apply(field, value)

    def define(self, functions: Sequence[Function]) -> None:
        """The axioms about constructors and what they made."""
        value = b.bound("d", self.type)
        kind = b.apply(self.kind, value)
        made_by = list[Expr]()
        for number, function in enumerate(functions):
            own = [b.bound(f"a{i}", x) for i, x in enumerate(function.parameters)]
            made = b.apply(function, *own)
            facts = [b.eq(b.apply(self.kind, made), number)]
            facts += [b.eq(self.argument(made, function, i), x) for i, x in enumerate(own)]
            self._axiom(own, b.and_(*facts), [made])
            parts = [self.argument(b.ref(value), function, i) for i in range(len(own))]
            rebuilt = b.eq(value, b.apply(function, *parts))
            made_by.append(b.and_(b.eq(kind, number), rebuilt))
            for part in parts:
                self._axiom([value], b.implies(b.eq(kind, number), rebuilt), [part])
        self._axiom([value], b.or_(*made_by), [kind])

    def define_types(self, functions: Sequence[Function], context: Context) -> None:
        """What it means that a value has the type, and that objects in it are allocated.

        Of values deep inside of others this is said where these are mentioned only.
        """
        prelude = self.shared.prelude
        types = [b.bound(x.name, p.TY) for x in self.declaration.type_parameters]
        heap, value = b.bound("h", prelude.heap_type), b.bound("d", self.type)
        context = context.at_heap(b.ref(heap)).with_types(
            {x: b.ref(v) for x, v in zip(self.declaration.type_parameters, types, strict=True)}
        )
        arguments = tuple([t.ParameterType(x) for x in self.declaration.type_parameters])
        own = tag(t.DatatypeType(self.declaration, arguments), context)
        box = b.bound("b", p.BOX)
        back = self.shared.unbox(b.ref(box), self.type)
        has_type = prelude("$Is", box, own)
        same = b.eq(self.shared.box(back), box)
        self._axiom([*types, box], b.implies(has_type, same), [has_type])

        def belongs(term: Expr) -> tuple[Expr, Expr]:
            boxed = self.shared.box(term)
            return prelude("$Is", boxed, own), prelude("$IsAlloc", boxed, own, heap)

        def contents(part: Expr, type_: t.Type) -> tuple[Expr, Expr]:
            return is_of(part, type_, context), is_allocated(part, type_, context)

        for constructor, function in zip(self.declaration.constructors, functions, strict=True):
            bound = [b.bound(f"a{i}", x) for i, x in enumerate(function.parameters)]
            inside = [
                contents(b.ref(x), v.type)
                for x, v in zip(bound, constructor.parameters, strict=True)
            ]
            for variables, whole, parts in zip(
                ((), (heap,)), belongs(b.apply(function, *bound)), _columns(inside), strict=True
            ):
                self._axiom(
                    [*types, *variables, *bound], b.iff(whole, conjunction(*parts)), [whole]
                )
            made = self.is_made_by(b.ref(value), constructor)
            for i, parameter in enumerate(constructor.parameters):
                part = self.argument(b.ref(value), function, i)
                for variables, whole, fact in zip(
                    ((), (heap,)), belongs(b.ref(value)), contents(part, parameter.type),
                    strict=True,
                ):  # fmt: skip
                    if not is_true(fact):
                        condition = b.implies(b.and_(whole, made), fact)
                        self._axiom([*types, *variables, value], condition, [whole, part])

    # ------------------------------------------------------------ equality

    def equals(self, left: Expr, right: Expr, shared: Shared) -> Expr:
        """That two values are the same, which is known from what they look like."""
        layer = shared.prelude.constant("$LayerZero")
        for _ in range(LAYERS):
            layer = shared.prelude("$Succ", layer)
        return b.apply(self.equal, layer, left, right)

    def equals_until(self, depth: Expr, left: Expr, right: Expr, shared: Shared) -> Expr:
        """That two values look the same to some depth."""
        layer = shared.prelude.constant("$LayerZero")
        for _ in range(LAYERS):
            layer = shared.prelude("$Succ", layer)
        return b.apply(self.prefix_equal, depth, layer, left, right)

    def equal_until_parts(
        self, depth: Expr, left: Expr, right: Expr, functions: Sequence[Function]
    ) -> list[Expr]:
        """What has to be proved for two values to look the same to some depth."""
        shared = self.shared
        whole = self.equals_until(depth, left, right, shared)
        successor = b.lt(0, shared.prelude("ORD#Offset", depth))
        below = shared.prelude("ORD#Minus", depth, shared.prelude("ORD#FromNat", 1))

        def same(codatatype: Codatatype, one: Expr, other: Expr) -> Expr:
            return codatatype.equals_until(below, one, other, shared)

        found = list[Expr]()
        for constructor, function in zip(self.declaration.constructors, functions, strict=True):
            looks = self._made_alike(constructor, function, left, right, same)
            guarded = b.implies(b.and_(successor, self.is_made_by(left, constructor)), looks)
            found.append(b.or_(whole, guarded))
        zero = shared.prelude("ORD#FromNat", 0)
        limit = b.and_(b.ne(depth, zero), b.not_(successor))
        at_limit = b.implies(limit, self.equals(left, right, shared))
        found.append(b.or_(whole, b.not_(b.and_(*found)), at_limit))
        return found

    def define_equality(self, functions: Sequence[Function]) -> None:
        """The axioms about equality, and about equality to some depth."""
        prelude = self.shared.prelude
        layer, depth = b.bound("layer", p.LAYER), b.bound("k", p.ORDINAL)
        left, right = b.bound("d", self.type), b.bound("e", self.type)
        above = prelude("$Succ", layer)
        values = [left, right]

        equal = b.apply(self.equal, above, left, right)
        self._axiom([layer, *values], b.iff(equal, b.eq(left, right)), [equal])
        self._axiom([layer, *values], b.iff(b.apply(self.equal, layer, *values), equal), [equal])
        looks = self._looks_same(functions, left, right, lambda c, x, y: b.apply(
            c.equal, layer, x, y))  # fmt: skip
        self._axiom([layer, *values], b.iff(equal, looks), [equal])

        zero, one = prelude("ORD#FromNat", 0), prelude("ORD#FromNat", 1)
        to_depth = b.apply(self.prefix_equal, depth, above, left, right)
        variables = [layer, depth, *values]
        below = prelude("ORD#Minus", depth, one)
        looks = self._looks_same(functions, left, right, lambda c, x, y: b.apply(
            c.prefix_equal, below, layer, x, y))  # fmt: skip
        successor = b.lt(0, prelude("ORD#Offset", depth))
        whole = b.and_(
            b.implies(successor, looks),
            b.implies(b.and_(b.ne(depth, zero), b.not_(successor)), b.eq(left, right)),
        )
        self._axiom(variables, b.iff(to_depth, whole), [to_depth])
        lower = b.apply(self.prefix_equal, depth, layer, left, right)
        self._axiom(variables, b.iff(to_depth, lower), [to_depth])
        everywhere = b.forall([depth], to_depth, triggers=[[to_depth]])
        self._axiom([layer, *values], b.iff(equal, everywhere), [equal])
        number = b.bound("n", b.INT)
        at_number = b.apply(self.prefix_equal, prelude("ORD#FromNat", number), above, left, right)
        finitely = b.forall([number], b.implies(b.le(0, number), at_number), triggers=[[at_number]])
        self._axiom([layer, *values], b.implies(finitely, equal), [equal])
        other = b.bound("m", p.ORDINAL)
        deeper = b.apply(self.prefix_equal, other, above, left, right)
        ordered = b.and_(prelude("ORD#Less", depth, other), deeper)
        self._axiom([*variables, other], b.implies(ordered, to_depth), [to_depth, deeper])
        self._axiom(variables, b.implies(b.eq(left, right), to_depth), [to_depth])

    def _looks_same(
        self, functions: Sequence[Function], left: IvlVariable, right: IvlVariable, same: Same
    ) -> Expr:
        """That one constructor made both values, of arguments that are the same."""
        choices = list[Expr]()
        for constructor, function in zip(self.declaration.constructors, functions, strict=True):
            made = self.is_made_by(b.ref(left), constructor)
            alike = self._made_alike(constructor, function, b.ref(left), b.ref(right), same)
            choices.append(b.and_(made, alike))
        return b.or_(*choices)

    def _made_alike(
        self, constructor: Constructor, function: Function, left: Expr, right: Expr, same: Same
    ) -> Expr:
        """That a constructor made `right`, of what `left` has, too.

        `same` is for arguments that are codatatype values themselves.
        """
        facts = [self.is_made_by(right, constructor)]
        for i, parameter in enumerate(constructor.parameters):
            one, other = self.argument(left, function, i), self.argument(right, function, i)
            type_ = known(parameter.type)
            if isinstance(type_, t.DatatypeType) and type_.declaration.coinductive:
                facts.append(same(Codatatype(type_.declaration, self.shared), one, other))
            else:
                facts.append(b.eq(one, other))
        return b.and_(*facts)

    def _axiom(self, variables: list[IvlVariable], condition: Expr, trigger: list[Expr]) -> None:
        self.shared.axiom(
            b.forall(variables, condition, triggers=[trigger]) if variables else condition
        )


def _columns(pairs: Sequence[tuple[Expr, Expr]]) -> tuple[list[Expr], list[Expr]]:
    return [x for x, _ in pairs], [y for _, y in pairs]
