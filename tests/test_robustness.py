"""Solvers that are killed, a user who has enough, memory that runs out: nothing false, nothing left."""  # noqa: E501

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from drop_in import COMMAND, ENVIRONMENT, descendants, has_ended, name_of

from ivl.solvers.process import KILLS

pytestmark = pytest.mark.skipif(
    not os.path.exists("/proc/self/task"), reason="the system has no /proc"
)
IVL = (sys.executable, "-m", "ivl")
PROCEDURES = 500
TIMES = 10
ENDLESS = """\
function f(int): int;
axiom (forall x: int :: {f(x)} f(f(x) + 1) * f(x) > f(x + 1));
procedure First(x: int) { assert x + 1 > x; }
procedure Endless() { assert f(3) * f(4) * f(5) != 77; }
"""
GREEDY = """\
function f(int, int): int;
axiom (forall x, y: int :: {f(x, y)} f(f(x, y), x) > f(x + 1, f(y, x)) &&
    f(y, x + y) * f(x + y, y) != f(x * y, y + 1));
procedure First(x: int) { assert x + 1 > x; }
procedure Greedy(a: int) { assert f(1, 2) * f(3, a) * f(5, a) != 77; }
procedure Last(x: int) { assert x - 1 < x; }
"""


def many() -> tuple[str, list[int]]:
    """A program, and the lines on which an assertion fails."""
    branches = " ".join(
        [f"if (x > {i}) {{ z := z + x; }} else {{ z := z - {i}; }}" for i in range(6)]
    )
    lines, failing = [], []
    for number in range(PROCEDURES):
        fails = number % 5 == 3
        claim = f"y > {number}" if fails else f"y == x + {number}"
        lines.append(
            f"procedure P{number}(x: int) {{ var y, z: int; z := 0; {branches} y := x + {number};"
        )
        lines.append(f"  assert {claim}; assert z <= 6 * y || y < 0 || x < 0; }}")
        if fails:
            failing.append(len(lines))
    return "\n".join(lines) + "\n", failing


def start(command, folder, *words, **settings):
    return subprocess.Popen(
        (*command, *words),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENVIRONMENT, "TMPDIR": str(folder), "IVL_CACHE": str(folder / "cache")},
        **settings,
    )


class Killer(threading.Thread):
    """Kills a solver of `process` now and then, and looks for zombies."""

    def __init__(self, process: subprocess.Popen[str], seed: int) -> None:
        super().__init__()
        self.process = process
        self.random = random.Random(seed)
        self.kills = 0
        self.zombies: list[int] = []

    def run(self) -> None:
        victims: dict[int, float] = {}
        while self.process.poll() is None:
            time.sleep(self.random.uniform(0.05, 0.12))
            solvers = [p for p in descendants(self.process.pid) if name_of(p) == "z3"]
            running = [p for p in solvers if not has_ended(p)]
            dead = [p for p in solvers if p in victims and time.monotonic() > victims[p] + 0.5]
            self.zombies += dead
            if running and self.kills < TIMES:
                victim = self.random.choice(running)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(victim, signal.SIGKILL)
                    victims[victim] = time.monotonic()
                    self.kills += 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_killed_solvers_cost_no_verdict(tmp_path, jobs):
    text, failing = many()
    (tmp_path / "many.bpl").write_text(text)
    words = (f"/vcsCores:{jobs}", "/errorTrace:0", "many.bpl")
    process = start(COMMAND, tmp_path, *words)
    killer = Killer(process, jobs)
    killer.start()
    output, errors = process.communicate(timeout=100)
    killer.join()
    assert errors == ""
    assert killer.kills == TIMES, output[:1000]
    lines = output.splitlines()
    places = sorted(int(line[len("many.bpl(") :].partition(",")[0]) for line in lines[:-2])
    assert places == failing
    verified = PROCEDURES - len(failing)
    assert lines[-1] == (
        f"Boogie program verifier finished with {verified} verified, {len(failing)} errors"
    )
    assert killer.zombies == []
    assert {path.name for path in tmp_path.iterdir()} <= {"many.bpl", "cache"}


def test_a_solver_that_always_dies_is_an_outcome(tmp_path):
    solver = tmp_path / "solver"
    solver.write_text(f"#!/bin/sh\necho x >> {tmp_path}/starts\nkill -9 $$\n")
    solver.chmod(0o755)
    (tmp_path / "a.bpl").write_text("procedure P() { assert true; assert 1 < 2; }\n")
    process = start(COMMAND, tmp_path, f"/proverOpt:PROVER_PATH={solver}", "a.bpl")
    output, errors = process.communicate(timeout=60)
    assert errors == ""
    assert output.splitlines()[-1].endswith("0 verified, 0 errors, 1 solver exceptions")
    assert "ended by SIGKILL" in output
    assert len((tmp_path / "starts").read_text().split()) == 1 + KILLS


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_an_interrupt_stops_everything_and_tells_what_is_known(tmp_path, jobs):
    (tmp_path / "a.bpl").write_text(ENDLESS + ENDLESS[-57:].replace("Endless", "More"))
    process = start(IVL, tmp_path, "verify", "-j", jobs, "a.bpl")
    time.sleep(2.5)
    started = descendants(process.pid)
    assert started
    begin = time.monotonic()
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=20)
    assert time.monotonic() - begin < 2
    assert process.returncode == 130
    assert "so far: verified: 1 implementation, 1 assertion" in output
    assert errors.strip().endswith("interrupted")
    assert "Traceback" not in errors
    time.sleep(0.2)
    assert all(has_ended(child) for child in started)


def test_an_interrupted_document_is_complete(tmp_path):
    (tmp_path / "a.bpl").write_text(ENDLESS)
    process = start(IVL, tmp_path, "verify", "--json", "a.bpl")
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=20)
    assert "stopped before the end" in json.dumps(json.loads(output))


def resident(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


def test_memory_is_bounded_for_all_processes_together(tmp_path):
    (tmp_path / "a.bpl").write_text(GREEDY)
    process = start(IVL, tmp_path, "verify", "--memory", "250", "-t", "60", "a.bpl")
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(resident, [process.pid, *descendants(process.pid)])))
        time.sleep(0.02)
    output, _ = process.communicate()
    assert "verification of Greedy ran out of memory" in output
    assert "1 out of memory, 2 verified" in output
    assert most < 400  # it is looked at now and then
    assert process.returncode == 1


def test_memory_that_is_not_enough_for_ourselves(tmp_path):
    (tmp_path / "a.bpl").write_text(ENDLESS)
    process = start(IVL, tmp_path, "verify", "--memory", "5", "a.bpl")
    _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (3, "out of memory\n")


def test_a_full_disk_and_a_closed_pipe(tmp_path):
    (tmp_path / "a.bpl").write_text("procedure P() { assert true; assert 1 < 2; }\n")
    command = f"{sys.executable} -m ivl verify a.bpl"
    for ending, code, complaint in (
        ("> /dev/full", 3, "error: No space left on device\n"),
        ("--log /dev/full", 3, "error: No space left on device\n"),
        ("| true; exit ${PIPESTATUS[0]}", 141, ""),
    ):
        result = subprocess.run(
            ["bash", "-c", f"{command} {ending}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            timeout=60,
        )
        assert (result.returncode, result.stderr) == (code, complaint), ending


@pytest.mark.parametrize(
    ("before", "cache", "reason"),
    [
        ("ulimit -f 0;", "cache", "File too large"),
        ("", "/proc/ivl", "No such file or directory"),
        ("", "a.bpl/cache", "Not a directory"),
    ],
)
def test_a_cache_that_cannot_be_written(tmp_path, before, cache, reason):
    (tmp_path / "a.bpl").write_text("procedure P(x: int) { assert x == x; assert x > 0; }\n")
    for _ in range(2):
        result = subprocess.run(
            ["bash", "-c", f"{before} {sys.executable} -m ivl verify --cache {cache} a.bpl"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            timeout=60,
        )
        warning = f"warning: nothing is written to the cache {cache}: {reason}\n"
        assert (result.returncode, result.stderr) == (1, warning)
        assert "not verified: 1 failed, 0 verified; 1 error" in result.stdout
    left = [path.name for path in tmp_path.rglob("*") if path.is_file()]
    assert left == ["a.bpl"]


def test_who_stops_reading_ends_it(tmp_path):
    text = "\n".join([f"procedure P{n}(x: int) {{ assert x > {n}; }}" for n in range(200)])
    (tmp_path / "a.bpl").write_text(text)
    for command in ("-m ivl verify --no-cache", "-m ivl.cli.boogie"):
        result = subprocess.run(
            ["bash", "-c", f"{sys.executable} {command} a.bpl | head -1; echo ${{PIPESTATUS[0]}}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env=ENVIRONMENT,
            timeout=60,
        )
        line, code = result.stdout.splitlines()
        assert "a.bpl" in line and result.stderr == ""
        assert code == ("141" if "verify" in command else code)
