"""What ``/contractInfer`` does and prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ivl.cli.boogie_options import CommandLine
    from ivl.core.program import Program
    from ivl.infer.houdini import Inferred
    from ivl.options import Options
    from ivl.report.boogie import BoogieReport


def infer_contracts(
    program: Program, options: Options, line: CommandLine, report: BoogieReport
) -> tuple[Program, str]:
    """The program in which Houdini's values stand for the existential constants, and a report."""
    from ivl.infer.houdini import infer_contracts

    inferred = infer_contracts(program, options, explain=line.has("explainHoudini"))
    return inferred.program, "".join(_told(inferred, line, report))


def _told(inferred: Inferred, line: CommandLine, report: BoogieReport) -> Iterator[str]:
    from ivl.infer.refutations import explanation

    values = inferred.assignment.items()
    if line.has("printAssignment"):
        yield "Assignment computed by Houdini:\n"
        for constant, value in values:
            yield f"{constant.name} = {value}\n"
    if line.has("explainHoudini"):
        for constant, refutation in inferred.refutations.items():
            yield report.note(explanation(refutation, constant))
    if line.has("trace") and not (line.has("quiet") or line.has("silent")):
        true = sum(1 for _, value in values if value)
        yield f"Number of true assignments = {true}\n"
        yield f"Number of false assignments = {len(values) - true}\n"
