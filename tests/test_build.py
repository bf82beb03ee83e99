import doctest
from fractions import Fraction

import pytest
from text_passes import write

import ivl
from ivl.build import (
    BOOL,
    INT,
    REAL,
    BuildError,
    add,
    and_,
    apply,
    assert_,
    assign,
    assign_element,
    assume,
    axiom,
    bits,
    bound,
    bv,
    call,
    clause,
    concat,
    constant,
    constructor,
    datatype,
    declare,
    define,
    div,
    eq,
    exists,
    extract,
    field,
    forall,
    function,
    ge,
    global_,
    goto,
    gt,
    havoc,
    if_,
    if_then_else,
    implementation,
    input_,
    int_,
    is_,
    label,
    lambda_,
    le,
    let,
    local,
    lt,
    map_of,
    mul,
    ne,
    not_,
    old,
    or_,
    output,
    procedure,
    program,
    real,
    real_div,
    return_,
    select,
    store,
    sub,
    type_constructor,
    type_of,
    type_variable,
    while_,
    with_field,
)
from ivl.core import build, build_values
from ivl.core.expressions import Literal
from ivl.core.types import show


@pytest.mark.parametrize("module", [build, build_values])
def test_documentation(module):
    assert doctest.testmod(module).failed == 0


def verdicts(p):
    return {r.name: r.outcome is ivl.Outcome.VERIFIED for r in ivl.verify(p)}


def test_a_program_from_end_to_end():
    n, r, i = input_("n", INT), output("r", INT), local("i", INT)
    triangle = procedure(
        "Triangle",
        [n],
        [r],
        requires=[ge(n, 0)],
        ensures=[clause(eq(mul(2, r), mul(n, add(n, 1))), message="r is the sum")],
    )
    body = implementation(
        triangle,
        [
            assign([i, r], [0, 0]),
            while_(
                lt(i, n),
                invariants=[le(i, n), eq(mul(2, r), mul(i, add(i, 1)))],
                body=[assign(i, add(i, 1)), assign(r, add(r, i))],
            ),
        ],
        locals=[i],
    )
    x = local("x", INT)
    client = procedure("Client")
    calls = implementation(
        client, [call(triangle, [4], [x]), assert_(eq(x, 10)), assert_(eq(x, 11))], locals=[x]
    )
    built = program(triangle, body, client, calls)
    assert verdicts(built) == {"Triangle": True, "Client": False}
    assert "call x := Triangle(4);" in write(built)


def test_origins_come_back():
    origin = object()
    p = procedure("P")
    body = implementation(p, [assert_(False, message="no", origin=origin)])
    (result,) = ivl.verify(program(p, body))
    assert [d.message for d in result.diagnostics if d.stage == "verify"] == ["no"]
    assert body.body[0].obligation.origin is origin


def test_everything_reads_back():
    a = type_variable("a")
    nil, cons = constructor("Nil"), constructor("Cons", head=a, tail=type_of("List", a))
    lists = datatype("List", [nil, cons], parameters=[a])
    nil, cons = lists.constructors
    t = type_constructor("T")
    c = constant("c", type_of("T"))
    g = global_("g", map_of([INT], bv(8)))
    x, m = bound("x", INT), bound("m", map_of([INT], INT))
    f = function("f", [x], INT)
    h = function("h", [INT, type_of("T")], BOOL)
    p, q = input_("p", type_of("List", INT)), output("q", INT)
    b = local("b", bv(8))
    proc = procedure("P", [p], [declare(q, where=gt(q, 0))], modifies=[g], requires=[is_(p, cons)])
    body = implementation(
        proc,
        [
            label("L"),
            assign(q, field(p, cons, "head")),
            assume(eq(with_field(p, cons, "head", 3), apply(nil, types=[INT]))),
            assign(b, concat(extract(b, 4, 0), extract(select(g, q), 8, 4))),
            assign_element(g, [q], b),
            if_(None, [goto("L")], [return_()]),
            havoc(b),
        ],
        locals=[b],
    )
    built = program(
        t, lists, c, g, f, h, proc, body,
        axiom(forall([x], implies_gt(apply(f, x)), triggers=[[apply(f, x)]])),
        axiom(exists([m], eq(lambda_([x], add(x, 1)), store(m, 1, 2)))),
        axiom(let([x], [3], gt(if_then_else(gt(x, 1), x, 2), 0))),
        axiom(apply(h, 3, c)),
    )  # fmt: skip
    text = write(built)
    assert "p->(head := 3) == Nil(): List int" in text
    assert "g := g[q := b];" in text


def implies_gt(e):
    return or_(not_(gt(e, 0)), ne(e, 0))


def test_definitions():
    x = bound("x", INT)
    f = function("f", [x], INT)
    p = procedure("P")
    body = implementation(p, [assert_(eq(apply(f, 3), 4))])
    assert verdicts(program(define(f, [x], add(x, 1)), p, body)) == {"P": True}


def test_numbers_take_the_type_of_the_other_side():
    x = bound("x", REAL)
    assert show(add(x, 1).type) == "real"
    assert show(real_div(1, 2).type) == "real"
    assert show(add(Fraction(1, 2), 1).type) == "real"
    y = bound("y", bv(8))
    assert eq(y, -1).arguments[1].value == 255
    assert isinstance(real(3), Literal)
    assert int_(-3).arguments[0].value == 3


def test_polymorphic_application():
    a, b = type_variable("a"), type_variable("b")
    pair = function("pair", [a, b], type_of("Pair", a, b), types=[a, b])
    e = apply(pair, 1, True)
    assert show(e.type) == "Pair int bool"
    heap = bound("h", map_of([type_of("Field", a)], a, [a]))
    k = bound("k", type_of("Field", BOOL))
    assert show(select(heap, k).type) == "bool"
    assert store(heap, k, True).type == heap.type


X, B = bound("x", INT), bound("b", BOOL)
G = function("g", [INT], BOOL)
A = type_variable("a")
EMPTY = function("empty", [], type_of("S", A), types=[A])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: add(X, True), "expected int, got bool"),
        (lambda: and_(X, B), "expected bool, got int"),
        (lambda: lt(B, B), "not defined on bool"),
        (lambda: div(1, Fraction(1, 2)), "expected int, got real"),
        (lambda: eq(X, B), "expected int, got bool"),
        (lambda: if_then_else(B, 1, B), "expected bool, got int"),
        (lambda: apply(G, 1, 2), "g takes 1 arguments, not 2"),
        (lambda: apply(G, B), "expected int, got bool"),
        (lambda: apply(EMPTY), "nothing tells what a is"),
        (lambda: select(X, 1), "expected a map, got int"),
        (lambda: select(bound("m", map_of([INT], INT)), True), "expected int, got bool"),
        (lambda: extract(bits(1, 8), 9, 0), r"\[9:0\] is not a range"),
        (lambda: bits(256, 8), "does not fit"),
        (lambda: forall([local("i", INT)], True), "expected a bound variable"),
        (lambda: assign(X, 1), "bound x cannot be assigned"),
        (lambda: assign(local("y", INT), B), "expected int, got bool"),
        (lambda: assign([local("y", INT)], [1, 2]), "1 variables but 2 values"),
        (lambda: call(procedure("P", [input_("i", INT)]), []), "P takes 1 arguments"),
        (lambda: field(X, constructor("C", f=INT), "f"), "not a constructor of int"),
        (lambda: add("x", 1), "expected an expression"),
        (lambda: procedure("P", [local("i", INT)]), "expected a variable of kind input"),
        (lambda: program(axiom(eq(global_("g", INT), 1))), "g is not in scope"),
        (lambda: program(constant("c", type_of("T"))), "type T is not declared"),
        (lambda: program(G, G), "function g is declared 2 times"),
        (lambda: program(axiom(gt(old(X), sub(X, 1)))), "x is not in scope"),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    with pytest.raises(BuildError, match=message):
        make()
