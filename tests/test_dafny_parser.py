"""The parser of Dafny: constructs of all versions, precedences, places, and what is no program."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frontends.dafny.syntax import ast
from frontends.dafny.syntax.parser import parse
from ivl.base.diagnostic import ProgramError
from ivl.base.source import Source

MEMBERS = [
    "function f(x: int): int { x }",
    "ghost function f(x: int, ghost y: int := 3): (r: int) requires x > 0 ensures r == x { x }",
    "function method f<T(==)>(x: T): seq<T> { [x] }",
    "predicate method p(x: int) { x > 0 }",
    "function f(n: nat): nat { n } by method { return n; }",
    "opaque function f(): int",
    "least predicate p(x: int) { p(x) }",
    "greatest predicate p[nat](x: int) { p(x) }",
    "inductive predicate p(x: int) { p(x) }",
    "copredicate p(x: int) { p(x) }",
    "protected predicate p()",
    "twostate predicate p(c: object, new d: object) { old(c) == d }",
    "lemma {:induction x} l(x: nat) ensures x >= 0 { }",
    "colemma l(x: int) ensures true { l(x); }",
    "twostate lemma l(c: object) { }",
    "method m(x: int, nameonly y: int := 2) returns (r: int, ghost s: bool) decreases * { }",
    "ghost method m() { }",
    "method {:extern} {:axiom} m() requires {:error \"a\"} L: true",
    "const c: int := 3",
    "ghost const c := 3",
    "@Axiom lemma l() ensures false",
]  # fmt: skip

DECLARATIONS = [
    *MEMBERS,
    "class C<T> extends A, B<T> { var x: T, y: int const z := 3 constructor () { new; } }",
    "trait T { static method m() function f(): int }",
    "datatype D<+T> = | A | B(x: T, T, ghost y: int := 3) { predicate p() { A? } }",
    "codatatype S = More(h: int, t: S)",
    "datatype E = ghost F | {:attribute} G",
    "type T",
    "type T(==, 0, !new)<A, +B, -C, *D, !E>",
    "type T<A> = seq<A>",
    "type T = x: int | x > 0 witness 3",
    "type T = x: int | x > 0 ghost witness 3",
    "type T = x | 0 <= x witness *",
    "newtype N = int",
    "newtype {:nativeType \"byte\"} N = x | 0 <= x < 256 { method m() { } }",
    "module M { module N { } import N import opened O = N import P : N import Q = N`{X, Y} }",
    "module A.B refines C.D { class C ... { method m... { ...; assert ...; if ... { } ...; } } }",
    "abstract module M { export provides f, C.x reveals T export E extends F reveals * }",
    "iterator I(x: int) yields (y: int) yield ensures true { yield 3; }",
]  # fmt: skip

STATEMENTS = [
    "var x := 3;", "var x: int, y: bool := 3, true;", "ghost var x: nat :| x > 3;",
    "var x :| assume x > 3;", "var (x, Cons(y, _)) := e;", "x, a[i], c.f := 1, *, new C;",
    "x := new C.Init(3);", "x := new int[3];", "x := new int[2, 3](f);", "x := new int[] [1, 2];",
    "m();", "c.m<int>(3, y := 4);", "x, y := c.m();", "assert p;", "assert L: p by { l(); }",
    "assert {:split} p;", "assume {:axiom} p;", "expect p, \"message\";", "print x, \"\\n\";",
    "reveal f(), g, L;", "return;", "return 1, new C;", "break;", "break break;", "break L;",
    "continue;", "continue L;", "break continue;", "label L: while true { }", "if * { }",
    "if x > 3 { } else if y { } else { }", "if { case x => case y => z := 3; }",
    "if case x => { } case y => { }", "if x :| p(x) { }", "if x: int, y :| p(x, y) { }",
    "while x > 3 invariant p decreases x, y modifies c`f, {d} { }", "while * decreases * { }",
    "while { case x => break; }", "while case x => break;", "while p", "for i := 0 to n { }",
    "for i: nat := n downto 0 invariant p { }", "for _ := 0 to * { }",
    "match e { case A => case B(x, _) => y := x; }", "match e case 0 => case -1 => case _ =>",
    "calc { 1; == 2; <= { l(); } 3; { } }", "calc ==> { p; ==#[k] q; }",
    "forall x | p(x) { a[x] := 0; }", "forall x: int, y | p(x, y) ensures q { }",
    "modify c, d`f;", "modify {} { }", "{ { } }", "new;", "yield 3;",
]  # fmt: skip

EXPRESSIONS = [
    "1 + 2 * 3 - -4 / 5 % 6", "0x1F + 1_000", "1.5 + 2.0", "'a' + '\\u0041' + '\\''", "\"a\\n\"",
    '@"a""b"', "p && (q || r)", "a < b <= c == d", "a > b >= c", "x in s && y !in t", "a !! b !! c",
    "p ==> q ==> r", "p <== q <== r", "p <==> q", "a & b | c ^ !d", "(a << 3) >> 2", "x as int",
    "x is C", "x as bv8 as int", "if p then 1 else 2", "if x :| p(x) then x else 0",
    "var x := 1; x", "var x, (y, z) := 1, (2, 3); x", "var x :| p(x); x", "ghost var x := 1; 2",
    "assert p; q", "calc { 1; } 2", "reveal f(); 3",
    "match x case A => 1 case B(_) => 2",
    "match x { case 0 | 1 => 2 case A(B | C, d) => 3 }", "forall x :: p(x)",
    "forall x: int, y {:trigger p(x)} | x < y :: p(y)", "exists x <- s, y <- t | x < y :: true",
    "set x | x in s", "set x: int | x in s :: x + 1", "iset x | p(x)", "map x | x in s :: x + 1",
    "map x | x in s :: x := 3", "imap x: int :: x", "{1, 2}", "iset{}", "multiset{1, 1}",
    "multiset(s)", "[1, 2]", "map[1 := 2]", "imap[]", "seq(3, i => i)", "seq<int>(3, i => i)",
    "s[1]", "s[1..2]", "s[..]", "s[1..]", "s[..2]", "s[1 := 2]", "s[1 : 2 : 3]", "s[1:2:]",
    "a[1, 2]", "d.(x := 3, y := 4)", "t.0.1", "c.f.g(3)(4)", "f<int>(3)", "f(x, y := 3)",
    "a.Length",
    "C?", "d.Cons?", "|s| + |t|", "x => x", "(x, y: int) => x + y", "() => 3", "_ => 3",
    "(x: int) requires x > 0 reads c => x", "f.requires(3) && f.reads(3) == {}", "old(x)",
    "old@L(x)", "fresh(c)", "fresh@L(c)", "allocated(c)", "unchanged(c, d`f)", "unchanged@L(c)",
    "P#[k](x)", "a ==#[k] b", "f@L(x)", "()", "(1, 2)", "(ghost 1, 2)", "(1)", "null", "this",
    "a ⇒ b ∧ ¬d ⇔ ∀ x • x ∈ s ∧ a ≤ y", "&& p && q", "|| p || q", "M.N.f", "-x", "!p",
]  # fmt: skip


def program(text: str) -> ast.Program:
    """The program that `text` is."""
    return parse(Source("x.dfy", text))


@pytest.mark.parametrize("text", DECLARATIONS)
def test_declarations(text: str) -> None:
    assert program(text).declarations


@pytest.mark.parametrize("text", MEMBERS)
def test_members(text: str) -> None:
    (declared,) = program(f"class C {{ {text} }}").declarations
    assert isinstance(declared, ast.Class)
    assert len(declared.members) == 1


def method_body(text: str) -> tuple[ast.Statement, ...]:
    """The statements of a method's body."""
    (method,) = program(f"method m() {{ {text} }}").declarations
    assert isinstance(method, ast.Method)
    assert method.body is not None
    return method.body.statements


@pytest.mark.parametrize("text", STATEMENTS)
def test_statements(text: str) -> None:
    assert len(method_body(text)) == 1
    if not text.startswith(("if case", "while case", "match e case", "while p")):
        assert len(method_body(f"{text} {text}")) == 2


def expression(text: str) -> ast.Expr:
    """The expression that `text` is."""
    (function,) = program(f"function f(): int {{ {text} }}").declarations
    assert isinstance(function, ast.Function)
    assert function.body is not None
    return function.body


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_expressions(text: str) -> None:
    expression(text)
    expression(f"({text})")
    expression(f"[{text}, {text}]")
    method_body(f"assert {text};")


def shape(expr: ast.Expr) -> str:
    """An expression with all its parentheses."""
    match expr:
        case ast.Name():
            return expr.name
        case ast.Literal():
            return str(expr.value)
        case ast.Parentheses():
            return shape(expr.operand)
        case ast.Unary():
            return f"({expr.operator}{shape(expr.operand)})"
        case ast.Binary():
            return f"({shape(expr.left)} {expr.operator} {shape(expr.right)})"
        case ast.Chain():
            parts = [shape(expr.operands[0])]
            for operator, operand in zip(expr.operators, expr.operands[1:], strict=True):
                parts += [operator, shape(operand)]
            return f"({' '.join(parts)})"
        case ast.Conversion():
            return f"({shape(expr.operand)} as)"
        case ast.Lambda():
            return f"({expr.parameters[0].name} => {shape(expr.body)})"
        case ast.Quantifier():
            return f"({expr.kind} {shape(expr.body)})"
        case _:
            return type(expr).__name__


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("a ==> b ==> c", "(a ==> (b ==> c))"),
        ("a <== b <== c", "((a <== b) <== c)"),
        ("a && b ==> c || d", "((a && b) ==> (c || d))"),
        ("a <==> b ==> c", "(a <==> (b ==> c))"),
        ("a < b + 1 <= c", "(a < (b + 1) <= c)"),
        ("-a * b", "((-a) * b)"),
        ("!a && b", "((!a) && b)"),
        ("a * b as int", "(a * (b as))"),
        ("a + b << c", "((a + b) << c)"),
        ("a & b + c", "((a & b) + c)"),
        ("forall x :: a && b", "(forall (a && b))"),
        ("x => a + b", "(x => (a + b))"),
        ("a < b && c > d", "((a < b) && (c > d))"),
        ("(a)", "a"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert shape(expression(text)) == expected


def test_type_arguments_are_no_comparisons() -> None:
    assert isinstance(expression("f<int>(x)"), ast.Call)
    assert isinstance(expression("[a < b, c > (d)]"), ast.Display)
    assert shape(expression("a < b")) == "(a < b)"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a ^+ b", "+"), ("a < ^== b".replace("< ", ""), "=="), ("c.^f", "f"), ("f^(x)", "("),
        ("s^[1]", "["), ("a && b ^|| c".replace("a && ", ""), "||"), ("^if p then 1 else 2", "if"),
        ("^forall x :: p", "forall"), ("^var x := 1; x", "var"), ("^match x case A => 1", "match"),
    ],
)  # fmt: skip
def test_places(text: str, marked: str) -> None:
    at = text.index("^")
    prefix = "function f(): int { "
    found = expression(text.replace("^", "", 1))
    assert found.span.start == len(prefix) + at
    assert found.span.source.text[found.span.start :].startswith(marked)


REPRESENTATIVE = """
module M refines N { import opened O }
class C<T> { var x: T constructor (y: T) ensures x == y { x := y; } }
datatype D = A | B(x: int, d: D)
function f(d: D, n: nat): int requires n > 0 decreases d { match d case A => 1 case B(x, e) =>
  if x < n then f(e, n) else var y := x + 1; (z => z + y)(3) }
method m(a: array<int>) returns (r: int) modifies a ensures forall i :: 0 <= i < r ==> a[i] == 0 {
  var i := 0; while i < a.Length invariant 0 <= i { a[i] := 0; i := i + 1; }
  assert {1, 2} + {} == set x | x in [1, 2]; calc { 1; == { assert true; } 1; } return i; }
"""


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["", "(", "}", "::", "var", "0", "@", "\x00"]))
def test_broken_programs_have_a_place(seed: int, inserted: str) -> None:
    rng = random.Random(seed)
    at = rng.randrange(len(REPRESENTATIVE))
    until = min(len(REPRESENTATIVE), at + rng.randrange(4))
    text = REPRESENTATIVE[:at] + inserted + REPRESENTATIVE[until:]
    try:
        program(text)
    except ProgramError as failure:
        for diagnostic in failure.diagnostics:
            assert diagnostic.span is not None
            assert 0 <= diagnostic.span.start <= len(text)
            assert diagnostic.kind.startswith(("parse.", "unsupported."))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_garbage_is_refused(text: str) -> None:
    try:
        program(text)
    except ProgramError as failure:
        assert failure.diagnostics


def test_nothing_is_a_program() -> None:
    assert program("").declarations == ()
    assert program("// a comment\n/* /* nested */ */").declarations == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("/* no end", "no end"),
        ("method m() { x := ; }", "an expression is expected"),
        ("method m() {", "the file ends"),
        ("function f(): int { (1 }", "')' is expected"),
        ("class { }", "a name is expected"),
        ("method m() { hide f; }", "hide"),
        ("method m() { assert a decreases to b; }", "decreases to"),
        ("function f(): int { var x :- g(); x }", "failure-compatible"),
    ],
)
def test_messages(text: str, message: str) -> None:
    with pytest.raises(ProgramError) as failure:
        program(text)
    assert message in failure.value.diagnostics[0].message


@pytest.mark.parametrize(
    ("before", "middle", "after"),
    [
        ("(", "1", ")"), ("1 + ", "1", ""), ("if p then 1 else ", "1", ""), ("-", "1", ""),
        ("[", "", "]"), ("f(", "x", ")"), ("x < ", "x", ""), ("var x := 1; ", "x", ""),
        ("forall x :: ", "p", ""), ("x => ", "1", ""), ("match x case A => ", "1", ""),
    ],
)  # fmt: skip
def test_deep_expressions(before: str, middle: str, after: str) -> None:
    depth = 2_000
    assert expression(before * depth + middle + after * depth)
    with pytest.raises(ProgramError):
        program("function f(): int { " + before * depth)


def test_deep_statements() -> None:
    assert method_body("{" * 5_000 + "}" * 5_000)
    assert method_body("if p {" * 3_000 + "}" * 3_000)
