"""The parameters of functions as bound variables, for axioms about them."""

from __future__ import annotations

from frontends.dafny.resolve.types import self_type
from frontends.dafny.translate import functions
from frontends.dafny.translate import prelude as p
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.functions import type_parameters
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.types import conjunction, is_of, ivl_type
from frontends.dafny.typed.declarations import Function
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable


class Signature:
    """A function's parameters as bound variables, and the context in which it is defined.

    There, calls of functions that it is recursive with have one layer less than it has itself.
    """

    def __init__(self, function: Function, shared: Shared) -> None:
        self.function = function
        self.shared = shared
        parameters = type_parameters(function)
        heap_type = shared.prelude.heap_type
        self.types = [b.bound(x.name, p.TY) for x in parameters]
        self.layer = b.bound("layer", p.LAYER)
        self.heap = b.bound("heap", heap_type)
        self.old_heap = b.bound("old_heap", heap_type) if function.two_state else self.heap
        self.this = b.bound("this", ivl_type(self_type(function.owner)))
        self.own = tuple([b.bound(v.name, ivl_type(v.type)) for v in function.parameters])
        reads = functions.reads_heap(function)
        one_heap = shared.prelude.constant("$OneHeap")
        self.context = Context(
            shared, b.ref(self.heap) if reads else one_heap,
            b.ref(self.old_heap) if reads else one_heap, member=function,
            this=None if function.static else b.ref(self.this),
            types={x: b.ref(v) for x, v in zip(parameters, self.types, strict=True)},
            layer=b.ref(self.layer),
        ).bind_all(function.parameters, self.own)  # fmt: skip

    @property
    def heaps(self) -> list[IvlVariable]:
        """The heaps that the function takes."""
        old = [self.old_heap] if self.function.two_state else []
        return [*old, self.heap] if functions.reads_heap(self.function) else []

    @property
    def values(self) -> list[IvlVariable]:
        """The receiver and the arguments."""
        return [*([] if self.function.static else [self.this]), *self.own]

    @property
    def variables(self) -> list[IvlVariable]:
        """All parameters in their order."""
        layer = [self.layer] if functions.is_layered(self.function) else []
        return [*self.types, *layer, *self.heaps, *self.values]

    def apply(self, layer: Expr) -> Expr:
        """The function applied to the variables, with some layer."""
        layers = [layer] if functions.is_layered(self.function) else []
        others = [b.ref(x) for x in (*self.heaps, *self.values)]
        declared = functions.declared(self.function, self.shared)
        return b.apply(declared, *self.types, *layers, *others)

    def can_call(self) -> Expr:
        """That the definition may be used for the variables."""
        function = functions.can_call_function(self.function, self.shared)
        return b.apply(function, *self.types, *self.heaps, *self.values)

    def typed(self) -> Expr:
        """That the receiver and the arguments are of their types."""
        facts = [
            is_of(b.ref(i), v.type, self.context)
            for i, v in zip(self.own, self.function.parameters, strict=True)
        ]
        if not self.function.static:
            facts.insert(0, is_of(b.ref(self.this), self_type(self.function.owner), self.context))
        return conjunction(*facts)

    def required(self) -> Expr:
        """The precondition."""
        return conjunction(*[self.context.term(c.condition) for c in self.function.requires])

    def usable(self) -> Expr:
        """When the axioms hold: where a call was checked, or could be as it is of a lower height.

        A call within a strong component of the call graph is never used without its check, as that
        proves termination.
        """
        height = self.shared.constant(functions.HEIGHT, b.INT)
        good_heaps = [self.shared.prelude("$GoodHeap", heap) for heap in self.heaps]
        if self.function.two_state:
            good_heaps.append(self.shared.prelude("$HeapSucc", self.old_heap, self.heap))
        below = b.lt(self.function.component, height)
        return b.or_(
            self.can_call(), conjunction(below, *good_heaps, self.typed(), self.required())
        )
