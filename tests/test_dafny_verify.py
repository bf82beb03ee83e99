"""Verdicts on Dafny programs: ``// error: message`` stands on each line that must be reported."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

import ivl
from frontends.dafny.frontend import DAFNY
from ivl.base.deep import deep
from ivl.base.source import Source
from ivl.core.to_syntax import to_program
from ivl.core.validate import validate
from ivl.frontends import load
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.result import Outcome
from ivl.syntax.printer import print_program

PROGRAMS = {
    "functions": """
        function fib(n: nat): nat { if n < 2 then n else fib(n - 1) + fib(n - 2) }
        function up(n: int): int { up(n + 1) } // error: termination | bounded below
        function div(x: int, y: int): int { x / y } // error: possible division by zero
        function part(x: int): int requires x > 0 ensures part(x) > 1 { x + 1 }
        function wrong(x: int): int ensures wrong(x) > x { x } // error: postcondition
        function mutual(n: nat): nat { if n == 0 then 0 else other(n - 1) }
        function other(n: nat): nat { if n == 0 then 0 else mutual(n) } // error: termination
        lemma calls() {
          assert fib(3) == 2;
          assert part(4) == 5;
          assert part(0) == 1; // error: precondition
        }
        lemma adds(n: nat) ensures sum(n) * 2 == n * (n + 1) { }
        function sum(n: nat): nat { if n == 0 then 0 else n + sum(n - 1) }
        lemma alone(n: nat) requires n > 3 { assert sum(n) > 99; } // error: assertion
        function {:opaque} hidden(): int { 3 }
        lemma closed() { assert hidden() == 3; } // error: assertion
        lemma seen() { reveal_hidden(); assert hidden() == 3; }
    """,
    "methods": """
        method double(x: int) returns (r: int) requires x > 0 ensures r == 2 * x
        { r := x + x; }
        method wrong(x: int) returns (r: int)
          ensures r >= x
        { if x > 3 { return x; } r := 2; } // error: postcondition
        method caller() {
          var r := double(3);
          assert r == 6;
          r := double(r - 6); // error: precondition
        }
        method forever(n: int) { forever(n - 1); } // error: decreases
        method ends(n: nat) { if n > 0 { ends(n - 1); } }
        method unset() returns (r: int, s: int) { s := 3; }
        method goes(x: int) returns (r: int) ensures r != 0
        { if { case x > 0 => r := x; case x < 0 => r := -x; case x == 0 => r := 1; } }
        method stuck(x: int) { if { case x > 0 => case x < 0 => } } // error: alternative
        method choose(s: set<int>) requires s != {} {
          var x :| x in s;
          assert x in s;
          var y :| y in s && y > 3; // error: such-that
        }
        method swaps(a: int, b: int) {
          var x, y := a, b;
          x, y := y, x;
          assert x == b && y == a;
          assert x == a; // error: assertion
        }
        lemma proves(a: int, b: int) requires a < b ensures a * 2 < b * 2 {
          calc { a * 2; == a + a; < b + b; == b * 2; }
          calc { a; == b; } // error: calculation step
        }
        lemma all() {
          forall x: int | x > 3 ensures x > 2 { }
          forall x: int | x > 3 ensures x > 4 { } // error: postcondition
        }
    """,
    "loops": """
        method sum(n: nat) returns (s: int) ensures s == n * 3 {
          var i := 0; s := 0;
          while i < n invariant 0 <= i <= n && s == i * 3 { s := s + 3; i := i + 1; }
        }
        method entry() {
          var i := 1;
          while i < 10
            invariant i == 0 // error: on entry
          { i := i; break; }
        }
        method kept(n: nat) {
          var i := 0;
          while i < n
            invariant i <= 3 // error: maintained
          { i := i + 1; }
        }
        method endless(n: int) {
          var i := n;
          while i > 0 // error: decreases
          { i := i; }
        }
        method known(n: int) decreases * { while n > 0 decreases * { } }
        method leaves(a: array<int>) {
          var i := 0;
          while i < a.Length invariant 0 <= i <= a.Length {
            if a[i] == 3 { break; }
            i := i + 1;
          }
          assert i < a.Length ==> a[i] == 3;
          assert i == a.Length; // error: assertion
        }
        method after(a: array<int>) modifies a {
          var i := 0;
          while i < a.Length invariant 0 <= i <= a.Length // dafny gives up
            invariant forall j :: 0 <= j < i ==> a[j] == 7
          { a[i] := 7; i := i + 1; }
          assert forall j :: 0 <= j < a.Length ==> a[j] == 7;
          assert a.Length > 0; // error: assertion
        }
    """,
    "classes": """
        class Cell { var x: int var next: Cell?
          constructor (y: int) ensures x == y { x := y; next := null; }
          method put(y: int) modifies this ensures x == y { x := y; }
          method steals(c: Cell) modifies this { c.x := 1; } // error: assignment may update
          function get(): int { x } // error: insufficient reads
          function may(): int reads this { x }
          predicate valid(r: set<object>) reads this, r
          { this in r && (next != null ==> next in r && next.x > 0) }
        }
        method uses(c: Cell, d: Cell) modifies c {
          var old_ := d.x;
          c.put(4);
          assert c.x == 4;
          assert c != d ==> d.x == old_;
          assert d.x == old_; // error: assertion
        }
        method nulls(c: Cell?) returns (r: int) {
          if c != null { r := c.x; }
          r := c.x; // error: null
        }
        method makes() returns (c: Cell) ensures fresh(c) ensures c.may() == 5 {
          c := new Cell(5);
          var d := new Cell(6);
          assert c != d;
          d.put(7);
          assert c.x == 5 && old(c == c);
        }
        method pure(c: Cell) { c.put(1); } // error: modifies clause
        method frames(c: Cell, d: Cell) modifies c`x {
          c.x := 3;
          c.next := d; // error: assignment may update
        }
        twostate predicate grows(c: Cell) reads c { old(c.x) <= c.x }
        method stays(c: Cell) modifies c ensures grows(c) { c.x := c.x + 1; }
        method shrinks(c: Cell) modifies c
          ensures grows(c)
        { c.x := c.x - 1; } // error: postcondition
    """,
    "arrays": """
        method index(a: array<int>, i: int) returns (r: int) {
          if 0 <= i < a.Length { r := a[i]; }
          r := a[i]; // error: index out of range
        }
        method swap(a: array<int>, i: int, j: int)
          requires 0 <= i < a.Length && 0 <= j < a.Length modifies a
          ensures a[i] == old(a[j]) && a[j] == old(a[i])
          ensures multiset(a[..]) == multiset(old(a[..]))
        { a[i], a[j] := a[j], a[i]; }
        method matrix(m: array2<int>) requires m.Length0 > 2 && m.Length1 > 2 modifies m {
          m[1, 2] := 4;
          m[2, 1] := 5;
          assert m[1, 2] == 4;
          m[3, 0] := 1; // error: index 0 out of range
        }
        function method twice(i: int): int { i * 2 }
        method allocates(n: int) {
          var b := new int[3](twice);
          assert b[2] == 4;
          var a := new int[n]; // error: array size
        }
        method fills(a: array<int>) modifies a {
          forall i | 0 <= i < a.Length { a[i] := i; }
          assert forall i :: 0 <= i < a.Length ==> a[i] == i;
          forall i | 0 <= i < a.Length { a[0] := i; } // error: left-hand sides
        }
    """,
    "collections": """
        lemma sequences(s: seq<int>) requires |s| > 3 {
          assert s[..2] + s[2..] == s;
          assert (s + [5])[|s|] == 5;
          assert s[1 := 7][1] == 7 && |s[1 := 7]| == |s|;
          assert s[0] in s;
          var u := s[..|s| + 1]; // error: length of sequence
        }
        lemma sets(s: set<int>, t: set<int>) {
          assert {1, 2} + {3} == {3, 2, 1};
          assert |s + {1}| <= |s| + 1;
          assert |{1, 2}| == 2;
          assert s * t <= s && s - t !! t;
          assert (set x | x in s && x > 3 :: x + 1) == set y | y in s && y > 3 :: 1 + y;
          assert s <= t; // error: assertion
        }
        lemma multisets(m: multiset<int>) {
          assert multiset{1, 1, 2}[1] == 2;
          assert m[3 := 4][3] == 4;
          assert |m + multiset{5}| == |m| + 1;
          assert 5 in m; // error: assertion
        }
        lemma maps(m: map<int, bool>) requires 3 in m {
          assert m[4 := true][4] && 3 in m[4 := true];
          assert map[1 := 2].Keys == {1} && map[1 := 2].Values == {2};
          assert (map x | x in {1, 2} :: x * x)[2] == 4;
          assert m[3] == m[3];
          var v := m[4]; // error: domain
        }
        lemma infinite() {
          assert 5 in iset x: int | x > 3;
          assert (imap x: int :: x + 1)[6] == 7;
          assert 2 in iset x: int | x > 3; // error: assertion
        }
        lemma strings() { assert "ab" + "c" == "abc"; assert 'a' == "a"[0]; assert "ab" == "ba"; } // error: assertion
        lemma quantified(s: seq<int>) requires forall i :: 0 <= i < |s| ==> s[i] > 3 {
          assert |s| > 0 ==> s[0] > 3;
          assert exists x :: x in s; // error: assertion
        }
    """,  # noqa: E501
    "maps": """
        lemma empty(k: int) requires k > 5 {
          var m := map x | x in {k} && x < 5 :: 1;
          var n := map x | x in {k} && x < 5 :: 2;
          assert m == n;
          assert false; // error: assertion
        }
        lemma infinite() {
          var m := imap x: int | x > 5 && x < 3 :: 1;
          var n := imap x: int | x > 5 && x < 3 :: 2;
          assert m == n;
          assert false; // error: assertion
        }
        lemma updated(m: map<int, int>, n: map<int, int>) requires m.Keys == {1} && n.Keys == {1} {
          assert m[1 := 3] == n[1 := 3];
          assert m == n; // error: assertion
        }
    """,
    "datatypes": """
        datatype List<T> = Nil | Cons(head: T, tail: List<T>)
        function length<T>(l: List<T>): nat { match l case Nil => 0 case Cons(_, t) => 1 + length(t) }
        function append<T>(l: List<T>, m: List<T>): List<T>
        { match l case Nil => m case Cons(h, t) => Cons(h, append(t, m)) }
        lemma lengths<T>(l: List<T>, m: List<T>) ensures length(append(l, m)) == length(l) + length(m) { }
        lemma parts(l: List<int>) {
          assert l.Cons? ==> l == Cons(l.head, l.tail);
          assert Cons(1, Nil).head == 1 && Cons(1, Nil).tail == Nil;
          assert l != Cons(3, l);
          var x := l.head; // error: destructor
        }
        function first(l: List<int>): int { match l case Cons(x, _) => x } // error: missing case
        function down(l: List<int>): int { match l case Nil => 0 case Cons(_, t) => down(l) } // error: decreases
        lemma updates(l: List<int>) requires l.Cons? {
          assert l.(head := 3).head == 3;
          assert l.(head := 3).tail == l; // error: assertion
        }
        datatype Expr = Num(n: int) | Add(seq<Expr>)
        function size(e: Expr): nat { match e case Num(_) => 1 case Add(s) => sizes(s) }
        function sizes(s: seq<Expr>): nat { if s == [] then 0 else size(s[0]) + sizes(s[1..]) }
        codatatype Stream = More(hd: int, tl: Stream)
        function from(n: int): Stream { More(n, from(n + 1)) }
        lemma second() { assert from(3).tl.hd == 4; assert from(3).hd == 4; } // error: assertion
        method matches(p: (int, bool)) {
          match p { case (x, y) => assert x == p.0 && y == p.1; assert y; } // error: assertion
        }
    """,  # noqa: E501
    "types": """
        type Even = x: int | x % 2 == 0
        newtype Byte = x | 0 <= x < 256
        type Pos = x: int | x > 0 witness 1
        type Bad = x: int | x > 5 witness 2 // error: witness
        method subsets(x: int, e: Even) returns (r: Even) {
          r := e + 2;
          r := x; // error: subset
        }
        method nats(i: int) returns (n: nat) {
          if i >= 0 { n := i; }
          n := i - 1; // error: subset
        }
        method bytes(a: Byte, b: Byte) returns (c: Byte) {
          if a < 100 && b < 100 { c := a + b; }
          c := a + b; // error: newtype
        }
        method bits(a: bv8) { assert a ^ a == 0; assert a & 1 <= 1; assert a < 200; } // error: assertion
        method reals(r: real) { assert r + 0.5 > r; assert (2.5).Floor == 2; assert r.Floor as real == r; } // error: assertion
        method chars(c: char) { assert c as int >= 0; assert c < 'z'; } // error: assertion
        class C<T(0)> { var x: T method put(y: T) modifies this ensures x == y { x := y; } }
        method generic(c: C<int>) modifies c { c.put(3); assert c.x == 3; assert c.x == 4; } // error: assertion
        type Opaque(==)
        method opaque_(a: Opaque, b: Opaque) { assert a == b; } // error: assertion
    """,  # noqa: E501
    "function_values": """
        function method apply<A, B>(f: A -> B, x: A): B { f(x) }
        method lambdas() {
          var f := x => x + 1;
          assert f(3) == 4;
          assert apply(f, 5) == 6;
          assert apply((x: int) => x * 2, 5) == 11; // error: assertion
        }
        method partial(f: int --> int) requires forall x :: x > 0 ==> f.requires(x) {
          var a := f(3);
          var b := f(-3); // error: precondition
        }
        class C { var x: int }
        method heap(c: C) modifies c {
          c.x := 4;
          var f := () reads c => c.x;
          assert f() == 4;
          c.x := 5;
          assert f() == 4; // error: assertion
        }
        function compose(f: int -> int, g: int -> int): int -> int { x => f(g(x)) }
        lemma composed(f: int -> int) { assert compose(f, x => x + 1)(3) == f(4); }
    """,
    "overrides": """
        trait Shape { var w: int
          function area(): int reads this requires w > 0 ensures area() >= 0
          method grow(n: int) requires n > 0 modifies this ensures w == old(w) + n
        }
        class Square extends Shape {
          function area(): int reads this requires w > 0 ensures area() >= 0 { w * w }
          method grow(n: int) requires n > 0 modifies this ensures w == old(w) + n { w := w + n; }
        }
        class Picky extends Shape {
          function area(): int reads this // error: precondition
            requires w > 5 ensures area() >= 0
          { w }
          method grow(n: int) // error: postcondition
            requires n > 0 modifies this ensures w > old(w) { w := w + 2 * n; }
        }
        method dispatch(s: Shape) modifies s requires s.w > 0 {
          s.grow(2);
          assert s.w > 2 && s.area() >= 0;
          assert s.area() == s.w * s.w; // error: assertion
        }
        method casts(q: Square) requires q.w > 0 { var s: Shape := q; assert s.area() == q.w * q.w; }
    """,  # noqa: E501
    "modules": """
        module A { const c: int := 5 function f(x: int): int requires x > 0 { x } lemma l() ensures f(2) == 2 { } }
        module B { import A lemma uses() { assert A.f(3) == 3 && A.c == 5; assert A.f(0) == 0; } } // error: precondition
        abstract module S { function method g(x: int): int ensures g(x) > x method m() returns (r: int) ensures r > 0 }
        module T refines S { function method g(x: int): int { x + 1 } method m() returns (r: int) { r := g(0); } }
        lemma outside() { assert A.f(7) == T.g(6); }
        least predicate even(n: int) { n == 0 || even(n - 2) }
        least lemma nonNegative(n: int) requires even(n) ensures n >= 0 { }
        lemma four() { assert even(4) by { assert even(2) by { assert even(0); } } }
        greatest predicate pos(s: Stream) { s.hd > 0 && pos(s.tl) }
        codatatype Stream = More(hd: int, tl: Stream)
        function up(n: int): Stream { More(n, up(n + 1)) }
        greatest lemma ups(n: int) requires n > 0 ensures pos(up(n)) { }
        greatest lemma zero(n: int)
          requires n >= 0
          ensures pos(up(n)) { } // error: postcondition
    """,  # noqa: E501
    "for loops": """
        function upTo(n: nat): nat { if n == 0 then 0 else upTo(n - 1) + n - 1 }
        method sum(n: nat) returns (r: int) ensures r == upTo(n) {
          r := 0;
          for i := 0 to n invariant r == upTo(i) { r := r + i; }
        }
        method down(n: nat) returns (c: int) ensures c == n {
          c := 0;
          for i := n downto 0 invariant c == n - i { assert 0 <= i < n; c := c + 1; }
        }
        method bounds(n: int) { for i := 0 to n { } } // error: lower bound must not exceed upper bound
        method types(n: nat) { for i: nat := 0 downto -n { } } // error: entire range must be assignable
        method endless() { for i := 0 to * { } } // error: termination
        method more(n: nat) decreases * { for i := n to * decreases * { assert i >= n; } assert false; }
        method wrong(n: nat) { var x := 0; for i := 0 to n invariant x == i { x := x + 2; } } // error: maintained
        method rounds(n: nat) returns (c: int) {
          c := 0;
          for i := 0 to n invariant c <= i { if i % 2 == 0 { continue; } c := c + 1; }
          assert c <= n;
          var k := 0;
          while k < n { if k == 3 { continue; } k := k + 1; } // error: termination
        }
        method nested(n: nat) {
          label L: for i := 0 to n {
            for j := 0 to n invariant j <= 7 {
              if j == 7 { continue L; }
              if j == 6 { break continue; }
              if i == 2 { break L; }
            }
          }
        }
    """,  # noqa: E501
    "maps with keys": """
        method items(m: map<int, bool>, k: int) requires k in m {
          assert (k, m[k]) in m.Items;
          assert forall p :: p in m.Items ==> p.0 in m && m[p.0] == p.1;
          assert (k, !m[k]) in m.Items; // error: assertion
        }
        method keys(s: set<int>) {
          var m := map x | x in s :: x + 1 := x;
          assert forall x :: x in s ==> x + 1 in m && m[x + 1] == x;
          var n := map x | x in s :: x / 2 := x; // error: key expressions
        }
    """,
    "refined constructors": """
        abstract module A {
          class C {
            ghost var n: int
            constructor (d: int) requires d > 0 ensures n > 0 { n := 1; new; n := n + d; }
          }
        }
        module B refines A {
          class C {
            var c: int
            constructor ... { c := 3; new; c := c + 1; }
          }
        }
        module D refines A {
          class C {
            constructor ... { new; n := n - 5; ...; } // error: postcondition
          }
        }
    """,
    "labels": """
        method hidden(x: int) requires A: x > 3 {
          assert x > 2; // error: assertion
        }
        method shown(x: int) requires A: x > 3 {
          reveal A;
          assert x > 3;
          assert B: x > 2;
        }
        method later(x: int) requires A: x > 3 {
          assert B: x > 2 by { reveal A; }
          assert x > 1 by { reveal B; }
          assert x > 1;
          assert x > 2; // error: assertion
        }
    """,
    "what functions read": """
        class C { var u: int }
        method grows(f: () ~> int) requires f.requires() {
          var before := f();
          var c := new C;
          assert f() == before;
        }
        method writes(f: () ~> int, c: C) requires f.requires() modifies c {
          var before := f();
          c.u := c.u + 1;
          if c !in f.reads() { assert f() == before; } else if f.requires() {
            assert f() == before; // error: assertion
          }
        }
        method narrow(f: int ~> int) returns (g: int -> int)
          requires forall x :: f.reads(x) == {} && f.requires(x)
        { g := f; }
        method narrower(f: int ~> int) returns (g: int -> int)
          requires forall x :: f.requires(x)
        { g := f; } // error: subset constraints
    """,
    "what is computed": """
        datatype Nat = O | S(pred: Nat)
        function add(a: Nat, b: Nat): Nat { match a case O => b case S(p) => S(add(p, b)) }
        function twice(a: Nat): Nat { add(a, a) }
        lemma computed() {
          assert twice(S(S(S(S(O))))) == S(S(S(S(S(S(S(S(O))))))));
          var two := S(S(O));
          var four := S(S(two));
          assert add(four, two) == S(S(four));
          assert twice(two) == S(four); // error: assertion
        }
        lemma found(a: int, m: int) requires a == f(m) || a == 3
          ensures a == 3 || exists n :: a == f(n) { }
        function f(n: int): int { if n <= 0 then 0 else 1 + f(n - 1) }
    """,
}
_EXPECTED = re.compile(r"// error: (.*)$")


def verified(text: str, path: Path) -> tuple[list[tuple[int, str]], list[ivl.Result]]:
    """The line and the message of each error in the program `text`, and all results."""
    path.write_text(text)
    program, options = load([str(path)], ivl.Options(timeout=20))
    results = list(ivl.verify(program, options))
    found = []
    for result in results:
        assert result.outcome in (Outcome.VERIFIED, Outcome.FAILED)
        for diagnostic in result.diagnostics:
            assert diagnostic.span is not None
            found.append((diagnostic.span.position.line, diagnostic.message))
    return sorted(found), results


def expected(text: str) -> list[tuple[int, str]]:
    """The line and a part of the message of each error that comments announce."""
    lines = enumerate(text.split("\n"), 1)
    found = [(n, m[1]) for n, line in lines if (m := _EXPECTED.search(line))]
    return [(number, part) for number, parts in found for part in parts.split(" | ")]


@pytest.mark.parametrize("name", PROGRAMS)
def test_verdicts(name: str, tmp_path: Path) -> None:
    text = PROGRAMS[name]
    found, results = verified(text, tmp_path / "x.dfy")
    wanted = expected(text)
    assert [line for line, _ in found] == [line for line, _ in wanted], found
    for line, part in wanted:
        assert any(at == line and part in message for at, message in found), (line, found)
    assert any(r.outcome is Outcome.VERIFIED for r in results)


@pytest.mark.parametrize("name", PROGRAMS)
def test_translations_are_programs(name: str) -> None:
    """They keep all rules of typed programs, and their text can be read again."""
    program = DAFNY.translate(Source("x.dfy", PROGRAMS[name]))
    assert deep(lambda: validate(program)) == ()
    text = deep(lambda: print_program(to_program(program)))
    again = deep(lambda: resolve(ivl.parse(text), ResolveOptions())).program
    assert [i.name for i in again.implementations] == [i.name for i in program.implementations]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("dafny") is None, reason="needs the program dafny")
@pytest.mark.parametrize("name", sorted({*PROGRAMS} - {"for loops"}))  # it has none
def test_dafny_agrees(name: str, tmp_path: Path) -> None:
    """Dafny 2.3 reports the same lines."""
    path = tmp_path / "x.dfy"
    text = PROGRAMS[name]
    path.write_text(text.replace("greatest ", "co").replace("least ", "inductive "))
    command = ["dafny", "/compile:0", "/timeLimit:30", str(path)]
    out = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False).stdout
    found = {int(m[1]) for m in re.finditer(r"\((\d+),\d+\): Error", out)}
    lines = enumerate(text.split("\n"), 1)
    found -= {number for number, line in lines if line.endswith("// dafny gives up")}
    assert found == {line for line, _ in expected(text)}, out
