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
    from ivl.base.diagnostic import Diagnostic, ProgramError
    from ivl.base.proofs import ProofsInMemory
    from ivl.inputs import parse_file
    from ivl.options import Options
    from ivl.result import Outcome, Result, Results
    from ivl.syntax.parser import parse
    from ivl.verifier import check, verify

__version__ = "0.1.0"

__all__ = [
    "Counterexample",
    "Diagnostic",
    "Options",
    "Outcome",
    "ProgramError",
    "ProofsInMemory",
    "Result",
    "Results",
    "build",
    "check",
    "parse",
    "parse_file",
    "verify",
]

_HOMES = {
    "Counterexample": "ivl.base.counterexample",
    "Diagnostic": "ivl.base.diagnostic",
    "ProgramError": "ivl.base.diagnostic",
    "ProofsInMemory": "ivl.base.proofs",
    "Options": "ivl.options",
    "Outcome": "ivl.result",
    "Result": "ivl.result",
    "Results": "ivl.result",
    "check": "ivl.verifier",
    "parse": "ivl.syntax.parser",
    "parse_file": "ivl.inputs",
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
