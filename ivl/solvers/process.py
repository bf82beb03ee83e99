"""Sessions with solvers that are processes: the background once, then one check after another.

A process that has seen other queries may answer less than a fresh one (and one that crashed may
have done so because of them). So what has neither a proof nor a candidate nor is out of time is
asked once more in a fresh process, which then takes the place of the old one. So is what a process
was asked when something killed it. A candidate stays: a fresh process never had a proof instead
(`benchmarks/THROUGHPUT.md`).

What takes too much effort is tried in another way (`Dialect.effort`), also in a fresh process. That
counts resources before seconds, so that hardly ever two runs try different things.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from ivl.base.node import replace
from ivl.base.proofs import Transcript
from ivl.logic.names import spell, unspell
from ivl.logic.renaming import Renaming
from ivl.logic.script import Background, Script
from ivl.logic.sexpr import SexprError, parse_sexprs, show_sexpr
from ivl.solvers.answer import NO_LIMITS, Answer, Limits, Outcome
from ivl.solvers.conversation import Broken, Conversation, process_arguments
from ivl.solvers.manner import manner
from ivl.solvers.settings import Dialect, Settings

if TYPE_CHECKING:
    from ivl.logic.model import Model
    from ivl.logic.terms import Term, Terms


KILLS = 10
"""How often in a row a solver may be killed before that is the answer."""
SLOW_KILLS = 2
"""The same where that takes longer than `KILLS_SECONDS`: it is then killed for what it does."""
KILLS_SECONDS = 10.0

_INSTANCES = re.compile(r"^\[quantifier_instances\]\s+(.+?)\s+:\s+(\d+)\s+:", re.MULTILINE)
_TOO_MUCH = (Outcome.OUT_OF_RESOURCE, Outcome.TIMEOUT)

EFFORT_SECONDS = 20.0
"""The most that an attempt of limited effort takes: z3 does not count all that it does."""
MINIMUM_SECONDS = 0.05
"""With less time left there is no use in another attempt."""

_WORTH_ASKING_AGAIN = (Outcome.UNKNOWN, Outcome.SOLVER_ERROR, Outcome.OUT_OF_MEMORY)


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
        self._killed = False  # whether a signal ended the process during the last check
        self._cancelled = False
        self._other_way = False  # whether the process has the options of the other way
        self._fault: Answer | None = None  # of the background: nothing can be done any more
        self._constructors = tuple(
            [name for group in background.datatypes for d in group for name, _ in d.constructors]
        )
        self._renames = settings.rename or settings.seed is not None
        self._renaming = Renaming(settings.seed)
        self._script = Script(terms, self._renaming)
        self._scopes: list[list[str]] = [[]]
        self._instances: Counter[str] = Counter()
        self._transcript: Transcript | None = None
        if settings.proofs is not None and not settings.cores:
            self._transcript = Transcript(
                manner(solver.name, solver.command, solver.dialect, settings)
            )
        try:
            self._start(settings.limits)  # it starts up while the background is printed
        except Broken as broken:
            self._fault = broken.answer
        with terms.lock:
            self._say(*self._script.background_commands(background))
        if self._conversation is not None:
            self._conversation.flush()

    # ------------------------------------------------------------ assumptions

    def push(self) -> None:
        """Open a scope."""
        with self._terms.lock:
            command = self._script.push()
        self._scopes.append([])
        if self._transcript is not None:
            self._transcript.push()
        self._say(command)

    def pop(self) -> None:
        """Close the innermost scope."""
        with self._terms.lock:
            command = self._script.pop()
        self._scopes.pop()
        if self._transcript is not None:
            self._transcript.pop()
        self._has_model = self._proved = False
        if self._conversation is not None:
            if len(self._scopes) == 1 and self._checked:
                self._stale = True
                self._checked = False
            if self._stale and self._settings.profile:
                self._count_instances()
            elif self._stale and (self._other_way or self._solver.fresh or self._settings.fresh):
                self._drop()
            else:
                self._conversation.tell(command)

    def assume(self, formula: Term, name: str = "") -> None:
        """Assume a formula in the current scope."""
        with self._terms.lock:
            command = self._script.assume(formula, name)
        self._say(command)

    def label(self, name: str) -> None:
        """Say in the log what the next checks are about."""
        self._write_log(f"(set-info :boogie-vc-id {spell(name)})\n")

    def _say(self, *commands: str) -> None:
        self._has_model = self._proved = False
        if self._transcript is not None:
            for command in commands:
                self._transcript.say(self._renaming.normal(command))
        command = "".join([self._named(command) for command in commands])
        self._scopes[-1].append(command)
        if self._conversation is not None:
            self._conversation.tell(command)

    # ----------------------------------------------------------------- checks

    def check(self, limits: Limits = NO_LIMITS) -> Answer:
        """Whether all that is assumed is contradictory."""
        if self._fault is not None:
            return self._fault
        self._has_model = self._proved = False
        proofs, question = self._settings.proofs, self._transcript
        if proofs is not None and question is not None and proofs.known(question):
            return Answer(Outcome.PROVED, complete=True, remembered=True)
        answer = self._check(limits)
        if self._stale and answer.outcome in _WORTH_ASKING_AGAIN and not self._cancelled:
            self._drop()
            again = self._check(limits)
            answer = replace(again, seconds=answer.seconds + again.seconds)
        self._has_model = answer.outcome is Outcome.CANDIDATE
        self._proved = answer.outcome is Outcome.PROVED
        if self._proved and proofs is not None and question is not None:
            proofs.remember(question)
        return answer

    def cancel(self) -> None:
        """Let the check that another thread waits for fail at once, and those after it."""
        self._cancelled = True
        conversation = self._conversation
        if conversation is not None:
            conversation.kill()

    def restart(self) -> None:
        """Checks do not fail any more."""
        self._cancelled = False

    def _check(self, limits: Limits) -> Answer:
        dialect = self._solver.dialect
        planned = dialect.effort and limits.resource is None and not self._settings.cores
        if not planned or self._other_way:
            return self._attempt(limits)
        effort = self._settings.effort
        first, second = (effort, effort) if effort else (dialect.effort, dialect.effort // 2)
        answer = self._attempt(_bounded(limits, first))
        for other in (True, False):
            if answer.outcome not in _TOO_MUCH:
                break
            spent, left = answer.seconds, limits
            if limits.seconds is not None:
                left = replace(limits, seconds=limits.seconds - spent)
                if limits.seconds - spent < MINIMUM_SECONDS:
                    return Answer(Outcome.TIMEOUT, "timeout", spent)
            self._drop()
            self._other_way = other
            again = self._attempt(_bounded(left, second) if other else left)
            if other and not again.complete:
                again = replace(again, outcome=Outcome.OUT_OF_RESOURCE)
            answer = replace(again, seconds=spent + again.seconds)
        return answer

    def _attempt(self, limits: Limits) -> Answer:
        started, kills = time.monotonic(), 0
        while True:
            answer = self._try(limits)
            if not self._killed or self._cancelled:
                return answer
            kills += 1
            slow = time.monotonic() - started > KILLS_SECONDS
            if kills > (SLOW_KILLS if slow else KILLS):
                return answer

    def _try(self, limits: Limits) -> Answer:
        self._killed = False
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
            if self._cancelled:
                self._conversation.kill()
            if self._log is not None:  # it must show what a solver that hangs was asked
                self._log.flush()
            return self._conversation.check(limits)
        except Broken as broken:
            self._drop()
            self._killed = broken.killed
            return broken.answer

    def _start(self, limits: Limits) -> None:
        self._stale = self._checked = False
        self._write_log("(reset)\n" if self._log is not None and self._log.tell() else "")
        settings, dialect = self._settings, self._solver.dialect
        if self._other_way:
            way = settings.way or dialect.way
            settings = replace(settings, options=(*settings.options, *way))
        self._conversation = Conversation(
            self._solver.command, dialect, settings, limits, self._write_log
        )
        for number, scope in enumerate(self._scopes):
            if number:
                self._conversation.tell("(push 1)\n")
            for command in scope:
                self._conversation.tell(command)
        self._conversation.flush()

    def _drop(self) -> None:
        if self._conversation is not None:
            self._conversation.close()
            self._conversation = None
        self._has_model = self._other_way = False

    # ---------------------------------------------------------------- queries

    def values(self, terms: Sequence[Term]) -> tuple[str, ...] | None:
        """The texts of the terms' values, after a CANDIDATE."""
        with self._terms.lock:
            printed = [self._script.printer.print(term) for term in terms]
        known = [self._named(p.text) if self._script.is_declared(p) else "" for p in printed]
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
        from ivl.logic.model import Model

        try:
            return Model(reply, self._terms, self._constructors)
        except SexprError:
            return None

    def unsat_core(self) -> tuple[str, ...] | None:
        """The names of assumptions that suffice, after a PROVED."""
        if not self._proved or self._conversation is None:
            return None
        try:
            reply = parse_sexprs(self._restored(self._conversation.ask("(get-unsat-core)\n") or ""))
        except (Broken, SexprError):
            self._drop()
            return None
        match reply:
            case [list(names)]:
                return tuple([unspell(show_sexpr(name)) for name in names])
            case _:
                return None

    def instances(self) -> Mapping[str, int]:
        """How many instances were made of quantifiers, by their names."""
        found, self._instances = self._instances, Counter()
        return found

    def _count_instances(self) -> None:
        """End the process: z3 tells of a quantifier when it forgets it."""
        assert self._conversation is not None
        with contextlib.suppress(Broken):
            for name, number in _INSTANCES.findall(self._restored(self._conversation.last_words())):
                self._instances[name] += int(number)
        self._drop()

    def _query(self, command: str) -> str | None:
        if not self._has_model or self._conversation is None:
            return None
        try:
            reply = self._conversation.ask(command)
        except Broken:
            self._drop()
            return None
        return reply if reply is None else self._restored(reply)

    def _named(self, text: str) -> str:
        """`text` with the names that the solver is to see."""
        return self._renaming.rename(text) if self._renames else text

    def _restored(self, reply: str) -> str:
        """`reply` with the names of the program."""
        return self._renaming.restore(reply) if self._renames else reply

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


def _bounded(limits: Limits, effort: int) -> Limits:
    seconds = EFFORT_SECONDS if limits.seconds is None else min(limits.seconds, EFFORT_SECONDS)
    return replace(limits, seconds=seconds, resource=effort)


def open_log(settings: Settings) -> TextIO | None:
    """The file that receives what the solver is sent."""
    if not settings.log:
        return None
    return open(settings.log, "a" if settings.append_log else "w", encoding="utf-8")
