// Fibonacci numbers, computed by a loop.
// Proved: the loop computes the recursive function. Parallel assignment needs no third variable.
// Source: D. Gries, "The Science of Programming", Springer, 1981.

function fib(n: int): int
{
  if n < 2 then n else fib(n - 1) + fib(n - 2)
}

procedure Fibonacci(n: int) returns (f: int)
  requires 0 <= n;
  ensures f == fib(n);
{
  var i, next: int;

  i, f, next := 0, 0, 1;
  while (i < n)
    invariant 0 <= i && i <= n;
    invariant f == fib(i) && next == fib(i + 1);
  {
    i, f, next := i + 1, next, f + next;
  }
}
