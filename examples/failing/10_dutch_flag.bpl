// The Dutch national flag, with a step too many: what the swap brings in from behind has not been
// inspected, and yet w moves past it.

type Colour;
const unique red, white, blue: Colour;

procedure DutchFlag(a: [int]Colour, n: int) returns (f: [int]Colour, r: int, w: int)
  requires 0 <= n;
  requires (forall i: int :: 0 <= i && i < n ==> a[i] == red || a[i] == white || a[i] == blue);
  ensures 0 <= r && r <= w && w <= n;
  ensures (forall i: int :: 0 <= i && i < r ==> f[i] == red);
  ensures (forall i: int :: r <= i && i < w ==> f[i] == white);
  ensures (forall i: int :: w <= i && i < n ==> f[i] == blue);
{
  var b: int;

  // red below r, white from r to w, not yet inspected from w to b, blue from b on
  f, r, w, b := a, 0, 0, n;
  while (w < b)
    invariant 0 <= r && r <= w && w <= b && b <= n; // error: invariant.maintained
    invariant (forall i: int :: 0 <= i && i < r ==> f[i] == red);
    invariant (forall i: int :: r <= i && i < w ==> f[i] == white); // error: invariant.maintained
    invariant (forall i: int :: w <= i && i < b ==>
      f[i] == red || f[i] == white || f[i] == blue);
    invariant (forall i: int :: b <= i && i < n ==> f[i] == blue);
  {
    if (f[w] == red) {
      call f := Swap(f, r, w);
      r, w := r + 1, w + 1;
    } else if (f[w] == white) {
      w := w + 1;
    } else {
      b := b - 1;
      call f := Swap(f, w, b);
      w := w + 1;
    }
  }
}

procedure Swap(f: [int]Colour, i: int, j: int) returns (g: [int]Colour)
  ensures g == f[i := f[j]][j := f[i]];
{
  g := f;
  g[i] := f[j];
  g[j] := f[i];
}
