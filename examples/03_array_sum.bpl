// The sum of an array.
// Proved: the loop computes sum(a, n), the sum of the first n elements. The recursive equation
// relates two sums that both occur in the program; with { sum(a, n) } alone as its trigger, each
// instance would give rise to the next.
// Source: E. W. Dijkstra, "A Discipline of Programming", Prentice-Hall, 1976.

function sum(a: [int]int, n: int): int;

axiom (forall a: [int]int :: { sum(a, 0) } sum(a, 0) == 0);
axiom (forall a: [int]int, n, m: int :: { sum(a, n), sum(a, m) }
  0 <= n && m == n + 1 ==> sum(a, m) == sum(a, n) + a[n]);

procedure Sum(a: [int]int, n: int) returns (s: int)
  requires 0 <= n;
  ensures s == sum(a, n);
{
  var i: int;

  i, s := 0, 0;
  while (i < n)
    invariant 0 <= i && i <= n;
    invariant s == sum(a, i);
  {
    s, i := s + a[i], i + 1;
  }
}
