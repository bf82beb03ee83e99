// Majority vote that forgets to count the element which becomes the new candidate.

// The histogram of the first n elements: how often each value occurs there.
function histogram(a: [int]int, n: int): [int]int;

axiom (forall a: [int]int :: { histogram(a, 0) } histogram(a, 0) == (lambda x: int :: 0));
axiom (forall a: [int]int, n, m: int :: { histogram(a, n), histogram(a, m) }
  0 <= n && m == n + 1 ==>
    histogram(a, m) == histogram(a, n)[a[n] := histogram(a, n)[a[n]] + 1]);

procedure Majority(a: [int]int, n: int) returns (candidate: int)
  requires 0 <= n;
  ensures (forall x: int :: n < 2 * histogram(a, n)[x] ==> x == candidate);
{
  var i, lead: int;

  i, lead := 0, 0;
  while (i < n)
    invariant 0 <= i && i <= n && 0 <= lead;
    invariant 2 * histogram(a, i)[candidate] <= i + lead; // error: invariant.maintained
    invariant (forall x: int :: x != candidate ==> 2 * histogram(a, i)[x] <= i - lead);
  {
    if (lead == 0) {
      candidate, lead := a[i], 0;
    } else if (a[i] == candidate) {
      lead := lead + 1;
    } else {
      lead := lead - 1;
    }
    i := i + 1;
  }
}
