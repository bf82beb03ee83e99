// First steps, with the classic mistakes: a case forgotten, a value overwritten, and a contract
// too weak for its caller.

var a: int;
var b: int;

procedure Abs(x: int) returns (y: int)
  ensures 0 <= y;
  ensures y == x || y == -x;
{
  y := x;
  return; // error: postcondition
}

procedure Max(x: int, y: int) returns (m: int)
  ensures x <= m && y <= m;
{
  m := if x < y then y else x;
}

procedure Swap()
  modifies a, b;
  ensures a == old(b) && b == old(a);
{
  a := b;
  b := a;
} // error: postcondition

procedure Main()
  modifies a, b;
{
  var d: int;

  a, b := 3, 5;
  call Swap();
  assert a == 5 && b == 3;
  call d := Max(a, b);
  assert d == a; // error: assert
}
