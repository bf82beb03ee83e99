"""What is assumed of functions: their definitions, their frames, and what they ensure."""

from __future__ import annotations

from frontends.dafny.translate import fuel, functions, heaps
from frontends.dafny.translate.can_calls import can_calls
from frontends.dafny.translate.extremes import prefix_axioms
from frontends.dafny.translate.literal_axioms import literal_axioms
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.signatures import Signature
from frontends.dafny.translate.types import adapt, conjunction, is_of, is_true
from frontends.dafny.typed.declarations import Function
from ivl import build as b
from ivl.core.expressions import Expr
from ivl.core.fold import substitute


def define(function: Function, shared: Shared) -> None:
    """The axioms about a function: its definition, its frame, and what it ensures."""
    signature = Signature(function, shared)
    layer = b.ref(signature.layer)
    low, high = signature.apply(layer), signature.apply(shared.prelude("$Succ", layer))
    if functions.is_layered(function):
        _axiom(signature, b.eq(high, low), high)
    if fuel.is_variable(function):
        zero = signature.apply(shared.prelude.constant("$LayerZero"))
        for proving in (False, True):
            hidden = signature.apply(fuel.variable(function, shared, proving=proving))
            others = [v for v in signature.variables if v is not signature.layer]
            same = b.eq(hidden, zero)
            shared.axiom(b.forall(others, same, triggers=[[hidden]]) if others else same)
    consequence = _consequence(signature, low)
    if not is_true(consequence):
        alone = _stands_alone(signature)
        known = signature.can_call() if alone else signature.usable()
        _axiom(signature, b.implies(known, consequence), low)
    if function.body is not None:
        context = signature.context
        assert function.result_type is not None
        body = adapt(context.term(function.body), function.body.type, function.result_type, shared)
        calls, equation = can_calls(function.body, context), b.eq(high, body)
        usable = conjunction(shared.visible(function), signature.usable())
        if _stands_alone(signature):
            _axiom(signature, b.implies(signature.can_call(), calls), high)
        else:
            equation = conjunction(calls, equation)
        _axiom(signature, b.implies(usable, equation), high)
        if function.recursive:
            literal_axioms(signature, usable)
    if functions.reads_heap(function) and not function.two_state:
        _frame_axiom(signature, low)
    if function.prefixed is not None:
        prefix_axioms(function, function.prefixed, shared)


def _axiom(signature: Signature, condition: Expr, trigger: Expr) -> None:
    variables = signature.variables
    signature.shared.axiom(
        b.forall(variables, condition, triggers=[[trigger]]) if variables else condition
    )


def _stands_alone(signature: Signature) -> bool:
    """Whether a function has a body and no parameters.

    What is said of such a function where it could be called would be known whether it is called or
    not: if its body does not keep its promises, all units would be vacuous.
    """
    parameters = (*signature.types, *signature.heaps, *signature.values)
    return not parameters and signature.function.body is not None


def _consequence(signature: Signature, result: Expr) -> Expr:
    function, context = signature.function, signature.context
    assert function.result_type is not None
    if function.result is not None:
        context = context.bind({function.result: result})
    ensured = [context.term(c.condition) for c in function.ensures]
    return conjunction(is_of(result, function.result_type, context), *ensured)


def _frame_axiom(signature: Signature, before: Expr) -> None:
    """A function has the same value in two heaps that agree on what it reads."""
    shared, context = signature.shared, signature.context
    frames = heaps.evaluate(signature.function.reads, context)
    if frames is None:
        return
    heap, later = signature.heap, b.bound("later", shared.prelude.heap_type)
    agree = conjunction(
        *[heaps.agree(frame, b.ref(heap), b.ref(later), context) for frame in frames]
    )
    after = substitute(before, {heap: b.ref(later)})
    succeeds = shared.prelude("$HeapSucc", heap, later)
    usable = conjunction(
        succeeds, shared.prelude("$GoodHeap", heap), shared.prelude("$GoodHeap", later),
        b.or_(signature.can_call(), signature.typed()), agree,
    )  # fmt: skip
    shared.axiom(
        b.forall(
            [*signature.variables, later],
            b.implies(usable, b.eq(before, after)),
            triggers=[[succeeds, after]],
        )
    )
