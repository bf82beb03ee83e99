"""Run a command and measure its whole process tree: wall time, CPU time, peak memory."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
SUMMARY = re.compile(r"finished with (?:(\d+) verified, )?(\d+) errors?(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of a command took. `status` is its exit code, None when it ran out of time."""

    wall: float
    cpu: float
    memory: int
    status: int | None
    output: str

    @property
    def verdict(self) -> str | None:
        """The counts in Boogie's closing line, None when there is no such line."""
        found = SUMMARY.search(self.output)
        return f"{found[1] or 0} verified, {found[2]} errors{found[3]}" if found else None


def adopt_orphans() -> None:
    """Make the kernel hand us grandchildren that outlive their parents, so that they count."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(command: Sequence[str], timeout: float, folder: Path | None = None) -> Run:
    """Run `command`, kill its process group after `timeout` seconds, and add up all its parts.

    CPU time is that of the process and all descendants; memory is the peak resident set of the
    largest of them, in KiB. Must not run beside other children of this process.
    """
    with tempfile.TemporaryFile() as captured:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=captured,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
        )
        status, cpu, memory = _wait(process, start + timeout)
        wall = time.perf_counter() - start
        more_cpu, more_memory = _reap_rest(process.pid)
        captured.seek(0)
        output = captured.read().decode("utf-8", errors="replace")
    return Run(wall, cpu + more_cpu, max(memory, more_memory), status, output)


def _wait(process: subprocess.Popen[bytes], deadline: float) -> tuple[int | None, float, int]:
    """Wait for `process` itself; its exit code (None: killed), CPU seconds, peak memory."""
    pause, killed = 0.001, False
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu = usage.ru_utime + usage.ru_stime
            return None if killed else process.returncode, cpu, usage.ru_maxrss
        if not killed and time.perf_counter() > deadline:
            killed = True
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.01)


def _reap_rest(group: int) -> tuple[float, int]:
    """End what is left of the process group and add up orphans that came to us."""
    cpu, memory = 0.0, 0
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:
            _, _, usage = os.wait4(-1, 0)
            cpu += usage.ru_utime + usage.ru_stime
            memory = max(memory, usage.ru_maxrss)
    return cpu, memory
