"""Name resolution: what is declared, where it may be used, and what is reported."""

from __future__ import annotations

import pytest
from resolve_cases import check, core, places, report

from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.core.expressions import VariableKind
from ivl.core.statements import Assert, Assign
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.syntax.parser import parse


def test_duplicate_declarations():
    check(
        """
        type T;
        type T;  // error: resolve.duplicate-type
        type bv8;  // error: resolve.reserved-type
        const c: int;
        const c: int;  // error: resolve.duplicate-variable
        var c: int;  // error: resolve.duplicate-variable
        function f(int): int;
        function f(int): int;  // error: resolve.duplicate-function
        datatype D { f(x: int) }  // error: resolve.duplicate-function
        procedure P();
        procedure P();  // error: resolve.duplicate-procedure
        axiom {:name "a"} true;
        axiom {:name "a"} true;  // error: resolve.duplicate-axiom
        """
    )


def test_extern_gives_way_to_the_other_declaration():
    program = core(
        """
        function {:extern} f(int): int;
        function f(x: int): int { x }
        const {:extern} c: int;
        const c: int;
        procedure {:extern} P();
        procedure {:extern} P();
        axiom f(c) == c;
        """
    )
    assert [f.body is None for f in program.functions] == [False]
    assert len(program.constants) == 1 and len(program.procedures) == 1


def test_ignored_declarations_are_dropped():
    program = core("axiom {:ignore} false; axiom {:ignore false} true;")
    assert len(program.axioms) == 1


def test_undeclared_names():
    check(
        """
        const c: T;  // error: resolve.undeclared-type
        axiom x == f(c);  // error: resolve.undeclared, resolve.undeclared-function
        procedure P() {
          y := 1;  // error: resolve.undeclared
          havoc z;  // error: resolve.undeclared
          call Q();  // error: resolve.undeclared-procedure
          reveal g;  // error: resolve.undeclared-function
        }
        implementation R() { }  // error: resolve.undeclared-procedure
        """
    )


def test_a_guard_is_resolved_for_both_branches():
    check(
        """
        procedure P() {
          if (x) { }  // error: resolve.undeclared, resolve.undeclared
          while (y) { }  // error: resolve.undeclared, resolve.undeclared
          assume {:a u} v;  // error: resolve.undeclared, resolve.undeclared, resolve.undeclared
          assert {:a u} v;  // error: resolve.undeclared, resolve.undeclared
        }
        """
    )


def test_type_expressions():
    check(
        """
        type C a;
        type S a = [a]C a;
        const c1: C;  // error: resolve.type-arguments
        const c2: S int int;  // error: resolve.type-arguments
        const c3: bv8 int;  // error: resolve.type-arguments
        const c4: <a>[int]int;  // error: resolve.unused-type-variable
        const c5: <a,a>[a]int;  // error: resolve.duplicate-type-variable
        const c6: <C>[int]int;  // error: resolve.duplicate-type
        function f<a>(x: a int): int;  // error: resolve.type-arguments
        function g<a>(int): int;  // error: resolve.unused-type-variable
        procedure P<a>(x: int);  // error: resolve.unused-type-variable
        """
    )


def test_synonyms_are_expanded_and_may_not_be_cyclic():
    check(
        """
        type A = B;
        type B = [C]int;
        type C = int;
        type X = Y;  // error: resolve.type-cycle
        type Y = [int]X;  // error: resolve.type-cycle
        type Z = X;  // error: resolve.type-cycle
        """
    )
    program = core("type P a b = [a]Q b; type Q a = <t>[t, a]t; const c: P int bool;")
    same = core("const c: [int]<s>[s, bool]s;")
    assert program.constants[0].variable.type == same.constants[0].variable.type


def test_a_datatype_needs_a_value():
    (found,) = report("datatype A { A(b: B) } datatype B { B(m: [int]A) } datatype C { C() }")
    assert found.kind == "resolve.well-founded" and found.span is None
    assert "A, B" in found.message
    assert core("datatype L { N(), C(head: int, tail: L) }").datatypes


def test_scopes_of_bound_variables():
    check(
        """
        const x: int;
        axiom (forall x: bool :: x);
        axiom (forall x: int, x: int :: x > 0);  // error: resolve.duplicate-variable
        axiom (forall x: int :: (forall x: int :: x > 0));  // error: resolve.duplicate-variable
        axiom (forall x: int :: (exists x: int :: x > 0));
        axiom (var y := x; y == 1);
        axiom y == 1;  // error: resolve.undeclared
        axiom (var u, v := 1; u == v);  // error: resolve.arity, resolve.undeclared
        function f(p: int): int { p + q }  // error: resolve.undeclared
        function g(p: int, p: int): int;  // error: resolve.duplicate-variable
        procedure P(p: int) returns (p: int);  // error: resolve.duplicate-variable
        """
    )


def test_adjacent_quantifiers_become_one():
    program = core("axiom (forall x: int :: (forall<a> y: a :: {:q} (forall z: int :: true)));")
    quantifier = program.axioms[0].condition
    assert [v.name for v in quantifier.variables] == ["x", "y", "z"]
    assert [a.name for a in quantifier.attributes] == ["q"]


def test_triggers():
    check(
        """
        function f(int): int;
        function b(bool): bool;
        axiom (forall x: int :: { x } f(x) > 0);  // error: resolve.trigger
        axiom (forall x: int :: { f(0) } f(x) > 0);  // error: resolve.trigger
        axiom (forall x, y: int :: { f(x), f(y) } { f(x) } f(x) > y);  // error: resolve.trigger
        axiom (forall x: int :: { b(f(x) == 1) } true);  // error: resolve.trigger
        axiom (forall x: int :: { b(f(x) < 1) } true);  // error: resolve.trigger
        axiom (forall x: int :: { b(!b(f(x) != 1)) } true);  // error: resolve.trigger
        axiom (forall x: bool :: { b(x && x) } true);  // error: resolve.trigger
        axiom (forall x: int :: { b((exists y: int :: y != x)) } x > 0);  // error: resolve.trigger
        axiom (forall x: int :: { f(x + 1) } {:nopats f(0)} f(x) > 0);
        """
    )


def test_functions_never_used_as_patterns():
    program = core(
        """
        function {:never_pattern} f(int): int;
        axiom (forall x: int :: f(x) > f(f(x)));
        axiom (forall x: int :: { f(x) } f(x) > 0);
        """
    )
    assert [t.positive for t in program.axioms[0].condition.triggers] == [False] * 3
    assert [t.positive for t in program.axioms[1].condition.triggers] == [True]


def test_old_and_global_variables_belong_to_states():
    check(
        """
        var g: int where g > 0;
        var h: int where old(g) > 0;  // error: resolve.old
        axiom g > 0;  // error: resolve.global-variable
        function {:inline} f(): int { g }  // error: resolve.global-variable
        function {:a g} k(): int;
        procedure P()
          requires old(g) == 0;  // error: resolve.old
          ensures old(g) == 0;
        {
          assert old(g) == g;
        }
        procedure {:a old(g)} Q();
        """
    )


def test_where_clauses_see_the_variables_before_them():
    check(
        """
        procedure P(a: int where r == 0)  // error: resolve.undeclared
          returns (r: int where a == r && s == 0, s: int)
          requires s == 0;  // error: resolve.undeclared
          ensures r == s;
        {
          var x: int where y == 0;
          var y: int where old(y) == 0;  // error: resolve.old
        }
        """
    )


def test_pure_procedures():
    check(
        """
        var g: int;
        pure procedure A() modifies g; { }  // error: resolve.pure
        pure procedure B() requires g == 0; { }  // error: resolve.global-variable
        procedure N();
        pure procedure C() {
          call N();  // error: resolve.pure
          call C();
          assert g == 0;  // error: resolve.global-variable
        }
        """
    )


def test_calls_and_assignments():
    check(
        """
        procedure Q(a: int) returns (r: int, s: int);
        procedure P() {
          var x: int, y: int;
          call x, y := Q();  // error: resolve.arity
          call x := Q(1);  // error: resolve.arity
          call x, x := Q(1);  // error: resolve.assigned-twice
          x, y := 1;  // error: resolve.arity
          x, y, x := 1, 2, 3;  // error: resolve.assigned-twice
        }
        """
    )


def test_labels_and_statement_ids():
    check(
        """
        procedure P() {
          A:
          assert {:id "i"} true;
          if (*) {
            A:  // error: resolve.duplicate-label
            assume {:id "i"} true;  // error: resolve.duplicate-id
          }
        }
        """
    )


def test_code_expressions():
    check(
        """
        procedure P() {
          assert |{ var b: bool; A: b := true; goto B; B: return b; }|;
          assert |{ A: goto B, C; B: return true; }|;  // error: resolve.undefined-label
          assert |{ A: return true; A: return false; }|;  // error: resolve.duplicate-label
          assert b;  // error: resolve.undeclared
        }
        """
    )


def test_assumption_variables():
    check(
        """
        procedure P() {
          var {:assumption} a: bool where a;  // error: resolve.assumption
          var {:assumption} b: bool;
          var {:assumption} c: bool;
          a := a && true;
          b := b || true;  // error: resolve.assumption
          c := c && true;
          c := c && true;  // error: resolve.assumption
        }
        """
    )


def test_attributes():
    check(
        """
        type {:a x} T;  // error: resolve.undeclared
        const {:a x} c: int;  // error: resolve.undeclared
        function {:a x} f(int): int;  // error: resolve.undeclared
        axiom {:a x} true;  // error: resolve.undeclared
        var {:a x} g: int;  // error: resolve.undeclared
        procedure {:a x} P();  // error: resolve.undeclared
        procedure {:a x} Q() { }  // error: resolve.undeclared, resolve.undeclared
        procedure R() {
          assert {:verified_under} true;  // error: resolve.attribute
          assert {:verified_under true, true} true;  // error: resolve.attribute
        }
        """
    )


def test_bit_ranges_stand_in_brackets_only():
    check("const x: bv8;\naxiom x[-1:1] == x;  // error: resolve.bit-range")


def test_positions_are_those_of_the_offending_token():
    assert places("axiom 1 == 2 + x;") == [("resolve.undeclared", 1, 16)]
    assert places("procedure P() { call  Q(); }") == [("resolve.undeclared-procedure", 1, 17)]
    assert places("var x: [int] T;") == [("resolve.undeclared-type", 1, 14)]
    assert places("const a: int; const  a: int;") == [("resolve.duplicate-variable", 1, 15)]
    assert places("var a: int; var  a: int;") == [("resolve.duplicate-variable", 1, 18)]


def test_only_resolution_errors_are_reported_when_there_are_some():
    found = report("axiom 1 + true == 2; axiom x;")
    assert {d.stage for d in found} == {"resolve"}


def test_reports_come_in_textual_order():
    found = report("axiom a; var g: int where b; axiom c; function f(): T;")
    assert [d.span.start for d in found if d.span] == sorted(
        [d.span.start for d in found if d.span],
        key=lambda start: (start == 26, start),  # where clauses are resolved last
    )


def test_a_procedure_with_a_body_has_formals_of_its_own():
    program = core(
        """
        var g: int;
        procedure P(a: int where a > 0) returns (r: int where r > g) modifies g;
        {
          var l: int where l > 0;
          r, g := a + l, 1;
        }
        """
    )
    (procedure,), (body,) = program.procedures, program.implementations
    assert body.inputs[0] is not procedure.inputs[0].variable
    assert [v.kind for v in (*body.inputs, *body.outputs)] == [
        VariableKind.INPUT,
        VariableKind.OUTPUT,
    ]
    assert procedure.modifies == (program.globals[0].variable,)
    (assign,) = body.body
    assert isinstance(assign, Assign)
    assert assign.variables == (body.outputs[0], program.globals[0].variable)
    assert procedure.inputs[0].where is not None and body.locals[0].where is not None


def test_uses_axioms_are_axioms_of_the_program():
    program = core(
        """
        axiom true;
        function f(int): int uses { axiom f(0) == 0; axiom f(1) == 1; }
        const c, d: int uses { axiom c == d; }
        """
    )
    assert len(program.axioms) == 4
    assert program.functions[0].uses == (1, 2)
    assert [c.uses for c in program.constants] == [(3,), (3,)]


def test_an_assertion_knows_where_it_stands():
    program = core('procedure P() { assert {:msg "m"} true; }')
    (statement,) = program.implementations[0].body
    assert isinstance(statement, Assert)
    assert statement.obligation.span.position[1:] == (1, 17)
    assert statement.attributes[0].parameters == ("m",)


def test_implementations_with_errors_can_be_overlooked():
    text = "procedure P() { x := 1; } procedure Q() { assert 1; } procedure R() { }"
    resolved = resolve(parse(text), ResolveOptions(overlook_type_errors=True))
    assert [i.name for i in resolved.program.implementations] == ["R"]
    assert len(resolved.warnings) == 2


def test_deep_expressions():
    depth = 50_000
    text = "axiom " + "!" * depth + "true;"
    program = deep(lambda: parse(text))
    assert resolve(program).program.axioms
    with pytest.raises(ProgramError):
        resolve(deep(lambda: parse("axiom " + "!" * depth + "x;")))
