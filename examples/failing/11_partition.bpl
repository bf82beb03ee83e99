// The partition step of quicksort that moves the pivot one place too far.

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
  call Swap(at + 1, high - 1);
} // error: postcondition

procedure Swap(i: int, j: int)
  modifies a;
  ensures a == old(a)[i := old(a)[j]][j := old(a)[i]];
{
  var t: int;

  t := a[i];
  a[i] := a[j];
  a[j] := t;
}
