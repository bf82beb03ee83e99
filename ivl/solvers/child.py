"""Child processes: what `subprocess` and `shutil` do, without the time it takes to import them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from functools import cache

_BIND = """\
import ctypes, os, sys
PR_SET_PDEATHSIG, SIGKILL = 1, 9
try:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)
except (OSError, AttributeError):
    pass
os.execv(sys.argv[1], sys.argv[1:])
"""


def which(program: str) -> str | None:
    """The executable that `program`, a name or a path, stands for in a shell."""
    folders = [""] if os.path.dirname(program) else os.get_exec_path()
    for path in [os.path.join(folder, program) for folder in folders]:
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


class Child:
    """A process in a group of its own, with pipes to and from it. Raises OSError.

    `stdin`, `stdout` and `stderr` are descriptors of our ends; `code` is its exit code, or minus
    the signal that ended it, once `wait` has returned.
    """

    def __init__(self, command: Sequence[str]) -> None:
        its_stdin, self.stdin = os.pipe()
        self.stdout, its_stdout = os.pipe()
        self.stderr, its_stderr = os.pipe()
        self.code: int | None = None
        its_ends = (its_stdin, its_stdout, its_stderr)
        try:
            self.pid = os.posix_spawnp(
                command[0],
                tuple(command),
                os.environ,
                file_actions=[(os.POSIX_SPAWN_DUP2, end, i) for i, end in enumerate(its_ends)],
                setpgroup=0,
                setsigdef=(signal.SIGPIPE, signal.SIGXFSZ),  # Python ignores them
            )
        except OSError:
            self.close()
            raise
        finally:
            for end in its_ends:
                os.close(end)

    def wait(self) -> None:
        """Wait for its end."""
        try:
            _, status = os.waitpid(self.pid, 0)
        except ChildProcessError:  # the system was told to forget children that end
            status = 0
        self.code = os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """Close our ends of the pipes."""
        for end in (self.stdin, self.stdout, self.stderr):
            os.close(end)


@cache
def binding() -> tuple[str, ...]:
    """A command prefix by which Linux kills the process when the thread that started it ends."""
    if sys.platform != "linux":
        return ()
    path = which("setpriv")
    try:
        # old ones do not know the option, and asking one takes longer than reading it
        if path is not None and b"pdeathsig" in _contents(path):
            return (path, "--pdeathsig", "KILL", "--")
    except OSError:
        pass
    return (sys.executable, "-I", "-S", "-c", _BIND)


def _contents(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read()
