// A model of the prelude: what its types and functions can be taken to be, so that all of its
// axioms hold. `tests/test_dafny_prelude.py` proves each of them from the definitions here and from
// the lemmas marked {:lemma}, which are proved here by induction.
//
// What is assumed here, and why it can be:
// - Boxes are numbered: `code` and `decode`. (Programs only make countably many.)
// - Types that are subsets of others (finite sets, multisets, sequences, maps, ordinals) have a
//   function to the larger type and one back; the subsets are not empty.
// - `Bound` and `Default` choose a value where there is one.
// - Recursive functions are defined by equations that go down: `Count`, `Sum`, `Counts`, `RankSum`.
// - Boxes are made of values in an order, so that there are no boxes that contain themselves: ranks
//   grow with boxing, and a box of a value gives that value back. Sets that may be infinite, imaps
//   and functions are boxed too; of those there are only as many as programs can write down, and no
//   datatype holds sets of, or functions on, itself.
// - A predicate from which `Set#From` makes a set is true of finitely many boxes: that is so where
//   the resolver finds a comprehension finite. Only of such predicates the axiom is proved.

// ---------------------------------------------------------------- boxes

type Box;
function code(b: Box): int;
function decode(n: int): Box;
axiom (forall b: Box :: {code(b)} 0 <= code(b) && decode(code(b)) == b);
axiom (forall n: int :: {decode(n)} 0 <= n ==> code(decode(n)) == n);
const Default: Box;

// ---------------------------------------------------------------- finite sets

function Finite(f: [Box]bool): bool;
function Bound(f: [Box]bool): int;
axiom (forall f: [Box]bool :: {Bound(f)} 0 <= Bound(f));
axiom (forall f: [Box]bool, b: Box :: {Finite(f), f[b]} Finite(f) && f[b] ==> code(b) < Bound(f));
function Below(f: [Box]bool, n: int): bool { (forall b: Box :: {f[b]} f[b] ==> code(b) < n) }
axiom (forall f: [Box]bool, n: int :: {Below(f, n), Finite(f)} Below(f, n) ==> Finite(f));

function none(): [Box]bool { (lambda b: Box :: false) }
function or(f: [Box]bool, g: [Box]bool): [Box]bool { (lambda b: Box :: f[b] || g[b]) }
function and(f: [Box]bool, g: [Box]bool): [Box]bool { (lambda b: Box :: f[b] && g[b]) }
function less(f: [Box]bool, g: [Box]bool): [Box]bool { (lambda b: Box :: f[b] && !g[b]) }

procedure {:lemma} FiniteSets(f: [Box]bool, g: [Box]bool, x: Box)
  ensures Finite(none());
  ensures {:by "SetOf(f[x := true])"} Finite(f) ==> Finite(f[x := true]);
  ensures {:by "SetOf(and(f, g))"} Finite(f) ==> Finite(and(f, g));
  ensures {:by "SetOf(less(f, g))"} Finite(f) ==> Finite(less(f, g));
  ensures {:by "SetOf(or(f, g))"} Finite(f) && Finite(g) ==> Finite(or(f, g));
{
  var n: int;
  assert Below(none(), 0);
  assert Finite(f) ==> Below(and(f, g), Bound(f)) && Below(less(f, g), Bound(f));
  n := if Bound(f) < code(x) + 1 then code(x) + 1 else Bound(f);
  assert Finite(f) ==> Below(f[x := true], n);
  n := if Bound(f) < Bound(g) then Bound(g) else Bound(f);
  assert Finite(f) && Finite(g) ==> Below(or(f, g), n);
}

// How many boxes with codes below n satisfy f. It is unfolded where Unfold(n) is mentioned.
function Unfold(n: int): bool;
axiom (forall n: int :: {Unfold(n)} Unfold(n));
function Count(f: [Box]bool, n: int): int;
axiom (forall f: [Box]bool, n: int :: {Unfold(n), Count(f, n)}
  Count(f, n) ==
    (if n <= 0 then 0 else Count(f, n - 1) + (if f[decode(n - 1)] then 1 else 0)));
function Card(f: [Box]bool): int { Count(f, Bound(f)) }

procedure CountStable(f: [Box]bool, n: int)
  requires Finite(f) && Bound(f) <= n;
  ensures Count(f, n) == Card(f);
  requires 0 <= n;
  measure n;
{
  assert Unfold(n);
  if (Bound(f) < n) {
    call CountStable(f, n - 1);
    assert code(decode(n - 1)) == n - 1;
  }
}
procedure CountStore(f: [Box]bool, x: Box, n: int)
  ensures Count(f[x := true], n) == Count(f, n) + (if !f[x] && code(x) < n then 1 else 0);
  requires 0 <= n;
  measure n;
{
  assert Unfold(n);
  if (0 < n) {
    call CountStore(f, x, n - 1);
    assert code(decode(n - 1)) == n - 1;
  }
}
procedure CountParts(f: [Box]bool, g: [Box]bool, n: int)
  ensures Count(or(f, g), n) + Count(and(f, g), n) == Count(f, n) + Count(g, n);
  ensures Count(less(f, g), n) + Count(and(f, g), n) == Count(f, n);
  requires 0 <= n;
  measure n;
{
  assert Unfold(n);
  if (0 < n) { call CountParts(f, g, n - 1); }
}
procedure CountZero(f: [Box]bool, n: int)
  ensures 0 <= Count(f, n);
  ensures Count(f, n) == 0 ==> (forall b: Box :: {f[b]} f[b] ==> n <= code(b));
  ensures Count(f, n) != 0 ==> (exists b: Box :: {f[b]} f[b]);
  ensures (forall b: Box :: {f[b]} !f[b]) ==> Count(f, n) == 0;
  requires 0 <= n;
  measure n;
{
  assert Unfold(n);
  if (0 < n) {
    call CountZero(f, n - 1);
    assert (forall b: Box :: {code(b)} code(b) == n - 1 ==> b == decode(n - 1));
  }
}
procedure {:lemma} CardStore(f: [Box]bool, x: Box)
  requires Finite(f);
  ensures {:by "Card(f[x := true])"} Card(f[x := true]) == Card(f) + (if f[x] then 0 else 1);
{
  var g: [Box]bool;
  var n: int;
  g := f[x := true];
  call FiniteSets(f, f, x);
  n := if Bound(f) < Bound(g) then Bound(g) else Bound(f);
  assert g[x];
  call CountStable(f, n);
  call CountStable(g, n);
  call CountStore(f, x, n);
}
procedure {:lemma} CardParts(f: [Box]bool, g: [Box]bool)
  requires Finite(f) && Finite(g);
  ensures {:by "Card(or(f, g))"} Card(or(f, g)) + Card(and(f, g)) == Card(f) + Card(g);
  ensures {:by "Card(less(f, g))"} Card(less(f, g)) + Card(and(f, g)) == Card(f);
  ensures {:by "Card(and(f, g))"} Card(and(f, g)) == Card(and(g, f));
{
  var n: int;
  call FiniteSets(f, g, Default);
  n := Bound(f) + Bound(g) + Bound(or(f, g)) + Bound(and(f, g)) + Bound(less(f, g));
  call CountStable(f, n);
  call CountStable(g, n);
  call CountStable(or(f, g), n);
  call CountStable(and(f, g), n);
  call CountStable(less(f, g), n);
  call CountParts(f, g, n);
  assert and(f, g) == and(g, f);
}
procedure {:lemma} CardZero(f: [Box]bool)
  requires Finite(f);
  ensures {:by "Card(f)"} 0 <= Card(f);
  ensures {:by "Card(f)"} Card(f) == 0 <==> f == none();
  ensures {:by "Card(f)"} Card(f) != 0 ==> (exists b: Box :: {f[b]} f[b]);
{
  call CountZero(f, Bound(f));
  if (Card(f) == 0) {
    assert (forall b: Box :: {f[b]} !f[b]);
    assert f == none();
  }
}

type Set;
function chars(s: Set): [Box]bool;
function SetOf(f: [Box]bool): Set;
axiom (forall s: Set :: {chars(s)} Finite(chars(s)) && SetOf(chars(s)) == s);
axiom (forall f: [Box]bool :: {SetOf(f)} Finite(f) ==> chars(SetOf(f)) == f);
procedure {:lemma} SameSets(s: Set, u: Set)
  requires (forall b: Box :: {chars(s)[b]} {chars(u)[b]} chars(s)[b] <==> chars(u)[b]);
  ensures {:by "Set#Equal(s, u)"} {:by "chars(s), chars(u)"} s == u;
{
  assert chars(s) == chars(u);
}

function {:inline} Set#In(b: Box, s: Set): bool { chars(s)[b] }
const Set#Empty: Set;
axiom Set#Empty == SetOf(none());
function Set#Add(s: Set, b: Box): Set { SetOf(chars(s)[b := true]) }
function Set#Union(s: Set, u: Set): Set { SetOf(or(chars(s), chars(u))) }
function Set#Intersection(s: Set, u: Set): Set { SetOf(and(chars(s), chars(u))) }
function Set#Difference(s: Set, u: Set): Set { SetOf(less(chars(s), chars(u))) }
function Set#Subset(s: Set, u: Set): bool {
  (forall b: Box :: {chars(s)[b]} {chars(u)[b]} chars(s)[b] ==> chars(u)[b])
}
function Set#Equal(s: Set, u: Set): bool {
  (forall b: Box :: {chars(s)[b]} {chars(u)[b]} chars(s)[b] <==> chars(u)[b])
}
function Set#Disjoint(s: Set, u: Set): bool {
  (forall b: Box :: {chars(s)[b]} {chars(u)[b]} !chars(s)[b] || !chars(u)[b])
}
function Set#From(p: [Box]bool): Set { SetOf(p) }
function Set#Card(s: Set): int { Card(chars(s)) }

// ---------------------------------------------------------------- sets that may be infinite

type ISet = [Box]bool;
function ISet#Union(s: ISet, u: ISet): ISet { or(s, u) }
function ISet#Intersection(s: ISet, u: ISet): ISet { and(s, u) }
function ISet#Difference(s: ISet, u: ISet): ISet { less(s, u) }
function ISet#Subset(s: ISet, u: ISet): bool { (forall b: Box :: {s[b]} {u[b]} s[b] ==> u[b]) }
function ISet#Equal(s: ISet, u: ISet): bool { s == u }
function ISet#Disjoint(s: ISet, u: ISet): bool {
  (forall b: Box :: {s[b]} {u[b]} !s[b] || !u[b])
}

// ---------------------------------------------------------------- multisets

function support(m: [Box]int): [Box]bool;
axiom (forall m: [Box]int, b: Box :: {support(m)[b]} {support(m), m[b]}
  support(m)[b] <==> m[b] != 0);
function Counts(m: [Box]int): bool {
  Finite(support(m)) && (forall b: Box :: {m[b]} 0 <= m[b])
}
function zeros(): [Box]int { (lambda b: Box :: 0) }
function plus(m: [Box]int, k: [Box]int): [Box]int { (lambda b: Box :: m[b] + k[b]) }
function least(m: [Box]int, k: [Box]int): [Box]int {
  (lambda b: Box :: if m[b] <= k[b] then m[b] else k[b])
}
function minus(m: [Box]int, k: [Box]int): [Box]int {
  (lambda b: Box :: if k[b] <= m[b] then m[b] - k[b] else 0)
}
function ones(f: [Box]bool): [Box]int { (lambda b: Box :: if f[b] then 1 else 0) }

procedure {:lemma} FiniteCounts(m: [Box]int, k: [Box]int, x: Box, n: int, f: [Box]bool)
  ensures Counts(zeros());
  ensures {:by "MultiSetOf(m[x := n])"} Counts(m) && 0 <= n ==> Counts(m[x := n]);
  ensures {:by "MultiSetOf(plus(m, k))"} Counts(m) && Counts(k) ==> Counts(plus(m, k));
  ensures {:by "MultiSetOf(least(m, k))"} Counts(m) && Counts(k) ==> Counts(least(m, k));
  ensures {:by "MultiSetOf(minus(m, k))"} Counts(m) && Counts(k) ==> Counts(minus(m, k));
  ensures {:by "MultiSetOf(ones(f))"} Finite(f) ==> Counts(ones(f));
{
  var i: int;
  assert Below(support(zeros()), 0);
  i := Bound(support(m)) + code(x) + 1;
  assert Counts(m) && 0 <= n ==> Below(support(m[x := n]), i);
  i := Bound(support(m)) + Bound(support(k));
  assert Counts(m) && Counts(k) ==> Below(support(plus(m, k)), i)
    && Below(support(least(m, k)), i) && Below(support(minus(m, k)), i);
  assert Finite(f) ==> Below(support(ones(f)), Bound(f));
}

// The sum of the numbers of the boxes with codes below n.
function Sum(m: [Box]int, n: int): int;
axiom (forall m: [Box]int, n: int :: {Unfold(n), Sum(m, n)}
  Sum(m, n) == (if n <= 0 then 0 else Sum(m, n - 1) + m[decode(n - 1)]));
function Total(m: [Box]int): int { Sum(m, Bound(support(m))) }

procedure SumStable(m: [Box]int, n: int)
  requires Counts(m) && Bound(support(m)) <= n;
  ensures Sum(m, n) == Total(m);
  measure n;
{
  assert Unfold(n);
  if (Bound(support(m)) < n) {
    call SumStable(m, n - 1);
    assert code(decode(n - 1)) == n - 1;
    assert support(m)[decode(n - 1)] == (m[decode(n - 1)] != 0);
  }
}
procedure SumStore(m: [Box]int, x: Box, k: int, n: int)
  requires 0 <= n;
  ensures Sum(m[x := k], n) == Sum(m, n) + (if code(x) < n then k - m[x] else 0);
  measure n;
{
  assert Unfold(n);
  if (0 < n) {
    call SumStore(m, x, k, n - 1);
    assert code(decode(n - 1)) == n - 1;
  }
}
procedure SumParts(m: [Box]int, k: [Box]int, n: int)
  requires 0 <= n;
  ensures Sum(plus(m, k), n) == Sum(m, n) + Sum(k, n);
  ensures Sum(minus(m, k), n) + Sum(least(m, k), n) == Sum(m, n);
  measure n;
{
  assert Unfold(n);
  if (0 < n) { call SumParts(m, k, n - 1); }
}
procedure SumZero(m: [Box]int, n: int)
  requires Counts(m) && 0 <= n;
  ensures 0 <= Sum(m, n);
  ensures Sum(m, n) == 0 ==> (forall b: Box :: {m[b]} code(b) < n ==> m[b] == 0);
  ensures Sum(m, n) != 0 ==> (exists b: Box :: {m[b]} 0 < m[b]);
  ensures (forall b: Box :: {m[b]} m[b] == 0) ==> Sum(m, n) == 0;
  measure n;
{
  assert Unfold(n);
  if (0 < n) {
    call SumZero(m, n - 1);
    assert (forall b: Box :: {code(b)} code(b) == n - 1 ==> b == decode(n - 1));
  }
}
procedure SumOnes(f: [Box]bool, n: int)
  requires 0 <= n;
  ensures Sum(ones(f), n) == Count(f, n);
  measure n;
{
  assert Unfold(n);
  if (0 < n) { call SumOnes(f, n - 1); }
}
procedure {:lemma} TotalStore(m: [Box]int, x: Box, k: int)
  requires Counts(m) && 0 <= k;
  ensures {:by "Total(m[x := k])"} Total(m[x := k]) == Total(m) - m[x] + k;
{
  var n: int;
  call FiniteCounts(m, m, x, k, none());
  n := Bound(support(m)) + Bound(support(m[x := k])) + code(x) + 1;
  call SumStable(m, n);
  call SumStable(m[x := k], n);
  call SumStore(m, x, k, n);
}
procedure {:lemma} TotalParts(m: [Box]int, k: [Box]int)
  requires Counts(m) && Counts(k);
  ensures {:by "Total(plus(m, k))"} Total(plus(m, k)) == Total(m) + Total(k);
  ensures {:by "Total(minus(m, k))"} Total(minus(m, k)) + Total(least(m, k)) == Total(m);
  ensures {:by "Total(least(m, k))"} Total(least(m, k)) == Total(least(k, m));
{
  var n: int;
  call FiniteCounts(m, k, Default, 0, none());
  n := Bound(support(m)) + Bound(support(k)) + Bound(support(plus(m, k)))
    + Bound(support(minus(m, k))) + Bound(support(least(m, k)));
  call SumStable(m, n);
  call SumStable(k, n);
  call SumStable(plus(m, k), n);
  call SumStable(minus(m, k), n);
  call SumStable(least(m, k), n);
  call SumParts(m, k, n);
  assert least(m, k) == least(k, m);
}
procedure {:lemma} TotalZero(m: [Box]int)
  requires Counts(m);
  ensures {:by "Total(m)"} 0 <= Total(m);
  ensures {:by "Total(m)"} Total(m) == 0 <==> m == zeros();
  ensures {:by "Total(m)"} Total(m) != 0 ==> (exists b: Box :: {m[b]} 0 < m[b]);
{
  call SumZero(m, Bound(support(m)));
  if (Total(m) == 0) {
    assert (forall b: Box :: {m[b]} {support(m)[b]} support(m)[b] == (m[b] != 0));
    assert m == zeros();
  }
}
procedure {:lemma} TotalOnes(f: [Box]bool)
  requires Finite(f);
  ensures {:by "Total(ones(f))"} Total(ones(f)) == Card(f);
{
  var n: int;
  call FiniteCounts(zeros(), zeros(), Default, 0, f);
  n := Bound(support(ones(f))) + Bound(f);
  call SumStable(ones(f), n);
  call CountStable(f, n);
  call SumOnes(f, n);
}

type MultiSet;
function counts(m: MultiSet): [Box]int;
function MultiSetOf(f: [Box]int): MultiSet;
axiom (forall m: MultiSet :: {counts(m)} Counts(counts(m)) && MultiSetOf(counts(m)) == m);
axiom (forall f: [Box]int :: {MultiSetOf(f)} Counts(f) ==> counts(MultiSetOf(f)) == f);
procedure {:lemma} SameMultiSets(m: MultiSet, n: MultiSet)
  requires (forall b: Box :: {counts(m)[b]} {counts(n)[b]} counts(m)[b] == counts(n)[b]);
  ensures {:by "MultiSet#Equal(m, n)"} {:by "counts(m), counts(n)"} m == n;
{
  assert counts(m) == counts(n);
}

function {:inline} MultiSet#Count(m: MultiSet, b: Box): int { counts(m)[b] }
const MultiSet#Empty: MultiSet;
axiom MultiSet#Empty == MultiSetOf(zeros());
function MultiSet#Update(m: MultiSet, x: Box, n: int): MultiSet { MultiSetOf(counts(m)[x := n]) }
function MultiSet#Union(m: MultiSet, n: MultiSet): MultiSet {
  MultiSetOf(plus(counts(m), counts(n)))
}
function MultiSet#Intersection(m: MultiSet, n: MultiSet): MultiSet {
  MultiSetOf(least(counts(m), counts(n)))
}
function MultiSet#Difference(m: MultiSet, n: MultiSet): MultiSet {
  MultiSetOf(minus(counts(m), counts(n)))
}
function MultiSet#Subset(m: MultiSet, n: MultiSet): bool {
  (forall b: Box :: {counts(m)[b]} {counts(n)[b]} counts(m)[b] <= counts(n)[b])
}
function MultiSet#Equal(m: MultiSet, n: MultiSet): bool {
  (forall b: Box :: {counts(m)[b]} {counts(n)[b]} counts(m)[b] == counts(n)[b])
}
function MultiSet#Disjoint(m: MultiSet, n: MultiSet): bool {
  (forall b: Box :: {counts(m)[b]} {counts(n)[b]} counts(m)[b] == 0 || counts(n)[b] == 0)
}
function MultiSet#Card(m: MultiSet): int { Total(counts(m)) }
function MultiSet#FromSet(s: Set): MultiSet { MultiSetOf(ones(chars(s))) }

// ---------------------------------------------------------------- sequences

// A length, and elements that are the default outside of the indices.
type Seq;
function length(s: Seq): int;
function at(s: Seq): [int]Box;
function SeqOf(n: int, f: [int]Box): Seq;
axiom (forall s: Seq :: {length(s)} 0 <= length(s));
axiom (forall s: Seq :: {length(s)} {at(s)} SeqOf(length(s), at(s)) == s);
axiom (forall s: Seq, i: int :: {at(s)[i]} i < 0 || length(s) <= i ==> at(s)[i] == Default);
axiom (forall n: int, f: [int]Box :: {SeqOf(n, f)}
  length(SeqOf(n, f)) == (if n < 0 then 0 else n) &&
  at(SeqOf(n, f)) == (lambda i: int :: if 0 <= i && i < n then f[i] else Default));
procedure {:lemma} SameElements(s: Seq, u: Seq)
  requires length(s) == length(u);
  requires (forall i: int :: {at(s)[i]} {at(u)[i]}
    0 <= i && i < length(s) ==> at(s)[i] == at(u)[i]);
  ensures {:by "at(s), at(u)"} s == u;
{
  assert at(s) == at(u);
}

function {:inline} Seq#Length(s: Seq): int { length(s) }
function {:inline} Seq#Index(s: Seq, i: int): Box { at(s)[i] }
const Seq#Empty: Seq;
axiom Seq#Empty == SeqOf(0, (lambda i: int :: Default));
function Seq#Build(s: Seq, x: Box): Seq { SeqOf(length(s) + 1, at(s)[length(s) := x]) }
function Seq#Rest(s: Seq): Seq { SeqOf(length(s) - 1, at(s)) }
function Seq#Last(s: Seq): Box { at(s)[length(s) - 1] }
function Seq#Append(s: Seq, u: Seq): Seq {
  SeqOf(length(s) + length(u),
    (lambda i: int :: if i < length(s) then at(s)[i] else at(u)[i - length(s)]))
}
function Seq#Update(s: Seq, i: int, x: Box): Seq { SeqOf(length(s), at(s)[i := x]) }
function Seq#Contains(s: Seq, x: Box): bool {
  (exists i: int :: {at(s)[i]} 0 <= i && i < length(s) && at(s)[i] == x)
}
function Seq#Equal(s: Seq, u: Seq): bool { s == u }
function Seq#SameUntil(s: Seq, u: Seq, n: int): bool {
  (forall i: int :: {at(s)[i]} {at(u)[i]} 0 <= i && i < n ==> at(s)[i] == at(u)[i])
}
function Seq#Take(s: Seq, n: int): Seq { SeqOf(if n < length(s) then n else length(s), at(s)) }
function Seq#Drop(s: Seq, n: int): Seq {
  SeqOf(length(s) - n, (lambda i: int :: at(s)[i + n]))
}
function Seq#Create(n: int, f: [int]Box): Seq { SeqOf(n, f) }
function Seq#FromArray(h: Heap, a: ref): Seq {
  SeqOf($ArrayLength(a, 0), (lambda i: int :: h[a][$IndexField(i)]))
}
procedure {:lemma} ElementsOfParts(s: Seq, u: Seq, n: int, i: int)
  ensures {:by "Seq#Append(s, u), at(s)[i]"}
    0 <= i && i < length(s) ==> at(Seq#Append(s, u))[i] == at(s)[i];
  ensures {:by "Seq#Append(s, u), at(u)[i]"}
    0 <= i && i < length(u) ==> at(Seq#Append(s, u))[length(s) + i] == at(u)[i];
  ensures {:by "Seq#Take(s, n), at(s)[i]"}
    0 <= i && i < n && i < length(s) ==> at(Seq#Take(s, n))[i] == at(s)[i];
  ensures {:by "Seq#Drop(s, n), at(s)[i]"}
    0 <= n && n <= i && i < length(s) ==> at(Seq#Drop(s, n))[i - n] == at(s)[i];
{
}

// How often boxes occur among the first n elements.
function Occurrences(f: [int]Box, n: int): [Box]int;
axiom (forall f: [int]Box, n: int :: {Unfold(n), Occurrences(f, n)} Occurrences(f, n) ==
  (if n <= 0 then zeros()
   else Occurrences(f, n - 1)[f[n - 1] := Occurrences(f, n - 1)[f[n - 1]] + 1]));
function MultiSet#FromSeq(s: Seq): MultiSet { MultiSetOf(Occurrences(at(s), length(s))) }

procedure OccurrencesCount(f: [int]Box, n: int)
  requires 0 <= n;
  ensures Counts(Occurrences(f, n)) && Total(Occurrences(f, n)) == n;
  ensures (forall x: Box :: {Occurrences(f, n)[x]} 0 < Occurrences(f, n)[x] <==>
    (exists i: int :: {f[i]} 0 <= i && i < n && f[i] == x));
  measure n;
{
  assert Unfold(n);
  if (n == 0) {
    call FiniteCounts(zeros(), zeros(), Default, 0, none());
    call TotalZero(zeros());
  } else {
    call OccurrencesCount(f, n - 1);
    call FiniteCounts(Occurrences(f, n - 1), zeros(), f[n - 1],
      Occurrences(f, n - 1)[f[n - 1]] + 1, none());
    call TotalStore(Occurrences(f, n - 1), f[n - 1], Occurrences(f, n - 1)[f[n - 1]] + 1);
  }
}
procedure OccurrencesSame(f: [int]Box, g: [int]Box, n: int)
  requires 0 <= n && (forall i: int :: {f[i]} {g[i]} 0 <= i && i < n ==> f[i] == g[i]);
  ensures Occurrences(f, n) == Occurrences(g, n);
  measure n;
{
  assert Unfold(n);
  if (0 < n) { call OccurrencesSame(f, g, n - 1); }
}
procedure OccurrencesAppend(f: [int]Box, g: [int]Box, n: int, k: int)
  requires 0 <= n && 0 <= k;
  requires (forall i: int :: {g[i]} 0 <= i && i < k ==> f[n + i] == g[i]);
  ensures Occurrences(f, n + k) == plus(Occurrences(f, n), Occurrences(g, k));
  measure k;
{
  assert Unfold(k) && Unfold(n + k);
  if (0 < k) {
    call OccurrencesAppend(f, g, n, k - 1);
    assert f[n + (k - 1)] == g[k - 1];
  }
  assert (forall b: Box :: {Occurrences(f, n + k)[b]}
    Occurrences(f, n + k)[b] == plus(Occurrences(f, n), Occurrences(g, k))[b]);
}
procedure OccurrencesStore(f: [int]Box, j: int, x: Box, n: int)
  requires 0 <= j && j < n;
  ensures (forall b: Box :: {Occurrences(f[j := x], n)[b]} Occurrences(f[j := x], n)[b] ==
    Occurrences(f, n)[b] - (if b == f[j] then 1 else 0) + (if b == x then 1 else 0));
  measure n;
{
  assert Unfold(n);
  if (j < n - 1) {
    call OccurrencesStore(f, j, x, n - 1);
  } else {
    call OccurrencesSame(f, f[j := x], n - 1);
  }
}
procedure {:lemma} FromSeq(s: Seq)
  ensures {:by "MultiSet#FromSeq(s)"} counts(MultiSet#FromSeq(s)) == Occurrences(at(s), length(s));
  ensures {:by "MultiSet#FromSeq(s)"} MultiSet#Card(MultiSet#FromSeq(s)) == length(s);
  ensures {:by "MultiSet#FromSeq(s)"} (forall x: Box :: {MultiSet#Count(MultiSet#FromSeq(s), x)}
    0 < MultiSet#Count(MultiSet#FromSeq(s), x) <==> Seq#Contains(s, x));
{
  call OccurrencesCount(at(s), length(s));
}
procedure {:lemma} FromSeqEmpty()
  ensures MultiSet#FromSeq(Seq#Empty) == MultiSet#Empty;
{
  assert Unfold(0);
}
procedure {:lemma} FromSeqAppend(s: Seq, u: Seq)
  ensures {:by "MultiSet#FromSeq(Seq#Append(s, u))"} MultiSet#FromSeq(Seq#Append(s, u)) ==
    MultiSet#Union(MultiSet#FromSeq(s), MultiSet#FromSeq(u));
{
  var f: [int]Box;
  f := at(Seq#Append(s, u));
  call OccurrencesSame(f, at(s), length(s));
  assert (forall i: int :: {at(u)[i]} 0 <= i && i < length(u) ==> f[length(s) + i] == at(u)[i]);
  call OccurrencesAppend(f, at(u), length(s), length(u));
  call FromSeq(s);
  call FromSeq(u);
}
procedure {:lemma} FromSeqBuild(s: Seq, x: Box)
  ensures {:by "MultiSet#FromSeq(Seq#Build(s, x))"} MultiSet#FromSeq(Seq#Build(s, x)) ==
    MultiSet#Update(MultiSet#FromSeq(s), x, MultiSet#Count(MultiSet#FromSeq(s), x) + 1);
{
  assert Unfold(length(s) + 1);
  call OccurrencesSame(at(Seq#Build(s, x)), at(s), length(s));
  call FromSeq(s);
}
procedure {:lemma} FromSeqUpdate(s: Seq, i: int, x: Box)
  requires 0 <= i && i < length(s);
  ensures {:by "MultiSet#FromSeq(Seq#Update(s, i, x))"} (forall b: Box :: {counts(MultiSet#FromSeq(Seq#Update(s, i, x)))[b]}
    counts(MultiSet#FromSeq(Seq#Update(s, i, x)))[b] == counts(MultiSet#FromSeq(s))[b]
      - (if b == at(s)[i] then 1 else 0) + (if b == x then 1 else 0));
  ensures {:by "MultiSet#FromSeq(Seq#Update(s, i, x))"} 0 < MultiSet#Count(MultiSet#FromSeq(s), at(s)[i]);
{
  call OccurrencesStore(at(s), i, x, length(s));
  assert at(Seq#Update(s, i, x)) == at(s)[i := x];
  call FromSeq(s);
  call FromSeq(Seq#Update(s, i, x));
  assert Seq#Contains(s, at(s)[i]);
}

// ---------------------------------------------------------------- ranks

// How deep a box is nested; that of a sequence is the sum of those of its elements.
function $Rank(b: Box): int;
axiom (forall b: Box :: {$Rank(b)} 0 <= $Rank(b));
function RankSum(f: [int]Box, n: int): int;
axiom (forall f: [int]Box, n: int :: {Unfold(n), RankSum(f, n)}
  RankSum(f, n) == (if n <= 0 then 0 else RankSum(f, n - 1) + $Rank(f[n - 1]) + 1));
function Seq#Rank(s: Seq): int { RankSum(at(s), length(s)) }

procedure RankSumSame(f: [int]Box, g: [int]Box, n: int)
  requires 0 <= n && (forall i: int :: {f[i]} {g[i]} 0 <= i && i < n ==> f[i] == g[i]);
  ensures RankSum(f, n) == RankSum(g, n);
  measure n;
{
  assert Unfold(n);
  if (0 < n) { call RankSumSame(f, g, n - 1); }
}
procedure RankSumGrows(f: [int]Box, n: int)
  requires 0 <= n;
  ensures n <= RankSum(f, n);
  ensures (forall i: int :: {f[i]} 0 <= i && i < n ==> $Rank(f[i]) < RankSum(f, n));
  ensures (forall i: int :: {RankSum(f, i)} 0 <= i && i < n ==> RankSum(f, i) < RankSum(f, n));
  measure n;
{
  assert Unfold(n);
  if (0 < n) { call RankSumGrows(f, n - 1); }
}
procedure RankSumShift(f: [int]Box, g: [int]Box, k: int, n: int)
  requires 0 <= n && 0 <= k;
  requires (forall i: int :: {g[i]} 0 <= i && i < n ==> f[k + i] == g[i]);
  ensures RankSum(f, k + n) == RankSum(f, k) + RankSum(g, n);
  measure n;
{
  assert Unfold(n) && Unfold(k + n);
  if (0 < n) {
    call RankSumShift(f, g, k, n - 1);
    assert f[k + (n - 1)] == g[n - 1];
  }
}
procedure {:lemma} RankParts(s: Seq, n: int)
  requires 0 <= n && n <= length(s);
  ensures {:by "Seq#Rank(Seq#Take(s, n))"} {:by "Seq#Rank(Seq#Drop(s, n))"}
    Seq#Rank(s) == Seq#Rank(Seq#Take(s, n)) + Seq#Rank(Seq#Drop(s, n));
  ensures {:by "Seq#Rank(Seq#Take(s, n))"} 0 < n ==> 0 < Seq#Rank(Seq#Take(s, n));
  ensures {:by "Seq#Rank(Seq#Take(s, n))"} n < length(s) ==> 0 < Seq#Rank(Seq#Drop(s, n));
{
  var f, g: [int]Box;
  f := at(Seq#Take(s, n));
  g := at(Seq#Drop(s, n));
  call RankSumSame(f, at(s), n);
  call RankSumShift(at(s), g, n, length(s) - n);
  call RankSumGrows(f, n);
  call RankSumGrows(g, length(s) - n);
}
procedure {:lemma} RankAppend(s: Seq, u: Seq)
  ensures {:by "Seq#Rank(Seq#Append(s, u))"} Seq#Rank(Seq#Append(s, u)) == Seq#Rank(s) + Seq#Rank(u);
{
  var f: [int]Box;
  f := at(Seq#Append(s, u));
  call RankSumSame(f, at(s), length(s));
  assert (forall i: int :: {at(u)[i]} 0 <= i && i < length(u) ==> f[length(s) + i] == at(u)[i]);
  call RankSumShift(f, at(u), length(s), length(u));
}
procedure {:lemma} RankElements(s: Seq)
  ensures {:by "Seq#Rank(s)"} 0 <= Seq#Rank(s);
  ensures {:by "Seq#Rank(s)"} (forall i: int :: {at(s)[i]} 0 <= i && i < length(s) ==> $Rank(at(s)[i]) < Seq#Rank(s));
{
  call RankSumGrows(at(s), length(s));
}
procedure {:lemma} RankTwoParts(s: Seq, m: int, n: int)
  requires 0 <= m && m < n && n <= length(s);
  ensures {:by "Seq#Append(Seq#Take(s, m), Seq#Drop(s, n))"} Seq#Rank(Seq#Append(Seq#Take(s, m), Seq#Drop(s, n))) < Seq#Rank(s);
{
  call RankAppend(Seq#Take(s, m), Seq#Drop(s, n));
  call RankParts(s, m);
  call RankParts(s, n);
  call RankSumSame(at(Seq#Take(s, m)), at(s), m);
  call RankSumSame(at(Seq#Take(s, n)), at(s), n);
  call RankSumGrows(at(s), n);
}

// ---------------------------------------------------------------- maps

// A domain, and elements that are the default outside of it.
type Map;
function Map#Domain(m: Map): Set;
function Map#Elements(m: Map): [Box]Box;
function Map#Make(d: Set, e: [Box]Box): Map;
axiom (forall m: Map :: {Map#Domain(m)} {Map#Elements(m)}
  Map#Make(Map#Domain(m), Map#Elements(m)) == m);
axiom (forall m: Map, b: Box :: {Map#Elements(m)[b]}
  !Set#In(b, Map#Domain(m)) ==> Map#Elements(m)[b] == Default);
axiom (forall d: Set, e: [Box]Box :: {Map#Make(d, e)} Map#Domain(Map#Make(d, e)) == d &&
  Map#Elements(Map#Make(d, e)) == (lambda b: Box :: if Set#In(b, d) then e[b] else Default));
function image(f: [Box]bool, e: [Box]Box): [Box]bool {
  (lambda v: Box :: (exists b: Box :: {f[b]} {e[b]} f[b] && e[b] == v))
}
procedure ImageBound(f: [Box]bool, e: [Box]Box, n: int) returns (bound: int)
  requires 0 <= n;
  ensures (forall b: Box :: {f[b]} {e[b]} f[b] && code(b) < n ==> code(e[b]) < bound);
  measure n;
{
  bound := 0;
  if (0 < n) {
    call bound := ImageBound(f, e, n - 1);
    assert (forall b: Box :: {code(b)} code(b) == n - 1 ==> b == decode(n - 1));
    if (bound <= code(e[decode(n - 1)])) { bound := code(e[decode(n - 1)]) + 1; }
  }
}
procedure {:lemma} FiniteImage(f: [Box]bool, e: [Box]Box)
  requires Finite(f);
  ensures {:by "SetOf(image(f, e))"} Finite(image(f, e));
{
  var n: int;
  call n := ImageBound(f, e, Bound(f));
  assert Below(image(f, e), n);
}

const Map#Empty: Map;
axiom Map#Empty == Map#Make(Set#Empty, (lambda b: Box :: Default));
function Map#Values(m: Map): Set { SetOf(image(chars(Map#Domain(m)), Map#Elements(m))) }
function Map#Update(m: Map, k: Box, v: Box): Map {
  Map#Make(Set#Add(Map#Domain(m), k), Map#Elements(m)[k := v])
}
function Map#Merge(m: Map, n: Map): Map {
  Map#Make(Set#Union(Map#Domain(m), Map#Domain(n)),
    (lambda b: Box :: if Set#In(b, Map#Domain(n)) then Map#Elements(n)[b] else Map#Elements(m)[b]))
}
function Map#Subtract(m: Map, s: Set): Map {
  Map#Make(Set#Difference(Map#Domain(m), s), Map#Elements(m))
}
function Map#Equal(m: Map, n: Map): bool {
  chars(Map#Domain(m)) == chars(Map#Domain(n)) &&
  (forall b: Box :: {Map#Elements(m)[b]} {Map#Elements(n)[b]}
    Set#In(b, Map#Domain(m)) ==> Map#Elements(m)[b] == Map#Elements(n)[b])
}
procedure {:lemma} SameMaps(m: Map, n: Map)
  requires Map#Equal(m, n);
  ensures {:by "Map#Equal(m, n)"} m == n;
{
  call SameSets(Map#Domain(m), Map#Domain(n));
  assert Map#Elements(m) == Map#Elements(n);
}

type IMap;
function IMap#Domain(m: IMap): ISet;
function IMap#Elements(m: IMap): [Box]Box;
function IMap#Make(d: ISet, e: [Box]Box): IMap;
axiom (forall m: IMap :: {IMap#Domain(m)} {IMap#Elements(m)}
  IMap#Make(IMap#Domain(m), IMap#Elements(m)) == m);
axiom (forall m: IMap, b: Box :: {IMap#Elements(m)[b]}
  !IMap#Domain(m)[b] ==> IMap#Elements(m)[b] == Default);
axiom (forall d: ISet, e: [Box]Box :: {IMap#Make(d, e)} IMap#Domain(IMap#Make(d, e)) == d &&
  IMap#Elements(IMap#Make(d, e)) == (lambda b: Box :: if d[b] then e[b] else Default));
const IMap#Empty: IMap;
axiom IMap#Empty == IMap#Make(none(), (lambda b: Box :: Default));
function IMap#Values(m: IMap): ISet { image(IMap#Domain(m), IMap#Elements(m)) }
function IMap#Update(m: IMap, k: Box, v: Box): IMap {
  IMap#Make(IMap#Domain(m)[k := true], IMap#Elements(m)[k := v])
}
function IMap#Equal(m: IMap, n: IMap): bool {
  IMap#Domain(m) == IMap#Domain(n) &&
  (forall b: Box :: {IMap#Elements(m)[b]} {IMap#Elements(n)[b]}
    IMap#Domain(m)[b] ==> IMap#Elements(m)[b] == IMap#Elements(n)[b])
}
procedure {:lemma} SameIMaps(m: IMap, n: IMap)
  requires IMap#Equal(m, n);
  ensures {:by "IMap#Equal(m, n)"} m == n;
{
  assert IMap#Elements(m) == IMap#Elements(n);
}

// ---------------------------------------------------------------- ordinals

// Those below omega times omega: omega * limit + offset.
type ORDINAL;
function limit(o: ORDINAL): int;
function ORD#Offset(o: ORDINAL): int;
function Ordinal(l: int, n: int): ORDINAL;
axiom (forall o: ORDINAL :: {limit(o)} {ORD#Offset(o)}
  0 <= limit(o) && 0 <= ORD#Offset(o) && Ordinal(limit(o), ORD#Offset(o)) == o);
axiom (forall l: int, n: int :: {Ordinal(l, n)} 0 <= l && 0 <= n ==>
  limit(Ordinal(l, n)) == l && ORD#Offset(Ordinal(l, n)) == n);
function ORD#FromNat(n: int): ORDINAL { Ordinal(0, n) }
function ORD#IsNat(o: ORDINAL): bool { limit(o) == 0 }
function ORD#Less(o: ORDINAL, p: ORDINAL): bool {
  limit(o) < limit(p) || (limit(o) == limit(p) && ORD#Offset(o) < ORD#Offset(p))
}
function ORD#Plus(o: ORDINAL, p: ORDINAL): ORDINAL {
  if limit(p) == 0 then Ordinal(limit(o), ORD#Offset(o) + ORD#Offset(p))
  else Ordinal(limit(o) + limit(p), ORD#Offset(p))
}
function ORD#Minus(o: ORDINAL, p: ORDINAL): ORDINAL {
  Ordinal(limit(o), ORD#Offset(o) - ORD#Offset(p))
}

// ---------------------------------------------------------------- boxes of values

// Assumed: a box gives back what was put into it, and is deeper than what is in that.
type Handle;
type ref;
const null: ref;
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
axiom (forall s: Seq :: {$Box_Seq(s)} $Rank($Box_Seq(s)) == Seq#Rank(s));
axiom (forall s: Set, b: Box :: {$Box_Set(s), chars(s)[b]}
  chars(s)[b] ==> $Rank(b) < $Rank($Box_Set(s)));
axiom (forall m: MultiSet, b: Box :: {$Box_MultiSet(m), counts(m)[b]}
  0 < counts(m)[b] ==> $Rank(b) < $Rank($Box_MultiSet(m)));
axiom (forall m: Map, b: Box :: {$Box_Map(m), chars(Map#Domain(m))[b]}
  {$Box_Map(m), Map#Elements(m)[b]} chars(Map#Domain(m))[b] ==>
  $Rank(b) < $Rank($Box_Map(m)) && $Rank(Map#Elements(m)[b]) < $Rank($Box_Map(m)));

// ---------------------------------------------------------------- objects and the heap

datatype Field { Alloc(), At(i: int), Further(f: Field, i: int), Named(n: int) }
type Heap = [ref][Field]Box;
const $alloc: Field;
axiom $alloc == Alloc();
function $IndexField(i: int): Field { At(i) }
function $IndexOf(f: Field): int { if f is At then f->i else 0 }
function $MultiIndexField(f: Field, i: int): Field { Further(f, i) }
function $FirstOf(f: Field): Field { if f is Further then f->f else f }
function $SecondOf(f: Field): int { if f is Further then f->i else 0 }
function lengths(r: ref, dimension: int): int;
function $ArrayLength(r: ref, dimension: int): int {
  if lengths(r, dimension) < 0 then 0 else lengths(r, dimension)
}
const $OneHeap: Heap;
function $GoodHeap(h: Heap): bool { true }
function $HeapSucc(h: Heap, k: Heap): bool {
  (forall r: ref :: {k[r]} $Unbox_bool(h[r][$alloc]) ==> $Unbox_bool(k[r][$alloc]))
}
// The objects that a function value refers to.
function objects(f: Handle): [ref]bool;
function $IsAlive(f: Handle, t: Ty, h: Heap): bool {
  (forall r: ref :: {objects(f)[r]} objects(f)[r] ==> $Unbox_bool(h[r][$alloc]))
}

// ---------------------------------------------------------------- arithmetic

function Mul(x: int, y: int): int { x * y }
function Div(x: int, y: int): int { x div y }
function Mod(x: int, y: int): int { x mod y }

// ---------------------------------------------------------------- types

// What a boxed value of a type is, and that it is allocated, by recursion on the type.
datatype Ty {
  Bool(), Int(), Char(), Real(), Ord(), Bits(width: int), SetTy(t: Ty), ISetTy(t: Ty),
  MultiSetTy(t: Ty), SeqTy(t: Ty), MapTy(t: Ty, u: Ty), IMapTy(t: Ty, u: Ty), Other(n: int)
}
const TBool: Ty;
const TInt: Ty;
const TChar: Ty;
const TReal: Ty;
const TORDINAL: Ty;
axiom TBool == Bool() && TInt == Int() && TChar == Char() && TReal == Real() && TORDINAL == Ord();
function TBitvector(width: int): Ty { Bits(width) }
function TSet(t: Ty): Ty { SetTy(t) }
function TISet(t: Ty): Ty { ISetTy(t) }
function TMultiSet(t: Ty): Ty { MultiSetTy(t) }
function TSeq(t: Ty): Ty { SeqTy(t) }
function TMap(t: Ty, u: Ty): Ty { MapTy(t, u) }
function TIMap(t: Ty, u: Ty): Ty { IMapTy(t, u) }
function $Kind(t: Ty): int {
  if t is Bool then 0 else if t is Int then 1 else if t is Char then 2 else if t is Real then 3
  else if t is Ord then 4 else if t is Bits then 5 + t->width else if t is SetTy then -1
  else if t is ISetTy then -2 else if t is MultiSetTy then -3 else if t is SeqTy then -4
  else if t is MapTy then -5 else if t is IMapTy then -6 else 0
}
function $FirstPart(t: Ty): Ty {
  if t is SetTy || t is ISetTy || t is MultiSetTy || t is SeqTy || t is MapTy || t is IMapTy
  then t->t else t
}
function $SecondPart(t: Ty): Ty { if t is MapTy || t is IMapTy then t->u else t }
function $TypeOf(r: ref): Ty;
function $Is(b: Box, t: Ty): bool;
axiom (forall b: Box, t: Ty :: {$Is(b, t)} $Is(b, t) <==>
  (if t is Bool then $Box_bool($Unbox_bool(b)) == b
  else if t is Int then $Box_int($Unbox_int(b)) == b
  else if t is Char then
    $Box_int($Unbox_int(b)) == b && 0 <= $Unbox_int(b) && $Unbox_int(b) < 65536
  else if t is Real then $Box_real($Unbox_real(b)) == b
  else if t is Ord then $Box_ORDINAL($Unbox_ORDINAL(b)) == b
  else if t is SetTy then $Box_Set($Unbox_Set(b)) == b &&
    (forall x: Box :: {chars($Unbox_Set(b))[x]} chars($Unbox_Set(b))[x] ==> $Is(x, t->t))
  else if t is ISetTy then $Box_ISet($Unbox_ISet(b)) == b &&
    (forall x: Box :: {$Unbox_ISet(b)[x]} $Unbox_ISet(b)[x] ==> $Is(x, t->t))
  else if t is MultiSetTy then $Box_MultiSet($Unbox_MultiSet(b)) == b &&
    (forall x: Box :: {counts($Unbox_MultiSet(b))[x]}
      0 < counts($Unbox_MultiSet(b))[x] ==> $Is(x, t->t))
  else if t is SeqTy then $Box_Seq($Unbox_Seq(b)) == b &&
    (forall i: int :: {at($Unbox_Seq(b))[i]}
      0 <= i && i < length($Unbox_Seq(b)) ==> $Is(at($Unbox_Seq(b))[i], t->t))
  else if t is MapTy then $Box_Map($Unbox_Map(b)) == b &&
    (forall x: Box :: {Set#In(x, Map#Domain($Unbox_Map(b)))} {Map#Elements($Unbox_Map(b))[x]}
      Set#In(x, Map#Domain($Unbox_Map(b))) ==>
      $Is(x, t->t) && $Is(Map#Elements($Unbox_Map(b))[x], t->u))
  else if t is IMapTy then $Box_IMap($Unbox_IMap(b)) == b &&
    (forall x: Box :: {IMap#Domain($Unbox_IMap(b))[x]} {IMap#Elements($Unbox_IMap(b))[x]}
      IMap#Domain($Unbox_IMap(b))[x] ==>
      $Is(x, t->t) && $Is(IMap#Elements($Unbox_IMap(b))[x], t->u))
  else true));
function $IsAlloc(b: Box, t: Ty, h: Heap): bool;
axiom (forall b: Box, t: Ty, h: Heap :: {$IsAlloc(b, t, h)} $IsAlloc(b, t, h) <==>
  (if t is SetTy then
    (forall x: Box :: {chars($Unbox_Set(b))[x]} chars($Unbox_Set(b))[x] ==> $IsAlloc(x, t->t, h))
  else if t is ISetTy then
    (forall x: Box :: {$Unbox_ISet(b)[x]} $Unbox_ISet(b)[x] ==> $IsAlloc(x, t->t, h))
  else if t is MultiSetTy then
    (forall x: Box :: {counts($Unbox_MultiSet(b))[x]}
      0 < counts($Unbox_MultiSet(b))[x] ==> $IsAlloc(x, t->t, h))
  else if t is SeqTy then
    (forall i: int :: {at($Unbox_Seq(b))[i]}
      0 <= i && i < length($Unbox_Seq(b)) ==> $IsAlloc(at($Unbox_Seq(b))[i], t->t, h))
  else if t is MapTy then
    (forall x: Box :: {Set#In(x, Map#Domain($Unbox_Map(b)))} {Map#Elements($Unbox_Map(b))[x]}
      Set#In(x, Map#Domain($Unbox_Map(b))) ==>
      $IsAlloc(x, t->t, h) && $IsAlloc(Map#Elements($Unbox_Map(b))[x], t->u, h))
  else true));
function Depth(t: Ty): int;
axiom (forall t: Ty :: {Depth(t)} 0 <= Depth(t) &&
  (t is SetTy || t is ISetTy || t is MultiSetTy || t is SeqTy || t is MapTy || t is IMapTy ==>
    Depth(t->t) < Depth(t)) &&
  (t is MapTy || t is IMapTy ==> Depth(t->u) < Depth(t)));
procedure AllocatedBelow(h: Heap, k: Heap, depth: int)
  requires $HeapSucc(h, k) && 0 <= depth;
  ensures (forall b: Box, t: Ty :: {$IsAlloc(b, t, k)}
    Depth(t) < depth && $IsAlloc(b, t, h) ==> $IsAlloc(b, t, k));
  measure depth;
{
  if (0 < depth) { call AllocatedBelow(h, k, depth - 1); }
}
procedure {:lemma} StaysAllocated(b: Box, t: Ty, h: Heap, k: Heap)
  requires $HeapSucc(h, k) && $IsAlloc(b, t, h);
  ensures {:by "$HeapSucc(h, k), $IsAlloc(b, t, h)"} $IsAlloc(b, t, k);
{
  call AllocatedBelow(h, k, Depth(t) + 1);
}
