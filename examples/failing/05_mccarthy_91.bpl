// McCarthy's 91 function, with the boundary of its base case one too low.

procedure McCarthy91(n: int) returns (r: int)
  ensures n <= 101 ==> r == 91;
  ensures 101 < n ==> r == n - 10;
{
  if (100 <= n) {
    r := n - 10;
    return; // error: postcondition
  }
  call r := McCarthy91(n + 11);
  call r := McCarthy91(r);
}
