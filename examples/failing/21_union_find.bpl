// Union-find whose Union links the elements themselves instead of their representatives.

var parent: [int]int;
var root: [int]int;

function {:inline} valid(parent: [int]int, root: [int]int): bool
{
  (forall x: int :: { parent[x] } root[parent[x]] == root[x]) &&
  (forall x: int :: { root[x] } parent[root[x]] == root[x]) &&
  (forall x: int :: { parent[x] } parent[x] == x ==> root[x] == x)
}

procedure Find(x: int) returns (r: int)
  requires valid(parent, root);
  ensures r == root[x];
{
  r := x;
  while (parent[r] != r)
    invariant root[r] == root[x];
  {
    r := parent[r];
  }
}

procedure Union(x: int, y: int)
  requires valid(parent, root);
  modifies parent, root;
  ensures valid(parent, root);
  ensures root[x] == root[y];
  ensures (forall z, w: int :: { root[z], root[w] }
    root[z] == root[w] <==> old(root)[z] == old(root)[w]
      || (old(root)[z] == old(root)[x] && old(root)[w] == old(root)[y])
      || (old(root)[z] == old(root)[y] && old(root)[w] == old(root)[x]));
{
  var rx, ry: int;

  call rx := Find(x);
  call ry := Find(y);
  parent[x] := ry;
  root := (lambda z: int :: if root[z] == rx then ry else root[z]);
} // error: postcondition

procedure Client()
  modifies parent, root;
{
  parent := (lambda x: int :: x);
  root := (lambda x: int :: x);
  call Union(1, 2);
  call Union(3, 2);
  assert root[1] == root[3];
  assert root[1] != root[4];
}
