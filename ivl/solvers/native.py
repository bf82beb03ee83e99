"""Sessions with pySMT's own in-process drivers: for solvers without a command, and to cross-check.

Each check makes a new solver and asserts everything: no driver's own scopes are trusted. Time and
resource limits hold for z3 and cvc5 alone; a process is the channel for all that must be bounded.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ivl.base.node import EMPTY
from ivl.logic.smtlib import Printer
from ivl.solvers.answer import NO_LIMITS, Answer, Limits, Outcome, from_unknown
from ivl.solvers.purify import NotInPysmt, Purifier
from ivl.solvers.pysmt_factory import guarded_factory
from ivl.solvers.settings import Settings, milliseconds

if TYPE_CHECKING:
    from ivl.logic.model import Model
    from ivl.logic.script import Background
    from ivl.logic.terms import Term, Terms

INSTALL = {
    "z3": "pip install z3-solver",
    "cvc5": "pip install cvc5",
    "msat": "pysmt-install --msat",
    "yices": "pysmt-install --yices",
    "cvc4": "pysmt-install --cvc4",
    "btor": "pysmt-install --btor",
    "bdd": "pysmt-install --bdd",
    "picosat": "pysmt-install --picosat",
}
"""pySMT's drivers, and how to get what they need."""

_WRONG_ANSWERS = {"ite-simp": "false", "simp-ite-compress": "false"}
"""What pySMT switches on in cvc5, and made it say ``sat`` where it is not."""


class NativeSolver:
    """A driver of pySMT, by its name there."""

    def __init__(self, driver: str) -> None:
        self.name = f"pysmt:{driver}"
        self.driver = driver

    def open(self, terms: Terms, background: Background, settings: Settings) -> NativeSession:
        """A session; nothing happens before its first check."""
        return NativeSession(self.driver, terms, background, settings)


class NativeSession:
    """Assertions in scopes, and the solver of the last check."""

    def __init__(
        self, driver: str, terms: Terms, background: Background, settings: Settings
    ) -> None:
        self._driver = driver
        self._terms = terms
        self._settings = settings
        self._purifier = Purifier(terms)
        self._background = background
        self._scopes: list[list[Term]] = [[]]
        self._solver: Any = None

    def push(self) -> None:
        """Open a scope."""
        self._forget()
        self._scopes.append([])

    def pop(self) -> None:
        """Close the innermost scope."""
        self._forget()
        self._scopes.pop()

    def assume(self, formula: Term, name: str = "") -> None:
        """Assume a formula in the current scope."""
        self._forget()
        self._scopes[-1].append(formula)

    def label(self, name: str) -> None:
        """There is no log."""

    def check(self, limits: Limits = NO_LIMITS) -> Answer:
        """Whether all that is assumed is contradictory."""
        self._forget()
        started = time.monotonic()
        try:
            with self._terms.lock:
                return self._check(limits, started)
        except NotInPysmt as problem:
            return Answer(Outcome.SOLVER_ERROR, f"{problem}: use a solver that is a process")
        except Exception as error:  # a driver may raise anything; it must not stop us
            self._forget()
            seconds = time.monotonic() - started
            text = str(error) or type(error).__name__
            return Answer(Outcome.SOLVER_ERROR, f"pySMT's {self._driver}: {text}", seconds)

    def _check(self, limits: Limits, started: float) -> Answer:
        from pysmt.exceptions import SolverReturnedUnknownResultError

        assertions = self._purifier.background(self._background)
        assertions += [self._purifier.term(f) for scope in self._scopes for f in scope]
        solver = make_driver(self._terms, self._driver, self._settings, limits)
        if solver is None:
            how = INSTALL.get(self._driver, "see pysmt-install")
            reason = f"pySMT's {self._driver} is not installed; to install it: {how}"
            return Answer(Outcome.SOLVER_ERROR, reason)
        for assertion in assertions:
            solver.add_assertion(assertion)
        try:
            satisfiable = solver.solve()
        except SolverReturnedUnknownResultError:
            return self._unknown(solver, time.monotonic() - started, limits)
        seconds = time.monotonic() - started
        if satisfiable is False:
            return Answer(Outcome.PROVED, "", seconds, complete=True)
        self._solver = solver
        return Answer(Outcome.CANDIDATE, "", seconds, complete=True)

    def _unknown(self, solver: Any, seconds: float, limits: Limits) -> Answer:
        reason = ""
        if self._driver == "z3":
            reason = solver.z3.reason_unknown()
        answer = from_unknown(reason, seconds, limits)
        if answer.outcome is Outcome.CANDIDATE:
            self._solver = solver
        elif not reason and limits.seconds is not None and seconds >= 0.9 * limits.seconds:
            return Answer(Outcome.TIMEOUT, "", seconds)
        return answer

    def values(self, terms: Sequence[Term]) -> tuple[str, ...] | None:
        """The texts of the terms' values, after a CANDIDATE; empty where the driver has none."""
        if self._solver is None:
            return None
        printer = Printer(self._terms)
        found = []
        with self._terms.lock:
            for term in terms:
                try:
                    constant = self._solver.get_value(self._purifier.term(term))
                    found.append(printer.print(constant).text)
                except Exception:  # drivers fail on sorts of their own in many ways
                    found.append("")
        return tuple(found)

    def model(self) -> Model | None:
        """None: pySMT's models leave out functions and named sorts."""
        return None

    def unsat_core(self) -> tuple[str, ...] | None:
        """None: pySMT's drivers have no names for what is asserted."""
        return None

    def instances(self) -> Mapping[str, int]:
        """Nothing is known of them."""
        return EMPTY

    def _forget(self) -> None:
        self._solver = None

    def close(self) -> None:
        """Let the solver go."""
        self._forget()


def make_driver(terms: Terms, driver: str, settings: Settings, limits: Limits) -> Any:
    """A new solver of pySMT's, or None when it is not installed."""
    made = guarded_factory(terms.environment)._all_solvers.get(driver)
    if made is None:
        return None
    options: dict[str, Any] = dict(settings.options)
    if driver == "z3":
        options = {name.removeprefix("smt."): _typed(text) for name, text in settings.options}
        options |= {"auto_config": False, "mbqi": False} | options
        if limits.seconds is not None:
            options["timeout"] = milliseconds(limits.seconds)
        if limits.resource is not None:
            options["rlimit"] = limits.resource
    elif driver == "cvc5":
        options = {**_WRONG_ANSWERS, "cegqi": "false"} | options
        if limits.seconds is not None:
            options["tlimit-per"] = str(milliseconds(limits.seconds))
        if limits.resource is not None:
            options["rlimit-per"] = str(limits.resource)
    solver = made(
        environment=terms.environment,
        logic=_logic(made, driver, settings),
        generate_models=True,
        random_seed=settings.seed,
        solver_options=options,
    )
    if driver == "cvc5":
        _remember_sorts(solver.converter)
    return solver


def _logic(made: Any, driver: str, settings: Settings) -> Any:
    """An explicit logic: pySMT's own choice refuses quantified arrays."""
    if driver in ("z3", "cvc5"):
        return settings.logic or "ALL"
    from pysmt.logics import convert_logic_from_string, most_generic_logic

    if settings.logic:
        return convert_logic_from_string(settings.logic)
    return most_generic_logic(made.LOGICS)


def _typed(text: str) -> bool | int | str:
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdigit() else text


def _remember_sorts(converter: Any) -> None:
    """Give a named sort one cvc5 sort: pySMT makes a new one at each mention."""
    make = converter._type_to_cvc5
    known: dict[Any, Any] = {}

    def remembered(sort: Any) -> Any:
        if sort not in known:
            known[sort] = make(sort)
        return known[sort]

    converter._type_to_cvc5 = remembered
