"""Versions of a program: ``f.v0.bpl``, ``f.v1.bpl`` and so on are those of ``f.bpl``."""

from __future__ import annotations

import itertools
import os.path
from collections.abc import Iterator, Sequence


def snapshots(files: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The files of each version, from 0 to the first without any.

    Where several files make a program, a version has those of them that exist.
    """
    for version in itertools.count():
        found = tuple([name for name in _of_version(files, version) if os.path.exists(name)])
        if not found:
            return
        yield found


def _of_version(files: Sequence[str], version: int) -> Iterator[str]:
    for file in files:
        stem, ending = os.path.splitext(file)
        yield f"{stem}.v{version}{ending}"
