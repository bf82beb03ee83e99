// The partition step of quicksort: a pivot moves to its final place.
// Proved: nothing left of the place exceeds the pivot, nothing right of it is less, and elements
// outside the range are untouched (the frame that the recursive calls of quicksort need).
// Source: C. A. R. Hoare, "Algorithm 63: partition", CACM 4(7), 1961, in N. Lomuto's form.

var a: [int]int;

procedure Partition(low: int, high: int) returns (at: int)
  requires low < high;
  modifies a;
  ensures low <= at && at < high;
  ensures (forall i: int :: low <= i && i < at ==> a[i] <= a[at]);
  ensures (forall i: int :: at <= i && i < high ==> a[at] <= a[i]);
  ensures (forall i: int :: i < low || high <= i ==> a[i] == old(a)[i]);
{
  var next, pivot: int;

  pivot := a[high - 1];
  at, next := low, low;
  while (next < high - 1)
    invariant low <= at && at <= next && next < high;
    invariant (forall i: int :: low <= i && i < at ==> a[i] <= pivot);
    invariant (forall i: int :: at <= i && i < next ==> pivot < a[i]);
    invariant a[high - 1] == pivot;
    invariant (forall i: int :: i < low || high <= i ==> a[i] == old(a)[i]);
  {
    if (a[next] <= pivot) {
      call Swap(at, next);
      at := at + 1;
    }
    next := next + 1;
  }
  call Swap(at, high - 1);
}

procedure Swap(i: int, j: int)
  modifies a;
  ensures a == old(a)[i := old(a)[j]][j := old(a)[i]];
{
  var t: int;

  t := a[i];
  a[i] := a[j];
  a[j] := t;
}
