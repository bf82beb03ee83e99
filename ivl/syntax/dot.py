"""Bodies in blocks as graphs for Graphviz."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.syntax import ast
from ivl.syntax.printer import print_statement


def dot(implementations: Iterable[ast.Implementation]) -> str:
    """The blocks of each implementation with what they do, in one drawing."""
    lines = ["digraph {", '  node [shape=box, fontname="monospace", fontsize=10];']
    for number, implementation in enumerate(implementations):
        blocks = blocks_of(implementation.body)
        ids = {label: f"b{number}_{index}" for index, label in enumerate(blocks)}
        lines += [f"  subgraph cluster_{number} {{", f"    label={_quoted(implementation.name)};"]
        for label, (statements, _) in blocks.items():
            texts = [f"{label}:", *[print_statement(s) for s in statements]]
            content = "".join([f"{_escaped(line)}\\l" for t in texts for line in t.split("\n")])
            lines.append(f'    {ids[label]} [label="{content}"];')
        for label, (_, successors) in blocks.items():
            lines += [f"    {ids[label]} -> {ids[target]};" for target in successors]
        lines.append("  }")
    return "\n".join([*lines, "}", ""])


def dot_of_labels(implementation: ast.Implementation) -> str:
    """Boogie's drawing of an implementation: labels and jumps alone."""
    blocks = blocks_of(implementation.body)
    edges = [(label, target) for label, (_, targets) in blocks.items() for target in targets]
    labels = dict.fromkeys([next(iter(blocks)), *[label for edge in edges for label in edge]])
    lines = ["digraph G {", *[f"  {_quoted(label)} [shape=box];" for label in labels]]
    lines += [f"  {_quoted(a)} -> {_quoted(b)};" for a, b in dict.fromkeys(edges)]
    return "\n".join([*lines, "}", ""])


def blocks_of(body: ast.Body) -> dict[str, tuple[list[ast.Statement], tuple[str, ...]]]:
    """The statements of each block but its jump, and where that goes."""
    blocks: dict[str, tuple[list[ast.Statement], tuple[str, ...]]] = {}
    statements: list[ast.Statement] = []
    label = ""
    for statement in body.statements:
        match statement:
            case ast.Label(label):
                statements = []
                blocks[label] = (statements, ())
            case ast.Goto(targets):
                blocks[label] = (statements, tuple([target.text for target in targets]))
            case ast.Return():
                blocks[label] = (statements, ())
            case _:
                statements.append(statement)
    return blocks


def _quoted(text: str) -> str:
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
