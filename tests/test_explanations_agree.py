"""Generated programs: `ivl run` and replayed counterexamples agree with what is proved.

No run of the interpreter fails an assertion that is proved. A counterexample that is called refuted
fails in another interpreter as well, the one of these tests; that of a polymorphic program, when
its run is played again, unless it depends on a map of many types, which is not on record. Boogie 2,
where it is installed, does not contradict the verdicts. `-m slow` runs ten thousand programs.
"""

from __future__ import annotations

import contextlib
import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Any

import pytest
from boogie_oracle import boogie_verdicts, missing
from generated_expressions import Features
from generated_programs import procedures, program, program_for_boogie_2
from hypothesis import given, settings
from hypothesis import strategies as st
from replayed import Record, fails_again

import ivl
from ivl.base.deep import deep
from ivl.base.node import replace
from ivl.base.replay import Replay, ReplayVerdict
from ivl.base.source import NOWHERE, Span
from ivl.base.values import UNKNOWN, FunctionTable
from ivl.core.program import Program
from ivl.core.statements import Assert, Obligation
from ivl.diagnose import replay as replaying
from ivl.diagnose.play import PlayChoices
from ivl.flow.subsumption import is_subsumed
from ivl.interpreter.functions import Functions
from ivl.interpreter.rules import Symbol
from ivl.interpreter.run import Interpreter, Run, RunOutcome
from ivl.result import Outcome, Result

OPTIONS = ivl.Options(timeout=5, error_limit=0, replay=True, replay_timeout=None)
RUNS = 3
STEPS = 600
AT_ONCE = 50
"""So many programs are put into one, for which the solver starts once."""
KINDS = (
    Features(),
    Features(quantifiers=False),
    Features(),
    Features(quantifiers=False),
    Features(quantifiers=False, polymorphism=True),
)
"""What programs have, in turn. Boogie is compared where there is no polymorphism."""


def text_of(seed: int, features: Features) -> str:
    """The program with this seed: one procedure, or two of which one may call the other."""
    return procedures(Random(seed), f"p{seed}_", features, 1 + seed // 2 % 2)


@dataclasses.dataclass
class Batch:
    """Some programs in one, what is proved of it, and the runs behind what is refuted."""

    text: str
    program: Program
    results: Mapping[str, Result]
    records: Mapping[Replay, Record]


def batch(texts: Iterable[str], features: Features) -> Batch:
    text = "\n".join(texts)
    checked = ivl.check(ivl.parse(program(text, features)))
    with remembered_runs() as records:
        results = {r.name: r for r in ivl.verify(checked, OPTIONS)}
    return Batch(text, checked, results, records)


@contextlib.contextmanager
def remembered_runs() -> Iterator[dict[Replay, Record]]:
    """The runs that are shown as refuting."""
    found: dict[Replay, Record] = {}
    last: list[Run] = []
    left_open: dict[int, dict[Any, Any]] = {}
    as_tables = Functions.as_tables

    def all_tables(self: Functions) -> dict[Symbol, FunctionTable]:
        tables = as_tables(self)
        left_open[id(tables)] = {n: t for n, t in self.tables.items() if isinstance(n, str)}
        return tables

    shrunk, refuted = replaying._Replay.shrunk, replaying._Replay.refuted

    def note(self: replaying._Replay, run: Run) -> Run:
        last.append(shrunk(self, run))
        return last[-1]

    def conclude(self: replaying._Replay, run: Run) -> Replay:
        replay = refuted(self, run)
        run = last[-1]
        found[replay] = Record(
            run,
            tuple(
                (name, arguments, value)
                for name, table in left_open[id(run.tables)].items()
                for (_, arguments), value in table.entries.items()
            ),
        )
        return replay

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replaying, "STEPS_IN_ALL", 8_000)
        patch.setattr(replaying._Replay, "shrunk", note)
        patch.setattr(replaying._Replay, "refuted", conclude)
        patch.setattr(Functions, "as_tables", all_tables)
        yield found


def place(obligation: Obligation) -> Span:
    """Where the clause or the statement of an assertion is."""
    declared = obligation.declared
    if obligation.kind.value == "postcondition" and declared is not None:
        return declared
    return obligation.span


def check_no_run_fails_what_is_proved(made: Batch, runs: int) -> Counter[str]:
    """How many runs came to what."""
    interpreter = Interpreter(made.program)
    outcomes: Counter[str] = Counter()
    for name in made.results:
        for seed in range(runs):
            run = interpreter.run(name, seed=seed, steps=STEPS)
            outcomes[run.outcome.value] += 1
            if run.outcome is RunOutcome.FAILED:
                assert run.obligation is not None
                proved = made.results[run.where]
                position = run.span.position
                said = f"line {position.line} fails in a run of {name} with seed {seed}"
                assert proved.outcome is not Outcome.VERIFIED, said
                assert Outcome.VERIFIED not in verdicts_on(run.obligation, proved), said
    return outcomes


def verdicts_on(obligation: Obligation, result: Result) -> set[Outcome]:
    """The verdicts on an assertion, if it is but one."""
    found = {
        v.outcome
        for v in result.verdicts
        if v.kind == obligation.kind.value
        and v.declared == obligation.declared
        and (v.span is None or v.span == obligation.span)
    }
    return found if len(found) == 1 else set()


def check_refuted(made: Batch, independent: bool = True) -> Counter[str]:
    """How many verdicts of each kind there are; whatever is refuted has a failing run."""
    interpreter = Interpreter(made.program)
    verdicts: Counter[str] = Counter()
    for result in made.results.values():
        assert result.outcome is not Outcome.VERIFIED or not result.diagnostics
        for diagnostic in result.diagnostics:
            if diagnostic.stage != "verify":
                continue
            replay = diagnostic.replay
            assert replay is not None
            verdicts[replay.verdict.value] += 1
            if replay.verdict is ReplayVerdict.WEAK_CONTRACT:
                assert replay.blamed and replay.steps
            if replay.verdict is not ReplayVerdict.REFUTED:
                continue
            record = made.records[replay]
            run = record.run
            assert run.outcome is RunOutcome.FAILED and run.obligation is not None
            assert run.where == result.implementation.name
            assert f"verify.{run.obligation.kind.value}" == diagnostic.kind
            assert diagnostic.span in (run.obligation.span, NOWHERE) or (
                diagnostic.kind == "verify.postcondition"
            )
            where = f"{result.name}, line {diagnostic.span and diagnostic.span.position.line}"
            if any(value == UNKNOWN for _, value in run.choices):
                verdicts["not recorded"] += 1  # a map of many types, which no value stands for
                continue
            if independent:
                again = fails_again(made.program, record, result.name, place(run.obligation))
            else:
                again = is_played_again(interpreter, result.name, run)
            assert again, where
    return verdicts


def is_played_again(interpreter: Interpreter, name: str, run: Run) -> bool:
    """Whether the run fails there again. What its record does not say is left to chance."""
    assert run.obligation is not None
    wanted = place(run.obligation)

    def carry_on(check: Assert, obligation: Obligation) -> bool:
        return not is_subsumed(check, OPTIONS.subsumption) and place(obligation) != wanted

    for seed in range(50):
        again = interpreter.run(
            name,
            PlayChoices(run.choices),
            seed=seed,
            steps=20_000,
            given=run.tables,
            carry_on=carry_on,
        )
        if again.obligation is not None and place(again.obligation) == wanted:
            return again.where == run.where
    return False


def contradictions(made: Batch, sure: bool) -> dict[str, tuple[str, str]]:
    """Where Boogie has decided otherwise, by procedure: our verdict and its.

    Unless the programs are such that the solver is `sure` of its counterexamples, that is where it
    verifies what an execution refutes.
    """
    theirs = boogie_verdicts(program_for_boogie_2(made.text))
    assert theirs.keys() == made.results.keys()
    found = {}
    for name, said in theirs.items():
        result = made.results[name]
        ours = result.outcome.value
        if {said, ours} == {"verified", "failed"} and (sure or is_refuted(result)):
            found[name] = ours, said
    return found


def is_refuted(result: Result) -> bool:
    replays = [d.replay for d in result.diagnostics if d.replay is not None]
    return any(r.verdict is ReplayVerdict.REFUTED for r in replays)


def check(seeds: range, features: Features) -> Counter[str]:
    """All checks of some programs. How many runs and verdicts there are of each kind."""
    made = batch([text_of(s, features) for s in seeds], features)
    found = deep(lambda: check_no_run_fails_what_is_proved(made, RUNS))
    found += deep(lambda: check_refuted(made, not features.polymorphism))
    if not (features.polymorphism or missing()):
        assert contradictions(made, not features.quantifiers) == {}
    return found


def batches(first: int, last: int) -> Iterator[tuple[range, Features]]:
    """The programs with these seeds, so many at a time."""
    for number, start in enumerate(range(first, last, AT_ONCE)):
        yield range(start, start + AT_ONCE), KINDS[number % len(KINDS)]


@pytest.mark.parametrize(("seeds", "features"), [*batches(0, 300)], ids=str)
def test_programs(seeds, features):
    found = check(seeds, features)
    # the programs, and the runs of them, must be such that something could be found
    assert found["failed"] > AT_ONCE / 3 and found["completed"] > AT_ONCE / 3
    assert found["refuted"] > AT_ONCE / 3


def test_a_wrong_proof_is_found():
    made = batch([text_of(s, KINDS[0]) for s in range(8)], KINDS[0])
    wrong = {n: replace(r, outcome=Outcome.VERIFIED) for n, r in made.results.items()}
    with pytest.raises(AssertionError, match="fails in a run of"):
        check_no_run_fails_what_is_proved(dataclasses.replace(made, results=wrong), RUNS)


def test_a_wrong_refutation_is_found():
    checked = ivl.check(ivl.parse("procedure P(x: int) { assert x != 7; assert x != 5; }"))
    with remembered_runs() as records:
        list(ivl.verify(checked, OPTIONS))
    assert len(records) == 2
    for record in records.values():
        run = record.run
        assert run.obligation is not None
        assert fails_again(checked, record, "P", place(run.obligation))
        ((choice, value),) = run.choices
        other = replace(run, choices=((choice, 8 if value == 7 else 7),))
        assert not fails_again(checked, Record(other), "P", place(run.obligation))


ASSUMED_BEFORE = """\
procedure P(x: int) {
Head:
  assume x > 3;
  assert x > 2;
  goto Head, Done;
Done:
}
"""
BEHIND_FALSE = """\
procedure P(b: bool) returns (r: int)
  ensures r == 3;
{
  r := 4;
  while (b) { assert {:subsumption 0} false; }
  assert !b;
}
"""


def replays(text: str) -> dict[tuple[int, str], Replay]:
    """By line and kind what comes of executing the counterexamples."""
    found = {}
    for result in ivl.verify(ivl.parse(text), OPTIONS):
        for d in result.diagnostics:
            assert d.span is not None and d.replay is not None
            found[d.span.position.line, d.kind] = d.replay
    return found


def test_an_execution_does_not_pass_what_is_assumed_before_an_invariant():
    """The proof of the invariant may not use it, and fails; but that is no execution."""
    (replay,) = replays(ASSUMED_BEFORE).values()
    assert replay.verdict is ReplayVerdict.UNDECIDED
    assert replay.reason == "what the loop assumes before it does not hold (line 3)"


def test_no_execution_goes_on_behind_false():
    """Also where it is not assumed: what comes later is not verified."""
    found = replays(BEHIND_FALSE)
    (inputs,) = [r.inputs for (_, kind), r in found.items() if kind == "verify.postcondition"]
    assert [(b.name, b.value) for b in inputs] == [("b", False)]
    assert found[5, "verify.assert"].verdict is ReplayVerdict.REFUTED


@settings(max_examples=20, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False, note_method_calls=False))
def test_small_programs(random):
    """Programs that hypothesis makes smaller when something is found."""
    made = batch([procedures(random, "p", Features(), 1)], Features())
    check_no_run_fails_what_is_proved(made, 10)
    check_refuted(made)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("seeds", "features"), [*batches(10_000, 20_000)], ids=str)
def test_ten_thousand_programs(seeds, features):
    check(seeds, features)
