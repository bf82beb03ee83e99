// Floating point: clamping a number to an interval, and where it is not real arithmetic.
// Proved: the clamped number is in the interval, given that it is a number at all (only NaN
// differs from itself), and that adding 1 can change nothing.
// Source: D. Goldberg, "What every computer scientist should know about floating-point
// arithmetic", Computing Surveys 23(1), 1991; IEEE 754.

type float = float24e8;

function {:builtin "fp.isNaN"} is_nan(float): bool;
function {:builtin "fp.eq"} equal(float, float): bool;

procedure Clamp(x: float, low: float, high: float) returns (r: float)
  requires low <= high && !is_nan(x);
  ensures low <= r && r <= high;
  ensures low <= x && x <= high ==> r == x;
{
  r := x;
  if (x < low) {
    r := low;
  }
  if (high < x) {
    r := high;
  }
  return;
}

procedure Absorption()
{
  var big: float;

  big := 0x1.0e6f24e8; // 16 to the power 6: the significand's 24 bits are used up
  assert big + 0x1.0e0f24e8 == big;
  assert (big + 0x1.0e0f24e8) + 0x1.0e0f24e8 != big + (0x1.0e0f24e8 + 0x1.0e0f24e8);
}

procedure Equality()
{
  assert equal(0x0.0e0f24e8, -0x0.0e0f24e8) && 0x0.0e0f24e8 != -0x0.0e0f24e8;
  assert !equal(0NaN24e8, 0NaN24e8);
}
