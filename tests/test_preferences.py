"""Soft assumptions, and values that a failing path had rather have."""

from textwrap import dedent

import pytest

import ivl
from ivl.cli import boogie
from ivl.options import Options
from ivl.report.pretty import PrettyReport
from ivl.result import Outcome


def verified(text: str, **options: object) -> ivl.Result:
    program = ivl.parse(dedent(text))
    (result,) = ivl.verify(program, Options(**options))  # type: ignore[arg-type]
    return result


def first_values(text: str) -> str:
    """The values at the start of the failing path."""
    result = verified(text)
    assert result.outcome is Outcome.FAILED
    shown = PrettyReport().result(result)
    return shown.partition("at first: ")[2].partition("\n")[0]


@pytest.mark.parametrize(
    ("assumptions", "values"),
    [
        ("assume {:soft 2} x == 7; assume {:soft 5} x > 100 && x < 102;", "x == 101"),
        ("assume {:soft 5} x == 7; assume {:soft 2} x > 100;", "x == 7"),
        ("assume {:soft} x > 5; assume {:soft} x < 7;", "x == 6"),
        ("assume {:minimize x} x > 33;", "x == 34"),
        ("assume {:maximize x} x < 123456;", "x == 123455"),
        ("assume {:minimize x * 2 - 9} x > -5;", "x == -4"),
        ("assume {:soft} x > 90; assume {:minimize x} true;", "x == 91"),
    ],
)
def test_a_failing_path_has_the_values_that_are_preferred(assumptions, values):
    text = f"procedure P(x: int) {{ {assumptions} assert x == 3; }}"
    assert first_values(text) == values


def test_reals_are_bettered_in_steps():
    text = "procedure P(x: real) { assume {:maximize x} x <= 7.5; assert x < 0.0; }"
    assert first_values(text).startswith("x == 7.") or first_values(text) == "x == 6.5"


def test_what_has_no_bound_ends():
    text = "procedure P(x: int) { assume {:minimize x} true; assert x > 0; }"
    assert verified(text).outcome is Outcome.FAILED


@pytest.mark.parametrize("shape", ["block-equations", "normal-and-wrong", "path-conditions"])
def test_a_proof_does_not_rely_on_soft_assumptions(shape):
    soft = "procedure P(x: int) { assume {:soft 3} x > 0; assert x > 0; }"
    assert verified(soft, shape=shape).outcome is Outcome.FAILED
    hard = soft.replace("{:soft 3} ", "")
    assert verified(hard, shape=shape).outcome is Outcome.VERIFIED
    fine = soft.replace("assert x > 0", "assert x == x")
    assert verified(fine, shape=shape).outcome is Outcome.VERIFIED


def test_nor_those_of_callees_loops_and_code_expressions():
    text = """
    procedure P(x: int) {
      var i: int;
      while (*) free invariant {:soft} i > 5; { havoc i; }
      assert i > 5;
    }
    """
    assert verified(text).outcome is Outcome.FAILED
    text = """
    procedure P(x: int) {
      assert |{ A: assume {:soft} x > 0; return x > 0; }|;
    }
    """
    assert verified(text).outcome is Outcome.FAILED


def test_soft_assumptions_make_no_code_unreachable():
    text = "procedure P(x: int) { assume x > 0; assume {:soft} x < 0; }"
    assert verified(text, smoke=5.0).diagnostics == ()
    assert verified(text.replace("{:soft} ", ""), smoke=5.0).diagnostics != ()


def test_preferences_change_no_verdict():
    plain = """
    procedure P(x: int, y: int) {
      assume %s x > 3;
      if (y > x) { assume %s y < 100; assert y > 3; } else { assert y <= x; }
      assert x > 2;
    }
    """
    for wish in ("", "{:minimize y}", "{:maximize x - y}", "{:try}"):
        assert verified(plain % (wish, wish)).outcome is Outcome.VERIFIED


def test_each_failure_is_found_once():
    text = """
    procedure P(x: int) {
      assume {:minimize x} x > 0;
      if (x > 5) { assert x < 5; } else { assert x > 5; }
    }
    """
    assert len(verified(text).diagnostics) == 2


def test_messages_about_what_is_verified(tmp_path, capsys):
    text = 'procedure {:msg_if_verifies "Sure?"} P() { }\n'
    path = tmp_path / "m.bpl"
    path.write_text(text + 'procedure {:msg_if_verifies "No."} Q() { assert false; }\n')
    assert boogie.main(["/errorTrace:0", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Sure?\n") and "No." not in out
    result = verified(text)
    assert [(d.kind, d.message) for d in result.diagnostics] == [("verified.message", "Sure?")]
    assert result.outcome is Outcome.VERIFIED
