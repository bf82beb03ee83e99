// Functions, comprehensions, induction, codatatypes, extreme predicates. Lines that end in "// error" have one; no others.
function {:opaque} Op(n: nat): nat { if n == 0 then 1 else n * Op(n - 1) }
lemma A1() { assert Op(0) == 1; }  // error
lemma A2() { reveal Op(); assert Op(0) == 1; assert Op(1) == 1; assert Op(1) == 2; }  // error
lemma A3(n: nat) ensures Op(n) > 0 { }  // error
lemma A4(n: nat) ensures Op(n) > 0 { reveal Op(); }
lemma A5(n: nat) ensures Op(n) == Op(n) { assert Op(n) >= 0; }
function Fib(n: nat): nat { if n < 2 then n else Fib(n-1) + Fib(n-2) }
lemma A6() { assert Fib(2) == 1; assert Fib(3) == 2; assert Fib(4) == 3; assert Fib(10) == 55; }
lemma A7(n: nat) { assert Fib(n + 2) == Fib(n) + Fib(n + 1); assert Fib(n + 4) == Fib(n) + 7; }  // error
lemma A8(n: nat) ensures Fib(n) >= n { }  // error
lemma A9(n: nat) ensures n > 5 ==> Fib(n) >= n { }
lemma {:induction false} B1(n: nat) ensures Fib(n) <= 3 * n * n + 1000 { }  // error
function Bad(n: int): int requires n > 0 { n }
lemma B2(n: int) { assert Bad(n) == n; }  // error
lemma B3(n: int) { assert n > 0 ==> Bad(n) == n; assert Bad(n) == n || n <= 0; }  // error
lemma B4(n: int) { assert n <= 0 || Bad(n) == n; assert n > 0 && Bad(n) == n; }  // error
lemma B5(n: int) { assert forall x :: Bad(x) == x; }  // error
lemma B6(n: int) { assert forall x :: x > 0 ==> Bad(x) == x; assert exists x :: x > 0 && Bad(x) == x; }  // error
lemma B7(n: int) { assert exists x :: x > 0; assert exists x: nat :: x < 0; }  // error
lemma B8(s: seq<int>) { assert forall i :: s[i] == 3 ==> s[i] > 0; }  // error
lemma B9(s: seq<int>) { assert forall i :: 0 <= i < |s| ==> s[i] == 3 ==> s[i] > 0; assert forall i :: 0 <= i <= |s| ==> s[i] == s[i]; }  // error
lemma C1(s: set<int>) { var t := set x | x in s :: 10 / x; }  // error
lemma C2(s: set<int>) { var t := set x | x in s && x != 0 :: 10 / x; assert forall y :: y in t ==> y <= 10; }
lemma C3(s: set<int>) { var m := map x | x in s :: 10 / x; }  // error
lemma C4(s: set<int>) { var m := map x | x in s && x > 0 :: x + 1; assert forall y :: y in m ==> m[y] == y + 1; assert 3 in s ==> m[3] == 5; }  // error
lemma C5(s: set<int>) requires |s| == 1 { var x :| x in s; assert s == {x}; assert x == 3; }  // error
lemma C6(s: set<int>, t: set<int>) { assert |s + t| <= |s| + |t|; assert |s + t| == |s| + |t|; }  // error
lemma C7(s: set<int>, t: set<int>) { assert s !! t ==> s * t == {}; assert s <= t ==> s - t == {}; assert s < t ==> s <= t; assert s <= t ==> s < t; }  // error
lemma C8(s: multiset<int>, t: multiset<int>) { assert (s + t)[3] == s[3] + t[3]; assert (s - t)[3] == s[3] - t[3]; }  // error
lemma C9(s: seq<int>, t: seq<int>) { assert multiset(s + t) == multiset(s) + multiset(t); assert multiset(s) == multiset(t) ==> s == t; }  // error
lemma D1(s: seq<int>) requires |s| > 3 { assert s[1..][0] == s[1]; assert s == s[..2] + s[2..]; assert s[..2] == s[2..]; }  // error
lemma D2(s: map<int,int>, t: map<int,int>) { assert s == t ==> s.Keys == t.Keys; assert s.Keys == t.Keys ==> s == t; }  // error
lemma D3(s: map<int,int>) { assert 3 in s ==> s[3] in s.Values; assert |s.Values| <= |s|; assert |s| == |s.Keys|; }  // error
lemma D4(s: imap<int,int>) { var x := s[3]; }  // error
lemma D5() { var s := imap x: int | true :: x + 1; assert s[3] == 4; assert s[4] == 4; }  // error
lemma D6() { var s := iset x: int | x > 3; assert 4 in s; assert 3 in s; }  // error
lemma D7(x: int) { var y := var z := 10 / x; z; }  // error
lemma D8(x: int) { var y := if x > 0 then 10 / x else 10 / (x + 1); }  // error
lemma D9(b: bool, x: int) { assert (x != 0 && 10 / x > 0) || true; assert (10 / x > 0 && x != 0) || true; }  // error
lemma E1(x: int) { assert x != 0 ==> 10 / x == 10 / x; assert 10 / x == 10 / x <== x != 0; assert x == 0 || 10 / x < 11; assert x != 0 || 10 / x < 11; }  // error
lemma E2(x: int) { assert (if x == 0 then 0 else 10 % x) < 11; assert -7 / 2 == -4; assert -7 % 2 == 1; assert 7 / -2 == -3; assert 7 / -2 == -4; }  // error
codatatype Stream = SCons(hd: int, tl: Stream)
function Up(n: int): Stream { SCons(n, Up(n + 1)) }
function Bad1(n: int): Stream { Bad1(n + 1) }  // error
function Bad2(n: int): Stream { SCons(n, Bad2(n + 1).tl) }  // error
function Bad3(n: int): Stream ensures Bad3(n).hd == n { SCons(n, Bad3(n + 1)) }  // error
copredicate Pos(s: Stream) { s.hd > 0 && Pos(s.tl) }
colemma P1(n: int) requires n > 0 ensures Pos(Up(n)) { P1(n + 1); }
colemma P2(n: int) ensures Pos(Up(n)) { P2(n + 1); }  // error
colemma P3(s: Stream) ensures Pos(s) { P3(s); }  // error
colemma P4(s: Stream) ensures Pos(s) { }  // error
lemma P5(s: Stream) ensures Pos(s) ==> s.hd > 0 && s.tl.hd > 0 && s.tl.hd > 1 { }  // error
lemma P6(n: int) ensures Up(n).tl.hd == n + 1 { assert Up(n).tl.tl == Up(n + 2); assert Up(n) == Up(n + 1); }  // error
inductive predicate Ev(n: int) { n == 0 || (n > 1 && Ev(n - 2)) }
lemma Q1() { assert Ev(0); assert Ev(2); assert Ev(1); }  // error
lemma Q2(n: int) requires Ev(n) ensures n >= 0 { }
inductive lemma Q3(n: int) requires Ev(n) ensures n >= 0 { }
inductive lemma Q4(n: int) requires Ev(n) ensures n >= 1 { }  // error
inductive lemma Q5(n: int) requires Ev(n) ensures n % 2 == 0 { if n != 0 { Q5(n - 2); } }
inductive lemma Q6(n: int) requires Ev(n) ensures false { Q6(n); }  // error
lemma Q7(s: Stream, t: Stream) requires s.hd == t.hd ensures s == t { }  // error
colemma Q8(s: Stream, t: Stream) ensures s == t { Q8(s.tl, t.tl); }  // error
colemma Q9(s: Stream, t: Stream) requires s == t ensures s.tl == t.tl { }
function R1(x: int): int { assert x > 0; x }  // error
function R2(x: int): int { assume x > 0; 10 / x }
function R3(x: int): int { calc { x; x + 0; x + 1; } x }  // error
function R4(x: int): int requires x > 0 { var y :| y == x; 10 / y }
function R5(x: int): int ensures R5(x) > 0 { if x > 0 then x else 1 }
function R6(x: int): int ensures R6(x) > 0 { if x > 0 then x else 0 }  // error
function R7(x: int): (r: int) ensures r > 0 { if x > 0 then x else 0 }  // error
lemma S1() { assert forall x :: R5(x) > 0; assert R5(3) == 3; assert R5(-3) == 3; }  // error
lemma S2(f: int -> int, g: int -> int) requires forall x :: f(x) == g(x) ensures f == g { }  // error
lemma S3() { var f := (x: int) => x + 1; assert f(3) == 4; var g := (x: int) => x + 1; assert f(2) == g(2); assert f(2) == 4; }  // error
lemma S4(f: int --> int) { assert f.requires(3) ==> f(3) == f(3); var y := f(3); }  // error
lemma S5(f: (int, int) -> bool) { assert f(1, 2) ==> f(2, 1); }  // error
predicate method Even(n: nat) { if n == 0 then true else Odd(n - 1) }
predicate method Odd(n: nat) { if n == 0 then false else Even(n - 1) }
lemma T1() { assert Even(4); assert Odd(4); }  // error
lemma T2(n: nat) ensures Even(n) || Odd(n) { }
lemma T3(n: nat) ensures Even(n) { }  // error
lemma T4(n: nat) ensures Even(n) <==> !Odd(n) { }
