"""What is known of a program from earlier runs, and that nothing else is believed."""

import os
import random
import re
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
from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.cache.known import Known, decode_known, encode_known
from ivl.cache.outline import emptied, outline, plain, skeleton
from ivl.cache.programs import Earlier
from ivl.cache.proofs import StoredProofs
from ivl.cache.setting import cacheable, setting
from ivl.cache.store import Store
from ivl.cache.verify import verify_changed
from ivl.cli.main import main
from ivl.options import Options
from ivl.result import Outcome
from ivl.solvers.catalog import find_command
from ivl.syntax import ast
from ivl.syntax.parser import parse, source_of

CLIENTS = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "clients"


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "cache"))


def verified(text, store, **chosen):
    """The results by name, and whether all of them were known before."""
    options = Options(**chosen)
    assert cacheable(options)
    earlier = Earlier(store, [source_of(text, "p.bpl")], options, setting(options))
    known = earlier.results()
    if known is not None:
        return {r.name: r for r in known}, True
    checked = ivl.check(earlier.parse(), options)
    return {r.name: r for r in verify_changed(checked, options, earlier)}, False


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


def test_one_body_changed(store):
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


def test_failures_are_not_kept(store):
    text = TEXT + "procedure F(x: int) { assert x > 0; }\n"
    for _ in range(2):
        results, known = verified(text, store)
        assert not known and results["F"].outcome is Outcome.FAILED
    assert remembered(results) == NAMES
    (failure,) = results["F"].diagnostics
    assert failure.span.position.line == 17
    assert failure.span.source.line_text(failure.span.start).startswith("procedure F")


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
def test_every_dependency_counts(store, old, new):
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


def test_a_polymorphic_program_is_looked_at_as_a_whole(store):
    text = GENERIC.replace("procedure P<T>(x: T)", "procedure P(x: int)")
    assert set(outcomes(verified(text, store)[0]).values()) == {Outcome.VERIFIED}
    results, _ = verified(text.replace("f(2) == 1", "f(2) == 2"), store)
    assert results["Q"].outcome is Outcome.FAILED and results["P"].remembered


def test_two_implementations_of_an_inlined_procedure(store):
    text = """\
    procedure {:inline 1} I() returns (z: int);
    implementation I() returns (z: int) { z := 7; }
    procedure P() { var z: int; call z := I(); assert z == 7; }
    """
    assert set(outcomes(verified(text, store)[0]).values()) == {Outcome.VERIFIED}
    changed = text.replace("z := 7", "z := 8")
    assert outcomes(verified(changed, store)[0]) == fresh(changed) == {"P": Outcome.FAILED}


VERSIONS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 1)), min_size=2, max_size=3)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 500), VERSIONS)
def test_verdicts_are_those_of_a_first_time(tmp_path_factory, seed, versions):
    features = Features(quantifiers=False)
    bodies = procedures(Random(seed), "p_", features)
    store = Store(str(tmp_path_factory.mktemp("cache")))
    options = {"proofs": StoredProofs(store)}
    for constant, negated in versions:
        text = program(bodies, features).replace("limit < 6", f"limit < {6 + constant}")
        if negated:
            text = text.replace("x + x", "x - x")
        for changed in (text, text.replace("p_0", "p_9"), text.replace(" + 1", " + 2")):
            found, _ = verified(changed, store, **options)
            assert outcomes(found) == fresh(changed)


MIXED = """\
procedure A(x: int) { assert x == x; }
procedure B(x: int) { assert x > 0; }
procedure C(x: int) requires x > 1; { assert x > 0; }
"""


def test_no_verdict_changes_with_a_corrupted_cache(store):
    random_ = random.Random(11)
    options = {"proofs": StoredProofs(store)}
    versions = [MIXED, MIXED.replace("x > 1", "x > -1"), MIXED.replace("x == x", "x != x")]
    right = [fresh(text) for text in versions]
    for text in (*versions, versions[0].replace("B(x: int) {", "B(x: int) requires x > 9; {")):
        verified(text, store, **options)
    for _ in range(12):
        entries = {path: Path(path).read_bytes() for path in files(store.folder)}
        for path in random_.sample(sorted(entries), len(entries) // 2):
            Path(path).write_bytes(corrupted(random_, entries, path))
        for text, verdicts in zip(versions, right, strict=True):
            assert outcomes(verified(text, store, **options)[0]) == verdicts


# ------------------------------------------------------------ outlines


def bodies_of(text):
    found = deep(lambda: parse(text)).declarations
    kinds = (ast.Procedure, ast.Implementation)
    return [d.body.end.end for d in found if isinstance(d, kinds) and d.body is not None]


def check_outline(text):
    places = outline(text)
    if places is None:
        return
    try:
        ends = bodies_of(text)
    except ProgramError:
        return
    assert [place.end for place in places] == ends
    assert bodies_of(emptied(text, places)) == ends
    assert [c for c in emptied(text, places) if c == "\n"] == [c for c in text if c == "\n"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_outline_is_that_of_the_parser(seed):
    check_outline(program(procedures(Random(seed), "p_", Features()), Features()))


@pytest.mark.skipif(not CLIENTS.exists(), reason=f"there is no {CLIENTS}")
def test_outlines_of_large_programs():
    for path in sorted(CLIENTS.glob("*/*.bpl"))[::12]:
        check_outline(path.read_text())


@pytest.mark.parametrize(
    "text",
    [
        'procedure {:a "{"} P() requires |{ A: return true; }|; { assert "}" == "}"; }',
        "procedure P(); function f(): int { 1 } procedure Q() { } /* { */ // {",
        "procedure P() requires (forall {:a} x: int :: {f(x)} x > 0); { if (*) { } }",
        "procedure P() { /* /* } */ */ }",
        "#if X\nprocedure P() {\n#endif\n",
        "const procedure.x, my$procedure: int; datatype D { C() } pure procedure P() { }",
    ],
)
def test_strange_outlines(text):
    check_outline(text)


def test_different_tokens_are_different_texts():
    texts = ['"a b"', '"a  b"', '"a\\x20b"', '"a" "b"', "a b", "ab", "a //\nb c", '"//"', '"/*a*/"']
    assert len({plain(text) for text in texts}) == len(texts)
    assert plain("a /* \n */ b // c\n c") == "a b c"
    one, two = "procedure P() { } procedure Q();", "procedure P(); procedure Q() { }"
    assert skeleton(one, outline(one)) != skeleton(two, outline(two))


def test_what_is_kept_is_one_line():
    for name in ("P", "a b", "x\ny", "\\n", "é\udc80", ""):
        known = Known(name, name + " ", 3)
        line = encode_known(known)
        assert decode_known(line) == known and "\n" not in line
    for wrong in ("", "P", "P P x", "P P 1 2"):
        with pytest.raises(ValueError):
            decode_known(wrong)


# ------------------------------------------------------------ the command


def run(capsys, *words):
    code = main(["verify", *words])
    captured = capsys.readouterr()
    return code, *[re.sub(r"in [0-9.]+ s\n", "", text) for text in captured]


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text(TEXT)
    return "p.bpl"


@pytest.mark.parametrize("words", [[], ["--format", "plain"], ["--together"], ["-p", "A"]])
def test_the_output_is_the_same(file, capsys, words):
    cold = run(capsys, file, *words)
    assert cold[0] == 0 and os.path.exists(os.environ["IVL_CACHE"])
    assert run(capsys, file, *words) == cold


def test_failures_look_the_same(file, capsys):
    run(capsys, file)
    Path(file).write_text(TEXT.replace("z > 1", "z > 2"))
    warm = run(capsys, file)
    assert warm == run(capsys, file, "--no-cache") and "z > 2" in warm[1]


def test_no_cache(file, capsys, monkeypatch):
    run(capsys, file, "--no-cache")
    assert not os.path.exists(os.environ["IVL_CACHE"])
    run(capsys, file, "--cache", "here")
    assert os.path.isdir("here") and not os.path.exists(os.environ["IVL_CACHE"])


def test_a_cache_that_cannot_be_written(file, capsys):
    code, _, err = run(capsys, file, "--cache", "p.bpl/cache")
    assert code == 0
    assert err == "warning: nothing is written to the cache p.bpl/cache: Not a directory\n"


@pytest.mark.parametrize("words", [["--format", "xml"], ["--houdini"], ["--log", "l.smt2"]])
def test_runs_that_know_less(file, capsys, words):
    for _ in range(2):
        assert main(["verify", file, *words]) == 0
    if "xml" in words:
        assert capsys.readouterr().out.count("assertionBatch") > 5


def test_standard_input_and_several_files(file, capsys):
    Path("q.bpl").write_text("procedure D() { var z: int; havoc g; call z := A(1); }\n")
    for _ in range(2):
        code, out, _ = run(capsys, "--together", "p.bpl", "q.bpl")
        assert code == 2 and "modifies" in out
    Path("q.bpl").write_text("procedure D() modifies g; { var z: int; call z := A(1); }\n")
    for _ in range(2):
        assert run(capsys, "--together", "p.bpl", "q.bpl")[0] == 0
