// First steps: absolute value, maximum, swap, and a caller that sees only their contracts.
// Proved: each procedure meets its contract, and the caller's assertions follow from those alone.
// Source: C. A. R. Hoare, "An axiomatic basis for computer programming", CACM 12(10), 1969.

var a: int;
var b: int;

procedure Abs(x: int) returns (y: int)
  ensures 0 <= y;
  ensures y == x || y == -x;
{
  y := x;
  if (x < 0) {
    y := -x;
  }
  return;
}

procedure Max(x: int, y: int) returns (m: int)
  ensures x <= m && y <= m;
  ensures m == x || m == y;
{
  m := if x < y then y else x;
}

procedure Swap()
  modifies a, b;
  ensures a == old(b) && b == old(a);
{
  a, b := b, a;
}

procedure Main()
  modifies a, b;
{
  var d: int;

  a, b := 3, 5;
  call Swap();
  assert a == 5 && b == 3;
  call d := Abs(b - a);
  assert d == 2;
  call d := Max(a, d);
  assert d == a;
}
