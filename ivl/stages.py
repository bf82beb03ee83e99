"""Each stage of the pipeline as text, for `ivl show`."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ivl.base.deep import deep
from ivl.base.node import replace, value
from ivl.core import program as core
from ivl.core.to_syntax import to_implementation, to_program
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Cfg, PassiveCfg, as_implementation
from ivl.flow.check_measures import check_measures
from ivl.flow_graphs import FlowGraphs
from ivl.logic.renaming import Renaming
from ivl.logic.script import Script
from ivl.options import Inference, Options
from ivl.split.split import Split
from ivl.split_files import Text, graph_text, passive_text, pruned_text, splits_of
from ivl.syntax import ast
from ivl.syntax.dot import dot
from ivl.syntax.printer import print_declaration, print_program
from ivl.transform.check_termination import check_termination
from ivl.transform.lift_lambdas import lift_lambdas
from ivl.verifier import Verifier, check

STAGES = {
    "ast": "the program as parsed",
    "bpl": "the IVL program that a frontend made of a program in another language",
    "core": "resolved and typed: type synonyms expanded, assignments to maps and fields lowered",
    "measured": "in blocks, with what measures claim as assertions",
    "lifted": "with lambda expressions as functions",
    "prepared": "after the program passes: monomorphic, lambdas lifted, definitions as axioms",
    "extracted": "with each loop as a procedure that calls itself",
    "cfg": "the flow graph of each implementation",
    "inlined": "with the bodies of procedures declared {:inline} in place of calls",
    "inferred": "with the invariants that interval analysis finds",
    "unrolled": "the same with loops unrolled, where that is asked for",
    "acyclic": "without loops and calls, with the contract",
    "passive": "without assignments",
    "splits": "the same in the parts that are proved one by one",
    "pruned": "the same with no more declarations than they seem to need",
    "split-graphs": "the same as graphs for Graphviz, with what they are thought to cost",
    "smt2": "what the solver is sent",
}
"""The stages in the order of the data flow, each with what it shows."""


@value
class Layout:
    """How IVL is written: `wrap` breaks what is longer than 80 characters into lines; `numbered`
    gives each variable of a whole program a name of its own.
    """

    wrap: bool = False
    numbered: bool = False


def show(
    stage: str,
    program: ast.Program | core.Program,
    options: Options = Options(),  # noqa: B008
    layout: Layout = Layout(),  # noqa: B008
) -> str:
    """The text of a stage, IVL or SMT-LIB. Raises ProgramError, and KeyError for no stage."""
    return deep(lambda: _show(stage, program, options, layout))


def _show(stage: str, program: ast.Program | core.Program, options: Options, layout: Layout) -> str:
    if stage in ("ast", "bpl"):
        given = program if isinstance(program, ast.Program) else to_program(program)
        return print_program(given, layout.wrap)

    def text(shown: core.Program) -> str:
        return print_program(to_program(shown, layout.numbered), layout.wrap)

    checked = _checked(program, options)
    if stage == "core":
        return text(checked)
    if stage == "measured":
        return text(measured(checked))
    if stage == "lifted":
        return text(lift_lambdas(checked))
    verifier = Verifier(checked, _for_stage(stage, options))
    if stage in ("prepared", "extracted"):
        return text(verifier.program)
    if stage == "smt2":
        splits = [s for i in verifier.selected for s in splits_of(verifier, i)]
        return "\n".join([_script(verifier, split) for split in splits])
    if stage in _SPLITS:
        part = _SPLITS[stage](verifier)
        return "\n".join([part(s) for i in verifier.selected for s in splits_of(verifier, i)])
    graph = _GRAPHS[stage]
    graphs = [graph(verifier.graphs, i) for i in verifier.selected]
    return "\n".join([_text(g, layout.wrap) for g in graphs])


def _checked(program: ast.Program | core.Program, options: Options) -> core.Program:
    return check(program, options) if isinstance(program, ast.Program) else program


def _for_stage(stage: str, options: Options) -> Options:
    """`options` with what the stage is about."""
    if stage == "inferred":
        return replace(options, inference=options.inference or Inference())
    return replace(options, extract_loops=True) if stage == "extracted" else options


def draw(
    stage: str,
    program: ast.Program | core.Program,
    options: Options = Options(),  # noqa: B008
) -> str:
    """The flow graphs of a stage for Graphviz. Raises ProgramError, and KeyError if it has none."""

    def drawn() -> str:
        graph = _GRAPHS[stage]
        verifier = Verifier(_checked(program, options), _for_stage(stage, options))
        cfgs = [graph(verifier.graphs, i) for i in verifier.selected]
        return dot([to_implementation(as_implementation(cfg)) for cfg in cfgs])

    return deep(drawn)


def inlined(program: core.Program, options: Options) -> list[core.Program]:
    """Each implementation to verify in which calls are inlined, in blocks, and its procedure."""

    def changed() -> list[core.Program]:
        verifier = Verifier(program, options)
        graphs = verifier.graphs
        found = []
        for implementation in verifier.selected:
            written = graphs.written(implementation)
            cfg = graphs.inline(written)
            if cfg.blocks.keys() != written.blocks.keys():
                procedure = graphs.procedures[implementation.name]
                made = as_implementation(cfg)
                found.append(core.Program(procedures=(procedure,), implementations=(made,)))
        return found

    return deep(changed)


def instrumented(program: core.Program, options: Options) -> core.Program:
    """`program` as it is verified, with inferred invariants where `options` ask for some."""
    return deep(lambda: _in_blocks(Verifier(program, options), FlowGraphs.reducible))


def passive(program: core.Program, options: Options) -> core.Program:
    """`program` as it is verified, with the implementations to verify in passive form."""
    return deep(lambda: _in_blocks(Verifier(program, options), FlowGraphs.passive))


def steps(program: core.Program, options: Options) -> Iterator[tuple[str, str]]:
    """What becomes of each implementation to verify, each time after the words for the step."""
    verifier = deep(lambda: Verifier(program, options))
    for implementation in verifier.selected:
        for title, graph in _STEPS:
            yield title, deep(lambda g=graph, i=implementation: _text(g(verifier.graphs, i)))  # type: ignore[misc]


def measured(program: core.Program) -> core.Program:
    """`program` with what its measures claim as specification and assertions, in blocks."""

    def changed() -> core.Program:
        stated = check_termination(program)
        graphs = [check_measures(build_cfg(i)) for i in stated.implementations]
        return replace(stated, implementations=tuple([as_implementation(g) for g in graphs]))

    return deep(changed)


def _in_blocks(
    verifier: Verifier, graph: Callable[[FlowGraphs, core.Implementation], Cfg | PassiveCfg]
) -> core.Program:
    """The program with the `graph` of each implementation to verify, and others as written."""
    graphs, selected = verifier.graphs, set(verifier.selected)
    implementations = [
        as_implementation(graph(graphs, i) if i in selected else graphs.written(i))
        for i in verifier.program.implementations
    ]
    return replace(verifier.program, implementations=tuple(implementations))


def _text(cfg: Cfg | PassiveCfg, wrap: bool = False) -> str:
    return print_declaration(to_implementation(as_implementation(cfg)), wrap)


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

_STEPS = (
    ("original implementation", FlowGraphs.written),
    ("after inlining procedure calls", FlowGraphs.inlined),
    ("after inference and unrolling of loops", FlowGraphs.reducible),
    ("after conversion into a DAG and inserting pre- and post-conditions", FlowGraphs.acyclic),
    ("after conversion to passive commands", FlowGraphs.passive),
)

_SPLITS: dict[str, Callable[[Verifier], Text]] = {
    "splits": lambda _: passive_text,
    "pruned": pruned_text,
    "split-graphs": graph_text,
}


def _script(verifier: Verifier, split: Split) -> str:
    options = verifier.options
    renaming = Renaming(options.random_seed)
    script = Script(verifier.terms, renaming)
    condition = verifier.shaped(split.cfg)
    commands = [
        *script.background_commands(verifier.theory.background),
        *[script.assume(axiom) for axiom, _ in condition.axioms],
        script.assume(verifier.terms.not_(condition.formula)),
        "(check-sat)\n",
    ]
    if options.normalize_names or options.random_seed is not None:
        commands = [renaming.rename(command) for command in commands]
    return "".join(commands)
