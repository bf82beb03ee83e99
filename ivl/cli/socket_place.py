"""Where the resident server of a user listens, and whether it is that user's."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

VARIABLE = "IVL_SERVER"
"""Names the socket, or says that there is none: ``off``."""


def socket_path() -> str | None:
    """The path of this user's socket; None if there is to be no server, or can be none."""
    chosen = os.environ.get(VARIABLE, "")
    if chosen.lower() in ("off", "no", "0") or not hasattr(os, "fork"):
        return None
    if chosen:
        return chosen
    base = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.path.isabs(base):
        base = os.path.join(os.environ.get("TMPDIR") or "/tmp", f"ivl-{os.getuid()}")
    return os.path.join(base, "ivl.socket")


def is_ours(path: str) -> bool:
    """Whether `path` is a socket of this user in a folder that nobody else can write to."""
    try:
        facts, folder = os.lstat(path), os.stat(os.path.dirname(path) or ".")
    except OSError:
        return False
    own = facts.st_uid == folder.st_uid == os.getuid()
    return own and stat.S_ISSOCK(facts.st_mode) and not folder.st_mode & 0o022


def peer_is_ours(connection: socket.socket) -> bool:
    """Whether the other end belongs to this user, where the system tells."""
    import socket
    import struct

    if not hasattr(socket, "SO_PEERCRED"):
        return True  # the folder says so
    size = struct.calcsize("3i")
    facts = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
    user: int = struct.unpack("3i", facts)[1]
    return user == os.getuid()
