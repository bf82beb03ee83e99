"""Which version of a solver a command runs, without asking it: that takes longer than a proof."""

from __future__ import annotations

import os
from collections.abc import Sequence

from ivl.solvers.child import which

_WHEEL_SCRIPT = "cvc5_wheel.py"


def identity(command: Sequence[str]) -> str:
    """A text that changes when any of the files that `command` names is replaced."""
    paths = [which(command[0]) or command[0], *command[1:]]
    if any(os.path.basename(path) == _WHEEL_SCRIPT for path in paths):
        paths += _files_of("cvc5")
    return "\n".join([stamp for path in paths if (stamp := _stamp(path))])


def _stamp(path: str) -> str:
    """Empty where there is no such file."""
    real = os.path.realpath(path)
    if not os.path.isfile(real):
        return ""
    found = os.stat(real)
    return f"{real} {found.st_size} {found.st_mtime_ns}"


def _files_of(package: str) -> list[str]:
    """What is in the folder of an installed package."""
    from importlib.util import find_spec  # slow, and seldom needed

    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return []
    folder = os.path.dirname(spec.origin)
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
