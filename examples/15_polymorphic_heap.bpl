// An object heap as one polymorphic map: a field of type `Field a` holds a value of type a.
// Proved: updates respect the types of fields, and a method changes no more than its frame says.
// Source: K. R. M. Leino and P. Ruemmer, "A polymorphic intermediate verification language:
// design and logical encoding", TACAS, 2010.

type Ref;
type Field a;
type Heap = <a>[Ref, Field a]a;

const unique balance: Field int;
const unique frozen: Field bool;
const unique owner: Field Ref;

var heap: Heap;

procedure Deposit(account: Ref, amount: int)
  requires 0 <= amount && !heap[account, frozen];
  modifies heap;
  ensures heap[account, balance] == old(heap[account, balance]) + amount;
  ensures (forall<a> r: Ref, f: Field a :: { heap[r, f] }
    heap[r, f] == old(heap)[r, f] || (r == account && f == balance));
{
  heap[account, balance] := heap[account, balance] + amount;
}

procedure Transfer(from: Ref, to: Ref, amount: int)
  requires from != to && 0 <= amount && !heap[from, frozen] && !heap[to, frozen];
  modifies heap;
  ensures heap[from, balance] + heap[to, balance] == old(heap[from, balance] + heap[to, balance]);
  ensures heap[from, owner] == old(heap[from, owner]);
{
  heap[from, balance] := heap[from, balance] - amount;
  call Deposit(to, amount);
}
