// Floating point, forgetting that NaN is neither below nor above anything, and that a sum may be
// rounded back to one of its terms.

type float = float24e8;

function {:builtin "fp.isNaN"} is_nan(float): bool;
function {:builtin "fp.eq"} equal(float, float): bool;

procedure Clamp(x: float, low: float, high: float) returns (r: float)
  requires low <= high;
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
  return; // error: postcondition
}

procedure Absorption()
{
  var big: float;

  big := 0x1.0e6f24e8; // 16 to the power 6: the significand's 24 bits are used up
  assert big < big + 0x1.0e0f24e8; // error: assert
}
