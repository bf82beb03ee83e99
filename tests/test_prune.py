"""Pruning: which axioms reach a condition, and what hide and reveal do to that."""

import pytest

import ivl
from ivl import stages
from ivl.flow.cfg import Revealed
from ivl.flow.revealed import ALL, NONE, revealed_by


def verified(text, **options):
    """The names of the procedures that verify with pruning."""
    program = ivl.parse(text)
    results = ivl.verify(program, ivl.Options(prune=True, timeout=10, **options))
    return [r.name for r in results if not r.diagnostics]


def test_an_axiom_that_nothing_asks_for_is_left_out():
    text = "axiom false; procedure P() { assert false; }"
    assert verified(text) == []
    assert next(iter(ivl.verify(ivl.parse(text)))).diagnostics == ()


def test_uses():
    text = """
    function f(x: int): bool uses { axiom (forall x: int :: g(x) == 3); }
    function g(x: int): int;
    const c: bool uses { axiom d == 4; }
    const unique d: int;
    procedure Uses_f() { assert f(1) ==> g(2) == 3; }
    procedure Uses_g() { assert g(2) == 3; }
    procedure Uses_c() { assert c ==> d == 4; }
    procedure Uses_d() { assert d == 4; }
    """
    assert verified(text) == ["Uses_f", "Uses_c"]


def test_bodies_are_used():
    text = """
    function f(x: int): int { g(x) + 1 }
    function {:inline} h(x: int): int { f(x) }
    function g(x: int): int { 4 }
    procedure P() { assert h(1) == 5; }
    """
    assert verified(text) == ["P"]


def test_triggers():
    text = """
    function f(x: int): int; function g(x: int): int; function h(x: int): int;
    axiom (forall x: int :: {f(x)} f(x) == 1);
    axiom (forall x: int :: {g(x), h(x)} g(x) == 2);
    procedure F() { assert f(0) == 1; }
    procedure G() { assert g(0) == 2; }
    procedure GH() { assert h(0) == 0 ==> g(0) == 2; }
    """
    assert verified(text) == ["F", "GH"]


def test_include_dep():
    text = """
    function f(x: int): int; function g(x: int): int; const c: bool; const d: bool;
    axiom (forall x: int :: f(x) == 1);
    axiom {:include_dep} (forall x: int :: g(x) == 1);
    axiom {:include_dep} c;
    axiom {:include_dep} (forall x: int :: {f(x)} d);
    procedure F() { assert f(0) == 1; }
    procedure G() { assert g(0) == 1; }
    procedure C() { assert c; }
    procedure D() { assert d; }
    procedure FD() { assert f(0) == 0 ==> d; }
    """
    assert verified(text) == ["G", "C", "FD"]


def test_keep():
    text = """
    function {:keep} f(x: int): int uses { axiom c == 3; }
    const c: int;
    axiom {:keep} d == 3;
    const d: int;
    procedure P() { assert c == 3 && d == 3; }
    """
    assert verified(text) == ["P"]
    smt = stages.show("smt2", ivl.parse(text), ivl.Options(prune=True))
    assert smt.count("(assert (= c 3))") == 1


HIDE = """
function f(x: int): int uses { hideable axiom (forall x: int :: {f(x)} f(x) == g(x) + 1); }
function g(x: int): int uses { hideable axiom (forall x: int :: {g(x)} g(x) == 42); }
revealed function r(x: int): int uses { hideable axiom (forall x: int :: {r(x)} r(x) == 42); }
function p<T>(x: T): int uses { hideable axiom (forall<T> x: T :: {p(x)} p(x) == 42); }
procedure P() { %s }
"""


@pytest.mark.parametrize(
    ("body", "proved"),
    [
        ("assert f(1) == 43;", True),
        ("hide *; assert f(1) == 43;", False),
        ("hide *; reveal f; assert f(1) == g(1) + 1;", True),
        ("hide *; reveal f; assert f(1) == 43;", False),
        ("hide g; assert f(1) == g(1) + 1;", True),
        ("hide g; assert g(1) == 42;", False),
        ("hide g; reveal g; assert g(1) == 42;", True),
        ("hide *; reveal g; hide g; assert g(1) == 42;", False),
        ("hide *; reveal *; assert f(1) == 43;", True),
        ("hide *; assert r(1) == 42;", True),
        ("hide *; assert p(1) == 42 && p(true) == 42;", False),
        ("hide *; reveal p; assert p(1) == 42 && p(true) == 42;", True),
        ("hide *; push; reveal *; assert f(1) == 43; pop;", True),
        ("hide *; push; reveal *; pop; assert f(1) == 43;", False),
        ("push; hide *; pop; assert f(1) == 43;", True),
        ("hide *; if (*) { reveal f; } else { reveal g; } assert f(1) == 43;", True),
        ("hide *; if (*) { reveal f; assert g(1) == 42 ==> g(1) > 0; } assert f(1) == 43;", False),
        ("hide *; while (*) { reveal *; } assert f(1) == 43;", False),
        ("hide *; assert f(1) == 1 ==> f(1) > 0; reveal *; assert f(1) == 43;", True),
    ],
)
def test_hide_and_reveal(body, proved):
    assert verified(HIDE % body) == (["P"] if proved else [])


def test_without_pruning_nothing_is_hidden():
    (result,) = ivl.verify(ivl.parse(HIDE % "hide *; assert f(1) == 43;"))
    assert result.diagnostics == ()


def test_what_is_revealed_on_two_paths():
    f, g = Revealed(True, frozenset("f")), Revealed(True, frozenset("g"))
    not_f, not_fg = Revealed(False, frozenset("f")), Revealed(False, frozenset("fg"))
    assert revealed_by(f, g) == Revealed(True, frozenset("fg"))
    assert revealed_by(not_f, not_fg) == not_f
    assert revealed_by(f, not_fg) == revealed_by(not_fg, f) == Revealed(False, frozenset("g"))
    assert revealed_by(NONE, f) == f
    assert revealed_by(ALL, f) == ALL


def test_conditions_of_one_run_do_not_see_each_others_axioms():
    text = """
    function f(x: int): int uses { axiom (forall x: int :: {f(x)} g(x) == 1); }
    function g(x: int): int;
    procedure A() { assert f(0) == 0 ==> g(0) == 1; }
    procedure B() { assert g(0) == 1; }
    procedure C() { assert f(0) == 0 ==> g(0) == 1; }
    """
    assert verified(text) == ["A", "C"]


def test_the_pruned_program_is_a_program_with_the_same_verdict():
    text = """
    function f(x: int): int uses { axiom (forall x: int :: {f(x)} f(x) == 1); }
    function g(x: int): int uses { axiom (forall x: int :: {g(x)} g(x) == 2); }
    const c: int; type T; datatype D { D(x: int) } var v: int;
    procedure P() modifies v; ensures v == 2; { v := f(v); v := v + 1; }
    """
    shown = stages.show("pruned", ivl.parse(text), ivl.Options(prune=True))
    assert "f(x) == 1" in shown and "function g" not in shown and "const c" not in shown
    (result,) = ivl.verify(ivl.parse(shown))
    assert result.diagnostics == ()


def test_pruned_files(tmp_path):
    from ivl.cli.boogie import main

    file = tmp_path / "p.bpl"
    file.write_text("const c: int uses { axiom c == 1; } procedure P() { assert c == 1; }")
    prefix = f"/printPruned:{tmp_path / 'out'}"
    assert main(["/prune:1", prefix, "/printSplitDeclarations", "/quiet", str(file)]) == 0
    written = (tmp_path / "out-P.spl").read_text()
    assert "axiom c == 1" in written and "assert c == 1" in written
