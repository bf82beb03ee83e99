// A ring buffer whose mask is its capacity, not its capacity less one, and a client that takes out
// more than it has put in.

function {:bvbuiltin "bvadd"} add(bv8, bv8): bv8;
function {:bvbuiltin "bvsub"} sub(bv8, bv8): bv8;
function {:bvbuiltin "bvand"} and(bv8, bv8): bv8;
function {:bvbuiltin "bvult"} less(bv8, bv8): bool;
function {:bvbuiltin "bvule"} at_most(bv8, bv8): bool;

function {:inline} place(position: bv8): bv8 { and(position, 16bv8) }
function {:inline} length(head: bv8, tail: bv8): bv8 { sub(tail, head) }

var data: [bv8]int;
var head: bv8;
var tail: bv8;

procedure Push(value: int)
  requires less(length(head, tail), 16bv8);
  modifies data, tail;
  ensures length(head, tail) == add(old(length(head, tail)), 1bv8);
  ensures data == old(data)[place(old(tail)) := value];
  ensures (forall i: bv8 :: less(i, old(length(head, tail))) ==>
    data[place(add(head, i))] == old(data)[place(add(head, i))]);
{
  data[place(tail)] := value;
  tail := add(tail, 1bv8);
} // error: postcondition

procedure Pop() returns (value: int)
  requires head != tail && at_most(length(head, tail), 16bv8);
  modifies head;
  ensures length(head, tail) == sub(old(length(head, tail)), 1bv8);
  ensures value == data[place(old(head))] && head == add(old(head), 1bv8);
{
  value := data[place(head)];
  head := add(head, 1bv8);
}

procedure FirstInFirstOut()
  requires head == tail;
  modifies data, head, tail;
{
  var value: int;

  call Push(3);
  call Push(5);
  call value := Pop();
  assert value == 3; // error: assert
  call value := Pop();
  assert value == 5;
  call value := Pop(); // error: precondition
}
