// What Dafny's types mean in IVL. Values inside of collections, of type parameters and of opaque
// types are boxes; a type is a term, and $Is(b, t) says that the boxed value b has the type t.

type Ty;
type Box;
type ref;
type Field;
type Handle;
type Heap = [ref][Field]Box;

const null: ref;

// ---------------------------------------------------------------- boxes

function $Box_bool(x: bool): Box;
function $Unbox_bool(b: Box): bool;
axiom (forall x: bool :: {$Box_bool(x)} $Unbox_bool($Box_bool(x)) == x);

function $Box_int(x: int): Box;
function $Unbox_int(b: Box): int;
axiom (forall x: int :: {$Box_int(x)} $Unbox_int($Box_int(x)) == x);

function $Box_real(x: real): Box;
function $Unbox_real(b: Box): real;
axiom (forall x: real :: {$Box_real(x)} $Unbox_real($Box_real(x)) == x);

function $Box_ref(x: ref): Box;
function $Unbox_ref(b: Box): ref;
axiom (forall x: ref :: {$Box_ref(x)} $Unbox_ref($Box_ref(x)) == x);

function $Box_Set(x: Set): Box;
function $Unbox_Set(b: Box): Set;
axiom (forall x: Set :: {$Box_Set(x)} $Unbox_Set($Box_Set(x)) == x);

function $Box_ISet(x: ISet): Box;
function $Unbox_ISet(b: Box): ISet;
axiom (forall x: ISet :: {$Box_ISet(x)} $Unbox_ISet($Box_ISet(x)) == x);

function $Box_MultiSet(x: MultiSet): Box;
function $Unbox_MultiSet(b: Box): MultiSet;
axiom (forall x: MultiSet :: {$Box_MultiSet(x)} $Unbox_MultiSet($Box_MultiSet(x)) == x);

function $Box_Seq(x: Seq): Box;
function $Unbox_Seq(b: Box): Seq;
axiom (forall x: Seq :: {$Box_Seq(x)} $Unbox_Seq($Box_Seq(x)) == x);

function $Box_Map(x: Map): Box;
function $Unbox_Map(b: Box): Map;
axiom (forall x: Map :: {$Box_Map(x)} $Unbox_Map($Box_Map(x)) == x);

function $Box_IMap(x: IMap): Box;
function $Unbox_IMap(b: Box): IMap;
axiom (forall x: IMap :: {$Box_IMap(x)} $Unbox_IMap($Box_IMap(x)) == x);

function $Box_Handle(x: Handle): Box;
function $Unbox_Handle(b: Box): Handle;
axiom (forall x: Handle :: {$Box_Handle(x)} $Unbox_Handle($Box_Handle(x)) == x);

function $Box_ORDINAL(x: ORDINAL): Box;
function $Unbox_ORDINAL(b: Box): ORDINAL;
axiom (forall x: ORDINAL :: {$Box_ORDINAL(x)} $Unbox_ORDINAL($Box_ORDINAL(x)) == x);

// ---------------------------------------------------------------- types

const unique TBool: Ty;
const unique TInt: Ty;
const unique TChar: Ty;
const unique TReal: Ty;
const unique TORDINAL: Ty;
function TBitvector(width: int): Ty;
function TSet(t: Ty): Ty;
function TISet(t: Ty): Ty;
function TMultiSet(t: Ty): Ty;
function TSeq(t: Ty): Ty;
function TMap(t: Ty, u: Ty): Ty;
function TIMap(t: Ty, u: Ty): Ty;

// Types are different if they are made in different ways, or of different types.
function $Kind(t: Ty): int;
function $FirstPart(t: Ty): Ty;
function $SecondPart(t: Ty): Ty;
axiom $Kind(TBool) == 0 && $Kind(TInt) == 1 && $Kind(TChar) == 2 && $Kind(TReal) == 3
  && $Kind(TORDINAL) == 4;
axiom (forall w: int :: {TBitvector(w)} $Kind(TBitvector(w)) == 5 + w);
axiom (forall t: Ty :: {TSet(t)} $Kind(TSet(t)) == -1 && $FirstPart(TSet(t)) == t);
axiom (forall t: Ty :: {TISet(t)} $Kind(TISet(t)) == -2 && $FirstPart(TISet(t)) == t);
axiom (forall t: Ty :: {TMultiSet(t)} $Kind(TMultiSet(t)) == -3 && $FirstPart(TMultiSet(t)) == t);
axiom (forall t: Ty :: {TSeq(t)} $Kind(TSeq(t)) == -4 && $FirstPart(TSeq(t)) == t);
axiom (forall t: Ty, u: Ty :: {TMap(t, u)} $Kind(TMap(t, u)) == -5
  && $FirstPart(TMap(t, u)) == t && $SecondPart(TMap(t, u)) == u);
axiom (forall t: Ty, u: Ty :: {TIMap(t, u)} $Kind(TIMap(t, u)) == -6
  && $FirstPart(TIMap(t, u)) == t && $SecondPart(TIMap(t, u)) == u);

function $Is(b: Box, t: Ty): bool;

axiom (forall b: Box :: {$Is(b, TBool)} $Is(b, TBool) ==> $Box_bool($Unbox_bool(b)) == b);
axiom (forall b: Box :: {$Is(b, TInt)} $Is(b, TInt) ==> $Box_int($Unbox_int(b)) == b);
axiom (forall b: Box :: {$Is(b, TReal)} $Is(b, TReal) ==> $Box_real($Unbox_real(b)) == b);
axiom (forall b: Box :: {$Is(b, TChar)} $Is(b, TChar) ==>
  $Box_int($Unbox_int(b)) == b && 0 <= $Unbox_int(b) && $Unbox_int(b) < 65536);
axiom (forall b: Box :: {$Is(b, TORDINAL)} $Is(b, TORDINAL) ==>
  $Box_ORDINAL($Unbox_ORDINAL(b)) == b);
axiom (forall x: bool :: {$Is($Box_bool(x), TBool)} $Is($Box_bool(x), TBool));
axiom (forall x: int :: {$Is($Box_int(x), TInt)} $Is($Box_int(x), TInt));
axiom (forall x: real :: {$Is($Box_real(x), TReal)} $Is($Box_real(x), TReal));
axiom (forall x: int :: {$Is($Box_int(x), TChar)} 0 <= x && x < 65536 ==> $Is($Box_int(x), TChar));
axiom (forall x: ORDINAL :: {$Is($Box_ORDINAL(x), TORDINAL)} $Is($Box_ORDINAL(x), TORDINAL));

axiom (forall b: Box, t: Ty :: {$Is(b, TSet(t))} $Is(b, TSet(t)) ==> $Box_Set($Unbox_Set(b)) == b);
axiom (forall s: Set, t: Ty :: {$Is($Box_Set(s), TSet(t))}
  $Is($Box_Set(s), TSet(t)) <==> (forall b: Box :: {Set#In(b, s)} Set#In(b, s) ==> $Is(b, t)));
axiom (forall b: Box, t: Ty :: {$Is(b, TISet(t))}
  $Is(b, TISet(t)) ==> $Box_ISet($Unbox_ISet(b)) == b);
axiom (forall s: ISet, t: Ty :: {$Is($Box_ISet(s), TISet(t))}
  $Is($Box_ISet(s), TISet(t)) <==> (forall b: Box :: {s[b]} s[b] ==> $Is(b, t)));
axiom (forall b: Box, t: Ty :: {$Is(b, TMultiSet(t))}
  $Is(b, TMultiSet(t)) ==> $Box_MultiSet($Unbox_MultiSet(b)) == b);
axiom (forall m: MultiSet, t: Ty :: {$Is($Box_MultiSet(m), TMultiSet(t))}
  $Is($Box_MultiSet(m), TMultiSet(t)) <==>
  (forall b: Box :: {MultiSet#Count(m, b)} 0 < MultiSet#Count(m, b) ==> $Is(b, t)));
axiom (forall b: Box, t: Ty :: {$Is(b, TSeq(t))} $Is(b, TSeq(t)) ==> $Box_Seq($Unbox_Seq(b)) == b);
axiom (forall s: Seq, t: Ty :: {$Is($Box_Seq(s), TSeq(t))}
  $Is($Box_Seq(s), TSeq(t)) <==>
  (forall i: int :: {Seq#Index(s, i)} 0 <= i && i < Seq#Length(s) ==> $Is(Seq#Index(s, i), t)));
axiom (forall b: Box, t: Ty, u: Ty :: {$Is(b, TMap(t, u))}
  $Is(b, TMap(t, u)) ==> $Box_Map($Unbox_Map(b)) == b);
axiom (forall m: Map, t: Ty, u: Ty :: {$Is($Box_Map(m), TMap(t, u))}
  $Is($Box_Map(m), TMap(t, u)) <==>
  (forall b: Box :: {Map#Elements(m)[b]} {Set#In(b, Map#Domain(m))}
    Set#In(b, Map#Domain(m)) ==> $Is(b, t) && $Is(Map#Elements(m)[b], u)));
axiom (forall b: Box, t: Ty, u: Ty :: {$Is(b, TIMap(t, u))}
  $Is(b, TIMap(t, u)) ==> $Box_IMap($Unbox_IMap(b)) == b);
axiom (forall m: IMap, t: Ty, u: Ty :: {$Is($Box_IMap(m), TIMap(t, u))}
  $Is($Box_IMap(m), TIMap(t, u)) <==>
  (forall b: Box :: {IMap#Elements(m)[b]} {IMap#Domain(m)[b]}
    IMap#Domain(m)[b] ==> $Is(b, t) && $Is(IMap#Elements(m)[b], u)));

// ---------------------------------------------------------------- the heap

var $Heap: Heap;
const unique $alloc: Field;

function {:inline} $Allocated(h: Heap, r: ref): bool { $Unbox_bool(h[r][$alloc]) }

// A consequence of what arrays are: it says at once that other fields keep their values, whichever
// object is assigned to.
axiom (forall h: Heap, r: ref, f: Field, x: Box, s: ref, g: Field ::
  {h[r := h[r][f := x]][s][g]}
  f != g ==> h[r := h[r][f := x]][s][g] == h[s][g]);

// h is a heap that a program can reach: what is allocated refers to what is allocated.
function $GoodHeap(h: Heap): bool;
// A heap in which functions are applied that do not read it.
const $OneHeap: Heap;
axiom $GoodHeap($OneHeap);
// k comes after h in an execution: nothing is deallocated.
function $HeapSucc(h: Heap, k: Heap): bool;
axiom (forall h: Heap, k: Heap :: {$HeapSucc(h, k)} $HeapSucc(h, k) ==>
  (forall r: ref :: {k[r]} $Allocated(h, r) ==> $Allocated(k, r)));
axiom (forall h: Heap, k: Heap, l: Heap :: {$HeapSucc(h, k), $HeapSucc(k, l)}
  $HeapSucc(h, k) && $HeapSucc(k, l) ==> $HeapSucc(h, l));

// Whether a function value of type t is made of objects that are allocated in h.
function $IsAlive(f: Handle, t: Ty, h: Heap): bool;
axiom (forall h: Heap, k: Heap, f: Handle, t: Ty :: {$HeapSucc(h, k), $IsAlive(f, t, h)}
  $HeapSucc(h, k) && $IsAlive(f, t, h) ==> $IsAlive(f, t, k));

// Whether all objects in a boxed value of type t are allocated in h.
function $IsAlloc(b: Box, t: Ty, h: Heap): bool;
axiom (forall h: Heap, k: Heap, b: Box, t: Ty :: {$HeapSucc(h, k), $IsAlloc(b, t, h)}
  $HeapSucc(h, k) && $IsAlloc(b, t, h) ==> $IsAlloc(b, t, k));
axiom (forall h: Heap, b: Box :: {$IsAlloc(b, TBool, h)} $IsAlloc(b, TBool, h));
axiom (forall h: Heap, b: Box :: {$IsAlloc(b, TInt, h)} $IsAlloc(b, TInt, h));
axiom (forall h: Heap, b: Box :: {$IsAlloc(b, TReal, h)} $IsAlloc(b, TReal, h));
axiom (forall h: Heap, b: Box :: {$IsAlloc(b, TChar, h)} $IsAlloc(b, TChar, h));
axiom (forall h: Heap, b: Box :: {$IsAlloc(b, TORDINAL, h)} $IsAlloc(b, TORDINAL, h));
axiom (forall h: Heap, b: Box, w: int :: {$IsAlloc(b, TBitvector(w), h)}
  $IsAlloc(b, TBitvector(w), h));
axiom (forall h: Heap, s: Set, t: Ty :: {$IsAlloc($Box_Set(s), TSet(t), h)}
  $IsAlloc($Box_Set(s), TSet(t), h) <==>
  (forall b: Box :: {Set#In(b, s)} Set#In(b, s) ==> $IsAlloc(b, t, h)));
axiom (forall h: Heap, s: ISet, t: Ty :: {$IsAlloc($Box_ISet(s), TISet(t), h)}
  $IsAlloc($Box_ISet(s), TISet(t), h) <==>
  (forall b: Box :: {s[b]} s[b] ==> $IsAlloc(b, t, h)));
axiom (forall h: Heap, m: MultiSet, t: Ty :: {$IsAlloc($Box_MultiSet(m), TMultiSet(t), h)}
  $IsAlloc($Box_MultiSet(m), TMultiSet(t), h) <==>
  (forall b: Box :: {MultiSet#Count(m, b)} 0 < MultiSet#Count(m, b) ==> $IsAlloc(b, t, h)));
axiom (forall h: Heap, s: Seq, t: Ty :: {$IsAlloc($Box_Seq(s), TSeq(t), h)}
  $IsAlloc($Box_Seq(s), TSeq(t), h) <==>
  (forall i: int :: {Seq#Index(s, i)}
    0 <= i && i < Seq#Length(s) ==> $IsAlloc(Seq#Index(s, i), t, h)));
axiom (forall h: Heap, m: Map, t: Ty, u: Ty :: {$IsAlloc($Box_Map(m), TMap(t, u), h)}
  $IsAlloc($Box_Map(m), TMap(t, u), h) <==>
  (forall b: Box :: {Map#Elements(m)[b]} {Set#In(b, Map#Domain(m))}
    Set#In(b, Map#Domain(m)) ==> $IsAlloc(b, t, h) && $IsAlloc(Map#Elements(m)[b], u, h)));

// The classes of objects, arrays among them. Fields of arrays are their elements.
function $TypeOf(r: ref): Ty;
function $IndexField(i: int): Field;
function $IndexOf(f: Field): int;
axiom (forall i: int :: {$IndexField(i)} $IndexOf($IndexField(i)) == i && $IndexField(i) != $alloc);
function $MultiIndexField(f: Field, i: int): Field;
function $FirstOf(f: Field): Field;
function $SecondOf(f: Field): int;
axiom (forall f: Field, i: int :: {$MultiIndexField(f, i)}
  $FirstOf($MultiIndexField(f, i)) == f && $SecondOf($MultiIndexField(f, i)) == i
  && $MultiIndexField(f, i) != $alloc);
function $ArrayLength(r: ref, dimension: int): int;
axiom (forall r: ref, d: int :: {$ArrayLength(r, d)} 0 <= $ArrayLength(r, d));

// ---------------------------------------------------------------- finite sets

type Set;
function Set#In(b: Box, s: Set): bool;
const Set#Empty: Set;
axiom (forall b: Box :: {Set#In(b, Set#Empty)} !Set#In(b, Set#Empty));
function Set#Add(s: Set, b: Box): Set;
axiom (forall s: Set, x: Box, b: Box :: {Set#In(b, Set#Add(s, x))}
  Set#In(b, Set#Add(s, x)) <==> b == x || Set#In(b, s));
axiom (forall s: Set, x: Box :: {Set#Add(s, x)} Set#In(x, Set#Add(s, x)));
axiom (forall s: Set, x: Box, b: Box :: {Set#Add(s, x), Set#In(b, s)}
  Set#In(b, s) ==> Set#In(b, Set#Add(s, x)));
function Set#Union(s: Set, u: Set): Set;
axiom (forall s: Set, u: Set, b: Box :: {Set#In(b, Set#Union(s, u))}
  Set#In(b, Set#Union(s, u)) <==> Set#In(b, s) || Set#In(b, u));
axiom (forall s: Set, u: Set, b: Box :: {Set#Union(s, u), Set#In(b, s)}
  Set#In(b, s) ==> Set#In(b, Set#Union(s, u)));
axiom (forall s: Set, u: Set, b: Box :: {Set#Union(s, u), Set#In(b, u)}
  Set#In(b, u) ==> Set#In(b, Set#Union(s, u)));
axiom (forall s: Set, u: Set :: {Set#Union(s, u)}
  Set#Disjoint(s, u) ==>
  Set#Difference(Set#Union(s, u), s) == u && Set#Difference(Set#Union(s, u), u) == s);
function Set#Intersection(s: Set, u: Set): Set;
axiom (forall s: Set, u: Set, b: Box :: {Set#In(b, Set#Intersection(s, u))}
  Set#In(b, Set#Intersection(s, u)) <==> Set#In(b, s) && Set#In(b, u));
axiom (forall s: Set, u: Set :: {Set#Union(Set#Union(s, u), u)}
  Set#Union(Set#Union(s, u), u) == Set#Union(s, u));
axiom (forall s: Set, u: Set :: {Set#Union(s, Set#Union(s, u))}
  Set#Union(s, Set#Union(s, u)) == Set#Union(s, u));
axiom (forall s: Set, u: Set :: {Set#Intersection(Set#Intersection(s, u), u)}
  Set#Intersection(Set#Intersection(s, u), u) == Set#Intersection(s, u));
axiom (forall s: Set, u: Set :: {Set#Intersection(s, Set#Intersection(s, u))}
  Set#Intersection(s, Set#Intersection(s, u)) == Set#Intersection(s, u));
function Set#Difference(s: Set, u: Set): Set;
axiom (forall s: Set, u: Set, b: Box :: {Set#In(b, Set#Difference(s, u))}
  Set#In(b, Set#Difference(s, u)) <==> Set#In(b, s) && !Set#In(b, u));
axiom (forall s: Set, u: Set, b: Box :: {Set#Difference(s, u), Set#In(b, u)}
  Set#In(b, u) ==> !Set#In(b, Set#Difference(s, u)));
function Set#Subset(s: Set, u: Set): bool;
axiom (forall s: Set, u: Set :: {Set#Subset(s, u)}
  Set#Subset(s, u) <==> (forall b: Box :: {Set#In(b, s)} {Set#In(b, u)}
    Set#In(b, s) ==> Set#In(b, u)));
function Set#Equal(s: Set, u: Set): bool;
axiom (forall s: Set, u: Set :: {Set#Equal(s, u)}
  Set#Equal(s, u) <==> (forall b: Box :: {Set#In(b, s)} {Set#In(b, u)}
    Set#In(b, s) <==> Set#In(b, u)));
axiom (forall s: Set, u: Set :: {Set#Equal(s, u)} Set#Equal(s, u) ==> s == u);
function Set#Disjoint(s: Set, u: Set): bool;
axiom (forall s: Set, u: Set :: {Set#Disjoint(s, u)}
  Set#Disjoint(s, u) <==> (forall b: Box :: {Set#In(b, s)} {Set#In(b, u)}
    !Set#In(b, s) || !Set#In(b, u)));
// The finite set of the boxes that satisfy p; p is true of finitely many only.
function Set#From(p: [Box]bool): Set;
axiom (forall p: [Box]bool, b: Box :: {Set#In(b, Set#From(p))} Set#In(b, Set#From(p)) <==> p[b]);

function Set#Card(s: Set): int;
axiom (forall s: Set :: {Set#Card(s)} 0 <= Set#Card(s));
axiom (forall s: Set :: {Set#Card(s)}
  (Set#Card(s) == 0 <==> s == Set#Empty) &&
  (Set#Card(s) != 0 ==> (exists b: Box :: {Set#In(b, s)} Set#In(b, s))));
axiom (forall s: Set, x: Box :: {Set#Card(Set#Add(s, x))}
  Set#Card(Set#Add(s, x)) == (if Set#In(x, s) then Set#Card(s) else Set#Card(s) + 1));
axiom (forall s: Set, u: Set :: {Set#Card(Set#Union(s, u))} {Set#Card(Set#Intersection(s, u))}
  Set#Card(Set#Union(s, u)) + Set#Card(Set#Intersection(s, u)) == Set#Card(s) + Set#Card(u));
axiom (forall s: Set, u: Set :: {Set#Card(Set#Difference(s, u))}
  Set#Card(Set#Difference(s, u)) + Set#Card(Set#Difference(u, s))
  + Set#Card(Set#Intersection(s, u)) == Set#Card(Set#Union(s, u)) &&
  Set#Card(Set#Difference(s, u)) == Set#Card(s) - Set#Card(Set#Intersection(s, u)));

// ---------------------------------------------------------------- sets that may be infinite

type ISet = [Box]bool;
function {:inline} ISet#Empty(): ISet { (lambda b: Box :: false) }
function {:inline} ISet#Add(s: ISet, x: Box): ISet { s[x := true] }
function ISet#Union(s: ISet, u: ISet): ISet;
axiom (forall s: ISet, u: ISet, b: Box :: {ISet#Union(s, u)[b]} {ISet#Union(s, u), s[b]}
  {ISet#Union(s, u), u[b]} ISet#Union(s, u)[b] <==> s[b] || u[b]);
function ISet#Intersection(s: ISet, u: ISet): ISet;
axiom (forall s: ISet, u: ISet, b: Box :: {ISet#Intersection(s, u)[b]}
  ISet#Intersection(s, u)[b] <==> s[b] && u[b]);
function ISet#Difference(s: ISet, u: ISet): ISet;
axiom (forall s: ISet, u: ISet, b: Box :: {ISet#Difference(s, u)[b]} {ISet#Difference(s, u), u[b]}
  ISet#Difference(s, u)[b] <==> s[b] && !u[b]);
function ISet#Subset(s: ISet, u: ISet): bool;
axiom (forall s: ISet, u: ISet :: {ISet#Subset(s, u)}
  ISet#Subset(s, u) <==> (forall b: Box :: {s[b]} {u[b]} s[b] ==> u[b]));
function ISet#Equal(s: ISet, u: ISet): bool;
axiom (forall s: ISet, u: ISet :: {ISet#Equal(s, u)}
  ISet#Equal(s, u) <==> (forall b: Box :: {s[b]} {u[b]} s[b] <==> u[b]));
axiom (forall s: ISet, u: ISet :: {ISet#Equal(s, u)} ISet#Equal(s, u) ==> s == u);
function ISet#Disjoint(s: ISet, u: ISet): bool;
axiom (forall s: ISet, u: ISet :: {ISet#Disjoint(s, u)}
  ISet#Disjoint(s, u) <==> (forall b: Box :: {s[b]} {u[b]} !s[b] || !u[b]));

// ---------------------------------------------------------------- multisets

type MultiSet;
function MultiSet#Count(m: MultiSet, b: Box): int;
axiom (forall m: MultiSet, b: Box :: {MultiSet#Count(m, b)} 0 <= MultiSet#Count(m, b));
const MultiSet#Empty: MultiSet;
axiom (forall b: Box :: {MultiSet#Count(MultiSet#Empty, b)} MultiSet#Count(MultiSet#Empty, b) == 0);
function MultiSet#Update(m: MultiSet, x: Box, n: int): MultiSet;
axiom (forall m: MultiSet, x: Box, n: int, b: Box :: {MultiSet#Count(MultiSet#Update(m, x, n), b)}
  0 <= n ==> MultiSet#Count(MultiSet#Update(m, x, n), b) ==
    (if b == x then n else MultiSet#Count(m, b)));
axiom (forall m: MultiSet, x: Box, n: int :: {MultiSet#Update(m, x, n)}
  0 <= n ==> MultiSet#Count(MultiSet#Update(m, x, n), x) == n);
function {:inline} MultiSet#Add(m: MultiSet, x: Box): MultiSet {
  MultiSet#Update(m, x, MultiSet#Count(m, x) + 1)
}
function MultiSet#Union(m: MultiSet, n: MultiSet): MultiSet;
axiom (forall m: MultiSet, n: MultiSet, b: Box :: {MultiSet#Count(MultiSet#Union(m, n), b)}
  {MultiSet#Union(m, n), MultiSet#Count(m, b)} {MultiSet#Union(m, n), MultiSet#Count(n, b)}
  MultiSet#Count(MultiSet#Union(m, n), b) == MultiSet#Count(m, b) + MultiSet#Count(n, b));
function MultiSet#Intersection(m: MultiSet, n: MultiSet): MultiSet;
axiom (forall m: MultiSet, n: MultiSet, b: Box :: {MultiSet#Count(MultiSet#Intersection(m, n), b)}
  MultiSet#Count(MultiSet#Intersection(m, n), b) ==
    (if MultiSet#Count(m, b) <= MultiSet#Count(n, b) then MultiSet#Count(m, b)
     else MultiSet#Count(n, b)));
function MultiSet#Difference(m: MultiSet, n: MultiSet): MultiSet;
axiom (forall m: MultiSet, n: MultiSet, b: Box :: {MultiSet#Count(MultiSet#Difference(m, n), b)}
  {MultiSet#Difference(m, n), MultiSet#Count(n, b)}
  MultiSet#Count(MultiSet#Difference(m, n), b) ==
    (if MultiSet#Count(n, b) <= MultiSet#Count(m, b)
     then MultiSet#Count(m, b) - MultiSet#Count(n, b) else 0));
function MultiSet#Subset(m: MultiSet, n: MultiSet): bool;
axiom (forall m: MultiSet, n: MultiSet :: {MultiSet#Subset(m, n)}
  MultiSet#Subset(m, n) <==>
  (forall b: Box :: {MultiSet#Count(m, b)} {MultiSet#Count(n, b)}
    MultiSet#Count(m, b) <= MultiSet#Count(n, b)));
function MultiSet#Equal(m: MultiSet, n: MultiSet): bool;
axiom (forall m: MultiSet, n: MultiSet :: {MultiSet#Equal(m, n)}
  MultiSet#Equal(m, n) <==>
  (forall b: Box :: {MultiSet#Count(m, b)} {MultiSet#Count(n, b)}
    MultiSet#Count(m, b) == MultiSet#Count(n, b)));
axiom (forall m: MultiSet, n: MultiSet :: {MultiSet#Equal(m, n)} MultiSet#Equal(m, n) ==> m == n);
function MultiSet#Disjoint(m: MultiSet, n: MultiSet): bool;
axiom (forall m: MultiSet, n: MultiSet :: {MultiSet#Disjoint(m, n)}
  MultiSet#Disjoint(m, n) <==>
  (forall b: Box :: {MultiSet#Count(m, b)} {MultiSet#Count(n, b)}
    MultiSet#Count(m, b) == 0 || MultiSet#Count(n, b) == 0));
function MultiSet#Card(m: MultiSet): int;
axiom (forall m: MultiSet :: {MultiSet#Card(m)} 0 <= MultiSet#Card(m));
axiom (forall m: MultiSet :: {MultiSet#Card(m)}
  (MultiSet#Card(m) == 0 <==> m == MultiSet#Empty) &&
  (MultiSet#Card(m) != 0 ==> (exists b: Box :: {MultiSet#Count(m, b)} 0 < MultiSet#Count(m, b))));
axiom (forall m: MultiSet, x: Box, n: int :: {MultiSet#Card(MultiSet#Update(m, x, n))}
  0 <= n ==>
  MultiSet#Card(MultiSet#Update(m, x, n)) == MultiSet#Card(m) - MultiSet#Count(m, x) + n);
axiom (forall m: MultiSet, n: MultiSet :: {MultiSet#Card(MultiSet#Union(m, n))}
  MultiSet#Card(MultiSet#Union(m, n)) == MultiSet#Card(m) + MultiSet#Card(n));
axiom (forall m: MultiSet, n: MultiSet :: {MultiSet#Card(MultiSet#Difference(m, n))}
  MultiSet#Card(MultiSet#Difference(m, n)) + MultiSet#Card(MultiSet#Difference(n, m))
  + 2 * MultiSet#Card(MultiSet#Intersection(m, n)) == MultiSet#Card(MultiSet#Union(m, n)) &&
  MultiSet#Card(MultiSet#Difference(m, n)) ==
    MultiSet#Card(m) - MultiSet#Card(MultiSet#Intersection(m, n)));
function MultiSet#FromSet(s: Set): MultiSet;
axiom (forall s: Set, b: Box :: {MultiSet#Count(MultiSet#FromSet(s), b)}
  MultiSet#Count(MultiSet#FromSet(s), b) == (if Set#In(b, s) then 1 else 0));
axiom (forall s: Set :: {MultiSet#Card(MultiSet#FromSet(s))}
  MultiSet#Card(MultiSet#FromSet(s)) == Set#Card(s));
function MultiSet#FromSeq(s: Seq): MultiSet;
axiom (forall s: Seq :: {MultiSet#Card(MultiSet#FromSeq(s))}
  MultiSet#Card(MultiSet#FromSeq(s)) == Seq#Length(s));
axiom (forall s: Seq, x: Box :: {MultiSet#FromSeq(Seq#Build(s, x))}
  MultiSet#FromSeq(Seq#Build(s, x)) == MultiSet#Add(MultiSet#FromSeq(s), x));
axiom MultiSet#FromSeq(Seq#Empty) == MultiSet#Empty;
axiom (forall s: Seq, u: Seq :: {MultiSet#FromSeq(Seq#Append(s, u))}
  MultiSet#FromSeq(Seq#Append(s, u)) ==
    MultiSet#Union(MultiSet#FromSeq(s), MultiSet#FromSeq(u)));
axiom (forall s: Seq, i: int, x: Box, b: Box ::
  {MultiSet#Count(MultiSet#FromSeq(Seq#Update(s, i, x)), b)}
  0 <= i && i < Seq#Length(s) ==>
  MultiSet#Count(MultiSet#FromSeq(Seq#Update(s, i, x)), b) ==
  MultiSet#Count(MultiSet#Union(MultiSet#Difference(MultiSet#FromSeq(s),
    MultiSet#Add(MultiSet#Empty, Seq#Index(s, i))), MultiSet#Add(MultiSet#Empty, x)), b));
axiom (forall s: Seq, x: Box :: {MultiSet#Count(MultiSet#FromSeq(s), x)}
  0 < MultiSet#Count(MultiSet#FromSeq(s), x) <==>
  (exists i: int :: {Seq#Index(s, i)} 0 <= i && i < Seq#Length(s) && Seq#Index(s, i) == x));

// ---------------------------------------------------------------- sequences

type Seq;
function Seq#Length(s: Seq): int;
axiom (forall s: Seq :: {Seq#Length(s)} 0 <= Seq#Length(s));
function Seq#Index(s: Seq, i: int): Box;
const Seq#Empty: Seq;
axiom Seq#Length(Seq#Empty) == 0;
axiom (forall s: Seq :: {Seq#Length(s)} Seq#Length(s) == 0 ==> s == Seq#Empty);
function Seq#Build(s: Seq, x: Box): Seq;
axiom (forall s: Seq, x: Box :: {Seq#Build(s, x)}
  Seq#Length(Seq#Build(s, x)) == Seq#Length(s) + 1);
axiom (forall s: Seq, x: Box, i: int :: {Seq#Index(Seq#Build(s, x), i)}
  (i == Seq#Length(s) ==> Seq#Index(Seq#Build(s, x), i) == x) &&
  (i != Seq#Length(s) && 0 <= i && i < Seq#Length(s) ==>
    Seq#Index(Seq#Build(s, x), i) == Seq#Index(s, i)));
function Seq#Rest(s: Seq): Seq;
function Seq#Last(s: Seq): Box;
axiom (forall s: Seq, x: Box :: {Seq#Build(s, x)}
  Seq#Rest(Seq#Build(s, x)) == s && Seq#Last(Seq#Build(s, x)) == x);
function Seq#Append(s: Seq, u: Seq): Seq;
axiom (forall s: Seq, u: Seq :: {Seq#Length(Seq#Append(s, u))}
  Seq#Length(Seq#Append(s, u)) == Seq#Length(s) + Seq#Length(u));
axiom (forall s: Seq, u: Seq, i: int :: {Seq#Index(Seq#Append(s, u), i)}
  0 <= i && i < Seq#Length(s) + Seq#Length(u) ==>
  (i < Seq#Length(s) ==> Seq#Index(Seq#Append(s, u), i) == Seq#Index(s, i)) &&
  (Seq#Length(s) <= i ==>
    Seq#Index(Seq#Append(s, u), i) == Seq#Index(u, i - Seq#Length(s))));
axiom (forall s: Seq :: {Seq#Append(s, Seq#Empty)} Seq#Append(s, Seq#Empty) == s);
axiom (forall s: Seq :: {Seq#Append(Seq#Empty, s)} Seq#Append(Seq#Empty, s) == s);
function Seq#Update(s: Seq, i: int, x: Box): Seq;
axiom (forall s: Seq, i: int, x: Box :: {Seq#Length(Seq#Update(s, i, x))}
  0 <= i && i < Seq#Length(s) ==> Seq#Length(Seq#Update(s, i, x)) == Seq#Length(s));
axiom (forall s: Seq, i: int, x: Box, j: int :: {Seq#Index(Seq#Update(s, i, x), j)}
  0 <= i && i < Seq#Length(s) && 0 <= j && j < Seq#Length(s) ==>
  Seq#Index(Seq#Update(s, i, x), j) == (if i == j then x else Seq#Index(s, j)));
function Seq#Contains(s: Seq, x: Box): bool;
axiom (forall s: Seq, x: Box :: {Seq#Contains(s, x)}
  Seq#Contains(s, x) <==>
  (exists i: int :: {Seq#Index(s, i)} 0 <= i && i < Seq#Length(s) && Seq#Index(s, i) == x));
axiom (forall x: Box :: {Seq#Contains(Seq#Empty, x)} !Seq#Contains(Seq#Empty, x));
axiom (forall s: Seq, u: Seq, x: Box :: {Seq#Contains(Seq#Append(s, u), x)}
  Seq#Contains(Seq#Append(s, u), x) <==> Seq#Contains(s, x) || Seq#Contains(u, x));
axiom (forall s: Seq, y: Box, x: Box :: {Seq#Contains(Seq#Build(s, y), x)}
  Seq#Contains(Seq#Build(s, y), x) <==> y == x || Seq#Contains(s, x));
axiom (forall s: Seq, n: int, x: Box :: {Seq#Contains(Seq#Take(s, n), x)}
  Seq#Contains(Seq#Take(s, n), x) <==>
  (exists i: int :: {Seq#Index(s, i)}
    0 <= i && i < n && i < Seq#Length(s) && Seq#Index(s, i) == x));
axiom (forall s: Seq, n: int, x: Box :: {Seq#Contains(Seq#Drop(s, n), x)}
  0 <= n ==> (Seq#Contains(Seq#Drop(s, n), x) <==>
  (exists i: int :: {Seq#Index(s, i)} n <= i && i < Seq#Length(s) && Seq#Index(s, i) == x)));
function Seq#Equal(s: Seq, u: Seq): bool;
axiom (forall s: Seq, u: Seq :: {Seq#Equal(s, u)}
  Seq#Equal(s, u) <==> Seq#Length(s) == Seq#Length(u) &&
  (forall i: int :: {Seq#Index(s, i)} {Seq#Index(u, i)}
    0 <= i && i < Seq#Length(s) ==> Seq#Index(s, i) == Seq#Index(u, i)));
axiom (forall s: Seq, u: Seq :: {Seq#Equal(s, u)} Seq#Equal(s, u) ==> s == u);
// Whether the first n elements are the same.
function Seq#SameUntil(s: Seq, u: Seq, n: int): bool;
axiom (forall s: Seq, u: Seq, n: int :: {Seq#SameUntil(s, u, n)}
  Seq#SameUntil(s, u, n) <==>
  (forall i: int :: {Seq#Index(s, i)} {Seq#Index(u, i)}
    0 <= i && i < n ==> Seq#Index(s, i) == Seq#Index(u, i)));
function Seq#Take(s: Seq, n: int): Seq;
axiom (forall s: Seq, n: int :: {Seq#Length(Seq#Take(s, n))}
  0 <= n && n <= Seq#Length(s) ==> Seq#Length(Seq#Take(s, n)) == n);
axiom (forall s: Seq, n: int, i: int :: {:weight 25} {Seq#Index(Seq#Take(s, n), i)}
  {Seq#Index(s, i), Seq#Take(s, n)}
  0 <= i && i < n && i < Seq#Length(s) ==> Seq#Index(Seq#Take(s, n), i) == Seq#Index(s, i));
function Seq#Drop(s: Seq, n: int): Seq;
axiom (forall s: Seq, n: int :: {Seq#Length(Seq#Drop(s, n))}
  0 <= n && n <= Seq#Length(s) ==> Seq#Length(Seq#Drop(s, n)) == Seq#Length(s) - n);
axiom (forall s: Seq, n: int, i: int :: {:weight 25} {Seq#Index(Seq#Drop(s, n), i)}
  0 <= n && 0 <= i && i < Seq#Length(s) - n ==>
  Seq#Index(Seq#Drop(s, n), i) == Seq#Index(s, i + n));
axiom (forall s: Seq, n: int, i: int :: {:weight 25} {Seq#Index(s, i), Seq#Drop(s, n)}
  0 <= n && n <= i && i < Seq#Length(s) ==>
  Seq#Index(Seq#Drop(s, n), i - n) == Seq#Index(s, i));
axiom (forall s: Seq, u: Seq, n: int :: {Seq#Take(Seq#Append(s, u), n)} {Seq#Drop(Seq#Append(s, u), n)}
  n == Seq#Length(s) ==>
  Seq#Take(Seq#Append(s, u), n) == s && Seq#Drop(Seq#Append(s, u), n) == u);
axiom (forall s: Seq, i: int, x: Box, n: int :: {Seq#Take(Seq#Update(s, i, x), n)}
  0 <= i && i < n && n <= Seq#Length(s) ==>
  Seq#Take(Seq#Update(s, i, x), n) == Seq#Update(Seq#Take(s, n), i, x));
axiom (forall s: Seq, i: int, x: Box, n: int :: {Seq#Take(Seq#Update(s, i, x), n)}
  0 <= n && n <= i && i < Seq#Length(s) ==> Seq#Take(Seq#Update(s, i, x), n) == Seq#Take(s, n));
axiom (forall s: Seq, i: int, x: Box, n: int :: {Seq#Drop(Seq#Update(s, i, x), n)}
  0 <= n && n <= i && i < Seq#Length(s) ==>
  Seq#Drop(Seq#Update(s, i, x), n) == Seq#Update(Seq#Drop(s, n), i - n, x));
axiom (forall s: Seq, i: int, x: Box, n: int :: {Seq#Drop(Seq#Update(s, i, x), n)}
  0 <= i && i < n && n <= Seq#Length(s) ==> Seq#Drop(Seq#Update(s, i, x), n) == Seq#Drop(s, n));
axiom (forall s: Seq, x: Box, n: int :: {Seq#Drop(Seq#Build(s, x), n)}
  0 <= n && n <= Seq#Length(s) ==> Seq#Drop(Seq#Build(s, x), n) == Seq#Build(Seq#Drop(s, n), x));
axiom (forall s: Seq, n: int :: {Seq#Drop(s, n)} n == 0 ==> Seq#Drop(s, n) == s);
axiom (forall s: Seq, n: int :: {Seq#Take(s, n)} n == 0 ==> Seq#Take(s, n) == Seq#Empty);
axiom (forall s: Seq, n: int :: {Seq#Take(s, n)} n == Seq#Length(s) ==> Seq#Take(s, n) == s);
axiom (forall s: Seq, n: int :: {Seq#Drop(s, n)}
  n == Seq#Length(s) ==> Seq#Drop(s, n) == Seq#Empty);
axiom (forall s: Seq, m: int, n: int :: {Seq#Drop(Seq#Drop(s, m), n)}
  0 <= m && 0 <= n && m + n <= Seq#Length(s) ==>
  Seq#Drop(Seq#Drop(s, m), n) == Seq#Drop(s, m + n));
// The sequence of length n whose element i is f[i].
function Seq#Create(n: int, f: [int]Box): Seq;
axiom (forall n: int, f: [int]Box :: {Seq#Length(Seq#Create(n, f))}
  0 <= n ==> Seq#Length(Seq#Create(n, f)) == n);
axiom (forall n: int, f: [int]Box, i: int :: {Seq#Index(Seq#Create(n, f), i)}
  0 <= i && i < n ==> Seq#Index(Seq#Create(n, f), i) == f[i]);
// The elements of an array.
function Seq#FromArray(h: Heap, a: ref): Seq;
axiom (forall h: Heap, a: ref :: {Seq#Length(Seq#FromArray(h, a))}
  Seq#Length(Seq#FromArray(h, a)) == $ArrayLength(a, 0));
axiom (forall h: Heap, a: ref :: {Seq#FromArray(h, a)}
  (forall i: int :: {h[a][$IndexField(i)]} {Seq#Index(Seq#FromArray(h, a), i)}
    0 <= i && i < $ArrayLength(a, 0) ==>
    Seq#Index(Seq#FromArray(h, a), i) == h[a][$IndexField(i)]));
axiom (forall h: Heap, k: Heap, a: ref :: {Seq#FromArray(k, a), $HeapSucc(h, k)}
  $HeapSucc(h, k) && (forall i: int ::
    0 <= i && i < $ArrayLength(a, 0) ==> h[a][$IndexField(i)] == k[a][$IndexField(i)]) ==>
  Seq#FromArray(h, a) == Seq#FromArray(k, a));
axiom (forall h: Heap, a: ref, i: int, x: Box ::
  {Seq#FromArray(h[a := h[a][$IndexField(i) := x]], a)}
  0 <= i && i < $ArrayLength(a, 0) ==>
  Seq#FromArray(h[a := h[a][$IndexField(i) := x]], a) ==
    Seq#Update(Seq#FromArray(h, a), i, x));
axiom (forall h: Heap, a: ref, m: int, n: int ::
  {Seq#Take(Seq#FromArray(h, a), m), Seq#Take(Seq#FromArray(h, a), n)}
  m + 1 == n && 0 <= m && n <= $ArrayLength(a, 0) ==>
  Seq#Take(Seq#FromArray(h, a), n) ==
    Seq#Build(Seq#Take(Seq#FromArray(h, a), m), h[a][$IndexField(m)]));

// Sequences that are parts of others are smaller.
function Seq#Rank(s: Seq): int;
axiom (forall s: Seq, i: int :: {$Rank(Seq#Index(s, i))}
  0 <= i && i < Seq#Length(s) ==> $Rank(Seq#Index(s, i)) < Seq#Rank(s));
axiom (forall s: Seq, n: int :: {Seq#Rank(Seq#Drop(s, n))}
  0 < n && n <= Seq#Length(s) ==> Seq#Rank(Seq#Drop(s, n)) < Seq#Rank(s));
axiom (forall s: Seq, n: int :: {Seq#Rank(Seq#Take(s, n))}
  0 <= n && n < Seq#Length(s) ==> Seq#Rank(Seq#Take(s, n)) < Seq#Rank(s));
axiom (forall s: Seq, m: int, n: int :: {Seq#Rank(Seq#Append(Seq#Take(s, m), Seq#Drop(s, n)))}
  0 <= m && m < n && n <= Seq#Length(s) ==>
  Seq#Rank(Seq#Append(Seq#Take(s, m), Seq#Drop(s, n))) < Seq#Rank(s));

// How deep a value is nested: datatype values have greater ranks than what they are made of.
function $Rank(b: Box): int;
axiom (forall b: Box :: {$Rank(b)} 0 <= $Rank(b));
axiom (forall s: Seq :: {Seq#Rank(s)} 0 <= Seq#Rank(s));
axiom (forall s: Seq :: {$Rank($Box_Seq(s))} $Rank($Box_Seq(s)) == Seq#Rank(s));
axiom (forall s: Set, b: Box :: {Set#In(b, s), $Rank($Box_Set(s))}
  Set#In(b, s) ==> $Rank(b) < $Rank($Box_Set(s)));
axiom (forall m: MultiSet, b: Box :: {MultiSet#Count(m, b), $Rank($Box_MultiSet(m))}
  0 < MultiSet#Count(m, b) ==> $Rank(b) < $Rank($Box_MultiSet(m)));
axiom (forall m: Map, b: Box :: {Set#In(b, Map#Domain(m)), $Rank($Box_Map(m))}
  Set#In(b, Map#Domain(m)) ==> $Rank(b) < $Rank($Box_Map(m)));
axiom (forall m: Map, b: Box :: {Map#Elements(m)[b], $Rank($Box_Map(m))}
  Set#In(b, Map#Domain(m)) ==> $Rank(Map#Elements(m)[b]) < $Rank($Box_Map(m)));

// ---------------------------------------------------------------- maps

// Maps are equal if they are on their domain: nothing is said of their elements outside of it.
type Map;
function Map#Domain(m: Map): Set;
function Map#Elements(m: Map): [Box]Box;
function Map#Make(d: Set, e: [Box]Box): Map;
axiom (forall d: Set, e: [Box]Box :: {Map#Make(d, e)} Map#Domain(Map#Make(d, e)) == d);
axiom (forall d: Set, e: [Box]Box, b: Box :: {Map#Elements(Map#Make(d, e))[b]}
  Set#In(b, d) ==> Map#Elements(Map#Make(d, e))[b] == e[b]);
const Map#Empty: Map;
axiom Map#Domain(Map#Empty) == Set#Empty;
function {:inline} Map#Card(m: Map): int { Set#Card(Map#Domain(m)) }
function Map#Values(m: Map): Set;
axiom (forall m: Map, v: Box :: {Set#In(v, Map#Values(m))}
  Set#In(v, Map#Values(m)) <==>
  (exists b: Box :: {Set#In(b, Map#Domain(m))} {Map#Elements(m)[b]}
    Set#In(b, Map#Domain(m)) && v == Map#Elements(m)[b]));
function Map#Update(m: Map, k: Box, v: Box): Map;
axiom (forall m: Map, k: Box, v: Box :: {Map#Update(m, k, v)}
  Map#Domain(Map#Update(m, k, v)) == Set#Add(Map#Domain(m), k) &&
  Map#Elements(Map#Update(m, k, v)) == Map#Elements(m)[k := v]);
function Map#Merge(m: Map, n: Map): Map;
axiom (forall m: Map, n: Map :: {Map#Merge(m, n)}
  Map#Domain(Map#Merge(m, n)) == Set#Union(Map#Domain(m), Map#Domain(n)));
axiom (forall m: Map, n: Map, b: Box :: {Map#Elements(Map#Merge(m, n))[b]}
  Map#Elements(Map#Merge(m, n))[b] ==
    (if Set#In(b, Map#Domain(n)) then Map#Elements(n)[b] else Map#Elements(m)[b]));
function Map#Subtract(m: Map, s: Set): Map;
axiom (forall m: Map, s: Set :: {Map#Subtract(m, s)}
  Map#Domain(Map#Subtract(m, s)) == Set#Difference(Map#Domain(m), s));
axiom (forall m: Map, s: Set, b: Box :: {Map#Elements(Map#Subtract(m, s))[b]}
  Set#In(b, Map#Domain(m)) && !Set#In(b, s) ==>
  Map#Elements(Map#Subtract(m, s))[b] == Map#Elements(m)[b]);
function Map#Equal(m: Map, n: Map): bool;
axiom (forall m: Map, n: Map :: {Map#Equal(m, n)}
  Map#Equal(m, n) <==>
  (forall b: Box :: {Set#In(b, Map#Domain(m))} {Set#In(b, Map#Domain(n))}
    Set#In(b, Map#Domain(m)) <==> Set#In(b, Map#Domain(n))) &&
  (forall b: Box :: {Map#Elements(m)[b]} {Map#Elements(n)[b]}
    Set#In(b, Map#Domain(m)) ==> Map#Elements(m)[b] == Map#Elements(n)[b]));
axiom (forall m: Map, n: Map :: {Map#Equal(m, n)} Map#Equal(m, n) ==> m == n);

type IMap;
function IMap#Domain(m: IMap): ISet;
function IMap#Elements(m: IMap): [Box]Box;
function IMap#Make(d: ISet, e: [Box]Box): IMap;
axiom (forall d: ISet, e: [Box]Box :: {IMap#Make(d, e)} IMap#Domain(IMap#Make(d, e)) == d);
axiom (forall d: ISet, e: [Box]Box, b: Box :: {IMap#Elements(IMap#Make(d, e))[b]}
  d[b] ==> IMap#Elements(IMap#Make(d, e))[b] == e[b]);
const IMap#Empty: IMap;
axiom (forall b: Box :: {IMap#Domain(IMap#Empty)[b]} !IMap#Domain(IMap#Empty)[b]);
function IMap#Values(m: IMap): ISet;
axiom (forall m: IMap, v: Box :: {IMap#Values(m)[v]}
  IMap#Values(m)[v] <==>
  (exists b: Box :: {IMap#Domain(m)[b]} {IMap#Elements(m)[b]}
    IMap#Domain(m)[b] && v == IMap#Elements(m)[b]));
function IMap#Update(m: IMap, k: Box, v: Box): IMap;
axiom (forall m: IMap, k: Box, v: Box :: {IMap#Update(m, k, v)}
  IMap#Domain(IMap#Update(m, k, v)) == IMap#Domain(m)[k := true] &&
  IMap#Elements(IMap#Update(m, k, v)) == IMap#Elements(m)[k := v]);
function IMap#Equal(m: IMap, n: IMap): bool;
axiom (forall m: IMap, n: IMap :: {IMap#Equal(m, n)}
  IMap#Equal(m, n) <==>
  (forall b: Box :: {IMap#Domain(m)[b]} {IMap#Domain(n)[b]}
    IMap#Domain(m)[b] <==> IMap#Domain(n)[b]) &&
  (forall b: Box :: {IMap#Elements(m)[b]} {IMap#Elements(n)[b]}
    IMap#Domain(m)[b] ==> IMap#Elements(m)[b] == IMap#Elements(n)[b]));
axiom (forall m: IMap, n: IMap :: {IMap#Equal(m, n)} IMap#Equal(m, n) ==> m == n);

// ---------------------------------------------------------------- ordinals

type ORDINAL;
function ORD#FromNat(n: int): ORDINAL;
function ORD#IsNat(o: ORDINAL): bool;
function ORD#Offset(o: ORDINAL): int;
axiom (forall o: ORDINAL :: {ORD#Offset(o)} 0 <= ORD#Offset(o));
axiom (forall n: int :: {ORD#FromNat(n)}
  0 <= n ==> ORD#IsNat(ORD#FromNat(n)) && ORD#Offset(ORD#FromNat(n)) == n);
axiom (forall o: ORDINAL :: {ORD#IsNat(o)} ORD#IsNat(o) ==> o == ORD#FromNat(ORD#Offset(o)));
function ORD#Less(o: ORDINAL, p: ORDINAL): bool;
axiom (forall o: ORDINAL, p: ORDINAL :: {ORD#Less(o, p)}
  (ORD#Less(o, p) ==> o != p) && (ORD#IsNat(o) && !ORD#IsNat(p) ==> ORD#Less(o, p)) &&
  (ORD#IsNat(o) && ORD#IsNat(p) ==> (ORD#Less(o, p) <==> ORD#Offset(o) < ORD#Offset(p))) &&
  (ORD#Less(o, p) && ORD#IsNat(p) ==> ORD#IsNat(o)));
axiom (forall o: ORDINAL, p: ORDINAL :: {ORD#Less(o, p), ORD#Less(p, o)}
  o == p || ORD#Less(o, p) || ORD#Less(p, o));
axiom (forall o: ORDINAL, p: ORDINAL, q: ORDINAL :: {ORD#Less(o, p), ORD#Less(p, q)}
  ORD#Less(o, p) && ORD#Less(p, q) ==> ORD#Less(o, q));
function ORD#Plus(o: ORDINAL, p: ORDINAL): ORDINAL;
axiom (forall o: ORDINAL, p: ORDINAL :: {ORD#Plus(o, p)}
  (ORD#IsNat(p) ==> ORD#Offset(ORD#Plus(o, p)) == ORD#Offset(o) + ORD#Offset(p)) &&
  (ORD#IsNat(p) ==> (ORD#IsNat(ORD#Plus(o, p)) <==> ORD#IsNat(o))) &&
  (p == ORD#FromNat(0) ==> ORD#Plus(o, p) == o) &&
  (o == ORD#FromNat(0) ==> ORD#Plus(o, p) == p) &&
  (p != ORD#FromNat(0) ==> ORD#Less(o, ORD#Plus(o, p))) &&
  (p == ORD#Plus(o, p) || ORD#Less(p, ORD#Plus(o, p))));
function ORD#Minus(o: ORDINAL, p: ORDINAL): ORDINAL;
axiom (forall o: ORDINAL, p: ORDINAL :: {ORD#Minus(o, p)}
  ORD#IsNat(p) && ORD#Offset(p) <= ORD#Offset(o) ==>
  (ORD#IsNat(ORD#Minus(o, p)) <==> ORD#IsNat(o)) &&
  ORD#Offset(ORD#Minus(o, p)) == ORD#Offset(o) - ORD#Offset(p) &&
  (p == ORD#FromNat(0) ==> ORD#Minus(o, p) == o) &&
  (p != ORD#FromNat(0) ==> ORD#Less(ORD#Minus(o, p), o)));
axiom (forall o: ORDINAL, m: int, n: int :: {ORD#Minus(ORD#Minus(o, ORD#FromNat(m)), ORD#FromNat(n))}
  0 <= m && 0 <= n && m + n <= ORD#Offset(o) ==>
  ORD#Minus(ORD#Minus(o, ORD#FromNat(m)), ORD#FromNat(n)) == ORD#Minus(o, ORD#FromNat(m + n)));

axiom (forall o: ORDINAL, p: ORDINAL :: {ORD#Minus(ORD#Plus(o, p), p)}
  ORD#IsNat(p) ==> ORD#Minus(ORD#Plus(o, p), p) == o);
axiom (forall o: ORDINAL, p: ORDINAL :: {ORD#Plus(ORD#Minus(o, p), p)}
  ORD#IsNat(p) && ORD#Offset(p) <= ORD#Offset(o) ==> ORD#Plus(ORD#Minus(o, p), p) == o);

// ---------------------------------------------------------------- layers of recursive functions

// How often definitions of recursive functions may still be unfolded.
type Layer;
const $LayerZero: Layer;
function $Succ(l: Layer): Layer;

// ---------------------------------------------------------------- arithmetic

// Functions, so that what is quantified over factors can be found by products.
function Mul(x: int, y: int): int;
axiom (forall x: int, y: int :: {Mul(x, y)} Mul(x, y) == x * y);
function Div(x: int, y: int): int;
axiom (forall x: int, y: int :: {Div(x, y)} Div(x, y) == x div y);
function Mod(x: int, y: int): int;
axiom (forall x: int, y: int :: {Mod(x, y)} Mod(x, y) == x mod y);
