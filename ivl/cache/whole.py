"""Programs in which nothing has changed: all that was found out about them."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.digest import Digest
from ivl.base.node import replace
from ivl.base.source import Source, Span
from ivl.cache.known import decode_known, encode_known, escape, known_of, result_of, unescape
from ivl.cache.pieces import Pieces
from ivl.cache.store import Store
from ivl.core.program import Implementation
from ivl.options import Options
from ivl.result import Result

_REFUTED = "!"
"""What comes before a failure, where otherwise a proof is."""


class WholeProgram:
    """What is known of the program in `sources`: see `ivl.cache.programs.Earlier`."""

    def __init__(
        self, store: Store, sources: Sequence[Source], options: Options, setting: str
    ) -> None:
        self._store = store
        self._sources = tuple(sources)
        self._options = options
        self._setting = setting

    def results(self) -> list[Result] | None:
        """The verdicts, if nothing has changed since they were reached."""
        for failures in (False, True):
            content = self._store.read("program", self._key(failures))
            if content is not None:
                return self._decode(content.decode())
        return None

    def _key(self, failures: bool) -> str:
        """Of a program in which all is verified, or in which there are `failures`."""
        options = self._options
        chosen = [repr((options.include, options.exclude))]
        if failures:
            chosen.append(what_failures_depend_on(options))
        texts = [source.text for source in self._sources]
        return Digest("program", self._setting, *chosen, "", *texts).text()

    def _decode(self, content: str) -> list[Result] | None:
        pieces = self._uncut()
        found = []
        try:
            for line in content.splitlines():
                number, start, end, rest = line.split(" ", 3)
                span = Span(self._sources[int(number)], int(start), int(end))
                result: Result | None
                if rest.startswith(_REFUTED):
                    name, _, kept = rest[len(_REFUTED) :].partition(" ")
                    made = Implementation(unescape(name), (), (), (), (), (), span=span)
                    result = failure_of(kept.encode(), pieces, made)
                else:
                    known = decode_known(rest)
                    made = Implementation(known.name, (), (), (), (), (), span=span)
                    result = result_of(known, made)
                if result is None:
                    return None
                found.append(result)
        except (ValueError, IndexError):
            return None
        return found

    def remember(self, results: Sequence[Result]) -> None:
        """These are all results, and there is nothing else to say about the program."""
        numbers = {source: number for number, source in enumerate(self._sources)}
        pieces, failures = self._uncut(), False
        lines = []
        for result in results:
            known, span = known_of(result), result.implementation.span
            if span.source not in numbers:
                return
            if known is not None:
                kept = encode_known(known)
            else:
                from ivl.cache.failures import encode_failure

                failure = encode_failure(result, pieces)
                if failure is None:
                    return
                failures = True
                kept = f"{_REFUTED}{escape(result.implementation.name)} {failure.decode()}"
            lines.append(f"{numbers[span.source]} {span.start} {span.end} {kept}\n")
        self._store.write("program", self._key(failures), "".join(lines).encode())

    def _uncut(self) -> Pieces:
        return Pieces(self._sources, [()] * len(self._sources))


def failure_of(content: bytes, pieces: Pieces, implementation: Implementation) -> Result | None:
    """What `ivl.cache.failures` kept, which is loaded only where there are failures."""
    from ivl.cache.failures import decode_failure

    return decode_failure(content, pieces, implementation)


def what_failures_depend_on(options: Options) -> str:
    """A text that changes with whatever may change what is said of failures."""
    return repr(replace(options, include=(), exclude=(), jobs=1, proofs=None))
