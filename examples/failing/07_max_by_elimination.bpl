// The index of a largest element, with the comparison the wrong way round.

procedure MaxByElimination(a: [int]int, n: int) returns (x: int)
  requires 0 < n;
  ensures 0 <= x && x < n;
  ensures (forall i: int :: 0 <= i && i < n ==> a[i] <= a[x]);
{
  var y: int;

  x, y := 0, n - 1;
  while (x != y)
    invariant 0 <= x && x <= y && y < n;
    invariant (forall i: int :: 0 <= i && i < x ==> a[i] <= a[x] || a[i] <= a[y]); // error: invariant.maintained
    invariant (forall i: int :: y < i && i < n ==> a[i] <= a[x] || a[i] <= a[y]); // error: invariant.maintained
  {
    if (a[y] <= a[x]) {
      x := x + 1;
    } else {
      y := y - 1;
    }
  }
}
