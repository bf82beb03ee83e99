"""All that a program marks for splitting, in the order in which it is looked at."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.split.focus import focus
from ivl.split.isolate_assertions import isolated_assertions, without_isolated
from ivl.split.isolate_jumps import isolate_jumps
from ivl.split.split import Marks, Split
from ivl.split.split_here import split_here


def split_by_marks(whole: Split, marks: Marks) -> Iterator[Split]:
    """The splits of `whole` as its foci, isolated jumps and assertions, and split points say.

    Each step splits what the one before it has made, so all together are as good as `whole`.
    Splits without assertions are left out; `whole` is the only split where nothing is marked.
    """
    found = False
    for focused in focus(whole, marks):
        for jump in isolate_jumps(focused, marks):
            for split in _by_assertions(jump, marks):
                if split.assertions():
                    found = True
                    yield split
    if not found:
        yield whole


def _by_assertions(split: Split, marks: Marks) -> Iterator[Split]:
    yield from isolated_assertions(split, marks)
    yield from split_here(without_isolated(split, marks), marks)
