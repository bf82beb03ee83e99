"""Verifiers that call Boogie, where they are installed: Viper's Carbon, Nagini, Melvin.

``pip install nagini`` brings Carbon along; both need Java. ``IVL_NAGINI``, ``IVL_CARBON`` and
``IVL_MELVIN`` name the command ``nagini``, the file ``carbon.jar`` and the command ``melvin`` where
they are not to be found otherwise.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from ivl.solvers.catalog import find_solver

IN_NAGINI = Path("nagini_translation", "resources", "backends", "carbon.jar")


@cache
def nagini() -> str:
    """The command, empty where there is none."""
    return os.environ.get("IVL_NAGINI") or shutil.which("nagini") or ""


@cache
def melvin() -> str:
    """The command, empty where there is none."""
    return os.environ.get("IVL_MELVIN") or shutil.which("melvin") or ""


@cache
def carbon() -> str:
    """Carbon's archive, empty where there is none."""
    if given := os.environ.get("IVL_CARBON"):
        return given
    if nagini():
        environment = Path(nagini()).resolve().parent.parent
        for path in environment.glob(f"lib/*/site-packages/{IN_NAGINI}"):
            return str(path)
    return ""


def missing(*needed: str) -> str:
    """Why clients that need Java cannot be run, or nothing."""
    if not all(needed):
        return "neither an installed nagini nor IVL_NAGINI or IVL_CARBON names the client"
    return "" if shutil.which("java") else "there is no java"


def z3() -> str:
    """The solver that the drop-in would take."""
    command: tuple[str, ...] = find_solver("z3").command  # type: ignore[attr-defined]
    return command[0]


def run_client(*words: str, folder: Path) -> str:
    """What a client prints."""
    java = Path(shutil.which("java") or "").resolve().parent.parent
    result = subprocess.run(
        words,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=600,
        env={"JAVA_HOME": str(java), **os.environ},
    )
    return result.stdout + result.stderr


def expected_lines(program: Path) -> set[int]:
    """The lines of a program that its comments say must fail."""
    lines = program.read_text().splitlines()
    return {n for n, line in enumerate(lines, 1) if line.endswith(("// error", "# error"))}
