"""Each stage of the pipeline as text, for `ivl show`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from ivl.base.deep import deep
from ivl.core import program as core
from ivl.core.to_syntax import to_declaration, to_program
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg, as_implementation
from ivl.logic.script import Script
from ivl.options import Inference, Options
from ivl.syntax import ast
from ivl.syntax.printer import print_declaration, print_program
from ivl.verifier import Verifier, check

STAGES = {
    "ast": "the program as parsed",
    "core": "resolved and typed: type synonyms expanded, assignments to maps and fields lowered",
    "prepared": "after the program passes: monomorphic, lambdas lifted, definitions as axioms",
    "cfg": "the flow graph of each implementation",
    "inferred": "with the invariants that interval analysis finds",
    "acyclic": "without loops and calls, with the contract",
    "passive": "without assignments",
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
    graph = _GRAPHS[stage]
    return "\n".join(
        [
            print_declaration(to_declaration(as_implementation(graph(verifier, i))))
            for i in verifier.selected
        ]
    )


def instrumented(program: core.Program, options: Options) -> str:
    """`program` as it is verified, with inferred invariants where `options` ask for some."""
    verifier = Verifier(program, options)
    chosen = {i: as_implementation(verifier.flow_graph(i)) for i in verifier.selected}
    implementations = [chosen.get(i, i) for i in verifier.program.implementations]
    result = dataclasses.replace(verifier.program, implementations=tuple(implementations))
    return print_program(to_program(result))


def _cfg(verifier: Verifier, implementation: core.Implementation) -> Cfg:
    return build_cfg(implementation)


_GRAPHS: dict[str, Callable[[Verifier, core.Implementation], Cfg | PassiveCfg]] = {
    "cfg": _cfg,
    "inferred": Verifier.flow_graph,
    "acyclic": Verifier.acyclic,
    "passive": Verifier.passive,
}


def _script(verifier: Verifier, implementation: core.Implementation) -> str:
    script = Script(verifier.terms)
    condition = verifier.condition(implementation)
    goal = verifier.terms.not_(condition.formula)
    return script.background(verifier.theory.background) + script.assume(goal) + "(check-sat)\n"
