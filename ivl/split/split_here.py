"""``{:split_here}``: what comes before, and what comes after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ivl.core.attributes import is_true
from ivl.flow.cfg import PassiveBlock, PassiveCfg, PassiveCommand
from ivl.flow.graphs import immediate_dominators, topological_order
from ivl.split.parts import Parts, is_nontrivial
from ivl.split.split import Marks, Split


def split_here(split: Split, marks: Marks) -> Iterator[Split]:
    """A split for the start of the graph and one for each marked command.

    Each assertion is checked in one of them: that of the marked command that was the last one
    before it in its block, or else in the nearest block that dominates it and has one.
    """
    cfg = split.cfg
    marked = {
        label: found
        for label, block in cfg.blocks.items()
        if (found := [c for c in block.commands if is_true(c.attributes, "split_here")])
    }
    if not marked:
        yield split
        return
    parts = Parts(cfg, marks)
    owners = _owners(cfg, marked)
    places = [None, *[c for found in marked.values() for c in found]]
    for place in places:
        instead = {
            label: _checked(block, place, owners[label], parts)
            for label, block in cfg.blocks.items()
            if owners[label] is place or place in marked.get(label, ())
        }
        if not any(is_nontrivial(c) for commands in instead.values() for c in commands):
            continue
        part = parts.part(cfg.blocks.keys(), instead=instead)
        if place is None:
            yield Split(part, split.name, split.span)
        else:
            line = place.span.position.line
            yield Split(part, f"{split.name}/split@{line}", place.span)


def _checked(
    block: PassiveBlock, place: PassiveCommand | None, owner: PassiveCommand | None, parts: Parts
) -> tuple[PassiveCommand, ...]:
    """The commands of `block` with those assertions that belong to `place`."""
    commands = []
    for command in block.commands:
        if is_true(command.attributes, "split_here"):
            owner = command
        commands.append(command if owner is place else parts.assume(command))
    return tuple(commands)


def _owners(
    cfg: PassiveCfg, marked: Mapping[str, list[PassiveCommand]]
) -> Mapping[str, PassiveCommand | None]:
    """For each block the last marked command in the nearest block that strictly dominates it."""
    dominator = immediate_dominators(cfg.entry, cfg.blocks)
    owners: dict[str, PassiveCommand | None] = {cfg.entry: None}
    for label in topological_order(cfg.entry, cfg.blocks):
        if label != cfg.entry:
            above = dominator[label]
            owners[label] = marked[above][-1] if above in marked else owners[above]
    return owners
