from flow_texts import same_text, shown, verdicts

from ivl import verifier
from ivl.base.diagnostic import Severity
from ivl.syntax.parser import parse

CALL = """
var g: int;
procedure {:inline 1} P(x: int) returns (y: int where y > 0);
  requires x > 0;
  free requires x > 100;
  modifies g;
  ensures y == old(g) + x;
  free ensures y > 1000;
implementation P(a: int) returns (b: int) {
  var l: int where l >= a;
  b := g + a + old(g) - g;
  g := l;
}
procedure M() modifies g; {
  var r: int;
  g := 7;
  call r := P(3);
  assert r == 10;
}
"""


def test_a_body_takes_the_place_of_a_call():
    same_text(
        shown("inlined", CALL, "M"),
        """
        implementation M() {
          var r: int;
          var inline$P$0$l: int where inline$P$0$l >= inline$P$0$a;
          var inline$P$0$a: int;
          var inline$P$0$b: int where inline$P$0$b > 0;
          var inline$P$0$g: int;
          anon0:
            g := 7;
            goto inline$P$0$Entry;
          inline$P$0$Entry:
            inline$P$0$a := 3;
            assert inline$P$0$a > 0;
            havoc inline$P$0$l, inline$P$0$b;
            inline$P$0$g := g;
            goto inline$P$0$anon0;
          inline$P$0$anon0:
            inline$P$0$b := g + inline$P$0$a + inline$P$0$g - g;
            g := inline$P$0$l;
            goto inline$P$0$Return;
          inline$P$0$Return:
            assert inline$P$0$b == inline$P$0$g + inline$P$0$a;
            r := inline$P$0$b;
            goto anon0$1;
          anon0$1:
            assert r == 10;
            return;
        }
        """,
    )


def test_an_inlined_procedure_is_not_verified_by_itself():
    assert verdicts(CALL) == {"M": []}


def test_its_body_and_contract_are_checked_at_each_call():
    assert verdicts(
        """
        procedure {:inline 1} P(x: int) returns (y: int)
          requires x > 0;
          ensures y > 1;
        {
          assert x != 5;
          y := x;
        }
        procedure Good() { var r: int; call r := P(2); assert r == 2; }
        procedure Pre() { var r: int; call r := P(0); }
        procedure Body() { var r: int; call r := P(5); }
        procedure Post() { var r: int; call r := P(1); }
        """
    ) == {
        "Good": [],
        "Pre": [("verify.precondition", 9)],
        "Body": [("verify.assert", 5)],
        "Post": [("verify.postcondition", 7)],
    }


def test_a_free_call_makes_no_assertion_about_the_precondition():
    assert verdicts(
        """
        procedure {:inline 1} P(x: int) requires x > 0; { }
        procedure M() { free call P(0); }
        """
    ) == {"M": []}


def test_free_clauses_are_neither_checked_nor_assumed():
    assert verdicts(
        """
        procedure {:inline 1} P() free requires false; free ensures false; { }
        procedure M() { call P(); assert false; }
        """
    ) == {"M": [("verify.assert", 2)]}


def test_old_is_the_state_at_the_call_and_nested_old_as_well():
    assert verdicts(
        """
        var g, h: int;
        procedure {:inline 1} P() modifies g; { g := old(g + old(g)) + old(h); }
        procedure M() modifies g, h; { g := 1; h := 3; call P(); assert g == 5; assert h == 3; }
        """
    ) == {"M": []}


def test_locals_are_arbitrary_in_each_copy_and_in_each_round():
    assert verdicts(
        """
        procedure {:inline 1} P() returns (y: int) { var l: int; y := l; }
        procedure Twice() { var a, b: int; call a := P(); call b := P(); assert a == b; }
        procedure Loop() {
          var a, b: int;
          call a := P();
          b := a;
          while (*) { b := a; call a := P(); }
          assert a == b;
        }
        """
    ) == {"Twice": [("verify.assert", 2)], "Loop": [("verify.assert", 8)]}


def test_where_clauses_of_a_body_hold_in_it_only():
    assert verdicts(
        """
        procedure {:inline 1} P() returns (y: int) {
          var l: int where l == 4;
          y := l;
          havoc l;
          assert l == 4;
        }
        procedure Q() { var a: int; call a := P(); assert a == 4; }
        procedure {:inline 1} Never() { var l: int where false; }
        procedure R(b: bool) { if (b) { call Never(); } assert b; }
        """
    ) == {"Q": [], "R": [("verify.assert", 9)]}


RECURSIVE = """
procedure {:inline 2} R(n: int) returns (m: int)
  ensures n == 5 ==> m == 5;
{
  if (n > 0) {
    call m := R(n - 1);
    m := m + 1;
  } else { m := 0; }
}
procedure One() { var k: int; call k := R(1); assert k == 1; }
procedure Five() { var k: int; call k := R(5); assert k == 5; }
procedure Wrong() { var k: int; call k := R(7); assert k == 5; }
"""


def test_past_the_depth_nothing_happens():
    bounded = [("bounded", 5)]
    assert verdicts(RECURSIVE) == {"One": bounded, "Five": bounded, "Wrong": bounded}
    text = shown("inlined", RECURSIVE, "One")
    assert text.count('assume {:bound "R is inlined 2 deep"} false;') == 1


def test_that_is_a_warning():
    results = list(verifier.verify(parse(RECURSIVE)))
    assert {d.severity for r in results for d in r.diagnostics} == {Severity.WARNING}


def test_past_the_depth_is_an_error():
    found = verdicts(RECURSIVE, inline="assert")
    assert found == {"One": [], "Five": [("verify.bound", 5)], "Wrong": [("verify.bound", 5)]}


def test_past_the_depth_stands_the_contract():
    found = verdicts(RECURSIVE, inline="spec")
    assert found["R"] != [] and found["One"] == [] and found["Wrong"] != []
    assert "call inline$R$1$m := R(inline$R$1$n - 1);" in shown(
        "inlined", RECURSIVE, "One", inline="spec"
    )


def test_nothing_is_inlined():
    assert "inline$" not in shown("inlined", RECURSIVE, "One", inline="none")
    assert verdicts(RECURSIVE, inline="none")["One"] == [("verify.assert", 9)]


def test_mutual_recursion_counts_each_procedure():
    text = shown(
        "inlined",
        """
        procedure {:inline 1} A(n: int) { call B(n); }
        procedure {:inline 2} B(n: int) { call A(n); }
        procedure M() { call A(0); }
        """,
        "M",
    )
    assert text.count("Entry:") == 2 and text.count("assume {:bound") == 1


def test_depth_zero_and_attributes_that_are_no_depth():
    assert verdicts(
        """
        procedure {:inline 0} Zero() { assert false; }
        procedure {:inline true} Flag() { assert false; }
        procedure M() { call Zero(); assert false; }
        procedure N() { call Flag(); assert false; }
        """
    ) == {
        "Flag": [("verify.assert", 2)],
        "M": [("bounded", 3)],
        "N": [("verify.assert", 4)],
    }


def test_the_implementation_may_say_so_and_the_procedure_goes_first():
    assert verdicts(
        """
        procedure P() returns (x: int);
        implementation {:inline 1} P() returns (x: int) { x := 1; }
        procedure M() { var x: int; call x := P(); assert x == 1; }
        procedure {:inline 1} Q() returns (x: int);
        implementation {:inline 0} Q() returns (x: int) { x := 1; }
        procedure N() { var x: int; call x := Q(); assert x == 2; }
        """
    ) == {"M": [], "N": [("verify.assert", 6)]}


def test_several_bodies_are_verified_and_not_inlined():
    assert verdicts(
        """
        procedure {:inline 1} P() returns (x: int); ensures x > 0;
        implementation P() returns (x: int) { x := 1; }
        implementation P() returns (x: int) { x := 2; assert false; }
        procedure M() { var x: int; call x := P(); assert x > 0; assert x == 1; }
        """
    ) == {"P": [("verify.assert", 3)], "M": [("verify.assert", 4)]}


def test_a_procedure_without_a_body_is_called_by_contract():
    assert verdicts(
        """
        procedure {:inline 1} P() returns (x: int); ensures x == 1;
        procedure M() { var x: int; call x := P(); assert x == 1; }
        """
    ) == {"M": []}


def test_names_of_the_text_that_look_like_copies():
    text = """
        procedure {:inline 1} P() returns (inline$P$0$x: int) {
          Entry: inline$P$0$x := 1; goto Return, anon0;
          Return: inline$P$0$x := 2; return;
          anon0: return;
        }
        procedure M() {
          var inline$x, y: int;
          A: call y := P(); goto A$1;
          A$1: assert y == 1 || y == 2; assert y == 1;
        }
        """
    assert verdicts(text) == {"M": [("verify.assert", 9)]}
    assert "inline$$P$0$Entry:" in shown("inlined", text, "M")


def test_loops_in_bodies_keep_their_invariants():
    assert verdicts(
        """
        procedure {:inline 1} Sum(n: int) returns (s: int) {
          var i: int;
          s, i := 0, 0;
          while (i < n) invariant i <= n && s == 3 * i; { s, i := s + 3, i + 1; }
        }
        procedure Good() { var s: int; call s := Sum(4); assert s == 12; }
        procedure Bad() { var s: int; call s := Sum(-1); }
        """
    ) == {"Good": [], "Bad": [("verify.invariant.entry", 4)]}


def test_polymorphic_bodies():
    assert verdicts(
        """
        procedure {:inline 1} Id<T>(x: T) returns (y: T) { y := x; }
        procedure M() { var i: int; var b: bool; call i := Id(3); call b := Id(true);
          assert i == 3 && b; }
        """
    ) == {"M": []}


def test_the_failing_path_goes_through_the_copies():
    program = parse(
        """
        procedure {:inline 1} P(x: int) returns (y: int) { assume x != 3; y := x + 1; }
        procedure M() { var r: int; r := 1; call r := P(r); call r := P(r); assert r == 1; }
        """
    )
    (result,) = verifier.verify(program)
    (failure,) = result.diagnostics
    assert [step.message for step in failure.trace] == [
        "anon0", "inline$P$0$anon0", "inline$P$1$anon0", "anon0$2",
    ]  # fmt: skip


def test_what_is_shown_verifies_like_the_program():
    for name in ("One", "Five"):
        text = f"procedure {name}();\n" + shown("inlined", RECURSIVE, name)
        assert [kind for kind, _ in verdicts(text)[name]] == ["bounded"]
