"""Compare a Boogie-compatible verifier with Boogie, end to end, or show ours stage by stage.

Examples:
    python -m benchmarks.compare                      # everything, results in benchmarks/results
    python -m benchmarks.compare --suites start-up,examples --runs 3
    python -m benchmarks.compare --stages             # where our own time goes
"""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import plot, report, stages
from benchmarks.figures import Figure, Row
from benchmarks.measure import Run, adopt_orphans, measure
from benchmarks.workloads import (
    BASE_OPTIONS,
    SUITES,
    Job,
    clients,
    conformance,
    examples,
    generated,
    our_command,
    start_up,
)


def compare(
    jobs: Sequence[Job], ours: Sequence[str], reference: Sequence[str], runs: int, timeout: float
) -> list[Row]:
    """Measure every job `runs` times with both tools, alternating, so that both see one machine."""
    rows = []
    for number, job in enumerate(jobs, 1):
        measured: tuple[list[Run], list[Run]] = ([], [])
        for _ in range(runs):
            for tool, results in zip((ours, reference), measured, strict=True):
                command = [*tool, *BASE_OPTIONS, *job.options, job.file.name]
                results.append(measure(command, timeout, job.file.parent))
            if measured[0][-1].status is None or measured[1][-1].status is None:
                break  # what runs out of time once is not worth repeating
        row = Row(job, Figure.of(measured[0]), Figure.of(measured[1]))
        rows.append(row)
        print(
            f"[{number}/{len(jobs)}] {job.name}: {row.ours.wall:.2f} s, "
            f"reference {row.reference.wall:.2f} s{'' if row.comparable else '  (not comparable)'}",
            file=sys.stderr,
            flush=True,
        )
    return rows


def select(suites: Sequence[str], folder: Path, largest: int | None) -> list[Job]:
    """The jobs of the named suites; generated files go into `folder`."""
    jobs: list[Job] = []
    if "start-up" in suites:
        jobs += start_up(folder)
    if "examples" in suites:
        jobs += examples()
    if "generated" in suites:
        jobs += generated(folder, largest)
    if "conformance" in suites:
        jobs += conformance()
    if "clients" in suites:
        jobs += clients()
    return jobs


def arguments(words: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--ours", default=our_command())
    parser.add_argument("--reference", default="boogie", help="command, found on PATH or a path")
    parser.add_argument("--suites", default=",".join(SUITES), help=f"of {', '.join(SUITES)}")
    parser.add_argument("--filter", default="", help="only jobs whose name contains this")
    parser.add_argument("--largest", type=int, help="largest size of generated programs")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth job")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds for each run")
    parser.add_argument("--stages", action="store_true", help="only ours, by stage")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent / "results")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> int:
    """Run the comparison; the exit code says only whether it could run."""
    chosen = arguments(words)
    suites = chosen.suites.split(",")
    if unknown := set(suites) - set(SUITES):
        print(f"unknown suites: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    chosen.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        jobs = select(suites, Path(folder), chosen.largest)
        jobs = [job for job in jobs if chosen.filter in job.name][:: chosen.every]
        if chosen.stages:
            profile = stages.measure_stages(jobs, chosen.runs)
            return report.write(chosen.output / "stages.md", report.stage_table(profile))
        reference = shlex.split(chosen.reference)
        if shutil.which(reference[0]) is None:
            print(f"no such command: {reference[0]} (see --reference)", file=sys.stderr)
            return 2
        adopt_orphans()
        ours = shlex.split(chosen.ours)
        rows = compare(jobs, ours, reference, chosen.runs, chosen.timeout)
    raw = [
        {"suite": row.job.suite, "name": row.job.name, "family": row.job.family,
         "size": row.job.size, "ours": asdict(row.ours), "reference": asdict(row.reference)}
        for row in rows
    ]  # fmt: skip
    (chosen.output / "comparison.json").write_text(json.dumps(raw, indent=1) + "\n", "utf-8")
    plot.plot(rows, chosen.output / "comparison.svg")
    return report.write(chosen.output / "comparison.md", report.comparison(rows, chosen.runs))


if __name__ == "__main__":
    sys.exit(main())
