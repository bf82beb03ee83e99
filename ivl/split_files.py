"""The splits of each implementation as text, by names for files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from ivl.base.deep import deep
from ivl.core import program as core
from ivl.core.to_syntax import to_declaration, to_program
from ivl.flow.cfg import as_implementation
from ivl.options import Options
from ivl.split.dot import dot
from ivl.split.split import Split
from ivl.split.weigh import weigh
from ivl.syntax.printer import print_declaration, print_program
from ivl.vc.prune import Pruner, pruned_program
from ivl.verifier import Verifier

Text: TypeAlias = Callable[[Split], str]


def splits_of(verifier: Verifier, implementation: core.Implementation) -> Iterator[Split]:
    """The splits of an implementation."""
    graphs = verifier.graphs
    return graphs.splits(implementation, graphs.passive(implementation))


def passive_text(split: Split) -> str:
    """A split as an implementation without assignments."""
    text = print_declaration(to_declaration(as_implementation(split.cfg)))
    name = f"{split.cfg.implementation.name}{split.name}"
    return f"// {name}\n{text}" if split.name else text


def pruned_text(verifier: Verifier) -> Text:
    """What shows a split as a program, with no more declarations than it seems to need."""
    pruner = verifier.pruner or Pruner(verifier.program)

    def text(split: Split) -> str:
        program = pruned_program(verifier.program, split.cfg, pruner.relevant(split.cfg))
        return print_program(to_program(program))

    return text


def graph_text(verifier: Verifier) -> Text:
    """What shows a split as a graph for Graphviz, with what its blocks are thought to cost."""

    def text(split: Split) -> str:
        return dot(weigh(split.cfg, verifier.options.splitting.weights))

    return text


def split_texts(program: core.Program, options: Options, declarations: bool) -> dict[str, str]:
    """Each split of the implementations to verify, by a name made of the implementation's and its.

    With `declarations`, and where `options` ask for pruning, what is relevant comes with it.
    """

    def texts() -> dict[str, str]:
        verifier = Verifier(program, options)
        text = pruned_text(verifier) if declarations and options.prune else passive_text
        found: dict[str, str] = {}
        for implementation in verifier.selected:
            for split in splits_of(verifier, implementation):
                found[_fresh(_file_name(implementation.name + split.name), found)] = text(split)
        return found

    return deep(texts)


def split_dumps(program: core.Program, options: Options) -> dict[str, str]:
    """Files ``P.split.n.dot`` and ``P.split.n.bpl`` for each split n of each implementation P.

    The number is -1 if there is only one.
    """

    def files() -> dict[str, str]:
        verifier = Verifier(program, options)
        graph = graph_text(verifier)
        found: dict[str, str] = {}
        for implementation in verifier.selected:
            splits = list(splits_of(verifier, implementation))
            for number, split in enumerate(splits, 0 if len(splits) > 1 else -1):
                name = f"{_file_name(implementation.name)}.split.{number}"
                found[f"{name}.dot"] = graph(split)
                found[f"{name}.bpl"] = passive_text(split)
        return found

    return deep(files)


def _file_name(name: str) -> str:
    return name.translate(str.maketrans(":/\\", "---"))


def _fresh(name: str, taken: dict[str, str]) -> str:
    fresh, number = name, 1
    while fresh in taken:
        number += 1
        fresh = f"{name}-{number}"
    return fresh
