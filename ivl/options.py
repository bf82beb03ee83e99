"""What a caller may choose about a verification."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ivl.base.node import value
from ivl.base.proofs import Proofs
from ivl.base.splitting import Splitting

Inlining: TypeAlias = Literal["assume", "assert", "spec", "none"]
"""What becomes of calls of procedures declared ``{:inline}``: see `Options.inline`."""

ShapeName: TypeAlias = Literal["block-equations", "normal-and-wrong", "path-conditions"]
"""How verification conditions are made: see `ivl.vc.shapes`."""

QuantifierNames: TypeAlias = Literal["given", "all", "none"]
"""What quantifiers are called in what solvers are sent: see `Options.quantifier_names`."""

TypeEncoding: TypeAlias = Literal["monomorphic", "predicates", "arguments"]
"""How programs with type parameters are encoded: see `ivl.transform.encodings`."""


@value
class Inference:
    """How to infer invariants by interval analysis, and what to do with them.

    `delay` is how often a loop head is joined before it is widened. `everywhere`: at the start and
    the end of each block, not at loop heads only. `check`: as assertions, not as assumptions.
    """

    delay: int = 0
    everywhere: bool = False
    check: bool = False


@value
class Options:
    """Choices for `ivl.verify`. Limits are per verification condition; None means no limit.

    `include` and `exclude` are patterns of implementation names in which ``*`` stands for any
    text; `timeout` is in seconds, `resource_limit` in the solver's own units, `memory_limit` in
    MiB. `error_limit` bounds the failures reported for one condition (0: all of them). An
    implementation has one condition unless it is split: see `splitting`.
    `subsumption` says what is assumed after it was asserted: 0 nothing, 1 all but quantified
    assertions, 2 everything. `solver` is a name from ``ivl solvers`` or a command that speaks
    SMT-LIB 2.6; `solver_options` are ``(name, value)`` pairs sent to it with ``set-option``, and
    `solver_arguments` go onto its command line. Where there is a plan for a solver to try in other
    ways what takes long, `effort`, in its units of resources, is how long the first two may take,
    and `other_options` are what the second has in addition; 0 and none: what suits most programs.
    `shape` says how verification conditions are made; all shapes give the same verdicts.
    `libraries` are names of libraries (``base``, ``node``, ``set_size``) whose declarations come
    before those of a program given as a syntax tree.
    `type_encoding` says how a program with type parameters becomes one without: an instance for
    each choice of types that occurs, or values of one sort with types as "predicates" of values or
    "arguments" of functions. `array_axioms`: maps are values with axioms, not the solver's arrays,
    and then not extensional, which they never are in the last two encodings; None: in programs
    with polymorphic maps, and then extensional where compared, unless functions of the solver work
    on maps. With `reflect_add`
    ``+`` on integers is a function with an axiom, which triggers can mention.
    `lift_free_variables`: what a lambda depends on is variables, not whole subexpressions.
    `inline` says what becomes of a call of a procedure declared ``{:inline n}`` where n copies of
    its body are not enough: "assume" that it does not come to that, "assert" it, or take its
    contract ("spec"); with "none" nothing is inlined. `inline_depth` says how deep the bodies of
    other procedures are put in place of calls as well. `unroll`, when it is not None, is the number
    of back edges that a path through a loop may take; with `sound_unrolling` it is an error if
    more can be taken, else what comes after them is not looked at. With `induction_depth` k loops
    are proved by k-induction over all their assertions, not by their invariants alone.
    With `extract_loops` each loop becomes a procedure that calls itself; with `deterministic_loops`
    it goes on for as long as the loop does, not for any number of rounds, and with `inline_loops` n
    these procedures are declared ``{:inline n}``, and n - 1 rounds are looked at.
    `prune` leaves out of each condition the axioms that it does not seem to need: see the language
    reference on ``uses``, ``hideable``, ``{:include_dep}`` and ``{:keep}``.
    With `keep_infeasible` what comes after ``assume false`` stays in the flow graph.
    `coalesce_blocks`: blocks that always follow each other are one. `live_variables`: where paths
    join, only variables that are still read get a common value. `trace_empty_blocks`: failing
    paths mention blocks that do nothing, too. `trace_as_boogie`: they name blocks as Boogie does,
    also where that misleads.
    With `keep_quantifiers` a quantifier that is instantiated from pools stays beside its instances.
    `inference`, when it is not None, asks for invariants by interval analysis.
    `assume_free_invariants`: free loop invariants are assumed where the others are checked, too.
    `quantifier_names`: solvers are told the names of quantifiers, as far as they are "given" by
    ``{:qid}`` and ``{:skolemid}``, of "all" of them, after their places, or of "none"; with "all"
    the log says which implementation comes next. Without `weights` they are told no ``{:weight}``.
    `coverage` asks what each proof needed: see `Result.covered`; `vacuity` warns of goals that no
    execution reaches, which takes names for all parts of the program; `dependence` asks which parts
    each proof needed and which not, see `Result.parts`. `smoke` is a
    number of seconds for each attempt to prove that some code of a verified implementation cannot
    be reached.
    With `normalize_names` and `normalize_order` what the solver is sent does not depend on the
    names in the program, nor on the order of its declarations. `random_seed` is the solver's, and
    that of names and an order of declarations drawn at random; with `iterations` n each
    implementation is proved n times, with n seeds, and verified if all of them succeed: see
    `Result.iterations`. What is in `proofs` is not proved again, and what is proved goes there.
    With `restart_solver` each condition has a process of its own. `solver_warnings` asks for what
    the solver warns of. `preamble` is SMT-LIB text that comes before all axioms, of declarations,
    definitions and assertions, which are trusted. `run_timeout` limits the seconds for all
    implementations together. `splitting` says how conditions
    are split into smaller ones, besides what a program marks for that. With a `timeout_share` a
    condition that takes too long is taken apart to find out which assertions are to blame; each
    of them has that share of the time for the whole condition.
    `counterexamples` asks for the values along each failing path: see `Diagnostic.counterexample`;
    `models` for all that the solver says besides. With `replay` each of them is executed, to see
    whether it is one, for `replay_timeout` seconds at most: see `Diagnostic.replay`.
    `profile_quantifiers` asks for notes about the quantifiers that the solver instantiated most,
    all of which then have names.
    `switches` are words for the frontend of the program's language: see `ivl.frontends`.
    `log` is a file that receives all that is sent to the solver; ``@PROC@`` in it stands for the
    implementation's name.
    """

    solver: str = "z3"
    solver_path: str = ""
    solver_options: tuple[tuple[str, str], ...] = ()
    solver_arguments: tuple[str, ...] = ()
    effort: int = 0
    other_options: tuple[tuple[str, str], ...] = ()
    logic: str = ""
    timeout: float | None = None
    resource_limit: int | None = None
    memory_limit: int | None = None
    random_seed: int | None = None
    error_limit: int = 5
    subsumption: int = 2
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    jobs: int = 1
    shape: ShapeName = "block-equations"
    infer_modifies: bool = False
    type_encoding: TypeEncoding = "monomorphic"
    array_axioms: bool | None = None
    reflect_add: bool = False
    keep_infeasible: bool = False
    lift_free_variables: bool = False
    inline: Inlining = "assume"
    inline_depth: int = 0
    unroll: int | None = None
    sound_unrolling: bool = False
    induction_depth: int | None = None
    extract_loops: bool = False
    deterministic_loops: bool = False
    inline_loops: int = 0
    coalesce_blocks: bool = True
    live_variables: bool = True
    trace_empty_blocks: bool = False
    trace_as_boogie: bool = False
    libraries: tuple[str, ...] = ()
    prune: bool = False
    keep_quantifiers: bool = False
    inference: Inference | None = None
    assume_free_invariants: bool = False
    quantifier_names: QuantifierNames = "given"
    weights: bool = True
    coverage: bool = False
    vacuity: bool = False
    dependence: bool = False
    smoke: float | None = None
    counterexamples: bool = True
    models: bool = False
    replay: bool = False
    replay_timeout: float | None = 10.0
    normalize_names: bool = False
    normalize_order: bool = False
    iterations: int = 1
    proofs: Proofs | None = None
    restart_solver: bool = False
    solver_warnings: bool = False
    preamble: str = ""
    run_timeout: float | None = None
    splitting: Splitting = Splitting()
    timeout_share: float | None = None
    profile_quantifiers: bool = False
    switches: tuple[str, ...] = ()
    log: str = ""
    append_log: bool = False

    @property
    def tracked(self) -> bool:
        """Whether the solver has to keep track of what its proofs need."""
        return self.coverage or self.vacuity or self.dependence
