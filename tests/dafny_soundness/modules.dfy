// Modules, refinement, export sets, generic types. Lines that end in "// error" have one; no others.
module M1 { function method F(x: int): int requires x > 0 { x }
  method P(x: int) returns (r: int) requires x > 0 ensures r > x
  lemma L(x: int) ensures F(x) == 3  // error
  predicate Opaque(x: int)
  type T
  function method Mk(): T
  const K := 5
  const Z: int
  datatype D = A | B(n: nat)
  class C { var x: int; method Bump() modifies this ensures x == old(x) + 1 { x := x + 1; } constructor (y: int) requires y > 0 ensures x == y { x := y; } }
}
module M2 { import M1
  method A(x: int) { var y := M1.F(x); }  // error
  method B(x: int) { var y := M1.P(x); }  // error
  method C() { var y := M1.P(3); assert y > 3; assert y > 4; }  // error
  method D() { assert M1.K == 5; assert M1.Z == 5; }  // error
  method E() { var c := new M1.C(0); }  // error
  method F() { var c := new M1.C(1); c.Bump(); assert c.x == 2; assert c.x == 3; }  // error
  method G(c: M1.C) { c.Bump(); }  // error
  method H(d: M1.D) { match d case A => case B(n) => assert n >= 0; assert n > 0; }  // error
  method I() { assert M1.Opaque(3) || !M1.Opaque(3); assert M1.Opaque(3); }  // error
}
abstract module R0 {
  method M(x: int) returns (r: int) requires x > 0 ensures r > 0
  function F(x: int): int requires x > 0 ensures F(x) > 0
  method Q(x: int) returns (r: int) ensures r == x { r := x; }
  method W(x: int) returns (r: int) { r := x; while r < 10 { r := r + 1; } }
  class C { var x: int; method S() modifies this { x := 3; } predicate V() reads this }
}
module R1 refines R0 {
  method M(x: int) returns (r: int) { r := x - 1; }  // error
  function F(x: int): int { x - 1 }  // error
  method Q(x: int) returns (r: int) ensures r > x { ... ; }  // error
  method W(x: int) returns (r: int) ensures r > 5 { ...; while ... invariant r <= 10 { ...; } }  // error
  class C { var y: int; method S() ensures y == old(y) ensures x == 4 { ...; } predicate V() { y > 0 } }  // error
}
module R2 refines R0 {
  method M(x: int) returns (r: int) ensures r == x { r := x; }
  function F(x: int): int { x }
  method W(x: int) returns (r: int) ensures r >= 10 { ...; }
  class C { method S() { ...; assert x == 3; } predicate V() { x == 5 } }
}
module R3 refines R0 {
  method M(x: int) returns (r: int) { r := 5 / (x - 1); }  // error
  function F(x: int): int { 5 / (x - 1) }  // error
}
module X1 { export reveals F provides G, H
  function F(x: int): int { x } function G(x: int): int { x } lemma H(x: int) ensures G(x) == x { } }
module X2 { import X1
  lemma A(x: int) { assert X1.F(x) == x; }
  lemma B(x: int) { assert X1.G(x) == x; }  // error
  lemma C(x: int) { X1.H(x); assert X1.G(x) == x; assert X1.G(x + 1) == x + 1; }  // error
}
module X3 { import opened X1
  lemma A(x: int) { assert F(x) == x; assert F(x) == x + 1; }  // error
  lemma B(x: int) { assert G(x) == x; }  // error
}
abstract module Y0 { type T(==) function Z(): T function Add(x: T, y: T): T lemma Assoc(x: T, y: T, z: T) ensures Add(Add(x, y), z) == Add(x, Add(y, z)) }
module Y1 refines Y0 { type T = int function Z(): T { 0 } function Add(x: T, y: T): T { x + y } lemma Assoc(x: T, y: T, z: T) { } }
module Y2 refines Y0 { type T = int function Z(): T { 0 } function Add(x: T, y: T): T { x - y } lemma Assoc(x: T, y: T, z: T) { } }  // error
abstract module Y3 { import Y : Y0 lemma A(x: Y.T, y: Y.T, z: Y.T) { Y.Assoc(x, y, z); assert Y.Add(Y.Add(x, y), z) == Y.Add(x, Y.Add(y, z)); assert Y.Add(x, y) == Y.Add(y, x); } }  // error
class {:autocontracts} AC { var x: int; var o: array<int>
  predicate Valid() { x > 0 }
  constructor () { x := 0; o := new int[3]; }  // error
  method Inc() ensures x > old(x) { x := x + 1; }
  method Dec() ensures x < old(x) { x := x - 1; }  // error
  method Fld(i: int) requires 0 <= i < o.Length { o[i] := 3; }
  method Rd() returns (r: int) ensures r > 0 { r := x; }
  function method Get(): int { x }
}
class Gen<T(0)> { var t: T; var s: seq<T>; constructor (x: T) ensures t == x && s == [x] { t := x; s := [x]; }
  method Push(y: T) modifies this ensures s == old(s) + [y] ensures t == old(t) { s := s + [y]; }
  method Pop() returns (y: T) requires |s| > 0 modifies this ensures s == old(s)[1..] ensures y == old(s)[0] { y := s[0]; s := s[1..]; }
  method Pop2() returns (y: T) modifies this { y := s[0]; s := s[1..]; }  // error
  function method Len(): nat reads this { |s| }
}
method G1() { var g := new Gen(3); g.Push(4); assert g.s == [3, 4]; var x := g.Pop(); assert x == 3; x := g.Pop(); assert x == 4; x := g.Pop(); }  // error
method G2(g: Gen<nat>) modifies g requires |g.s| > 0 { var x := g.Pop(); assert x >= 0; assert x > 0; }  // error
method G3(g: Gen<nat>) modifies g { g.Push(-1); }  // error
method G4(g: Gen<nat>) { var h: Gen<int> := g; }  // error
method G5<T(0)>(g: Gen<T>, h: Gen<T>) modifies g requires g != h { var l := h.Len(); g.s := []; assert h.Len() == l; assert g.Len() == 0; assert h.Len() == 0; }  // error
function method Id<T>(t: T): T { t }
function method Fst<A, B>(p: (A, B)): A { p.0 }
method G6() { assert Id(3) == 3; assert Fst((1, true)) == 1; assert Id(Id)(4) == 4; assert Fst((2, 1)) == 1; }  // error
datatype Tree<T> = Leaf | Node(l: Tree<T>, v: T, r: Tree<T>)
function method Size<T>(t: Tree<T>): nat { match t case Leaf => 0 case Node(l, v, r) => Size(l) + 1 + Size(r) }
function method Mirror<T>(t: Tree<T>): Tree<T> { match t case Leaf => Leaf case Node(l, v, r) => Node(Mirror(r), v, Mirror(l)) }
lemma G7<T>(t: Tree<T>) ensures Mirror(Mirror(t)) == t { }
lemma G9<T>(t: Tree<T>) ensures Size(Mirror(t)) == Size(t) { }
lemma H1<T>(t: Tree<T>) ensures Size(t) > 0 { }  // error
datatype E = Num(n: int) | Add(a: E, b: E) | Mul(a: E, b: E) | Neg(e: E)
function method Ev(e: E): int { match e case Num(n) => n case Add(x, y) => Ev(x) + Ev(y) case Mul(x, y) => Ev(x) * Ev(y) case Neg(x) => -Ev(x) }
lemma H3(e: E) requires e.Add? ensures Ev(e) == Ev(e.a) + Ev(e.b) { assert e.a != e; assert e.b == e; }  // error
lemma H4(e: E) { var x := e.n; var y := e.a; if e.Add? || e.Mul? { var z := e.b; var w := e.e; } }  // error
method H5(s: string) { assert |"abc"| == 3; assert "abc"[1] == 'b'; assert "abc" + "d" == "abcd"; assert "abc"[1] == 'c'; var c := s[0]; }  // error
method H6(c: char) { assert 'a' < 'b'; assert c as int >= 0; assert c as int < 65536; assert c as int > 0; }  // error
