"""What ivl-boogie prints of programs: Boogie's layout, places, and stages that read back."""

from __future__ import annotations

import re
import subprocess
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from boogie_oracle import missing
from generated_ast import declarations
from generated_expressions import Features
from generated_programs import procedures, program
from hypothesis import HealthCheck, given, settings
from structure import structure

import ivl
from ivl.base.deep import deep
from ivl.cli.boogie import main
from ivl.report.boogie_program import print_as_boogie
from ivl.resolve.resolver import resolve
from ivl.syntax import ast
from ivl.syntax.parser import parse
from ivl.syntax.plain import plain
from ivl.syntax.printer import print_declaration, print_statement
from ivl.syntax.separate import separate

PROGRAM = """\
type C a b;
const unique c, d: int;
var g, h: int where g > 0;
function f(x: int, y: bool) returns (r: bool);
function {:inline} i(x: int): bool { x > 0 && x < 10 }
axiom (forall longest: int, longer: int :: {:weight 2} { f(longest, true), f(longer, false) }
  f(longest, longest > longer) ==> longest > 0 && longer > 0 && longest + longer > 17);
axiom c < 1 <== d > 2;
procedure {:tag 3} P(x: int where x > 0, m: [int]int) returns (r: int);
  modifies g;
  free requires x > 1;
  modifies h;
  ensures r > 0 || old(g) < g;
procedure Q(a: bool, b: bool) returns (s: int)
  modifies g, h;
{
  var m: [int]int, e: bool;
  e := a == b;
  m[s] := if a != b then 3 else 4;
  while (s < 10)
    invariant s >= 0;
  {
    if (e) { break; } else if (*) { s := s + 1; }
    L: assert {:tag "s"} m[0] > 0;
    havoc s, e;
  }
  call s := P(s, m);
}
"""

PRINTED = """\

type C _ _;

const unique c: int;

const unique d: int;

var g: int where g > 0;

var h: int where g > 0;

function f(x: int, y: bool) : bool;

function {:inline} i(x: int) : bool
{
  x > 0 && x < 10
}

axiom (forall longest: int, longer: int ::\x20
  {:weight 2} { f(longest, true), f(longer, false) }\x20
  f(longest, longest > longer)
     ==> longest > 0 && longer > 0 && longest + longer > 17);

axiom d > 2 ==> c < 1;

procedure {:tag 3} P(x: int where x > 0, m: [int]int) returns (r: int);
  free requires x > 1;
  modifies g, h;
  ensures r > 0 || old(g) < g;



procedure Q(a: bool, b: bool) returns (s: int);
  modifies g, h;



implementation Q(a: bool, b: bool) returns (s: int)
{
  var m: [int]int;
  var e: bool;

    e := a == b;
    m[s] := (if a != b then 3 else 4);
    while (s < 10)
      invariant s >= 0;
    {
        if (e)
        {
            break;
        }
        else if (*)
        {
            s := s + 1;
        }

      L:
        assert {:tag "s"} m[0] > 0;
        havoc s, e;
    }

    call s := P(s, m);
}


"""

CLOSING = "\nBoogie program verifier finished with 0 verified, 0 errors\n"


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    """What ivl-boogie prints of a text with some options, without proving anything."""
    monkeypatch.chdir(tmp_path)

    def run(text: str, *options: str) -> str:
        Path("p.bpl").write_text(text)
        assert main(["p.bpl", "/env:0", "/noVerify", *options]) == 0
        out: str = capsys.readouterr().out
        assert out.endswith(CLOSING)
        return out.removesuffix(CLOSING)

    return run


# ------------------------------------------------------------------ Boogie's layout


def test_print(printed):
    assert printed(PROGRAM, "/print:-") == PRINTED
    assert printed(PROGRAM, "/print:-", "/pretty:1") == PRINTED
    flat = printed(PROGRAM, "/print:-", "/pretty:0")
    assert flat.split() == PRINTED.split() and "=> longest > 0 && longer > 0 &&" in flat
    assert printed(PROGRAM, "/print:out.bpl") == ""
    assert Path("out.bpl").read_text() == PRINTED


def test_print_unstructured(printed):
    text = printed(
        "procedure P(x: int) { while (x < 3) { if (x > 1) { return; } } }",
        "/print:-",
        "/printUnstructured",
    )
    assert (
        text
        == """\

procedure P(x: int);



implementation P(x: int)
{
  /*** structured program:
    while (x < 3)
    {
        if (x > 1)
        {
            return;
        }
    }
  **** end structured program */

  anon0:
    goto anon3_LoopHead;

  anon3_LoopHead:
    goto anon3_LoopDone, anon3_LoopBody;

  anon3_LoopBody:
    assume {:partition} x < 3;
    goto anon4_Then, anon4_Else;

  anon4_Then:
    assume {:partition} x > 1;
    return;

  anon4_Else:
    assume {:partition} 1 >= x;
    goto anon3_LoopHead;

  anon3_LoopDone:
    assume {:partition} 3 <= x;
    return;
}


"""
    )


def test_print_desugared(printed):
    text = printed(
        """
        var g: int;
        procedure P(x: int) returns (y: bool); requires x > 0; modifies g; ensures y == (x > g);
        procedure Q(b: bool) modifies g;
        { var c: bool; call c := P(3); assert c != b; }
        """,
        "/print:-",
        "/printDesugared",
    )
    first, _, second = text.partition("\n\n\n\nvar g")
    assert "desugaring" not in first and "assert c != b;" in first
    assert "ensures y <==> x > g;" in second and "assert c <==> !b;" in second
    comment = re.search(r"call c := P\(3\);\s+/\*\*\* desugaring:(.*)\*\*\*\* end", second, re.S)
    assert comment is not None
    found = comment[1].split("\n")
    assert [line.strip() for line in found if "assert" in line] == ["assert call0formal#x > 0;"]
    assert any(line.strip().startswith("havoc g,") for line in found)
    parse(f"var g{second}")


def test_places_are_those_in_what_was_printed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text("const c,   d: Missing;\nprocedure P() { assert d + 1; }")
    assert main(["p.bpl", "/env:0", "/print:-"]) == 0
    *_, first, second, last = capsys.readouterr().out.splitlines()
    # the fourth line is "const d: Missing;", and columns start at -1
    assert first.startswith("<console>(2,8): Error: undeclared type: Missing")
    assert second.startswith("<console>(2,8): Error: undeclared type: Missing") or "Missing" in last
    assert main(["p.bpl", "/env:0", "/print:q.bpl"]) == 0
    assert capsys.readouterr().out.startswith("q.bpl(2,8): Error: undeclared type: Missing")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0.0", "0e0"), ("1.5", "15e-1"), ("100.0", "1e2"), ("0.0120", "12e-3"), ("10.50e2", "105e1")],
)
def test_real_numbers(text, expected):
    written = plain(ast.RealLiteral(text))
    assert written.text == expected and Fraction(written.text) == Fraction(text)


def test_places_of_nodes():
    program = parse(PROGRAM.replace("<==", "==>"))
    moved = print_as_boogie(program, "out", "// head\n").program
    procedure = moved.declarations[-1]
    assert isinstance(procedure, ast.Procedure) and procedure.body is not None
    assert procedure.span.source.name == "out"
    assert procedure.span.source.text[procedure.span.start :].startswith("Q(a: bool")
    assign = procedure.body.statements[0]
    source, start, end = assign.span
    assert source.text[start:end] == print_statement(assign) == "e := a == b;"
    assert source.position(start).column == 4
    axiom = moved.declarations[5]
    source, start, end = axiom.span
    assert source.text[start:end] == print_declaration(axiom)
    assert structure(moved) == structure(program)


def compared(text: str) -> str:
    """Without what may differ: parentheses in sums, and the mark of names like ``bv4``."""
    return re.sub(r"[()\s]|\\(?=bv)", "", text)


@pytest.mark.skipif(bool(missing()), reason=missing() or "-")
def test_boogie_prints_the_same(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    plain_types = Features(datatypes=False)
    parts = [procedures(Random(n), f"p{n}_", plain_types) for n in range(6)]
    text = program("\n".join(parts), plain_types)
    for printed in (PROGRAM, text):
        Path("p.bpl").write_text(printed)
        assert main(["p.bpl", "/env:0", "/noResolve", "/print:-"]) == 0
        ours = capsys.readouterr().out
        # Boogie 2 prints the axiom of a function's body on its own
        ours = re.sub(r"\nuses \{\n  (axiom .*?;)\n\}\n", r";\n\n\1\n", ours, flags=re.S)
        said = subprocess.run(
            ["boogie", "/nologo", "/env:0", "/noResolve", "/print:-", "p.bpl"],
            capture_output=True,
            text=True,
            timeout=60,
        ).stdout
        assert compared(said) == compared(ours)
        if printed is PROGRAM:
            assert said == ours


# ------------------------------------------------------------------ reading back

quick = settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


@quick
@given(declarations)
def test_any_declaration_is_read_back(declaration: ast.Declaration) -> None:
    text = print_as_boogie(ast.Program((declaration,)), wrap=True).text
    assert structure(parse(text).declarations) == structure(separate(declaration)), text
    wrapped = print_declaration(declaration, wrap=True)
    assert structure(parse(wrapped).declarations) == structure((declaration,)), wrapped
    twice = plain(plain(declaration))
    assert structure(twice) == structure(plain(declaration))


MEASURED = """
var g: int;
function k(f: [int]int): int;
procedure {:inline 1} Step(x: int) returns (y: int) modifies g; { g := g + 1; y := x - 1; }
procedure Down(n: int) returns (r: int)
  requires n >= 0;
  modifies g;
  ensures g == old(g) + n;
  measure n;
{
  r := n;
  while (r > 0)
    invariant r >= 0 && g == old(g) + n - r;
    measure r;
  { call r := Step(r); }
  assert k((lambda i: int :: i + n)) == k((lambda j: int :: j + n));
}
procedure Wrong(n: int) measure n; { call Wrong(n); }
procedure Interval() { var i: int; i := 0; while (i < 9) { i := i + 1; } assert i == 9; }
"""


def verdicts(text: str, **options: object) -> dict[str, str]:
    program = parse(text)
    found = ivl.verify(program, ivl.Options(inline="none", **options))  # type: ignore[arg-type]
    return {r.name: r.outcome.value for r in found}


@pytest.mark.parametrize(
    ("switches", "name"),
    [
        (["/printInstrumented", "/infer:j"], "Interval"),
        (["/print:-", "/printLambdaLifting"], "Down"),
        (["/print:-", "/printMeasureDesugaring"], "Wrong"),
        (["/print:-", "/printUnstructured"], "Interval"),
        (["/printInlined"], "Down"),
    ],
    ids=lambda words: words[-1] if isinstance(words, list) else words,
)
def test_stages_read_back(printed, switches, name):
    text = printed(MEASURED, *switches)
    if "/print:-" in switches and switches[-1] != "/printUnstructured":
        text = text.removeprefix(printed(MEASURED, "/print:-"))
    if switches == ["/printInlined"]:
        assert text.startswith("after inlining procedure calls\nprocedure Down(n: int)")
        assert "call Step" not in text and "Wrong" not in text
        parse(text.removeprefix("after inlining procedure calls\n"))
        return
    assert deep(lambda: resolve(parse(text)).program).implementations
    expected = verdicts(MEASURED)
    expected["Interval"] = "verified" if "/infer:j" in switches else "failed"
    if switches[-1] == "/printMeasureDesugaring":
        assert " measure " not in text
    assert verdicts(text)[name] == expected[name]


def test_print_passive(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text("procedure P(x: int) returns (r: int) { r := x; assert r == x; }")
    assert main(["p.bpl", "/printPassive:out.bpl"]) == 0
    assert capsys.readouterr().out.endswith("finished with 1 verified, 0 errors\n")
    text = Path("out.bpl").read_text()
    assert ":=" not in text and verdicts(text) == {"P": "verified"}


def test_unique_ids(printed):
    nested = "var x: int; procedure P(x: int) { assert x > 0 || (exists x: int :: x < 0); }"
    text = printed(nested, "/print:-", "/printWithUniqueIds")
    # the procedure and its implementation have parameters of their own
    assert len(set(re.findall(r"h\d+\^\^x", text))) == 4
    assert deep(lambda: resolve(parse(text)).program)


# ------------------------------------------------------------------ graphs and steps


def test_print_cfg(printed):
    assert printed("procedure P(x: int) { while (x < 3) { } }", "/printCFG:g") == ""
    assert (
        Path("g.P.dot").read_text()
        == """\
digraph G {
  "anon0" [shape=box];
  "anon2_LoopHead" [shape=box];
  "anon2_LoopDone" [shape=box];
  "anon2_LoopBody" [shape=box];
  "anon0" -> "anon2_LoopHead";
  "anon2_LoopHead" -> "anon2_LoopDone";
  "anon2_LoopHead" -> "anon2_LoopBody";
  "anon2_LoopBody" -> "anon2_LoopHead";
}
"""
    )


def test_traceverify(printed):
    text = printed("procedure P(x: int) { var y: int; y := x; assert x == y; }", "/traceverify")
    assert text.startswith("original implementation\nimplementation P(x: int)\n")
    last = text.partition("after conversion to passive commands\n")[2]
    assert "assume" in last or "assert" in last
    assert ":=" in text and ":=" not in last


def test_trace_times(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text("procedure P() { }")
    assert main(["p.bpl", "/traceTimes"]) == 0
    out = capsys.readouterr().out
    steps = re.findall(r"^>>> (.*?)   \[\d+\.\d{6} s\]$", out, flags=re.M)
    assert steps[0] == "Starting resolution and typechecking"
    assert steps[-1] == "Finished implementation verification of P"
