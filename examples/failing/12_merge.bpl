// Two-way merge that compares without asking whether the second array is exhausted.

function sorted(a: [int]int, n: int): bool
{
  (forall i, j: int :: { a[i], a[j] } 0 <= i && i <= j && j < n ==> a[i] <= a[j])
}

procedure Merge(a: [int]int, n: int, b: [int]int, m: int) returns (c: [int]int)
  requires 0 <= n && 0 <= m && sorted(a, n) && sorted(b, m);
  ensures sorted(c, n + m);
{
  var i, j: int;

  i, j := 0, 0;
  while (i < n || j < m)
    invariant 0 <= i && i <= n && 0 <= j && j <= m; // error: invariant.maintained
    invariant sorted(c, i + j);
    // What has been merged is at most what is still to come.
    invariant (forall k, l: int :: { c[k], a[l] }
      0 <= k && k < i + j && i <= l && l < n ==> c[k] <= a[l]);
    invariant (forall k, l: int :: { c[k], b[l] }
      0 <= k && k < i + j && j <= l && l < m ==> c[k] <= b[l]);
  {
    if (i < n && a[i] <= b[j]) {
      c[i + j] := a[i];
      i := i + 1;
    } else {
      c[i + j] := b[j];
      j := j + 1;
    }
  }
}
