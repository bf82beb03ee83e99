"""The path that a solver's candidate takes to the assertion that fails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ivl.base.counterexample import Counterexample
from ivl.base.node import node
from ivl.base.replay import Replay
from ivl.flow.cfg import PassiveBlock
from ivl.logic.terms import Term
from ivl.vc.condition import Check, VerificationCondition


@node
class FailingPath:
    """The blocks from the entry to the one in which `check` (numbered `number`) fails.

    `counterexample` and `replay` are there when they were asked for.
    """

    blocks: tuple[PassiveBlock, ...]
    check: Check
    number: int
    counterexample: Counterexample | None = None
    replay: Replay | None = None


def failing_path(
    condition: VerificationCondition, evaluate: Callable[[Sequence[Term]], Sequence[str] | None]
) -> FailingPath | None:
    """The path of the present candidate, None when the candidate does not describe one.

    `evaluate` gives the values of terms in the candidate, as SMT-LIB text.
    """
    label = condition.cfg.entry
    blocks: list[PassiveBlock] = []
    while True:
        block = condition.cfg.blocks[label]
        blocks.append(block)
        texts = evaluate([condition.control[label]])
        number = _integer(texts[0]) if texts else None
        if number is None:
            return None
        if number < 0:
            check = condition.checks.get(-number)
            if check is None or check.block != label:
                return None
            return FailingPath(tuple(blocks), check, -number)
        following = condition.block_numbers.get(number)
        if following is None or following not in block.successors:
            return None
        label = following


def _integer(text: str) -> int | None:
    digits = text.replace("(", " ").replace(")", " ").split()
    try:
        return int("".join(digits))
    except ValueError:
        return None
