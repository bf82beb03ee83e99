"""Split what is too hard into parts that are less so: at branches, then by assertions."""

from __future__ import annotations

from collections.abc import Sequence, Set

from ivl.base.node import replace
from ivl.base.splitting import Weights
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveBlock, PassiveCfg, PassiveCommand
from ivl.flow.graphs import ancestors, descendants
from ivl.split.parts import Parts
from ivl.split.split import Marks, Split
from ivl.split.weigh import Weighing, weigh


def split_by_cost(
    split: Split, marks: Marks, weights: Weights, above: float, most: int
) -> tuple[Split, ...]:
    """`split` as at most `most` splits, of which those that cost more than `above` are split on.

    Where a branch is split, one part has the paths that take some of its jumps, with assertions
    before it assumed; the other part has all other paths. Where assertions are shared out, each
    part has the whole graph and assumes the assertions of the other.
    """
    found = [(split.cfg, weigh(split.cfg, weights))]
    while len(found) < most:
        choices = [
            (index, weighing.cost)
            for index, (_, weighing) in enumerate(found)
            if weighing.cost > above and (weighing.assertions > 1 or weighing.branch is not None)
        ]
        if not choices:
            break
        index, _ = max(choices, key=lambda choice: choice[1])
        cfg, weighing = found[index]
        first, second = _split(Parts(cfg, marks), weighing)
        found[index] = first, weigh(first, weights)
        found.append((second, weigh(second, weights)))
    if len(found) == 1:
        return (split,)
    return tuple(
        [Split(cfg, f"{split.name}/part@{number}") for number, (cfg, _) in enumerate(found, 1)]
    )


def _split(parts: Parts, weighing: Weighing) -> tuple[PassiveCfg, PassiveCfg]:
    if weighing.branch is None:
        return _share(parts, weighing.assertions // 2)
    return _through(parts, weighing.branch, weighing.targets), _around(
        parts.cfg, weighing.branch, weighing.targets
    )


def _through(parts: Parts, branch: str, targets: Set[str]) -> PassiveCfg:
    """The paths that jump from `branch` to `targets`, and what is asserted after that."""
    blocks = parts.cfg.blocks
    after: set[str] = set()
    for target in targets:
        after |= descendants(target, blocks)
    kept = ancestors([branch], blocks) | after
    made: dict[str, PassiveBlock] = {}
    for label, block in blocks.items():
        if label in kept:
            jumps = targets if label == branch else kept
            commands = block.commands if label in after else parts.assumed(block)
            successors = tuple([s for s in block.successors if s in jumps])
            made[label] = replace(block, commands=commands, successors=successors)
    return _reachable(replace(parts.cfg, blocks=made))


def _around(cfg: PassiveCfg, branch: str, targets: Set[str]) -> PassiveCfg:
    """The paths that do not jump from `branch` to `targets`."""
    block = cfg.blocks[branch]
    others = tuple([s for s in block.successors if s not in targets])
    blocks = {**cfg.blocks, branch: replace(block, successors=others)}
    return _reachable(replace(cfg, blocks=blocks))


def _share(parts: Parts, first: int) -> tuple[PassiveCfg, PassiveCfg]:
    """The same graph twice, once without and once with only the `first` assertions."""
    cfg = parts.cfg
    early = frozenset(_assertions(cfg)[:first])

    def part(checks_early: bool) -> PassiveCfg:
        def keep(command: PassiveCommand) -> PassiveCommand:
            checked = (command in early) == checks_early
            return command if checked else parts.assume(command)

        blocks = {
            label: replace(b, commands=tuple([keep(c) for c in b.commands]))
            for label, b in cfg.blocks.items()
        }
        return replace(cfg, blocks=blocks)

    return part(False), part(True)


def _assertions(cfg: PassiveCfg) -> Sequence[Assert]:
    """The assertions, in the order in which a search for them from the entry finds them."""
    found: list[Assert] = []
    seen: set[str] = set()
    stack = [cfg.entry]
    while stack:
        label = stack.pop()
        if label not in seen:
            seen.add(label)
            block = cfg.blocks[label]
            found += [c for c in block.commands if isinstance(c, Assert)]
            stack.extend(reversed(block.successors))
    return found


def _reachable(cfg: PassiveCfg) -> PassiveCfg:
    reached = descendants(cfg.entry, cfg.blocks)
    return replace(cfg, blocks={label: b for label, b in cfg.blocks.items() if label in reached})
