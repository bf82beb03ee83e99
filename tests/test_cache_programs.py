"""What is known of a program from earlier runs, and that nothing else is believed."""

import random
from pathlib import Path
from random import Random

import pytest
from generated_expressions import Features
from generated_programs import procedures, program
from hypothesis import given, settings
from hypothesis import strategies as st
from test_cache import corrupted, files
from test_proofs import BASE, EDITS

import ivl
from ivl.cache import programs
from ivl.cache.entry import FORMAT
from ivl.cache.programs import Earlier
from ivl.cache.proofs import StoredProofs
from ivl.cache.setting import cacheable, setting
from ivl.cache.store import Store
from ivl.cache.verify import check_changed, verify_changed
from ivl.options import Options
from ivl.result import Outcome
from ivl.solvers.catalog import find_command
from ivl.syntax import ast
from ivl.syntax.parser import source_of

CLIENTS = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "clients"


@pytest.fixture(autouse=True)
def _nothing_is_too_small(monkeypatch):
    monkeypatch.setattr(programs, "_SMALL", 0)


@pytest.fixture(params=[0, 1 << 30], ids=["sliced", "emptied"])
def both_ways(request, monkeypatch):
    monkeypatch.setattr(programs, "_SMALL", request.param)
    return request.param == 0


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "cache"))


def verified_in_order(text, store, **chosen):
    """The results, and whether all of them were known before."""
    options = Options(**chosen)
    assert cacheable(options)
    earlier = Earlier(store, [source_of(text, "p.bpl")], options, setting(options))
    known = earlier.results()
    if known is not None:
        return known, True
    checked = check_changed(earlier.parse(), earlier, lambda read: ivl.check(read, options))
    return [*verify_changed(checked, options, earlier)], False


def verified(text, store, **chosen):
    """The results by name, and whether all of them were known before."""
    results, known = verified_in_order(text, store, **chosen)
    return {r.name: r for r in results}, known


def outcomes(results):
    return {name: result.outcome for name, result in results.items()}


def fresh(text, **chosen):
    return outcomes({r.name: r for r in ivl.verify(ivl.parse(text), Options(**chosen))})


def remembered(results):
    return {name for name, result in results.items() if result.remembered}


TEXT = """\
var g: int;
procedure A(x: int) returns (y: int)
  requires {:msg "a  b"} x > 0;
  modifies g;
  ensures y > x;
{
  y := x + 1;
  g := y;
}
procedure {:verboseName "B of\\tmine"} B(x: int) modifies g; {
  var z: int;
  call z := A(x * x + 1);
  assert z > 1;
}
procedure C() { assert true; }
implementation C() { assert 1 < 2; }
"""
NAMES = {"A", "B of\\tmine", "C"}


def test_nothing_changed(store):
    first, known = verified(TEXT, store)
    assert not known and not remembered(first)
    again, known = verified(TEXT, store)
    assert known and outcomes(again) == outcomes(first) and list(again) == list(first)
    for name in first:
        old, new = first[name], again[name]
        assert (old.assertions, old.implementation.name) == (
            new.assertions,
            new.implementation.name,
        )
        assert old.implementation.span.position == new.implementation.span.position
        assert new.remembered and new.diagnostics == ()


def test_one_body_changed(store, both_ways):
    verified(TEXT, store)
    results, known = verified(TEXT.replace("z > 1", "z > 0"), store)
    assert not known and remembered(results) == NAMES - {"B of\\tmine"}
    results, _ = verified(TEXT.replace("z > 1", "z > 2"), store)
    assert remembered(results) == NAMES - {"B of\\tmine"}
    assert results["B of\\tmine"].outcome is Outcome.FAILED


def test_spaces_and_comments_do_not_matter(store):
    verified(TEXT, store)
    moved = "// first\n" + TEXT.replace("{\n", "{ /* { */\n\n\n").replace("x + 1;", "x + // }\n 1;")
    results, known = verified(moved, store)
    assert not known and remembered(results) == NAMES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x > 0", "x > 1"),
        ("ensures y > x", "ensures y >= x"),
        ("modifies g;\n", "modifies g;\n  ensures g > 0;\n"),
        ('"a  b"', '"a b"'),
        ("var g: int;", "var g: int where g > 0;"),
        ("var g: int;", "axiom 1 < 2; var g: int;"),
        ("var g: int;", "#line 7\nvar g: int;"),
    ],
)
def test_what_matters_to_all(store, old, new):
    verified(TEXT, store)
    assert old in TEXT
    results, known = verified(TEXT.replace(old, new), store)
    assert not known and not remembered(results)


@pytest.mark.parametrize(
    "chosen",
    [
        {"subsumption": 0},
        {"type_encoding": "predicates"},
        {"solver_options": (("smt.mbqi", "true"),)},
        {"solver": "z3-system"},
        {"smoke": 1.0},
        {"shape": "path-conditions"},
        {"preamble": "(declare-sort Q 0)"},
        {"libraries": ("base",)},
    ],
    ids=str,
)
def test_options_matter(store, chosen):
    verified(TEXT, store)
    options = Options(**chosen)
    earlier = Earlier(store, [source_of(TEXT, "p.bpl")], options, setting(options) or "none")
    assert earlier.results() is None
    earlier.parse()
    assert not earlier.left_out


@pytest.mark.parametrize(
    "chosen",
    [{"timeout": 7.0}, {"jobs": 2}, {"counterexamples": False}, {"error_limit": 1}],
    ids=str,
)
def test_options_that_cannot_make_a_difference(store, chosen):
    verified(TEXT, store)
    assert verified(TEXT, store, **chosen)[1]


@pytest.mark.parametrize(
    "chosen",
    [{"log": "x"}, {"iterations": 2}, {"random_seed": 1}, {"coverage": True}, {"vacuity": True}],
    ids=str,
)
def test_options_with_which_all_is_asked_again(chosen):
    assert not cacheable(Options(**chosen))


def test_another_version_of_the_solver(store, tmp_path):
    path = tmp_path / "z3"
    found = find_command("z3")
    assert found is not None
    path.write_text(f'#!/bin/sh\nexec {found[0][0]} "$@"\n')
    path.chmod(0o755)
    chosen = {"solver": str(path)}
    verified(TEXT, store, **chosen)
    assert verified(TEXT, store, **chosen)[1]
    path.write_text(path.read_text() + "\n")
    assert not verified(TEXT, store, **chosen)[1]


def test_the_choice_of_procedures(store):
    verified(TEXT, store, include=("A",))
    results, known = verified(TEXT, store)
    assert not known and remembered(results) == {"A"}
    assert verified(TEXT, store, include=("A",))[1]
    assert set(verified(TEXT, store, include=("C",))[0]) == {"C"}


FAILING = (
    TEXT
    + """\
procedure F(x: int, m: [int]int) requires m[x] == 1; ensures m[x] == 2;
{
  var y: real;
  y := 1.0;
  assert m[x] > 1 || y > 1.5;
}
procedure G(x: int) modifies g; { var y: int; call y := A(x); assert y > x; }
"""
)


def test_failures_are_kept(store):
    first, _ = verified(FAILING, store, replay=True)
    assert outcomes(first)["F"] is Outcome.FAILED and outcomes(first)["G"] is Outcome.FAILED
    again, known = verified(FAILING, store, replay=True)
    assert known and outcomes(again) == outcomes(first)
    check_same(first["F"], again["F"])
    check_same(first["G"], again["G"])


def check_same(old, new):
    import ivl.report.json as report

    assert (old.name, old.assertions) == (new.name, new.assertions)
    assert [s.position for s in old.obligations] == [s.position for s in new.obligations]
    assert [v.outcome for v in old.verdicts] == [v.outcome for v in new.verdicts]
    found = [[report.diagnostic_object(d) for d in result.diagnostics] for result in (old, new)]
    assert found[0] == found[1] and found[0]


def test_failures_are_kept_while_other_bodies_change(store, both_ways):
    verified(FAILING, store)
    changed = FAILING.replace("g := y;", "\n\n  g := y + 1 - 1;\n")
    results, known = verified(changed, store)
    assert not known and remembered(results) == {"B of\\tmine", "C", "F", "G"}
    right = {r.name: r for r in ivl.verify(ivl.parse(changed, "p.bpl"), Options())}
    for name in ("F", "G"):
        check_same(right[name], results[name])


def test_what_was_executed_may_depend_on_callees(store):
    verified(FAILING, store, replay=True)
    results, _ = verified(FAILING.replace("g := y;", "g := y + 1;"), store, replay=True)
    assert remembered(results) == {"B of\\tmine", "C", "F"}
    results, _ = verified(FAILING.replace("g := y;", "\n  g := y + 2;"), store, replay=True)
    assert remembered(results) == {"B of\\tmine", "C"}  # a line may be mentioned


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("m[x] == 1;", "m[x] == 3;"),
        ("y > 1.5", "y > 0.5"),
        ("var y: real;", "var y: real; /* a comment */"),
        ("y > x;\n{", "y  > x;\n{"),
    ],
)
def test_failures_depend_on_every_letter(store, old, new):
    verified(FAILING, store)
    assert old in FAILING
    results, known = verified(FAILING.replace(old, new), store)
    assert not known and "F" not in remembered(results)


@pytest.mark.parametrize(
    "chosen",
    [{"timeout": 7.0}, {"error_limit": 1}, {"counterexamples": False}, {"replay": True}],
    ids=str,
)
def test_failures_depend_on_all_options(store, chosen):
    verified(FAILING, store)
    results, known = verified(FAILING, store, **chosen)
    assert not known and remembered(results) == NAMES
    results, known = verified(FAILING, store, **chosen)
    assert known and remembered(results) == {*NAMES, "F", "G"}


def test_only_what_is_refuted_is_kept(store):
    text = """\
    procedure P(x: int) { assert x == x; }
    function f(int): int;
    axiom (forall x: int :: {f(x)} f(f(x) + 1) * f(x) > f(x + 1));
    procedure H() { assert f(3) * f(4) * f(5) != 77; }
    """
    for _ in range(2):
        results, known = verified(text, store, timeout=0.2)
        assert not known and results["H"].outcome is Outcome.TIMEOUT
    assert remembered(results) == {"P"}


@pytest.mark.parametrize(
    "text",
    [
        "procedure P() { assert {:split_here} true; assert 1 < 2; }",
        "procedure P(x: int) { assume {:soft 1} x > 0; assert x == x; }",
    ],
)
def test_whatever_is_verified_is_said_again(store, text):
    first, _ = verified(text, store)
    again, _ = verified(text, store)
    (old,), (new,) = first.values(), again.values()
    assert (old.outcome, len(old.splits), old.diagnostics) == (
        new.outcome,
        len(new.splits),
        new.diagnostics,
    )


# ------------------------------------------------------------ what depends on other bodies


@pytest.mark.parametrize(("old", "new"), EDITS, ids=[old for old, _ in EDITS])
def test_every_dependency_counts(store, both_ways, old, new):
    options = {"proofs": StoredProofs(store)}
    assert verified(BASE, store, **options)[0]["P"].outcome is Outcome.VERIFIED
    changed = BASE.replace(old, new)
    if "more: int" in new:
        changed = changed.replace("Box(1)", "Box(1, 2)")
    assert verified(changed, store, **options)[0]["P"].outcome is Outcome.FAILED


MEASURED = """\
procedure P(n: int) measure n; requires n >= 0; { if (n > 0) { call Q(n); } }
procedure Q(n: int) measure n; requires n >= 0; { }
"""


def test_recursion_depends_on_all_bodies(store):
    assert set(outcomes(verified(MEASURED, store)[0]).values()) == {Outcome.VERIFIED}
    changed = MEASURED.replace("{ }", "{ call P(n); }")
    assert outcomes(verified(changed, store)[0]) == fresh(changed)
    assert fresh(changed)["P"] is Outcome.FAILED


GENERIC = """\
function f<T>(x: T): int;
axiom (forall x: int :: {f(x)} f(x) == 1);
procedure P<T>(x: T) ensures f(x) == 1; { }
procedure Q() { call P(1); assert f(2) == 1; }
"""


def test_instances_of_procedures_depend_on_calls(store):
    for text in (GENERIC, GENERIC.replace("P(1)", "P(true)"), GENERIC.replace("f(2)", "f(3)")):
        assert outcomes(verified(text, store)[0]) == fresh(text)


def test_failures_are_looked_at_in_the_whole_program(store):
    text = GENERIC.replace("procedure P<T>(x: T)", "procedure P(x: int)")
    assert set(outcomes(verified(text, store)[0]).values()) == {Outcome.VERIFIED}
    results, _ = verified(text.replace("f(2) == 1", "f(2) == 2"), store)
    assert results["Q"].outcome is Outcome.FAILED and results["P"].remembered


def test_bodies_may_decide_how_maps_are_encoded(store):
    text = """
    function g(i: int): int;
    axiom (forall i: int :: {g(i)} g(i) > i);
    procedure P(a: [int]int, b: [int]int) requires (forall i: int :: a[i] == b[i]);
    {
      assert a == b;
    }
    procedure Q() { }
    """
    assert outcomes(verified(text, store)[0]) == fresh(text)
    changed = text.replace("Q() { }", "Q() { var h: <a>[a]int; h[1] := 2; assert h[1] == 2; }")
    for _ in range(2):
        assert outcomes(verified(changed, store)[0]) == fresh(changed)


def test_two_implementations_of_an_inlined_procedure(store):
    text = """\
    procedure {:inline 1} I() returns (z: int);
    implementation I() returns (z: int) { z := 7; }
    procedure P() { var z: int; call z := I(); assert z == 7; }
    """
    assert set(outcomes(verified(text, store)[0]).values()) == {Outcome.VERIFIED}
    changed = text.replace("z := 7", "z := 8")
    assert outcomes(verified(changed, store)[0]) == fresh(changed) == {"P": Outcome.FAILED}


POLYMORPHIC = Features(quantifiers=False, polymorphism=True)
VERSIONS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 1)), min_size=2, max_size=3)


@pytest.mark.parametrize("features", [Features(quantifiers=False), POLYMORPHIC], ids=["", "poly"])
@settings(max_examples=2, deadline=None)
@given(st.integers(0, 500), VERSIONS)
def test_verdicts_are_those_of_a_first_time(tmp_path_factory, features, seed, versions):
    check_verdicts(tmp_path_factory.mktemp("cache"), features, seed, versions[:2])


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("features", [Features(quantifiers=False), POLYMORPHIC], ids=["", "poly"])
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), VERSIONS)
def test_many_verdicts_are_those_of_a_first_time(tmp_path_factory, features, seed, versions):
    check_verdicts(tmp_path_factory.mktemp("cache"), features, seed, versions)


def check_verdicts(folder, features, seed, versions):
    bodies = procedures(Random(seed), "p_", features)
    store = Store(str(folder))
    options = {"proofs": StoredProofs(store)}
    for constant, negated in versions:
        text = program(bodies, features).replace("limit < 6", f"limit < {6 + constant}")
        if negated:
            text = text.replace("x + x", "x - x")
        for changed in (text, text.replace("p_0", "p_9"), text.replace(" + 1", " + 2")):
            found, _ = verified(changed, store, **options)
            assert outcomes(found) == fresh(changed)


# ------------------------------------------------------------ what a changed body needs

LARGE = """\
type Ref;
type Field _;
const unique value: Field int;
const unique next: Field Ref;
const null: Ref;
var heap: <T>[Ref, Field T]T;
var other: [int]int;
function f(x: int): int;
axiom (forall x: int :: {f(x)} f(x) > 0);
function g(x: int): int;
axiom (forall x: int :: {g(x)} g(x) == f(x));
function h(x: int): int { x + 1 }
function k(x: int): int;
axiom (forall x: int :: {k(h(x))} k(x) == 3);
axiom (forall x: int :: {f(x)} {k(x)} k(x) > 2);
const ten: int;
axiom ten == 10;
procedure P(r: Ref) requires heap[r, value] > 0; { assert heap[r, value] != 0; }
procedure Q(a: [int]int, b: [int]int) requires (forall i: int :: a[i] == b[i]); { assert true; }
procedure R(x: int) modifies other; ensures other[x] == f(x);
{
  other[x] := g(x);
}
procedure S(x: int); modifies other;
implementation S(x: int) { assert true; call R(x); }
procedure T() modifies other; { call R(1); assert true; }
"""
BODIES = [  # a body, the change, and whether it is then verified
    ("R", "other[x] := g(x);", "other[x] := f(x);", True),
    ("R", "other[x] := g(x);", "other[x] := h(x);", False),
    ("S", "{ assert true; call", "{ assert g(x) > 0; call", True),
    ("S", "{ assert true; call", "{ assert h(x) > x; assert ten == 10; call", True),
    ("S", "{ assert true; call", "{ assert ten == 11; call", False),
    ("S", "{ assert true; call", "{ assert (forall y: int :: k(y) == 3); call", False),
    ("S", "{ assert true; call", "{ assert k(h(x)) > 2; call", True),
    ("T", "call R(1); assert true;", "call R(1); assert other[1] > 0;", True),
    ("T", "call R(1); assert true;", "call R(1); assert other[2] > 0;", False),
    ("P", "!= 0", "> 0", True),
    ("P", "!= 0", "> 1", False),
    ("Q", "assert true;", "assert a == b;", None),
    ("Q", "assert true;", "assert a[3] == b[3];", True),
]


@pytest.mark.parametrize(("name", "old", "new", "holds"), BODIES)
def test_a_slice_has_the_verdicts_of_the_whole(store, name, old, new, holds):
    first, _ = verified(LARGE, store)
    assert set(outcomes(first).values()) == {Outcome.VERIFIED}
    assert old in LARGE
    changed = LARGE.replace(old, new, 1)
    results, known = verified(changed, store)
    right = {r.name: r for r in ivl.verify(ivl.parse(changed, "p.bpl"), Options())}
    assert not known and outcomes(results) == outcomes(right) and list(results) == list(right)
    if holds is not None:
        assert results[name].outcome is (Outcome.VERIFIED if holds else Outcome.FAILED)
    for result in right.values():
        found = results[result.name].implementation
        assert found.name == result.implementation.name
        assert found.span.position == result.implementation.span.position
    again, known = verified(changed, store)
    assert known and outcomes(again) == outcomes(right)


def test_a_slice_has_no_more_than_it_needs(store):
    verified(LARGE, store)
    changed = LARGE.replace("!= 0", "> 0")
    options = Options()
    earlier = Earlier(store, [source_of(changed, "p.bpl")], options, setting(options))
    read = earlier.parse()
    names = {getattr(d, "name", "") for d in read.declarations}
    assert earlier.sliced and {"P", "Ref", "Field"} <= names and not {"f", "g", "R", "S"} & names
    assert not any(isinstance(d, ast.Axiom) for d in read.declarations)


def test_without_what_solves_it_all_is_asked_again(store):
    text = LARGE + "axiom (forall x: int :: {k(x), f(x)} (f(x) == 1 && f(x) == 2) || k(x) != 3);\n"
    verified(text, store)
    changed = text.replace("{ assert true; call", "{ assert k(x) == 3 ==> x > x; call")
    assert outcomes(verified(changed, store)[0]) == fresh(changed)


def test_each_failure_is_told_in_the_whole_program(store):
    verified(LARGE, store)
    changed = LARGE.replace("assert true;", "assert false;").replace("!= 0", "> 1")
    results, _ = verified(changed, store)
    for name in ("P", "Q", "S", "T"):
        (diagnostic,) = results[name].diagnostics
        assert diagnostic.counterexample is not None, name


MIXED = """\
procedure A(x: int) { assert x == x; }
procedure B(x: int) { assert x > 0; }
procedure C(x: int) requires x > 1; { assert x > 0; }
"""


@pytest.mark.parametrize("corruptions", [40, pytest.param(1000, marks=pytest.mark.slow)])
def test_no_verdict_changes_with_a_corrupted_cache(store, corruptions):
    random_ = random.Random(11)
    options = {"proofs": StoredProofs(store)}
    versions = [
        MIXED,
        MIXED.replace("x > 1", "x > -1"),
        MIXED.replace("x == x", "x != x"),
        LARGE,
        LARGE.replace("other[x] := g(x);", "other[x] := h(x);"),
        LARGE.replace("!= 0", "> 1").replace("assert true; call", "assert x == x; call"),
    ]
    right = [outcomes_in_order(ivl.verify(ivl.parse(text), Options())) for text in versions]
    others: dict[str, bytes] = {}  # what is found in the cache of another program
    for text in (*versions, MIXED.replace("B(x: int) {", "B(x: int) requires x > 9; {")):
        verified(text, store, **options)
        others |= contents(store)
    done, believed = 0, 0
    while done < corruptions:
        entries = contents(store)
        for path in random_.sample(sorted(entries), len(entries) // 2):
            entry = corrupted(random_, {**others, **entries}, path)
            if random_.random() < 0.1:
                entry = entries[path].replace(FORMAT, b"ivl-cache-0")
            done += entry != entries[path]
            Path(path).write_bytes(entry)
        for number in random_.sample(range(len(versions)), 3):
            results, known = verified_in_order(versions[number], store, **options)
            believed += known
            assert outcomes_in_order(results) == right[number]
    assert believed > 0  # not everything is damaged all the time


def contents(store):
    found = {path: Path(path).read_bytes() for path in files(store.folder)}
    return {path: entry for path, entry in found.items() if entry}


def outcomes_in_order(results):
    return [(result.name, result.outcome, result.assertions) for result in results]
