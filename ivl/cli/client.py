"""``ivl verify`` where a resident server runs: it does the work, with our files.

It gets our standard input, output and error, our environment and our folder. So there is nothing to
pass on but signals and the exit code. It says ``{"ivl": VERSION}``; one line of JSON goes there::

    {"ivl": VERSION, "words": [...], "environment": {...}, "folder": "...", "encodings": [...]}

with the three files, and two come back: ``{"process": N}``, or ``{"refused": WHY}``, and
``{"exit": CODE}``. When the connection ends, so does the work.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from ivl.cli.console import INTERRUPTED
from ivl.cli.exit_codes import FAILED

if TYPE_CHECKING:
    import socket

PATIENCE_SECONDS = 5.0
"""How long a server may take to begin; then we do the work ourselves."""


def served(words: Sequence[str]) -> int | None:
    """The exit code of the command `words`, run by the server; None if there is none to do it."""
    from ivl.cli.socket_place import is_ours, socket_path

    path = socket_path()
    if path is None or not is_ours(path):
        return None
    streams = (sys.stdin, sys.stdout, sys.stderr)
    if any(stream is None for stream in streams):
        return None
    connection = connect(path)
    if connection is None:
        return None
    with connection:
        try:
            return _run(connection, words)
        except OSError:  # it was there a moment ago
            return None


def connect(path: str) -> socket.socket | None:
    """A connection to this user's server at `path`, if there is one."""
    import socket

    from ivl.cli.socket_place import peer_is_ours

    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(path)
        if peer_is_ours(connection):
            return connection
    except OSError:  # nobody listens there any more
        pass
    connection.close()
    return None


def _run(connection: socket.socket, words: Sequence[str]) -> int | None:
    import json
    import socket

    from ivl.cache.tool import tool

    version = tool()
    connection.settimeout(PATIENCE_SECONDS)
    replies = connection.makefile("rb")
    try:
        # it gets our files when it has shown that it is alive: else they would stay open with it
        if _next(replies).get("ivl") != version:
            return None
        streams = (sys.stdin, sys.stdout, sys.stderr)
        request = {
            "ivl": version,
            "words": list(words),
            "environment": dict(os.environ),
            "folder": os.getcwd(),
            "encodings": [[stream.encoding, stream.errors] for stream in streams],
        }
        socket.send_fds(connection, [b"\0"], [0, 1, 2])
        connection.sendall(json.dumps(request).encode() + b"\n")
        process = _next(replies).get("process")
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
    if process is None:
        return None
    connection.settimeout(None)
    return _wait(replies, process)


def _wait(replies: BinaryIO, process: int) -> int:
    """The exit code of the work that this process does."""
    while True:
        try:
            reply = _next(replies)
            break
        except KeyboardInterrupt:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGINT)
    if "exit" not in reply:
        sys.stderr.write("error: the server has ended\n")
        return FAILED
    code: int = reply["exit"]
    return code


def _next(replies: BinaryIO) -> dict[str, Any]:
    import json

    try:
        found = json.loads(replies.readline())
    except (ValueError, OSError):  # the connection has ended
        return {}
    return found if isinstance(found, dict) else {}
