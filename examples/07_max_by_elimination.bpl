// The index of a largest element, found by eliminating candidates from both ends.
// Proved: no element exceeds the one at the result. The invariant says that whatever has been
// eliminated is at most one of the two that are still compared.
// Source: T. Bormer et al., "The COST IC0701 verification competition 2011", challenge 1, FoVeOOS.

procedure MaxByElimination(a: [int]int, n: int) returns (x: int)
  requires 0 < n;
  ensures 0 <= x && x < n;
  ensures (forall i: int :: 0 <= i && i < n ==> a[i] <= a[x]);
{
  var y: int;

  x, y := 0, n - 1;
  while (x != y)
    invariant 0 <= x && x <= y && y < n;
    invariant (forall i: int :: 0 <= i && i < x ==> a[i] <= a[x] || a[i] <= a[y]);
    invariant (forall i: int :: y < i && i < n ==> a[i] <= a[x] || a[i] <= a[y]);
  {
    if (a[x] <= a[y]) {
      x := x + 1;
    } else {
      y := y - 1;
    }
  }
}
