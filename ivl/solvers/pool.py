"""Sessions with solvers, kept for the next condition, for several threads."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager

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
        self._all: list[Session] = []
        self._lock = threading.Lock()

    @contextmanager
    def session(self, options: Options) -> Iterator[Session]:
        """A session for `options`, an idle one if its solver was started the same way."""
        key = dataclasses.replace(options, timeout=None, resource_limit=None)
        with self._lock:
            idle = self._idle.setdefault(key, [])
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
        for session in sessions:
            session.close()
