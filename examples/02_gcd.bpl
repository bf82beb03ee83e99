// Greatest common divisor by repeated subtraction.
// Proved: the result is gcd(a, b), from three facts about gcd. Each is instantiated only at terms
// that the program mentions (the triggers name two of them), so the solver cannot run away.
// Source: Euclid, "Elements", VII.2; D. Gries, "The Science of Programming", Springer, 1981.

function gcd(a: int, b: int): int;

axiom (forall a: int :: { gcd(a, a) } 0 < a ==> gcd(a, a) == a);
axiom (forall a, b, c: int :: { gcd(a, b), gcd(c, b) }
  0 < b && 0 < c && c == a - b ==> gcd(a, b) == gcd(c, b));
axiom (forall a, b, c: int :: { gcd(a, b), gcd(a, c) }
  0 < a && 0 < c && c == b - a ==> gcd(a, b) == gcd(a, c));

procedure Gcd(a: int, b: int) returns (r: int)
  requires 0 < a && 0 < b;
  ensures r == gcd(a, b);
{
  var x, y: int;

  x, y := a, b;
  while (x != y)
    invariant 0 < x && 0 < y;
    invariant gcd(x, y) == gcd(a, b);
  {
    if (y < x) {
      x := x - y;
    } else {
      y := y - x;
    }
  }
  r := x;
}
