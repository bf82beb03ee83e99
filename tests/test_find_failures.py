"""Which failures are reported where there are more than are wanted."""

import pytest

import ivl

MANY = "".join(f"  assert x != {number};\n" for number in range(20))


def failing_lines(body: str, limit: int) -> tuple[list[int], ivl.Result]:
    """The lines of the assertions that are reported, and the result."""
    program = ivl.parse(f"procedure P(x: int) {{\n{body}}}")
    (result,) = ivl.verify(program, ivl.Options(error_limit=limit))
    lines = [d.span.position.line for d in result.diagnostics if d.kind.startswith("verify.")]
    return lines, result


@pytest.mark.parametrize(("limit", "number"), [(0, 20), (1, 1), (5, 5), (19, 19), (20, 20)])
def test_no_more_than_wanted(limit, number):
    lines, result = failing_lines(MANY, limit)
    assert len(set(lines)) == number
    assert result.outcome is ivl.Outcome.FAILED


@pytest.mark.parametrize("count", [6, 7, 8, 9, 10])
def test_the_first_ones_are_kept_of_up_to_twice_as_many(count):
    body = "".join(f"  assert x != {number};\n" for number in range(count))
    lines, _ = failing_lines(body, 5)
    assert sorted(lines) == [2, 3, 4, 5, 6]


def test_what_is_dropped_is_not_verified():
    body = "".join(f"  assert x != {number};\n" for number in range(8))
    _, result = failing_lines(body, 5)
    proved = [v for v in result.verdicts if v.outcome is ivl.Outcome.VERIFIED]
    assert proved == []
