"""Which solvers there are, how to find them, and what to install when they are missing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from ivl.base.node import EMPTY, node, value
from ivl.solvers.answer import Answer, Limits, Outcome, Session, Solver
from ivl.solvers.child import which
from ivl.solvers.settings import (
    ANY,
    CVC4,
    CVC5,
    CVC5_WHEEL,
    YICES,
    Z3,
    Dialect,
    Options,
    Settings,
)

if TYPE_CHECKING:
    from ivl.logic.model import Model
    from ivl.logic.script import Background
    from ivl.logic.terms import Term, Terms

COMMAND_PREFIX = "cmd:"
NATIVE_PREFIX = "pysmt:"
NOOP = "noop"


class UnknownSolver(ValueError):  # noqa: N818  # what was asked for is unknown
    """No solver has this name; the message says which there are."""


@value
class Entry:
    """A solver of the catalog. `find` gives its command, or None when it is not installed."""

    name: str
    channel: str
    dialect: Dialect
    find: Callable[[], tuple[str, ...] | None]
    install: str


def _wheel_z3() -> tuple[str, ...] | None:
    """z3 of the package z3-solver, found without importing it."""
    beside = os.path.join(os.path.dirname(sys.executable), "z3")
    if sys.prefix != sys.base_prefix and os.access(beside, os.X_OK):
        return (beside,)
    if not _has_package("z3"):
        return None
    from importlib.metadata import PackageNotFoundError, files  # slow, and seldom needed

    try:
        installed = files("z3-solver") or ()
    except PackageNotFoundError:
        return None
    for file in installed:
        path = str(file.locate())
        if file.name in ("z3", "z3.exe") and os.access(path, os.X_OK):
            return (path,)
    return None


def _has_package(name: str) -> bool:
    from importlib.util import find_spec  # slow, and seldom needed

    return find_spec(name) is not None


def _on_path(*names: str) -> Callable[[], tuple[str, ...] | None]:
    def find() -> tuple[str, ...] | None:
        for name in names:
            path = which(name)
            if path is not None:
                return (path,)
        return None

    return find


def _z3() -> tuple[str, ...] | None:
    return _wheel_z3() or _on_path("z3")()


def _system_z3() -> tuple[str, ...] | None:
    """A z3 that is not the wheel's."""
    wheel = (_wheel_z3() or ("",))[0]
    for folder in os.get_exec_path():
        path = os.path.join(folder, "z3")
        if os.access(path, os.X_OK) and not (wheel and os.path.samefile(path, wheel)):
            return (path,)
    return None


def _cvc5_wheel() -> tuple[str, ...] | None:
    if not _has_package("cvc5"):
        return None
    script = os.path.join(os.path.dirname(__file__), "cvc5_wheel.py")
    return (sys.executable, "-P", script)


CATALOG: tuple[Entry, ...] = (
    Entry("z3", "process", Z3, _z3, "pip install z3-solver"),
    Entry("z3-system", "process", Z3, _system_z3, "apt install z3"),
    Entry("cvc5", "process", CVC5_WHEEL, _cvc5_wheel, "pip install cvc5"),
    Entry("cvc5-system", "process", CVC5, _on_path("cvc5"), "apt install cvc5"),
    Entry("cvc4", "process", CVC4, _on_path("cvc4"), "apt install cvc4"),
    Entry(
        "yices2",
        "process",
        YICES,
        _on_path("yices-smt2", "yices_smt2"),
        "a binary from https://yices.csl.sri.com",
    ),
)

ALTERNATIVES = {"cvc5": "cvc5-system", "yices": "yices2"}
"""What stands in for a solver that is not installed, and other names."""


NATIVE = ("msat", "btor", "bdd", "picosat")
"""Solvers that only a driver of pySMT reaches."""


def find_solver(name: str, path: str = "", fresh: bool = False) -> Solver:
    """The solver called `name`; `path` replaces its executable.

    ``cmd:COMMAND``, or a path, is a command that speaks SMT-LIB 2.6; ``pysmt:NAME`` is one of
    pySMT's in-process drivers; for several that race see `racers_of`. Raises UnknownSolver. A
    solver that is known but not installed says so in its answers.
    """
    racers = racers_of(name)
    if racers:
        return _portfolio(name, racers, fresh)
    if name == NOOP:
        return AbsentSolver(NOOP, Outcome.UNKNOWN, "")
    if name.startswith(NATIVE_PREFIX):
        return _native(name.removeprefix(NATIVE_PREFIX))
    if name in NATIVE:
        return _native(name)
    found = find_command(name, path)
    if found is not None:
        from ivl.solvers.process import ProcessSolver

        return ProcessSolver(name, *found, fresh)
    entry = _known(name)
    reason = f"{name} is not installed; to install it: {entry.install}"
    return AbsentSolver(name, Outcome.SOLVER_ERROR, reason)


def racers_of(name: str) -> tuple[tuple[str, Options], ...]:
    """The solvers that race, each with options of its own; empty if it is but one solver.

    The name is of the form ``z3,cvc5`` or ``z3,z3:smt.arith.solver=2:smt.relevancy=0``.
    """
    several = "," in name or "=" in name
    if not several or name.startswith(COMMAND_PREFIX) or os.path.exists(name):
        return ()
    found = []
    for part in name.split(","):
        solver, *settings = part.strip().split(":")
        pairs = [setting.partition("=") for setting in settings]
        found.append((solver, tuple([(option, text) for option, _, text in pairs])))
    return tuple(found)


def _portfolio(name: str, racers: Sequence[tuple[str, Options]], fresh: bool) -> Solver:
    from ivl.solvers.portfolio import Portfolio, Racer
    from ivl.solvers.process import ProcessSolver

    found = []
    for solver, options in racers:
        if not all(option and text for option, text in options):
            raise UnknownSolver(f"{name!r} is not of the form SOLVER:OPTION=VALUE,SOLVER,...")
        one = find_solver(solver, fresh=fresh)
        if isinstance(one, AbsentSolver):
            return AbsentSolver(name, Outcome.SOLVER_ERROR, one.reason)
        if not isinstance(one, ProcessSolver):
            raise UnknownSolver(f"{solver} is no process: only those can be stopped in a race")
        found.append(Racer(one, options))
    return Portfolio(name, found)


def find_command(name: str, path: str = "") -> tuple[tuple[str, ...], Dialect] | None:
    """How to run the process that is the solver called `name`: see `find_solver`.

    None if it is no process, or not installed. Raises UnknownSolver.
    """
    if name.startswith(COMMAND_PREFIX):
        import shlex

        return _command(shlex.split(name.removeprefix(COMMAND_PREFIX)))
    if name == NOOP or name in NATIVE or name.startswith(NATIVE_PREFIX):
        return None
    if os.sep in name and _entry(name) is None:
        return _command((name,))
    entry = _known(name)
    if path:
        return (path,), CVC5 if entry.dialect is CVC5_WHEEL else entry.dialect
    for candidate in (entry, _entry(ALTERNATIVES.get(name, ""))):
        command = candidate.find() if candidate is not None else None
        if candidate is not None and command is not None:
            return command, candidate.dialect
    return None


def _known(name: str) -> Entry:
    """The entry called `name`. Raises UnknownSolver."""
    entry = _entry(name) or _entry(ALTERNATIVES.get(name, ""))
    if entry is None:
        raise UnknownSolver(f"unknown solver {name!r}; there are {', '.join(solver_names())}")
    return entry


def solver_names() -> tuple[str, ...]:
    """The names that `find_solver` knows, but for pySMT's drivers."""
    return (*[entry.name for entry in CATALOG], *NATIVE, "pysmt:NAME", "cmd:COMMAND")


def _native(driver: str) -> Solver:
    from ivl.solvers.native import NativeSolver  # loads what processes do not need

    return NativeSolver(driver)


def _entry(name: str) -> Entry | None:
    return next((entry for entry in CATALOG if entry.name == name), None)


def _command(command: Sequence[str]) -> tuple[tuple[str, ...], Dialect]:
    """A command of the user's: its executable's name may tell the dialect."""
    if not command:
        raise UnknownSolver("'cmd:' needs a command after it")
    program = os.path.basename(command[0]).lower()
    known = [(word, entry.dialect) for entry in CATALOG for word in (entry.dialect.name,)]
    dialect = next(
        (d for word, d in known if program.startswith(word) and d is not CVC5_WHEEL), ANY
    )
    if len(command) > 1 or dialect is ANY:  # who gives arguments gives them all
        dialect = Dialect(
            dialect.name,
            (),
            dialect.options,
            dialect.logic,
            dialect.seed_options,
            dialect.time_option,
            dialect.resource_option,
            no_time=dialect.no_time,
        )
    return tuple(command), dialect


@node
class AbsentSolver:
    """A solver that cannot be asked: every check has the same answer."""

    name: str
    outcome: Outcome
    reason: str

    def open(self, terms: Terms, background: Background, settings: Settings) -> Session:
        """A session that only says why there is none."""
        return AbsentSession(Answer(self.outcome, self.reason))


@node
class AbsentSession:
    """Gives one answer to all checks."""

    answer: Answer

    def push(self) -> None:
        """Nothing happens."""

    def pop(self) -> None:
        """Nothing happens."""

    def assume(self, formula: Term, name: str = "") -> None:
        """Nothing happens."""

    def label(self, name: str) -> None:
        """Nothing happens."""

    def check(self, limits: Limits = Limits()) -> Answer:  # noqa: B008  # immutable
        """Always the same."""
        return self.answer

    def values(self, terms: Sequence[Term]) -> tuple[str, ...] | None:
        """There are none."""
        return None

    def model(self) -> Model | None:
        """There is none."""
        return None

    def unsat_core(self) -> tuple[str, ...] | None:
        """There is none."""
        return None

    def instances(self) -> Mapping[str, int]:
        """Nothing is known of them."""
        return EMPTY

    def close(self) -> None:
        """Nothing happens."""
