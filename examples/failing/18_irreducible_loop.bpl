// A loop with two entrances, one of which leads to an invariant that does not hold there: the
// step is counted before it is made.

procedure Multiply(n: int, m: int) returns (product: int)
  requires 0 <= n;
  ensures product == n * m;
{
  var i: int;

  i, product := 0, 0;
  goto Head, Middle;

Head:
  assert 0 <= i && i <= n && product == i * m;
  goto Step, Done;

Step:
  assume i < n;
  i := i + 1;
  goto Middle;

Middle:
  assert 0 <= i && i <= n && product == i * m; // error: assert
  goto Head;

Done:
  assume n <= i;
  return;
}
