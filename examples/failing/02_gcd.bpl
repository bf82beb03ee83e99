// Greatest common divisor, but the loop forgets to say that both numbers stay positive: then
// the facts about gcd no longer apply, neither in the loop nor after it.

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
    invariant gcd(x, y) == gcd(a, b); // error: invariant.maintained
  {
    if (y < x) {
      x := x - y;
    } else {
      y := y - x;
    }
  }
  r := x;
} // error: postcondition
