"""Type checking and inference: what is reported, and the types in the core program."""

from __future__ import annotations

from fractions import Fraction

import pytest
from resolve_cases import check, core, places, report

from ivl.core.expressions import (
    Apply,
    Extract,
    FieldAccess,
    FieldUpdate,
    FloatValue,
    IsConstructor,
    Lambda,
    Literal,
    Operation,
    Operator,
    Quantifier,
    Select,
    Store,
    VariableReference,
)
from ivl.core.fold import walk
from ivl.core.map_statements import program_expressions
from ivl.core.statements import Assert, Assign, Call, While
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
    show,
)
from ivl.resolve.literals import LiteralError, float_value, real_value
from ivl.resolve.unify import Unknown, comparable, unify, zonk


def axiom(declarations: str, condition: str):
    """The condition of an axiom, elaborated."""
    return core(f"{declarations} axiom {condition};").axioms[-1].condition


def test_operators_on_numbers():
    check(
        """
        const i: int; const r: real; const b: bool; const f: float24e8; const d: float53e11;
        axiom i + i == i && r + r == r && f + f == f && -i == i && -r == r;
        axiom i div i == i mod i && i / i == r && i / r == r / i && f / f == f && r ** r == r;
        axiom i < i && r >= r && f < f && int(r) == i && real(i) == r;
        axiom i + r == r;  // error: type.operand
        axiom i < r;  // error: type.operand
        axiom r div r == r;  // error: type.operand
        axiom i ** i == r;  // error: type.operand
        axiom -b == b;  // error: type.operand
        axiom -f == f;  // error: type.operand
        axiom f + d == d;  // error: type.operand
        axiom f / i == f;  // error: type.operand
        axiom int(i) == i;  // error: type.operand
        axiom real(r) == r;  // error: type.operand
        """
    )


def test_logical_operators():
    check(
        """
        const i: int; const b: bool;
        axiom (b ==> b) && (b <== b) && (b <==> b) && (b || !b);
        axiom i && b;  // error: type.operand
        axiom i <== b;  // error: type.operand
        axiom !i;  // error: type.operand
        axiom (if i then b else b);  // error: type.operand
        axiom (if b then b else i) == b;  // error: type.operand
        axiom i;  // error: type.not-bool
        axiom (forall x: int :: x);  // error: type.quantifier-body
        """
    )


def test_explication_becomes_implication():
    condition = axiom("const p, q: bool;", "p <== q")
    assert isinstance(condition, Operation) and condition.operator is Operator.IMPLIES
    left, right = condition.arguments
    assert isinstance(left, VariableReference) and left.variable.name == "q"
    assert isinstance(right, VariableReference) and right.variable.name == "p"


def test_division_of_integers_converts_them():
    condition = axiom("const i: int; const r: real;", "i / r == r")
    (division, _) = condition.arguments
    assert division.operator is Operator.REAL_DIVIDE and division.type == REAL
    assert [a.operator for a in division.arguments[:1]] == [Operator.TO_REAL]


def test_equality_asks_whether_the_types_may_be_the_same():
    check(
        """
        type C a;
        axiom (forall<a> x: a :: x == 5);
        axiom (forall<a, b> x: C a, y: C b :: x == y);
        axiom (forall<a> x: C a, y: a :: x == y);  // error: type.operand
        axiom 1 == true;  // error: type.operand
        axiom (forall<a> x: C a, m: [int]a :: x != m);  // error: type.operand
        """
    )


def test_bitvectors():
    check(
        """
        const x: bv8; const i: int;
        axiom x[8:4] ++ x[4:0] == x;
        axiom x[4:4] ++ x == x;
        axiom x ++ x == x;  // error: type.operand
        axiom x[9:0] == 0bv9;  // error: type.extract
        axiom x[2:3] == 0bv1;  // error: type.extract
        axiom i[2:1] == 0bv1;  // error: type.extract
        axiom x ++ i == x;  // error: type.operand
        """
    )
    condition = axiom("const x: bv8;", "x[8:5] ++ 1bv2 == 1bv5")
    concatenation = condition.arguments[0]
    assert concatenation.type == BitvectorType(5)
    assert isinstance(concatenation.arguments[0], Extract)
    assert concatenation.arguments[1].value == 1


def test_widths_are_inferred_through_concatenation():
    condition = axiom("function f<a>(): a; const x: bv8;", "f() ++ x == 0bv32")
    widths = [e.type for e in walk(condition) if isinstance(e, Apply)]
    assert widths == [BitvectorType(24)]


def test_literals():
    assert real_value("1.50") == Fraction(3, 2) and real_value("3e-2") == Fraction(3, 100)
    assert real_value("1.5e3") == 1500
    assert float_value("0x1.8e0f24e8") == (FloatValue("", False, 127, 1 << 22), 24, 8)
    assert float_value("-0x0.0e0f24e8") == (FloatValue("", True, 0, 0), 24, 8)
    assert float_value("0x1.0e1f11e5")[0] == FloatValue("", False, 19, 0)
    assert float_value("0+oo53e11") == (FloatValue("+oo", False, 0, 0), 53, 11)
    assert float_value("0nan11e5")[0].special == "NaN"
    assert float_value("0x1.0e-6f11e5")[0] == FloatValue("", False, 0, 1)  # subnormal: 2**-24
    assert float_value("0x1.8e-6f11e5")[0] == FloatValue("", False, 0, 2)
    for text in ["0x1.001e0f11e5", "0x1.0e9f11e5", "0x1.0e-99f11e5", "0x1.0e0f1e5"]:
        with pytest.raises(LiteralError):
            float_value(text)


def test_float_and_rounding_mode_literals_in_programs():
    condition = axiom(
        "const m: rmode; const f: float24e8;", "m == roundTowardZero && f == 0x1.0e0f24e8"
    )
    literals = [e for e in walk(condition) if isinstance(e, Literal)]
    assert literals[0].value == "RTZ"
    assert literals[1].type == FloatType(24, 8)


def test_functions():
    check(
        """
        type C a;
        function f(int): bool;
        function id<a>(x: a): a;
        function pair<a>(x: a, y: a): C a;
        function empty<a>(): C a;
        axiom f(1) && id(true) && id(1) == 1 && pair(1, 2) == empty();
        axiom f(true);  // error: type.argument
        axiom f();  // error: type.arity
        axiom f(1 + true);  // error: type.operand
        axiom pair(1, true) == pair(1, 2);  // error: type.argument
        axiom pair(empty(), 1) == empty();  // error: type.argument
        """
    )


def test_function_bodies():
    check(
        """
        function f(x: int): int { x > 0 }  // error: type.function-body
        function {:inline} g(x: int): int { x > 0 }  // error: type.function-body
        function {:define} h(): int { true }  // error: type.function-body, type.function-body
        function {:inline} k<a>(x: a): a { 5 }  // error: type.function-body
        function l<a>(x: a): a { x }
        """
    )


def test_type_arguments_are_filled_in():
    program = core(
        """
        type Seq a;
        function Empty<a>(): Seq a;
        function Append<a>(s: Seq a, x: a): Seq a;
        axiom (forall<t> x: t :: Append(Empty(), x) != Empty());
        procedure P<a>(x: a) returns (s: Seq a);
        procedure Q() { var s: Seq bool; call s := P(true); s := Empty(); }
        """
    )
    quantifier = program.axioms[0].condition
    assert isinstance(quantifier, Quantifier)
    (t,) = quantifier.type_parameters
    applications = [e for e in walk(quantifier) if isinstance(e, Apply)]
    assert [e.type_arguments for e in applications] == [(t,), (t,), (t,)]
    call, assign = program.implementations[0].body
    assert isinstance(call, Call) and call.type_arguments == (BOOL,)
    assert isinstance(assign, Assign) and assign.values[0].type == ConstructedType("Seq", (BOOL,))


def test_a_function_applied_in_its_own_body():
    program = core("function f<a>(x: a, n: int): a { f(x, n - 1) }")
    body = program.functions[0].body
    assert isinstance(body, Apply)
    assert body.type_arguments == program.functions[0].function.type_parameters


def test_ambiguous_types_get_a_warning_and_some_type():
    check(
        """
        function f<a>(): a;
        function g<a>(x: a): int;
        axiom g(f()) == 0;  // warning: type.ambiguous
        axiom g(f() : bool) == 0;
        """
    )
    condition = axiom("function f<a>(): a; function g<a>(x: a): int;", "g(f()) == 0")
    assert [e.type_arguments for e in walk(condition) if isinstance(e, Apply)] == [(INT,), (INT,)]


def test_no_unknown_type_is_left():
    program = core(
        """
        function f<a>(): a;
        function g<a>(x: a): bool;
        axiom f()[3] == true ==> f()[f() := 1] == f() && f() ++ f() == 0bv8;
        axiom (var x := f(); g(x));
        axiom g((lambda x: int :: f()));
        axiom (forall m: <a>[a]a :: m[f()] == 3 && g(m));
        axiom (if f() then f() else 1) + f() == 0 && (f() || !f());
        """
    )
    for expression in program_expressions(program):
        for e in walk(expression):
            types = [e.type, *getattr(e, "type_arguments", ())]
            types += [v.type for v in getattr(e, "variables", ())]
            assert not any(isinstance(part, Unknown) for t in types for part in _parts(t))


def _parts(type_: Type):
    yield type_
    match type_:
        case ConstructedType(_, arguments):
            for argument in arguments:
                yield from _parts(argument)
        case MapType(_, domain, range_):
            for part in (*domain, range_):
                yield from _parts(part)


def test_maps():
    check(
        """
        type F a;
        const m: [int, bool]int; const h: <a>[F a]a; const fi: F int; const i: int;
        axiom m[1, true] == m[1, false := 3][0, true] && h[fi] == 1 && h[fi := 2] == h;
        axiom m[1] == 1;  // error: type.arity
        axiom m[true, true] == 1;  // error: type.argument
        axiom i[1] == 1;  // error: type.operand
        axiom m[1, true := true] == m;  // error: type.operand
        axiom h[fi] == true;  // error: type.operand
        axiom h[1] == 1;  // error: type.argument
        """
    )
    condition = axiom("type F a; const h: <a>[F a]a; const f: F int;", "h[f := 2][f] == 2")
    select = condition.arguments[0]
    assert isinstance(select, Select) and select.type_arguments == (INT,) and select.type == INT
    assert isinstance(select.map, Store) and select.map.type_arguments == (INT,)


def test_map_types_up_to_renaming():
    check(
        """
        const m: <a, b>[a, b]int; const n: <x, y>[y, x]int; const o: <x>[x, x]int;
        axiom m == n;
        axiom m == o;  // error: type.operand
        """
    )


def test_lambdas():
    condition = axiom("const m: <t>[t, int]t;", "m == (lambda<a> x: a, y: int :: x)")
    (function,) = [e for e in walk(condition) if isinstance(e, Lambda)]
    assert function.type == condition.arguments[0].type
    check(
        """
        type C a;
        axiom (lambda x: int :: x)[true] == 1;  // error: type.argument
        axiom (lambda<a> x: int :: x)[0] == 0;  // error: type.type-variable
        """
    )


def test_hidden_type_parameters_must_be_in_triggers():
    check(
        """
        function f<a>(i: int): a;
        function g<a>(a): int;
        axiom (forall<t> i: int :: { g(f(i) : t) } g(f(i) : t) == 0);
        axiom (forall<t> i: int :: { g(i) } g(f(i) : t) == 0);  // error: type.trigger
        """
    )


def test_coercions_are_checked_and_dropped():
    check(
        """
        function f<a>(): a;
        axiom (f() : int) == 1 && f() : bool;
        axiom (1 : bool);  // error: type.operand
        """
    )
    condition = axiom("function f<a>(): a;", "f() : bool")
    assert isinstance(condition, Apply) and condition.type_arguments == (BOOL,)


DATATYPES = """
datatype List<a> { Nil(), Cons(head: a, tail: List a) }
datatype Shape { Circle(center: int, radius: real), Dot(center: int) }
type T;
"""


def test_datatypes():
    check(
        DATATYPES
        + """
        const l: List int; const s: Shape; const t: T;
        axiom l is Cons && l->head == 1 && l->tail->(head := 2) == l && s->center == 0;
        axiom Cons(1, Nil())->head == 1 && s->(center := 1) == Dot(1);
        axiom l->radius == 1;  // error: type.field
        axiom l is Dot;  // error: type.constructor
        axiom t->head == 1;  // error: type.datatype
        axiom 1 is Nil;  // error: type.datatype
        axiom l->(head := true) == l;  // error: type.operand
        axiom Cons(1, Cons(true, Nil())) == l;  // error: type.argument
        """
    )
    check("datatype D { A(x: int), B(x: bool) }  // error: type.field")
    condition = axiom(DATATYPES + "const l: List bool;", "l->(head := true)->tail is Nil")
    assert isinstance(condition, IsConstructor)
    access = condition.operand
    assert isinstance(access, FieldAccess) and show(access.type) == "List bool"
    assert isinstance(access.operand, FieldUpdate)


def test_assignments():
    check(
        DATATYPES
        + """
        const c: int; var g: int; var h: [int]int;
        procedure P(a: int) returns (r: int) modifies g;
        {
          var m: [int][bool]int; var s: Shape; var l: List int;
          r, m[1][true], s->radius := 1, 2, 3.0;
          g := true;  // error: type.assignment
          r, g := true, false;  // error: type.assignment, type.assignment
          h[0] := 1;  // error: type.modifies
          havoc h, c;  // error: type.modifies, type.immutable
          a := 1;  // error: type.immutable
          m[true] := m[0];  // error: type.argument
          m[0] := 1;  // error: type.assignment
          s->head := 1;  // error: type.field
          r := 1 + true;  // error: type.operand
        }
        procedure Q() modifies c, h;  // error: type.modifies
        { call Q(); }  // error: type.immutable
        procedure R() { call Q(); }  // error: type.immutable, type.modifies
        """
    )


def test_assignments_to_parts_become_assignments_to_variables():
    program = core(
        DATATYPES
        + """
        procedure P() {
          var m: [int][bool]Shape;
          m[1][true]->radius := 3.0;
        }
        """
    )
    (assign,) = program.implementations[0].body
    (outer,) = assign.values
    assert assign.variables[0].name == "m"
    assert isinstance(outer, Store) and isinstance(outer.map, VariableReference)
    inner = outer.value
    assert isinstance(inner, Store) and isinstance(inner.map, Select)
    assert isinstance(inner.value, FieldUpdate) and isinstance(inner.value.operand, Select)


def test_unpacking_asserts_and_assigns():
    program = core(
        DATATYPES
        + """
        procedure P(l: List int) {
          var h: int, t: List int;
          Cons(h, t) := l;
        }
        """
    )
    check_, assign = program.implementations[0].body
    assert isinstance(check_, Assert) and isinstance(check_.condition, IsConstructor)
    assert "unpack" in check_.obligation.message
    assert isinstance(assign, Assign) and [v.name for v in assign.variables] == ["h", "t"]
    assert [e.type for e in assign.values] == [INT, ConstructedType("List", (INT,))]
    check(
        DATATYPES
        + """
        function f(x: int): Shape;
        const c: int;
        procedure P(s: Shape, l: List int) {
          var i: int, j: int, b: bool, t: List int;
          Dot(b) := s;  // error: type.argument
          Dot(i) := l;  // error: type.assignment
          Dot(i, j) := s;  // error: type.arity
          f(i) := s;  // error: type.unpack
          Cons(c, t) := l;  // error: type.immutable
        }
        """
    )


def test_calls():
    check(
        """
        procedure P<a>(x: a, y: a) returns (z: a);
        procedure Q() {
          var b: bool, i: int;
          call i := P(1, 2);
          call b := P(1, 2);  // error: type.argument
          call i := P(1, true);  // error: type.argument
        }
        """
    )


def test_implementations_match_their_procedures():
    check(
        """
        procedure P<a>(x: a, y: int) returns (z: a);
        implementation P<b>(u: b, v: int) returns (w: b) { w := u; }
        implementation P<b>(u: b, v: bool) returns (w: b) { }  // error: type.implementation
        implementation P<b>(u: b) returns (w: b) { }  // error: type.implementation
        implementation P<b>(u: b, v: int) returns (w: int) { }  // error: type.implementation
        implementation P(u: int, v: int) returns (w: int) { }  // error: type.implementation
        """
    )


def test_conditions_are_boolean():
    check(
        """
        var g: int where g;  // error: type.not-bool
        procedure P()
          requires 1;  // error: type.not-bool
          ensures 1;  // error: type.not-bool
        {
          assert 1;  // error: type.not-bool
          assume 1;  // error: type.not-bool
          while (true) invariant 1; { }  // error: type.not-bool
        }
        """
    )
    kinds = [(d.kind, d.span is None) for d in report("procedure P() { if (1) { } }")]
    assert kinds == [("type.not-bool", False), ("type.operand", True)]


def test_measures():
    check(
        """
        procedure P(n: int) measure n; measure n;  // error: type.measure
        {
          while (true) measure n, n > 0; { }
          while (true) measure n; measure n > 0; { }  // error: type.measure
        }
        """
    )
    check(
        """
        procedure P(n: int) measure n; { call Q(n); }  // error: type.measure
        procedure Q(n: int) { call P(n); }
        procedure R(n: int) measure n; { call S(n); }  // error: type.measure
        procedure S(n: int) measure n > 0; { call R(n); }  // error: type.measure
        procedure T(n: int) measure n; { call U(n); }
        procedure U(n: int) { }
        """
    )
    check("procedure P(r: real) measure r; { }  // error: type.measure")
    program = core("procedure P(n: int) { while (true) measure n, true; { } }")
    (loop,) = program.implementations[0].body
    assert isinstance(loop, While) and len(loop.measure) == 2


def test_attributes_with_a_type():
    check(
        """
        procedure P() {
          assert {:verified_under 1} true;  // error: type.attribute
          assume {:minimize true} true;  // error: type.attribute
          assume {:maximize 3} true;
        }
        var {:assumption} a: int;  // error: type.assumption
        """
    )


def test_definitions_may_not_be_recursive():
    check(
        """
        function {:inline} f(x: int): int { g(x) }  // error: definition.cycle
        function {:define} g(x: int): int { f(x) }
        function {:define} h(x: int): int { h(x - 1) }  // error: definition.cycle
        function k(x: int): int { k(x - 1) }
        """
    )
    check("function {:inline} f(int): int;  // error: definition.attribute")
    check("function {:inline 1} f(x: int): int { x }  // error: definition.attribute")


def test_modifies_clauses_can_be_inferred():
    text = """
        var g: int; var h: int; var k: int;
        procedure A() { call B(); }
        procedure B() { h := 1; call C(); }
        procedure C() { call B(); g := 1; }
        procedure D(); modifies k;
        procedure E() modifies g; { call D(); }
        """
    program = core(text, infer_modifies=True)
    modifies = {p.name: [v.name for v in p.modifies] for p in program.procedures}
    assert modifies == {
        "A": ["g", "h"], "B": ["g", "h"], "C": ["g", "h"], "D": ["k"], "E": ["g", "k"],
    }  # fmt: skip
    assert {d.kind for d in report(text)} == {"type.modifies"}


def test_positions_are_those_of_the_offending_token():
    assert places("axiom 1  +  true == 2;") == [("type.operand", 1, 10)]
    assert places("axiom 1;") == [("type.not-bool", 1, 1)]
    assert places("function f(int): bool; axiom f( true);") == [("type.argument", 1, 33)]
    assert places("function {:inline} f(): int { 1 == 1 }") == [("type.function-body", 1, 33)]
    assert places("function f(): int { true }") == [("type.function-body", 1, 10)]
    assert places("procedure P() { var x: int; x  := true; }") == [("type.assignment", 1, 29)]
    assert places("const c: int; procedure P() { havoc c; }") == [("type.immutable", 1, 31)]
    text = "datatype D { C(x: int) } const d: D; axiom d->y == 1;"
    assert places(text) == [("type.field", 1, 47)]


def test_unification():
    a, unknown = TypeVariable("a"), Unknown("u")
    assert unify(unknown, ConstructedType("C", (a,))) and show(zonk(unknown)) == "C a"
    assert not unify(unknown, INT)
    cyclic = Unknown("v")
    assert not unify(cyclic, ConstructedType("C", (cyclic,)))
    assert comparable(a, INT) and not unify(a, INT)
    assert not comparable(MapType((), (a,), a), MapType((), (INT,), BOOL))
    width = Unknown("w", width=8)
    assert not unify(width, BitvectorType(7)) and unify(width, BitvectorType(9))
