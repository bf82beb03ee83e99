"""Counterexamples executed: does an execution fail, or is a contract too weak?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import count
from math import inf
from time import monotonic
from typing import TypeAlias

from ivl.base.counterexample import Binding
from ivl.base.diagnostic import Related
from ivl.base.node import EMPTY, node
from ivl.base.replay import Replay, ReplayVerdict
from ivl.base.source import NOWHERE, Span
from ivl.base.values import UNKNOWN
from ivl.core.expressions import Function
from ivl.core.program import Implementation
from ivl.core.statements import Assert, Assume, Call, Obligation, ObligationKind
from ivl.core.types import MapType, Type
from ivl.core.value_text import binding_text
from ivl.diagnose.candidate import Candidate
from ivl.diagnose.failing_path import FailingPath
from ivl.diagnose.play import PlayChoices, PlayRecording
from ivl.diagnose.recording import Recording, record
from ivl.flow.cfg import Block
from ivl.flow.inline_calls import inline_depths
from ivl.flow.subsumption import is_subsumed
from ivl.interpreter.choices import ChoiceKind, Chooser, no_choice
from ivl.interpreter.domains import Domains
from ivl.interpreter.rules import Symbol
from ivl.interpreter.run import Interpreter, Run, RunOutcome
from ivl.interpreter.shrink import smaller
from ivl.interpreter.steps import steps_of
from ivl.interpreter.tables import Table
from ivl.options import Options

STEPS = 10_000
"""So many steps may one run take."""
STEPS_IN_ALL = 60_000
"""And all runs for one counterexample; a third is for the search, one for simpler values."""
GUESSES = 4
"""So often what the solver leaves open is guessed."""
SEARCHES = 30
"""So many runs with values by chance are tried."""
MOST_VALUES = 5
"""No more values are named in a message."""

Place: TypeAlias = tuple[str, Span]
"""A loop of a procedure, or a call in it."""


@node
class Weak:
    """What was cut short: the heads of loops, and the calls."""

    loops: dict[Place, Block]
    calls: dict[Place, Call]


@node
class Attempt:
    """A run with given functions and a seed, in which so many values were `guessed`, or all."""

    run: Run
    tables: Mapping[Symbol, Table]
    seed: int
    guesses: int
    guessed: bool = False


def replay(path: FailingPath, candidate: Candidate, options: Options) -> Replay:
    """Execute the counterexample that `candidate` is for `path`."""
    sources = candidate.sources
    implementation = sources.implementation(candidate.condition.cfg.implementation)
    if implementation is None:
        reason = "the program that is verified is not the one that was written"
        return Replay(ReplayVerdict.UNDECIDED, reason)
    recording = record(path, candidate)
    work = _Replay(sources.interpreter, implementation, recording, path, options)
    return work.replay()


class _Replay:
    def __init__(
        self,
        interpreter: Interpreter,
        implementation: Implementation,
        recording: Recording,
        path: FailingPath,
        options: Options,
    ) -> None:
        self.interpreter = interpreter
        self.implementation = implementation
        self.recording = recording
        self.obligation = path.check.assertion.obligation
        self.options = options
        self.left = STEPS_IN_ALL
        limit = options.replay_timeout
        self.until = inf if limit is None else monotonic() + limit
        program = interpreter.program
        builtin = Domains(program, EMPTY).builtin
        universe = {*recording.universe, *builtin}
        every_type = not interpreter.definitions.axioms.speak_of_types
        self.trusted = (
            recording.complete
            and every_type
            and universe.issuperset([t.name for t in program.types])
        )
        self.variants = _variants(recording.tables)
        self.inlined = {} if options.inline == "none" else inline_depths(program)

    def replay(self) -> Replay:
        real = self.first(None)
        if self.fails(real.run):
            return self.refuted(real.run)
        weak = Weak({}, {})
        cut = self.first(weak)
        found = self.search()
        if found is not None:
            return self.refuted(found)
        if self.fails(cut.run) and not _is_open(real.run):
            return self.too_weak(real.run, cut, weak)
        weak = Weak({}, {})
        guess = self.search(weak)
        if guess is not None:
            same = self.run(PlayChoices(guess.choices), given=guess.known, trust=False)
            if self.fails(same):
                return self.refuted(same)
            if not _is_open(same):
                attempt = Attempt(guess, guess.known, 0, 0, guessed=True)
                return self.too_weak(same, attempt, weak)
        if self.fails(cut.run):
            return Replay(ReplayVerdict.UNDECIDED, _reason(real.run))
        if _is_open(cut.run):
            return Replay(ReplayVerdict.UNDECIDED, _reason(cut.run))
        if cut.guesses:
            reason = f"the solver leaves values open, and with others {_reason(cut.run)}"
            return Replay(ReplayVerdict.UNDECIDED, reason)
        return Replay(ReplayVerdict.SPURIOUS, "with the solver's values nothing fails here")

    def first(self, weak: Weak | None) -> Attempt:
        """The first run with the solver's values that fails, else the first one of all.

        What is left open is guessed; after that, what the solver says of functions is left open,
        too, since it need not agree with the axioms where the solver has not looked.
        """
        first: Attempt | None = None
        for tables in self.variants:
            for seed in range(GUESSES):
                player = self.play()
                noted = None if weak is None else Weak({}, {})
                run = self.run(player, seed, noted, given=tables)
                attempt = Attempt(run, tables, seed, player.guesses)
                first = first or attempt
                if self.fails(run):
                    if weak is not None and noted is not None:
                        weak.loops.update(noted.loops)
                        weak.calls.update(noted.calls)
                    return attempt
                if not player.guesses or self.is_late():
                    break
        assert first is not None
        return first

    def too_weak(self, real: Run, attempt: Attempt, weak: Weak) -> Replay:
        """`attempt` fails, and `real` does not."""
        cut = attempt.run
        places = [*weak.loops, *weak.calls]
        if not places:
            return Replay(ReplayVerdict.UNDECIDED, "the solver leaves values open")
        harmless: set[Place] = set()
        for place in places:
            without = harmless | {place}
            player = PlayChoices(cut.choices) if attempt.guessed else self.play()
            if len(without) < len(places) and self.fails(
                self.run(player, attempt.seed, Weak({}, {}), without, attempt.tables)
            ):
                harmless = without
        blamed = [self.blamed(p, cut, weak) for p in places if p not in harmless]
        reason = "the execution from the same values does not fail here"
        if real.outcome is RunOutcome.FAILED:
            line = real.span.position.line
            reason = f"the execution from the same values fails earlier, in line {line}"
        return Replay(
            ReplayVerdict.WEAK_CONTRACT,
            reason,
            tuple(blamed),
            cut.inputs,
            steps_of(cut),
            cut.parts,
        )

    def blamed(self, place: Place, run: Run, weak: Weak) -> Related:
        """What a loop's invariant, or a callee's contract, allows in `run`."""
        _, span = place
        values = [
            Binding(choice.name, (), value)
            for choice, value in run.choices
            if choice.kind in (ChoiceKind.LOOP, ChoiceKind.RESULT)
            and choice.span == span
            and value != UNKNOWN
        ]
        texts = [binding_text(b) for b in values[:MOST_VALUES]]
        allowed = ", ".join(texts) or "a state"
        if place in weak.calls:
            callee = weak.calls[place].procedure
            return Related(f"the contract of {callee} allows {allowed} after this call", span)
        block = weak.loops[place]
        if block.commands and isinstance(block.commands[0], Assert | Assume):
            return Related(f"the invariant of this loop allows {allowed}", span)
        return Related(f"this loop has no invariant, which allows {allowed}", span)

    def search(self, weak: Weak | None = None) -> Run | None:
        """A run that fails, among some with values by chance; what there is in `weak` is cut."""
        least = min(self.left, STEPS_IN_ALL) - STEPS_IN_ALL // 3
        for seed in range(SEARCHES):
            if self.left <= max(least, 0) or self.is_late():
                break
            noted = None if weak is None else Weak({}, {})
            chooser = no_choice if weak is None or seed % 3 else self.play_start()
            run = self.run(chooser, seed, noted, given={} if seed % 2 else None)
            if self.fails(run):
                if weak is not None and noted is not None:
                    weak.loops.update(noted.loops)
                    weak.calls.update(noted.calls)
                return run
        return None

    def refuted(self, run: Run) -> Replay:
        """`run` fails; the values that it starts with are made as simple as possible."""
        run = self.shrunk(run)
        return Replay(
            ReplayVerdict.REFUTED,
            "the axioms are checked for the values that come up" if run.partly else "",
            inputs=run.inputs,
            steps=steps_of(run),
            parts=run.parts,
        )

    def shrunk(self, run: Run) -> Run:
        domains = Domains(self.interpreter.program, self.recording.universe)
        least = self.left - STEPS_IN_ALL // 3
        improved = True
        while improved:
            improved = False
            for number in count():
                if number >= len(run.choices):  # simpler runs make other choices, perhaps fewer
                    break
                choice, value = run.choices[number]
                if choice.kind not in (ChoiceKind.START, ChoiceKind.HAVOC, ChoiceKind.RESULT):
                    continue
                for less in smaller(value, choice.type, domains):
                    if self.left <= max(least, 0) or self.is_late():
                        return run
                    player = PlayChoices(run.choices, {number: less})
                    trial = self.run(player, given=run.known)
                    if self.fails(trial):
                        run, improved = trial, True
                        break
        return run

    # -------------------------------------------------------- runs

    def run(
        self,
        chooser: Chooser,
        seed: int = 0,
        weak: Weak | None = None,
        without: Collection[Place] = (),
        given: Mapping[Symbol, Table] | None = None,
        trust: bool = True,
    ) -> Run:
        """Run with the candidate's functions, unless others are `given`.

        What there is in `weak` is cut, but not `without`; it is noted there. Without `trust` the
        axioms are checked, also where the solver vouches for the functions.
        """
        procedure = self.implementation.name
        known = self.recording.tables if given is None else given

        def by_contract(call: Call) -> bool:
            place = procedure, call.span
            if weak is None or place in without or call.procedure in self.inlined:
                return False
            weak.calls[place] = call
            return True

        def cut(inside: str, block: Block) -> bool:
            place = inside, block.span
            if weak is None or place in without or self.options.unroll is not None:
                return False
            weak.loops[place] = block
            return True

        run = self.interpreter.run(
            procedure,
            chooser,
            seed=seed,
            steps=max(0, min(STEPS, self.left)),
            seconds=None if self.until == inf else self.until - monotonic(),
            by_contract=by_contract,
            cut=cut,
            carry_on=self.carry_on,
            body=self.implementation,
            given=known,
            trusted=trust and self.trusted and known.keys() <= self.recording.tables.keys(),
            universe=self.recording.universe if self.recording.complete else EMPTY,
        )
        self.left -= run.steps + 10
        return run

    def is_late(self) -> bool:
        return monotonic() > self.until

    def play(self) -> PlayRecording:
        return PlayRecording(self.recording, self.implementation.name)

    def play_start(self) -> Chooser:
        """Plays the values before the body, and no others."""
        player = self.play()
        return lambda choice: player(choice) if choice.kind is ChoiceKind.START else None

    def fails(self, run: Run) -> bool:
        """Whether `run` fails at the very assertion."""
        if run.outcome is not RunOutcome.FAILED or run.obligation is None:
            return False
        return run.where == self.implementation.name and self.is_wanted(run.obligation)

    def is_wanted(self, found: Obligation) -> bool:
        """Whether this is the very assertion."""
        wanted = self.obligation
        if found.kind is not wanted.kind or found.declared != wanted.declared:
            return False
        return wanted.kind is ObligationKind.POSTCONDITION or found.span == wanted.span

    def carry_on(self, check: Assert, obligation: Obligation) -> bool:
        """Whether what comes after an assertion is verified without assuming it."""
        if is_subsumed(check, self.options.subsumption):
            return False
        return not self.is_wanted(obligation)


def _variants(tables: Mapping[Symbol, Table]) -> list[Mapping[Symbol, Table]]:
    """All of `tables`; then without functions of maps; then the constants alone."""
    found = [tables]
    of_maps = {s for s in tables if isinstance(s, Function) and any(map(_has_map, s.parameters))}
    for left_out in (of_maps, {s for s in tables if isinstance(s, Function)}):
        fewer = {s: t for s, t in tables.items() if s not in left_out}
        if len(fewer) < len(found[-1]):
            found.append(fewer)
    return found


def _has_map(type_: Type) -> bool:
    return isinstance(type_, MapType)


def _is_open(run: Run) -> bool:
    """Whether it is not known how a run would have gone on."""
    return run.outcome in (RunOutcome.OUT_OF_STEPS, RunOutcome.CANNOT_TELL)


def _reason(run: Run) -> str:
    """Why a run did not come to anything."""
    position = run.span.position
    return f"{run.reason} (line {position.line})" if run.span is not NOWHERE else run.reason
