// Loops and labels of Dafny 4, maps. Lines that end in "// error" have one; no others.
lemma L1() ensures false { for i := 0 to * { } }  // error
lemma L2() ensures false { for i := 0 to * invariant false { } }  // error
method L3() { for i := 0 to 10 { assert i < 10; assert i >= 0; assert i > 0; } }  // error
method L4() { for i := 10 downto 0 { assert i < 10; assert i >= 0; assert i > 0; } }  // error
method L5() { for i := 10 to 0 { } }  // error
method L6(n: int) { for i := 0 to n { } }  // error
method L7(n: nat) { var s := 0; for i := 0 to n invariant s == i { s := s + 1; } assert s == n; assert s == n + 1; }  // error
method L8(n: nat) { var s := 0; for i := 0 to n invariant s == i { if i == 3 { continue; } s := s + 1; } }  // error
method L9(n: nat) { var s := 0; for i := 0 to n invariant s == i { if i == 3 { break; } s := s + 1; } assert s == n; }  // error
method M1() { var i := 0; while i < 10 { if i == 5 { continue; } i := i + 1; } }  // error
method M2() { var i := 0; while i < 10 invariant i <= 10 { i := i + 1; if i == 5 { continue; } assert i != 5; assert i != 6; } }  // error
method M3(n: nat) { for i: nat := 0 to n { assert i >= 0; } for i: nat := -1 to n { } }  // error
lemma M4(x: int) { assert A: x > 0; assert x > 0; }  // error
lemma M5(x: int) requires A: x > 0 { assert x > 0; }  // error
lemma M6(x: int) requires A: x > 0 { reveal A; assert x > 0; assert x > 1; }  // error
lemma M7(m: map<int, int>) { assert forall p :: p in m.Items ==> m[p.0] == p.1; assert forall p :: p in m.Items ==> m[p.0] == p.1 + 1; assert |m.Items| == |m|; }  // error
lemma M8(s: set<int>) { var m := map x | x in s :: x / 2 := x; }  // error
lemma M9(s: set<int>) { var m := map x | x in s :: x + 1 := x; assert 3 in s ==> m[4] == 3; assert 3 in s ==> m[4] == 4; }  // error
