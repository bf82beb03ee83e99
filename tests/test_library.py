"""The libraries: what they declare, what is proved with them, how a program gets them."""

import subprocess
import sys

import pytest

import ivl
from ivl.base.diagnostic import ProgramError
from ivl.core.validate import validate
from ivl.library.load import LIBRARIES, with_libraries
from ivl.resolve.resolver import resolve
from ivl.syntax import ast
from ivl.transform.passes import prepare


def failing_lines(text, *libraries):
    program = ivl.parse(text)
    return [
        d.span.position.line
        for r in ivl.verify(program, ivl.Options(libraries=libraries, timeout=10))
        for d in r.diagnostics
    ]


@pytest.mark.parametrize("name", LIBRARIES)
def test_each_library_is_a_valid_program(name):
    resolved = resolve(with_libraries(ast.Program(()), (name,)))
    assert resolved.warnings == ()
    assert validate(resolved.program) == ()
    assert validate(prepare(resolved.program)) == ()


def test_a_library_comes_once_and_after_those_that_it_needs():
    base = with_libraries(ast.Program(()), ("base",))
    both = with_libraries(ast.Program(()), ("node", "base", "node"))
    assert len(both.declarations) > len(base.declarations)
    names = [getattr(d, "name", None) for d in both.declarations]
    assert names.index("Vec") < names.index("Node")
    assert len({n for n in names if n}) == len([n for n in names if n])


def test_without_a_library_a_program_is_left_alone():
    program = ivl.parse("procedure P() { }")
    assert with_libraries(program, ()) is program


def test_an_unknown_library_is_an_error():
    with pytest.raises(ProgramError, match="no library 'bose'; there are base, node, set_size"):
        with_libraries(ast.Program(()), ("bose",))


def test_a_name_of_the_library_is_taken():
    program = with_libraries(ivl.parse("datatype Option { Mine() }"), ("base",))
    with pytest.raises(ProgramError) as caught:
        resolve(program)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.span.position.file == "<input>"


def test_maps_point_by_point():
    text = """
    procedure P(a: [int]int, b: [int]int, s: [int]bool, t: [int]bool, i: int)
    {
      assert MapAdd(a, b)[i] == a[i] + b[i] && MapSub(a, b)[i] == a[i] - b[i];
      assert MapMul(a, b)[i] == a[i] * b[i];
      assert MapDiv(a, MapConst(2))[i] == a[i] div 2 && MapMod(a, MapConst(2))[i] == a[i] mod 2;
      assert MapLt(a, b)[i] == (a[i] < b[i]) && MapLe(a, b)[i] == (a[i] <= b[i]);
      assert MapGt(a, b)[i] == (a[i] > b[i]) && MapGe(a, b)[i] == (a[i] >= b[i]);
      assert MapEq(a, b)[i] == (a[i] == b[i]);
      assert MapIte(s, a, b)[i] == (if s[i] then a[i] else b[i]);
      assert MapNot(s)[i] == !s[i] && MapAnd(s, t)[i] == (s[i] && t[i]);
      assert MapOr(s, t)[i] == (s[i] || t[i]) && MapImp(s, t)[i] == (s[i] ==> t[i]);
      assert MapIff(s, t)[i] == (s[i] <==> t[i]) && MapDiff(s, t)[i] == (s[i] && !t[i]);
      assert MapAdd(a, b)[i] == a[i] - b[i];
    }
    """
    assert failing_lines(text, "base") == [14]


def test_maps_of_uninterpreted_types():
    text = """
    type K; type V;
    procedure P(a: [K]V, s: [K]bool) {
      assert MapIte(s, a, a) == a;
      assert MapConst(true) == MapOr(s, MapNot(s));
      assert MapConst(false) == s;
    }
    """
    assert failing_lines(text, "base") == [6]


def test_sets():
    text = """
    procedure P(s: [int]bool, t: [int]bool, i: int) {
      assert Set_IsSubset(s, Set_Union(s, t)) && Set_IsSubset(Set_Intersection(s, t), t);
      assert Set_Contains(Set_Add(s, i), i) && !Set_Contains(Set_Remove(s, i), i);
      assert Set_IsDisjoint(s, Set_Difference(t, s));
      assert s != Set_Empty() ==> Set_Contains(s, Choice(s));
      assert Set_IsSubset(s, t);
    }
    procedure Size(s: [int]bool, i: int) requires s[i]; {
      assert Set_Size(Set_Singleton(i)) == 1;
      assert Set_Size(s) == Set_Size(Set_Remove(s, i)) + 1;
      call Lemma_SubsetSize(Set_Remove(s, i), s);
      assert Set_Size(s) == 1;
    }
    """
    assert failing_lines(text, "base", "set_size") == [7, 13]


def test_vectors():
    text = """
    procedure P(v: Vec int, i: int) requires Vec_Contains(v, i); {
      var w: Vec int;
      w := Vec_Append(v, 7);
      assert Vec_Len(w) == Vec_Len(v) + 1 && Vec_Nth(w, Vec_Len(v)) == 7;
      assert Vec_Nth(w, i) == Vec_Nth(v, i);
      assert Vec_Remove(w) == v;
      assert Vec_Update(v, Vec_Len(v), 1) == v && Vec_Nth(Vec_Update(v, i, 1), i) == 1;
      assert Vec_Nth(Vec_Swap(w, i, Vec_Len(v)), i) == 7;
      assert Vec_Nth(v, -1) == Default();
      assert Vec_Len(Vec_Empty(): Vec int) == 0 && Vec_Remove(Vec_Empty(): Vec int) == Vec_Empty();
      assert Vec_Nth(Vec_Concat(v, w), Vec_Len(v) + i) == Vec_Nth(w, i);
      assert Vec_Nth(Vec_Slice(w, i, Vec_Len(w)), 0) == Vec_Nth(v, i);
      assert Vec_Len(v) > 1;
    }
    """
    assert failing_lines(text, "base") == [14]


def test_sequences_options_and_finite_maps():
    text = """
    procedure P(s: Seq int, o: Option int, m: Map int bool, k: int) {
      assert Seq_Len(Seq_Concat(s, Seq_Unit(3))) == Seq_Len(s) + 1;
      assert Seq_Nth(Seq_Concat(s, Seq_Unit(3)), Seq_Len(s)) == 3;
      assert Seq_Extract(s, 0, 0) == Seq_Empty();
      assert o is None || o == Some(o->t);
      assert Map_Contains(Map_Update(m, k, true), k) && Map_At(Map_Update(m, k, true), k);
      assert !Map_Contains(Map_Remove(m, k), k);
      assert Map_WellFormed(Map_Remove(Map_Empty(): Map int bool, k));
      assert Map_WellFormed(m) ==>
        (var one := Set_Singleton(k);
          Map_Union(Map_Extract(m, one), Map_Exclude(m, one))->val == m->val);
      assert Map_WellFormed(m);
    }
    """
    assert failing_lines(text, "base") == [13]


def test_nodes():
    text = """
    procedure P(f: [One Loc]Node int, x: Loc, y: Option Loc) requires Between(f, Some(x), y, y); {
      assert Between(f, Some(x), Some(x), y);
      assert Some(x) != y ==> Between(f, f[One(x)]->next, y, y);
      assert Between(f, Some(x), y, None());
    }
    procedure Pop(nodes: Map (One Loc) (Node int), x: Loc) requires InDomain(nodes, Some(x)); {
      assert Set_Contains(nodes->dom, One(x));
      assert InDomain(nodes, nodes->val[One(x)]->next);
      call StackAbsLemma(Some(x), nodes);
      assert (var rest := StackAbs(Map_At(nodes, One(x))->next, nodes);
        Vec_Len(StackAbs(Some(x), nodes)) == Vec_Len(rest) + 1);
    }
    """
    assert failing_lines(text, "node") == [5]


def test_the_commands_take_libraries(tmp_path):
    file = tmp_path / "p.bpl"
    file.write_text("procedure P(v: Vec int) { assert Vec_Len(v) >= 0; }")

    def run(*words):
        command = [sys.executable, "-m", *words, str(file)]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert run("ivl", "verify", "--lib", "base").returncode == 0
    assert run("ivl", "check", "--lib", "base").returncode == 0
    assert run("ivl", "verify").returncode == 2
    assert run("ivl", "verify", "--lib", "nothing").returncode == 2
    assert "1 verified, 0 errors" in run("ivl.cli.boogie", "/lib:base").stdout
    assert run("ivl.cli.boogie", "/lib:nothing").returncode == 1
