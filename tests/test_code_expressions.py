import pytest
from flow_texts import same_text, shown, verdicts

from ivl import verifier
from ivl.base.diagnostic import ProgramError
from ivl.syntax.parser import parse


def test_what_is_proved_holds_on_all_paths_and_what_is_known_on_some():
    text = """
        procedure P(a: bool) {
          assert |{ var x: bool; A: x := a; goto B, C; B: x := !x; goto C; C: return x; }|;
          assume |{ var x: bool; A: return x || a; }|;
        }
        """
    same_text(
        shown("acyclic", text, "P"),
        """
        implementation P(a: bool) {
          PreconditionGeneratedEntry:
            goto anon0;
          anon0:
            assert (forall x#1: bool, x#0: bool ::
              (var C_correct := x#1;
                (x#0 == !a ==> x#1 == x#0 ==> C_correct) && (x#1 == a ==> C_correct)));
            assume !(forall x: bool :: !(x || a));
            return;
        }
        """,
    )
    assert verdicts(text) == {"P": [("verify.assert", 2)]}


def test_values():
    assert verdicts(
        """
        procedure Good(a: int) {
          assert |{ A: return true; }|;
          assert |{ var x: int; A: x := a; x := x + 1; return x > a; }|;
          assert !|{ A: return a != a; }|;
          assert |{ var x: int; A: goto B, C; B: x := 1; goto D; C: x := 2; goto D;
                    D: return 0 < x && x < 3; }|;
          assert |{ A: assume a > 5; return a > 4; }|;
          assert |{ A: assert a == a; return true; }|;
        }
        procedure Arbitrary() { assert |{ var x: bool; A: return x; }|; }
        procedure OnePath() { assert |{ A: goto B, C; B: return true; C: return false; }|; }
        procedure Inside() { assert |{ A: assert false; return true; }|; }
        procedure Havoc(a: int) { assert |{ var x: int; A: x := a; havoc x; return x == a; }|; }
        procedure Negated(a: bool) { assert !|{ A: assume a; return true; }|; }
        """
    ) == {
        "Good": [],
        "Arbitrary": [("verify.assert", 10)],
        "OnePath": [("verify.assert", 11)],
        "Inside": [("verify.assert", 12)],
        "Havoc": [("verify.assert", 13)],
        "Negated": [("verify.assert", 14)],
    }


def test_what_is_known():
    assert verdicts(
        """
        procedure P(a: int) {
          assume |{ var x: int; A: x := a; return x > 3; }|;
          assert a > 2;
          assert a > 4;
        }
        procedure Some() { assume |{ A: goto B, C; B: return true; C: return false; }|;
          assert false; }
        procedure Violated() { assume |{ A: assert false; return false; }|; assert false; }
        procedure Left(a: int) {
          assume |{ A: return a > 5; }| ==> a < 3;
          assert a <= 5;
        }
        """
    ) == {
        "P": [("verify.assert", 4)],
        "Some": [("verify.assert", 7)],
        "Violated": [("verify.assert", 8)],
        "Left": [],
    }


def test_what_one_side_proves_the_other_may_assume():
    program = """
        procedure Q(a: int)
          requires |{ var x: int; A: x := a; goto B, C; B: assume x > 0; goto C;
                      C: return x >= 0; }|;
        { assert a >= 0; }
        procedure Good() { call Q(1); }
        procedure Bad() { call Q(-1); }
        """
    assert verdicts(program) == {"Q": [], "Good": [], "Bad": [("verify.precondition", 6)]}


def test_contracts_see_results_and_the_old_state():
    assert verdicts(
        """
        var g: int;
        procedure P(a: int) returns (r: int)
          modifies g;
          ensures |{ var x: int; A: x := old(g) + a; return r == x && g == old(g + x - x) + 1; }|;
        { r := g + a; g := g + 1; }
        procedure M() modifies g; {
          var r: int;
          g := 10;
          call r := P(5);
          assert r == 15 && g == 11;
          assert |{ A: return old(g) == g; }|;
        }
        """
    ) == {"P": [], "M": [("verify.assert", 11)]}


def test_invariants_and_quantifiers():
    assert verdicts(
        """
        procedure P(n: int) {
          var i: int;
          i := 0;
          while (i < n)
            invariant |{ var x: int; A: x := i; return x >= 0; }|;
          { i := i + 1; }
          assert i >= 0;
          assert (forall j: int :: |{ var x: int; A: x := j * 2; return x - j == j; }|);
          assert (exists j: int :: j == 3 && |{ A: return j == 4; }|);
        }
        """
    ) == {"P": [("verify.assert", 9)]}


def test_it_nests():
    assert verdicts(
        """
        procedure P(a: int) {
          assert |{ var x: int; A: x := a;
                    assume |{ var y: int; B: y := x; return y > 1; }|;
                    return |{ var y: int; B: y := x + 1; return y > 2; }|; }|;
          assert |{ var x: int; A: x := a; return |{ B: return x != a; }|; }|;
        }
        """
    ) == {"P": [("verify.assert", 5)]}


def test_calls_in_it():
    assert verdicts(
        """
        var g: int;
        procedure {:inline 1} Body() returns (x: int) { x := g + 1; }
        procedure Contract() returns (x: int); requires g > 0; modifies g; ensures x == old(g);
        procedure P() modifies g; {
          g := 4;
          assert |{ var x: int; A: call x := Body(); return x == 5; }|;
          assert |{ var x: int; A: call x := Contract(); return x == 4; }|;
          assert g == 4;
          assert |{ var x: int; A: call x := Contract(); return g == 4; }|;
        }
        procedure Q() modifies g; {
          g := 0;
          assert |{ var x: int; A: call x := Contract(); return true; }|;
        }
        """
    ) == {"P": [("verify.assert", 9)], "Q": [("verify.assert", 13)]}


def test_inlined_bodies_have_theirs():
    assert verdicts(
        """
        procedure {:inline 1} P(a: int) returns (b: int) {
          assert |{ var x: int; A: x := a; return x > 0; }|;
          b := a;
        }
        procedure Twice() { var r: int; call r := P(1); call r := P(r); assert r == 1; }
        procedure Bad() { var r: int; call r := P(0); }
        """
    ) == {"Twice": [], "Bad": [("verify.assert", 2)]}


def test_recursion_through_it_ends():
    found = verdicts(
        """
        procedure {:inline 1} P() { assert |{ A: call P(); return true; }|; }
        procedure M() { call P(); }
        """
    )
    assert found == {"M": []}


def test_loops_in_it():
    assert verdicts(
        """
        procedure P(n: int) {
          assume n >= 0;
          assert |{ var i: int; A: i := 0; goto H;
                    H: assert 0 <= i && i <= n; goto B, D;
                    B: assume i < n; i := i + 1; goto H;
                    D: assume i >= n; return i == n; }|;
          assert |{ var i: int; A: i := 0; goto H;
                    H: goto B, D; B: i := i + 1; goto H; D: return i == 0; }|;
        }
        """
    ) == {"P": [("verify.assert", 7)]}


def test_the_failing_path_is_that_of_the_procedure():
    program = parse(
        """
        procedure P(a: bool) {
          if (a) { assert |{ var x: bool; A: x := a; return !x; }|; }
        }
        """
    )
    (result,) = verifier.verify(program)
    (failure,) = result.diagnostics
    assert [step.message for step in failure.trace] == ["anon0", "anon2_Then"]


def test_many_joins_stay_small():
    count = 60
    blocks = "".join(
        f"A{i}: goto B{i}, C{i}; B{i}: x := x + 1; goto A{i + 1}; C{i}: goto A{i + 1};\n"
        for i in range(count)
    )
    code = f"|{{ var x: int; S: x := 0; goto A0; {blocks} A{count}: return x <= {count}; }}|"
    text = f"procedure P() {{ assert {code}; }}"
    assert len(shown("acyclic", text, "P")) < 200 * count


def test_where_clauses():
    assert verdicts(
        """
        procedure P() {
          var x: int where |{ var y: int; A: y := x; return y > 0; }|;
          assert x > 0;
          havoc x;
          assert x > 0;
          assert x > 1;
        }
        """
    ) == {"P": [("verify.assert", 6)]}


@pytest.mark.parametrize(
    "declaration",
    [
        "axiom |{ A: return true; }|;",
        "function f(x: int): bool { |{ A: return x > 0; }| }",
    ],
)
def test_where_it_cannot_stand(declaration):
    program = parse(declaration + "procedure P() { assert false; }")
    with pytest.raises(ProgramError, match="code expression"):
        list(verifier.verify(program))
