// Sets and arrays as maps, built by lambda expressions.
// Proved: laws of sets (maps are equal when they agree everywhere), and that an array that is
// filtered, shifted or reversed by an expression is what a loop would make of it.
// Source: K. R. M. Leino, "This is Boogie 2", KRML 178, 2008; for sets as predicates, P. Halmos,
// "Naive Set Theory", 1960.

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
  assert complement(union(s, t)) == intersection(complement(s), complement(t));
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
  while (i < n - 1 - i)
    invariant 0 <= i && i <= n;
    invariant b == (lambda k: int ::
      if (0 <= k && k < i) || (n - i <= k && k < n) then a[n - 1 - k] else a[k]);
    invariant 2 * i <= n;
  {
    b := b[i := b[n - 1 - i]][n - 1 - i := b[i]];
    i := i + 1;
  }
}
