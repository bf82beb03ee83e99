"""What is written about results, in every format."""

import json as standard_json

import pytest
from fake_results import Example, nowhere

from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.source import NOWHERE, Source, Span
from ivl.report import json, plain
from ivl.report.boogie import STANDARD_WORDING, BoogieReport, Counts
from ivl.report.places import boogie_place, colon_place, excerpt
from ivl.report.pretty import PrettyReport
from ivl.report.run import Run
from ivl.report.verdict import closing, summarize
from ivl.result import Outcome


@pytest.fixture
def example():
    return Example()


def same(actual: str, golden: str) -> None:
    assert golden.strip(), "an empty golden text accepts anything"
    assert actual == golden


# ------------------------------------------------------------------ places


def test_places(example):
    at = example.at("assert y")
    same(boogie_place(at), "dir/f.bpl(6,3)")
    same(boogie_place(at, 1, base_name=True), "f.bpl(6,2)")
    same(boogie_place(None, 1), "(0,-1)")
    same(boogie_place(NOWHERE), "(0,0)")
    same(colon_place(at), "dir/f.bpl:6:3")
    assert colon_place(None) == colon_place(NOWHERE) == ""


@pytest.mark.parametrize(
    ("text", "part", "line", "underline"),
    [
        ("a b c", "b", "a b c", "  ^"),
        ("\tassert x;", "assert x;", "\tassert x;", "\t^^^^^^^^^"),
        ("// 漢字\n// 漢 x", "x", "// 漢 x", "      ^"),
        ("a b\nc", "b\nc", "a b", "  ^"),
        ("a\r\nb", "a", "a", "^"),
    ],
)
def test_excerpt_underlines_the_place(text, part, line, underline):
    start = text.index(part)
    _, shown, carets = excerpt(Span(Source("f", text), start, start + len(part)))
    assert (shown, carets) == (line, underline)


def test_excerpt_of_an_empty_place_at_the_end():
    assert excerpt(Span(Source("f", "ab"), 2, 2)) == ("1", "ab", "  ^")
    assert excerpt(Span(Source("f", ""), 0, 0)) == ("1", "", "^")


def test_excerpt_crops_long_lines():
    text = "x" * 3000 + "HERE" + "y" * 3000
    _, shown, underline = excerpt(Span(Source("f", text), 3000, 3004))
    assert len(shown) < 110
    assert shown[len(underline) - 4 : len(underline)] == "HERE"
    assert underline.strip() == "^^^^"


# ------------------------------------------------------------------ Boogie's format


def test_boogie_failures_are_sorted_and_printed_once(example):
    first, second = example.assertion(), example.precondition()
    result = example.result(Outcome.FAILED, second, first, first)
    same(
        BoogieReport().result(result),
        """\
dir/f.bpl(6,3): Error: this assertion could not be proved
Execution trace:
    dir/f.bpl(5,5): anon0
dir/f.bpl(7,3): Error: a precondition for this call could not be proved
dir/f.bpl(10,3): Related location: this is the precondition that could not be proved
Execution trace:
    dir/f.bpl(5,5): anon0
""",
    )
    same(
        BoogieReport().closing(Counts().plus(result)),
        "\nBoogie program verifier finished with 0 verified, 3 errors\n",
    )


def test_boogie_two_preconditions_of_one_call_are_two_errors(example):
    first = example.precondition()
    second = example.precondition(related=(Related("this is the other", example.at("z: int")),))
    text = BoogieReport(error_trace=0).result(example.result(Outcome.FAILED, first, second))
    assert text.count("(7,3): Error: ") == 2


def test_boogie_the_shortest_of_several_traces_is_printed(example):
    long = example.assertion(trace=example.trace("anon0", "anon1"))
    short = example.assertion(trace=example.trace("anon2"))
    text = BoogieReport().result(example.result(Outcome.FAILED, long, short))
    assert "anon2" in text and "anon1" not in text


def test_boogie_trace_levels(example):
    failure = example.assertion(trace=(*example.trace("anon0"), nowhere("made")))
    result = example.result(Outcome.FAILED, failure)
    assert "Execution trace" not in BoogieReport(error_trace=0).result(result)
    assert "made" not in BoogieReport(error_trace=1).result(result)
    assert "made" in BoogieReport(error_trace=2).result(result)


def test_boogie_a_message_of_the_program_replaces_the_line(example):
    failure = example.assertion(message="y is too small", custom=True)
    result = example.result(Outcome.FAILED, failure)
    same(BoogieReport(error_trace=0).result(result), "y is too small\n")
    same(
        BoogieReport(error_trace=0, forced=True).result(result),
        "dir/f.bpl(6,3): Error: this assertion could not be proved\n",
    )


def test_boogie_has_a_wording_for_every_kind_of_obligation():
    from ivl.core.statements import ObligationKind

    worded = {f"verify.{kind.value}" for kind in ObligationKind} - {"verify.measure"}
    assert worded == set(STANDARD_WORDING)


@pytest.mark.parametrize(
    ("outcome", "line", "closing_line"),
    [
        (
            Outcome.TIMEOUT,
            "dir/f.bpl(1,11): Verification of 'P' timed out after 7 seconds",
            "0 verified, 0 errors, 1 time out",
        ),
        (
            Outcome.OUT_OF_RESOURCE,
            "dir/f.bpl(1,11): Verification out of resource (P)",
            "0 verified, 0 errors, 1 out of resource",
        ),
        (
            Outcome.OUT_OF_MEMORY,
            "dir/f.bpl(1,11): Verification out of memory (P)",
            "0 verified, 0 errors, 1 out of memory",
        ),
        (
            Outcome.UNKNOWN,
            "dir/f.bpl(1,11): Verification inconclusive (P)",
            "0 verified, 0 errors, 1 inconclusive",
        ),
        (
            Outcome.SOLVER_ERROR,
            "dir/f.bpl(1,11): Error: it died\n"
            "dir/f.bpl(1,11): Verification encountered solver exception (P)",
            "0 verified, 0 errors, 1 solver exceptions",
        ),
        (
            Outcome.NOT_CHECKED,
            "dir/f.bpl(1,11): Error: it died (encountered in implementation P).\n"
            "dir/f.bpl(1,11): Verification inconclusive (P)",
            "0 verified, 0 errors, 1 inconclusive",
        ),
    ],
)
def test_boogie_other_outcomes(example, outcome, line, closing_line):
    remark = Diagnostic("solver.error", "it died", example.implementation.span)
    result = example.result(outcome, remark)
    report = BoogieReport(time_limit=7)
    same(report.result(result), line + "\n")
    counts = Counts().plus(result)
    assert report.closing(counts).endswith(f" finished with {closing_line}\n")
    twice = report.closing(counts.plus(result))
    assert "1 verified" not in twice and ", 2 " in twice


def test_boogie_every_outcome_but_verified_prints_and_counts(example):
    for outcome in Outcome:
        result = example.result(outcome)
        printed = BoogieReport().result(result)
        counts = Counts().plus(result)
        if outcome is Outcome.VERIFIED:
            assert not printed and counts.verified == 1
        else:
            assert printed.strip() and counts.verified == 0
            assert counts != Counts()


def test_boogie_found_failures_are_printed_when_the_limit_ends_the_search(example):
    text = BoogieReport(error_trace=0).result(example.result(Outcome.TIMEOUT, example.assertion()))
    assert "dir/f.bpl(6,3): Timed out on: this assertion could not be proved\n" in text


def test_boogie_trace_of_the_run(example):
    verified = example.result(Outcome.VERIFIED)
    same(
        BoogieReport(informed="time").result(verified),
        "\nVerifying P ...\n"
        "  [0.125 s, solver resource count: 42, 3 proof obligations]  verified\n",
    )
    failed = example.result(Outcome.FAILED, example.assertion(), assertions=1)
    text = BoogieReport(informed="count", error_trace=0).result(failed)
    assert text.startswith("\nVerifying P ...\n  [1 proof obligation]  error\n")


def test_boogie_closing_is_singular_and_plural(example):
    report = BoogieReport()
    assert report.closing(Counts(2, 1)).endswith(" 2 verified, 1 error\n")
    assert report.closing(Counts(1, 2)).endswith(" 1 verified, 2 errors\n")
    without = BoogieReport(show_verified=False).closing(Counts(3, 0))
    same(without, "\nBoogie program verifier finished with 0 errors\n")


@pytest.mark.parametrize(
    ("stage", "line", "count"),
    [
        ("parse", "f.bpl(6,3): error: wrong", "1 parse errors detected in f.bpl"),
        ("resolve", "f.bpl(6,2): Error: wrong", "1 name resolution errors detected in f.bpl"),
        ("type", "f.bpl(6,2): Error: wrong", "1 type checking errors detected in f.bpl"),
    ],
)
def test_boogie_program_errors(example, stage, line, count):
    diagnostic = Diagnostic(f"{stage}.x", "wrong", example.at("assert y"))
    text = BoogieReport(base_name=True).program_errors((diagnostic,), "dir/f.bpl")
    same(text, f"{line}\n{count}\n")


def test_boogie_warnings_are_printed_and_not_counted(example):
    warning = Diagnostic("type.x", "odd", example.at("assert y"), Severity.WARNING)
    error = Diagnostic("type.y", "wrong", None)
    same(
        BoogieReport().program_errors((warning, error), "f.bpl"),
        "dir/f.bpl(6,2): Warning: odd\n(0,-1): Error: wrong\n"
        "1 type checking errors detected in f.bpl\n",
    )


# ------------------------------------------------------------------ the other formats


def test_pretty(example):
    same(
        PrettyReport().result(example.result(Outcome.FAILED, example.precondition())),
        """\
dir/f.bpl:7:3: error: a precondition for this call could not be proved [verify.precondition]
  7 |   call Q(y);
    |   ^^^^^^
dir/f.bpl:10:3: note: this is the precondition that could not be proved
  10 |   requires z > 2;
     |   ^^^^^^^^^^^^^^^
  path: dir/f.bpl:5:5: anon0
""",
    )


def test_pretty_colours_only_when_asked(example):
    result = example.result(Outcome.FAILED, example.assertion())
    plainly, coloured = PrettyReport().result(result), PrettyReport(True).result(result)
    assert "\x1b" not in plainly and "\x1b[" in coloured


def test_pretty_says_how_often(example):
    failure = example.assertion()
    text = PrettyReport().result(example.result(Outcome.FAILED, failure, failure))
    assert text.count("error:") == 1 and "(2 times)" in text


def test_plain_is_one_line_each(example):
    failure = example.assertion(message="first\nsecond")
    same(
        plain.result(example.result(Outcome.FAILED, failure, example.precondition())),
        "dir/f.bpl:6:3: error: first second [verify.assert]\n"
        "dir/f.bpl:7:3: error: a precondition for this call could not be proved"
        " [verify.precondition]\n",
    )
    same(
        plain.program_errors((Diagnostic("io.missing", "cannot read x", None),)),
        "ivl: error: cannot read x [io.missing]\n",
    )


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.VERIFIED])
def test_every_format_reports_what_is_not_verified(example, outcome):
    result = example.result(outcome)
    assert ": error: " in PrettyReport().result(result)
    assert plain.result(result).startswith("dir/f.bpl:1:11: error: ")
    found = standard_json.loads(json.document(Run("verify", ["f"], [result], exit_code=1)))
    assert found["results"][0]["diagnostics"][0]["severity"] == "error"
    assert found["verified"] is False
    assert not summarize([result]).proved
    assert closing(summarize([result]), 1.0).startswith("not verified: 1 ")


def test_nothing_is_said_of_what_is_verified(example):
    result = example.result(Outcome.VERIFIED)
    assert PrettyReport().result(result) == plain.result(result) == ""
    assert closing(summarize([result]), 0.25) == (
        "verified: 1 implementation, 3 assertions in 0.2 s"
    )


def test_an_error_outweighs_a_verified_outcome(example):
    result = example.result(Outcome.VERIFIED, example.assertion())
    assert not summarize([result]).proved
    assert ": error: " in plain.result(result)


def test_json_document(example):
    results = [
        example.result(Outcome.VERIFIED),
        example.result(Outcome.FAILED, example.precondition()),
    ]
    found = standard_json.loads(json.document(Run("verify", ["dir/f.bpl"], results, exit_code=1)))
    assert found["format"] == "ivl.report/1"
    assert found["tool"]["name"] == "ivl"
    assert (found["exit_code"], found["verified"], found["files"]) == (1, False, ["dir/f.bpl"])
    assert found["summary"] == {
        "total": 2,
        "verified": 1,
        "failed": 1,
        "unknown": 0,
        "timeout": 0,
        "out_of_resource": 0,
        "out_of_memory": 0,
        "solver_error": 0,
        "not_checked": 0,
        "assertions": 6,
        "errors": 1,
    }
    [diagnostic] = found["results"][1]["diagnostics"]
    assert diagnostic["kind"] == "verify.precondition"
    assert diagnostic["location"] == {
        "file": "dir/f.bpl",
        "line": 7,
        "column": 3,
        "end_line": 7,
        "end_column": 8,
    }
    assert diagnostic["related"][0]["location"]["line"] == 10
    assert diagnostic["trace"][0]["message"] == "anon0"
    verified = json.document(Run("verify", ["f"], results[:1]))
    assert standard_json.loads(verified)["verified"] is True


def test_json_of_errors_in_the_input():
    errors = [Diagnostic("io.missing", "cannot read x", None)]
    found = standard_json.loads(json.document(Run("verify", ["x"], (), errors, 2)))
    assert found["verified"] is False
    assert found["input"][0]["location"] is None
