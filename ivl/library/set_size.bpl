// The library "set_size": the number of elements of a set. It needs "base".
//
// The axioms are those of finite sets. Sets are maps to bool, and may be infinite; a program must
// not speak of the size of such a set.

function Set_Size<$T>(set: [$T]bool): int;

axiom (forall<$T> :: Set_Size(Set_Empty(): [$T]bool) == 0);
axiom (forall<$T> set: [$T]bool :: {Set_Size(set)} Set_Size(set) > 0 || set == Set_Empty());

// one element more or less
axiom (forall<$T> set: [$T]bool, element: $T :: {Set_Add(set, element)}
  Set_Size(Set_Add(set, element)) ==
    (if Set_Contains(set, element) then Set_Size(set) else Set_Size(set) + 1));
axiom (forall<$T> set: [$T]bool, element: $T :: {Set_Remove(set, element)}
  Set_Size(Set_Remove(set, element)) ==
    (if Set_Contains(set, element) then Set_Size(set) - 1 else Set_Size(set)));

// a set is the disjoint union of what it shares with another one and what it does not
axiom (forall<$T> left: [$T]bool, right: [$T]bool ::
  {Set_Difference(left, right)} {Set_Intersection(left, right)} {Set_Union(left, right)}
  Set_Size(left) ==
    Set_Size(Set_Intersection(left, right)) + Set_Size(Set_Difference(left, right)));
axiom (forall<$T> left: [$T]bool, right: [$T]bool ::
  {Set_Intersection(left, right)} {Set_Union(left, right)}
  Set_Size(left) + Set_Size(right) ==
    Set_Size(Set_Intersection(left, right)) + Set_Size(Set_Union(left, right)));

// To be called where it is needed that a proper subset is smaller.
pure procedure Lemma_SubsetSize<$T>(a: [$T]bool, b: [$T]bool);
  requires Set_IsSubset(a, b);
  ensures Set_Size(a) < Set_Size(b) || a == b;
