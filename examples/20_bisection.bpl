// Square root by bisection, over the reals.
// Proved: the root is enclosed, the interval is at most `epsilon` wide, and at every step it is
// half as wide as before.
// Source: R. L. Burden and J. D. Faires, "Numerical Analysis", section 2.1, PWS, 1978.

procedure SquareRoot(x: real, epsilon: real) returns (low: real, high: real)
  requires 0.0 <= x && 0.0 < epsilon;
  ensures 0.0 <= low && low <= high;
  ensures low * low <= x && x <= high * high;
  ensures high - low <= epsilon;
{
  var middle, width: real;

  low, high := 0.0, x + 1.0;
  assert high * high == x * x + 2.0 * x + 1.0;
  width := high - low;
  while (epsilon < high - low)
    invariant 0.0 <= low && low <= high && high - low == width;
    invariant low * low <= x && x <= high * high;
  {
    middle := (low + high) / 2.0;
    if (middle * middle <= x) {
      low := middle;
    } else {
      high := middle;
    }
    width := width / 2.0;
  }
}
