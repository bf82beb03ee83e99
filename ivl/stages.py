"""Each stage of the pipeline as text, for `ivl show`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

from ivl.base.deep import deep
from ivl.core import program as core
from ivl.core.to_syntax import to_declaration, to_program
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg, as_implementation
from ivl.flow_graphs import FlowGraphs
from ivl.logic.script import Script
from ivl.options import Inference, Options
from ivl.syntax import ast
from ivl.syntax.printer import print_declaration, print_program
from ivl.vc.prune import Pruner, pruned_program
from ivl.verifier import Verifier, check

STAGES = {
    "ast": "the program as parsed",
    "core": "resolved and typed: type synonyms expanded, assignments to maps and fields lowered",
    "prepared": "after the program passes: monomorphic, lambdas lifted, definitions as axioms",
    "cfg": "the flow graph of each implementation",
    "inlined": "with the bodies of procedures declared {:inline} in place of calls",
    "inferred": "with the invariants that interval analysis finds",
    "unrolled": "the same with loops unrolled, where that is asked for",
    "acyclic": "without loops and calls, with the contract",
    "passive": "without assignments",
    "pruned": "the same with no more declarations than it seems to need",
    "smt2": "what the solver is sent",
}
"""The stages in the order of the data flow, each with what it shows."""


def show(stage: str, program: ast.Program, options: Options = Options()) -> str:  # noqa: B008
    """The text of a stage, IVL or SMT-LIB. Raises ProgramError, and KeyError for no stage."""
    return deep(lambda: _show(stage, program, options))


def _show(stage: str, program: ast.Program, options: Options) -> str:
    if stage == "ast":
        return print_program(program)
    checked = check(program, options)
    if stage == "core":
        return print_program(to_program(checked))
    if stage == "inferred":
        options = dataclasses.replace(options, inference=options.inference or Inference())
    verifier = Verifier(checked, options)
    if stage == "prepared":
        return print_program(to_program(verifier.program))
    if stage == "smt2":
        return "\n".join([_script(verifier, i) for i in verifier.selected])
    if stage == "pruned":
        return "\n".join([_pruned(verifier, i) for i in verifier.selected])
    graph = _GRAPHS[stage]
    return "\n".join(
        [
            print_declaration(to_declaration(as_implementation(graph(verifier.graphs, i))))
            for i in verifier.selected
        ]
    )


def splits(program: core.Program, options: Options, declarations: bool) -> dict[str, str]:
    """The passive form of each implementation to verify, by a file name for it.

    With `declarations`, and where `options` ask for pruning, what is relevant comes with it.
    """
    verifier = deep(lambda: Verifier(program, options))
    with_declarations = declarations and options.prune
    text = _pruned if with_declarations else _passive
    return {
        f"{i.name.replace('/', '_')}-0": deep(lambda i=i: text(verifier, i))  # type: ignore[misc]
        for i in verifier.selected
    }


def _passive(verifier: Verifier, implementation: core.Implementation) -> str:
    passive = as_implementation(verifier.graphs.passive(implementation))
    return print_declaration(to_declaration(passive))


def _pruned(verifier: Verifier, implementation: core.Implementation) -> str:
    cfg = verifier.graphs.passive(implementation)
    pruner = verifier.pruner or Pruner(verifier.program)
    program = pruned_program(verifier.program, cfg, pruner.relevant(cfg))
    return print_program(to_program(program))


def inlined(program: core.Program, options: Options) -> Iterator[str]:
    """Each implementation to verify in which calls are inlined, after its procedure."""
    verifier = deep(lambda: Verifier(program, options))

    def text(implementation: core.Implementation) -> str:
        graphs = verifier.graphs
        written = graphs.written(implementation)
        cfg = graphs.inline(written)
        if cfg is written:
            return ""
        procedure = print_declaration(to_declaration(graphs.procedures[implementation.name]))
        return f"{procedure}\n\n{print_declaration(to_declaration(as_implementation(cfg)))}\n"

    texts = [deep(lambda i=i: text(i)) for i in verifier.selected]  # type: ignore[misc]
    return filter(None, texts)


def instrumented(program: core.Program, options: Options) -> str:
    """`program` as it is verified, with inferred invariants where `options` ask for some."""
    return deep(lambda: _instrumented(program, options))


def _instrumented(program: core.Program, options: Options) -> str:
    verifier = Verifier(program, options)
    chosen = {i: as_implementation(verifier.graphs.reducible(i)) for i in verifier.selected}
    implementations = [chosen.get(i, i) for i in verifier.program.implementations]
    result = dataclasses.replace(verifier.program, implementations=tuple(implementations))
    return print_program(to_program(result))


def _cfg(graphs: FlowGraphs, implementation: core.Implementation) -> Cfg:
    return build_cfg(implementation)


_GRAPHS: dict[str, Callable[[FlowGraphs, core.Implementation], Cfg | PassiveCfg]] = {
    "cfg": _cfg,
    "inlined": FlowGraphs.inlined,
    "inferred": FlowGraphs.reducible,
    "unrolled": FlowGraphs.reducible,
    "acyclic": FlowGraphs.acyclic,
    "passive": FlowGraphs.passive,
}


def _script(verifier: Verifier, implementation: core.Implementation) -> str:
    script = Script(verifier.terms)
    condition = verifier.condition(implementation)
    goal = verifier.terms.not_(condition.formula)
    axioms = "".join([script.assume(axiom) for axiom, _ in condition.axioms])
    background = script.background(verifier.theory.background)
    return background + axioms + script.assume(goal) + "(check-sat)\n"
