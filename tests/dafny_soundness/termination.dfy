// Everything ends. Lines that end in "// error" have one; no others.
function F1(n: int): int { F1(n - 1) }  // error
function F2(n: nat): int { if n == 0 then 0 else F2(n - 1) }
function F3(n: nat): int { F3(n) }  // error
function F4(n: nat): int { F5(n) }  // error
function F5(n: nat): int { F4(n) }  // error
function F6(n: nat, s: seq<int>): int { if |s| == 0 then 0 else F6(n + 1, s[1..]) }  // error
function F7(n: nat, s: seq<int>): int decreases s { if |s| == 0 then 0 else F7(n + 1, s[1..]) }
function F8(n: nat, s: seq<int>): int decreases s { if |s| == 0 then 0 else F8(n + 1, s) }  // error
function F9(n: int): int decreases n { if n == 0 then 0 else F9(n - 1) }  // error
function G1(n: real): real decreases n { if n <= 0.0 then 0.0 else G1(n - 0.5) }  // error
function G2(n: real): real decreases n { if n <= 0.0 then 0.0 else G2(n - 1.5) }
datatype L = N | C(h: int, t: L) | S(s: seq<L>) | M(m: map<int, L>) | E(e: set<L>)
function G3(l: L): int { match l case N => 0 case C(h, t) => G3(t) case S(s) => if |s| > 0 then G3(s[0]) else 0 case M(m) => if 3 in m then G3(m[3]) else 0 case E(e) => 3 }
function G4(l: L): int { match l case N => 0 case C(h, t) => G4(l) case S(s) => 1 case M(m) => 2 case E(e) => 3 }  // error
function G5(l: L): int { match l case N => 0 case C(h, t) => G5(C(h, t)) case S(s) => 1 case M(m) => 2 case E(e) => 3 }  // error
function G6(s: set<int>): int { if s == {} then 0 else var x :| x in s; G6(s - {x}) }
function G7(s: set<int>): int { if s == {} then 0 else var x :| x in s; G7(s + {x}) }  // error
function G8(b: bool): int { if b then G8(false) else 0 }
function G9(b: bool): int { if b then 0 else G9(true) }  // error
function H1(m: multiset<int>): int { if |m| == 0 then 0 else var x :| x in m; H1(m - multiset{x}) }
function H2(m: map<int,int>): int decreases m { if m == map[] then 0 else var x :| x in m; H2(map y | y in m && y != x :: m[y]) }
function H3(m: map<int,int>): int decreases m { if m == map[] then 0 else var x :| x in m; H3(m[x := 3]) }  // error
function H4(m: map<int,int>): int decreases |m| { if m == map[] then 0 else var x :| x in m; H4(m[x := 3]) }  // error
function H5(a: nat, b: nat): int { if a == 0 then 0 else if b == 0 then H5(a - 1, 100) else H5(a, b - 1) }
function H6(a: nat, b: nat): int { if a == 0 then 0 else if b == 0 then H6(a, 100) else H6(a, b - 1) }  // error
function H7(f: int -> int, n: nat): int { H7(f, f(n)) }  // error
function H8(n: nat): int { var f := (x: nat) => H8(x); f(n) }  // error
function H9(n: nat): int { var f := (x: nat) requires x < n => H9(x); 3 }
function I1(n: nat): int -> int { I1(n) }  // error
function I2(n: nat): int { J2(I2, n) }  // error
function J2(f: nat -> int, n: nat): int { f(n) }
function K1(n: int): int requires n > 0 ==> K1(n - 1) == 2 { 3 }  // error
function K2(n: int): int ensures n > 0 ==> K2(n) == 2 { 2 }
function K3(n: int): int ensures K3(n - 1) == 2 { 2 }  // error
function K4(n: int): int ensures K4(n + 1) == 2 { 2 }  // error
function K5(n: int): int decreases K5(n) { 2 }  // error
function K6(n: nat): set<int> { set x | x in K6(n) }  // error
function K7(n: nat): bool { forall x: nat :: K7(x) }  // error
function K8(n: nat): bool { forall x: nat :: x < n ==> K8(x) }
function K9(n: nat): bool { exists x: nat :: x <= n && K9(x) }  // error
method M1(n: int) { M1(n - 1); }  // error
method M2(n: nat) { if n > 0 { M3(n - 1); } }
method M3(n: nat) { if n > 0 { M2(n); } }  // error
method M4(n: nat) decreases * { M4(n); }
method M6() { while true { } }  // error
method M7() decreases * { while true decreases * { } }
method M9() { var i := 0; while i < 10 { } }  // error
method N1() { var i := 0; while i < 10 { i := i + 1; } }
method N2() { var i := 0; while i != 10 { i := i + 1; } }
method N3() { var i := 0; while i < 10 decreases 10 - i { i := i + 1; } }
method N4() { var i := 0; while i < 10 decreases i { i := i + 1; } }  // error
method N5(n: int) { var i := n; while i != 0 decreases i { i := i - 1; } }  // error
method N6(n: nat) { var i, j := n, n; while i > 0 || j > 0 decreases i, j { if j > 0 { j := j - 1; } else { i := i - 1; j := n; } } }
method N7(n: nat) { var i, j := n, n; while i > 0 || j > 0 decreases i, j { if j > 0 { j := j - 1; } else { i := i + 1; j := n; } } }  // error
method N8(n: nat) { var i := n; while i > 0 { if * { i := i - 1; } } }  // error
method N9(n: nat) { var i := n; while * { i := i - 1; } }  // error
method O1(n: nat) { var i := n; while { case i > 0 => i := i - 1; case i < -10 => } }  // error
method O2(n: nat) { var i := n; while { case i > 0 => i := i - 1; } }  // error
method O3(n: nat) { var i := n; while i > 0 { if i == 5 { break; } if i == 6 { continue0(); } i := i - 1; } }
method continue0() { }
lemma O4(n: nat) ensures false { O4(n); }  // error
lemma O5(n: nat) ensures false { O6(n); }  // error
lemma O6(n: nat) ensures false { O5(n); }  // error
lemma O7(n: int) ensures n == n + 1 { O7(n - 1); }  // error
lemma O8(l: L) ensures false { if l.C? { O8(l.t); } else { O8(l); } }  // error
lemma O9(l: L) ensures G3(l) == 1 { }  // error
lemma P1(n: nat) ensures false { forall x: nat { P1(x); } }  // error
lemma P2(n: nat) ensures F2(n) == 0 { forall x: nat | x < n { P2(x); } }
lemma P3() ensures false { var f := () => (P3(); 3); var g := f(); }  // error
lemma P4() ensures false { assert false by { P4(); } }  // error
lemma P5() ensures false { calc { 1; { P5(); } 2; } }  // error
function Q1(): int { P6(); 3 }  // error
lemma P6() ensures false { var x := Q1(); }  // error
function Q2(): int ensures false { Q2() }  // error
predicate Q3(n: int) ensures Q3(n) ==> false { !Q3(n) }  // error
class Cl { var next: Cl?; ghost var repr: set<Cl>;
  function T1(): int reads * { if next == null then 0 else next.T1() }  // error
  function T2(): int reads * decreases repr { if next == null then 0 else next.T2() }  // error
  function T3(): int reads * decreases repr { if next == null || !(next.repr < repr) then 0 else next.T3() }
  ghost method T4() decreases repr { if next != null && next.repr < repr { next.T4(); } }
  ghost method T5() modifies this decreases repr { repr := repr + {this}; if next != null && next.repr < repr { next.T5(); } }  // error
  static function T6(): int { T7() }  // error
  static function T7(): int { T6() }  // error
}
