"""Small polymorphic programs; `// error` marks the lines of the assertions that must fail."""

PROGRAMS = {
    "boxes": """
type Box;
function box<a>(x: a): Box;
function unbox<a>(b: Box): a;
axiom (forall<a> x: a :: {box(x)} unbox(box(x)) == x);
procedure P(r: real, b: bv8) {
  assert unbox(box(3)) == 3 && (unbox(box(true)): bool);
  assert unbox(box(r)) == r && unbox(box(b)) == b;
  assert box(r) == box(r + 1.0);  // error
}
""",
    "heap": """
type Ref;
type Field a;
type Heap = <a>[Ref, Field a]a;
const unique f: Field int;
const unique g: Field bool;
const unique h: Field int;
var heap: Heap;
procedure P(o: Ref, p: Ref)
  modifies heap;
{
  var before: Heap;
  before := heap;
  heap[o, f] := 5;
  assert heap[o, f] == 5;
  assert heap[p, g] == before[p, g];
  assert heap[p, h] == before[p, h];
  assert heap[p, f] == before[p, f];  // error
}
procedure Q(o: Ref)
  modifies heap;
  ensures heap[o, f] == old(heap[o, f]) + 1;
{
  heap[o, f] := heap[o, f] + 1;
  heap[o, g] := !heap[o, g];
}
procedure R(o: Ref)
  modifies heap;
{
  heap[o, f] := 1;
  call Q(o);
  assert heap[o, f] == 2;
  assert heap[o, g];  // error
}
""",
    "lists": """
type List a;
function nil<a>(): List a;
function cons<a>(x: a, l: List a): List a;
function head<a>(l: List a): a;
function len<a>(l: List a): int;
axiom (forall<a> :: len(nil(): List a) == 0);
axiom (forall<a> x: a, l: List a :: {cons(x, l)} head(cons(x, l)) == x);
axiom (forall<a> x: a, l: List a :: {cons(x, l)} len(cons(x, l)) == len(l) + 1);
axiom (forall<a> l: List a :: {len(l)} 0 <= len(l));
procedure P<a>(x: a, l: List a) {
  assert len(cons(x, cons(x, l))) >= 2;
  assert head(cons(x, l)) == x;
  assert len(cons(1, nil())) == 1;
  assert len(cons(true, nil())) == 1;
  assert head(cons(2, cons(3, nil()))) == 2;
  assert len(l) >= 1;  // error
}
""",
    "procedures": """
procedure swap<a>(x: a, y: a) returns (p: a, q: a)
  ensures p == y && q == x;
{
  p, q := y, x;
}
procedure pick<a, b>(x: a, y: b) returns (p: a)
  ensures p == x;
{
  p := x;
  if (*) { return; }
}
procedure P(c: bool) {
  var i, j: int;
  var m, n: [int]bool;
  call i, j := swap(1, 2);
  assert i == 2 && j == 1;
  call m, n := swap(n, m[3 := c]);
  assert m[3] == c;
  call i := pick(i + 1, c);
  assert i == 3;
  call m := pick(n, i);
  assert m[0] == c;  // error
}
procedure wrong<a>(x: a) returns (y: a)
  ensures y == x;
{
  return;  // error
}
""",
    "lambdas": """
function apply<a, b>(m: [a]b, x: a): b { m[x] }
procedure P<a>(x: a, z: a, i: int) {
  assert (lambda y: a :: y)[x] == x;
  assert apply((lambda y: a :: x), z) == x;
  assert apply((lambda y: int :: y + i), 2) == i + 2;
  assert (lambda y: int :: x)[i] == (lambda y: bool :: x)[true];
  assert (lambda y: a :: z)[x] == x;  // error
}
""",
    "sets": """
type Set a = [a]bool;
function empty<a>(): Set a;
axiom (forall<a> x: a :: {empty()[x]} !empty()[x]);
function union<a>(s: Set a, t: Set a): Set a;
axiom (forall<a> s: Set a, t: Set a, x: a :: {union(s, t)[x]} union(s, t)[x] <==> s[x] || t[x]);
procedure P(s: Set int, t: Set bool, i: int) {
  assert union(s, empty())[i] == s[i];
  assert union(t, empty()[true := true])[true];
  assert (forall j: int :: union(s, s[i := true])[j] == (s[j] || j == i));
  assert union(s, s)[i];  // error
}
""",
    "nested maps": """
function first<a>(m: [int]a): a { m[0] }
procedure P(m: [int][bool]int, n: [int]int) {
  var k: [int][bool]int;
  k := m[3 := m[3][true := 7]];
  assert k[3][true] == 7;
  assert k[3][false] == m[3][false];
  assert k[4] == m[4];
  assert first(k) == m[0];
  assert first(n[0 := 5]) == 5;
  assert first(n) == n[1];  // error
}
""",
    "quantified types": """
type Wrap a;
function wrap<a>(x: a): Wrap a;
function is_wrap<a>(x: a): bool;
axiom (forall<a> x: a :: {wrap(x)} is_wrap(wrap(x)));
procedure P(i: int) {
  assert (exists<a> x: a :: {is_wrap(x)} is_wrap(wrap(x))) || !is_wrap(wrap(i));
  assert is_wrap(wrap(wrap(true)));
  assume (forall<a> x: a :: {is_wrap(x)} is_wrap(x) ==> i > 0);
  assert is_wrap(wrap(i)) ==> i > 0;
  assert is_wrap(i);  // error
}
""",
    "loops and where clauses": """
type Cell a;
function get<a>(c: Cell a): a;
function set<a>(x: a): Cell a;
axiom (forall<a> x: a :: {set(x)} get(set(x)) == x);
var total: Cell int where get(total) >= 0;
procedure P(n: int)
  requires n >= 0;
  modifies total;
{
  var c: Cell int;
  var i: int;
  i := 0;
  c := set(0);
  while (i < n)
    invariant get(c) == i && i <= n;
  {
    i := get(c) + 1;
    c := set(i);
  }
  assert get(c) == n;
  havoc total;
  assert get(total) >= 0;
  havoc c;
  assert set(get(c)) == set(get(c));
  assert get(c) >= 0;  // error
}
""",
    "boxed integers": """
function f<a>(x: a): int;
function id<a>(x: a): a;
axiom (forall<a> x: a :: {id(x)} id(x) == x);
axiom (forall i: int :: {f(i)} f(i) >= i);
procedure P(m: <a>[a]a, k: int) {
  assert f(4) >= 4;
  assert f(id(4)) >= 4;
  assert f(m[k]) >= m[k];
  assert id(k) + 1 == id(k + 1);
  assert (forall i: int :: {f(i)} f(i) + 1 > i);
  assert f(true) >= 0;  // error
}
""",
    "finite types": """
type Color;
const unique red, blue: Color;
axiom (forall c: Color :: {shade(c)} c == red || c == blue);
function shade(c: Color): int;
function pair<a, b>(x: a, y: b): int;
axiom (forall<a, b> x: a, y: b :: {pair(x, y)} pair(x, y) == pair(y, x));
procedure P(c: Color, i: int) {
  assert shade(c) != shade(red) ==> c == blue;
  assert pair(c, i) == pair(i, c);
  assert pair(true, 1) == pair(1, true);
  assert shade(red) != shade(blue);  // error
}
procedure Q(i: int, b: bool, c: Color) {
  assume pair(i, b) == pair(c, i) && shade(c) == i;
  assert false;  // error
}
""",
    "conditionals and lets": """
type Tree a;
function leaf<a>(x: a): Tree a;
function root<a>(t: Tree a): a;
axiom (forall<a> x: a :: {leaf(x)} root(leaf(x)) == x);
function {:inline} choose<a>(c: bool, x: a, y: a): a { if c then x else y }
procedure P<a>(c: bool, x: a, y: a, i: int) {
  assert choose(c, x, x) == x;
  assert choose(c, i, 2) == (if c then i else 2);
  assert (var t := leaf(x); root(t) == x);
  assert root(if c then leaf(i) else leaf(i + 0)) == i;
  assert choose(c, x, y) == x;  // error
}
""",
    "code expressions": """
type Set a = [a]bool;
function any<a>(s: Set a): a;
axiom (forall<a> s: Set a, x: a :: {s[x]} s[x] ==> s[any(s)]);
procedure P(s: Set int) {
  assert |{ var x: Set int; var i: int;
            A: x := s[4 := true]; i := any(x); return x[i]; }|;
  assert |{ var i: int; A: havoc i; goto B, C;
            B: assume s[i]; return s[any(s)]; C: assume !s[i]; return !s[i]; }|;
  assert s[any(s)];  // error
}
""",
}
