// Fibonacci numbers, started with the values of fib(1) and fib(2) instead of fib(0) and fib(1).

function fib(n: int): int
{
  if n < 2 then n else fib(n - 1) + fib(n - 2)
}

procedure Fibonacci(n: int) returns (f: int)
  requires 0 <= n;
  ensures f == fib(n);
{
  var i, next: int;

  i, f, next := 0, 1, 1;
  while (i < n)
    invariant 0 <= i && i <= n;
    invariant f == fib(i) && next == fib(i + 1); // error: invariant.entry
  {
    i, f, next := i + 1, next, f + next;
  }
}
