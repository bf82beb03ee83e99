// Each line after the dashes is rejected, with what is above them.
class C { var x: int; constructor A() { x := 1; } }
class O { var y: int }
trait T { var z: int method TM(x: int) returns (r: int) ensures r > 0 function TF(x: int): int lemma TL() ensures false predicate P() { true } }
trait U { method TM(x: int) returns (r: int) ensures r < 0 }
datatype D = A(a: int) | B(b: int, c: D)
// ----
lemma A1() { var s := set x: int | x % 2 in {0}; }
lemma A2() { var s := set x: int, y: int | x == y; }
lemma A3() { var s := set x: int, y: int | x == y :: x; }
lemma A4() { var s := set x: nat, y: nat | x < y && y < x + 5; }
lemma A5() { var s := set x: nat, y: int | x + y < 10 && 0 <= x + y; }
lemma A6() { var s := set x: nat, y: nat | x < y && y < 5; }
lemma B1(d: set<int>) { var s := set x: int | x / 2 in d; }
lemma B2(d: set<int>) { var s := set x: int | x * 0 in d; }
lemma B4(d: set<(int, int)>) { var s := set x: int, y: int | (x, y) in d; }
lemma B6(d: set<int>) { var s := set x: int | x !in d; }
lemma B7(d: set<int>) { var s := set x: int | x in d <==> true; }
lemma B9(d: int) { var s := set x: int | -x < d && x < d; }
lemma C2(d: int) { var s := set x: int | x < d && x > -d || x == 3; }
lemma C3(d: int) { var s := set x: int | if x > 0 then x < d else false; }
lemma C4() { var s := map x: int, y: int | x == y && 0 <= x < 3 :: x; }
lemma C7(m: multiset<int>) { var s := set x | m[x] == 0; }
class K2 extends T { method TM(x: nat) returns (r: int) { r := 1; } function TF(x: int): int { 3 } lemma TL() { assume false; } }
class K3 extends T { method TM(x: int) returns (r: nat) { r := 1; } function TF(x: int): int { 3 } lemma TL() { assume false; } }
class K4 extends T { method TM(x: int) returns (r: int) { r := 1; } function TF(x: int): nat { 3 } lemma TL() { assume false; } }
class K5 extends T { method TM(x: int) returns (r: int) { r := 1; } predicate TF(x: int) { true } lemma TL() { assume false; } }
class K6 extends T { ghost method TM(x: int) returns (r: int) { r := 1; } function TF(x: int): int { 3 } lemma TL() { assume false; } }
class K7 extends T { method TM(x: int) returns (r: int) { r := 1; } function TF(x: int): int { 3 } method TL() { assume false; } }
class K8 extends T, U { method TM(x: int) returns (r: int) { r := 1; } function TF(x: int): int { 3 } lemma TL() { assume false; } }
class K9 extends T { method TM(x: int) returns (r: int) { r := 1; } function TF(x: int): int { 3 } lemma TL() { assume false; } predicate P() { false } }
class L1 extends C { }
class L2 { static method M() { this.N(); } method N() { } }
class L3 { static function F(): int { x } var x: int }
class L4 { const k: int := 3 method M() { k := 4; } }
class L6 { const k: int constructor () { new; k := 4; } }
class L7 { const k: int := 3 constructor () { k := 4; } }
class L8 { const k: int constructor () { var o := this; o.k := 4; } }
class L9 { const k: int constructor (o: L9) { o.k := 4; } }
class M1 { var f: int constructor () { M(); } method M() { } }
class M2 { var f: int constructor () { var g := this; } }
class M3 { var f: int constructor () { f := F(); } function method F(): int { f } }
class M7 { var f: int constructor () requires f == 3 { } }
class M9 { var f: int constructor () decreases f { } }
method N2(c: C) { var d := new C.B(); }
method N3() { var d := new int; }
method N4() { var d := new D; }
method N5<X>() { var d := new X; }
method N6() { var d := new C?; }
method N7() returns (r: Empty) { }
method N8() { var e: Empty; }
method N9() { ghost var e: Empty; assert e != e; }
method O1() { ghost var e: Empty; e := *; assert false; }
lemma O2() ensures false { var e: Empty :| true; }
lemma O3() ensures forall e: Empty :: false { }
function O4(): Empty
method O8(c: seq<int>) { c[0] := 3; }
method O9(d: D) { d.a := 3; }
method P1(a: array<int>) { a.Length := 3; }
function P2(a: array<int>): int { a[0] := 3; 3 }
method P3() { var x := 3; ghost var y := x; x := y; }
method P4(ghost y: int) returns (x: int) { x := y; }
method P5(ghost y: int) returns (x: int) { if y > 0 { x := 3; } }
method P6(ghost y: int) returns (x: int) { while y > x decreases y - x { x := x + 1; } }
method P9(o: O, ghost y: int) modifies o { if y > 0 { o.y := 3; } }
method Q3() returns (ghost r: int) { r := 3; } method Q3b() returns (s: int) { s := Q3(); }
function method Q4(ghost x: int): int { x }
function method Q5(x: int): int { Q5g(x) } function Q5g(x: int): int { x }
datatype Q6 = Q6(ghost x: int) method Q6m(d: Q6) returns (r: int) { r := d.x; }
