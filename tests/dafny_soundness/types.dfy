// Types with constraints, arrows, variances. Lines that end in "// error" have one; no others.
newtype N = x: int | 0 <= x < 100
newtype R = r: real | r <= 10.0
type S = n: N | n < 50
type nz = x: int | x != 0 witness 1
type bad1 = x: int | x > 3  // error
type bad2 = x: int | x > 3 witness 2  // error
type bad3 = x: int | 10 / x > 3 witness 2  // error
type even = x: nat | x % 2 == 0
newtype bad4 = x: nat | x > 3 witness 2  // error
type ghosty = x: int | x > 3 ghost witness 4
type Emp<T> = s: seq<T> | |s| == 0
type NonEmp<T> = s: seq<T> | |s| > 0  // error
type NonEmp2 = s: seq<int> | |s| > 0 witness [3]
type OS = s: set<int> | 3 in s witness {3}
class Ob { const x: int }
method A1(a: array<N>) requires a.Length > 10 modifies a { a[0] := 99; a[1] := 100; a[2] := a[0] + 1; a[3] := a[1] * 2 / 2; }  // error
method A2(n: N, m: N) { var x := n + m; var y: int := n as int + m as int; var z := n - m; var w := (n as int + m as int) as N; }  // error
method A3(n: N, m: N) { var x := if m != 0 then n / m else n % m; }  // error
method A4(n: S) { var m: S := n + 1; var k: N := n + 50; }  // error
method A5(n: S, s: seq<N>) { var m: seq<S> := s; }  // error
method A6(n: N) { var m := n as S; }  // error
method A7(n: int) { var m := n as S; }  // error
method A8(n: real) { var m := n as R; var k := n as N; }  // error
method A9(n: real) { var m := n.Floor as nat; }  // error
method B1(x: int) { var y: nz := x; var z := 10 / y; }  // error
method B2(x: nz) { var z := 10 / x; var y: nz := x - 1; }  // error
method B3(x: even) { var y: even := x + 2; var z: even := x + 1; var u: nat := x; var w: even := u; }  // error
method B4() returns (r: NonEmp<int>) { r := [1]; }
method B5() returns (r: NonEmp<int>) { r := []; }  // error
method B6(r: NonEmp<int>) { var x := r[0]; var s: NonEmp<int> := r[1..]; }  // error
method B7<T>(r: Emp<T>) { assert r == []; }
method B8(f: nz -> nz) { var x := f(0); var y := f(1); assert y != 0; assert y == 1; }  // error
method B9(f: int -> nz) { var x := f(0); var g: nz -> nz := f; var h: int -> int := f; var k: nz -> int := f; var l: int -> nz := g; }
method C1(f: int ~> int) { var x := f(0); }  // error
method C2(f: int ~> int) { var g: int --> int := f; }  // error
method C3(f: int --> int) { var g: int -> int := f; }  // error
method C4(f: int -> int) { var g: int --> int := f; var h: int ~> int := f; assert h.requires(3); assert h.reads(3) == {}; assert f(3) == 3; }  // error
method C5(f: int --> int) requires forall x :: f.requires(x) { var g: int -> int := f; }
method C6(f: int ~> int) requires forall x :: f.requires(x) && f.reads(x) == {} { var g: int -> int := f; }
function D1(x: int): nz { x }  // error
function D2(x: int): nz { if x == 0 then 3 else x }
function D3(x: int): (nz, nat) { (1, x) }  // error
function D4(x: int): seq<nz> { if x == 1 then [x] else [0, x] }  // error
function D5(x: int): set<nz> { {x} }  // error
function D6(s: set<int>): set<nz> { set x | x in s }  // error
function D7(s: set<int>): set<nz> { set x | x in s && x > 0 }
function D8(s: set<int>): map<nz, nat> requires 0 !in s { map x | x in s :: x }  // error
function D9(s: set<int>): imap<nz, nat> { imap x: nz | x in s :: 3 }
function E1(o: Ob?): Ob { o }  // error
function E2(o: Ob?): Ob requires o != null { o }
function E3(o: seq<Ob?>): seq<Ob> { o }  // error
method F1() { var x: nat; x := *; var y: nz := *; assert y != 0; assert x > 0; }  // error
method F2() { var x: nat :| x > -5; var y: nat :| y < 0; }  // error
method F3() { var x: nat :| x == 3; assert x == 3; }
method F4() { var x := var y: nat := -1; y; }  // error
method F5() { var x := var y: nat :| y < 0; y; }  // error
method F6() { var f := (x: nat) => x - 1; var y: nat := f(0); }  // error
method F7() { var f := (x: nat) requires x > 0 => x - 1; var y: int := f(0); var z: int := f(-1); }  // error
method F8(s: seq<int>) { var x := forall y: nat :: y in s ==> y > 0; assert (forall y: nat :: y in s ==> y > 0) ==> (forall y :: y in s ==> y > 0); }  // error
method F9<T(==)>(x: T, y: T) { assert x == y; var s := {x, y}; assert |s| == 1; assert |s| <= 2; }  // error
method G1(a: array<nz>) requires a.Length > 0 { assert a[0] != 0; assert a[0] > 0; }  // error
method G2() { var a := new nz[3]; }
method G3() { var a := new nz[3](i => i); }  // error
method G4() { var a := new nz[3](i => i + 1); }
method G5() { var a := new nat[3](i => i - 1); }  // error
method G7() { var a := new ghosty[3]; }  // error
datatype Dt<T> = Leaf(x: T) | Node(l: Dt<T>, r: Dt<T>)
method H1(d: Dt<int>) { var e: Dt<nat> := d; }  // error
method H2(d: Dt<nat>) { var e: Dt<int> := d; match e case Leaf(x) => assert x >= 0; case Node(l, r) => }  // error
method H3(d: Dt<nat>) { match d case Leaf(x) => assert x >= 0; case Node(l, r) => assert l.Leaf? ==> l.x >= 0; assert l.Leaf? ==> l.x > 0; }  // error
datatype Co<!T> = Co(x: T)
datatype Con<-T> = Con(f: T -> int)
method H4(d: Co<nat>) { var e: Co<int> := d; }
method H5(d: Con<int>) { var e: Con<nat> := d; }
method H6(d: Con<nat>) { var e: Con<int> := d; }  // error
method H7(d: array<nat>) { var e: array<int> := d; }  // error
method H8(d: set<nat>, e: set<int>) { var s := d + e; var t: set<nat> := s; var u: set<int> := d + d; }  // error
method H9(s: seq<nat>, i: nat) requires i < |s| { var t := s[i := -1]; assert t[i] >= 0; }  // error
method I1(m: map<nat, nat>, i: int) { var t := m[i := 3]; var u: map<nat, nat> := t; }
method I2(m: map<nat, nat>, i: int) { var t: map<nat,nat> := m[3 := i]; }
method I3(m: multiset<nat>, i: int) { var t: multiset<nat> := m[3 := i]; }  // error
method I4(x: nat, y: nat) { var z: nat := x - y; var u := x - y; assert u >= 0; }  // error
method I5(c: char) { var d := c + 'a'; var e := c - 'a'; var f := (c as int + 1) as char; }  // error
method I6(b: bv8) { var x := b + 1; assert x > b; var y := b as int + 1; assert y > b as int; assert x as int == y; }  // error
method I7(b: bv8, i: int) { var c: bv8 := i as bv8; var d := (b as bv16) as bv8; var e := (b as bv4); }  // error
method I8(o: ORDINAL) { var p := o + 1; assert p > o; assert p.IsSucc; assert o.IsNat; var q := p - 1; assert q == o; var r := o - p; }  // error
method I9(o: ORDINAL) { var n := o.Offset; assert n >= 0; assert o.IsLimit ==> n == 0; assert o.IsSucc; }  // error
