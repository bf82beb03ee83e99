"""Programs of growing size, each of which stresses one dimension and verifies.

The solver's part is kept easy on purpose (assertions along the way serve as cuts), so that what
grows is the work of the verifier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


def program(*parts: Iterable[str] | str) -> str:
    """The lines of all parts, one below the other."""
    lines: list[str] = []
    for part in parts:
        lines.extend([part] if isinstance(part, str) else part)
    return "\n".join(lines) + "\n"


def trivial(size: int = 1) -> str:
    """`size` procedures that assert true: what is measured is starting up."""
    return program(f"procedure P{i}() {{ assert true; }}" for i in range(size))


def statements(size: int) -> str:
    """One block of `size` assignments, with an assertion after every hundredth.

    They do not add up: a solver takes quadratic time for a chain of sums, and we none of it.
    """

    def body() -> Iterable[str]:
        for i in range(1, size + 1):
            yield f"  x, y := y, {i};"
            if i % 100 == 0 or i == size:
                yield f"  assert y == {i} && x == {i - 1};"

    return program("procedure P()", "{", "  var x, y: int;", "  x, y := 0, 0;", body(), "}")


def branches(size: int) -> str:
    """`size` conditionals in sequence, so 2 to the `size` paths.

    Each sets the variable anew: if it added to it, the solver would have to reason about sums along
    every path. Even so z3's time is quadratic; `--stages` shows it apart from ours.
    """

    def body() -> Iterable[str]:
        for i in range(1, size + 1):
            yield f"  if (b[{i}]) {{ x := {i}; }} else {{ x := {i + 1}; }}"
            yield f"  assert {i} <= x && x <= {i + 1};"

    return program("procedure P(b: [int]bool)", "{", "  var x: int;", "  x := 0;", body(), "}")


def loops(size: int) -> str:
    """Loops nested `size` deep, each with its invariant."""

    def heads() -> Iterable[str]:
        for i in range(size):
            indent = "  " * (i + 1)
            yield f"{indent}i{i} := 0;"
            yield f"{indent}while (i{i} < n)"
            yield f"{indent}  invariant 0 <= i{i} && i{i} <= n && 0 <= total;"
            yield f"{indent}{{"
            yield f"{indent}  total := total + i{i};"
            yield f"{indent}  i{i} := i{i} + 1;"

    return program(
        "procedure P(n: int) returns (total: int)",
        "  requires 0 <= n;",
        "  ensures 0 <= total;",
        "{",
        f"  var {', '.join(f'i{i}' for i in range(size))}: int;",
        "  total := 0;",
        heads(),
        ("  " * (i + 1) + "}" for i in reversed(range(size))),
        "}",
    )


def procedures(size: int) -> str:
    """`size` procedures, each of which calls the one before it twice."""

    def one(i: int) -> Iterable[str]:
        yield f"procedure P{i}(x: int) returns (y: int)"
        yield "  requires 0 <= x;"
        yield "  ensures x <= y;"
        yield "  modifies g;"
        yield "{"
        yield "  y := x + 1;"
        if i:
            yield f"  call y := P{i - 1}(y);"
            yield f"  call y := P{i - 1}(y + 1);"
        yield "  g := g + y;"
        yield "}"

    return program("var g: int;", *(one(i) for i in range(size)))


def axioms(size: int) -> str:
    """A chain of `size` functions by axioms, of which a small procedure uses the first few."""

    def one(i: int) -> Iterable[str]:
        yield f"function f{i}(x: int): int;"
        before = f"f{i - 1}(x)" if i else "x"
        yield f"axiom (forall x: int :: {{ f{i}(x) }} f{i}(x) == {before} + 1);"

    return program(
        *(one(i) for i in range(size)),
        "procedure P(x: int)",
        "{",
        "  assert f2(x) == x + 3;",
        "}",
    )


def maps(size: int) -> str:
    """`size` writes to a map, each read back after the next."""

    def body() -> Iterable[str]:
        for i in range(1, size + 1):
            yield f"  m[x + {i}] := {i};"
            yield f"  assert m[x + {i - 1}] == {i - 1};"

    return program("procedure P(x: int)", "{", "  var m: [int]int;", "  m[x] := 0;", body(), "}")


def blocks(size: int) -> str:
    """A chain of `size` labelled blocks that are joined by goto."""

    def body() -> Iterable[str]:
        for i in range(size):
            yield f"  L{i}: assert x == {i}; x := {i + 1}; goto L{i + 1};"

    return program("procedure P()", "{", "  var x: int;", "  x := 0;", body(), f"  L{size}:", "}")


def nested_branches(size: int) -> str:
    """Conditionals nested `size` deep."""
    opening = (f"if (b[{i}]) {{ x := x + 1;" for i in range(size))
    return program(
        "procedure P(b: [int]bool)",
        "{",
        "  var x: int;",
        "  x := 0;",
        opening,
        "}" * size,
        f"  assert 0 <= x && x <= {size};",
        "}",
    )


GENERATORS: dict[str, tuple[Callable[[int], str], tuple[int, ...]]] = {
    "trivial": (trivial, (1, 10, 100)),
    "statements": (statements, (100, 1_000, 10_000)),
    "branches": (branches, (50, 100, 200, 400, 800)),
    "nested branches": (nested_branches, (10, 30, 100)),
    "loops": (loops, (1, 4, 16)),
    "procedures": (procedures, (10, 100, 1_000)),
    "axioms": (axioms, (10, 100, 1_000)),
    "maps": (maps, (10, 50, 200)),
    "blocks": (blocks, (100, 1_000, 5_000)),
}
"""Each generator with the sizes at which it is measured."""
