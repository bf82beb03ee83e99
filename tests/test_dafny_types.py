"""Types and measures that Dafny programs leave out, and errors at their places."""

from __future__ import annotations

import pytest
from dafny_programs import (
    failure,
    function,
    locals_of,
    measure,
    members,
    method,
    resolved,
)

from frontends.dafny.resolve.operators import text as type_text
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.walk import walk

PREAMBLE = """
datatype List<T> = Nil | Cons(head: T, tail: List<T>)
datatype Option<T> = None | Some(value: T)
type Even = x: int | x % 2 == 0
newtype Small = x | 0 <= x < 100
trait Shape { } class Circle extends Shape { } class Square extends Shape { }
class Node { var next: Node? var self: Node
  constructor () ensures true { self := this; new; } }
function method id<T>(x: T): T { x }
function method partial(x: int): int requires x > 0 { x }
function method reading(c: Node): Node? reads c { c.next }
"""
PARAMETERS = """n: nat, i: int, e: Even, k: Small, s: seq<nat>, t: set<int>, f: nat -> bool,
m: map<nat, Even>, c: Circle, q: Square, o: Node, p: Node?, a: array<bool>, r: real,
z: multiset<int>
"""


@pytest.mark.parametrize(
    ("statements", "types"),
    [
        ("var x := n;", {"x": "nat"}),
        ("var x := n + 1;", {"x": "int"}),
        ("var x := 3;", {"x": "int"}),
        ("var x := 3.5;", {"x": "real"}),
        ("var x := k + 1;", {"x": "Small"}),
        ("var x := 2; x := k;", {"x": "Small"}),
        ("var x := n; x := i;", {"x": "int"}),
        ("var x := n; x := x - 1;", {"x": "nat"}),
        ("var x := n; while x > i { x := x - 1; }", {"x": "int"}),
        ("var x := if i > 0 then n else e;", {"x": "int"}),
        ("var x := if i > 0 then e else e;", {"x": "Even"}),
        ("var x := [n]; var y := x[0];", {"x": "seq<nat>", "y": "nat"}),
        ("var x := []; x := [i];", {"x": "seq<int>"}),
        ("var x := Nil; x := Cons(i, x);", {"x": "List<int>"}),
        ("var x := Cons(n, Nil); var y := x.head;", {"x": "List<nat>", "y": "nat"}),
        ("var x: List<int> := Cons(n, Nil);", {"x": "List<int>"}),
        ("var x := id(n); var y := id<int>(n);", {"x": "nat", "y": "int"}),
        ("var x := (n, true); var y := x.1;", {"x": "(nat, bool)", "y": "bool"}),
        ("var x := {c, q};", {"x": "set<Shape>"}),
        ("var x := {c, o};", {"x": "set<object>"}),
        ("var x := [c] + [q];", {"x": "seq<Shape>"}),
        ("var x := {o}; x := {p};", {"x": "set<Node?>"}),
        ("var x := o; while x != null { x := x.next; }", {"x": "Node?"}),
        ("var x := null; x := o;", {"x": "Node?"}),
        ("var x := new Node(); x := null;", {"x": "Node?"}),
        ("var x := c; var y: Shape := x;", {"x": "Circle"}),
        ("var x := partial;", {"x": "int --> int"}),
        ("var x := reading;", {"x": "Node ~> Node?"}),
        ("var x := y => y + 1;", {"x": "int -> int"}),
        ("var x := (y: nat, z) => if z then y else 0;", {"x": "(nat, bool) -> nat"}),
        ("var x := m[n]; var y := m.Keys; var w := m.Items;",
         {"x": "Even", "y": "set<nat>", "w": "set<(nat, Even)>"}),
        ("var x := set y | y in s; var w := set y | y in s :: y > 3;",
         {"x": "set<int>", "w": "set<bool>"}),
        ("var x := map y | y in t :: {y};", {"x": "map<int, set<int>>"}),
        ("var x :| x in t;", {"x": "int"}),
        ("var x := a[0]; var y := a[..]; var w := a.Length;",
         {"x": "bool", "y": "seq<bool>", "w": "int"}),
        ("var x := r.Floor; var y := 1.5.Floor;", {"x": "int", "y": "int"}),
        ("var x := z[3]; var y := z[3 := 4];", {"x": "int", "y": "multiset<int>"}),
        ("var x := i as bv8; var y := x << 2;", {"x": "bv8", "y": "bv8"}),
        ("var x := |s|; var y := s[1..]; var w := seq(3, j => j);",
         {"x": "int", "y": "seq<nat>", "w": "seq<int>"}),
        ("var x := Some(None); x := Some(Some(i));", {"x": "Option<Option<int>>"}),
        ("var x, y := n, c;", {"x": "nat", "y": "Circle"}),
        ("var x := f; var y := f(3);", {"x": "nat -> bool", "y": "bool"}),
        ("var x := var y := n; y;", {"x": "nat"}),
        ("var x := match i case 0 => n case _ => n;", {"x": "nat"}),
    ],
)  # fmt: skip
def test_inferred_types(statements: str, types: dict[str, str]) -> None:
    program = resolved(f"{PREAMBLE} method M({PARAMETERS}) {{ {statements} }}")
    found = locals_of(method(program, "M"))
    assert {name: type_text(found[name].type) for name in types} == types


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ("forall x :: x in s ==> x >= 0", "int"),
        ("forall x :: 0 <= x ==> g(x)", "nat"),
        ("forall x :: x == i ==> x == i", "int"),
        ("forall x | x in {o} :: x == o", "Node"),
        ("forall x :: x in m ==> m[x] == 2", "int"),
    ],
)
def test_types_of_bound_variables(variables: str, expected: str) -> None:
    text = f"{PREAMBLE} predicate g(x: nat) lemma M({PARAMETERS}) {{ assert {variables}; }}"
    (quantifier,) = [
        x for x in walk(method(resolved(text), "M").body) if isinstance(x, e.Quantifier)
    ]
    assert type_text(quantifier.variables[0].type) == expected


def test_type_arguments_left_out() -> None:
    program = resolved("""
        datatype Tree<T> = Leaf | Node(Tree, T, Tree)
        function size(t: Tree): nat { match t case Leaf => 0 case Node(l, _, r) => size(l) + size(r) }
        function left<X>(t: Tree<X>): Tree { if t.Node? then t else Leaf }
        lemma l(t: Tree, u: Tree) ensures t == u { assert forall x: _T0 :: x == x; }
        class C<K> { var t: seq<K> method m(x: C) { } }
    """)  # noqa: E501
    assert [p.name for p in function(program, "size").type_parameters] == ["_T0"]
    assert [type_text(v.type) for v in method(program, "l").inputs] == ["Tree<_T0>", "Tree<_T0>"]
    result = function(program, "left").result_type
    assert result is not None
    assert type_text(result) == "Tree<X>"


@pytest.mark.parametrize(
    ("text", "message", "marked"),
    [
        ("method m() { var x: int := true; }", "does not take int and bool", ":="),
        ("method m() { x := 3; }", "there is no 'x'", "x"),
        ("function f(x: int): bool { x + 1 }", "bool is expected here, not int", "+"),
        ("function f(): bool { true + false }", "'+' does not take", "+"),
        ("function f(x: seq<int>): bool { x == 3 }", "'==' does not take", "=="),
        ("function f(x: int): int { x.y }", "has no member 'y'", "y"),
        ("function f(x: int): int { f(x, 2) }", "1 arguments are expected", "(x, 2"),
        ("method m(x: List) {}", "there is no type 'List'", "List"),
        ("datatype D<T> = A(T) method m(x: D<int, int>) {}", "takes 1 type arguments", "D<int"),
        ("method m() { var x; }", "cannot be inferred", "x; }"),
        ("class C {} method m() { var x := new C.Init(); }", "Init", "new"),
        ("method m() returns (r: int) { return 1, 2; }", "1 values are expected",
         "return"),
        ("method m() { n(); } method n() returns (r: int)", "1 results are to be assigned", "("),
        ("method m(x: int) { x := 3; }", "cannot be assigned", "x := 3"),
        ("function f(): int { this }", "no 'this'", "this"),
        ("method m() { break; }", "no loop", "break"),
        ("method m() { while true { break L; } }", "labelled 'L'", "break"),
        ("datatype D = A | B function f(d: D): int { match d case C(x) => 1 }", "no constructor",
         "C(x"),
        ("datatype D = A(int) function f(d: D): int { match d case A => 1 }",
         "1 arguments are expected", "A => "),
        ("type T = T", "defined in terms of itself", ""),
        ("type T = x: T | true", "defined in terms of itself", "T = x"),
        ("trait A extends B { } trait B extends A { }", "defined in terms of itself", ""),
        ("const a: int := b const b: int := a", "depends on itself", ""),
        ("type T = x: int | p(x) predicate p(x: int) { forall t: T :: t == t }",
         "depends on itself", "T = "),
        ("module A { import B } module B { import A }", "cycle", ""),
        ("module A refines B { } module B refines A { }", "cycle", ""),
        ("module A { import B }", "no module 'B'", "B"),
        ("import A = B.C module B { }", "no module", ""),
        ("function f(): set<int> { set x: int | x > 3 }", "must be finite", "set x"),
        ("function f(x: int): int { f.requires }", "int is expected", "requires"),
        ("method m() { assert old@L(true); }", "no label 'L'", "old"),
        ("function f(x: int, y: int := 1): int { f(z := 1) }", "no parameter 'z'", "1) }"),
    ],
)  # fmt: skip
def test_errors(text: str, message: str, marked: str) -> None:
    diagnostic = failure(text)
    assert message in diagnostic.message
    assert diagnostic.kind == "resolve.dafny"
    span = diagnostic.span
    assert span is not None
    assert text[span.start :].startswith(marked)


# ---------------------------------------------------------------------- measures


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("function f(x: int, y: bool): int { 0 }", "x, y"),
        ("function f<T>(x: T, y: int -> int, z: iset<int>, w: imap<int, int>): int { 0 }", ""),
        ("function f(x: real, y: char, z: seq<int>, w: map<int, int>): int { 0 }", "x, y, z, w"),
        ("class C { var r: set<object> function f(n: nat): int reads this, r { 0 } }",
         "r + {this}, n"),
        ("class C { var q: seq<C> function f(): int reads q, this`q { 0 } }",
         "set x in q + {this}"),
        ("function f(c: object): int reads * { 0 }", "{}, c"),
        ("codatatype S = M(S) function f(s: S, n: int): int { 0 }", "n"),
        ("codatatype S = M(int, S) function f(n: int): S { M(n, f(n + 1)) }", "1, n"),
        ("codatatype S = M(int, S) function f(n: nat): S { if n == 0 then g(n) else M(n, f(n)) } "
         "function g(n: nat): S { M(n, f(n + 1)) }", "1, n"),
        ("function f(x: int): int decreases -x, 3 { 0 }", "Unary, 3"),
    ],
)  # fmt: skip
def test_guessed_measures(declaration: str, expected: str) -> None:
    found = function(resolved(declaration), "f")
    assert measure(found.decreases.expressions) == expected


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("i < n", "n - i"),
        ("i <= n && b", "n - i"),
        ("n > i", "n - i"),
        ("i != n", "if i <= n then n - i else i - n"),
        ("b && i < n", "if b then n - i else -1"),
        ("0 <= i < n", ""),
        ("b", ""),
        ("(b && (c && i < n))", "if b && c then n - i else -1"),
        ("x < y", "y - x"),
        ("k < k", "k as int - k as int"),
        ("*", ""),
    ],
)
def test_guessed_measures_of_loops(guard: str, expected: str) -> None:
    program = resolved(
        "newtype N = x: int | 0 <= x "
        "method m(n: nat, b: bool, c: bool, x: real, y: real, k: N) "
        f"{{ var i := 0; while {guard} {{ }} }}"
    )
    (loop,) = [x for x in walk(method(program, "m").body) if isinstance(x, s.While)]
    assert loop.specification.decreases.guessed
    assert measure(loop.specification.decreases.expressions) == expected


def test_components() -> None:
    program = resolved("""
        function a(x: nat): nat { if x == 0 then 0 else b(x - 1) }
        function b(x: nat): nat { if x == 0 then c else a(x - 1) }
        const c: nat := d(3)
        function method d(x: nat): nat { x }
        lemma e(x: nat) { if x > 0 { e(x - 1); } }
        method g() { var f := a; }
    """)
    found = members(program)
    numbers = {n: getattr(m, "component", -1) for n, m in found.items()}
    assert numbers["a"] == numbers["b"] > numbers["d"]
    assert numbers["g"] > numbers["a"]
    assert [n for n in found if getattr(found[n], "recursive", False)] == ["a", "b", "e"]


def test_corecursive_calls() -> None:
    program = resolved("""
        codatatype S = M(h: int, t: S)
        function up(n: int): S { M(n, up(n + 1)) }
        function bad(n: int): S { M(bad(n).h, bad(n + 1)) }
        function late(n: int): S { up(late(n).h) }
        function {:abstemious} tl(s: S): S { M(s.h, s.t) }
        function wrapped(n: int): S { tl(M(n, wrapped(n + 1))) }
    """)

    def marks(name: str) -> list[bool]:
        body = function(program, name).body
        calls = [x for x in walk(body) if isinstance(x, e.FunctionCall)]
        return [c.corecursive for c in calls if c.function.name == name]

    assert marks("up") == [True]
    assert marks("bad") == [False, False]
    assert marks("late") == [False]
    assert marks("wrapped") == [True]


@pytest.mark.parametrize(
    "text",
    [
        "greatest predicate P(x: int) { !P(x) }",
        "greatest predicate P(x: int) { P(x) ==> false }",
        "least predicate P(x: int) { P(x) <==> true }",
        "greatest predicate P[nat](x: int) { exists y: int :: P(y) }",
        "least predicate P[nat](x: int) { forall y: int :: P(y) }",
        "greatest predicate P(x: int) { f(x) } predicate f(x: int) { P(x) }",
        "greatest predicate P(x: int) { L(x) } least predicate L(x: int) { P(x) }",
        "least lemma A(x: int) { B(x); } lemma B(x: int) { A(x); }",
    ],
)
def test_extreme_predicates_are_monotonic(text: str) -> None:
    assert failure(text).kind == "resolve.dafny"


@pytest.mark.parametrize(
    "text",
    [
        "greatest predicate P(x: int) { exists y: int :: P(y) }",
        "least predicate P(x: int) { forall y: int :: P(y) }",
        "greatest predicate P[nat](x: int) { exists y :: 0 <= y < x && P(y) }",
        "greatest predicate P(x: int) { !(!P(x)) || (x > 3 ==> P(x - 1)) }",
        "least lemma A(x: int) { B(x); } least lemma B(x: int) { A(x); }",
    ],
)
def test_monotonic_predicates(text: str) -> None:
    resolved(text)


@pytest.mark.parametrize(
    "text",
    [
        "datatype E = E(f: E -> bool)",
        "datatype D = D(s: iset<D>)",
        "datatype D = D(s: imap<D, int>)",
        "datatype D = D(f: (int, D) ~> bool)",
        "datatype D = D((D -> bool) -> bool)",
        "codatatype E = E(f: E -> bool, e: E)",
        "datatype A = A(f: B -> int) datatype B = B(A)",
        "datatype A = A(f: F) type F = f: A -> bool | true witness *",
        "type S<A> = iset<A> datatype D = D(S<D>)",
        "datatype P<T> = N | P(Q<T>) datatype Q<T> = Q(f: T -> bool, p: P<T>) datatype E = E(P<E>)",
    ],
)
def test_datatypes_hold_no_functions_on_themselves(text: str) -> None:
    assert "strict positivity" in failure(text).message


@pytest.mark.parametrize(
    "text",
    [
        "datatype G = N | G(f: int -> G)",
        "datatype D = D(s: set<D>, m: map<D, seq<D>>, i: imap<int, D>)",
        "class C { var f: C -> bool } datatype D = D(c: C, f: C -> bool)",
        "datatype P<T> = P(f: T -> bool) datatype E = E(P<int>) | F(e: E)",
        "datatype A = A(f: B -> int) datatype B = B(int)",
    ],
)
def test_datatypes_hold_functions_on_others(text: str) -> None:
    resolved(text)
