"""Where a user's cache is."""

from __future__ import annotations

import os
import sys

VARIABLE = "IVL_CACHE"
"""Names the folder, or says that there is none: ``off``."""


def default_folder() -> str | None:
    """The folder for this user's entries, None if there is to be none.

    That is `VARIABLE`, or ``ivl`` where the system keeps such files.
    """
    chosen = os.environ.get(VARIABLE, "")
    if chosen:
        return None if chosen.lower() in ("off", "no", "0") else chosen
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    elif sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):  # a relative one is to be ignored
            base = os.path.join(home, ".cache")
    return os.path.join(base, "ivl") if os.path.isabs(base) else None
