"""All shapes of verification conditions say the same."""

from __future__ import annotations

from random import Random

import pytest
from generated_expressions import Features
from generated_programs import procedures, program

import ivl
from ivl.base.deep import deep
from ivl.core.program import Program
from ivl.vc.shapes import SHAPES
from ivl.verifier import Verifier

OTHERS = [name for name in SHAPES if name != ivl.Options().shape]
DIAMONDS = """
    procedure P(x: int) returns (r: int) {
      r := 0;
      if (x > 0) { r := r + 1; assert r == 1; } else { r := r + 2; }
      if (x > 1) { r := r + 1; } else { r := r + 2; assert r < 4; }
      assert r < 4;
      assert x > 0 ==> r < 3;
      assert {:subsumption 0} x != 7;
      assert x != 7;
    }
    """


def found(checked: Program, shape: str) -> dict[str, tuple[str, list[tuple[str, str]]]]:
    """For each procedure its verdict and the assertions that fail.

    A failing postcondition is known by its clause: at which return it fails is the solver's choice.
    """
    options = ivl.Options(timeout=10, shape=shape, error_limit=0)
    return {
        r.name: (
            r.outcome.value,
            sorted({(d.kind, str((d.related or (d,))[0].span)) for d in r.diagnostics}),
        )
        for r in ivl.verify(checked, options)
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_each_failing_assertion_is_found(shape):
    (result,) = ivl.verify(ivl.parse(DIAMONDS), ivl.Options(shape=shape, error_limit=0))
    lines = [(d.kind, d.span.position.line) for d in result.diagnostics]
    assert lines == [
        ("verify.assert", 5),
        ("verify.assert", 7),
        ("verify.assert", 8),
        ("verify.assert", 9),
    ]
    assert result.assertions == 6


@pytest.mark.parametrize("shape", SHAPES)
def test_a_failure_s_trace_is_a_path(shape):
    (result,) = ivl.verify(ivl.parse(DIAMONDS), ivl.Options(shape=shape, error_limit=0))
    traces = [[t.message for t in d.trace] for d in result.diagnostics]
    assert traces[0] == ["anon0", "anon7_Else", "anon8_Else"]
    assert traces[1] == ["anon0", "anon7_Then", "anon8_Else", "anon6"]


@pytest.mark.parametrize("shape", SHAPES)
def test_what_an_assertion_says_holds_after_it(shape):
    text = "procedure P(x: int) { assert x > 0; assert x >= 0; }"
    for level, failing in ((2, 1), (0, 2)):
        options = ivl.Options(shape=shape, subsumption=level)
        (result,) = ivl.verify(ivl.parse(text), options)
        assert len(result.diagnostics) == failing


@pytest.mark.parametrize("shape", OTHERS)
def test_shapes_agree(shape):
    """Without quantifiers, where the solver is sure."""
    text = "\n".join(
        [procedures(Random(s), f"p{s}_", Features(quantifiers=False)) for s in range(12)]
    )
    checked = ivl.check(ivl.parse(program(text)))
    assert found(checked, shape) == found(checked, ivl.Options().shape)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("shape", OTHERS)
@pytest.mark.parametrize("start", range(5000, 6000, 25))
def test_shapes_agree_on_many(shape, start):
    seeds = range(start, start + 25)
    text = "\n".join([procedures(Random(s), f"p{s}_", Features(quantifiers=False)) for s in seeds])
    checked = ivl.check(ivl.parse(program(text)))
    assert found(checked, shape) == found(checked, ivl.Options().shape)


def test_too_many_paths_are_refused():
    body = "if (*) { r := 1; }\n" * 14
    text = f"procedure P() returns (r: int) {{ {body} assert r >= r; }}"
    with pytest.raises(ivl.ProgramError) as refusal:
        list(ivl.verify(ivl.parse(text), ivl.Options(shape="path-conditions")))
    assert refusal.value.diagnostics[0].kind == "unsupported.paths"
    assert "16384 paths" in refusal.value.diagnostics[0].message
    (result,) = ivl.verify(ivl.parse(text), ivl.Options(shape="normal-and-wrong"))
    assert result.outcome is ivl.Outcome.VERIFIED


@pytest.mark.parametrize("shape", ["block-equations", "normal-and-wrong"])
def test_a_condition_is_linear_in_the_program(shape):
    def nodes(branches: int) -> int:
        body = "if (*) { r := r + 1; } else { r := r + 2; } assert r > 0;\n" * branches
        text = f"procedure P() returns (r: int) {{ {body} }}"
        verifier = Verifier(ivl.check(ivl.parse(text)), ivl.Options(shape=shape))
        condition = verifier.condition(verifier.selected[0])
        seen, stack = set(), [condition.formula]
        while stack:
            term = stack.pop()
            if term not in seen:
                seen.add(term)
                stack.extend(term.args())
        return len(seen)

    few, twice, many = (deep(lambda n=n: nodes(n)) for n in (10, 20, 40))
    assert many - twice <= 2.2 * (twice - few)
