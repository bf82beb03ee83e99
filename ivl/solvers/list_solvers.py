"""What can be asked here: every solver of the catalog and of pySMT, tried on a tiny problem."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from importlib.metadata import PackageNotFoundError, version

from ivl.base.node import node
from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.solvers.answer import Limits, Outcome, Solver
from ivl.solvers.catalog import CATALOG, NATIVE_PREFIX, Entry, find_solver
from ivl.solvers.native import INSTALL, NativeSolver
from ivl.solvers.settings import Settings

TRIAL_SECONDS = 5.0
_NUMBER = re.compile(r"\d+(\.\d+)+")
_PACKAGES = {"z3": "z3-solver", "cvc5": "cvc5"}
_BINDINGS = {
    "z3": "z3", "cvc5": "cvc5", "msat": "mathsat", "yices": "yices", "cvc4": "CVC4",
    "btor": "pyboolector", "bdd": "pycudd", "picosat": "picosat",
}  # fmt: skip


@node
class SolverRow:
    """A solver: `works` if it solved a tiny problem, else `message` says what to do."""

    name: str
    version: str
    channel: str
    works: bool
    message: str


def list_solvers() -> tuple[SolverRow, ...]:
    """All known solvers, the installed ones with their versions."""
    rows = [_process_row(entry) for entry in CATALOG]
    rows += [_native_row(driver) for driver in INSTALL]
    return tuple(rows)


def _process_row(entry: Entry) -> SolverRow:
    command = entry.find()
    if command is None:
        message = f"not installed; to install it: {entry.install}"
        return SolverRow(entry.name, "", entry.channel, False, message)
    if "cvc5_wheel" in command[-1]:
        number = _package_version("cvc5")
    else:
        number = _command_version(command[0])
    message = _try(find_solver(entry.name))
    return SolverRow(entry.name, number, entry.channel, not message, message or command[0])


def _native_row(driver: str) -> SolverRow:
    name = NATIVE_PREFIX + driver
    if importlib.util.find_spec(_BINDINGS[driver]) is None:
        message = f"not installed; to install it: {INSTALL[driver]}"
        return SolverRow(name, "", "native", False, message)
    message = _try(NativeSolver(driver))
    number = _package_version(_PACKAGES.get(driver, driver))
    return SolverRow(name, number, "native", not message, message or "in this process, by pySMT")


def _try(solver: Solver) -> str:
    """What is wrong with a solver; empty if nothing is."""
    terms = Terms()
    p, q = terms.symbol("p", terms.BOOL), terms.symbol("q", terms.BOOL)
    session = solver.open(terms, Background(), Settings(patience=TRIAL_SECONDS))
    limits = Limits(seconds=TRIAL_SECONDS)
    try:
        session.assume(terms.or_(p, q))
        first = session.check(limits)
        session.assume(terms.not_(p))
        session.assume(terms.not_(q))
        second = session.check(limits)
    finally:
        session.close()
    if first.outcome is Outcome.CANDIDATE and second.outcome is Outcome.PROVED:
        return ""
    bad = second if first.outcome is Outcome.CANDIDATE else first
    return bad.reason or f"answered {bad.outcome.value} to a trivial question"


def _command_version(program: str) -> str:
    try:
        done = subprocess.run(
            (program, "--version"), capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    number = _NUMBER.search(done.stdout)
    return number[0] if number is not None else ""


def _package_version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
