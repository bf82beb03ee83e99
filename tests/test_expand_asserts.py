"""Conjuncts that are proved one by one."""

from textwrap import dedent

import pytest
from text_passes import becomes, read

import ivl
from ivl.options import Options
from ivl.result import Outcome
from ivl.transform.expand_asserts import expand_asserts

FUNCTIONS = """
function f(x: int): bool { x > 0 && g(x) }
function g(x: int): bool { x != 3 && x < 10 }
function h<T>(m: [T]int, t: T): bool { m[t] > 0 && m[t] < 9 }
"""


def body(text: str, expected: str) -> None:
    """What becomes of a body."""
    head = FUNCTIONS + "procedure P(x: int, b: bool, m: [bool]int) { "
    becomes(head + text + "}", head + expected + "}", expand_asserts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "assert {:expand} x > 0 && x < 5 && b;",
            "assert {:expand} x > 0; assert {:expand} x < 5; assert {:expand} b;"
            "assume x > 0 && x < 5 && b;",
        ),
        (
            "assert {:expand} b ==> x > 0 && x < 5;",
            "assert {:expand} b ==> x > 0; assert {:expand} b ==> x < 5;"
            "assume b ==> x > 0 && x < 5;",
        ),
        (
            "assert {:expand} if b then x > 0 && x < 9 else x == 0;",
            "assert {:expand} b ==> x > 0; assert {:expand} b ==> x < 9;"
            "assert {:expand} !b ==> x == 0;"
            "assume if b then x > 0 && x < 9 else x == 0;",
        ),
        (
            "assert {:expand} f(x);",
            "assert {:expand} f(x) || x > 0; assert {:expand} f(x) || g(x); assume f(x);",
        ),
        (
            "assert {:expand 2} f(x + 1);",
            "assert {:expand 2} f(x + 1) || x + 1 > 0;"
            "assert {:expand 2} f(x + 1) || (g(x + 1) || x + 1 != 3);"
            "assert {:expand 2} f(x + 1) || (g(x + 1) || x + 1 < 10); assume f(x + 1);",
        ),
        ("assert {:expand 0} f(x);", "assert {:expand 0} f(x);"),
        (
            "assert {:expand} (forall t: bool :: {m[t]} h(m, t));",
            "assert {:expand} (forall t: bool :: {m[t]} h(m, t) || m[t] > 0);"
            "assert {:expand} (forall t: bool :: {m[t]} h(m, t) || m[t] < 9);"
            "assume (forall t: bool :: {m[t]} h(m, t));",
        ),
        (
            "assert {:expand} {:subsumption 0} b && x > 0;",
            "assert {:expand} {:subsumption 0} b; assert {:expand} {:subsumption 0} x > 0;",
        ),
        ("assert {:expand} x > 0;", "assert {:expand} x > 0;"),
        ("assert x > 0 && b;", "assert x > 0 && b;"),
    ],
)
def test_assertions(text, expected):
    body(text, expected)


def test_clauses_and_invariants():
    becomes(
        """
        procedure P(x: int) returns (y: int);
          requires {:expand} x > 0 && x < 5;
          ensures {:expand} y > 0 && y < 5;
          free ensures {:expand} y > 1 && y > 2;
        procedure Q() {
          while (*) invariant {:expand} true && !false; { }
        }
        """,
        """
        procedure P(x: int) returns (y: int);
          requires {:expand} x > 0;
          requires {:expand} x < 5;
          free requires x > 0 && x < 5;
          ensures {:expand} y > 0;
          ensures {:expand} y < 5;
          free ensures y > 0 && y < 5;
          free ensures {:expand} y > 1 && y > 2;
        procedure Q() {
          while (*) invariant {:expand} true; invariant {:expand} !false;
            free invariant true && !false; { }
        }
        """,
        expand_asserts,
    )


def test_nothing_to_expand_is_nothing_to_do():
    program = read("procedure P(x: int) { assert x > 0 && x < 5; }")
    assert expand_asserts(program) is program


def outcomes(text: str) -> list[tuple[str, Outcome]]:
    found = ivl.verify(ivl.parse(dedent(text)), Options())
    return [(r.name, r.outcome) for r in found]


@pytest.mark.parametrize("condition", ["f(x)", "f(4)", "b ==> f(x)", "h(m, b)", "x > 0 && f(2)"])
@pytest.mark.parametrize("known", ["true", "x == 4", "f(x)", "(forall t: bool :: h(m, t))"])
def test_the_verdict_stays_the_same(condition, known):
    frame = FUNCTIONS + (
        "procedure P(x: int, b: bool, m: [bool]int) { assume %s; assert %s %s; assert %s; }"
        "procedure Q(x: int, b: bool, m: [bool]int) requires %s %s; { assert %s; }"
        "procedure R(x: int, b: bool, m: [bool]int) { assume %s; call Q(x, b, m); }"
    )

    def filled(attribute: str) -> str:
        c = condition
        return frame % (known, attribute, c, c, attribute, c, c, known)

    expected = outcomes(filled(""))
    for attribute in ("{:expand}", "{:expand 2}"):
        assert outcomes(filled(attribute)) == expected


def test_the_part_that_fails_is_named():
    text = FUNCTIONS + "procedure P(x: int) { assume x > 3; assert {:expand 2} f(x); }"
    (result,) = ivl.verify(ivl.parse(text))
    (failure,) = result.diagnostics
    (part,) = failure.related
    assert (part.span.position.line, part.message) == (
        3,
        "this is the part that could not be proved",
    )
    assert failure.span.position.line == 5
