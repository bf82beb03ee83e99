// What may be read and modified. Lines that end in "// error" have one; no others.
class C { var x: int; var n: C?; ghost var r: set<C>;
 function R1(): int { x }  // error
 function R2(): int reads this { n.x }  // error
 function R3(): int reads this requires n != null { n.x }  // error
 function R4(): int reads this, n requires n != null { n.x }
 function R5(c: C): int reads this { if c == this then c.x else 0 }
 function R6(c: C): int reads this { c.x }  // error
 function R7(): int reads this { R8() }  // error
 function R8(): int reads this, n { x }
 function R9(a: array<int>): int requires a.Length > 0 { a[0] }  // error
 function S1(a: array<int>): seq<int> { a[..] }  // error
 function S2(a: array<int>): int { a.Length }
 function S3(): int reads r { x }  // error
 function S4(): int reads this, r { if this in r then x else x }
 function S5(c: C): bool { forall d: C :: d == c ==> d.x > 0 }  // error
 function S6(): int reads this`n { x }  // error
 function S7(): int reads this`x { x }
 function S8(): set<C> reads this { r }
 function S9(): bool requires x > 0 { true }  // error
 function T1(): bool ensures x > 0 ==> T1() { true }
 function T2(f: int ~> int): int requires f.requires(1) { f(1) }  // error
 function T3(f: int ~> int): int requires f.requires(1) reads f.reads(1) { f(1) }
 function T4(f: int -> int): int { f(1) }
 function T5(f: int --> int): int { f(1) }  // error
 function T6(c: C): int { var f := () reads c => c.x; f() }  // error
 function T8(c: C): int reads c.n { 3 }  // error
 function T9(c: C): int reads c, c.n { 3 }
 function U1(s: seq<C>): int reads s { if |s| > 0 then s[0].x else 0 }
 function U2(s: seq<C>): int { if |s| > 0 then s[0].x else 0 }  // error
 function U3(s: set<C>): int reads s { if this in s then x else 0 }
 function U4(a: array2<int>): int requires a.Length0 > 0 && a.Length1 > 0 { a[0,0] }  // error
 function U5(a: array2<int>): int reads a { a[0,0] }  // error
 twostate predicate U7() reads this { unchanged(this) && old(x) == x }
 twostate predicate U8() { old(x) == 3 }
 twostate predicate U9(c: C) reads this { old(c.x) == 3 }
 twostate predicate V1(new c: C) reads this { old(c.x) == 3 }  // error
 method M1() { x := 1; }  // error
 method M2() modifies this { x := 1; n.x := 3; }  // error
 method M3() modifies this requires n != null { x := 1; n.x := 3; }  // error
 method M4() modifies this, n requires n != null { x := 1; n.x := 3; }
 method M5() modifies this`x { x := 1; n := null; }  // error
 method M6() modifies r { x := 1; }  // error
 method M7() modifies this { M5(); M6(); }  // error
 method M9(a: array<int>) requires a.Length > 3 { a[0] := 1; }  // error
 method N1(a: array<int>) requires a.Length > 3 { forall i | 0 <= i < 2 { a[i] := 1; } }  // error
 method N2(a: array2<int>) modifies a { a[0, 1] := 1; }  // error
 method N3(s: set<C>) { forall c | c in s { c.x := 1; } }  // error
 method N4(s: set<C>) modifies s { forall c | c in s { c.x := 1; } }
 method N5(s: set<C>) modifies s { forall c | c in s { this.x := if c.x > 3 then 1 else 2; } }  // error
 method N6() modifies this { modify n; }  // error
 method N7() modifies this { modify this; assert x == old(x); }  // error
 method N8() modifies this { var i := 0; while i < 3 modifies n { i := i + 1; } }  // error
 method N9() modifies this { var i := 0; while i < 3 modifies {} { i := i + 1; x := 3; } }  // error
 method O1() modifies this { var i := 0; while i < 3 { i := i + 1; x := 3; } assert x == old(x); }  // error
 method O2() modifies this { var i := 0; while i < 3 modifies this`n { i := i + 1; } assert x == old(x); }
 method O3() ensures x == old(x) modifies this { x := x + 1; }  // error
 method O4() { var f := () => x; }  // error
 method O5() { var f := () reads this => n.x; }  // error
 method O6() { var f := () requires n != null reads this => n.x; }  // error
 constructor K1() { x := 1; }
 constructor K2(c: C) { x := 1; new; c.x := 2; }  // error
 constructor K3(c: C) { c.x := 2; }  // error
 constructor K4(c: C) modifies c { n := c; new; n.x := 2; x := c.x; }
 constructor K5(c: C) ensures x == 3 { x := 2; }  // error
 constructor K6(c: C) ensures fresh(this) { new; M7(); }
}
method P1(c: C) { var d := c; d.x := 5; }  // error
method P2(c: C) { var d := new C.K1(); d.x := 5; assert d.x == 5; assert c.x == old(c.x); assert d != c; assert d.n == null; }  // error
method P3(c: C) modifies c { label L: c.x := 3; assert old@L(c.x) == 3; }  // error
method P4(c: C) modifies c { var d := new C.K1(); assert old(d.x) == 3; }  // error
method P5(c: C) modifies c { var d := new C.K1(); assert fresh(d); assert fresh(c); }  // error
method P6(c: C) modifies c { var d := new C.K1(); assert allocated(d); assert old(allocated(d)); }  // error
method P7(c: C) modifies c { c.x := 1; assert unchanged(c); }  // error
method P8(c: C) modifies c { c.x := 1; assert unchanged(c`n); assert unchanged(c`x); }  // error
