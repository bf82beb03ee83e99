// Termination, with a loop that borrows ten without taking it away, and a recursive call whose
// arguments are the wrong way round.

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
      t, u := t, 10;
    }
    u := u - 1;
    assert decreases(t, u, before_t, before_u); // error: assert
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
    assert decreases(n - 1, m, m, n); // error: assert
    call r := Ackermann(n - 1, m);
  }
  assert decreases(m - 1, r, m, n);
  call r := Ackermann(m - 1, r);
}
