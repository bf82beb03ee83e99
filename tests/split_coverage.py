"""Which assertions on which paths a graph checks, and random graphs to ask that of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from ivl.base.source import Source, Span
from ivl.core.expressions import TRUE, Attribute, Variable, VariableKind, VariableReference
from ivl.core.program import Implementation
from ivl.core.statements import Assert, Assume, Obligation, ObligationKind
from ivl.core.types import BOOL
from ivl.flow.cfg import PassiveBlock, PassiveCfg
from ivl.split.split import Split

TEXT = Source("random", "\n" * 500)
COMMANDS = ("focus", "isolate", "paths", "split_here", "", "", "", "")
JUMPS = ("isolate", "paths", "allow_split", "", "", "")


def checks(cfg: PassiveCfg) -> Iterator[tuple[tuple[str, ...], Assert]]:
    """Each path from the entry with each assertion in its last block."""
    stack = [(cfg.entry,)]
    while stack:
        path = stack.pop()
        block = cfg.blocks[path[-1]]
        for command in block.commands:
            if isinstance(command, Assert):
                yield path, command
        stack.extend([(*path, s) for s in block.successors])


def uncovered(cfg: PassiveCfg, splits: Iterable[Split]) -> set[tuple[tuple[str, ...], Assert]]:
    """What `cfg` checks and no split does."""
    everything = set(checks(cfg))
    for split in splits:
        found = set(checks(split.cfg))
        assert found <= set(checks(cfg)), "a split checks what the whole does not"
        check_commands(cfg, split.cfg)
        everything -= found
    return everything


def check_commands(whole: PassiveCfg, part: PassiveCfg) -> None:
    """A part says what the whole says, but for assertions that it assumes."""
    for label, block in part.blocks.items():
        before = whole.blocks[label].commands
        assert len(block.commands) <= len(before)
        for old, new in zip(before, block.commands, strict=False):
            if old is not new:
                assert isinstance(old, Assert)
                assert isinstance(new, Assume)
                assert new.condition in (old.condition, TRUE)
        assert set(block.successors) <= set(whole.blocks[label].successors)


def attributes(mark: str) -> tuple[Attribute, ...]:
    if mark == "paths":
        return (Attribute("isolate", ("paths",)),)
    return (Attribute(mark),) if mark else ()


def random_graph(random: Random, size: int) -> PassiveCfg:
    """A graph with up to `size` blocks, all of them reachable, and marks of all kinds."""
    labels = [f"b{i}" for i in range(size)]
    blocks: dict[str, PassiveBlock] = {}
    line = 0
    reached = {"b0"}
    for index, label in enumerate(labels):
        if label not in reached:
            continue
        commands: list[Assert | Assume] = []
        for _ in range(random.randrange(4)):
            line += 1
            span = Span(TEXT, line, line)
            fact = VariableReference(Variable(f"v{line}", BOOL, VariableKind.INCARNATION))
            marks = attributes(random.choice(COMMANDS))
            if random.random() < 0.6:
                obligation = Obligation(ObligationKind.ASSERT, span)
                commands.append(Assert(fact, obligation, marks, span=span))
            else:
                commands.append(Assume(fact, marks, span=span))
        later = labels[index + 1 :]
        following = random.sample(later, min(len(later), random.choice((0, 1, 1, 2, 2, 3))))
        reached.update(following)
        blocks[label] = PassiveBlock(
            label,
            tuple(commands),
            tuple(following),
            span=Span(TEXT, line, line),
            attributes=attributes(random.choice(JUMPS)),
            returns=random.random() < 0.3,
        )
    implementation = Implementation("P", (), (), (), (), ())
    return PassiveCfg(implementation, "b0", blocks, {})
