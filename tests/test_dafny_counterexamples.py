"""What failed assertions of Dafny programs say of values: in Dafny's notation, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_dafny_verify import PROGRAMS, expected

import ivl
from frontends.dafny.explain.values import Notation
from frontends.dafny.typed import types as t
from ivl.base.counterexample import Interpretation, StepKind
from ivl.base.values import Element, FunctionTable, Value
from ivl.cli.main import main
from ivl.core.value_text import binding_text
from ivl.frontends import load


def diagnostics(text: str, path: Path) -> Iterator[ivl.Diagnostic]:
    """The errors in the program `text`, with values."""
    path.write_text(text)
    program, options = load([str(path)], ivl.Options(timeout=20, counterexamples=True))
    for result in ivl.verify(program, options):
        yield from result.diagnostics


def values(text: str, path: Path, kind: StepKind = StepKind.FAILURE) -> list[str]:
    """What the one error in a program says of values at some steps."""
    (diagnostic,) = diagnostics(text, path)
    found = diagnostic.counterexample
    assert found is not None
    return [binding_text(b) for step in found.steps if step.kind is kind for b in step.bindings]


DECLARATIONS = """
datatype List<T> = Nil | Cons(head: T, tail: List<T>)
datatype Color = Red | Green
newtype Byte = x | 0 <= x < 256
type Even = x: int | x % 2 == 0
class Cell<T(0)> { var x: int var y: T var next: Cell?<T> constructor () { } }
"""


@pytest.mark.parametrize(
    ("parameter", "assumed", "value"),
    [
        ("x: int", "x == -5", "x == -5"),
        ("x: nat", "x == 7", "x == 7"),
        ("x: bool", "x", "x == true"),
        ("x: real", "x == 2.5", "x == 2.5"),
        ("x: bv8", "x == 200", "x == 200"),
        ("x: Byte", "x == 200", "x == 200"),
        ("x: Even", "x == 4", "x == 4"),
        ("x: char", "x == 'q'", "x == 'q'"),
        ("x: char", "x == '\\n'", "x == '\\u000a'"),
        ("x: (int, bool)", "x == (3, false)", "x == (3, false)"),
        ("x: Color", "x == Green", "x == Green"),
        ("x: List<int>", "x == Cons(1, Cons(2, Nil))", "x == Cons(1, Cons(2, Nil))"),
        ("x: List<seq<int>>", "x == Cons([4], Nil)", "x == Cons([4], Nil)"),
        ("x: seq<int>", "x == [1, 2, 1]", "x == [1, 2, 1]"),
        ("x: seq<int>", "|x| == 1 && x[0] == 9", "x == [9]"),
        ("x: seq<seq<bool>>", "x == [[], [true]]", "x == [[], [true]]"),
        ("x: string", 'x == "hi"', 'x == "hi"'),
        ("x: string", 'x == ""', "x == []"),
        ("x: set<int>", "x == {3, 1}", "x == {1, 3}"),
        ("x: set<int>", "x == {}", "x == {}"),
        ("x: multiset<char>", "x == multiset{'a', 'a', 'b'}", "x == multiset{'a', 'a', 'b'}"),
        ("x: map<int, bool>", "x == map[4 := true]", "x == map[4 := true]"),
        ("x: map<int, bool>", "x == map[]", "x == map[]"),
        ("x: Cell?<int>", "x == null", "x == null"),
        ("x: Cell<int>", "x.x == 4", "x.x == 4"),
        ("x: Cell<seq<int>>", "x.y == [1]", "x.y == [1]"),
        ("x: Cell<int>", "x.next == null", "x.next == null"),
        ("x: Cell<int>", "x.next == x", "x.next == x"),
        ("x: array<int>", "x.Length > 1 && x[1] == 8", "x[1] == 8"),
    ],
)
def test_values(parameter: str, assumed: str, value: str, tmp_path: Path) -> None:
    text = f"{DECLARATIONS} method m({parameter}) {{ assert !({assumed}); }}"
    assert value in values(text, tmp_path / "x.dfy")


@pytest.mark.parametrize(
    "parameter",
    ["x: int -> int", "x: iset<int>", "x: imap<int, int>", "x: ORDINAL"],
)
def test_what_cannot_be_written_is_left_out(parameter: str, tmp_path: Path) -> None:
    text = f"method m({parameter}, b: bool) {{ var y := x; assert y != x || b; }}"
    found = values(text, tmp_path / "x.dfy")
    assert "b == false" in found
    assert not [x for x in found if x.startswith(("x ", "y "))]


def test_type_parameters_are_left_out(tmp_path: Path) -> None:
    text = "method m<T>(x: T, y: seq<T>, n: int) { assert n == 2 || y == [x]; }"
    found = values(text, tmp_path / "x.dfy")
    assert [x for x in found if not x.startswith("n == ")] == []


def test_steps(tmp_path: Path) -> None:
    text = """
        class C { var n: int
          method m(k: int) requires n == 1 && k == 2 modifies this {
            var x := k + 1;
            n := x;
            var i := 0;
            while i < k invariant i <= k { i := i + 1; }
            assert i == 3;
          } }
    """
    path = tmp_path / "x.dfy"
    first = values(text, path, StepKind.START)
    assert {"this.n == 1", "k == 2"} <= set(first)
    assert values(text, path, StepKind.ASSIGN)[:3] == ["x == 3", "this.n == 3", "i == 0"]
    assert "i == 2" in values(text, path)


PRELUDE_S = re.compile(r"[$#]|\b(Box|Heap|Seq|Set|Map|MultiSet|ref|_module)\b")


@pytest.mark.parametrize("name", PROGRAMS)
def test_names_of_the_prelude_are_not_shown(name: str, tmp_path: Path) -> None:
    """And verdicts are the same with values as without."""
    found = list(diagnostics(PROGRAMS[name], tmp_path / "x.dfy"))
    lines = sorted(d.span.position.line for d in found if d.span is not None)
    assert lines == [line for line, _ in expected(PROGRAMS[name])]
    for diagnostic in found:
        example = diagnostic.counterexample
        if example is not None:
            assert example.model is None
            assert example.parts == ()
            for step in example.steps:
                for binding in step.bindings:
                    assert not PRELUDE_S.search(binding_text(binding)), binding


def test_the_command_prints_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.dfy").write_text("method m(s: seq<int>) requires s == [1, 2] { assert |s| == 1; }")
    assert main(["verify", "x.dfy"]) == 1
    printed = capsys.readouterr().out
    assert "s == [1, 2]" in printed
    assert not PRELUDE_S.search(printed)


# ---------------------------------------------------------------------- partial models


def notation(**tables: dict[tuple[Value, ...], Value]) -> Notation:
    """What writes values by a model that says so much and no more."""
    functions = [
        FunctionTable(name.replace("_", "#", 1), tuple(entries.items()), 0)
        for name, entries in tables.items()
    ]
    found = [
        FunctionTable("$Unbox_int", tuple(f.entries)) if f.name == "Unbox#int" else f
        for f in functions
    ]
    return Notation(Interpretation(tuple(found)))


ONE, TWO = Element("Box", "Box#1"), Element("Box", "Box#2")
INTS: dict[tuple[Value, ...], Value] = {(ONE,): 1, (TWO,): 2}
S, E = Element("Seq", "Seq#1"), Element("Set", "Set#1")
SEQ, SET = t.SequenceType(t.INT), t.SetType(t.INT)


def test_a_model_that_does_not_say_all() -> None:
    assert notation(Seq_Length={(S,): 1}, Unbox_int=INTS).text(S, SEQ) is None
    index: dict[tuple[Value, ...], Value] = {(S, 0): TWO}
    assert notation(Seq_Index=index, Unbox_int=INTS).text(S, SEQ) is None
    assert notation(Seq_Length={(S,): 1}, Seq_Index=index).text(S, SEQ) is None
    made = notation(Seq_Length={(S,): 1}, Seq_Index=index, Unbox_int=INTS)
    assert made.text(S, SEQ) == "[2]"


def test_a_model_that_contradicts_itself() -> None:
    inside: dict[tuple[Value, ...], Value] = {(ONE, E): True, (TWO, E): True}
    assert notation(Set_In=inside, Unbox_int=INTS, Set_Card={(E,): 3}).text(E, SET) is None
    assert notation(Set_In=inside, Unbox_int=INTS, Set_Card={(E,): 0}).text(E, SET) is None
    assert notation(Set_In=inside, Unbox_int=INTS, Set_Card={(E,): 2}).text(E, SET) == "{1, 2}"
    assert notation(Set_In=inside, Unbox_int={(ONE,): 1}, Set_Card={(E,): 2}).text(E, SET) is None
    assert notation(Seq_Length={(S,): -1}, Unbox_int=INTS).text(S, SEQ) is None


def test_long_values_are_left_out() -> None:
    index: dict[tuple[Value, ...], Value] = {(S, i): ONE for i in range(1000)}
    assert notation(Seq_Length={(S,): 1000}, Seq_Index=index, Unbox_int=INTS).text(S, SEQ) is None
