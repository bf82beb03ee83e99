"""An intermediate verification language toolkit: programs in, verdicts out.

    import ivl

    program = ivl.parse_file("bubble.bpl")
    for result in ivl.verify(program, ivl.Options(timeout=10)):
        print(result.name, result.outcome.value, [d.message for d in result.diagnostics])

Nothing is imported before it is used, so ``import ivl`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ivl.build as build
    from ivl.base.counterexample import Counterexample
    from ivl.base.diagnostic import Diagnostic, ProgramError, error
    from ivl.base.proofs import ProofsInMemory
    from ivl.base.replay import Replay, ReplayVerdict
    from ivl.base.source import Source, Span
    from ivl.frontends import Frontend
    from ivl.inputs import parse_file
    from ivl.interpreter.run import Run, RunOutcome, run
    from ivl.options import Options
    from ivl.result import Outcome, Result, Results
    from ivl.syntax.parser import parse
    from ivl.verifier import check, verify

__version__ = "0.1.0"

__all__ = [
    "Counterexample",
    "Diagnostic",
    "Frontend",
    "Options",
    "Outcome",
    "ProgramError",
    "ProofsInMemory",
    "Replay",
    "ReplayVerdict",
    "Result",
    "Results",
    "Run",
    "RunOutcome",
    "Source",
    "Span",
    "build",
    "check",
    "error",
    "parse",
    "parse_file",
    "run",
    "verify",
]

_HOMES = {
    "Counterexample": "ivl.base.counterexample",
    "Diagnostic": "ivl.base.diagnostic",
    "ProgramError": "ivl.base.diagnostic",
    "ProofsInMemory": "ivl.base.proofs",
    "Source": "ivl.base.source",
    "Span": "ivl.base.source",
    "Frontend": "ivl.frontends",
    "Replay": "ivl.base.replay",
    "ReplayVerdict": "ivl.base.replay",
    "Run": "ivl.interpreter.run",
    "RunOutcome": "ivl.interpreter.run",
    "Options": "ivl.options",
    "Outcome": "ivl.result",
    "Result": "ivl.result",
    "Results": "ivl.result",
    "check": "ivl.verifier",
    "error": "ivl.base.diagnostic",
    "parse": "ivl.syntax.parser",
    "parse_file": "ivl.inputs",
    "run": "ivl.interpreter.run",
    "verify": "ivl.verifier",
}


def __getattr__(name: str) -> object:
    if name == "build":
        return import_module("ivl.build")
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'ivl' has no attribute {name!r}")
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
