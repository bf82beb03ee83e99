// The sum of an array, off by one twice: summation starts at 1, and goes one too far.

function sum(a: [int]int, n: int): int;

axiom (forall a: [int]int :: { sum(a, 0) } sum(a, 0) == 0);
axiom (forall a: [int]int, n, m: int :: { sum(a, n), sum(a, m) }
  0 <= n && m == n + 1 ==> sum(a, m) == sum(a, n) + a[n]);

procedure SumFromOne(a: [int]int, n: int) returns (s: int)
  requires 1 <= n;
  ensures s == sum(a, n);
{
  var i: int;

  i, s := 1, 0;
  while (i < n)
    invariant 1 <= i && i <= n;
    invariant s == sum(a, i); // error: invariant.entry
  {
    s, i := s + a[i], i + 1;
  }
}

procedure SumTooFar(a: [int]int, n: int) returns (s: int)
  requires 0 <= n;
  ensures s == sum(a, n);
{
  var i: int;

  i, s := 0, 0;
  while (i <= n)
    invariant 0 <= i && i <= n; // error: invariant.maintained
    invariant s == sum(a, i);
  {
    s, i := s + a[i], i + 1;
  }
}
