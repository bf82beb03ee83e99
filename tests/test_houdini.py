"""Houdini: which candidates hold together, and that nothing wrong follows from them."""

import dataclasses
from itertools import product

import pytest

from ivl import Options, verify
from ivl.cli.boogie import main as boogie
from ivl.cli.main import main as ivl
from ivl.core.expressions import Literal
from ivl.core.fold import substitute
from ivl.core.map_statements import map_program
from ivl.core.types import BOOL
from ivl.infer.houdini import infer_contracts
from ivl.result import Outcome
from ivl.syntax.parser import parse
from ivl.verifier import check

COUNTER = """\
const {:existential true} low: bool;
const {:existential true} high: bool;
const {:existential true} ten: bool;
const {:existential true} exact: bool;

var n: int;

procedure Inc() modifies n;
  requires low ==> n >= 0;
  requires high ==> n < 9;
  ensures exact ==> n == old(n) + 1;
  ensures ten ==> n == 10;
{ n := n + 1; }

procedure Main() modifies n;
{
  n := 0;
  while (n < 10)
    invariant low ==> n >= 0;
    invariant n <= 10;
  { call Inc(); }
  assert n == 10;
}
"""


def infer(text: str, **options: object) -> dict[str, bool]:
    chosen = Options(timeout=10, **options)  # type: ignore[arg-type]
    found = infer_contracts(check(parse(text, "t.bpl")), chosen)
    return {constant.name: value for constant, value in found.assignment.items()}


def outcomes(text: str, **options: object) -> dict[str, Outcome]:
    chosen = Options(timeout=10, **options)  # type: ignore[arg-type]
    inferred = infer_contracts(check(parse(text, "t.bpl")), chosen)
    return {r.name: r.outcome for r in verify(inferred.program, chosen)}


def test_the_candidates_that_hold_are_kept():
    assert infer(COUNTER) == {"low": True, "high": False, "ten": False, "exact": True}
    assert set(outcomes(COUNTER).values()) == {Outcome.VERIFIED}


def test_it_is_the_largest_set_that_verifies():
    text = """
    const {:existential true} a: bool;
    const {:existential true} b: bool;
    const {:existential true} c: bool;
    const {:existential true} d: bool;
    var x: int;
    procedure P() modifies x; requires a ==> x > 0; ensures b ==> x > 1; ensures c ==> x < 0;
    { x := x + 1; }
    procedure Q() modifies x; requires d ==> x == 5; { call P(); call P(); }
    procedure R() modifies x; { x := 5; call Q(); x := 1; call P(); }
    """
    program = check(parse(text, "t.bpl"))
    constants = [c.variable for c in program.constants]
    working = []
    for values in product([False, True], repeat=len(constants)):
        literals = {c: Literal(v, BOOL) for c, v in zip(constants, values, strict=True)}
        instance = map_program(program, lambda e, m=literals: substitute(e, m))
        if all(r.outcome is Outcome.VERIFIED for r in verify(instance, Options(timeout=10))):
            working.append(values)
    largest = tuple(map(any, zip(*working, strict=True)))
    assert largest in working
    assert tuple(infer(text).values()) == largest == (True, True, False, True)


def test_what_relied_on_a_refuted_candidate_is_checked_again():
    chain = "".join(f"const {{:existential true}} b{i}: bool;\n" for i in range(6))
    chain += "procedure P0() returns (x: int) ensures b0 ==> x == 0; { x := 1; }\n"
    for i in range(1, 6):
        callee = f"P{i - 1}"
        chain += f"procedure P{i}() returns (x: int) ensures b{i} ==> x == 0;"
        chain += f" {{ call x := {callee}(); }}\n"
    assert set(infer(chain).values()) == {False}
    assert set(infer(chain.replace("x := 1", "x := 0")).values()) == {True}


def test_recursion_is_inductive():
    text = """
    const {:existential true} positive: bool;
    const {:existential true} even: bool;
    procedure F(n: int) returns (r: int)
      ensures positive ==> r > 0;
      ensures even ==> r mod 2 == 0;
    { if (n <= 0) { r := 1; } else { call r := F(n - 1); r := 2 * r; } }
    """
    assert infer(text) == {"positive": True, "even": False}


def test_a_candidate_may_stand_behind_other_implications():
    text = """
    const {:existential true} b: bool;
    procedure P(x: int) { assert x > 0 ==> b ==> x > 1; }
    """
    assert infer(text) == {"b": False}


def test_assertions_that_are_no_candidates_still_fail():
    text = COUNTER.replace("assert n == 10;", "assert n == 11;")
    assert infer(text)["exact"]
    assert outcomes(text) == {"Inc": Outcome.VERIFIED, "Main": Outcome.FAILED}


def test_a_constant_that_an_axiom_speaks_of_is_not_refuted():
    text = """
    const {:existential true} b: bool;
    axiom b;
    procedure P() returns (x: int) ensures b ==> x == 0; { x := 1; }
    procedure Q() { assert false; }
    """
    assert infer(text) == {"b": True}
    assert outcomes(text) == {"P": Outcome.FAILED, "Q": Outcome.FAILED}


def test_false_is_no_candidate():
    text = """
    const {:existential false} no: bool;
    const {:existential true} yes: bool;
    procedure P() ensures yes ==> true; ensures no ==> false; { }
    """
    assert infer(text) == {"yes": True}
    assert outcomes(text) == {"P": Outcome.FAILED}


def test_what_the_solver_gives_up_on_is_dropped():
    text = """
    const {:existential true} hard: bool;
    procedure P(x: int, y: int, z: int)
      requires x > 0 && y > 0 && z > 0;
      ensures hard ==> x * x * x + y * y * y != z * z * z;
    { }
    """
    found = infer_contracts(check(parse(text, "t.bpl")), Options(timeout=0.3))
    assert list(found.assignment.values()) == [False]


def test_a_missing_solver_proves_nothing():
    options = Options(solver="noop", timeout=1)
    found = infer_contracts(check(parse(COUNTER, "t.bpl")), options)
    assert not any(found.assignment.values())


def test_bodies_can_stand_for_calls():
    text = """
    const {:existential true} same: bool;
    var g: int;
    procedure Up() modifies g; { g := g + 1; }
    procedure Down() modifies g; { g := g - 1; }
    procedure Both() modifies g; ensures same ==> g == old(g); { call Up(); call Down(); }
    """
    assert infer(text) == {"same": False}
    assert infer(text, inline_depth=1) == {"same": True}
    assert set(outcomes(text, inline_depth=1).values()) == {Outcome.VERIFIED}


def test_only_some_implementations_are_reported_but_all_count():
    assert outcomes(COUNTER, include=("Inc",)) == {"Inc": Outcome.VERIFIED}
    assert not infer(COUNTER, include=("Inc",))["high"]


def test_the_program_without_candidates_is_untouched():
    program = check(parse("procedure P() { assert true; }", "t.bpl"))
    assert not infer_contracts(program).assignment


@pytest.fixture
def counter(tmp_path):
    path = tmp_path / "counter.bpl"
    path.write_text(COUNTER)
    return str(path)


def test_boogie_prints_the_assignment(counter, capsys):
    assert boogie(["/contractInfer", "/printAssignment", counter]) == 0
    assert capsys.readouterr().out == (
        "Assignment computed by Houdini:\n"
        "low = True\nhigh = False\nten = False\nexact = True\n"
        "\nBoogie program verifier finished with 2 verified, 0 errors\n"
    )


def test_ivl_tells_what_it_inferred(counter, capsys):
    assert ivl(["verify", counter]) == 1
    capsys.readouterr()
    assert ivl(["verify", "--houdini", "--format=plain", counter]) == 0
    lines = capsys.readouterr().out.splitlines()
    found = [line.partition(": note: ")[2].partition(":")[0] for line in lines]
    assert [line for line in found if " is " in line and not line.startswith("this")] == [
        "low is true [houdini.holds]",
        "high is false",
        "ten is false",
        "exact is true [houdini.holds]",
    ]


CHAIN = """\
const {:existential true} b0: bool;
const {:existential true} b1: bool;
const {:existential true} b2: bool;
const {:existential true} b3: bool;
procedure Inc(x: int) returns (r: int)
  requires b0 ==> x > 0;
  requires b1 ==> x < 100;
  ensures b2 ==> r > 1;
  ensures b3 ==> r >= x;
{ r := x + 1; }
procedure Main(y: int) {
  var a: int;
  call a := Inc(5);
  call a := Inc(y);
}
"""


def test_what_refuted_a_candidate():
    found = infer_contracts(check(parse(CHAIN, "t.bpl")), explain=True)
    assert {c.name: v for c, v in found.assignment.items() if v} == {"b3": True}
    why = {c.name: r for c, r in found.refutations.items()}
    assert [why[n].implementation for n in ("b0", "b1", "b2")] == ["Main", "Main", "Inc"]
    places = [why[n].failure.span.position.line for n in ("b0", "b1", "b2")]
    assert places == [14, 14, 10]
    assert why["b2"].assumed == ("b3",) and why["b2"].relied_on == ("b0",)
    assert why["b0"].relied_on == ()
    plain = infer_contracts(check(parse(CHAIN, "t.bpl")))
    assert plain.assignment.values() and not any(r.relied_on for r in plain.refutations.values())


def test_a_solver_that_gives_up_is_an_explanation():
    text = """
    const {:existential true} b: bool;
    procedure P(x: int) { assert b ==> x * x * x != 33 - x * x; }
    """
    options = Options(solver="noop")
    (why,) = infer_contracts(check(parse(text, "t.bpl")), options).refutations.values()
    assert why.failure is None and why.implementation == "P"


def test_boogie_explains(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.bpl").write_text(CHAIN)
    assert boogie(["/contractInfer", "/explainHoudini", "t.bpl"]) == 0
    assert capsys.readouterr().out.startswith(
        "t.bpl(1,27): b0 is false: a precondition for this call could not be proved in Main, "
        "assuming b1, b2, b3\n"
        "    t.bpl(14,3): this refuted it\n"
        "    t.bpl(6,3): this is the precondition that could not be proved\n"
    )


def test_options_are_kept(counter):
    program = check(parse(COUNTER, "t.bpl"))
    before = dataclasses.replace(Options(), subsumption=0, timeout=10)
    assert infer_contracts(program, before).assignment
