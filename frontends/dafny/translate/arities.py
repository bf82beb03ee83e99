"""Values of function types: of each number of parameters, what can be done with them.

A function value is told by what it gives, requires and reads at each heap for each arguments, all
in boxes. Values of types ``->`` and ``-->`` read nothing: they are applied in one and the same
heap, ``$OneHeap``.
"""

from __future__ import annotations

from collections.abc import Sequence

from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.shared import Shared
from ivl import build as b
from ivl.core.expressions import Expr, Function
from ivl.core.expressions import Variable as IvlVariable
from ivl.core.types import Type

TAGS = ("TFunc", "TPartialFunc", "TTotalFunc")


class Arity:
    """The functions of IVL about function values with `count` parameters."""

    def __init__(self, count: int, shared: Shared) -> None:
        self.count = count
        self.shared = shared
        heap, boxes = shared.prelude.heap_type, (p.BOX,) * count
        self.maps: tuple[Type, Type, Type] = (
            b.map_of([heap, *boxes], p.BOX), b.map_of([heap, *boxes], b.BOOL),
            b.map_of([heap, *boxes], p.SET),
        )  # fmt: skip
        self.handle = shared.function(f"$Handle{count}", self.maps, p.HANDLE)
        taken = (heap, p.HANDLE, *boxes)
        self.apply = shared.function(f"$Apply{count}", taken, p.BOX)
        self.requires = shared.function(f"$Requires{count}", taken, b.BOOL)
        self.reads = shared.function(f"$Reads{count}", taken, p.SET)
        if shared.is_new(("arity", count)):
            _Axioms(self).add()


class _Axioms:
    def __init__(self, arity: Arity) -> None:
        self.arity = arity
        self.shared = arity.shared
        self.heap = b.bound("h", self.shared.prelude.heap_type)
        self.value = b.bound("f", p.HANDLE)
        self.boxes = [b.bound(f"x{i}", p.BOX) for i in range(arity.count)]
        self.types = [b.bound(f"t{i}", p.TY) for i in range(arity.count + 1)]
        self.one_heap = self.shared.prelude.constant("$OneHeap")

    def add(self) -> None:
        self._made_by_handle()
        tags = [
            b.apply(self.shared.function(f"{name}{self.arity.count}", (p.TY,) * len(self.types),
                                         p.TY), *self.types)
            for name in TAGS
        ]  # fmt: skip
        self._types(tags)
        self._without_reads(tags[0])
        self._frame(tags[0])
        self._alive(tags[0])

    def _of(self, function: Function, heap: b.Term, value: b.Term) -> Expr:
        return b.apply(function, heap, value, *self.boxes)

    def _typed(self) -> list[Expr]:
        return [self._is(x, t) for x, t in zip(self.boxes, self.types, strict=False)]

    def _is(self, box: b.Term, type_: b.Term) -> Expr:
        return self.shared.prelude("$Is", box, type_)

    def _good(self, heap: b.Term) -> Expr:
        return self.shared.prelude("$GoodHeap", heap)

    def _made_by_handle(self) -> None:
        """What is known of a value from its maps.

        As values are stored in heaps, on which they may depend, a value may be defined in terms of
        itself. So what it requires is known to suffice, but not to be needed, and what it gives is
        known where that holds.
        """
        arity = self.arity
        maps = [b.bound(n, m) for n, m in zip(("a", "r", "d"), arity.maps, strict=True)]
        made = b.apply(arity.handle, *maps)
        given, required, read = [b.select(m, self.heap, *self.boxes) for m in maps]
        result = self._of(arity.apply, self.heap, made)
        allowed = self._of(arity.requires, self.heap, made)
        objects = self._of(arity.reads, self.heap, made)
        for condition, term in (
            (b.implies(required, b.eq(result, given)), result),
            (b.implies(required, allowed), allowed),
            (b.eq(objects, read), objects),
        ):
            self._axiom([*maps, self.heap, *self.boxes], condition, [term])

    def _types(self, tags: Sequence[Expr]) -> None:
        """What belongs to the three types, from the most general one on."""
        arity, boxed = self.arity, self.shared.box(b.ref(self.value))
        general, partial, total = [self._is(boxed, tag) for tag in tags]
        result = self._of(arity.apply, self.heap, self.value)
        allowed = b.and_(
            self._good(self.heap), *self._typed(), self._of(arity.requires, self.heap, self.value)
        )
        given = self._all(
            [self.heap, *self.boxes], b.implies(allowed, self._is(result, self.types[-1])), [result]
        )
        self._axiom([self.value, *self.types], b.iff(general, given), [general])
        at_one = [
            self._of(function, self.one_heap, self.value)
            for function in (arity.apply, arity.requires, arity.reads)
        ]
        result, required, read = at_one
        typed = b.and_(*self._typed())
        none = b.eq(read, self.shared.prelude.constant("Set#Empty"))
        reads_nothing = self._all(self.boxes, b.implies(typed, none), *[[x] for x in at_one])
        self._axiom(
            [self.value, *self.types], b.iff(partial, b.and_(general, reads_nothing)), [partial]
        )
        always = self._all(self.boxes, b.implies(typed, required), *[[x] for x in at_one])
        self._axiom([self.value, *self.types], b.iff(total, b.and_(partial, always)), [total])
        box, heap = b.bound("b", p.BOX), self.heap
        back = self.shared.unbox(b.ref(box), p.HANDLE)
        for tag in tags:
            belongs = self._is(box, tag)
            same = b.eq(self.shared.box(back), box)
            self._axiom([box, *self.types], b.implies(belongs, same), [belongs])
            allocated = self.shared.prelude("$IsAlloc", box, tag, heap)
            self._axiom([box, heap, *self.types], allocated, [allocated])

    def _without_reads(self, general: Expr) -> None:
        """What reads nothing in one heap is the same in all of them."""
        arity = self.arity
        belongs = self._is(self.shared.box(b.ref(self.value)), general)
        usable = b.and_(self._good(self.heap), belongs, *self._typed())
        none = self.shared.prelude.constant("Set#Empty")
        heaps = b.ref(self.heap), self.one_heap
        nothing = [b.eq(self._of(arity.reads, heap, self.value), none) for heap in heaps]
        for function in (arity.apply, arity.requires, arity.reads):
            here, there = [self._of(function, heap, self.value) for heap in heaps]
            triggers = [[here, belongs]]
            if function is not arity.apply:  # so that a value is seen to belong to `-->`
                triggers.append([there, self._good(self.heap), belongs])
            self._axiom(
                [self.heap, self.value, *self.types, *self.boxes],
                b.implies(b.and_(usable, b.or_(*nothing)), b.eq(here, there)),
                *triggers,
            )

    def _frame(self, general: Expr) -> None:
        """What is given and required is the same in heaps that agree on what is read."""
        arity, heap = self.arity, self.heap
        later, r = b.bound("k", self.shared.prelude.heap_type), b.bound("r", p.REF)
        succeeds = self.shared.prelude("$HeapSucc", heap, later)
        belongs = self._is(self.shared.box(b.ref(self.value)), general)
        equal = b.eq(b.select(heap, r), b.select(later, r))
        same = list[Expr]()
        for read in [self._of(arity.reads, each, self.value) for each in (heap, later)]:
            inside = self.shared.prelude("Set#In", self.shared.box(b.ref(r)), read)
            needed = b.and_(b.ne(r, self.shared.prelude.constant("null")), inside)
            same.append(b.forall([r], b.implies(needed, equal)))
        usable = b.and_(
            succeeds, self._good(heap), self._good(later), belongs, *self._typed(), b.or_(*same)
        )
        for function in (arity.apply, arity.requires, arity.reads):
            before = self._of(function, heap, self.value)
            after = self._of(function, later, self.value)
            self._axiom(
                [heap, later, self.value, *self.types, *self.boxes],
                b.implies(usable, b.eq(before, after)),
                [succeeds, after, belongs],
            )

    def _alive(self, general: Expr) -> None:
        """What is made of allocated objects reads no others."""
        r = b.bound("r", p.REF)
        alive = self.shared.prelude("$IsAlive", self.value, general, self.heap)
        read = self._of(self.arity.reads, self.heap, self.value)
        inside = self.shared.prelude("Set#In", self.shared.box(b.ref(r)), read)
        usable = b.and_(
            alive, self._good(self.heap), *self._typed(),
            self._of(self.arity.requires, self.heap, self.value),
            b.ne(r, self.shared.prelude.constant("null")), inside,
        )  # fmt: skip
        allocated = self.shared.prelude("$Allocated", self.heap, r)
        self._axiom(
            [self.heap, self.value, *self.types, *self.boxes, r],
            b.implies(usable, allocated), [alive, inside],
        )  # fmt: skip

    def _all(self, variables: list[IvlVariable], body: Expr, *triggers: list[Expr]) -> Expr:
        return b.forall(variables, body, triggers=triggers) if variables else body

    def _axiom(self, variables: list[IvlVariable], body: Expr, *triggers: list[Expr]) -> None:
        self.shared.axiom(b.forall(variables, body, triggers=triggers))
