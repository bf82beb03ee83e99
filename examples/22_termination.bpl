// Termination: a loop that counts down in two digits, and Ackermann's function.
// Proved: a pair of natural numbers decreases in lexicographic order at every iteration and at
// every recursive call, so neither goes on for ever. A ghost variable keeps the value before.
// Source: R. W. Floyd, "Assigning meanings to programs", 1967; W. Ackermann, 1928.

function {:inline} decreases(m: int, n: int, before_m: int, before_n: int): bool
{
  0 <= m && 0 <= n && (m < before_m || (m == before_m && n < before_n))
}

procedure CountDown(tens: int, units: int)
  requires 0 <= tens && 0 <= units;
{
  var t, u: int;
  var before_t, before_u: int;

  t, u := tens, units;
  while (0 < t || 0 < u)
    invariant 0 <= t && 0 <= u;
  {
    before_t, before_u := t, u;
    if (u == 0) {
      t, u := t - 1, 10;
    }
    u := u - 1;
    assert decreases(t, u, before_t, before_u);
  }
}

procedure Ackermann(m: int, n: int) returns (r: int)
  requires 0 <= m && 0 <= n;
  ensures 0 <= r;
{
  if (m == 0) {
    r := n + 1;
    return;
  }
  r := 1;
  if (n != 0) {
    assert decreases(m, n - 1, m, n);
    call r := Ackermann(m, n - 1);
  }
  assert decreases(m - 1, r, m, n);
  call r := Ackermann(m - 1, r);
}
