"""What each variant says of a program, and whether they contradict one another."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory

from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.base.node import node, replace
from ivl.compare.variants import Variant
from ivl.core.expressions import Quantifier
from ivl.core.fold import some
from ivl.core.map_statements import program_expressions
from ivl.core.program import Program
from ivl.options import Options
from ivl.result import Outcome, Result
from ivl.syntax import ast
from ivl.verifier import check, verify


class Standing(Enum):
    """What is known of an implementation; only PROVED and REFUTED contradict each other."""

    PROVED = "proved"
    REFUTED = "refuted"
    """The solver vouches for a counterexample."""
    UNPROVED = "unproved"
    """The solver has a candidate for one that need not be one.

    It is not sure itself; or all that it knows of a quantifier over types are some instances.
    """
    UNDECIDED = "undecided"


@node
class Trial:
    """One variant on one program.

    `seconds` is wall time, `size` the bytes of all that the solver is sent (0 if it is no process).
    A variant that does not apply says why in `refusal`.
    """

    variant: Variant
    standings: Mapping[str, Standing]
    seconds: float = 0.0
    size: int = 0
    refusal: str = ""


@node
class Contradiction:
    """One variant proves an implementation that another one refutes."""

    implementation: str
    proving: Variant
    refuting: Variant


@node
class Comparison:
    """All trials on the program called `name`."""

    name: str
    trials: tuple[Trial, ...]

    def contradictions(self) -> tuple[Contradiction, ...]:
        """The pairs of variants that cannot both be right."""
        return tuple(
            Contradiction(name, one.variant, other.variant)
            for one in self.trials
            for name, standing in one.standings.items()
            if standing is Standing.PROVED
            for other in self.trials
            if other.standings.get(name) is Standing.REFUTED
        )

    def differences(self) -> tuple[str, ...]:
        """The implementations of which those variants that apply say different things."""
        applied = [trial.standings for trial in self.trials if not trial.refusal]
        names = dict.fromkeys(name for standings in applied for name in standings)
        return tuple(n for n in names if len({standings.get(n) for standings in applied}) > 1)


def compare(name: str, program: ast.Program, variants: Sequence[Variant]) -> Comparison:
    """Verify `program` in each variant. Raises ProgramError if it is wrong in itself."""
    return Comparison(name, tuple(_trial(program, variant) for variant in variants))


def _trial(program: ast.Program, variant: Variant) -> Trial:
    started = time.perf_counter()
    try:
        checked = check(program, variant.options)
        with TemporaryDirectory() as folder:
            log = Path(folder, "log.smt2")
            options = replace(variant.options, log=str(log), append_log=True)
            standings = _standings(checked, options)
            seconds = time.perf_counter() - started
            return Trial(variant, standings, seconds, log.stat().st_size if log.exists() else 0)
    except ProgramError as error:
        stages = {diagnostic.stage for diagnostic in error.diagnostics}
        if "unsupported" not in stages:
            raise
        return Trial(variant, {}, refusal=error.diagnostics[0].message)


def _standings(program: Program, options: Options) -> dict[str, Standing]:
    weakened = options.type_encoding == "monomorphic" and _quantifies_over_types(program)
    found: dict[str, Standing] = {}
    times: Counter[str] = Counter()
    for result in verify(program, options):
        times[result.name] += 1
        number = times[result.name]
        reached = standing(result)
        if weakened and reached is Standing.REFUTED:
            reached = Standing.UNPROVED
        found[result.name if number == 1 else f"{result.name} ({number})"] = reached
    return found


def _quantifies_over_types(program: Program) -> bool:
    return deep(
        lambda: any(
            some(e, lambda part: isinstance(part, Quantifier) and bool(part.type_parameters))
            for e in program_expressions(program)
        )
    )


def standing(result: Result) -> Standing:
    """What `result` says of its implementation."""
    match result.outcome:
        case Outcome.VERIFIED:
            return Standing.PROVED
        case Outcome.FAILED:
            candidates = [d.counterexample for d in result.diagnostics]
            sure = any(c is not None and c.complete for c in candidates)
            return Standing.REFUTED if sure else Standing.UNPROVED
        case _:
            return Standing.UNDECIDED
