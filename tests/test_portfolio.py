"""Solvers that race: the first proof counts, nobody stays behind, nobody is contradicted."""

import os
import sys
import time

import pytest

import ivl
from ivl.base.proofs import ProofsInMemory
from ivl.cache.setting import setting
from ivl.cli.main import main
from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.result import Outcome
from ivl.solvers.answer import Limits
from ivl.solvers.answer import Outcome as Answered
from ivl.solvers.catalog import AbsentSolver, UnknownSolver, find_solver, racers_of
from ivl.solvers.portfolio import Portfolio, Racer
from ivl.solvers.process import ProcessSolver
from ivl.solvers.settings import ANY, Settings

FAKE = """\
import os, sys, time
answer, seconds = sys.argv[1], float(sys.argv[2])
for line in sys.stdin:
    if line.startswith("(check-sat"):
        time.sleep(seconds)
        print(answer, flush=True)
    elif line.startswith("(get-value"):
        print(f"((p {answer}))", flush=True)
    elif "(echo " in line:
        print(line.partition("(echo ")[2].strip()[1:-2], flush=True)
"""
NEVER = 100.0


@pytest.fixture(scope="module")
def fakes(tmp_path_factory):
    path = tmp_path_factory.mktemp("fake") / "solver.py"
    path.write_text(FAKE)

    def make(*racers):
        return Portfolio(
            "race",
            [
                Racer(
                    ProcessSolver(
                        f"{answer} {n}",
                        (sys.executable, "-S", str(path), answer, str(seconds)),
                        ANY,
                    )
                )
                for n, (answer, seconds) in enumerate(racers)
            ],
        )

    return make


def opened(solver, **chosen):
    terms = Terms()
    session = solver.open(terms, Background(), Settings(patience=20, grace=0.3, **chosen))
    session.push()
    session.assume(terms.symbol("p", terms.BOOL))
    return session, terms


def children(session):
    return [s._conversation._wire._process.pid for s in session._sessions if s._conversation]


@pytest.mark.parametrize(
    ("racers", "outcome", "complete"),
    [
        ([("unsat", 0), ("unsat", NEVER)], Answered.PROVED, True),
        ([("unsat", NEVER), ("unsat", 0)], Answered.PROVED, True),
        ([("unknown", 0), ("unsat", 0.3)], Answered.PROVED, True),
        ([("nonsense", 0), ("unsat", 0.3)], Answered.PROVED, True),
        ([("sat", 0), ("unsat", NEVER)], Answered.CANDIDATE, True),
        ([("unknown", 0), ("sat", 0.3)], Answered.CANDIDATE, True),
        ([("unknown", 0), ("nonsense", 0)], Answered.UNKNOWN, False),
        ([("nonsense", 0), ("nonsense", 0)], Answered.SOLVER_ERROR, False),
    ],
)
def test_the_first_answer_that_settles_it(fakes, racers, outcome, complete):
    session, _ = opened(fakes(*racers))
    started = time.monotonic()
    answer = session.check()
    assert (answer.outcome, answer.complete) == (outcome, complete)
    assert time.monotonic() - started < 10
    session.close()
    assert not children(session)


@pytest.mark.parametrize("racers", [[("unsat", 0), ("sat", 0)], [("sat", 0), ("unsat", 0.01)]])
def test_a_contradiction_is_nobodys_proof(fakes, racers, monkeypatch):
    monkeypatch.setattr("ivl.solvers.portfolio.GRACE_SECONDS", 5.0)
    proofs = ProofsInMemory()
    session, _ = opened(fakes(*racers), proofs=proofs)
    answer = session.check()
    assert answer.outcome is Answered.SOLVER_ERROR
    assert answer.reason.startswith("CONTRADICTION: unsat ")
    assert len(proofs) == 0
    session.close()


def test_a_proof_is_remembered(fakes):
    proofs = ProofsInMemory()
    for remembered in (False, True):
        session, _ = opened(fakes(("unsat", 0), ("unknown", NEVER)), proofs=proofs)
        answer = session.check()
        assert (answer.outcome, answer.remembered) == (Answered.PROVED, remembered)
        session.close()
    assert len(proofs) == 1


def test_the_slow_ones_are_stopped_and_start_again(fakes):
    session, _ = opened(fakes(("unsat", 0), ("sat", NEVER)))
    for _ in range(3):
        assert session.check().outcome is Answered.PROVED
        assert len(children(session)) == 1
    session.close()


def test_time_limits_hold_for_each(fakes):
    session, _ = opened(fakes(("unsat", NEVER), ("unsat", NEVER)))
    started = time.monotonic()
    assert session.check(Limits(seconds=0.2)).outcome is Answered.TIMEOUT
    assert time.monotonic() - started < 10
    session.close()


def test_values_are_those_of_the_one_that_found_them(fakes):
    session, terms = opened(fakes(("unknown", 0), ("sat", 0.2)))
    assert session.check().outcome is Answered.CANDIDATE
    assert session.values([terms.symbol("p", terms.BOOL)]) == ("sat",)
    session.close()


def test_names():
    assert racers_of("z3,cvc5") == (("z3", ()), ("cvc5", ()))
    assert racers_of("z3,z3:a=1:b=x y") == (("z3", ()), ("z3", (("a", "1"), ("b", "x y"))))
    for single in ("z3", "cmd:z3 -in a,b", "pysmt:msat", "/bin/sh"):
        assert racers_of(single) == ()
    for wrong in ("z3,nothing", "z3:a=", "z3,msat", "z3,"):
        with pytest.raises(UnknownSolver):
            find_solver(wrong)


def test_one_that_is_not_installed(monkeypatch):
    monkeypatch.setattr("ivl.solvers.catalog.which", lambda _: None)
    found = find_solver("z3,cvc4")
    assert isinstance(found, AbsentSolver) and "cvc4 is not installed" in found.reason


def test_two_set_ups_of_z3():
    text = """
    function f(x: int): int;
    axiom (forall x: int :: {f(x)} f(x) > x);
    procedure P(x: int) { assert f(f(x)) > x + 1; }
    procedure Q(x: int) { assert f(x) > x; assert x > 0; }
    """
    options = Options(solver="z3,z3:smt.arith.solver=2", jobs=2)
    results = {r.name: r for r in ivl.verify(ivl.parse(text), options)}
    assert results["P"].outcome is Outcome.VERIFIED
    assert [d.span.position.column for d in results["Q"].diagnostics] == [44]
    assert setting(options) not in (None, setting(Options()))


@pytest.mark.parametrize(
    "text",
    [
        "procedure P(x: int) { assert x > 0; }",
        """function f(x: int): int; axiom (forall x: int :: {f(x)} f(x) >= 0);
        procedure P(x: int) { assert f(x) == 3; }""",  # z3 is not certain of its candidate
    ],
)
def test_a_liar_is_shown_up(tmp_path, monkeypatch, capsys, text):
    monkeypatch.setattr("ivl.solvers.portfolio.GRACE_SECONDS", 5.0)
    (tmp_path / "fake.py").write_text(FAKE)
    liar = tmp_path / "cvc5"
    liar.write_text(f"#!/bin/sh\nexec {sys.executable} -S {tmp_path}/fake.py unsat 0\n")
    liar.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    program = tmp_path / "a.bpl"
    program.write_text(f"{text}\nprocedure Q() {{ assert true; }}\n")
    for _ in range(2):  # nothing of it is remembered
        assert main(["verify", "--solver", "z3,cvc5-system", str(program)]) == 3
        output = capsys.readouterr().out
        assert "CONTRADICTION: cvc5-system proves what z3 refutes; one of them is wrong" in output
        assert "1 stopped by a solver error" in output
