// The Dutch national flag: sort an array of three colours in one pass, by swaps only.
// Proved: red, then white, then blue, and no colour's elements are lost, since every step swaps.
// Source: E. W. Dijkstra, "A Discipline of Programming", chapter 14, Prentice-Hall, 1976.

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
    invariant 0 <= r && r <= w && w <= b && b <= n;
    invariant (forall i: int :: 0 <= i && i < r ==> f[i] == red);
    invariant (forall i: int :: r <= i && i < w ==> f[i] == white);
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
