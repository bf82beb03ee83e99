// Bubble sort whose swap loses an element: the second store reads what the first has written.

procedure BubbleSort(a: [int]int, n: int) returns (b: [int]int, origin: [int]int)
  requires 0 <= n;
  ensures (forall i, j: int :: 0 <= i && i <= j && j < n ==> b[i] <= b[j]);
  ensures (forall i: int :: 0 <= i && i < n ==> 0 <= origin[i] && origin[i] < n);
  ensures (forall i, j: int :: 0 <= i && i < j && j < n ==> origin[i] != origin[j]);
  ensures (forall i: int :: 0 <= i && i < n ==> b[i] == a[origin[i]]);
{
  var top, k: int;

  b, origin := a, (lambda i: int :: i);
  top := n;
  while (1 < top)
    invariant top <= n;
    // What is above `top` is sorted, and not less than anything below.
    invariant (forall i, j: int :: 0 <= i && i <= j && top <= j && j < n ==> b[i] <= b[j]);
    invariant (forall i: int :: 0 <= i && i < n ==> 0 <= origin[i] && origin[i] < n);
    invariant (forall i, j: int :: 0 <= i && i < j && j < n ==> origin[i] != origin[j]);
    invariant (forall i: int :: 0 <= i && i < n ==> b[i] == a[origin[i]]);
  {
    top := top - 1;
    k := 0;
    while (k < top)
      invariant 0 <= k && k <= top;
      invariant (forall i: int :: 0 <= i && i <= k ==> b[i] <= b[k]); // error: invariant.maintained
      invariant (forall i, j: int :: 0 <= i && i <= j && top < j && j < n ==> b[i] <= b[j]);
      invariant (forall i: int :: 0 <= i && i < n ==> 0 <= origin[i] && origin[i] < n);
      invariant (forall i, j: int :: 0 <= i && i < j && j < n ==> origin[i] != origin[j]);
      invariant (forall i: int :: 0 <= i && i < n ==> b[i] == a[origin[i]]); // error: invariant.maintained
    {
      if (b[k + 1] < b[k]) {
        b[k] := b[k + 1];
        b[k + 1] := b[k];
        origin := origin[k := origin[k + 1]][k + 1 := origin[k]];
      }
      k := k + 1;
    }
  }
}
