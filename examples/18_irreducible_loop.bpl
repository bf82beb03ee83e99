// A loop that is entered at two places, by goto: its flow graph is irreducible.
// Proved: multiplication by addition is right from either entrance. Blocks of such a loop are
// copied until each loop has one head; whichever block becomes it, there is an invariant to find.
// Source: D. E. Knuth, "Structured programming with go to statements", Computing Surveys 6, 1974.

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
  product, i := product + m, i + 1;
  goto Middle;

Middle:
  assert 0 <= i && i <= n && product == i * m;
  goto Head;

Done:
  assume n <= i;
  return;
}
