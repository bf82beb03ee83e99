"""Sessions with solvers, kept for the next condition, for several threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ivl.base.node import replace
from ivl.logic.script import Background
from ivl.logic.terms import Terms
from ivl.options import Options
from ivl.solvers.answer import Session
from ivl.solvers.dispatch import open_session


class SessionPool:
    """Sessions about one background. One that is in use is nobody else's."""

    def __init__(self, terms: Terms, background: Background) -> None:
        self._terms = terms
        self._background = background
        self._idle: dict[Options, list[Session]] = {}
        self._last: tuple[Options, list[Session]] | None = None
        self._all: list[Session] = []
        self._lock = threading.Lock()

    @contextmanager
    def session(self, options: Options) -> Iterator[Session]:
        """A session for `options`, an idle one if its solver was started the same way."""
        with self._lock:
            last = self._last
            if last is not None and last[0] is options:  # nearly always; to compare takes longer
                idle = last[1]
            else:
                key = replace(options, timeout=None, resource_limit=None)
                idle = self._idle.setdefault(key, [])
                self._last = options, idle
            session = idle.pop() if idle else None
        if session is None:
            session = open_session(self._terms, self._background, options)
            with self._lock:
                self._all.append(session)
        try:
            yield session
        finally:
            with self._lock:
                idle.append(session)

    def close(self) -> None:
        """End all sessions."""
        with self._lock:
            sessions, self._all = self._all, []
            self._idle.clear()
            self._last = None
        for session in sessions:
            session.close()
