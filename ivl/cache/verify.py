"""Verification of a program of which some implementations were verified before."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, TypeVar

from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.base.node import replace
from ivl.cache.programs import Earlier
from ivl.core.program import Implementation, Program
from ivl.options import Options
from ivl.result import Outcome, Result
from ivl.verifier import Progress, Verifier, check, verify

if TYPE_CHECKING:
    from ivl.syntax import ast

T = TypeVar("T")


def check_changed(program: ast.Program, earlier: Earlier, check: Callable[[ast.Program], T]) -> T:
    """What `check` makes of `program`, which `earlier.parse()` gave. Raises ProgramError."""
    try:
        return check(program)
    except ProgramError:
        if not earlier.sliced:
            raise
        earlier.forget()
        return check(earlier.parse(whole=True))  # its errors are the ones to tell


def verify_changed(
    program: Program,
    options: Options,
    earlier: Earlier,
    progress: Callable[[Progress], None] | None = None,
    silent: bool = True,
) -> Iterator[Result]:
    """What `ivl.verify` yields for `program`, with the results that are known of earlier runs.

    `program` is what became of `earlier.parse()`, what is known left out; `silent` says that there
    was nothing to remark on it.
    """
    if earlier.left_out and not earlier.is_modular(program):
        earlier.forget()
        program = check(earlier.parse(whole=True), options)
    left_out, first = earlier.left_out, options
    if left_out:  # what is said about failures is said at a second look
        first = replace(earlier.options(options), counterexamples=False, models=False)
    results: list[Result] = []
    rest = deque(earlier.rest(program))
    whole: _Whole | None = None
    verified = verify(program, first, progress=progress, known=earlier.known)
    try:
        begun = [*islice(verified, 1)]
    except ProgramError:
        if not earlier.sliced:
            raise
        earlier.forget()
        complete = check(earlier.parse(whole=True), options)
        yield from verify_changed(complete, options, earlier, progress, silent)
        return
    for result in chain(begun, verified):
        if left_out and result.outcome is not Outcome.VERIFIED and not result.remembered:
            # other bodies tell which instances of polymorphic axioms there are, and what calls do
            # in an execution that fails
            whole = whole or _Whole(earlier, options)
            result = whole.verify(result.implementation)
        while rest and earlier.place(rest[0]) < earlier.place(result):
            results.append(rest.popleft())
            yield results[-1]
        results.append(result)
        yield result
    results += rest
    yield from rest
    if whole is not None:
        whole.close()
    if silent:
        earlier.remember(program, results)


class _Whole:
    """The program with all bodies, for a second look at some of them."""

    def __init__(self, earlier: Earlier, options: Options) -> None:
        program = check(earlier.parse(whole=True), options)
        self._verifier = deep(lambda: Verifier(program, options))

    def verify(self, changed: Implementation) -> Result:
        end = changed.end
        (same,) = [
            i for i in self._verifier.selected if (i.end.source, i.end.end) == (end.source, end.end)
        ]
        return deep(lambda: self._verifier.verify(same))

    def close(self) -> None:
        self._verifier.close()
