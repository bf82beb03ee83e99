"""Clients take silence for success, and any line that they do not know for a failure."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time

import pytest
from drop_in import (
    COMMAND,
    ENVIRONMENT,
    as_carbon_reads,
    as_melvin_reads,
    descendants,
    has_ended,
    name_of,
    run,
)

import ivl
from ivl.cli.boogie import main

GOOD = "procedure P(x: int) { assert x + 1 > x; }\n"
BAD = """\
procedure P(x: int) { assert {:msg "  Assert might fail. Assertion x > 0 might not hold. [17]"} x > 0; }
procedure Q(x: int) { assert {:msg "  Assert might fail. [18]"} x > 1; assert {:msg "  B [19]"} x > 2; }
"""  # noqa: E501
ENDLESS = """\
function f(int): int;
axiom (forall x: int :: {f(x)} f(f(x) + 1) * f(x) > f(x + 1));
procedure P() { assert f(3) * f(4) * f(5) != 77; }
"""
CARBON = (
    "/vcsCores:2",
    "/errorTrace:0",
    "/errorLimit:10000000",
    "/proverOpt:O:smt.AUTO_CONFIG=false",
    "/proverOpt:O:smt.PHASE_SELECTION=0",
    "/proverOpt:O:smt.RESTART_STRATEGY=0",
    "/proverOpt:O:smt.RESTART_FACTOR=|1.5|",
    "/proverOpt:O:smt.ARITH.RANDOM_INITIAL_VALUE=true",
    "/proverOpt:O:smt.CASE_SPLIT=3",
    "/proverOpt:O:smt.DELAY_UNITS=true",
    "/proverOpt:O:NNF.SK_HACK=true",
    "/proverOpt:O:smt.MBQI=false",
    "/proverOpt:O:smt.QI.EAGER_THRESHOLD=100",
    "/proverOpt:O:smt.BV.REFLECT=true",
    "/proverOpt:O:smt.qi.max_multi_patterns=1000",
)
needs_proc = pytest.mark.skipif(
    not os.path.exists("/proc/self/task"), reason="the system has no /proc"
)


def read(result):
    return as_carbon_reads(result.stderr, result.stdout)


@pytest.fixture
def here(capsys, monkeypatch, tmp_path):
    """Runs the drop-in in this process, which takes less time."""
    monkeypatch.chdir(tmp_path)

    def run_here(*words, text):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        code = main(words)
        printed = capsys.readouterr()
        return subprocess.CompletedProcess(words, code, printed.out, printed.err)

    return run_here


def test_a_program_on_standard_input_is_verified():
    result = run(*CARBON, "stdin.bpl", text=GOOD)
    assert (read(result), result.returncode) == ([], 0)
    assert result.stderr == ""
    assert result.stdout == "\nBoogie program verifier finished with 1 verified, 0 errors\n"


def test_every_error_has_a_line_and_is_counted():
    result = run(*CARBON, "stdin.bpl", text=BAD)
    assert (sorted(read(result)), result.returncode) == (["17", "18", "19"], 0)
    assert result.stderr == ""


def test_a_file_of_that_name_is_not_read(here, tmp_path):
    (tmp_path / "stdin.bpl").write_text(BAD)
    assert read(here("stdin.bpl", text=GOOD)) == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("/timeLimit:1",), ENDLESS),
        (("/proverOpt:PROVER_PATH=/bin/false",), GOOD),
        (("/proverOpt:PROVER_PATH=/bin/true",), GOOD),
        (("/proverOpt:PROVER_PATH=/bin/cat",), GOOD),
        (("/proverOpt:PROVER_PATH=/nowhere/z3",), GOOD),
        (("/proverOpt:O:smt.no_such_option=1",), GOOD),
        (("/proverOpt:NO_SUCH=1",), GOOD),
        (("/proverOpt:SOLVER=noop",), GOOD),
        (("/proverOpt:C:-no-such-argument",), GOOD),
        (("/noSuchOption",), GOOD),
        (("/vcsCores:many",), GOOD),
        (("/trustNoninterference",), GOOD),  # a check that is not built must not be waived
        (("another.bpl",), GOOD),
        (("program.txt",), GOOD),
        ((), GOOD + "procedure {"),
        ((), GOOD + "procedure P();"),
        ((), GOOD + "procedure R() { assert 1; }"),
        ((), "procedure R() { assert \0; }"),
    ],
    ids=lambda part: " ".join(part)[-30:] if isinstance(part, tuple) else "",
)
def test_no_failure_looks_like_success(words, text, here):
    result = here(*words, "stdin.bpl", text=text)
    assert read(result) != []
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("/proverOpt:PROVER_PATH=/bin/false",),
        ("/proverOpt:PROVER_PATH=/bin/cat",),
        ("/proverOpt:PROVER_PATH=/nowhere/z3",),
        ("/proverOpt:O:smt.no_such_option=1",),
        ("/noSuchOption",),
        ("another.bpl",),
    ],
    ids=" ".join,
)
def test_no_failure_of_ours_looks_like_success_to_who_reads_errors_only(words, here):
    result = here(*words, "stdin.bpl", text=GOOD)
    assert as_melvin_reads(result.stderr, result.stdout) != []


def test_a_closed_standard_input_is_an_error():
    result = run("stdin.bpl", preexec_fn=lambda: os.close(0))
    assert read(result) == ['internal: Error opening file "stdin.bpl": standard input is closed']


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="the system has no /dev/full")
def test_a_full_disk_is_an_error():
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            (*COMMAND, "stdin.bpl"),
            input=GOOD,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=ENVIRONMENT,
        )
    assert (result.returncode, result.stderr) == (1, "*** Error: No space left on device\n")


def test_who_stops_reading_is_not_told():
    process = start(GOOD, "stdin.bpl")
    process.stdout.close()
    assert process.wait(20) == 141
    assert process.stderr.read() == ""


@pytest.mark.parametrize("output", ["closed", "read-only folder"])
def test_odd_surroundings(output, tmp_path):
    if output == "closed":
        result = run("stdin.bpl", text=GOOD, preexec_fn=lambda: os.close(1))
        assert (result.returncode, result.stderr) == (0, "")
        return
    folder = tmp_path / "folder"
    folder.mkdir()
    folder.chmod(0o555)
    environment = {name: str(folder) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME")}
    result = subprocess.run(
        (*COMMAND, "stdin.bpl"),
        input=GOOD,
        capture_output=True,
        text=True,
        cwd=folder,
        env={**ENVIRONMENT, **environment},
    )
    assert as_carbon_reads(result.stderr, result.stdout) == []


# ------------------------------------------------------------------------- stopped from outside


def start(text, *words):
    process = subprocess.Popen(
        (*COMMAND, *words),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
    )
    process.stdin.write(text)
    process.stdin.close()
    process.stdin = None
    return process


def wait_for(condition, seconds=20.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.01)


def solvers(process):
    return [child for child in descendants(process.pid) if name_of(child) == "z3"]


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGSEGV])
@pytest.mark.parametrize("jobs", [1, 2])
def test_whoever_ends_it_ends_its_solvers_and_is_told(number, jobs):
    process = start(ENDLESS + ENDLESS[-52:].replace("P", "Q"), f"/vcsCores:{jobs}", "stdin.bpl")
    wait_for(lambda: len(solvers(process)) >= jobs)
    time.sleep(0.2)
    started = descendants(process.pid)
    begin = time.monotonic()
    process.send_signal(number)
    output, errors = process.communicate(timeout=10)
    assert time.monotonic() - begin < 2
    assert process.returncode in (-number, 130)
    wait_for(lambda: all(has_ended(child) for child in started), 2)
    assert as_carbon_reads(errors, output) != []
    assert as_melvin_reads(errors, output) != []
    assert "Traceback" not in errors


@needs_proc
def test_a_client_that_ends_children_first_is_told():
    process = start(ENDLESS, "stdin.bpl")
    wait_for(lambda: solvers(process))
    for child in descendants(process.pid):
        os.kill(child, signal.SIGTERM)
    process.terminate()
    output, errors = process.communicate(timeout=10)
    assert as_carbon_reads(errors, output) != []
    wait_for(lambda: not descendants(process.pid), 2)


@needs_proc
def test_a_command_that_is_not_alone_is_not_watched(here):
    before = descendants(os.getpid())
    assert read(here("stdin.bpl", text=GOOD)) == []
    assert descendants(os.getpid()) == before


# ------------------------------------------------------------------------- what clients ask for


@pytest.mark.parametrize(
    "words",
    [
        ("/doModSetAnalysis",),
        ("/useArrayTheory",),
        ("/monomorphize",),
        ("-typeEncoding:m",),
        ("/infer:j",),
        ("/nologo", "/noinfer", "-doNotUseLabels"),
    ],
    ids=" ".join,
)
def test_older_options(words, here):
    assert read(here(*words, "stdin.bpl", text=GOOD)) == []


def test_modifies_clauses_are_inferred(here):
    text = (
        "var g: int; procedure P() { g := 1; } procedure Q() { g := 2; call P(); assert g == 2; }"
    )
    assert read(here("stdin.bpl", text=text)) != []
    result = here("/doModSetAnalysis", "stdin.bpl", text=text)
    assert "finished with 1 verified, 1 error\n" in result.stdout


def test_trace_lines(here):
    lines = here("/trace", "stdin.bpl", text=GOOD + BAD.replace("P", "R")).stdout.splitlines()
    assert [line for line in lines if line.startswith("Verifying ")] == [
        f"Verifying {name} ..." for name in "PRQ"
    ]
    ends = [line for line in lines if line.startswith("  [") and "proof obligation" in line]
    assert [line.rpartition("]  ")[2] for line in ends] == ["verified", "error", "errors"]


@pytest.mark.parametrize("word", ["datatype", "measure", "push", "hide", "pure", "is", "uses"])
def test_words_of_later_versions_are_names(word):
    """Boogie 2 knows none of them, and its programs use them."""
    texts = (
        f"var {word}: int; procedure P() modifies {word}; {{ {word} := 3; assert {word} == 3; }}",
        f"type {word}; procedure P(x: {word}) {{ var y: {word}; y := x; assert x == y; }}",
        f"function {word}(x: int): int; procedure P() {{ assert {word}(1) == {word}(1); }}",
        f"procedure P() {{ goto {word}; {word}: assert true; }}",
        f"procedure {word}({word}: int) {{ assert {word} == {word}; }}",
        f"procedure P() {{ assert (forall {word}: int :: {word} == {word}); }}",
        f"axiom {{:{word}}} true; procedure {{:{word} 1}} P() {{ assert {{:{word}}} true; }}",
    )  # fmt: skip
    for text in texts:
        ivl.check(ivl.parse(text))
