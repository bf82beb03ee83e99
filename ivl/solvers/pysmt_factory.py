"""Our channels as solvers of pySMT: ``environment.factory.Solver(name="ivl-z3")`` works."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from typing import TYPE_CHECKING, Any

from ivl.logic.script import Background
from ivl.solvers.answer import Answer, Limits, Outcome
from ivl.solvers.settings import Settings

if TYPE_CHECKING:
    from ivl.logic.terms import Term, Terms

PREFIX = "ivl-"
_BINDINGS = ("yices", "mathsat", "CVC4", "pyboolector", "pycudd", "picosat")


def guarded_factory(environment: Any) -> Any:
    """The environment's factory, without the bindings that are installed but do not load.

    pySMT survives a binding that is missing, but not one whose C library is.
    """
    if environment._factory is None:
        for name in _BINDINGS:
            if name in sys.modules or importlib.util.find_spec(name) is None:
                continue
            try:
                importlib.import_module(name)
            except Exception:  # whatever a broken binding raises: pySMT is to see none
                sys.modules[name] = None  # type: ignore[assignment]
    return environment.factory


def register_channels(terms: Terms) -> tuple[str, ...]:
    """Add the installed solvers of the catalog to the factory of `terms`; their names there."""
    from ivl.solvers.catalog import CATALOG

    factory = guarded_factory(terms.environment)
    names = []
    for entry in CATALOG:
        if entry.find() is not None:
            name = PREFIX + entry.name
            factory._all_solvers[name] = Channel(terms, entry.name)
            if name not in factory.solver_preference_list:
                factory.solver_preference_list.append(name)
            names.append(name)
    return tuple(names)


class Channel:
    """What pySMT's factory takes for a solver class: it makes a solver when it is called."""

    UNSAT_CORE_SUPPORT = False

    def __init__(self, terms: Terms, solver: str) -> None:
        from pysmt.logics import PYSMT_LOGICS

        self.LOGICS = PYSMT_LOGICS
        self._terms = terms
        self._solver = solver

    def __call__(self, environment: Any, logic: Any, **options: Any) -> Any:
        """A solver of pySMT's kind."""
        return _channel_class()(self._terms, self._solver, environment, logic, options)


def _channel_class() -> Any:
    """The class, made when pySMT's solvers are loaded anyway."""
    from pysmt.exceptions import (
        InternalSolverError,
        SolverReturnedUnknownResultError,
        SolverStatusError,
    )
    from pysmt.solvers.solver import Solver

    class ChannelSolver(Solver):  # type: ignore[misc]  # pySMT is untyped
        """One of our sessions in the shape of a pySMT solver."""

        def __init__(
            self, terms: Terms, solver: str, environment: Any, logic: Any, options: dict[str, Any]
        ) -> None:
            super().__init__(environment, logic, **options)
            from ivl.solvers.catalog import find_solver

            pairs = self.options.solver_options.items()
            settings = Settings(
                options=tuple([(str(name), str(text)) for name, text in pairs]),
                seed=self.options.random_seed,
            )
            self._terms = terms
            self._session = find_solver(solver).open(terms, Background(), settings)
            self.last = Answer(Outcome.UNKNOWN, "nothing was asked")

        def add_assertion(self, formula: Term, named: Any = None) -> None:
            """Assert a formula; names are not supported."""
            self._session.assume(formula)

        def push(self, levels: int = 1) -> None:
            """Open scopes."""
            for _ in range(levels):
                self._session.push()

        def pop(self, levels: int = 1) -> None:
            """Close scopes."""
            for _ in range(levels):
                self._session.pop()

        def solve(self, assumptions: Any = None) -> bool:
            """Whether the assertions are satisfiable; raises when that is not known."""
            if assumptions:
                raise NotImplementedError("solving under assumptions")
            self.last = self._session.check(Limits())
            if self.last.outcome is Outcome.PROVED:
                return False
            if self.last.outcome is Outcome.SOLVER_ERROR:
                raise InternalSolverError(self.last.reason)
            if not self.last.complete:
                raise SolverReturnedUnknownResultError
            return True

        def get_value(self, formula: Term) -> Term:
            """The value of a term of a sort that pySMT has constants for."""
            found = read_constant(self._terms, self._session.values([formula]))
            if found is None:
                raise SolverStatusError("the value is not available")
            return found

        def exit(self) -> None:
            """End the session."""
            self._session.close()

        _exit = exit

    return ChannelSolver


def read_constant(terms: Terms, texts: tuple[str, ...] | None) -> Term | None:
    """The constant that a solver writes as a text, if it is one of pySMT's."""
    from fractions import Fraction

    from ivl.base.values import Bits
    from ivl.logic.model import Model

    if not texts or not texts[0]:
        return None
    read = Model(f"((define-fun value () Any {texts[0]}))").constant("value")
    match read:
        case bool():
            return terms.bool_(read)
        case int():
            return terms.int_(read)
        case Fraction():
            return terms.real(read)
        case Bits(number, width):
            return terms.bitvector(number, width)
        case _:
            return None
