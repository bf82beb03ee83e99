"""Counterexamples executed: does an execution fail, or is a contract too weak?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from ivl.base.counterexample import Binding, Step, StepKind
from ivl.base.diagnostic import Related
from ivl.base.node import EMPTY, node
from ivl.base.replay import Replay, ReplayVerdict
from ivl.base.source import NOWHERE, Span
from ivl.base.values import FunctionTable
from ivl.core.program import Implementation
from ivl.core.statements import Assert, Assume, Call, Obligation, ObligationKind
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
from ivl.interpreter.trace import EventKind, bindings
from ivl.options import Options

STEPS = 20_000
"""So many steps may one run take."""
STEPS_IN_ALL = 400_000
"""And all runs for one counterexample."""
GUESSES = 4
"""So often what the solver leaves open is guessed."""
SEARCHES = 30
"""So many runs with values by chance are tried."""
MOST_VALUES = 5
"""No more values are named in a message."""
MOST_SHOWN = 60
"""No more steps of an execution are shown than these, the last ones."""

Place: TypeAlias = tuple[str, Span]
"""A loop of a procedure, or a call in it."""


@node
class Weak:
    """What was cut short: the heads of loops, and the calls."""

    loops: dict[Place, Block]
    calls: dict[Place, Call]


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
        program = interpreter.program
        builtin = Domains(program, EMPTY).builtin
        universe = {*recording.universe, *builtin}
        self.trusted = recording.complete and universe.issuperset([t.name for t in program.types])
        self.inlined = {} if options.inline == "none" else inline_depths(program)

    def replay(self) -> Replay:
        player = self.play()
        real = self.run(player)
        for seed in range(1, GUESSES):
            if self.fails(real) or not player.guesses:
                break
            player = self.play()
            real = self.run(player, seed)
        if self.fails(real):
            return self.refuted(real)
        weak = Weak({}, {})
        player = self.play()
        cut = self.run(player, weak=weak)
        found = self.search()
        if found is not None:
            return self.refuted(found)
        if self.fails(cut):
            return self.too_weak(real, cut, weak)
        if cut.outcome in (RunOutcome.OUT_OF_STEPS, RunOutcome.CANNOT_TELL):
            return Replay(ReplayVerdict.UNDECIDED, _reason(cut))
        if player.guesses:
            return Replay(ReplayVerdict.UNDECIDED, "the solver leaves values open")
        return Replay(ReplayVerdict.SPURIOUS, "with the solver's values nothing fails here")

    def too_weak(self, real: Run, cut: Run, weak: Weak) -> Replay:
        """`cut` fails, and `real` does not."""
        if real.outcome in (RunOutcome.OUT_OF_STEPS, RunOutcome.CANNOT_TELL):
            return Replay(ReplayVerdict.UNDECIDED, _reason(real))
        places = [*weak.loops, *weak.calls]
        if not places:
            return Replay(ReplayVerdict.UNDECIDED, "the solver leaves values open")
        harmless: set[Place] = set()
        for place in places:
            without = harmless | {place}
            if len(without) < len(places) and self.fails(
                self.run(self.play(), weak=Weak({}, {}), without=without)
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
            _steps(cut),
            cut.parts,
        )

    def blamed(self, place: Place, run: Run, weak: Weak) -> Related:
        """What a loop's invariant, or a callee's contract, allows in `run`."""
        _, span = place
        values = [
            Binding(choice.name, (), value)
            for choice, value in run.choices
            if choice.kind in (ChoiceKind.LOOP, ChoiceKind.RESULT) and choice.span == span
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

    def search(self) -> Run | None:
        """A run that fails, among some with values by chance."""
        for seed in range(SEARCHES):
            if self.left <= STEPS_IN_ALL // 2:
                break
            run = self.run(no_choice, seed, given={} if seed % 2 else None)
            if self.fails(run):
                return run
        return None

    def refuted(self, run: Run) -> Replay:
        """`run` fails; the values that it starts with are made as simple as possible."""
        run = self.shrunk(run)
        return Replay(
            ReplayVerdict.REFUTED,
            "the execution of the procedure fails here",
            inputs=run.inputs,
            steps=_steps(run),
            parts=run.parts,
        )

    def shrunk(self, run: Run) -> Run:
        domains = Domains(self.interpreter.program, self.recording.universe)
        improved = True
        while improved:
            improved = False
            for number, (choice, value) in enumerate(run.choices):
                if choice.kind not in (ChoiceKind.START, ChoiceKind.HAVOC, ChoiceKind.RESULT):
                    continue
                for less in smaller(value, choice.type, domains):
                    if self.left <= 0:
                        return run
                    player = PlayChoices(run.choices, {number: less})
                    trial = self.run(player, given=run.tables)
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
        given: Mapping[Symbol, FunctionTable] | None = None,
    ) -> Run:
        """Run with the candidate's functions, unless others are `given`.

        What there is in `weak` is cut, but not `without`; it is noted there.
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
            by_contract=by_contract,
            cut=cut,
            carry_on=self.carry_on,
            body=self.implementation,
            given=known,
            trusted=self.trusted and known.keys() <= self.recording.tables.keys(),
            universe=self.recording.universe if self.recording.complete else EMPTY,
        )
        self.left -= run.steps + 10
        return run

    def play(self) -> PlayRecording:
        return PlayRecording(self.recording, self.implementation.name)

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


def _reason(run: Run) -> str:
    """Why a run did not come to anything."""
    position = run.span.position
    return f"{run.reason} (line {position.line})" if run.span is not NOWHERE else run.reason


def _steps(run: Run) -> tuple[Step, ...]:
    """The steps of a run that failed."""
    found = [Step(StepKind.START, run.inputs)]
    for event in run.events:
        prefix = f"{event.procedure}." if event.depth else ""
        kind = _KINDS.get(event.kind)
        if kind is None:
            continue
        changes = bindings(event, prefix) if event.changes else ()
        if changes or (event.text and kind in (StepKind.STATE, StepKind.PRINT)):
            text = event.text if kind in (StepKind.STATE, StepKind.PRINT) else ""
            found.append(Step(kind, changes, text, span=event.span))
    found.append(Step(StepKind.FAILURE, run.reads, span=run.span))
    if len(found) > MOST_SHOWN:
        return (found[0], *found[-MOST_SHOWN:])
    return tuple(found)


_KINDS = {
    EventKind.ASSIGN: StepKind.ASSIGN,
    EventKind.CALL: StepKind.ASSIGN,
    EventKind.HAVOC: StepKind.HAVOC,
    EventKind.STATE: StepKind.STATE,
    EventKind.PRINT: StepKind.PRINT,
}
