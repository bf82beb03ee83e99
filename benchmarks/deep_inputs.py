"""Deep and huge inputs: is each one handled, or refused with a clear message?

python -m benchmarks.deep_inputs [--ours COMMAND] [--timeout SECONDS] [--filter TEXT]
"""

from __future__ import annotations

import argparse
import shlex
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import generate
from benchmarks.measure import Run, adopt_orphans, measure
from benchmarks.report import write
from benchmarks.workloads import our_command

MEGABYTE = 1 << 20


def _with_assertion(expression: str) -> str:
    return f"procedure P(x: int)\n{{\n  assert {expression};\n}}\n"


def deep_sum(size: int) -> str:
    """An expression nested `size` deep to the right: ``x + (x + (...))``."""
    return _with_assertion("x + (" * size + "x" + ")" * size + f" == {size + 1} * x")


def deep_negation(size: int) -> str:
    """`size` (an even number) negations of ``true``."""
    return _with_assertion("!" * size + "true")


def long_conjunction(size: int) -> str:
    """A conjunction of `size` equations, nested to the left by the grammar."""
    return _with_assertion(" && ".join(["x == x"] * size))


def parentheses(size: int) -> str:
    """``true`` in `size` pairs of parentheses."""
    return _with_assertion("(" * size + "true" + ")" * size)


def open_parentheses(size: int) -> str:
    """`size` parentheses that nobody closes: a syntax error, deep down."""
    return _with_assertion("(" * size + "true")


def deep_quantifiers(size: int) -> str:
    """Quantifiers nested `size` deep."""
    heads = "".join(f"(forall x{i}: int :: " for i in range(size))
    return _with_assertion(heads + "true" + ")" * size)


def deep_types(size: int) -> str:
    """A variable whose type is a map of maps, `size` deep."""
    return f"procedure P(m: {'[int]' * size}int)\n{{\n  assert m == m;\n}}\n"


def many_branches(size: int) -> str:
    """`size` conditionals in sequence, about which there is nothing to prove but at the end."""
    body = "".join(f"  if (b[{i}]) {{ x := {i}; }}\n" for i in range(size))
    return f"procedure P(b: [int]bool)\n{{\n  var x: int;\n{body}  assert x == x;\n}}\n"


def big_file(size: int) -> str:
    """Small procedures, `size` bytes of them."""
    one = generate.statements(10)
    return "".join(one.replace("P()", f"P{i}()") for i in range(size // len(one)))


def big_comment(size: int) -> str:
    """A comment of `size` bytes before a trivial program."""
    return "/* " + "*" * size + " */\n" + generate.trivial()


CASES: dict[str, Callable[[], bytes]] = {
    "100,000 statements in one block": lambda: generate.statements(100_000).encode(),
    "20,000 blocks": lambda: generate.blocks(20_000).encode(),
    "10,000 branches in sequence": lambda: many_branches(10_000).encode(),
    "1,000 branches nested": lambda: generate.nested_branches(1_000).encode(),
    "sum nested 50,000 deep": lambda: deep_sum(50_000).encode(),
    "100,000 negations": lambda: deep_negation(100_000).encode(),
    "conjunction of 50,000": lambda: long_conjunction(50_000).encode(),
    "100,000 nested parentheses": lambda: parentheses(100_000).encode(),
    "100,000 parentheses left open": lambda: open_parentheses(100_000).encode(),
    "2,000 nested quantifiers": lambda: deep_quantifiers(2_000).encode(),
    "map type 1,000 deep": lambda: deep_types(1_000).encode(),
    "file of 5 MB": lambda: big_file(5 * MEGABYTE).encode(),
    "comment of 5 MB": lambda: big_comment(5 * MEGABYTE).encode(),
    "1,000,000 digits": lambda: _with_assertion("x < 1" + "0" * 1_000_000 + " || true").encode(),
    "empty file": lambda: b"",
    "only a comment": lambda: b"// nothing",
    "binary file": lambda: bytes(range(256)) * 400,
    "zero bytes": lambda: bytes(10_000),
    "invalid UTF-8": lambda: b"procedure P() { assert true; } // \xff\xfe\n",
}
"""What each input is, with how to make it."""


def judge(run: Run) -> str:
    """One word on how a run ended, and its last line when that is not a closing line."""
    lines = run.output.strip().splitlines()
    last = lines[-1][:80] if lines else "no output"
    if run.status is None:
        return "TIME OUT"
    if "Traceback (most recent call last)" in run.output or run.status < 0:
        return f"CRASH: {last}"
    if run.verdict is not None:
        return f"handled: {run.verdict}"
    return f"refused: {last}"


def main(words: Sequence[str] | None = None) -> int:
    """Run every case once and write a table; the exit code is 1 when one crashed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deep_inputs")
    parser.add_argument("--ours", default=our_command())
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for each input")
    parser.add_argument("--filter", default="", help="only cases whose name contains this")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results")
    chosen = parser.parse_args(words)
    chosen.output.mkdir(parents=True, exist_ok=True)
    adopt_orphans()
    lines = ["# Deep and huge inputs", "", "| input | wall | CPU | peak memory | exit code | |",
             "|---|--:|--:|--:|--:|---|"]  # fmt: skip
    crashed = False
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "deep.bpl"
        for name, make in CASES.items():
            if chosen.filter not in name:
                continue
            file.write_bytes(make())
            run = measure([*shlex.split(chosen.ours), str(file)], chosen.timeout)
            verdict = judge(run).replace("|", "\\|")
            crashed = crashed or verdict.startswith("CRASH")
            code = "-" if run.status is None else str(run.status)
            lines.append(f"| {name} | {run.wall:.2f} s | {run.cpu:.2f} s "
                         f"| {run.memory / 1024:.0f} MiB | {code} | {verdict} |")  # fmt: skip
            print(lines[-1], file=sys.stderr, flush=True)
    write(chosen.output / "deep_inputs.md", lines)
    return 1 if crashed else 0


if __name__ == "__main__":
    sys.exit(main())
