// The library "node": linked nodes in a heap, and which are reached from which. It needs "base".

datatype Node<$T> { Node(next: Option Loc, val: $T) }

// ---------------------------------------------------------------- reachability

// Following `next` from x one comes to y, and not by way of z before that, and then on to z.
function Between<$T>(f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc): bool;

// Following `next` from x one comes to y, and not by way of z before that.
function Avoiding<$T>(f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc): bool;

// The locations between x and z.
function {:inline} BetweenSet<$T>(f: [One Loc]Node $T, x: Option Loc, z: Option Loc): [Loc]bool
{
  (lambda y: Loc :: Between(f, x, Some(y), z))
}

// The axioms of Lahiri and Qadeer, "Back to the future: revisiting precise program verification
// using SMT solvers" (POPL 2008). They are about heaps of any kind, also cyclic ones.

// Nothing has to be followed to come to the start; the second axiom finds instances of the first.
axiom {:ctor "Node"} (forall<$T> f: [One Loc]Node $T, x: Option Loc :: Between(f, x, x, x));
axiom {:ctor "Node"} (forall<$T> f: [One Loc]Node $T, x: Option Loc, y: Option Loc ::
  {Between(f, x, y, y)}
  Between(f, x, y, y) ==> Between(f, x, x, y));

// One step leads to the next node, and whoever goes further passes by it.
axiom {:ctor "Node"} (forall<$T> f: [One Loc]Node $T, x: Loc :: {f[One(x)]}
  Between(f, Some(x), f[One(x)]->next, f[One(x)]->next));
axiom {:ctor "Node"} (forall<$T> f: [One Loc]Node $T, x: Loc, y: Option Loc ::
  {f[One(x)], Between(f, Some(x), y, y)}
  Between(f, Some(x), y, y) ==> y == Some(x) || Between(f, Some(x), f[One(x)]->next, y));

// A node that is its own successor reaches nothing else; between x and x there is x only.
axiom {:ctor "Node"} (forall<$T> f: [One Loc]Node $T, x: Loc, y: Option Loc ::
  {f[One(x)], Between(f, Some(x), y, y)}
  Between(f, Some(x), y, y) && f[One(x)]->next == Some(x) ==> y == Some(x));
axiom {:ctor "Node"} (forall<$T> f: [One Loc]Node $T, x: Option Loc, y: Option Loc ::
  {Between(f, x, y, x)}
  Between(f, x, y, x) ==> y == x);

// Two nodes that are reached are reached in an order, and parts of a way are ways.
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc ::
  {Between(f, x, y, y), Between(f, x, z, z)}
  Between(f, x, y, y) && Between(f, x, z, z) ==> Between(f, x, y, z) || Between(f, x, z, y));
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc ::
  {Between(f, x, y, z)}
  Between(f, x, y, z) ==> Between(f, x, y, y) && Between(f, y, z, z));

// Ways that meet make longer ones.
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc ::
  {Between(f, x, y, y), Between(f, y, z, z)}
  Between(f, x, y, y) && Between(f, y, z, z) ==> Between(f, x, z, z));
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc, mid: Option Loc ::
  {Between(f, x, y, z), Between(f, y, mid, z)}
  Between(f, x, y, z) && Between(f, y, mid, z) ==>
    Between(f, x, y, mid) && Between(f, x, mid, z));
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc, mid: Option Loc ::
  {Between(f, x, y, z), Between(f, x, mid, y)}
  Between(f, x, y, z) && Between(f, x, mid, y) ==>
    Between(f, x, mid, z) && Between(f, mid, y, z));

// Each of the two relations in terms of the other.
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc ::
  {Between(f, x, y, z)}
  Between(f, x, y, z) <==> Avoiding(f, x, y, z) && Avoiding(f, x, z, z));
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc ::
  {Avoiding(f, x, y, z)}
  Avoiding(f, x, y, z) <==>
    Between(f, x, y, z) || (Between(f, x, y, y) && !Between(f, x, z, z)));

// When a node is replaced: a way avoids it, or it comes to it and goes on from its new successor.
axiom {:ctor "Node"} (forall<$T>
  f: [One Loc]Node $T, x: Option Loc, y: Option Loc, z: Option Loc, p: Loc, new: Node $T ::
  {Avoiding(f[One(p) := new], x, y, z)}
  Avoiding(f[One(p) := new], x, y, z) <==>
    (Avoiding(f, x, y, z) && Avoiding(f, x, y, Some(p))) ||
    (z != Some(p) && Avoiding(f, x, Some(p), z) &&
      Avoiding(f, new->next, y, z) && Avoiding(f, new->next, y, Some(p))));

// The list from `start` ends, and all its nodes are in the domain of `nodes`.
function {:inline} InDomain<$V>(nodes: Map (One Loc) (Node $V), start: Option Loc): bool
{
  Between(nodes->val, start, start, None()) &&
  (forall at: Loc ::
    Between(nodes->val, start, Some(at), None()) ==> Set_Contains(nodes->dom, One(at)))
}

// ---------------------------------------------------------------- what a list stands for

// Of each function: what it is, its unfolding by one node (Def), a procedure to call where the
// unfolding is needed (Lemma), and one for where `nodes` grows into nodes' (FrameLemma).

// The values from the last node to the first.
function StackAbs<$V>(start: Option Loc, nodes: Map (One Loc) (Node $V)): Vec $V;

function {:inline} StackAbsDef<$V>(start: Option Loc, nodes: Map (One Loc) (Node $V)): Vec $V
{
  if start is None then Vec_Empty()
  else (var n := Map_At(nodes, One(start->t)); Vec_Append(StackAbs(n->next, nodes), n->val))
}

pure procedure StackAbsLemma<$V>(start: Option Loc, nodes: Map (One Loc) (Node $V));
  requires Between(nodes->val, start, start, None());
  requires InDomain(nodes, start);
  ensures StackAbs(start, nodes) == StackAbsDef(start, nodes);

pure procedure StackFrameLemma<$V>(
  start: Option Loc, nodes: Map (One Loc) (Node $V), nodes': Map (One Loc) (Node $V));
  requires Between(nodes->val, start, start, None());
  requires InDomain(nodes, start);
  requires Set_IsSubset(nodes->dom, nodes'->dom);
  requires MapIte(nodes->dom, nodes->val, MapConst(Default())) ==
    MapIte(nodes->dom, nodes'->val, MapConst(Default()));
  ensures StackAbs(start, nodes) == StackAbs(start, nodes');

// The set of the values.
function SetAbs<$V>(start: Option Loc, nodes: Map (One Loc) (Node $V)): [$V]bool;

function {:inline} SetAbsDef<$V>(start: Option Loc, nodes: Map (One Loc) (Node $V)): [$V]bool
{
  if start is None then Set_Empty()
  else (var n := Map_At(nodes, One(start->t)); Set_Add(SetAbs(n->next, nodes), n->val))
}

pure procedure SetAbsLemma<$V>(start: Option Loc, nodes: Map (One Loc) (Node $V));
  requires Between(nodes->val, start, start, None());
  requires InDomain(nodes, start);
  ensures SetAbs(start, nodes) == SetAbsDef(start, nodes);

pure procedure SetFrameLemma<$V>(
  start: Option Loc, nodes: Map (One Loc) (Node $V), nodes': Map (One Loc) (Node $V));
  requires Between(nodes->val, start, start, None());
  requires InDomain(nodes, start);
  requires Set_IsSubset(nodes->dom, nodes'->dom);
  requires MapIte(nodes->dom, nodes->val, MapConst(Default())) ==
    MapIte(nodes->dom, nodes'->val, MapConst(Default()));
  ensures SetAbs(start, nodes) == SetAbs(start, nodes');

// The values of `in_queue`, and then those from the first node to the last.
function QueueAbs<$V>(
  in_queue: Vec $V, start: Option Loc, nodes: Map (One Loc) (Node $V)): Vec $V;

function {:inline} QueueAbsDef<$V>(
  in_queue: Vec $V, start: Option Loc, nodes: Map (One Loc) (Node $V)): Vec $V
{
  if start is None then in_queue
  else (var n := Map_At(nodes, One(start->t));
    QueueAbs(Vec_Append(in_queue, n->val), n->next, nodes))
}

pure procedure QueueAbsLemma<$V>(
  in_queue: Vec $V, start: Option Loc, nodes: Map (One Loc) (Node $V));
  requires Between(nodes->val, start, start, None());
  requires InDomain(nodes, start);
  ensures QueueAbs(in_queue, start, nodes) == QueueAbsDef(in_queue, start, nodes);

pure procedure QueueFrameLemma<$V>(
  in_queue: Vec $V,
  start: Option Loc, nodes: Map (One Loc) (Node $V), nodes': Map (One Loc) (Node $V));
  requires Between(nodes->val, start, start, None());
  requires InDomain(nodes, start);
  requires Set_IsSubset(nodes->dom, nodes'->dom);
  requires MapIte(nodes->dom, nodes->val, MapConst(Default())) ==
    MapIte(nodes->dom, nodes'->val, MapConst(Default()));
  ensures QueueAbs(in_queue, start, nodes) == QueueAbs(in_queue, start, nodes');
