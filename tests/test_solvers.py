import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ivl.logic.script import Background, DatatypeSort, Definition
from ivl.logic.terms import Terms
from ivl.solvers.answer import Limits, Outcome, from_unknown
from ivl.solvers.catalog import CATALOG, UnknownSolver, find_solver
from ivl.solvers.list_solvers import list_solvers
from ivl.solvers.process import ProcessSolver
from ivl.solvers.settings import ANY, Settings

ROOT = Path(__file__).resolve().parent.parent

FAKE = r"""
import sys, time
mode, checks = sys.argv[1], 0
def say(text):
    sys.stdout.write(text)
    sys.stdout.flush()
if mode == "hangs at start":
    time.sleep(60)
if mode == "eager":
    say("unsat\n" * 5)
for line in sys.stdin:
    line = line.strip()
    if line.startswith("(echo"):
        say(line[7:-2] + "\n")
    elif line.startswith("(assert") and mode in ("refuses", "refuses, then unsat"):
        say('(error "line 1: no")\n')
    elif line.startswith("(assert") and mode == "dies on assert":
        sys.exit(4)
    elif line.startswith("(get-info") and mode == "stale: unknown":
        say("(:reason-unknown tired)\n")
    elif line.startswith("(get-info") and mode != "dies on get-info":
        say("(:reason-unknown incomplete)\n")
    elif line.startswith("(get-info"):
        sys.exit(2)
    elif line.startswith("(get-value"):
        say("(((f x" if mode == "bad values" else "((a 1))\n")
        if mode == "dies on get-value":
            sys.exit(1)
    elif line == "(check-sat)":
        checks += 1
        if mode == "crashes":
            sys.stderr.write("boom")
            sys.exit(3)
        elif mode == "segfaults":
            import os, signal
            os.kill(os.getpid(), signal.SIGSEGV)
        elif mode == "hangs":
            time.sleep(60)
        elif mode == "garbage":
            say("hello world\n")
        elif mode == "garbage, then unsat":
            say("hello world\nunsat\n")
        elif mode == "unsat, then garbage":
            say("unsat\nhello\n")
        elif mode == "error, then unsat":
            say('(error "line 1: no")\nunsat\n')
        elif mode == "unsat with an error":
            say('unsat\n(error "line 1: no")\n')
        elif mode == "late":
            time.sleep(60 if checks == 1 else 0)
            say("unsat\n")
        elif mode == "a bit late":
            time.sleep(0.4)
            say("sat\n")
        elif mode == "dies in the middle":
            say("uns")
            sys.exit(0)
        elif mode == "dies after unsat":
            say("unsat\n")
            sys.exit(0)
        elif mode == "out of memory":
            say('(error "out of memory")\n')
            sys.exit(101)
        elif mode == "noisy":
            sys.stderr.write("x" * 3_000_000)
            say("unsat\n")
        elif mode == "silent":
            pass
        elif mode == "twice":
            say("unsat\nunsat\n")
        elif mode in ("sat", "eager", "bad values", "dies on get-value"):
            say("sat\n")
        elif mode == "dies on get-info":
            say("unknown\n")
        elif mode in ("stale: unknown", "stale: incomplete"):
            say("unsat\n" if checks == 1 else "unknown\n")
        elif mode == "stale: dies":
            if checks > 1:
                sys.exit(5)
            say("unsat\n")
        else:
            say("unsat\n")
"""


@pytest.fixture(scope="module")
def fake(tmp_path_factory):
    path = tmp_path_factory.mktemp("fake") / "fake_solver.py"
    path.write_text(FAKE)

    def make(mode):
        return ProcessSolver("fake", (sys.executable, "-S", str(path), mode), ANY)

    return make


@pytest.fixture
def terms():
    return Terms(check=True)


def ask(solver, terms, limits=None, settings=None):
    session = solver.open(terms, Background(), settings or Settings(patience=5, grace=0.3))
    session.push()
    session.assume(terms.symbol("p", terms.BOOL))
    answer = session.check(limits or Limits())
    session.close()
    return answer


@pytest.mark.parametrize(
    ("mode", "outcome", "reason"),
    [
        ("unsat", Outcome.PROVED, ""),
        ("noisy", Outcome.PROVED, ""),
        ("sat", Outcome.CANDIDATE, ""),
        ("eager", Outcome.CANDIDATE, ""),
        ("crashes", Outcome.SOLVER_ERROR, "exit code 3: boom"),
        ("segfaults", Outcome.SOLVER_ERROR, "SIGSEGV"),
        ("garbage", Outcome.SOLVER_ERROR, "hello world"),
        ("garbage, then unsat", Outcome.SOLVER_ERROR, "hello world"),
        ("unsat, then garbage", Outcome.SOLVER_ERROR, "no answer"),
        ("error, then unsat", Outcome.SOLVER_ERROR, "line 1: no"),
        ("unsat with an error", Outcome.SOLVER_ERROR, "line 1: no"),
        ("refuses", Outcome.SOLVER_ERROR, "line 1: no"),
        ("refuses, then unsat", Outcome.SOLVER_ERROR, "line 1: no"),
        ("dies on assert", Outcome.SOLVER_ERROR, "exit code 4"),
        ("dies in the middle", Outcome.SOLVER_ERROR, "exit code 0"),
        ("dies after unsat", Outcome.SOLVER_ERROR, "exit code 0"),
        ("dies on get-info", Outcome.SOLVER_ERROR, "exit code 2"),
        ("out of memory", Outcome.OUT_OF_MEMORY, "out of memory"),
        ("silent", Outcome.SOLVER_ERROR, "no answer"),
        ("twice", Outcome.SOLVER_ERROR, "no answer"),
    ],
)
def test_whatever_a_solver_does_has_its_outcome(fake, terms, mode, outcome, reason):
    answer = ask(fake(mode), terms)
    assert answer.outcome is outcome
    assert reason in answer.reason
    assert (answer.outcome is Outcome.PROVED) <= answer.complete


def test_a_solver_that_hangs_is_killed(fake, terms):
    started = time.monotonic()
    answer = ask(fake("hangs"), terms, Limits(seconds=0.2))
    assert answer.outcome is Outcome.TIMEOUT
    assert "killed" in answer.reason
    assert time.monotonic() - started < 10


def test_a_solver_that_does_not_read_is_killed(fake, terms):
    answer = ask(fake("hangs at start"), terms, settings=Settings(patience=0.3))
    assert answer.outcome is Outcome.SOLVER_ERROR
    assert "does not answer" in answer.reason


def test_a_late_answer_is_not_taken_for_a_later_question(fake, terms):
    session = fake("late").open(terms, Background(), Settings(patience=5, grace=0.3))
    assert session.check(Limits(seconds=0.1)).outcome is Outcome.TIMEOUT
    assert session.check(Limits(seconds=0.1)).outcome is Outcome.TIMEOUT  # a new process, no unsat
    session.close()


def test_an_answer_within_the_grace_counts(fake, terms):
    assert ask(fake("a bit late"), terms, Limits(seconds=0.3)).outcome is Outcome.CANDIDATE


@pytest.mark.parametrize("mode", ["stale: unknown", "stale: dies"])
def test_what_a_used_process_cannot_answer_a_fresh_one_may(fake, terms, mode):
    session = fake(mode).open(terms, Background(), Settings(patience=5, grace=0.3))
    for _ in range(3):
        session.push()
        session.assume(terms.symbol("p", terms.BOOL))
        assert session.check().outcome is Outcome.PROVED
        session.pop()
    session.close()


def test_a_candidate_is_not_asked_for_again(fake, terms):
    session = fake("stale: incomplete").open(terms, Background(), Settings(patience=5, grace=0.3))
    for outcome in (Outcome.PROVED, Outcome.CANDIDATE):
        session.push()
        session.assume(terms.symbol("p", terms.BOOL))
        assert session.check().outcome is outcome
        session.pop()
    session.close()


def test_a_missing_executable(terms):
    answer = ask(ProcessSolver("gone", ("/nonexistent/solver",), ANY), terms)
    assert answer.outcome is Outcome.SOLVER_ERROR
    assert "/nonexistent/solver" in answer.reason


def test_an_executable_that_cannot_run(terms, tmp_path):
    path = tmp_path / "solver"
    path.write_text("not a program")
    path.chmod(0o755)
    assert ask(find_solver(str(path)), terms).outcome is Outcome.SOLVER_ERROR


@pytest.mark.parametrize("mode", ["bad values", "dies on get-value"])
def test_values_that_cannot_be_had(fake, terms, mode):
    session = fake(mode).open(terms, Background(), Settings(patience=1))
    p = terms.symbol("p", terms.BOOL)
    session.assume(p)
    assert session.check().outcome is Outcome.CANDIDATE
    assert session.values([p]) is None
    assert session.model() is None
    session.close()


def test_no_process_stays(fake, terms):
    session = fake("sat").open(terms, Background(), Settings())
    session.check()
    process = session._conversation._wire._process.pid
    session.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


KILLED = """
import os, signal, sys
from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.solvers.list_solvers import list_solvers
from ivl.solvers.process import ProcessSolver
from ivl.solvers.settings import ANY, Settings
solver = ProcessSolver("fake", (sys.executable, "-S", sys.argv[1], "unsat"), ANY)
session = solver.open(Terms(), Background(), Settings())
session.check()
print(session._conversation._wire._process.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs Linux's parent death signal"
)
def test_a_solver_dies_with_us(fake):
    path = fake("").command[2]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, path], cwd=ROOT, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    process = int(done.stdout)
    for _ in range(100):
        state = Path(f"/proc/{process}/stat")
        if not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("the solver is still running")


@pytest.mark.parametrize(
    ("reason", "limits", "outcome"),
    [
        ("(incomplete quantifiers)", Limits(), Outcome.CANDIDATE),
        ('"smt tactic failed to show goal to be sat/unsat (incomplete quantifiers)"', Limits(),
         Outcome.CANDIDATE),
        ("canceled", Limits(seconds=1), Outcome.TIMEOUT),
        ("canceled", Limits(resource=1), Outcome.OUT_OF_RESOURCE),
        ("canceled", Limits(seconds=9, resource=1), Outcome.OUT_OF_RESOURCE),
        ("canceled", Limits(), Outcome.UNKNOWN),
        ("max. resource limit exceeded", Limits(), Outcome.OUT_OF_RESOURCE),
        ("resourceout", Limits(), Outcome.OUT_OF_RESOURCE),
        ("timeout", Limits(), Outcome.TIMEOUT),
        ("memout", Limits(), Outcome.OUT_OF_MEMORY),
        ("unknown", Limits(), Outcome.UNKNOWN),
        ("", Limits(), Outcome.UNKNOWN),
    ],
)  # fmt: skip
def test_reasons_for_unknown(reason, limits, outcome):
    assert from_unknown(reason, 1.0, limits).outcome is outcome


# ------------------------------------------------------------- real solvers

REAL = [entry.name for entry in CATALOG if entry.find() is not None]


def background(terms):
    x = terms.bound("x", terms.INT)
    f = terms.function("f", [terms.INT], terms.INT)
    fx = terms.apply(f, [x])
    return Background(
        datatypes=((DatatypeSort("Shape", (("dot", ()), ("box", (("side", terms.INT),)))),),),
        definitions=(Definition("twice", (x,), terms.INT, terms.add(x, x)),),
        axioms=(terms.quantifier(True, [x], terms.less(x, fx), [[fx]], qid="f is above"),),
    )


@pytest.mark.parametrize("name", REAL)
def test_small_problems(terms, name):
    if name == "yices2":
        pytest.skip("yices2 has no quantifiers with push and pop")
    session = find_solver(name).open(terms, background(terms), Settings())
    a = terms.symbol("a", terms.INT)
    f = terms.function("f", [terms.INT], terms.INT)
    shape = terms.named_sort("Shape")
    s = terms.symbol("s", shape)
    box = terms.function("box", [terms.INT], shape)
    side = terms.function("side", [shape], terms.INT)
    twice = terms.function("twice", [terms.INT], terms.INT)
    fa = terms.apply(f, [a])
    m = terms.symbol("m", terms.array_sort(terms.INT, terms.BOOL))
    proved = [
        terms.less_equal(terms.apply(f, [fa]), a),
        terms.not_(terms.equal(terms.apply(side, [terms.apply(box, [a])]), a)),
        terms.not_(terms.equal(terms.apply(twice, [a]), terms.multiply(a, terms.int_(2)))),
        terms.and_(
            terms.tester("box", s),
            terms.not_(terms.equal(s, terms.apply(box, [terms.apply(side, [s])]))),
        ),
        terms.not_(terms.select(terms.store(m, a, terms.true), a)),
        terms.less_equal(terms.int_(3), terms.builtin("mod", [a, terms.int_(3)], terms.INT)),
        terms.equal(
            terms.symbol("select", terms.INT),
            terms.add(terms.symbol("select", terms.INT), terms.int_(1)),
        ),
        terms.not_(
            terms.equal(
                terms.builtin("bvadd", [terms.bitvector(255, 8)] * 2, terms.bitvector_sort(8)),
                terms.bitvector(254, 8),
            )
        ),
    ]
    limits = Limits(seconds=20)
    for formula in proved:
        session.push()
        session.assume(formula)
        assert session.check(limits).outcome is Outcome.PROVED
        session.pop()
    session.push()
    session.assume(terms.equal(a, terms.int_(-41)))
    session.assume(terms.less(fa, terms.int_(0)))
    answer = session.check(limits)
    assert answer.outcome is Outcome.CANDIDATE
    unused = terms.symbol("unused", terms.INT)
    values = session.values([a, terms.less(fa, a), unused])
    assert values == ("(- 41)", "false", "")
    model = session.model()
    assert model is not None
    assert model.constant("a") == -41
    assert isinstance(model.value(fa), int)  # a mere candidate may be wrong about it
    session.assume(terms.less(fa, a))
    assert session.values([a]) is None
    assert session.check(limits).outcome is Outcome.PROVED
    session.pop()
    session.close()


def hard(terms):
    """No two cubes make a cube: no solver knows, though z3 may give up rather than search."""
    x, y, z = (terms.symbol(name, terms.INT) for name in "xyz")
    cubes = [terms.multiply(v, v, v) for v in (x, y, z)]
    positive = [terms.less(terms.int_(0), v) for v in (x, y, z)]
    return terms.and_(*positive, terms.equal(terms.add(cubes[0], cubes[1]), cubes[2]))


@pytest.mark.parametrize("name", [name for name in REAL if name != "yices2"])
def test_limits(terms, name):
    session = find_solver(name).open(terms, Background(), Settings())
    session.push()
    session.assume(hard(terms))
    unproved = (Outcome.TIMEOUT, Outcome.CANDIDATE, Outcome.UNKNOWN)
    assert session.check(Limits(seconds=0.3)).outcome in unproved
    session.pop()
    session.push()
    p = terms.symbol("p", terms.BOOL)
    session.assume(terms.and_(p, terms.not_(p)))
    assert session.check(Limits(seconds=5)).outcome is Outcome.PROVED
    session.close()


@pytest.mark.skipif("z3" not in REAL, reason="z3 is not installed")
class TestZ3:
    def test_resource_limit(self, terms):
        session = find_solver("z3").open(terms, Background(), Settings())
        vectors = [terms.symbol(f"v{i}", terms.bitvector_sort(64)) for i in range(4)]
        product = vectors[0]
        for vector in vectors[1:]:
            product = terms.builtin("bvmul", [product, vector], terms.bitvector_sort(64))
        session.push()
        session.assume(terms.equal(product, terms.bitvector(0xDEADBEEFCAFEBABF, 64)))
        for vector in vectors:
            small = terms.bitvector(1 << 20, 64)
            session.assume(terms.builtin("bvult", [vector, small], terms.BOOL))
            session.assume(terms.builtin("bvult", [terms.bitvector(2, 64), vector], terms.BOOL))
        assert session.check(Limits(resource=1000)).outcome is Outcome.OUT_OF_RESOURCE
        session.pop()
        assert session.check().outcome is Outcome.CANDIDATE
        session.close()

    def test_memory_limit(self, terms):
        session = find_solver("z3").open(terms, Background(), Settings())
        a = terms.symbol("a", terms.bitvector_sort(8000))
        b = terms.symbol("b", terms.bitvector_sort(8000))
        session.assume(
            terms.not_(
                terms.equal(
                    terms.builtin("bvmul", [a, b], terms.bitvector_sort(8000)),
                    terms.builtin("bvudiv", [b, a], terms.bitvector_sort(8000)),
                )
            )
        )
        assert session.check(Limits(seconds=20, memory=64)).outcome is Outcome.OUT_OF_MEMORY
        session.close()

    def test_an_option_of_the_user_that_z3_lacks_is_an_error(self, terms):
        answer = ask(find_solver("z3"), terms, settings=Settings(options=(("smt.nonsense", "1"),)))
        assert answer.outcome is Outcome.SOLVER_ERROR
        assert "smt.nonsense" in answer.reason or "nonsense" in answer.reason

    def test_the_log_replays(self, terms, tmp_path):
        log = tmp_path / "log.smt2"
        settings = Settings(log=str(log), seed=7, options=(("smt.relevancy", "1"),))
        answer = ask(find_solver("z3"), terms, Limits(seconds=5), settings)
        assert answer.outcome is Outcome.CANDIDATE
        text = log.read_text()
        assert "(set-option :smt.relevancy 1)" in text
        assert "(set-option :smt.random_seed 7)" in text
        assert "(set-option :timeout 5000)" in text
        command = find_solver("z3").command
        done = subprocess.run(
            [command[0], str(log)], capture_output=True, text=True, timeout=20, check=False
        )
        assert done.stdout.split()[0] == "sat"

    def test_deep_terms(self):
        terms = Terms()
        x = terms.symbol("x", terms.INT)
        f = terms.function("f", [terms.INT], terms.INT)
        y = x
        for _ in range(100_000):
            y = terms.apply(f, [y])
        session = find_solver("z3").open(terms, Background(), Settings())
        session.push()
        session.assume(terms.not_(terms.equal(y, y)))
        assert session.check(Limits(seconds=60)).outcome is Outcome.PROVED
        session.close()

    def test_a_command_of_the_user(self, terms):
        path = find_solver("z3").command[0]
        assert ask(find_solver(f"cmd:{path} -in"), terms).outcome is Outcome.CANDIDATE
        assert ask(find_solver("z3", path=path), terms).outcome is Outcome.CANDIDATE
        assert ask(find_solver(path), terms).outcome is Outcome.CANDIDATE


# ------------------------------------------------------------------ catalog


def test_all_solvers_are_listed_and_tried():
    rows = {row.name: row for row in list_solvers()}
    assert {entry.name for entry in CATALOG} <= set(rows)
    for name in REAL:
        assert rows[name].works
        assert rows[name].version
    assert all(row.works or "install" in row.message for row in rows.values())


def test_unknown_names_are_refused():
    with pytest.raises(UnknownSolver, match="cvc5"):
        find_solver("z4")


def test_a_solver_that_is_not_installed_says_what_to_install(terms, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    answer = ask(find_solver("cvc4"), terms)
    assert answer.outcome is Outcome.SOLVER_ERROR
    assert "apt install cvc4" in answer.reason


def test_noop_proves_nothing(terms):
    assert ask(find_solver("noop"), terms).outcome is Outcome.UNKNOWN
