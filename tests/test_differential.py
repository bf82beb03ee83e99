"""Generated programs: the interpreter, Boogie and another solver must agree with the verifier.

`-m slow` runs thousands of programs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cache
from random import Random

import pytest
from boogie_oracle import boogie_blocks, boogie_verdicts, missing
from generated_expressions import Features
from generated_programs import (
    FUNCTIONS,
    generated,
    procedures,
    program,
    program_for_boogie_2,
)
from hypothesis import given, settings
from interpreter import Failure, run

import ivl
from ivl.base.deep import deep
from ivl.core.program import Program
from ivl.core.statements import If, Statement, While
from ivl.flow.build_cfg import build_cfg

RUNS = 20
DECIDED = {"verified", "failed"}
SLOW = [range(start, start + 50) for start in range(1000, 4000, 50)]


def has_quantifiers(seed: int) -> bool:
    """Only half of the programs have: with quantifiers solvers give up where others do not."""
    return seed % 4 < 2


def text_of(seeds: Iterable[int]) -> str:
    """The procedures made from some seeds, ``p7_0`` and so on from 7."""
    return "\n".join(
        procedures(Random(s), f"p{s}_", Features(quantifiers=has_quantifiers(s))) for s in seeds
    )


@dataclasses.dataclass
class Batch:
    """Many generated programs in one, and the verdicts on it."""

    seeds: range
    text: str
    program: Program
    verdicts: Mapping[str, str]


@cache
def batch(seeds: range) -> Batch:
    text = text_of(seeds)
    checked = ivl.check(ivl.parse(program(text)))
    return Batch(seeds, text, checked, verdicts(checked))


def verdicts(checked: Program, solver: str = "z3") -> dict[str, str]:
    options = ivl.Options(timeout=5, solver=solver)
    return {r.name: r.outcome.value for r in ivl.verify(checked, options)}


def contradictions(
    ours: Mapping[str, str], theirs: Mapping[str, str]
) -> dict[str, tuple[str, str]]:
    """Where both have decided, without quantifiers, and differ."""
    return {
        name: (ours[name], theirs[name])
        for name in theirs
        if ours[name] != theirs[name]
        and {ours[name], theirs[name]} <= DECIDED
        and not has_quantifiers(int(name[1:].partition("_")[0]))
    }


def failing_runs(checked: Program, verdict: Mapping[str, str], runs: int = RUNS) -> set[str]:
    """The procedures with a run that fails an assertion. No such procedure may be verified."""
    failed: set[str] = set()
    for name in verdict:
        for seed in range(runs):
            outcome = run(checked, name, Random(seed), FUNCTIONS)
            if isinstance(outcome, Failure):
                failed.add(outcome.procedure)
                place = outcome.span.position
                assert verdict[outcome.procedure] != "verified", (
                    f"{outcome.procedure} is verified, but line {place.line} fails a run from"
                    f" {name} with seed {seed}: {outcome.values}"
                )
    return failed


def check_runs(seeds: range, runs: int) -> None:
    made = batch(seeds)
    failed = deep(lambda: failing_runs(made.program, made.verdicts, runs))
    rejected = [name for name, v in made.verdicts.items() if v == "failed"]
    # the programs, and the runs of them, must be such that something could be found
    assert len(made.verdicts) / 4 < len(rejected) < len(made.verdicts) * 3 / 4
    assert len(failed) > len(rejected) / 2


def check_against_boogie(seeds: range) -> None:
    if missing():
        pytest.skip(missing())
    made = batch(seeds)
    theirs = boogie_verdicts(program_for_boogie_2(made.text))
    assert theirs.keys() == made.verdicts.keys()
    assert contradictions(made.verdicts, theirs) == {}


def check_against_cvc5(seeds: range) -> None:
    pytest.importorskip("cvc5", reason="cvc5's wheel is not installed")
    sure = [s for s in seeds if not has_quantifiers(s)]
    checked = ivl.check(ivl.parse(program(text_of(sure))))
    assert contradictions(batch(seeds).verdicts, verdicts(checked, "cvc5")) == {}


FEW = range(32)


def test_no_run_of_a_verified_procedure_fails():
    check_runs(FEW, RUNS)


def test_boogie_agrees():
    check_against_boogie(FEW)


def test_cvc5_agrees():
    check_against_cvc5(FEW)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(generated)
def test_no_run_of_a_small_verified_procedure_fails(text):
    """Smaller programs, which hypothesis makes smaller still when one fails."""
    checked = ivl.check(ivl.parse(program(text)))
    verdict = verdicts(checked)
    deep(lambda: failing_runs(checked, verdict, 20))


def test_boogie_makes_the_same_blocks():
    if missing():
        pytest.skip(missing())
    text = text_of(range(200, 300))
    theirs = boogie_blocks(program_for_boogie_2(text))
    compared = 0
    for implementation in ivl.check(ivl.parse(program(text))).implementations:
        if ends_in_a_loop(implementation.body):
            continue  # Boogie 3 adds a block there
        compared += 1
        assert theirs[implementation.name] == {
            label: (block.successors, len(block.commands))
            for label, block in build_cfg(implementation).blocks.items()
        }
    assert compared > 200


def ends_in_a_loop(statements: Iterable[Statement]) -> bool:
    """Whether there is a loop whose body ends in one."""
    for s in statements:
        match s:
            case While(body=(*_, While())):
                return True
            case While(body=inside) if ends_in_a_loop(inside):
                return True
            case If(_, then, otherwise) if ends_in_a_loop((*then, *(otherwise or ()))):
                return True
    return False


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seeds", SLOW, ids=str)
class TestThousands:
    def test_runs(self, seeds):
        check_runs(seeds, 100)

    def test_boogie(self, seeds):
        check_against_boogie(seeds)

    def test_cvc5(self, seeds):
        check_against_cvc5(seeds)
