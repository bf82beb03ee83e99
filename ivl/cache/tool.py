"""Which verifier wrote an entry: a version that changes with every edit of the program text."""

from __future__ import annotations

import os
from functools import cache

from ivl.base.digest import Digest

_ROOT = os.path.dirname(os.path.dirname(__file__))


@cache
def tool() -> str:
    """A digest of the version and of the places, sizes and times of all files of the package."""
    import ivl

    return Digest(ivl.__version__, *_stamps(_ROOT)).text()


def _stamps(folder: str) -> list[str]:
    found = []
    for file in sorted(os.scandir(folder), key=lambda file: file.name):
        if file.is_dir():
            if file.name != "__pycache__":
                found += _stamps(file.path)
        else:
            facts = file.stat()
            found.append(f"{file.path} {facts.st_size} {facts.st_mtime_ns}")
    return found
