// Floating point, forgetting that NaN is neither below nor above anything, and that a sum may be
// rounded back to one of its terms.

type float = float24e8;

function {:builtin "fp.neg"} negate(float): float;

procedure Abs(x: float) returns (r: float)
  ensures 0x0.0e0f24e8 <= r;
  ensures r == x || r == negate(x);
{
  r := x;
  if (x < 0x0.0e0f24e8) {
    r := negate(x);
  }
  return; // error: postcondition
}

procedure Rounding()
{
  var big, one: float;

  big, one := 0x1.0e6f24e8, 0x1.0e0f24e8; // 16 to the power 6 takes all 24 bits of a significand
  assert big < big + one; // error: assert
}
