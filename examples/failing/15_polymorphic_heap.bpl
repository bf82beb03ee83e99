// An object heap whose contract of Deposit lacks the frame: its caller knows nothing about the
// fields that Deposit does not mention.

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
} // error: postcondition
