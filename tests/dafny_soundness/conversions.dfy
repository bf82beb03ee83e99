// Values of subset types and newtypes, wherever they go. Lines that end in "// error" have one; no others.
type byte = x | 0 <= x < 256
newtype N = x: int | -10 <= x < 100
newtype R = r: real | r <= 10.0
class C { var b: byte; var s: seq<byte>; constructor () { b := 0; s := []; } }
datatype D = D(b: byte, s: seq<byte>, m: map<byte, byte>)
datatype G<T> = G(t: T)
method A1(i: int) { var b: byte := i; }  // error
method A2(i: int) { var s: seq<byte> := [i]; }  // error
method A3(i: int) { var s: set<byte> := {i}; }  // error
method A4(i: int) { var s: multiset<byte> := multiset{i}; }  // error
method A8(i: int) { var s: iset<byte> := iset{i}; }  // error
method A9(c: C, i: int) modifies c { c.b := i; }  // error
method B1(c: C, i: int) modifies c { c.s := [i]; }  // error
method B2(c: array<byte>, i: int) modifies c requires c.Length > 0 { c[0] := i; }  // error
method B3(i: int) { var d := D(i, [], map[]); }  // error
method B4(i: int) { var d := D(0, [i], map[]); }  // error
method B6(i: int) { var g: G<byte> := G(i); }  // error
method B7(i: int) { var g: seq<G<byte>> := [G(i)]; }  // error
method B8(s: seq<byte>, i: int) requires |s| > 0 { var t := s[0 := i]; assert 0 <= t[0] < 256; }  // error
method B9(s: map<byte, byte>, i: int) { var t := s[i := 3]; assert forall k :: k in t ==> 0 <= k < 256; }  // error
method C1(s: map<byte, byte>, i: int) { var t := s[3 := i]; assert t[3] < 256; }  // error
method C2(s: multiset<byte>, i: int) { var t := s[i := 3]; assert forall k :: k in t ==> k < 256; }  // error
method C3(i: int) returns (b: byte) { return i; }  // error
method C4(i: int) returns (b: byte) { b := i; }  // error
method P(b: byte) { }
method C5(i: int) { P(i); }  // error
function method F(b: byte): int { b }
method C6(i: int) { var x := F(i); }  // error
function method H(i: int): byte { i }  // error
method C7(i: int) { var f: int -> byte := (x: int) => x; var z := f(300); assert z < 256; }  // error
method C8(i: int) { var f: byte -> int := (x: byte) => x; var z := f(300); }  // error
method C9(i: int) { var f: byte -> int := (x: byte) => x; var g: int -> int := f; var z := g(300); }  // error
method D1(f: int -> int) { var g: int -> byte := f; }  // error
method D2(i: int) { var a := new byte[3]; a[0] := i; }  // error
method D3(i: int) { var a := new byte[3](_ => i); }  // error
method D4(i: int) { var a := new byte[3](j => j); }
method D5(i: int) { var a := new byte[300](j => j); }  // error
method D6(i: int) { var a := new byte[2] [i, 3]; }  // error
method D7(i: int) { var n: N := i as N; }  // error
method D8(i: N) { var n: N := i + 1; }  // error
method D9(i: N) { var n: N := -i; }  // error
method E1(i: R) { var n: R := i + 1.0; }  // error
method E2(i: R) { var n: R := i * i; }  // error
method E3(i: N) requires i != 0 { var n: N := i / -1; }  // error
method E4(x: real) { var n: int := x as int; }  // error
method E5(x: int) { var c: char := x as char; }  // error
method E6(x: int) { var c: bv8 := x as bv8; }  // error
method E7(x: bv16) { var c: bv8 := x as bv8; }  // error
method E8(x: int) { var o: ORDINAL := x as ORDINAL; }  // error
method E9(o: ORDINAL) { var x: int := o as int; }  // error
method F1(b: bv8, i: int) { var c := b << i; }  // error
method F2(b: bv8, i: nat) { var c := b >> i; }  // error
method F3(b: bv8, i: nat) { var c := b.RotateLeft(i); }  // error
method F4(b: bv8, i: bv8) { var c := b / i; }  // error
method F5(b: bv8, i: bv8) { var c := b % i; }  // error
method F6(o: ORDINAL) { var p := o - 1; }  // error
method F7(i: int) { var x: nat :| x == i; }  // error
method F8(i: int) { var x: nat :| x + 1 == i + 1; }  // error
function F9(i: int): nat { var x: nat := i; x }  // error
function G1(i: int): nat { if i > 0 then i else -i - 1 }  // error
function G2(i: int): seq<nat> { [i] }  // error
function G3(d: G<int>): nat { match d case G(x) => x }  // error
function G4(d: G<int>): nat { var G(x) := d; x }  // error
function G5(d: G<int>): G<nat> { match d case G(x) => G(x) }  // error
method G6(d: G<int>) { match d case G(x) => var y: nat := x; }  // error
method G7<T>(d: G<int>) { var e: G<nat> := d; }  // error
method G8(s: seq<int>) { var e: seq<nat> := s; }  // error
method G9(s: map<int,int>) { var e: map<int,nat> := s; }  // error
method H1(s: set<int>) { var e: set<nat> := s; }  // error
method H2(s: set<int>) { var e := set x: nat | x in s; assert forall y :: y in e ==> y >= 0; }
method H3(s: set<int>) { var e: set<nat> := set x | x in s; }  // error
method H4(s: set<int>) { var e: map<int,nat> := map x | x in s :: x; }  // error
method H6(s: (int, int)) { var e: (nat, int) := s; }  // error
