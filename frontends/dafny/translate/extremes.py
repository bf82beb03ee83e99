"""What extreme predicates have to do with their prefix predicates (see `resolve.prefixes`)."""

from __future__ import annotations

from frontends.dafny.translate import functions
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.signatures import Signature
from frontends.dafny.translate.types import is_of
from frontends.dafny.typed.declarations import Function, FunctionKind
from ivl import build as b
from ivl.base.node import replace
from ivl.core.expressions import Expr
from ivl.core.expressions import Variable as IvlVariable
from ivl.core.fold import substitute


def prefix_axioms(function: Function, prefix: Function, shared: Shared) -> None:
    """The predicate holds where its prefixes hold for all depths, or for some if it is a least one.

    Prefixes with greater depths are stronger, those of least predicates weaker.
    """
    assert function.prefix is not None
    signature = Signature(prefix, shared)
    greatest = function.kind is FunctionKind.GREATEST_PREDICATE
    depth = signature.own[0]
    others = [v for v in signature.variables if v is not depth]
    layer = shared.prelude("$Succ", signature.layer)
    at_depth = signature.apply(layer)
    values = [b.ref(v) for v in signature.own[1:]]
    extreme = functions.apply(function, values, replace(signature.context, layer=layer))
    typed = is_of(b.ref(depth), function.prefix.type, signature.context)

    def axiom(variables: list[IvlVariable], condition: Expr, *trigger: Expr) -> None:
        shared.axiom(b.forall(variables, condition, triggers=[trigger]))

    if greatest:
        everywhere = b.forall([depth], b.implies(typed, at_depth), triggers=[[at_depth]])
        axiom(others, b.iff(extreme, everywhere), extreme)
    else:
        somewhere = b.exists([depth], b.and_(typed, at_depth), triggers=[[at_depth]])
        axiom(others, b.iff(extreme, somewhere), extreme)
    deeper = b.bound("m", depth.type)
    at_deeper = substitute(at_depth, {depth: b.ref(deeper)})
    if depth.type == b.INT:
        ordered = b.and_(b.le(0, depth), b.lt(depth, deeper))
    else:
        ordered = shared.prelude("ORD#Less", depth, deeper)
    weaker, stronger = (at_depth, at_deeper) if greatest else (at_deeper, at_depth)
    axiom(
        [*signature.variables, deeper],
        b.implies(b.and_(ordered, stronger), weaker), at_depth, at_deeper,
    )  # fmt: skip
