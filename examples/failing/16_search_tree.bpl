// Insertion into a binary search tree that looks only at one side: a larger element goes to the
// left as well, and equal ones are inserted again.

datatype Tree {
  Leaf(),
  Node(left: Tree, value: int, right: Tree)
}

// The functions are defined constructor by constructor, so that their axioms apply only to trees
// that the program takes apart or builds.

function elements(t: Tree): [int]bool;
axiom elements(Leaf()) == (lambda x: int :: false);
axiom (forall l: Tree, v: int, r: Tree :: { elements(Node(l, v, r)) }
  elements(Node(l, v, r)) == (lambda x: int :: x == v || elements(l)[x] || elements(r)[x]));

// All elements lie strictly between `low` and `high`, and the tree is ordered.
function ordered(t: Tree, low: int, high: int): bool;
axiom (forall low, high: int :: { ordered(Leaf(), low, high) } ordered(Leaf(), low, high));
axiom (forall l: Tree, v: int, r: Tree, low, high: int :: { ordered(Node(l, v, r), low, high) }
  ordered(Node(l, v, r), low, high) <==>
    low < v && v < high && ordered(l, low, v) && ordered(r, v, high));

function size(t: Tree): int;
axiom size(Leaf()) == 0;
axiom (forall l: Tree, v: int, r: Tree :: { size(Node(l, v, r)) }
  size(Node(l, v, r)) == size(l) + 1 + size(r));

procedure Insert(t: Tree, x: int, low: int, high: int) returns (r: Tree)
  requires ordered(t, low, high) && low < x && x < high;
  ensures ordered(r, low, high);
  ensures elements(r) == elements(t)[x := true];
  ensures size(t) <= size(r) && size(r) <= size(t) + 1;
{
  var left, right: Tree;
  var value: int;

  if (t is Leaf) {
    r := Node(Leaf(), x, Leaf());
    return;
  }
  Node(left, value, right) := t;
  if (x < value) {
    call left := Insert(left, x, low, value);
  } else {
    call left := Insert(left, x, low, value); // error: precondition
  }
  r := Node(left, value, right);
}

procedure SizeIsNatural(t: Tree)
  ensures 0 <= size(t);
{
  var left, right: Tree;
  var value: int;

  if (t is Node) {
    Node(left, value, right) := t;
    call SizeIsNatural(left);
    call SizeIsNatural(right);
  }
}
