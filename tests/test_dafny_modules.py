"""Modules, ghosts and sugar of Dafny."""

from __future__ import annotations

import pytest
from dafny_programs import (
    failure,
    function,
    locals_of,
    measure,
    members,
    method,
    module_of,
    resolved,
)

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Function, Method
from frontends.dafny.typed.walk import walk


def test_refinement_merges_members_and_bodies() -> None:
    program = resolved("""
        abstract module A {
          type T
          function f(x: int): int ensures f(x) > x
          class C { var x: int method m() returns (r: int) modifies this ensures r > 0
            { var k: int := *; x := 1; while x < 10 { x := x + 1; } return 1; } }
        }
        module B refines A {
          type T = int
          function f... { x + 1 }
          class C ... { var y: int method m... ensures r == 1
            { var k := 3; ...; while ... invariant x <= 10 { ...; } ...; y := 2; } }
        }
    """)
    b = members(program, "B")
    f = b["f"]
    assert isinstance(f, Function)
    assert f.body is not None
    assert len(f.ensures) == 1
    m = b["m"]
    assert isinstance(m, Method)
    assert m.body is not None
    assert len(m.ensures) == 2
    assert [type(x).__name__ for x in m.body.statements] == [
        "Declare", "Assign", "Assign", "While", "Assign", "Return", "Assign",
    ]  # fmt: skip
    assert m.body.statements[2].span.source.use == "B"
    assert m.body.statements[1].span.source.use == ""
    loop = m.body.statements[3]
    assert isinstance(loop, s.While)
    assert len(loop.specification.invariants) == 1
    assert "y" in b


@pytest.mark.parametrize(
    ("refinement", "message"),
    [
        ("function f(x: int): int requires x > 0 { x }", "preconditions"),
        ("function g(x: int): int { 3 }", "has a body already"),
        ("method m() modifies {} { }", "frames"),
        ("method m() decreases 3 { }", "measure"),
        ("class D { }", ""),
        ("datatype C = X", "cannot replace"),
        ("method m() { assert ...; }", "no such statement"),
    ],
)
def test_refinements_that_do_not_fit(refinement: str, message: str) -> None:
    base = """module A { function f(x: int): int function g(x: int): int { 2 } class C { }
                         method m() { var x := 3; } }"""
    text = f"{base} module B refines A {{ {refinement} }}"
    if not message:
        resolved(text)
    else:
        assert message in failure(text).message


def test_export_sets() -> None:
    module = """module A {
      export provides f, c, T reveals g, D  export X provides h  export Y extends X reveals f
      type T = int function f(): int { 1 } function g(): int { 2 } function h(): int { 3 }
      function i(): int { 4 } const c := 5 datatype D = D1 | D2 }"""
    program = resolved(
        f"{module} module B {{ import A lemma l(t: A.T) {{ assert A.f() + A.g() == A.c; "
        "var d := A.D1; } } module C { import A`X import AY = A`Y lemma l() "
        "{ assert A.h() == AY.h() + AY.f(); } }"
    )
    hidden = {d.name for d in module_of(program, "B").hidden}
    assert {"f", "c", "h", "i"} <= hidden
    assert not {"g", "D"} & hidden
    assert "f" not in {d.name for d in module_of(program, "C").hidden}
    assert "no 'i'" in failure(f"{module} module B {{ import A const d := A.i() }}").message
    assert "no 'f'" in failure(f"{module} module B {{ import A`X const d := A.f() }}").message
    assert "Z" in failure(f"{module} module B {{ import A`Z }}").message
    only_named = """module A { export X provides f function f(): int { 1 } }
                    module B { import A }"""
    assert "default export" in failure(only_named).message
    assert "cannot be exported" in failure("module A { export provides f }").message


def test_abstract_imports_are_unknown_modules() -> None:
    program = resolved("""
        abstract module O { type T function f(x: T): int }
        abstract module S { import P : O import Q : O function g(x: P.T): int { P.f(x) } }
        module I refines O { type T = int function f(x: int): int { x } }
        module R refines S { import P = I lemma l() { assert g(3) == 3; } }
    """)
    assert not module_of(program, "S.P").verify
    assert module_of(program, "S").verify
    text = """abstract module O { type T } abstract module S { import P : O import Q : O
              method m(x: P.T) returns (y: Q.T) { y := x; } }"""
    assert "does not take" in failure(text).message


def test_opened_modules_must_not_clash() -> None:
    modules = "module A { const c := 1 } module B { const c := 2 }"
    opened = "import opened A import opened B"
    clash = failure(f"{modules} module C {{ {opened} const d := c }}")
    assert "qualify" in clash.message
    resolved(f"{modules} module C {{ {opened} const c := 3 const d := c }}")
    resolved(f"{modules} module C {{ {opened} const d := A.c + B.c }}")


# ---------------------------------------------------------------------- ghosts


@pytest.mark.parametrize(
    ("statements", "ghosts"),
    [
        ("var x := 3;", []),
        ("var x := g(3);", ["x"]),
        ("ghost var x := 3; var y := x;", ["x", "y"]),
        ("var x := f(3); var y := x + 1;", []),
        ("var x, y := g(1), f(1);", ["x"]),
        ("var x :| x > 3 && g(x) > 2;", ["x"]),
        ("var x := old(3);", ["x"]),
        ("if g(3) > 0 { var x := 3; }", ["x"]),
        ("assert true by { var x := 3; }", ["x"]),
        ("var x := k();", ["x"]),
    ],
)
def test_ghost_variables(statements: str, ghosts: list[str]) -> None:
    program = resolved(
        "function g(x: int): int { x } function method f(x: int): int { x } "
        f"lemma k() returns (r: int) method m() {{ {statements} }}"
    )
    found = locals_of(method(program, "m"))
    assert [name for name, variable in found.items() if variable.ghost] == ghosts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("method m() returns (r: int) { r := g(3); }", "ghost function"),
        ("method m() { ghost var x := 3; print x; }", "ghost variable"),
        ("method m() { if g(3) > 0 { print 3; } }", "effect"),
        ("method m() returns (r: int) { if g(3) > 0 { r := 3; } }", "cannot be changed"),
        ("lemma l() { m(); } method m() { }", "compiled"),
        ("function method h(x: int): int { g(x) }", "ghost function"),
        ("method m() returns (r: bool) { r := forall x: int :: x == x; }", "without bounds"),
        ("class C { ghost var x: int } method m(c: C) returns (r: int) { r := c.x; }", "field"),
        ("method m() { var x: real :| x > 0.0; }", "no bound"),
    ],
)
def test_ghosts_in_compiled_code(text: str, message: str) -> None:
    old = "function g(x: int): int { x } function method f(x: int): int { x }"
    assert message in failure(f"{old} {text}").message


def test_dialects() -> None:
    use = "method m() returns (r: int) { r := g(3); }"
    resolved(f"function g(x: int): int {{ x }} {use}")  # may be of Dafny 4
    assert failure(f"ghost function g(x: int): int {{ x }} {use}")
    resolved(f"ghost function h(): int {{ 3 }} function g(x: int): int {{ x }} {use}")
    assert failure(f"function method h(): int {{ 3 }} function g(x: int): int {{ x }} {use}")


def test_choices_in_ghost_code_need_not_be_unique() -> None:
    program = resolved("""
        function method c(): int { var x :| x == 3; x }
        function g(): int { var x :| x > 3; x }
        function method h(): int { ghost var y := var x :| x > 3; x; 2 }
        method m() { var a := var x :| x == 3; x; ghost var b := var x :| x > 3; x;
                     assert (var x :| x > 3; x) > 3; }
    """)

    def choices(root: object) -> list[bool]:
        return [x.ghost for x in walk(root) if isinstance(x, e.LetSuchThat)]

    assert choices(function(program, "c").body) == [False]
    assert choices(function(program, "g").body) == [True]
    assert choices(function(program, "h").body) == [True]
    assert choices(method(program, "m").body) == [False, True, True]


# ---------------------------------------------------------------------- sugar


def test_default_and_named_arguments() -> None:
    program = resolved("""
        function f(x: int, y: int := x + 1, z: int := y + x): int { 0 }
        lemma l(a: int) { assert f(a) == f(z := 3, x := 2) == f(1, z := 2); }
    """)
    calls = [x for x in walk(method(program, "l").body) if isinstance(x, e.FunctionCall)]
    shown = [measure(c.arguments) for c in calls]
    assert shown == ["a, a + 1, a + 1 + a", "2, 2 + 1, 3", "2, 2 + 1, 3", "1, 1 + 1, 2"]


def test_by_method() -> None:
    program = resolved("function f(n: nat): nat { n } by method { var x := n; return x; }")
    made = method(program, "f by method")
    assert not made.ghost
    assert len(made.ensures) == 1
    assert function(program, "f").by_method


def test_autocontracts() -> None:
    program = resolved("""
        class {:autocontracts} C { var a: array<int> var d: D? var n: int
          constructor () { a := new int[3]; }
          predicate Valid() { n >= 0 }
          method Get() returns (r: int) { r := n; }
          method Set() { n := 3; }
          function F(): int { n }
        }
        class {:autocontracts} D { var x: int predicate Valid() { true } constructor () { } }
    """)
    found = members(program)
    get, set_, valid = found["Get"], found["Set"], found["Valid"]
    assert isinstance(get, Method)
    assert isinstance(set_, Method)
    assert isinstance(valid, Function)
    assert (len(get.requires), len(get.modifies), len(get.ensures)) == (1, 0, 0)
    assert (len(set_.requires), len(set_.modifies), len(set_.ensures)) == (1, 1, 2)
    assert len(valid.reads) == 2
    assert "Repr" in found
    assert set_.body is not None
    assert [type(x).__name__ for x in set_.body.statements] == ["Assign", "If", "If"]


def test_patterns_with_choices() -> None:
    program = resolved("""
        datatype C = R | G | B | M(C, C)
        function f(c: C): int { match c case M(R | G, B) | B => 1 case _ => 2 }
    """)
    match = function(program, "f").body
    assert isinstance(match, e.Match)
    assert len(match.cases) == 4


def test_reveals() -> None:
    program = resolved("""
        function {:opaque} f(): int { 3 } opaque function g(): int { 3 }
        lemma l() requires A: true { assert B: true; reveal_f(); reveal g(); reveal A, B; }
    """)
    found = [x for x in walk(method(program, "l").body) if isinstance(x, s.Reveal)]
    assert [[f.name for f in x.functions] for x in found] == [["f"], ["g"], []]
    assert found[2].revealed_labels == ("A", "B")


@pytest.mark.parametrize(
    "text",
    [
        "iterator I() yields (x: int) { }",
        "method m() { var x :- n(); } method n() returns (r: int)",
        "function {:autoReq} f(): int { 3 }",
    ],
)
def test_refusals(text: str) -> None:
    assert failure(text).kind.startswith("unsupported.")


@pytest.mark.parametrize("depth", [2_000])
def test_deep_programs(depth: int) -> None:
    resolved("function f(): int { " + "(" * depth + "1" + ")" * depth + " }")
    resolved("function f(): int { " + "1 + " * depth + "1 }")
    resolved("method m() { " + "if true { " * depth + "} " * depth + "}")
    resolved("function f(x: int): int { " + "f(" * depth + "x" + ")" * depth + " }")
