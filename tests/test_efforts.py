"""What a solver cannot decide with some effort is tried in another way, then for long."""

import sys

import pytest

from ivl.base.node import replace
from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.solvers.answer import Limits, Outcome
from ivl.solvers.process import ProcessSolver
from ivl.solvers.settings import ANY, Settings

FAKE = r"""
import sys, time
mode, limit, other = sys.argv[1], "0", False
def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()
for line in sys.stdin:
    line = line.strip()
    words = line.strip("()").split()
    if line.startswith("(echo"):
        say(line[7:-2] + "\n")
    elif words[:2] == ["set-option", ":effort"]:
        limit = words[2]
    elif words[:2] == ["set-option", ":way"]:
        other = True
    elif line.startswith("(get-info"):
        say("(:reason-unknown |max. resource limit exceeded|)\n" if limit != "0" else
            "(:reason-unknown incomplete)\n")
    elif line == "(check-sat)":
        if mode == "slow":
            time.sleep(0.2)
        proved = {"easy": True, "other way": other, "patience": limit == "0"}.get(mode, False)
        say("unsat\n" if proved else "sat\n" if mode == "refuted" and other else "unknown\n")
"""


@pytest.fixture(scope="module")
def terms():
    return Terms()


@pytest.fixture
def opened(tmp_path, terms):
    """A session with a solver that needs something, and the log of what it was told."""
    path, log = tmp_path / "fake.py", tmp_path / "log.smt2"
    path.write_text(FAKE)
    dialect = replace(
        ANY,
        time_option="time",
        resource_option="effort",
        effort=100,
        way=(("way", "2"),),
    )
    sessions = []

    def start(mode, **settings):
        solver = ProcessSolver("fake", (sys.executable, "-S", str(path), mode), dialect)
        session = solver.open(terms, Background(), Settings(log=str(log), **settings))
        session.push()
        session.assume(terms.symbol("p", terms.BOOL))
        sessions.append(session)
        return session, log

    yield start
    for session in sessions:
        session.close()


def told(session, log):
    """The efforts and ways of which the solver was told."""
    session.close()
    lines = log.read_text().splitlines()
    return [line[13:-1] for line in lines if ":effort" in line or ":way" in line]


def test_what_is_easy_is_tried_once(opened):
    session, log = opened("easy")
    assert session.check().outcome is Outcome.PROVED
    assert told(session, log) == ["effort 100"]


def test_another_way(opened):
    session, log = opened("other way")
    assert session.check().outcome is Outcome.PROVED
    session.pop()
    session.push()
    assert session.check().outcome is Outcome.PROVED  # each condition begins with the first way
    assert told(session, log) == ["effort 100", "way 2", "effort 50"] * 2


def test_patience(opened):
    session, log = opened("patience")
    assert session.check().outcome is Outcome.PROVED
    assert told(session, log) == ["effort 100", "way 2", "effort 50", "effort 0"]


def test_a_plan_of_one_s_own(opened):
    session, log = opened("patience", effort=30, way=(("way", "3"),))
    assert session.check().outcome is Outcome.PROVED
    assert told(session, log) == ["effort 30", "way 3", "effort 30", "effort 0"]


def test_a_counterexample_of_the_other_way_counts(opened):
    session, log = opened("refuted")
    answer = session.check()
    assert answer.outcome is Outcome.CANDIDATE
    assert answer.complete
    assert told(session, log) == ["effort 100", "way 2", "effort 50"]


def test_what_nothing_helps_is_what_the_first_way_says(opened):
    session, log = opened("hopeless")
    answer = session.check()
    assert (answer.outcome, answer.complete) == (Outcome.CANDIDATE, False)
    assert told(session, log) == ["effort 100", "way 2", "effort 50", "effort 0"]


def test_a_limit_of_the_user_is_the_only_one(opened):
    session, log = opened("patience")
    assert session.check(Limits(resource=7)).outcome is Outcome.OUT_OF_RESOURCE
    assert told(session, log) == ["effort 7"]


def test_all_attempts_share_the_time(opened):
    session, log = opened("slow")
    assert session.check(Limits(seconds=0.22)).outcome is Outcome.TIMEOUT
    assert told(session, log) == ["effort 100"]


def test_cores_come_from_the_first_way(opened):
    session, log = opened("patience", cores=True)
    assert session.check().outcome is Outcome.PROVED
    assert told(session, log) == ["effort 0"]
