// McCarthy's 91 function.
// Proved: it is 91 up to 101 and n - 10 beyond, by the contract of its own recursive calls.
// Source: Z. Manna and J. McCarthy, "Properties of programs and partial function logic",
// Machine Intelligence 5, 1970.

procedure McCarthy91(n: int) returns (r: int)
  ensures n <= 101 ==> r == 91;
  ensures 101 < n ==> r == n - 10;
{
  if (100 < n) {
    r := n - 10;
    return;
  }
  call r := McCarthy91(n + 11);
  call r := McCarthy91(r);
}
