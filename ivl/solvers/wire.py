"""A child process that takes SMT-LIB on its input, watched so that it can neither hang nor stay.

A thread of its own starts the process and waits for it: so there are no zombies, and Linux kills
the process when that thread ends, as it does when Python dies, however it dies.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import signal
import threading
import time
import weakref
from collections.abc import Sequence

from ivl.solvers.child import Child, binding, which

PIPE_BYTES = 1 << 20
MANY_BYTES = 1 << 15
"""How many bytes are worth a system call though no reply is awaited."""
KEPT_ERROR_BYTES = 1 << 18
TOO_LARGE = signal.SIGUSR2
"""Ends a solver because the whole run has too much memory, whatever the solver itself may have."""


class WireError(Exception):
    """The process did not answer. `output` is what it wrote before that, `reason` what happened.

    `hung`: it took too long. `killed`: a signal ended it.
    """

    def __init__(
        self, reason: str, output: str = "", hung: bool = False, killed: bool = False
    ) -> None:
        self.reason = reason
        self.output = output
        self.hung = hung
        self.killed = killed
        super().__init__(reason)


_open_wires: weakref.WeakSet[Wire] = weakref.WeakSet()  # what must not survive the interpreter


@atexit.register
def _close_all() -> None:
    for wire in list(_open_wires):
        wire.close()


def kill_all() -> None:
    """Kill all solvers of this process, which is about to end, without waiting for their end."""
    for wire in list(_open_wires):
        wire.kill()


class Wire:
    """The pipes to and from a process. Raises WireError when it cannot be started."""

    def __init__(self, command: Sequence[str], memory: int | None = None) -> None:
        self._process: Child | None = None
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
        program = which(command[0])
        if program is None:
            raise WireError(f"cannot run {command[0]}: no such executable")
        self._command = (*binding(), program, *command[1:])
        threading.Thread(target=self._keep, name="ivl-solver", daemon=True).start()
        self._started.wait()
        if self._process is None:
            raise WireError(f"cannot run {program}: {self._failure}")
        process = self._process
        self._stdin, self._stdout, self._stderr = process.stdin, process.stdout, process.stderr
        self._readable = {self._stdout, self._stderr}
        self._poll: select.poll = select.poll()
        for descriptor in self._readable:
            self._poll.register(descriptor, select.POLLIN)
        for descriptor in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(descriptor, False)
        _enlarge(self._stdin)
        _limit(process.pid, memory)
        _open_wires.add(self)

    def _keep(self) -> None:
        try:
            process = Child(self._command)
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
        """Send commands: many at once, or when a reply is awaited."""
        self._outgoing += text.encode("utf-8", "surrogateescape")
        if len(self._outgoing) >= MANY_BYTES:
            self.flush()

    def flush(self) -> None:
        """Send now what waits to be sent, as far as the pipe takes it."""
        try:
            while self._outgoing:
                written = os.write(self._stdin, memoryview(self._outgoing)[:PIPE_BYTES])
                del self._outgoing[:written]
        except BlockingIOError:
            return
        except OSError:  # it has ended; reading will tell
            self._outgoing.clear()

    def exchange(self, text: str, deadline: float | None) -> str:
        """Send commands and return all replies to what was sent since the last exchange.

        `deadline` is a time of `time.monotonic`. Raises WireError when the process ends or does
        not answer in time; the wire is then closed.
        """
        return self.receive(deadline, self.mark(text))

    def mark(self, text: str = "") -> int:
        """Send commands and a mark, whose number is returned."""
        self._markers += 1
        self.send(f'{text}(echo "{_marker(self._markers)}")\n')
        return self._markers

    def receive(self, deadline: float | None, marker: int) -> str:
        """The replies to what was sent between the mark before it and this one."""
        self.flush()
        wanted = _marker(marker).encode()
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
        sending = bool(self._outgoing)
        if sending:
            self._poll.register(self._stdin, select.POLLOUT)
        timeout = None
        if deadline is not None:
            timeout = deadline - time.monotonic()
            if timeout <= 0:
                output = self._output()
                self.close()
                raise WireError("the solver does not answer", output, hung=True)
            timeout = 1000 * timeout + 1
        ready = self._poll.poll(timeout)
        if sending:
            self._poll.unregister(self._stdin)
        for descriptor, _ in ready:
            if descriptor == self._stdin:
                self.flush()
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
            self._poll.unregister(descriptor)
        elif descriptor == self._stdout:
            self._incoming += data
        else:
            self._errors += data
            del self._errors[:-KEPT_ERROR_BYTES]

    def complaints(self) -> str:
        """What came on standard error since this was last asked."""
        if self._stderr in self._readable:
            self._read(self._stderr)
        text = self._errors.decode("utf-8", "replace")
        self._errors.clear()
        return text

    # --------------------------------------------------------------- ending

    def _output(self) -> str:
        return (self._incoming + b"\n" + self._errors).decode("utf-8", "replace").strip()

    def _death(self) -> WireError:
        assert self._process is not None
        ended = self._ended.wait(1.0)
        if self._stderr in self._readable:
            self._read(self._stderr)
        output = self._output()
        code = self._process.code
        self.close()
        if not ended or code is None:
            return WireError("the solver closed its output", output)
        if code == -TOO_LARGE:
            return WireError("out of memory", output)
        if code < 0:
            name = signal.Signals(-code).name if -code in list(signal.Signals) else str(-code)
            return WireError(f"the solver was ended by {name}", output, killed=True)
        return WireError(f"the solver ended by itself with exit code {code}", output)

    def close(self) -> None:
        """Kill the process and all that it started, and wait for its end."""
        if self._closed or self._owner != os.getpid():  # a forked worker must not end it
            return
        self._closed = True
        _open_wires.discard(self)
        self.kill()
        self._ended.wait(2.0)
        process = self._process
        assert process is not None
        process.close()

    def kill(self) -> None:
        """Kill the process and all that it started, without waiting for their end."""
        process = self._process
        if process is None or self._owner != os.getpid():
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


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
