"""A child process that takes SMT-LIB on its input, watched so that it can neither hang nor stay.

A thread of its own starts the process and waits for it: so there are no zombies, and Linux kills
the process when that thread ends, as it does when Python dies, however it dies.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import shutil
import signal
import subprocess
import threading
import time
import weakref
from collections.abc import Sequence
from functools import cache

PIPE_BYTES = 1 << 20
KEPT_ERROR_BYTES = 4096


class WireError(Exception):
    """The process did not answer. `output` is what it wrote before that, `reason` what happened."""

    def __init__(self, reason: str, output: str = "", hung: bool = False) -> None:
        self.reason = reason
        self.output = output
        self.hung = hung
        super().__init__(reason)


@cache
def _guard() -> tuple[str, ...]:
    """A command prefix by which the kernel kills the process when its parent dies."""
    path = shutil.which("setpriv")
    if path is None:
        return ()
    guard = (path, "--pdeathsig", "KILL", "--")
    try:
        works = subprocess.run((*guard, "true"), capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return ()
    return guard if works else ()


_open_wires: weakref.WeakSet[Wire] = weakref.WeakSet()  # what must not survive the interpreter


@atexit.register
def _close_all() -> None:
    for wire in list(_open_wires):
        wire.close()


class Wire:
    """The pipes to and from a process. Raises WireError when it cannot be started."""

    def __init__(self, command: Sequence[str], memory: int | None = None) -> None:
        self._command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        self._started = threading.Event()
        self._ended = threading.Event()
        self._outgoing = bytearray()
        self._incoming = bytearray()
        self._errors = bytearray()
        self._markers = 0
        self._closed = False
        self._owner = os.getpid()
        self._stdin: int
        self._stdout: int
        self._stderr: int
        self._readable: set[int]
        if shutil.which(self._command[0]) is None:
            raise WireError(f"cannot run {self._command[0]}: no such executable")
        threading.Thread(target=self._keep, name="ivl-solver", daemon=True).start()
        self._started.wait()
        if self._process is None:
            raise WireError(f"cannot run {self._command[0]}: {self._failure}")
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        self._stdin = process.stdin.fileno()
        self._stdout = process.stdout.fileno()
        self._stderr = process.stderr.fileno()
        self._readable = {self._stdout, self._stderr}
        for descriptor in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(descriptor, False)
        _enlarge(self._stdin)
        _limit(process.pid, memory)
        _open_wires.add(self)

    def _keep(self) -> None:
        try:
            process = subprocess.Popen(
                (*_guard(), *self._command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                process_group=0,
            )
        except OSError as error:
            self._failure = error
            self._started.set()
            return
        self._process = process
        self._started.set()
        process.wait()
        self._ended.set()

    # -------------------------------------------------------------- talking

    def send(self, text: str) -> None:
        """Send commands; what the pipe does not take now goes with the next exchange."""
        self._outgoing += text.encode("utf-8", "surrogateescape")
        self._write()

    def exchange(self, text: str, deadline: float | None) -> str:
        """Send commands and return all replies to what was sent since the last exchange.

        `deadline` is a time of `time.monotonic`. Raises WireError when the process ends or does
        not answer in time; the wire is then closed.
        """
        self.mark(text)
        return self.receive(deadline)

    def mark(self, text: str = "") -> None:
        """Send commands that end the part that one `receive` returns the replies to."""
        self._markers += 1
        self.send(f'{text}(echo "{_marker(self._markers)}")\n')

    def receive(self, deadline: float | None, marker: int | None = None) -> str:
        """The replies before a mark, by default the last one made."""
        wanted = _marker(self._markers if marker is None else marker).encode()
        searched = 0
        while True:
            found = self._find(wanted, searched)
            if found is not None:
                start, end = found
                reply = self._incoming[:start].decode("utf-8", "replace")
                del self._incoming[:end]
                return reply
            searched = max(0, len(self._incoming) - len(wanted) - 2)
            self._wait(deadline)

    def _find(self, marker: bytes, start: int) -> tuple[int, int] | None:
        """Where the line that consists of `marker`, perhaps in quotes, begins and ends."""
        data = self._incoming
        at = data.find(marker, start)
        while at >= 0:
            begin = data.rfind(b"\n", 0, at) + 1
            end = data.find(b"\n", at)
            if end < 0:
                return None
            if data[begin:end].strip().strip(b'"') == marker:
                return begin, end + 1
            at = data.find(marker, at + 1)
        return None

    def _wait(self, deadline: float | None) -> None:
        poll = select.poll()
        for descriptor in self._readable:
            poll.register(descriptor, select.POLLIN)
        if self._outgoing:
            poll.register(self._stdin, select.POLLOUT)
        timeout = None
        if deadline is not None:
            timeout = deadline - time.monotonic()
            if timeout <= 0:
                output = self._output()
                self.close()
                raise WireError("the solver does not answer", output, hung=True)
            timeout = 1000 * timeout + 1
        for descriptor, _ in poll.poll(timeout):
            if descriptor == self._stdin:
                self._write()
            else:
                self._read(descriptor)
        if self._stdout not in self._readable:
            raise self._death()

    def _read(self, descriptor: int) -> None:
        try:
            data = os.read(descriptor, 1 << 20)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._readable.discard(descriptor)
        elif descriptor == self._stdout:
            self._incoming += data
        else:
            self._errors += data
            del self._errors[:-KEPT_ERROR_BYTES]

    def _write(self) -> None:
        try:
            while self._outgoing:
                written = os.write(self._stdin, memoryview(self._outgoing)[: 1 << 16])
                del self._outgoing[:written]
        except BlockingIOError:
            return
        except OSError:  # it has ended; reading will tell
            self._outgoing.clear()

    # --------------------------------------------------------------- ending

    def _output(self) -> str:
        return (self._incoming + b"\n" + self._errors).decode("utf-8", "replace").strip()

    def _death(self) -> WireError:
        assert self._process is not None
        ended = self._ended.wait(1.0)
        if self._stderr in self._readable:
            self._read(self._stderr)
        output = self._output()
        code = self._process.returncode
        self.close()
        if not ended:
            return WireError("the solver closed its output", output)
        if code < 0:
            name = signal.Signals(-code).name if -code in list(signal.Signals) else str(-code)
            return WireError(f"the solver was ended by {name}", output)
        return WireError(f"the solver ended by itself with exit code {code}", output)

    def close(self) -> None:
        """Kill the process and all that it started."""
        if self._closed or self._owner != os.getpid():  # a forked worker must not end it
            return
        self._closed = True
        _open_wires.discard(self)
        process = self._process
        assert process is not None
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it may have ended
            os.killpg(process.pid, signal.SIGKILL)
        self._ended.wait(2.0)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


def _marker(number: int) -> str:
    return f"ivl-sync-{number}"


def _enlarge(descriptor: int) -> None:
    """Let a whole prelude fit into the pipe, so that sending it does not wait for its parsing."""
    import fcntl

    try:
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (AttributeError, OSError):
        return  # only Linux has it, and an administrator may have limited it


def _limit(process: int, memory: int | None) -> None:
    """Give a process the stack that deep terms need, and bound its memory (in MiB)."""
    import resource

    if not hasattr(resource, "prlimit"):
        return
    try:
        _, most = resource.prlimit(process, resource.RLIMIT_STACK)
        resource.prlimit(process, resource.RLIMIT_STACK, (most, most))
        if memory is not None:
            size = memory << 20
            resource.prlimit(process, resource.RLIMIT_AS, (size, size))
    except (OSError, ValueError):
        return
