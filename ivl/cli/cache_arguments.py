"""The arguments about what was proved in earlier runs, and what follows from them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

from ivl.cli.argument_types import positive

if TYPE_CHECKING:
    from ivl.cache.store import Store


def add_folder_arguments(group: argparse._ActionsContainer) -> None:
    """Declare which cache is used."""
    group.add_argument(
        "--cache",
        metavar="DIR",
        help="where it is (default: $IVL_CACHE, or ivl in the user's cache folder)",
    )
    group.add_argument(
        "--cache-size",
        type=positive,
        default=512,
        metavar="MIB",
        help="how large it may become (default 512)",
    )


def add_cache_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of commands that prove."""
    group = parser.add_argument_group("cache of proofs")
    add_folder_arguments(group)
    group.add_argument(
        "--no-cache", action="store_true", help="neither believe earlier proofs nor keep new ones"
    )


def open_store(arguments: argparse.Namespace, warn: Callable[[str], None]) -> Store | None:
    """The store that `arguments` ask for, if any."""
    from ivl.cache.folder import default_folder
    from ivl.cache.store import Store

    if getattr(arguments, "no_cache", False):
        return None
    folder = arguments.cache or default_folder()
    return None if folder is None else Store(folder, arguments.cache_size, warn)
