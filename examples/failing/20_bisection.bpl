// Square root by bisection that starts with x itself as its upper bound: wrong for x below 1.

procedure SquareRoot(x: real, epsilon: real) returns (low: real, high: real)
  requires 0.0 <= x && 0.0 < epsilon;
  ensures 0.0 <= low && low <= high;
  ensures low * low <= x && x <= high * high;
  ensures high - low <= epsilon;
{
  var middle, width: real;

  low, high := 0.0, x;
  width := high - low;
  while (epsilon < high - low)
    invariant 0.0 <= low && low <= high && high - low == width;
    invariant low * low <= x && x <= high * high; // error: invariant.entry
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
