"""What each way of splitting makes of a program, and what comes of it."""

import pytest

import ivl
from ivl.base.splitting import Splitting, Weights
from ivl.core.statements import Assert
from ivl.result import Outcome
from ivl.split_files import split_dumps, split_texts, splits_of
from ivl.stages import show
from ivl.verifier import Verifier


def parts(text, **options):
    """The name of each split with the lines of its assertions."""
    verifier = Verifier(ivl.check(ivl.parse(text)), ivl.Options(**options))
    (implementation,) = verifier.selected
    return {
        split.name: sorted(
            {
                command.span.position.line
                for block in split.cfg.blocks.values()
                for command in block.commands
                if isinstance(command, Assert)
            }
        )
        for split in splits_of(verifier, implementation)
    }


def verdict(text, **options):
    (result,) = ivl.verify(ivl.parse(text), ivl.Options(timeout=10, **options))
    return result


STRAIGHT = """\
procedure P(x: int) requires x > 2;
{
  assert x > 0;
  assert {:split_here} x > 1;
  assert x != 1;
  assume {:split_here} true;
  assert x > 2;
  assert {:split_here} true;
}
"""


def test_split_here():
    assert parts(STRAIGHT) == {"": [3], "/split@4": [4, 5], "/split@6": [7]}


def test_split_here_belongs_to_what_it_dominates():
    text = """\
procedure P(x: int) {
  assert x == x;
  if (x > 0) {
    assert {:split_here} x > 0;
    assert x >= 1;
  } else {
    assert x < 1;
  }
  assert x + 0 == x;
}
"""
    assert parts(text) == {"": [2, 7, 9], "/split@4": [4, 5]}


def test_isolated_assertions():
    text = """\
procedure P(x: int) {
  assert x == x;
  if (x > 0) {
    assert {:isolate} x > 0;
  }
  assert {:isolate} x + 0 == x;
}
"""
    assert parts(text) == {"/assert@4": [4], "/assert@6": [6], "": [2]}


JUMPS = """\
procedure P(x: int) returns (r: int)
  ensures r > 0;
{
  assert x == x;
  r := 1;
  if (x > 3) { return {:isolate}; }
  if (x > 2) { return; }
  assert x <= 2;
}
"""


def test_isolated_returns():
    assert parts(JUMPS) == {"/remainingAssertions": [2, 4, 8], "/return@6": [2]}


def test_every_assertion_and_every_return():
    found = parts(JUMPS, splitting=Splitting(every_assertion=True))
    assert found == {
        "/remainingAssertions/assert@4": [4],
        "/remainingAssertions/assert@8": [8],
        "/remainingAssertions/assert@2": [2],
        "/return@6/assert@2": [2],
        "/return@7/assert@2": [2],
    }


def test_isolated_gotos():
    text = """\
procedure P(x: int) {
  assert x == x;
  goto {:isolate} A, B;
A:
  assert x < x + 1;
  goto C;
B:
  assert x > x - 1;
  goto C;
C:
  assert x + 0 == x;
}
"""
    assert parts(text) == {"/remainingAssertions": [2], "/goto@3": [5, 8, 11]}


PATHS = """\
procedure P(x: int, y: int) {
  var z: int;
  z := 0;
  if {:allow_split} (x > 0) {
    z := z + 1;
  } else {
    z := z + 2;
  }
  if (y > 0) {
    if {:allow_split} (y > 1) {
      z := z + 3;
    } else {
      z := z + 4;
    }
  }
  assert {:isolate "paths"} z > 0;
}
"""


def test_isolated_paths():
    names = list(parts(PATHS))
    assert len(names) == 6
    assert all(name.startswith("/assert@16/path[") for name in names)
    assert verdict(PATHS).outcome is Outcome.VERIFIED
    assert verdict(PATHS.replace("z + 4", "z - 4")).outcome is Outcome.FAILED


FOCUS = """\
procedure P(x: int) {
  assert x == x;
  if (x > 0) {
    assert {:focus} x > 0;
    assert x >= 1;
  } else {
    assert {:focus} x < 1;
  }
  assert x + 0 == x;
}
"""


def test_focus():
    assert parts(FOCUS) == {
        "/focus[-4,-7]": [2],
        "/focus[-4,+7]": [7, 9],
        "/focus[+4]": [4, 5, 9],
    }


def test_relaxed_focus_makes_fewer_splits():
    text = "procedure P(x: int) {\n"
    for line in range(4):
        text += f"if (x > {line}) {{ assert {{:focus}} x > {line}; }}\n"
    text += "}\n"
    usual = parts(text)
    relaxed = parts(text, splitting=Splitting(relax_focus=True))
    assert len(usual) == 15  # nothing is left without any of them
    assert len(relaxed) == 4


def test_marks_of_one_kind_work_in_splits_of_another():
    text = FOCUS.replace("assert x >= 1;", "assert {:isolate} x >= 1;")
    found = parts(text)
    assert found["/focus[+4]/assert@5"] == [5]
    assert found["/focus[+4]"] == [4, 9]


def test_a_program_without_marks_is_one_split():
    assert parts("procedure P(x: int) { assert x == x; }") == {"": [1]}
    assert parts("procedure P(x: int) { assume {:split_here} x > 1; }") == {"": []}


BRANCHES = """\
procedure P(x: int) {
  if (x > 0) {
    assert x > 0;
    assert x != 0;
  } else {
    assert x <= 0;
  }
  assert x + 0 == x;
}
"""


def test_costs():
    by_branch = parts(BRANCHES, splitting=Splitting(most=2))
    assert by_branch == {"/part@1": [6, 8], "/part@2": [3, 4, 8]}
    assert len(parts(BRANCHES, splitting=Splitting(most=9))) == 5
    assert parts(BRANCHES, splitting=Splitting(most=9, above=1e6)) == {"": [3, 4, 6, 8]}
    by_assertions = Splitting(most=2, weights=Weights(branch=100.0))
    assert parts(BRANCHES, splitting=by_assertions) == {"/part@1": [6, 8], "/part@2": [3, 4]}


def test_attributes_of_implementations():
    text = BRANCHES.replace("procedure P", "procedure {:vcs_max_splits 2} P")
    assert len(parts(text)) == 2
    text = BRANCHES.replace("procedure P", "procedure {:vcs_split_on_every_assert} P")
    assert len(parts(text)) == 4
    text = BRANCHES.replace("procedure P", "procedure {:vcs_split_on_every_assert false} P")
    assert len(parts(text, splitting=Splitting(every_assertion=True))) == 1


# ------------------------------------------------------------------ results


THREE = """\
procedure P(x: int) {
  assert {:isolate} x > 5;
  assert x > 6;
  assert x > 7;
}
"""


def test_all_failures_of_all_splits():
    result = verdict(THREE)
    assert result.outcome is Outcome.FAILED
    assert [d.span.position.line for d in result.diagnostics] == [2, 3, 4]
    assert [s.outcome for s in result.splits] == [Outcome.FAILED, Outcome.FAILED]
    assert result.assertions == 3


def test_the_limit_on_errors_is_one_of_each_split():
    assert len(verdict(THREE, error_limit=1).diagnostics) == 2


def test_what_is_known_after_an_assertion_is_known_in_other_splits():
    known = "procedure P(x: int) {\n  assert {:isolate} x > 5;\n  assert x > 4;\n}\n"
    unknown = known.replace("{:isolate}", "{:isolate} {:subsumption 0}")
    assert len(verdict(known).diagnostics) == 1
    assert len(verdict(unknown).diagnostics) == 2


HARD = "x * x * x + y * y * y != z * z * z || x * y * z == 0"


def test_one_split_that_is_not_decided_is_enough():
    text = f"procedure P(x: int, y: int, z: int) {{ assert {{:isolate}} {HARD}; assert x == x; }}"
    (result,) = ivl.verify(ivl.parse(text), ivl.Options(timeout=0.3))
    assert result.outcome is Outcome.TIMEOUT
    assert [s.outcome for s in result.splits] == [Outcome.TIMEOUT, Outcome.VERIFIED]


def test_keep_going():
    text = (
        f"procedure P(x: int, y: int, z: int) {{\nassert x == x;\nassert {HARD};\nassert y == y; }}"
    )
    splitting = Splitting(keep_going=2, timeout=0.2, last_timeout=0.3)
    (result,) = ivl.verify(ivl.parse(text), ivl.Options(splitting=splitting))
    assert result.outcome is Outcome.FAILED
    failures = [d for d in result.diagnostics if d.stage == "verify"]
    assert [d.span.position.line for d in failures] == [3]
    assert result.splits[0].parts == 2
    assert result.assertions == 3


def test_blame():
    text = (
        "procedure P(x: int, y: int, z: int) {\nassert x == x;\n"
        f"assert {HARD};\nassert y > z;\nassert y == y; }}"
    )
    options = ivl.Options(timeout=0.5, timeout_share=0.3)
    (result,) = ivl.verify(ivl.parse(text.replace("assert y > z;", "")), options)
    assert result.outcome is Outcome.TIMEOUT
    named = [d for d in result.diagnostics if d.kind == "timeout.assertion"]
    assert [d.span.position.line for d in named] == [3]
    assert result.diagnoses[0].undecided == 1
    assert result.diagnoses[0].assertions == 3


def test_coverage_is_that_of_all_splits():
    text = """\
procedure P(x: int, y: int) {
  assume {:id "x"} x > 0;
  assume {:id "y"} y > 0;
  assume {:id "z"} y > 1;
  assert {:id "a"} {:isolate} x > -1;
  assert {:id "b"} y > -1;
}
"""
    covered = verdict(text, coverage=True).covered
    assert covered in (("a", "b", "x", "y"), ("a", "b", "x", "z"))


def test_vacuous_goals_of_splits():
    text = """\
procedure P(x: int) {
  assert {:isolate} x == x || x > 0;
  assume x > 1;
  assume x < 1;
  assert {:isolate} x == 7;
}
"""
    found = verdict(text, vacuity=True).diagnostics
    assert [d.span.position.line for d in found if d.kind == "vacuous.goal"] == [5]


SELECTIVE = """\
procedure {:selective_checking} P(x: int) {
  assert x > 1;
  if (x > 7) {
    assume {:start_checking_here} true;
    assert x > 6;
  } else {
    assert x > 3;
  }
  assert x > 20;
}
"""


def test_selective_checking():
    result = verdict(SELECTIVE)
    assert result.outcome is Outcome.FAILED
    errors = [d for d in result.diagnostics if d.stage == "verify"]
    assert [d.span.position.line for d in errors] == [9]
    (warning,) = [d for d in result.diagnostics if d.kind == "unchecked"]
    assert "2 assertions are not checked" in warning.message
    usual = verdict(SELECTIVE.replace("{:selective_checking}", ""))
    lines = [d.span.position.line for d in usual.diagnostics]
    assert lines == [2, 7, 9]


# ------------------------------------------------------------------ texts


def test_splits_can_be_looked_at():
    text = show("splits", ivl.parse(STRAIGHT))
    assert text.count("implementation P(") == 3
    assert "// P/split@4\n" in text
    again = ivl.parse("procedure P(x: int);\n" + text)
    assert len(again.declarations) == 4
    graph = show("split-graphs", ivl.parse(BRANCHES))
    assert graph.startswith("digraph G {")
    assert "shape=box" in graph


def test_names_of_files():
    checked = ivl.check(ivl.parse(STRAIGHT))
    texts = split_texts(checked, ivl.Options(), declarations=False)
    assert list(texts) == ["P", "P-split@4", "P-split@6"]
    assert list(split_dumps(checked, ivl.Options()))[:3] == [
        "P.split.0.dot",
        "P.split.0.bpl",
        "P.split.1.dot",
    ]
    twice = STRAIGHT.replace("  assume", "  assert {:split_here} x == x; assume")
    names = split_texts(ivl.check(ivl.parse(twice)), ivl.Options(), declarations=False)
    assert list(names) == ["P", "P-split@4", "P-split@6", "P-split@6-2"]


@pytest.mark.parametrize("prune", [False, True])
def test_files_with_declarations(prune):
    text = "function f(x: int): int;\nfunction g(x: int): int;\n" + STRAIGHT.replace(
        "assert x != 1", "assert f(x) == f(x)"
    )
    checked = ivl.check(ivl.parse(text))
    found = split_texts(checked, ivl.Options(prune=prune), declarations=True)
    assert ("function f(" in found["P-split@6"]) is prune
    assert not any("function g(" in part for part in found.values())
