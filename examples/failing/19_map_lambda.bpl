// Sets and arrays as maps, with one of de Morgan's laws got wrong, and a reversal that stops
// before the middle.

type Element;
type Set = [Element]bool;

function {:inline} union(s: Set, t: Set): Set { (lambda x: Element :: s[x] || t[x]) }
function {:inline} intersection(s: Set, t: Set): Set { (lambda x: Element :: s[x] && t[x]) }
function {:inline} complement(s: Set): Set { (lambda x: Element :: !s[x]) }
function {:inline} subset(s: Set, t: Set): bool { (forall x: Element :: s[x] ==> t[x]) }

procedure SetLaws(s: Set, t: Set, u: Set)
{
  assert union(s, t) == union(t, s);
  assert intersection(s, union(t, u)) == union(intersection(s, t), intersection(s, u));
  assert complement(union(s, t)) == union(complement(s), complement(t)); // error: assert
  assert complement(complement(s)) == s;
  assert subset(s, t) <==> union(s, t) == t;
}

function {:inline} reverse(a: [int]int, n: int): [int]int
{
  (lambda i: int :: if 0 <= i && i < n then a[n - 1 - i] else a[i])
}

procedure ReverseTwice(a: [int]int, n: int)
{
  assert reverse(reverse(a, n), n) == a;
}

procedure Reverse(a: [int]int, n: int) returns (b: [int]int)
  requires 0 <= n;
  ensures b == reverse(a, n);
{
  var i: int;

  b, i := a, 0;
  while (i + 2 < n - 1 - i)
    invariant 0 <= i && i <= n;
    invariant b == (lambda k: int ::
      if (0 <= k && k < i) || (n - i <= k && k < n) then a[n - 1 - k] else a[k]);
    invariant 2 * i <= n;
  {
    b := b[i := b[n - 1 - i]][n - 1 - i := b[i]];
    i := i + 1;
  }
  return; // error: postcondition
}
