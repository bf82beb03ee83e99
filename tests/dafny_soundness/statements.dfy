// Overrides, definite assignment, statements of all kinds. Lines that end in "// error" have one; no others.
trait T { var x: int
  function method F(n: int): int requires n > 0 ensures F(n) > 0 decreases n, 1
  method M(n: int) returns (r: int) requires n > 0 modifies this ensures r > 0
  function G(): int reads this
  predicate P(n: nat) { n > 3 }
  method B(n: int) returns (r: int) requires n > 0 ensures r == n { r := n; }
  lemma L(n: int) ensures n >= 0
  function method K(n: int): int
}
class A1 extends T {
  function method F(n: int): int requires n > 1 ensures F(n) > 0 { n }  // error
  method M(n: int) returns (r: int) requires n > 1 modifies this ensures r > 0 { r := 1; }  // error
  function G(): int reads this { x }
  lemma L(n: int) ensures n >= 0 { }  // error
  function method K(n: int): int requires n > 2 { 1 }  // error
}
class A2 extends T {
  function method F(n: int): int { n }  // error
  method M(n: int) returns (r: int) modifies this { r := 1; }  // error
  function G(): int reads * { x }  // error
  lemma L(n: int) requires n >= 0 ensures n >= 0 { }  // error
  function method K(n: int): int ensures K(n) == 3 { 1 }  // error
}
class A3 extends T { var other: A3?
  function method F(n: int): int ensures F(n) > 0 { if n > 0 then n else 3 }  // error
  method M(n: int) returns (r: int) requires n > 0 modifies this, other ensures r > 2 { r := 3; }  // error
  function G(): int reads this, other { if other == null then 0 else other.x }  // error
  lemma L(n: int) ensures n > 0 { }  // error
  function method K(n: int): int  { 3 }
}
method U1(t: T, a: A3) modifies t { var r := t.M(0); }  // error
method U2(t: T) { var r := t.M(1); }  // error
method U3(t: T) modifies t { var r := t.M(1); assert r > 0; assert r > 2; }  // error
method U4(t: T) { var r := t.B(1); assert r == 1; assert t.F(1) > 1; }  // error
method U5(t: T?) { var r := t.x; }  // error
method U8(t: T) { var o: object := t; var u: object? := o; var v: object := u; }
class Q { constructor () { } }
class Q2 { var q: Q; var r: Q; var n: nat; const k: Q;
  constructor a() { q := new Q(); r := q; k := r; }
  constructor b() { q := new Q(); new; r := q; }  // error
  constructor c() { if * { q := new Q(); } r := new Q(); k := r; }  // error
  constructor d() { r := q; q := r; k := r; }  // error
  constructor e() { q := new Q(); r := new Q(); k := q; new; assert q != r; assert k == q; assert n >= 0; assert n == 0; }  // error
  constructor f(z: Q) { q := z; r := z; var y := 3; k := z; }
}
method D1(b: bool) returns (q: Q) { if b { q := new Q(); } }  // error
method D2(b: bool) returns (q: Q) { q := new Q(); if b { return; } return q; }
method D3(b: bool) returns (q: Q, n: int) { if b { q := new Q(); return; } n := 3; return; }  // error
method D4(b: bool) { var q: Q; if b { q := new Q(); } var r := q; }  // error
method D5(b: bool) { var q: Q; while b { q := new Q(); } var r := q; }  // error
method D6(b: bool) { var q: Q; var i := 0; while i < 3 invariant i > 0 ==> q == q { q := new Q(); i := i + 1; } var r := q; }  // error
method D7(b: bool) { var q: Q, r: int; r := 3; if b { q := new Q(); } if b { var z := q; } }
method D8<T>(t: T) returns (s: T) { }  // error
method D9<T>(t: T) { var s: T; var u := s; }  // error
method E1<T(0)>() returns (s: T) { }
method E2() { var a: array<Q>; var b := a.Length; }
method E3() { var a := new Q[3]; }  // error
method E5(q: Q, n: nat) { var a := new Q[n](_ => q); assert n > 0 ==> a[0] == q; assert a[1] == q; }  // error
method E6<T>(t: T, n: nat) { var a := new T[n]; }  // error
method E7<T>(t: T, n: nat) { var a := new T[n](_ => t); }
method E8(n: int) { var a := new int[n]; }  // error
method E9(n: int) requires n >= 0 { var a := new int[n, n-1]; }  // error
method F1() { var a := new int[3, 4]; a[1, 3] := 3; a[2, 4] := 1; a[3, 0] := 1; assert a[1, 3] == 3; assert a[0, 0] == 0; }  // error
method F2(a: array<int>, i: int) { var x := a[i]; }  // error
method F3(a: array<int>, i: int) requires 0 <= i <= a.Length { var x := a[i..]; var y := a[..i]; var z := a[i..i+1]; }  // error
method F4(s: seq<int>, i: int) requires 0 <= i <= |s| { var x := s[i..]; var y := s[..i]; var z := s[i]; var w := s[i := 3]; var u := s[i..i-1]; }  // error
method F5(m: map<int, int>, i: int) { var x := m[i]; }  // error
method F6(m: multiset<int>, i: int) { var x := m[i := i]; assert x[i] == i; }  // error
method F7(m: map<int, int>) { assert 3 in m ==> m[3] == m[4]; assert m[3 := 4][3] == 4; assert m[3 := 4][4] == 4; }  // error
datatype D = A(x: int) | B(x: int, y: int) | CC
method F8(d: D) { var x := d.x; }  // error
method F9(d: D) { var x := d.y; }  // error
method G1(d: D) requires !d.CC? { var x := d.x; var e := d.(x := 3); var f := d.(y := 4); }  // error
method G2(d: D) { match d case A(x) => case B(x, y) => }  // error
method G3(d: D) returns (r: int) { r := match d case A(x) => x case B(x, y) => y; }  // error
method G4(d: D) requires d.A? { match d case A(x) => case B(x, y) => assert false; }
method G5(d: D) requires !d.A? { match d case A(x) => assert false; case B(x, y) => assert false; case CC => }  // error
method G6(d: D) { if { case d.A? => case d.B? => } }  // error
method G7(x: int) { if { case x > 0 => assert x > 1; case x <= 0 => assert x < 0; } }  // error
method G8(x: int) { if y :| 0 < y < x { assert y > 1; } else { assert x <= 1; assert x < 0; } }  // error
method G9(x: int) { var y :| y > x; assert y > x; assert y == x + 1; }  // error
method H1(x: int) { var y :| x < y < x; }  // error
method H2(s: set<int>) { var y :| y in s; }  // error
method H3(s: seq<int>) requires s != [] { var y :| y in s; assert y == s[0]; }  // error
function method H4(s: set<int>): int requires s != {} { var y :| y in s; y }  // error
function method H5(s: set<int>): int requires s != {} { var y :| y in s && forall z :: z in s ==> y <= z; y }  // error
function H6(x: int): int { var y :| y > x && y < x; y }  // error
method H7(x: int) { var y: int := *; assert y == 3; }  // error
method H8(x: int) { var y: nat := *; assert y >= 0; assert y > 0; }  // error
method H9(x: int) { var y: nat; assert y >= 0; assert y == 0; }  // error
method I1(x: int) returns (y: int) ensures y > 0 { if x > 0 { return x; } }  // error
method I2(x: int) returns (y: int) ensures y > 0 { while true invariant true decreases 5 { return 5; } }
method I3(a: array<int>) requires a.Length > 5 modifies a { a[0], a[1] := 1, 2; assert a[0] == 1; assert a[1] == 1; }  // error
method I4(a: array<int>, i: int, j: int) requires 0 <= i < a.Length && 0 <= j < a.Length modifies a { a[i], a[j] := 1, 2; }  // error
method I5(a: array<int>, i: int, j: int) requires 0 <= i < a.Length && 0 <= j < a.Length modifies a { a[i], a[j] := 2, 2; a[i], a[j] := a[j], a[i]; }
method I6(a: array<int>) modifies a { forall i | 0 <= i < a.Length { a[i] := i; } assert forall i :: 0 <= i < a.Length ==> a[i] == i; assert a.Length > 0 ==> a[0] == 1; }  // error
method I7(a: array<int>) modifies a { forall i | 0 <= i < a.Length { a[0] := i; } }  // error
method I8(a: array<int>) modifies a { forall i | 0 <= i < 10 { a[i] := i; } }  // error
method I9(a: array<int>) modifies a { forall i, j | 0 <= i < a.Length && 0 <= j < a.Length { a[i] := j; } }  // error
method J1() { forall x: int ensures x * x >= 1 { } }  // error
method J2() { forall x: int | x > 0 ensures x * x >= 1 { } assert forall y: int :: y > 0 ==> y * y >= 1; }
method J3(x: int) { calc { x; == x + 1; } }  // error
method J4(x: int) { calc { x; < x + 1; <= x + 1; } assert x < x + 1; }
method J5(x: int) { calc ==> { x > 5; x > 6; } }  // error
method J6(x: int) { calc <== { x > 5; { assert x > 0; } x > 6; } }
method J7(x: int) { calc { 10 / x; 10 / x; } }  // error
method J8(x: int) { assert x > 0 by { assume x > 1; } assert x > 1; }  // error
method J9(x: int) { assert x > 0 by { assert x == 1; } }  // error
method K1() { var i := 0; while i < 10 invariant i <= 10 { i := i + 1; } assert i == 10; assert i == 11; }  // error
method K2() { var i := 0; while i < 10 invariant i <= 9 { i := i + 1; } }  // error
method K3() { var i := 11; while i < 10 invariant i <= 10 { i := i + 1; } }  // error
method K4() { var i := 0; while i < 10 invariant 10 / i == 3 { i := i + 1; } }  // error
method K5(a: array<int>) { var i := 0; while i < 10 invariant a[i] == 3 { i := i + 1; } }  // error
method K6() { var i := 0; while i < 10 invariant i <= 10 decreases 10 / i { i := i + 1; } }  // error
method K7() { label L: { if * { break L; } assert false; } assert false; }  // error
method K8() { var i := 0; label L: while i < 10 { while true decreases 0 { break L; } assert false; } assert i < 10; assert i >= 10; }  // error
