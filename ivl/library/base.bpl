// The library "base": maps as sets and point by point, options, vectors, sequences, finite maps,
// and the vocabulary of linear ownership. Names and signatures are those that programs written
// for Boogie's /lib:base use. Type parameters start with $ because they must not be the names of
// types that a program declares.

// ---------------------------------------------------------------- values

// A value of each type, the same one everywhere; unused places of maps and vectors hold it.
function Default<$T>(): $T;

function {:inline} Id<$T>(value: $T): $T { value }

datatype Unit { Unit() }

datatype Option<$T> { None(), Some(t: $T) }

// ---------------------------------------------------------------- maps, point by point

function {:builtin "MapConst"} MapConst<$T, $U>($U): [$T]$U;
function {:builtin "MapIte"} MapIte<$T, $U>([$T]bool, [$T]$U, [$T]$U): [$T]$U;
function {:builtin "MapEq"} MapEq<$T, $U>([$T]$U, [$T]$U): [$T]bool;

function {:builtin "MapNot"} MapNot<$T>([$T]bool): [$T]bool;
function {:builtin "MapAnd"} MapAnd<$T>([$T]bool, [$T]bool): [$T]bool;
function {:builtin "MapOr"} MapOr<$T>([$T]bool, [$T]bool): [$T]bool;
function {:builtin "MapImp"} MapImp<$T>([$T]bool, [$T]bool): [$T]bool;
function {:builtin "MapIff"} MapIff<$T>([$T]bool, [$T]bool): [$T]bool;
function {:inline} MapDiff<$T>(left: [$T]bool, right: [$T]bool): [$T]bool
{
  MapAnd(left, MapNot(right))
}

function {:builtin "MapAdd"} MapAdd<$T>([$T]int, [$T]int): [$T]int;
function {:builtin "MapSub"} MapSub<$T>([$T]int, [$T]int): [$T]int;
function {:builtin "MapMul"} MapMul<$T>([$T]int, [$T]int): [$T]int;
function {:builtin "MapDiv"} MapDiv<$T>([$T]int, [$T]int): [$T]int;
function {:builtin "MapMod"} MapMod<$T>([$T]int, [$T]int): [$T]int;

function {:builtin "MapLt"} MapLt<$T>([$T]int, [$T]int): [$T]bool;
function {:builtin "MapLe"} MapLe<$T>([$T]int, [$T]int): [$T]bool;
function {:builtin "MapGt"} MapGt<$T>([$T]int, [$T]int): [$T]bool;
function {:builtin "MapGe"} MapGe<$T>([$T]int, [$T]int): [$T]bool;

// ---------------------------------------------------------------- sets as maps to bool

function {:inline} Set_Empty<$T>(): [$T]bool { MapConst(false) }
function {:inline} Set_Singleton<$T>(element: $T): [$T]bool { Set_Add(Set_Empty(), element) }

function {:inline} Set_Contains<$T>(set: [$T]bool, element: $T): bool { set[element] }
function {:inline} Set_Add<$T>(set: [$T]bool, element: $T): [$T]bool { set[element := true] }
function {:inline} Set_Remove<$T>(set: [$T]bool, element: $T): [$T]bool { set[element := false] }

function {:inline} Set_Union<$T>(left: [$T]bool, right: [$T]bool): [$T]bool { MapOr(left, right) }
function {:inline} Set_Intersection<$T>(left: [$T]bool, right: [$T]bool): [$T]bool
{
  MapAnd(left, right)
}
function {:inline} Set_Difference<$T>(left: [$T]bool, right: [$T]bool): [$T]bool
{
  MapDiff(left, right)
}
function {:inline} Set_IsSubset<$T>(part: [$T]bool, whole: [$T]bool): bool
{
  MapImp(part, whole) == MapConst(true)
}
function {:inline} Set_IsDisjoint<$T>(left: [$T]bool, right: [$T]bool): bool
{
  Set_Intersection(left, right) == Set_Empty()
}

// An element of a set that is not empty.
function Choice<$T>(set: [$T]bool): $T;
axiom (forall<$T> set: [$T]bool :: {Choice(set)} set != MapConst(false) ==> set[Choice(set)]);

// ---------------------------------------------------------------- intervals of integers

const Identity: [int]int;
axiom (forall i: int :: Identity[i] == i);

function {:inline} AtLeast(low: int): [int]bool { MapLe(MapConst(low), Identity) }

// The integers from `low`, as many as `count`.
function {:inline} Range(low: int, count: int): [int]bool
{
  MapDiff(AtLeast(low), AtLeast(low + count))
}

// ---------------------------------------------------------------- vectors

// The elements are contents[0], ..., contents[len - 1]; all other places hold Default(), so that
// vectors with the same elements are equal. The axioms say that every vector is of this form:
// a program that applies the constructor itself must not build any other.
datatype Vec<$T> { Vec(contents: [int]$T, len: int) }

axiom {:ctor "Vec"} (forall<$T> v: Vec $T :: {v->len} 0 <= v->len);
axiom {:ctor "Vec"} (forall<$T> v: Vec $T :: {v->len} {v->contents}
  MapIte(Range(0, v->len), MapConst(Default()), v->contents) == MapConst(Default()));

function {:inline} Vec_Len<$T>(v: Vec $T): int { v->len }
function {:inline} Vec_Nth<$T>(v: Vec $T, i: int): $T { v->contents[i] }
function {:inline} Vec_Contains<$T>(v: Vec $T, i: int): bool { 0 <= i && i < v->len }

function {:inline} Vec_Empty<$T>(): Vec $T { Vec(MapConst(Default()), 0) }

function {:inline} Vec_Append<$T>(v: Vec $T, last: $T): Vec $T
{
  Vec(v->contents[v->len := last], v->len + 1)
}

// v itself when i is no place in it.
function {:inline} Vec_Update<$T>(v: Vec $T, i: int, element: $T): Vec $T
{
  if Vec_Contains(v, i) then Vec(v->contents[i := element], v->len) else v
}

// v itself when i or j is no place in it.
function {:inline} Vec_Swap<$T>(v: Vec $T, i: int, j: int): Vec $T
{
  (var both := Vec_Contains(v, i) && Vec_Contains(v, j);
    Vec(
      v->contents[i := v->contents[if both then j else i]][j := v->contents[if both then i else j]],
      v->len))
}

// v without its last element; v itself when it is empty.
function {:inline} Vec_Remove<$T>(v: Vec $T): Vec $T
{
  (var some, last := 0 < v->len, v->len - 1;
    Vec(
      v->contents[last := if some then Default() else v->contents[last]],
      if some then last else v->len))
}

function {:inline} Vec_Concat<$T>(front: Vec $T, back: Vec $T): Vec $T
{
  Vec(
    (lambda {:pool "Concat"} i: int ::
      if Vec_Contains(front, i) then Vec_Nth(front, i)
      else if front->len <= i && i < front->len + back->len then Vec_Nth(back, i - front->len)
      else Default()),
    front->len + back->len)
}

// The elements from `start` up to but without `end`; empty unless 0 <= start < end <= len.
function {:inline} Vec_Slice<$T>(v: Vec $T, start: int, end: int): Vec $T
{
  (var proper := 0 <= start && start < end && end <= v->len;
    Vec(
      (lambda {:pool "Slice"} i: int ::
        if proper && 0 <= i && i < end - start then Vec_Nth(v, i + start) else Default()),
      if proper then end - start else 0))
}

// A place where vectors of one length differ, if they do: to be called where equality is proved.
procedure Vec_Ext<$T>(A: Vec $T, B: Vec $T) returns (i: int);
  ensures Vec_Len(A) == Vec_Len(B) && Vec_Nth(A, i) == Vec_Nth(B, i) ==> A == B;

// ---------------------------------------------------------------- sequences of the solver

type {:builtin "Seq"} Seq _;
function {:builtin "seq.empty"} Seq_Empty<$T>(): Seq $T;
function {:builtin "seq.unit"} Seq_Unit<$T>(element: $T): Seq $T;
function {:builtin "seq.len"} Seq_Len<$T>(s: Seq $T): int;
function {:builtin "seq.nth"} Seq_Nth<$T>(s: Seq $T, i: int): $T;
function {:builtin "seq.++"} Seq_Concat<$T>(front: Seq $T, back: Seq $T): Seq $T;
function {:builtin "seq.extract"} Seq_Extract<$T>(s: Seq $T, start: int, count: int): Seq $T;

// ---------------------------------------------------------------- finite maps

// `val` holds Default() outside `dom` in maps built by these functions.
datatype Map<$T, $U> { Map(dom: [$T]bool, val: [$T]$U) }

function {:inline} Map_Empty<$T, $U>(): Map $T $U { Map(Set_Empty(), MapConst(Default())) }
function {:inline} Map_Singleton<$T, $U>(key: $T, value: $U): Map $T $U
{
  Map_Update(Map_Empty(), key, value)
}

function {:inline} Map_Contains<$T, $U>(m: Map $T $U, key: $T): bool { Set_Contains(m->dom, key) }
function {:inline} Map_At<$T, $U>(m: Map $T $U, key: $T): $U { m->val[key] }
function {:inline} Map_Update<$T, $U>(m: Map $T $U, key: $T, value: $U): Map $T $U
{
  Map(Set_Add(m->dom, key), m->val[key := value])
}
function {:inline} Map_Remove<$T, $U>(m: Map $T $U, key: $T): Map $T $U
{
  Map(Set_Remove(m->dom, key), m->val[key := Default()])
}
function {:inline} Map_Swap<$T, $U>(m: Map $T $U, one: $T, other: $T): Map $T $U
{
  (var a, b := Map_At(m, one), Map_At(m, other); Map_Update(Map_Update(m, one, b), other, a))
}

// The part of a map with keys in `keys`, and the rest.
function {:inline} Map_Extract<$T, $U>(m: Map $T $U, keys: [$T]bool): Map $T $U
{
  Map(keys, MapIte(keys, m->val, MapConst(Default())))
}
function {:inline} Map_Exclude<$T, $U>(m: Map $T $U, keys: [$T]bool): Map $T $U
{
  Map(Set_Difference(m->dom, keys), MapIte(keys, MapConst(Default()), m->val))
}

// Where both have a key, the value is that of `left`.
function {:inline} Map_Union<$T, $U>(left: Map $T $U, right: Map $T $U): Map $T $U
{
  Map(Set_Union(left->dom, right->dom), MapIte(left->dom, left->val, right->val))
}
function {:inline} Map_IsDisjoint<$T, $U>(left: Map $T $U, right: Map $T $U): bool
{
  Set_IsDisjoint(left->dom, right->dom)
}
function {:inline} Map_WellFormed<$T, $U>(m: Map $T $U): bool
{
  m->val == MapIte(m->dom, m->val, MapConst(Default()))
}

// ---------------------------------------------------------------- linear ownership

// A permission, one with a value, and permissions without values. The checks that permissions
// are never duplicated belong to Civl and are not made here; what relies on them is not here.
datatype One<$T> { One(val: $T) }
datatype Cell<$T, $U> { Cell(key: One $T, val: $U) }
type UnitMap $K = Map $K Unit;

function {:inline} One_Collector<$T>(one: One $T): [One $T]bool { Set_Singleton(one) }
function {:inline} Map_Collector<$T, $U>(m: Map $T $U): [$T]bool { m->dom }
function {:inline} Map_Collector_Empty<$T, $U, $P>(m: Map $T $U): [$P]bool { MapConst(false) }

pure procedure {:inline 1} Map_MakeEmpty<$K, $V>() returns ({:linear} m: Map $K $V)
{
  m := Map_Empty();
}

// Locations: a new one is different from every other that a permission was given for.
type Loc;
datatype Tag<$V> { Tag(loc: Loc, val: $V) }

pure procedure {:inline 1} Loc_New() returns ({:linear} {:pool "Loc_New"} l: One Loc)
{
  assume {:add_to_pool "Loc_New", l} true;
}
pure procedure {:inline 1} Tag_New()
  returns ({:linear} {:pool "Loc_New"} l: One Loc, {:linear} tag: One (Tag Unit))
{
  assume {:add_to_pool "Loc_New", l} true;
  tag := One(Tag(l->val, Unit()));
}
pure procedure {:inline 1} Tags_New<$V>(vals: [$V]bool)
  returns ({:linear} {:pool "Loc_New"} l: One Loc, {:linear} tags: UnitMap (One (Tag $V)))
{
  assume {:add_to_pool "Loc_New", l} true;
  tags := Map(
    (lambda tag: One (Tag $V) :: tag->val->loc == l->val && vals[tag->val->val]),
    MapConst(Unit()));
}

// ---------------------------------------------------------------- helpers

pure procedure Copy<$T>(v: $T) returns (v': $T);
  ensures v' == v;

pure procedure Assume(b: bool);
  ensures b;

pure procedure {:inline 1} Assert(b: bool)
{
  assert b;
}
