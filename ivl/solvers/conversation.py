"""A dialogue in SMT-LIB with one process: what was said, what came back, what it means."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from ivl.base.node import replace
from ivl.logic.sexpr import SexprError, parse_sexprs
from ivl.solvers.answer import Answer, Limits, Outcome, from_unknown
from ivl.solvers.settings import Dialect, Options, Settings
from ivl.solvers.wire import Wire, WireError

PARSING_SECONDS_PER_BYTE = 1e-5
"""Far more than any solver takes: about ten seconds for a megabyte."""


class Broken(Exception):  # noqa: N818  # a state, not a mistake of ours
    """The process is of no use any more; `answer` says why. `killed`: a signal ended it."""

    def __init__(self, answer: Answer, killed: bool = False) -> None:
        self.answer = answer
        self.killed = killed
        super().__init__(answer.reason)


class Conversation:
    """One solver process. Whatever goes wrong closes it and raises Broken, in every method."""

    def __init__(
        self,
        command: Sequence[str],
        dialect: Dialect,
        settings: Settings,
        limits: Limits,
        log: Callable[[str], None],
    ) -> None:
        self.arguments = process_arguments(dialect, limits)
        self._dialect = dialect
        self._settings = settings
        self._log = log
        self._unread = 0
        self._limit_options: Options = ()
        self._warnings: list[str] = []
        memory = None if dialect.memory_argument else limits.memory
        try:
            self._wire = Wire((*command, *self.arguments, *settings.arguments), memory)
        except WireError as error:
            raise Broken(Answer(Outcome.SOLVER_ERROR, error.reason)) from None
        self._send_options()

    def _send_options(self) -> None:
        """Set the options. A version that lacks one of ours is fine, one of the user's is not."""
        self._say(_set_options(self._dialect.options))
        self._wire.mark()
        if self._settings.cores:
            self._say(_set_options(self._dialect.core_options))
        if self._settings.profile:
            self._say(_set_options(self._dialect.profile_options))
        seed = self._settings.seed
        seeds = [(name, str(seed)) for name in self._dialect.seed_options if seed is not None]
        self._say(_set_options(seeds))
        self._wire.mark()
        logic = self._settings.logic or self._dialect.logic
        self._say(
            _set_options(self._settings.options) + (f"(set-logic {logic})\n" if logic else "")
        )
        self._starting = True

    def tell(self, commands: str) -> None:
        """Send commands that a solver answers with nothing, if all is well."""
        self._unread += len(commands)
        self._say(commands)

    def _say(self, commands: str) -> None:
        self._log(commands)
        self._wire.send(commands)

    def flush(self) -> None:
        """Send now what was told, so that the solver can start on it."""
        self._wire.flush()

    def _settle(self, mark: int) -> None:
        """Wait until all that was told before `mark` is taken, and without an error."""
        seconds = self._settings.patience + self._unread * PARSING_SECONDS_PER_BYTE
        deadline = time.monotonic() + seconds
        try:
            if self._starting:
                self._wire.receive(deadline, 1)
                self._wire.receive(deadline, 2)
            reply = self._wire.receive(deadline, mark)
        except WireError as error:
            raise self._death(error) from None
        self._starting = False
        self._unread = 0
        self._warnings += _warnings(reply)
        lines = _meaningful(reply)
        if lines:
            raise self._break(_complaint(lines, "the solver refused what it was told"))

    def check(self, limits: Limits) -> Answer:
        """``(check-sat)``, sent with what was told before but timed apart."""
        told = self._wire.mark()
        options = self._dialect.limit_options(limits)
        changed = tuple([option for option in options if option not in self._limit_options])
        self._limit_options = options
        command = f"{_set_options(changed)}(check-sat)\n"
        self._log(command)
        checked = self._wire.mark(command)
        self._settle(told)
        started = time.monotonic()
        deadline = None
        if limits.seconds is not None:  # the longer it may take, the later it may notice the end
            deadline = started + 1.25 * limits.seconds + self._settings.grace
        try:
            reply = self._wire.receive(deadline, checked)
        except WireError as error:
            seconds = time.monotonic() - started
            if error.hung:
                reason = f"killed {seconds - (limits.seconds or 0):.0f} s after its time limit"
                raise self._break(Answer(Outcome.TIMEOUT, reason, seconds)) from None
            raise self._death(error, seconds) from None
        answer = self._verdict(_meaningful(reply), time.monotonic() - started, limits)
        if not self._settings.warnings:
            return answer
        found = (*self._warnings, *_warnings(reply), *_warnings(self._wire.complaints()))
        self._warnings.clear()
        return replace(answer, warnings=found)

    def _verdict(self, lines: Sequence[str], seconds: float, limits: Limits) -> Answer:
        match lines:
            case ["unsat"]:
                return Answer(Outcome.PROVED, "", seconds, complete=True)
            case ["sat"]:
                return Answer(Outcome.CANDIDATE, "", seconds, complete=True)
            case ["timeout"]:
                return Answer(Outcome.TIMEOUT, "timeout", seconds)
            case ["unknown"]:
                return from_unknown(self._reason(), seconds, limits)
            case []:
                raise self._break(Answer(Outcome.SOLVER_ERROR, "no answer to check-sat", seconds))
            case _:
                raise self._break(_complaint(lines, "no answer to check-sat", seconds))

    def _reason(self) -> str:
        reply = self.ask("(get-info :reason-unknown)\n") or ""
        try:
            match parse_sexprs(reply):
                case [[":reason-unknown", str(reason)]]:
                    return reason
                case [[":reason-unknown", reason]]:
                    return " ".join([str(part) for part in reason])
        except SexprError:
            pass
        return ""

    def ask(self, command: str) -> str | None:
        """The reply to a query after a check, None if it is an error. A query may be large."""
        self._log(command)
        seconds = self._settings.patience + len(command) * PARSING_SECONDS_PER_BYTE
        try:
            reply = self._wire.exchange(command, time.monotonic() + seconds)
        except WireError as error:
            raise self._death(error) from None
        lines = _meaningful(reply)
        return None if not lines or lines[0].startswith("(error") else "\n".join(lines)

    def last_words(self) -> str:
        """What the solver says on standard error when it forgets everything."""
        self.ask("(reset)\n(get-info :name)\n")
        return self._wire.complaints()

    def kill(self) -> None:
        """Make whoever waits for a reply find that the process has ended."""
        self._wire.kill()

    def close(self) -> None:
        """End the process."""
        self._wire.close()

    def _break(self, answer: Answer) -> Broken:
        self._wire.close()
        return Broken(answer)

    def _death(self, error: WireError, seconds: float = 0.0) -> Broken:
        self._wire.close()
        output = " ".join(error.output.split())[:500]
        reason = f"{error.reason}: {output}" if output else error.reason
        outcome = Outcome.OUT_OF_MEMORY if _ran_out_of_memory(reason) else Outcome.SOLVER_ERROR
        return Broken(Answer(outcome, reason, seconds), error.killed)


def process_arguments(dialect: Dialect, limits: Limits) -> tuple[str, ...]:
    """The arguments with which a process must run to keep to `limits`."""
    return (*dialect.arguments, *dialect.limit_arguments(limits))


def _set_options(options: Sequence[tuple[str, str]]) -> str:
    return "".join([f"(set-option :{name} {text})\n" for name, text in options])


def _warnings(reply: str) -> list[str]:
    """What a solver warns of."""
    lines = [line.strip() for line in reply.splitlines()]
    return [s.removeprefix("WARNING:").strip() for s in lines if s.startswith("WARNING")]


def _meaningful(reply: str) -> list[str]:
    """The lines of a reply but for warnings and ``success``."""
    lines = [line.strip() for line in reply.splitlines()]
    return [s for s in lines if s and s != "success" and not s.startswith(("WARNING", ";"))]


def _complaint(lines: Sequence[str], otherwise: str, seconds: float = 0.0) -> Answer:
    """What replies that should not be there mean."""
    errors = [line for line in lines if line.startswith("(error")]
    text = (errors or [f"{otherwise}: {lines[0]}"])[0]
    text = text.removeprefix("(error ").removesuffix(")").strip('"')[:500]
    outcome = Outcome.OUT_OF_MEMORY if _ran_out_of_memory(text) else Outcome.SOLVER_ERROR
    return Answer(outcome, text, seconds)


def _ran_out_of_memory(text: str) -> bool:
    signs = ("out of memory", "bad_alloc", "memout", "max. memory exceeded", "cannot allocate")
    return any(sign in text.lower() for sign in signs)
