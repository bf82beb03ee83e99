// Binary search whose upper bound is taken as exclusive in one place and as inclusive in another.

procedure BinarySearch(a: [int]int, n: int, key: int) returns (at: int)
  requires 0 <= n;
  requires (forall i, j: int :: 0 <= i && i < j && j < n ==> a[i] <= a[j]);
  ensures 0 <= at ==> at < n && a[at] == key;
  ensures at < 0 ==> (forall i: int :: 0 <= i && i < n ==> a[i] != key);
{
  var low, high, middle: int;

  low, high := 0, n;
  while (low < high)
    invariant 0 <= low && low <= high && high <= n; // error: invariant.maintained
    invariant (forall i: int :: 0 <= i && i < low ==> a[i] < key);
    invariant (forall i: int :: high <= i && i < n ==> key < a[i]); // error: invariant.maintained
  {
    middle := low + (high - low) div 2;
    if (a[middle] < key) {
      low := middle + 1;
    } else if (key < a[middle]) {
      high := middle - 1;
    } else {
      at := middle;
      return;
    }
  }
  at := -1;
}
