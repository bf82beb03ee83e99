"""Counterexamples that are executed: what the verdicts say, and that they are right."""

from __future__ import annotations

import json
from collections import Counter
from math import inf
from pathlib import Path

import pytest

import ivl
from ivl.base.replay import Replay, ReplayVerdict
from ivl.base.values import Construction
from ivl.cli.main import main
from ivl.core.types import show
from ivl.core.value_text import binding_text
from ivl.diagnose import replay as replaying
from ivl.diagnose.play import PlayChoices
from ivl.interpreter.run import Run

ROOT = Path(__file__).resolve().parent.parent
CONFORMANCE = ROOT.parent / "shared" / "conformance"
EXAMPLES = sorted((ROOT / "examples").rglob("*.bpl"))
REFUTED, WEAK = ReplayVerdict.REFUTED, ReplayVerdict.WEAK_CONTRACT
SPURIOUS, UNDECIDED = ReplayVerdict.SPURIOUS, ReplayVerdict.UNDECIDED


def replays(text: str, **options) -> list[Replay]:
    chosen = ivl.Options(replay=True, timeout=10, **options)
    return [
        d.replay
        for result in ivl.verify(ivl.parse(text), chosen)
        for d in result.diagnostics
        if d.replay is not None
    ]


def replay(text: str, **options) -> Replay:
    (found,) = replays(text, **options)
    return found


def values(found: Replay) -> list[str]:
    return [binding_text(b) for b in found.inputs]


# ------------------------------------------------------------------ verdicts


def test_a_refuting_input_is_small():
    found = replay("procedure P(x: int, y: int) { assume x > 3; assert x * x != y + 1000; }")
    assert found.verdict is REFUTED
    assert values(found) == ["x == 4", "y == -984"]


def test_maps_and_datatypes_are_small_too():
    found = replay(
        """datatype List { Nil(), Cons(head: int, tail: List) }
        procedure P(m: [int]int, l: List) {
          assume l is Cons && l->head == m[2] + 1;
          assert m[2] < 5 || l->tail is Nil;
        }"""
    )
    assert found.verdict is REFUTED
    assert values(found) == ["m == [_ := 5]", "l == Cons(6, Cons(0, Nil()))"]


def test_an_invariant_that_is_too_weak_is_named():
    found = replay(
        """procedure Sum(n: int) returns (s: int) requires n >= 0; ensures s >= n; {
          var i: int;
          i, s := 0, 0;
          while (i < n)
            invariant i <= n;
          { i := i + 1; s := s + i; }
        }"""
    )
    assert found.verdict is WEAK
    (blamed,) = found.blamed
    assert blamed.message.startswith("the invariant of this loop allows ")
    assert blamed.span.position.line == 4


def test_a_loop_without_invariant_is_named():
    found = replay(
        "procedure P(n: int) { var i: int; while (i < n) { i := i + 1; } assert i < n; }"
    )
    assert found.verdict is REFUTED
    found = replay(
        """procedure P() { var i: int;
          i := 0; while (i < 9) { i := i + 1; }
          assert i == 9; }"""
    )
    assert found.verdict is WEAK
    assert found.blamed[0].message.startswith("this loop has no invariant, which allows i == ")


def test_a_contract_that_is_too_weak_is_named():
    found = replay(
        """procedure More(a: int) returns (r: int) ensures r >= a; { r := a + 1; }
        procedure Most(a: int) returns (r: int) ensures r == a + 1; { r := a + 1; }
        procedure P() { var x, y: int; call y := Most(1); call x := More(3); assert x == y + 2; }"""
    )
    assert found.verdict is WEAK
    assert [b.message.split(" allows ")[0] for b in found.blamed] == ["the contract of More"]


def test_without_a_body_a_contract_is_all_there_is():
    found = replay(
        """procedure More(a: int) returns (r: int); ensures r >= a;
        procedure P() { var x: int; call x := More(3); assert x == 4; }"""
    )
    assert found.verdict is REFUTED


def test_what_fails_before_is_no_refutation():
    first, second = replays("procedure P(x: int) { assert x < 9; assert x < 5; }")
    assert first.verdict is REFUTED and values(first) == ["x == 9"]
    assert second.verdict is REFUTED and values(second) == ["x == 5"]


# ------------------------------------------------------------------ nothing false


def test_an_axiom_that_no_trigger_reaches():
    """The solver's candidate contradicts an axiom: it is no counterexample, and not shown."""
    text = """function f(int): int; function g(int): int;
    axiom (forall x: int :: {g(x)} f(x) > 0);
    procedure P(x: int) { assert f(x) > 0; }"""
    found = replay(text)
    assert found.verdict in (SPURIOUS, UNDECIDED)
    assert not found.steps and not found.inputs
    (result,) = ivl.verify(ivl.parse(text), ivl.Options(replay=True))
    (diagnostic,) = result.diagnostics
    assert found.verdict is UNDECIDED or diagnostic.counterexample is None


@pytest.mark.parametrize(
    "axiom",
    [
        "(forall x: T :: {h(x)} x == a)",
        "(forall x: T, y: T :: {h(x), h(y)} x == y)",
        "(forall x: T :: {h(x)} (exists y: T :: {h(y)} x != y && c == a))",
        "(forall m: [int]T :: {h(m[0])} m[0] == m[1])",
        "(forall<A> x: A :: {k(x)} same(x, x)) && (forall<A> x: A :: {k(x)} !same(x, x) || c == a)",
    ],
)
def test_axioms_that_leave_no_choice(axiom):
    """What holds of all values holds of those on which nothing reminds the solver."""
    found = replays(
        f"""type T; const a, c: T;
        function h(T): bool; function k<A>(A): bool; function same<A>(A, A): bool;
        axiom {axiom};
        procedure P(x: T) {{ var m: [int]T; m[1] := a; m[0] := c; assert c == a; }}"""
    )
    assert all(r.verdict is not REFUTED for r in found)


def test_an_axiom_about_a_map_at_another_type():
    found = replays(
        """type Field a; type Map = <a>[Field a]a;
        const unique f: Field int; const unique b: Field bool; const zero: Map; const one: int;
        function t<a>(Field a): bool;
        axiom (forall<a> x: Field a, y: Field a :: {t(x), t(y)} zero[x] == zero[y]);
        axiom zero[f] == one;
        procedure P(g: Field int) { assert zero[g] == one; }"""
    )
    assert all(r.verdict is not REFUTED for r in found)


def test_no_time():
    found = replay("procedure P(x: int) { assert x != 5; }", replay_timeout=1e-9)
    assert found.verdict in (REFUTED, UNDECIDED)
    text = """procedure P(n: int) { var i, j: int;
      i := 0; while (i < 100000000) { i := i + 1; } assert i == 5; }"""
    found = replay(text, replay_timeout=1e-9)
    assert (found.verdict, found.reason.split(" (")[0]) == (UNDECIDED, "it takes too much time")
    found = replay(text)
    assert (found.verdict, found.reason.split(" (")[0]) == (UNDECIDED, "it takes too many steps")


# ------------------------------------------------------------------ what needs more than values

HEAP = """
type Ref; const null: Ref; type Field a; type Heap = <a>[Ref, Field a]a;
const unique val: Field int; const unique next: Field Ref; const unique alloc: Field bool;
const empty: <a>[Ref, Field a]bool;
axiom (forall<a> o: Ref, f: Field a :: {empty[o, f]} !empty[o, f]);
function state(h: Heap): bool; function good(h: Heap): bool; function after(h: Heap, k: Heap): bool;
axiom (forall h: Heap :: {state(h)} state(h) ==> good(h));
axiom (forall h: Heap, o: Ref :: {good(h), h[o, val]} good(h) ==> h[o, val] >= 0);
axiom (forall h: Heap, k: Heap :: {after(h, k)} after(h, k) ==> k[null, val] >= h[null, val]);
var heap: Heap;
"""


def test_heaps_of_which_predicates_speak():
    found = replay(
        HEAP
        + """procedure P(r: Ref) modifies heap; {
          assume state(heap) && heap[r, alloc] && r != null;
          heap[r, val] := heap[r, val] + 1;
          assume state(heap);
          assert heap[r, val] == 5 || empty[r, val]; }"""
    )
    assert found.verdict is REFUTED


def test_axioms_about_heaps_hold():
    found = replays(
        HEAP
        + """procedure P(r: Ref) modifies heap; {
          assume state(heap); assert heap[r, val] > -1;
          heap[r, val] := -5; assume state(heap); assert false; }
        procedure Q() modifies heap; { var old_: Heap; old_ := heap; havoc heap;
          assume after(old_, heap); assert heap[null, val] - old_[null, val] > -1; }"""
    )
    assert not found


def test_functions_that_are_injective():
    boxes = """type Box; function box<T>(T): Box; function unbox<T>(Box): T;
    axiom (forall<T> x: T :: {box(x)} unbox(box(x)) == x);
    type Key; function key(int): Key;
    axiom (forall x: int, y: int :: {key(x), key(y)} key(x) == key(y) ==> x == y);
    """
    found = replay(boxes + "procedure P(i: int) { assert box(i) == box(7) || key(i) == key(3); }")
    assert found.verdict is REFUTED
    assert values(found) == ["i == 0"]
    assert not replays(boxes + "procedure P(i: int) { assert key(i) != key(i + 1); }")
    assert not replays(boxes + "procedure P(i: int) { assert box(i) != box(i + 1); }")


# ------------------------------------------------------------------ reports

WEAKLY = "procedure P() { var i: int; i := 0; while (i < 9) { i := i + 1; } assert i == 9; }\n"


def test_all_formats_tell(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text(WEAKLY)
    assert main(["verify", str(path)]) == 1
    shown = capsys.readouterr().out
    assert "replay: contract too weak: " in shown
    assert "note: this loop has no invariant, which allows i == " in shown
    assert main(["verify", str(path), "--format", "plain"]) == 1
    assert "contract too weak" not in capsys.readouterr().out
    assert main(["verify", str(path), "--format", "plain", "--replay"]) == 1
    assert ": note: contract too weak: " in capsys.readouterr().out
    assert main(["verify", str(path), "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    text = json.dumps(said)
    assert '"verdict": "contract too weak"' in text and '"blamed": [{' in text
    assert main(["verify", str(path), "--no-replay"]) == 1
    assert "replay" not in capsys.readouterr().out


HIDDEN_BY_AN_OUTPUT = """\
var g: int;
procedure Q() returns (g: bool);
  modifies g;
procedure P() returns (r: bool)
  modifies g;
{ call r := Q(); assert !r || g == 5; }
"""
SHORTER_WHEN_SIMPLER = """\
datatype Tree { Leaf(), Node(left: Tree) }
procedure P(x: int, h: int) {
  var u: Tree;
  var i: int;
  if (x > 0) { havoc u; assume u is Node || x < 5; }
  havoc i;
  assert h == 4 || (x > 0 && u is Leaf);
}
"""
OF_TWO_TYPES = """\
procedure Q<T>(x: T) returns (y: T) { havoc y; }
procedure P(x: int) {
  var i: int;
  var b: bool;
  if (x > 0) { call i := Q(1); }
  call b := Q(true);
  assert x > 0 && i == 5;
}
"""


@pytest.mark.parametrize("text", [HIDDEN_BY_AN_OUTPUT, SHORTER_WHEN_SIMPLER, OF_TWO_TYPES])
def test_values_that_are_played_are_of_the_right_type(text, monkeypatch):
    """Also those of another variable of the name, or at a place that is reached in another way."""
    played = []
    run = replaying._Replay.run

    def noted(self, *args, **options) -> Run:
        done = run(self, *args, **options)
        played.extend((show(c.type), type(value)) for c, value in done.choices)
        return done

    monkeypatch.setattr(replaying._Replay, "run", noted)
    assert REFUTED in [r.verdict for r in replays(text)]
    python = {"int": int, "bool": bool, "Tree": Construction}
    assert all(python[type_] is found for type_, found in played)


# ------------------------------------------------------------------ what is refuted replays


def check_refuted(path: Path, monkeypatch) -> Counter[str]:
    """Verify a program; each run that is shown as refuting fails again, with all axioms."""
    played = []
    refuted = replaying._Replay.refuted

    def again(work: replaying._Replay, run: Run) -> Replay:
        found = refuted(work, run)
        work.left, work.until = replaying.STEPS_IN_ALL, inf
        last = work.shrunk(run)
        work.left = replaying.STEPS_IN_ALL
        played.append(work.fails(work.run(PlayChoices(last.choices), given=last.known)))
        return found

    monkeypatch.setattr(replaying._Replay, "refuted", again)
    verdicts: Counter[str] = Counter()
    try:
        program = ivl.parse_file(str(path))
        options = ivl.Options(replay=True, timeout=2, run_timeout=30, replay_timeout=5)
        for result in ivl.verify(program, options):
            verdicts.update(d.replay.verdict.value for d in result.diagnostics if d.replay)
    except ivl.ProgramError:
        pass
    assert len(played) >= verdicts[REFUTED.value]  # some are beyond the limit of errors
    assert all(played)
    return verdicts


@pytest.mark.parametrize(
    "path", [p for p in EXAMPLES if "failing" in p.parts], ids=lambda p: p.stem
)
def test_examples(path, monkeypatch):
    verdicts = check_refuted(path, monkeypatch)
    assert sum(verdicts.values())


def small(most: int) -> list[Path]:
    paths = sorted(CONFORMANCE.rglob("*.bpl"))
    return [p for p in paths if p.stat().st_size <= most]


needs_conformance = pytest.mark.skipif(
    not CONFORMANCE.is_dir(), reason="the conformance programs are not there"
)


@needs_conformance
@pytest.mark.parametrize("path", small(2_500)[::9], ids=lambda p: p.stem)
def test_conformance(path, monkeypatch):
    check_refuted(path, monkeypatch)


@needs_conformance
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", small(30_000), ids=lambda p: p.stem)
def test_more_conformance(path, monkeypatch):
    check_refuted(path, monkeypatch)


def test_a_map_that_holds_itself():
    """The solver names such a value and does not tell what it is."""
    found = replay(
        """
        var m: <a>[int]a;
        procedure P() modifies m; { m[1] := 4; assert m == m[2 := m]; }
        """
    )
    assert found.verdict is not ReplayVerdict.SPURIOUS
