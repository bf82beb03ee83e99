// Binary search in a sorted array.
// Proved: a non-negative result is an index of the key, and -1 means that it does not occur.
// Source: J. Bentley, "Programming Pearls", column 4, Addison-Wesley, 1986.

procedure BinarySearch(a: [int]int, n: int, key: int) returns (at: int)
  requires 0 <= n;
  requires (forall i, j: int :: 0 <= i && i < j && j < n ==> a[i] <= a[j]);
  ensures 0 <= at ==> at < n && a[at] == key;
  ensures at < 0 ==> (forall i: int :: 0 <= i && i < n ==> a[i] != key);
{
  var low, high, middle: int;

  low, high := 0, n;
  while (low < high)
    invariant 0 <= low && low <= high && high <= n;
    invariant (forall i: int :: 0 <= i && i < low ==> a[i] < key);
    invariant (forall i: int :: high <= i && i < n ==> key < a[i]);
  {
    middle := low + (high - low) div 2;
    if (a[middle] < key) {
      low := middle + 1;
    } else if (key < a[middle]) {
      high := middle;
    } else {
      at := middle;
      return;
    }
  }
  at := -1;
}
