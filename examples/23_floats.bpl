// Floating point, where it is not real arithmetic: absolute value, rounding, equality.
// Proved: an absolute value is not negative, given that it is a number at all; adding 1 can change
// nothing, so addition is not associative; zero has two signs, and NaN is not equal to itself.
// Source: D. Goldberg, "What every computer scientist should know about floating-point
// arithmetic", Computing Surveys 23(1), 1991; IEEE 754.

type float = float24e8;

function {:builtin "fp.isNaN"} is_nan(float): bool;
function {:builtin "fp.eq"} equal(float, float): bool;
function {:builtin "fp.neg"} negate(float): float;

procedure Abs(x: float) returns (r: float)
  requires !is_nan(x);
  ensures 0x0.0e0f24e8 <= r;
  ensures r == x || r == negate(x);
{
  r := x;
  if (x < 0x0.0e0f24e8) {
    r := negate(x);
  }
  return;
}

procedure Rounding()
{
  var big, one: float;

  big, one := 0x1.0e6f24e8, 0x1.0e0f24e8; // 16 to the power 6 takes all 24 bits of a significand
  assert big + one == big;
  assert (big + one) + one != big + (one + one);
}

procedure Equality()
{
  assert equal(0x0.0e0f24e8, -0x0.0e0f24e8) && 0x0.0e0f24e8 != -0x0.0e0f24e8;
  assert !equal(0NaN24e8, 0NaN24e8);
}
