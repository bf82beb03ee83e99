// Each line after the dashes is rejected, with what is above them.
class C { var x: int; var n: C?; constructor A() ensures x == 1 { x := 1; } twostate function TF(): int reads this { old(x) } twostate lemma TL() { } }
copredicate CP(s: S) { s.h > 0 && CP(s.t) }
inductive predicate IP(n: int) { n == 0 || IP(n - 1) }
trait T { var z: int method TM() function TF(x: int): int }
datatype D = A(a: int) | B(b: int, c: D)
codatatype S = SC(h: int, t: S)
// ----
function F1(c: C, d: C): bool reads c { allocated(d) }
function F2(d: C): bool { allocated(d) }
function F3(): bool { forall c: C :: allocated(c) ==> c == c }
function F5(): bool reads set c: C | true { forall c: C :: c.x > 0 }
lemma G1() { var s := set c: C | true; }
lemma G5() { var s := set a: array<int> | a.Length == 3; }
lemma G6() { var s := set o: object | o != o; }
method G7(c: C) requires c.TF() == 3 { }
function G8(c: C): int reads c { c.TF() }
method H3(c: C) decreases c.TF() { }
copredicate I1(s: S) { !I1(s.t) }
copredicate I3(s: S) { I3(s.t) ==> s.h > 0 }
copredicate I4(s: S) { (I4(s.t) <==> true) }
copredicate I5(s: S) { if I5(s.t) then true else false }
copredicate I8(s: S) { var b := I8(s.t); b }
copredicate I9(s: S) { I9(s.t) == true }
copredicate J1(s: S) { J2(s) } predicate J2(s: S) { J1(s.t) }
copredicate J3(s: S) { (x => J3(x))(s.t) }
inductive predicate J6(n: int) { !J6(n - 1) }
inductive predicate J7(n: int) { J8(n) } copredicate J8(s: int) { J7(s - 1) }
copredicate J9[nat](s: S) { exists n: int :: n > s.h && J9(s.t) }
inductive predicate K1[nat](n: int) { forall m :: m < n ==> K1(m) }
copredicate K3(s: S) ensures false { K3(s.t) }
copredicate K4(s: S) decreases s.h { K4(s.t) }
colemma L5(s: S) returns (x: int) ensures CP(s) { }
colemma M1(s: S) ensures CP(s) { M2(s); } lemma M2(s: S) ensures CP(s) { M1(s); }
lemma P1() ensures false { while true decreases * { } }
ghost method P2() ensures false { while true decreases * { } }
method P3() ensures false { while true decreases * { } }
method P5() ensures false { P6(); } method P6() decreases * ensures false { P6(); }
lemma P7() ensures false { assert false by { return; } }
lemma P8() ensures false { calc { 1; { return; } 2; } }
lemma P9() { forall x: int ensures false { return; } assert false; }
lemma Q1() { forall x: int ensures x > 0 { if x <= 0 { return; } } }
method Q2() { var y := 3; forall x: int ensures x > 0 { y := 4; } }
method Q3() returns (ghost y: int) { assert true by { y := 4; } }
method Q4() { ghost var y := 3; assert true by { y := 4; } assert y == 3; }
method Q5() { ghost var y := 3; calc { 1; { y := 4; } 1; } assert y == 3; }
method Q6() { ghost var y := 3; forall x: int ensures true { y := 4; } assert y == 3; }
method Q7(c: C) modifies c { forall x: int ensures true { c.x := 4; } assert c.x == 4; }
method Q8(c: C) modifies c { assert true by { c.x := 4; } }
function Q9(): int { assert true by { var c := new C.A(); } 3 }
method R2(x: int, x: int) { }
method R3() returns (x: int, x: int) { }
class R4 { var x: int; var x: int; }
datatype R5 = A | A
datatype R6 = A(x: int, x: int)
datatype R7 = A(x: int) | B(x: bool)
method R8() { } method R8() { }
function R9(): int { 3 } const R9 := 3
newtype T2 = x: bool | x
newtype T3 = x: seq<int> | true
newtype T5 = x: char | true
