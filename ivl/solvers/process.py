"""Sessions with solvers that are processes: the background once, then one check after another.

A process that has seen other queries may answer less than a fresh one (and one that crashed may
have done so because of them). So what is neither proved nor refuted nor out of time is asked once
more in a fresh process, which then takes the place of the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from ivl.logic.model import Model
from ivl.logic.names import unspell
from ivl.logic.script import Background, Script
from ivl.logic.sexpr import SexprError, parse_sexprs, show_sexpr
from ivl.solvers.answer import NO_LIMITS, Answer, Limits, Outcome
from ivl.solvers.conversation import Broken, Conversation, process_arguments
from ivl.solvers.settings import Dialect, Settings

if TYPE_CHECKING:
    from ivl.logic.terms import Term, Terms


class ProcessSolver:
    """A solver that is a command. With `fresh`, each outermost scope has a process of its own."""

    def __init__(
        self, name: str, command: Sequence[str], dialect: Dialect, fresh: bool = False
    ) -> None:
        self.name = name
        self.command = tuple(command)
        self.dialect = dialect
        self.fresh = fresh

    def open(self, terms: Terms, background: Background, settings: Settings) -> ProcessSession:
        """Start the process and send it the background."""
        return ProcessSession(self, terms, background, settings)


class ProcessSession:
    """A session with a process, which is started again when it has to be."""

    def __init__(
        self, solver: ProcessSolver, terms: Terms, background: Background, settings: Settings
    ) -> None:
        self._solver = solver
        self._terms = terms
        self._settings = settings
        self._log = open_log(settings)
        self._conversation: Conversation | None = None
        self._stale = False  # whether the process has seen checks of scopes that are closed
        self._checked = False
        self._has_model = False
        self._proved = False
        self._fault: Answer | None = None  # of the background: nothing can be done any more
        self._constructors = tuple(
            [name for group in background.datatypes for d in group for name, _ in d.constructors]
        )
        self._script = Script(terms)
        self._scopes: list[list[str]] = [[]]
        try:
            self._start(settings.limits)  # it starts up while the background is printed
        except Broken as broken:
            self._fault = broken.answer
        with terms.lock:
            self._say(self._script.background(background))

    # ------------------------------------------------------------ assumptions

    def push(self) -> None:
        """Open a scope."""
        with self._terms.lock:
            command = self._script.push()
        self._scopes.append([])
        self._say(command)

    def pop(self) -> None:
        """Close the innermost scope."""
        with self._terms.lock:
            command = self._script.pop()
        self._scopes.pop()
        self._has_model = self._proved = False
        if self._conversation is not None:
            if len(self._scopes) == 1 and self._checked:
                self._stale = True
                self._checked = False
            if self._stale and self._solver.fresh:
                self._drop()
            else:
                self._conversation.tell(command)

    def assume(self, formula: Term, name: str = "") -> None:
        """Assume a formula in the current scope."""
        with self._terms.lock:
            command = self._script.assume(formula, name)
        self._say(command)

    def _say(self, command: str) -> None:
        self._has_model = self._proved = False
        self._scopes[-1].append(command)
        if self._conversation is not None:
            self._conversation.tell(command)

    # ----------------------------------------------------------------- checks

    def check(self, limits: Limits = NO_LIMITS) -> Answer:
        """Whether all that is assumed is contradictory."""
        if self._fault is not None:
            return self._fault
        self._has_model = self._proved = False
        answer = self._check(limits)
        if self._stale and (
            answer.outcome in (Outcome.UNKNOWN, Outcome.SOLVER_ERROR, Outcome.OUT_OF_MEMORY)
            or (answer.outcome is Outcome.CANDIDATE and not answer.complete)
        ):
            answer = self._check_again(limits, answer)
        self._has_model = answer.outcome is Outcome.CANDIDATE
        self._proved = answer.outcome is Outcome.PROVED
        return answer

    def _check(self, limits: Limits) -> Answer:
        conversation = self._conversation
        try:
            if conversation is not None and conversation.arguments != process_arguments(
                self._solver.dialect, limits
            ):
                self._drop()
            if self._conversation is None:
                self._start(limits)
            assert self._conversation is not None
            self._checked = True
            self._conversation.settle()
            if self._log is not None:  # it must show what a solver that hangs was asked
                self._log.flush()
            return self._conversation.check(limits)
        except Broken as broken:
            self._drop()
            return broken.answer

    def _check_again(self, limits: Limits, first: Answer) -> Answer:
        """Ask a fresh process. If it knows no better, the old one and its model stay."""
        old, self._conversation = self._conversation, None
        second = self._check(limits)
        better = second.outcome in (Outcome.PROVED, Outcome.CANDIDATE)
        if better or old is None or first.outcome is not Outcome.CANDIDATE:
            if old is not None:
                old.close()
            return Answer(
                second.outcome, second.reason, first.seconds + second.seconds, second.complete
            )
        self._drop()
        self._conversation, self._stale = old, True
        return first

    def _start(self, limits: Limits) -> None:
        self._stale = self._checked = False
        self._write_log("(reset)\n" if self._log is not None and self._log.tell() else "")
        self._conversation = Conversation(
            self._solver.command, self._solver.dialect, self._settings, limits, self._write_log
        )
        for number, scope in enumerate(self._scopes):
            if number:
                self._conversation.tell("(push 1)\n")
            for command in scope:
                self._conversation.tell(command)

    def _drop(self) -> None:
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None
        self._has_model = False

    # ---------------------------------------------------------------- queries

    def values(self, terms: Sequence[Term]) -> tuple[str, ...] | None:
        """The texts of the terms' values, after a CANDIDATE."""
        with self._terms.lock:
            printed = [self._script.printer.print(term) for term in terms]
        known = [p.text if self._script.is_declared(p) else "" for p in printed]
        asked = [text for text in known if text]
        if not asked:
            return ("",) * len(known) if self._has_model else None
        reply = self._query(f"(get-value ({' '.join(asked)}))\n")
        if reply is None:
            return None
        try:
            pairs = parse_sexprs(reply)
        except SexprError:
            return None
        if len(pairs) != 1 or len(pairs[0]) != len(asked):
            return None
        found = iter([show_sexpr(pair[1]) if len(pair) == 2 else "" for pair in pairs[0]])
        return tuple([next(found) if text else "" for text in known])

    def model(self) -> Model | None:
        """The model, after a CANDIDATE."""
        reply = self._query("(get-model)\n")
        if reply is None:
            return None
        try:
            return Model(reply, self._terms, self._constructors)
        except SexprError:
            return None

    def unsat_core(self) -> tuple[str, ...] | None:
        """The names of assumptions that suffice, after a PROVED."""
        if not self._proved or self._conversation is None:
            return None
        try:
            reply = parse_sexprs(self._conversation.ask("(get-unsat-core)\n") or "")
        except (Broken, SexprError):
            self._drop()
            return None
        match reply:
            case [list(names)]:
                return tuple([unspell(show_sexpr(name)) for name in names])
            case _:
                return None

    def _query(self, command: str) -> str | None:
        if not self._has_model or self._conversation is None:
            return None
        try:
            return self._conversation.ask(command)
        except Broken:
            self._drop()
            return None

    # ---------------------------------------------------------------- the end

    def close(self) -> None:
        """End the process and the log."""
        self._drop()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _write_log(self, text: str) -> None:
        if self._log is not None:
            self._log.write(text)


def open_log(settings: Settings) -> TextIO | None:
    """The file that receives what the solver is sent."""
    if not settings.log:
        return None
    return open(settings.log, "a" if settings.append_log else "w", encoding="utf-8")
