"""The resident server: a process that has loaded the verifier, and forks for each request.

A fork starts in a millisecond, has the memory of nobody else's run, and can be killed with all that
it started. There are two of them for a request: one does the work, the other one attends to the
client: it waits for the end of the work, to tell the client, and for the end of the client, with
which the work ends, too. So the server itself only waits for requests, and may end in the middle of
any.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from ivl.cache.tool import tool
from ivl.cli.console import forked
from ivl.cli.socket_place import is_ours, peer_is_ours

LOADED = (
    "ivl.cache.audit",
    "ivl.cache.outline",
    "ivl.cache.verify",
    "ivl.cli.main",
    "ivl.cli.verify",
    "ivl.diagnose.candidate",
    "ivl.diagnose.counterexample",
    "ivl.flow.graphs",
    "ivl.frontends",
    "ivl.library.load",
    "ivl.logic.model",
    "ivl.report.json",
    "ivl.report.plain",
    "ivl.report.pretty",
    "ivl.resolve.resolver",
    "ivl.solvers.manner",
    "ivl.solvers.process",
    "ivl.syntax.parser",
    "ivl.transform.monomorphize.apply",
    "ivl.verifier",
    "networkx",
)
"""What nearly every run needs."""
REQUEST_BYTES = 1 << 22
"""The longest request: a command line and an environment."""
PATIENCE_SECONDS = 5.0
"""How long a request may take to arrive."""


class ServerError(Exception):
    """The server cannot start; the message says why."""


def load() -> None:
    """Import all that a run may need, so that forks of this process have it."""
    for module in LOADED:
        import_module(module)
    gc.collect()
    gc.freeze()


class Server:
    """Serves command lines with `run`, which gives the exit code. Raises ServerError."""

    def __init__(self, path: str, run: Callable[[Sequence[str]], int]) -> None:
        self._path = path
        self._run = run
        self._attendants: set[int] = set()  # processes
        self._version = tool()
        load()
        self._listener = _listen(path)
        self._facts = os.lstat(path)

    def serve(self, seconds: float | None = None) -> None:
        """Serve until a signal says to end, or nothing was asked for so many seconds."""
        wake = _wake_at(signal.SIGCHLD)
        ended: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda signum, _: ended.append(signum))
        try:
            while not ended:
                limit = None if self._attendants else seconds
                ready, _, _ = select.select([wake, self._listener.fileno()], (), (), limit)
                if not ready:
                    return
                if wake in ready:
                    os.read(wake, 4096)
                    self._reap()
                if self._listener.fileno() in ready:
                    self._accept()
        finally:
            self.close()

    def close(self) -> None:
        """Remove the socket. What has begun goes on."""
        self._listener.close()
        with contextlib.suppress(OSError):
            if os.path.samestat(os.lstat(self._path), self._facts):
                os.unlink(self._path)

    def _accept(self) -> None:
        try:
            connection, _ = self._listener.accept()
        except OSError:  # who wanted to connect has gone
            return
        with connection:
            if not peer_is_ours(connection):
                return
            sys.stdout.flush()
            try:
                process = os.fork()
            except OSError:  # there are too many: the client does its work alone
                return
            if process == 0:
                forked(lambda: self._attend(connection))
            self._attendants.add(process)

    def _reap(self) -> None:
        for process in list(self._attendants):
            if os.waitpid(process, os.WNOHANG)[0]:
                self._attendants.discard(process)

    def _attend(self, connection: socket.socket) -> int:
        """Have a request done, in a process of its own. The exit code of this one."""
        os.setpgid(0, 0)
        self._listener.close()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        wake = _wake_at(signal.SIGCHLD)
        _say(connection, {"ivl": self._version})
        try:
            request, files = _receive(connection)
            wrong = "" if len(files) == 3 else "three files are needed"
            if request["ivl"] != self._version:
                wrong = "the server is of another version"
        except (OSError, ValueError, KeyError, TypeError):
            wrong = "this is no request"
        if wrong:
            _say(connection, {"refused": wrong})
            return 0
        if select.select([connection.fileno()], (), (), 0)[0]:
            return 0  # the client did not want to wait
        alive, living = os.pipe()  # the second is open for as long as this process lives
        process = os.fork()
        if process == 0:
            os.close(living)
            connection.close()
            forked(lambda: self._work(request, files, alive))
        for file in files:
            os.close(file)
        _say(connection, {"process": process})
        while True:
            ready, _, _ = select.select([wake, connection.fileno()], (), ())
            if connection.fileno() in ready:  # it says no more: this is its end
                os.kill(process, signal.SIGKILL)
                return 0
            os.read(wake, 4096)
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                code = os.waitstatus_to_exitcode(status)
                _say(connection, {"exit": code if code >= 0 else 128 - code})
                return 0

    def _work(self, request: dict[str, Any], files: Sequence[int], alive: int) -> int:
        """Be the process that the client would have been. The exit code."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.setpgid(0, 0)
        threading.Thread(target=_die_with, args=(alive,), daemon=True).start()
        for number, file in enumerate(files):
            os.dup2(file, number)
            os.close(file)
        os.chdir(request["folder"])
        os.environ.clear()
        os.environ.update(request["environment"])
        names = zip(("stdin", "stdout", "stderr"), request["encodings"], strict=True)
        for number, (name, (encoding, errors)) in enumerate(names):
            mode = "w" if number else "r"
            stream = open(  # noqa: SIM115  # it stays open
                number, mode, encoding=encoding, errors=errors, closefd=False
            )
            setattr(sys, name, stream)
        return self._run(request["words"])


def _wake_at(number: signal.Signals) -> int:
    """A descriptor that can be read when this signal has come, or another one with a handler."""
    wake, woken = os.pipe()
    os.set_blocking(wake, False)
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    signal.signal(number, lambda *_: None)
    return wake


def _receive(connection: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """A request and the files that come with it. Raises OSError and ValueError."""
    connection.settimeout(PATIENCE_SECONDS)
    text, files = bytearray(), list[int]()
    while not text.endswith(b"\n"):
        data, more, _, _ = socket.recv_fds(connection, 1 << 16, 3)
        files += more
        text += data
        if not data or len(text) > REQUEST_BYTES:
            raise ValueError("no request")
    request: dict[str, Any] = json.loads(text[1:])
    return request, files


def _die_with(alive: int) -> None:
    """End this process when another one ends that holds the other end of the pipe."""
    os.read(alive, 1)
    os.kill(os.getpid(), signal.SIGKILL)


def _say(connection: socket.socket, message: dict[str, object]) -> None:
    with contextlib.suppress(OSError):  # it has gone; the next read will tell
        connection.sendall(json.dumps(message).encode() + b"\n")


def _listen(path: str) -> socket.socket:
    """A socket of this user alone at `path`. Raises ServerError."""
    folder = os.path.dirname(path) or "."
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)
    try:
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        if is_ours(path) and not _answers(path):
            os.unlink(path)  # of a server that was killed
        listener.bind(path)
        listener.listen()
    except OSError as error:
        listener.close()
        raise ServerError(f"cannot listen at {path}: {error.strerror or error}") from None
    finally:
        os.umask(before)
    if not is_ours(path):
        listener.close()
        os.unlink(path)
        raise ServerError(f"others can write to the folder of {path}")
    return listener


def _answers(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(path)
        except OSError:
            return False
        return True
