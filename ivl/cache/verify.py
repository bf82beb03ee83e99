"""Verification of a program of which some implementations were verified before."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ivl.base.deep import deep
from ivl.cache.programs import Earlier
from ivl.core.program import Implementation, Program
from ivl.options import Options
from ivl.result import Outcome, Result
from ivl.transform.is_monomorphic import is_monomorphic
from ivl.verifier import Progress, Verifier, check, verify


def verify_changed(
    program: Program,
    options: Options,
    earlier: Earlier,
    progress: Callable[[Progress], None] | None = None,
    silent: bool = True,
) -> Iterator[Result]:
    """What `ivl.verify` yields for `program`, with the results that are known of earlier runs.

    `program` is what became of `earlier.parse()`, its bodies that are known left out; `silent` says
    that there was nothing to remark on it.
    """
    results = []
    whole: _Whole | None = None
    for result in verify(program, options, progress=progress, known=earlier.known):
        if result.outcome is not Outcome.VERIFIED and earlier.left_out:
            # which instances of polymorphic axioms there are depends on all bodies
            if whole is None and not is_monomorphic(program):
                whole = _Whole(earlier, options)
            result = result if whole is None else whole.verify(result.implementation)
        results.append(result)
        yield result
    if whole is not None:
        whole.close()
    if silent:
        earlier.remember(program, results)


class _Whole:
    """The program with all bodies, for a second look at some of them."""

    def __init__(self, earlier: Earlier, options: Options) -> None:
        program = check(earlier.parse_whole(), options)
        self._verifier = deep(lambda: Verifier(program, options))

    def verify(self, changed: Implementation) -> Result:
        end = changed.end
        (same,) = [
            i for i in self._verifier.selected if (i.end.source, i.end.end) == (end.source, end.end)
        ]
        return deep(lambda: self._verifier.verify(same))

    def close(self) -> None:
        self._verifier.close()
