// List reversal that follows the link after it has been turned round.

type Ref;
const null: Ref;

var next: [Ref]Ref;

procedure Reverse(head: Ref, cell: [int]Ref, n: int) returns (reversed: Ref)
  requires 0 <= n && cell[0] == head && cell[n] == null;
  requires (forall i, j: int :: { cell[i], cell[j] }
    0 <= i && i < j && j <= n ==> cell[i] != cell[j]);
  requires (forall i: int :: { cell[i] } 0 <= i && i < n ==> next[cell[i]] == cell[i + 1]);
  modifies next;
  ensures 0 < n ==> reversed == cell[n - 1] && next[cell[0]] == null;
  ensures (forall i: int :: { cell[i] } 0 < i && i < n ==> next[cell[i]] == cell[i - 1]);
  ensures (forall r: Ref :: { next[r] }
    (forall i: int :: { cell[i] } 0 <= i && i < n ==> cell[i] != r) ==> next[r] == old(next)[r]);
{
  var current, rest: Ref;
  var i: int;

  reversed, current, i := null, head, 0;
  while (current != null)
    invariant 0 <= i && i <= n && current == cell[i]; // error: invariant.maintained
    invariant if i == 0 then reversed == null else reversed == cell[i - 1];
    invariant 0 < i ==> next[cell[0]] == null;
    invariant (forall k: int :: { cell[k] } 0 < k && k < i ==> next[cell[k]] == cell[k - 1]);
    invariant (forall k: int :: { cell[k] } i <= k && k < n ==> next[cell[k]] == cell[k + 1]);
    invariant (forall r: Ref :: { next[r] }
      (forall k: int :: { cell[k] } 0 <= k && k < n ==> cell[k] != r) ==> next[r] == old(next)[r]);
  {
    next[current] := reversed;
    rest := next[current];
    reversed, current, i := current, rest, i + 1;
  }
}
