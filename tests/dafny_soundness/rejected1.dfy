// Each line after the dashes is rejected, with what is above them.
class C { var x: int; constructor A() ensures x == 1 { x := 1; } method M() modifies this { } ghost var g: int; const k: int; static method SM() { } function method F(): int reads this { x } method Ch() returns (c: C) { return this; } }
class Q { var y: int; method Init() modifies this { } }
trait T { var z: int; method TM() }
datatype D = A(a: int) | B(b: int, c: D)
codatatype S = SC(h: int, t: S)
newtype N = x | 0 <= x < 10
type Op
// ----
function F1(c: C): int reads c { old(c.x) }
predicate F2(c: C) reads c { unchanged(c) }
predicate F3(c: C) reads c { fresh(c) }
method G1(c: C) requires old(c.x) == 3 { }
method G2(c: C) modifies set d | d == old(c) { }
method G3(c: C) decreases old(c.x) { }
method G4(c: C) requires fresh(c) { }
lemma G5(c: C) requires old(c.x) == 3 { }
method H1() { var c := new C; }
method H2() { var t := new T; }
method H5(c: C) { c.A(); }
class K1 { var c: C }
class K2<X> { var c: X }
class K4 { var q: Q method M() { var k := new K4; } }
class K5 { const q: Q }
method I1() { var s := set x: int | x > 0; }
lemma I2() { var s := set x: int | x > 0; }
lemma I3() { var s := set c: C | true; }
function I4(): set<C> { set c: C | true }
lemma I5() { var s := set d: D | d.A?; }
lemma I6(t: set<int>) { var s := set x | x in t || x > 0; }
lemma I7() { var m := map x: int | x > 0 :: x; }
lemma I8(i: iset<int>) { var s := set x | x in i; }
lemma I9() { var s := set f: int -> int | f(0) == 0; }
lemma J1<X>() { var s := set x: X | true; }
lemma J2() { var s := set x: real | 0.0 < x < 1.0; }
lemma J3(m: imap<int, int>) { var s := set x | x in m; }
lemma J5() { var s := set x: int, y: int | 0 <= x < 10 && y > x :: y; }
lemma J6() { var s := set x: int, y: int | 0 <= x < 10 && y > x :: x; }
lemma J8() { var s := set x: nat | x > 10; }
lemma J9() { var s := set x: N | true; }
lemma L2() { var q := set x: ORDINAL | x < 5; }
lemma L6(t: seq<int>) { var q := set u: seq<int> | u <= t; }
lemma L8(t: set<int>) { var q := set u: set<int> | t <= u; }
datatype R1 = R1(r: R1)
datatype R3 = R3(f: R3 -> int)
datatype R5 = R5(s: iset<R5>) | Z
datatype R7 = R7(s: set<R7 -> int>) | Z
datatype R9 = R9(f: (R9 -> bool) -> bool) | Z
type Bad1 = x: int | Bad2(x)
type Rec = x: Rec | true
newtype Rec2 = x: Rec2 | true
type Rec3 = seq<Rec3>
codatatype Cd = Cd(f: Cd -> bool)
codatatype Cd2 = Cd2(m: imap<Cd2, int>) 
class Base { var b: Base }
class Ext extends C { }
class Ext2 extends T { method TM() ensures z > 0 { } var z: int }
class Ext3 extends T { }
class Ext4 extends T { function TM(): int { 3 } }
class Ext5 extends T { method TM(x: int) { } }
method M1(x: int) { x := 3; }
method M2() { const y := 3; y := 4; }
method M3(c: C) modifies c { c.k := 4; }
method M4(c: C) modifies c { c.g := 4; if c.g > 3 { c.x := 4; } }
method M5(c: C) { ghost var y := 3; var z := y; c.M(); if y > 3 { c.M(); } }
function M6(): int { var c := new C.A(); 3 }
lemma M7(c: C) { c.M(); }
lemma M8(c: C) modifies c { c.x := 3; }
lemma M9() { var c := new C.A(); }
ghost method N1(c: C) modifies c { c.x := 3; }
method N2() { ghost var y := 3; while y > 0 decreases y { print 3; y := y - 1; } }
method N3() { ghost var y := 3; while y > 0 decreases * { y := y + 1; } }
method N4() decreases * { ghost var y := 3; while y > 0 decreases * { y := y + 1; } }
function N5(): int decreases * { N5() }
lemma N6() decreases * ensures false { N6(); }
ghost method N7() decreases * ensures false { N7(); }
method N8() ensures false { N9(); }
lemma O1() { forall x: int { var c := new C.A(); } }
method O2() { calc { 1; { var c := new C.A(); } 1; } }
method O3() { assert true by { var c := new C.A(); } }
method O4(c: C) modifies c { assert true by { c.x := 3; } }
method O5(c: C) modifies c { calc { 1; { c.x := c.x + 1; } 1; } }
method O6() returns (r: int) { forall x: int { r := 3; } }
method O7() returns (r: int) { calc { 1; { r := 3; } 1; } }
method O8() returns (r: int) { assert true by { r := 3; return; } }
method O9() returns (r: int) { forall x: int | x > 0 ensures false { return; } }
method P1() { while true decreases 0 { calc { 1; { break; } 2; } } }
method P2() { while true decreases 0 { forall x: int ensures false { break; } } }
method P3() { while true decreases 0 { assert false by { break; } } }
method P4() { break; }
method P5() { label L: { } break L; }
