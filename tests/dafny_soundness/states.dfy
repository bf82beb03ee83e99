// Old states, what is fresh and unchanged, arrays, dynamic frames. Lines that end in "// error" have one; no others.
class C { var x: int; var n: C?; var a: array<int>; var r: set<C>; var s: seq<C>;
  constructor (c: C) ensures x == 3 && n == c && fresh(a) && a.Length == 3 { x := 3; n := c; a := new int[3]; new; }
  twostate predicate Inc() reads this { old(x) <= x }
  twostate lemma IncL() requires old(x) <= x ensures Inc() { }
  twostate lemma IncL2() ensures Inc() { }  // error
  twostate function F(c: C): int reads this { old(c.x) + x }
  twostate function G(new c: C): int reads this { old(c.x) + x }  // error
  twostate function H(new c: C): int reads c { c.x }
  twostate predicate P(c: C) reads this, c { unchanged(this) && unchanged(c`x) }
  method A1() modifies this { x := x + 1; assert Inc(); IncL(); IncL2(); }
  method A2() modifies this { x := x - 1; assert Inc(); }  // error
  method A3() modifies this { x := x - 1; IncL(); }  // error
  method A4() modifies this { var c := new C(this); ghost var y := F(c); }  // error
  method A5() modifies this { var c := new C(this); ghost var y := G(c); }
  method A6() modifies this { label L: x := 4; label K: x := 5; assert old@K(x) == 4; assert old@L(x) == 4; }  // error
  method A7() modifies this { label L: x := 4; assert unchanged@L(this); }  // error
  method A9() modifies this { if n != null { x := 4; assert n.x == old(n.x); } }  // error
  method B1() modifies this { if n != null && n != this { x := 4; assert n.x == old(n.x); } }
  method B2() modifies this { n := null; assert old(n) == n; }  // error
  method B3() modifies this { a := new int[5]; assert fresh(a); assert a[0] == 0; assert old(a) != a; assert old(a.Length) == 5; }  // error
  method B4() modifies a { if a.Length > 0 { a[0] := 4; assert old(a[0]) == 4; assert old(a)[0] == 4; } }  // error
  method B5() modifies a { if a.Length > 0 { a[0] := 4; assert old(a[..]) == a[..]; } }  // error
  method B6(i: int) modifies a { assert old(a[i]) == 3; }  // error
  method B7() modifies this { modify this; assert x == old(x); }  // error
  method B8() modifies this { modify this`x; assert n == old(n); assert x == old(x); }  // error
  method B9() modifies this { modify {}; assert n == old(n); assert x == old(x); }
  method C1(c: C) modifies c { modify c { c.x := 3; } assert c.x == 3; assert c.n == old(c.n); x := 3; }  // error
  method C2(c: C) modifies c { modify c`n { c.x := 3; } }  // error
  method C3() ensures fresh(this) { }  // error
  method C4() returns (c: C) ensures fresh(c) { c := new C(this); }
  method C5() returns (c: C) ensures fresh(c) { c := this; }  // error
  method C6() returns (c: C) ensures fresh(c.a) { c := new C(this); }
  method D1(s: set<C>) modifies r { forall c | c in s { c.x := c.x + 1; } }  // error
  method D2(s: seq<C>) modifies s { forall i | 0 <= i < |s| { s[i].x := i; } }  // error
  method D3(s: seq<C>) requires forall i, j :: 0 <= i < j < |s| ==> s[i] != s[j] modifies s { forall i | 0 <= i < |s| { s[i].x := i; } assert |s| > 0 ==> s[0].x == 0; assert |s| > 1 ==> s[1].x == 0; }  // error
  method D4() modifies s { if |s| > 0 { s[0].x := 3; s[|s|-1].x := 4; assert s[0].x == 3; } }  // error
  method D5(c: C?) { assert allocated(c); assert c != null ==> allocated(c.n); assert c != null; }  // error
  method D6(c: C?) { assert old(allocated(c)); var d := new C(this); assert !old(allocated(d)); assert d != c; }
  lemma D7(c: C) { assert forall d: C :: d.x == d.x; assert forall d: C :: allocated(d) ==> d.x == 0; }  // error
  function method Q1(): bool reads set c: C | c in r { forall c :: c in r ==> c.x > 0 }  // error
  function method Q2(): bool reads r, this { forall c :: c in r ==> c.x > 0 }
  function method Q3(): bool reads r { forall c :: c in r ==> c.x > 0 }  // error
  function method Q4(): bool reads this, r, set c: C | c in r :: c.a { forall c :: c in r && c.a.Length > 0 ==> c.a[0] > 0 }
  function method Q5(): bool reads this, r { forall c :: c in r && c.a.Length > 0 ==> c.a[0] > 0 }  // error
  function method Q6(): int reads this, n requires n != null requires n.n != null { n.n.x }  // error
  function method Q7(): int reads a { a.Length }  // error
  function method Q8(): int reads this, a { if a.Length > 0 then a[0] else 0 }
  function method Q9(): set<C> reads this, r { set c | c in r && c.x > 0 }
  function method R1(): map<C, int> reads this, r { map c | c in r :: c.x }
  function method R2(): map<C, int> reads this { map c | c in r :: c.x }  // error
  function method R3(): seq<int> reads this, a { a[..] }
  function method R4(): seq<int> reads this { a[..] }  // error
  function method R5(): () -> int { () => 3 }
  function method R6(): () ~> int { () reads this => x }
  function method R7(): () ~> int { () => x }  // error
  function method R8(): () ~> int reads this { () => x }  // error
  function method R9(f: C ~> int): int requires f.requires(this) reads f.reads(this) { f(this) }
  method E1() modifies this { var f := () reads this => x; x := 3; assert f() == 3; x := 4; assert f() == 3; }  // error
  method E2() modifies this { var f := (y: int) reads this requires y > x => y - x; x := 3; assert f(4) == 1; assert f(3) == 0; }  // error
  method E3() modifies this { var y := x; var f := () => y; x := 3; y := 7; assert f() == old(x); assert f() == 7; }  // error
  method E4() modifies this { var y := R9((c: C) reads c => c.x); assert y == x; assert y == 0; var z := R9((c: C) reads c requires c.x > 0 => c.x); }  // error
  method E5() modifies this { var y := R5(); assert y() == 3; var z := R6(); assert z.requires(); assert z() == x; assert z.reads() == {this}; x := x + 1; assert z() == old(x); }  // error
  method E6() modifies this { assert Q2() ==> this in r ==> x > 0; var b := Q2(); x := 0; assert b == Q2(); }  // error
  method E7() modifies this requires this !in r { var b := Q2(); x := 0; assert b == Q2(); }
  method E8() modifies this { ghost var b := Q9(); x := 1; assert Q9() == b; }  // error
  method E9(c: C) modifies this { assert c.Q8() == c.Q8(); var y := c.Q8(); x := 4; assert c != this ==> c.Q8() == y; assert c.Q8() == y; }
  method F1(c: C) modifies this, a { var y := c.Q8(); if a.Length > 0 { a[0] := 3; assert c.a != a ==> c.Q8() == y; assert c.Q8() == y; } }  // error
}
trait T { var x: int method M() modifies this ensures x == old(x) + 1 function F(): int reads this }
class D extends T { method M() modifies this { x := x + 1; } function F(): int { 3 } constructor () { x := 1; } }  // error
class E extends T { method M() modifies this ensures x == old(x) + 1 { x := x + 1; } function F(): int reads this { x } constructor () { } }
method X1(t: T) modifies t { t.M(); assert t.x == old(t.x) + 1; ghost var y := t.F(); }
method X2() { var d := new D(); d.M(); assert d.x == 2; var t: T := d; t.M(); assert t.x == d.x; assert d.x == 3; }  // error
method X3(a: array<int>, b: array<int>) requires a.Length > 0 && b.Length > 0 modifies a { a[0] := 4; assert b[0] == old(b[0]); }  // error
method X4(a: array<int>, b: array<int>) requires a.Length > 0 && b.Length > 0 && a != b modifies a { a[0] := 4; assert b[0] == old(b[0]); assert b[0] == 4; }  // error
method X5(a: array2<int>) requires a.Length0 > 2 && a.Length1 > 3 modifies a { a[1, 2] := 3; a[2, 1] := 4; assert a[1, 2] == 3; assert a[1, 2] == a[2, 1]; }  // error
method X6(a: array2<int>) requires a.Length0 > 2 && a.Length1 > 3 modifies a { forall i, j | 0 <= i < a.Length0 && 0 <= j < a.Length1 { a[i, j] := i + j; } assert a[1, 2] == 3; assert a[1, 2] == 4; }  // error
method X7(a: array<int>) modifies a requires a.Length == 10 { var i := 0; while i < 10 invariant 0 <= i <= 10 invariant forall j :: 0 <= j < i ==> a[j] == j { a[i] := i; i := i + 1; } assert a[3] == 3; assert a[3] == 4; }  // error
method X8(a: array<int>) modifies a requires a.Length == 10 { var i := 0; while i < 10 invariant 0 <= i <= 10 { a[i] := i; i := i + 1; } assert a[3] == 3; }  // error
method X9(a: array<int>, b: array<int>) modifies a requires a.Length == 10 && b.Length == 10 { var i := 0; while i < 10 invariant 0 <= i <= 10 { a[i] := i; i := i + 1; } assert b[3] == old(b[3]); }  // error
