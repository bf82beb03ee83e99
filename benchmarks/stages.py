"""Where our own time goes, stage by stage, through the Python API."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from benchmarks.workloads import Job

T = TypeVar("T")
STAGES = ("parse", "resolve", "transform", "flow", "passify", "vc", "print", "solve")
"""In the order of the pipeline. `transform` holds the program passes and the background theory,
`flow` the flow graph up to its acyclic form, `solve` what the verifier waits for the solver less
the time of printing."""


def one_run(job: Job) -> dict[str, float]:
    """Seconds by stage for one verification of the job's file, all implementations together."""
    from ivl.base.deep import deep

    return deep(lambda: _one_run(job))  # once, so that no stage is charged for starting a thread


def _one_run(job: Job) -> dict[str, float]:
    import ivl
    from ivl.logic.script import Script
    from ivl.verifier import Verifier

    seconds = dict.fromkeys(STAGES, 0.0)

    def timed(stage: str, work: Callable[[], T], without: float = 0.0) -> tuple[T, float]:
        """Run `work` and book its time, less that of the earlier stages that it repeats."""
        start = time.perf_counter()
        result = work()
        spent = time.perf_counter() - start
        seconds[stage] += max(0.0, spent - without)
        return result, spent

    options = ivl.Options(timeout=60)
    program, _ = timed("parse", lambda: ivl.parse_file(job.file))
    checked, _ = timed("resolve", lambda: ivl.check(program, options))
    verifier, _ = timed("transform", lambda: Verifier(checked, options))
    try:
        for implementation in verifier.selected:

            def one(stage: Callable[..., T], chosen: object = implementation) -> Callable[[], T]:
                return lambda: stage(chosen)

            _, flow = timed("flow", one(verifier.graphs.acyclic))
            _, passive = timed("passify", one(verifier.graphs.passive), flow)
            condition, _ = timed("vc", one(verifier.condition), passive)
            script = Script(verifier.terms)
            goal = verifier.terms.not_(condition.formula)
            timed("print", lambda s=script: s.background(verifier.theory.background))  # type: ignore[misc]
            _, printed = timed("print", lambda s=script, g=goal: s.assume(g))  # type: ignore[misc]
            result = verifier.verify(implementation)
            seconds["solve"] += max(0.0, result.solver_seconds - printed)
    finally:
        verifier.close()
    return seconds


def measure_stages(jobs: Sequence[Job], runs: int) -> dict[Job, dict[str, float]]:
    """Medians by stage for every job that the verifier accepts with its default options."""
    import ivl

    profile = {}
    if jobs:
        one_run(jobs[0])  # imports
    for job in jobs:
        try:
            samples = [one_run(job) for _ in range(runs)]
        except ivl.ProgramError as error:
            print(f"{job.name}: left out: {error}", file=sys.stderr)
            continue
        profile[job] = {
            stage: statistics.median(sample[stage] for sample in samples) for stage in STAGES
        }
    return profile
