"""How ``ivl verify`` uses what was proved in earlier runs."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivl.base.node import replace
from ivl.cli.cache_arguments import open_store
from ivl.cli.console import Console

if TYPE_CHECKING:
    from ivl.cache.programs import Earlier
    from ivl.options import Options


class Caching:
    """The cache that the arguments of a command ask for, if any."""

    def __init__(self, arguments: argparse.Namespace, formats: Sequence[str]) -> None:
        """`formats` are those of the reports to be written."""
        self._arguments = arguments
        self._formats = formats
        self._store = open_store(arguments, self._warn)

    def _warn(self, message: str) -> None:
        if not self._arguments.quiet:
            Console().complain(f"warning: {message}\n")

    def options(self, options: Options) -> Options:
        """`options` with the conditions that were proved before."""
        if self._store is None:
            return options
        from ivl.cache.setting import cacheable

        if not cacheable(options):
            return options
        from ivl.cache.proofs import StoredProofs

        return replace(options, proofs=StoredProofs(self._store))

    def earlier(self, files: Sequence[str], options: Options) -> Earlier | None:
        """What is known about the program in `files`; None if nothing can be.

        Raises ProgramError for files that cannot be read.
        """
        arguments = self._arguments
        if options.proofs is None or self._store is None:
            return None
        if arguments.houdini or arguments.sanity is not None:
            return None  # they ask for more than verdicts
        from ivl.frontends import find_frontend

        if any(format_ in ("html", "xml") for format_ in self._formats):
            return None  # they tell more of a verified implementation than is kept
        if any(find_frontend(file) is not None for file in files):
            return None
        from ivl.cache.programs import Earlier
        from ivl.cache.setting import setting
        from ivl.inputs import read_source

        verifier = setting(options)
        if verifier is None:
            return None
        return Earlier(self._store, [read_source(file) for file in files], options, verifier)

    def close(self) -> None:
        """Keep the cache as small as it has to be."""
        if self._store is not None:
            self._store.close()
