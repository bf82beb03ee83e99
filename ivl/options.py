"""What a caller may choose about a verification."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ivl.base.node import value

Inlining: TypeAlias = Literal["assume", "assert", "spec", "none"]
"""What becomes of calls of procedures declared ``{:inline}``: see `Options.inline`."""

ShapeName: TypeAlias = Literal["block-equations", "normal-and-wrong", "path-conditions"]
"""How verification conditions are made: see `ivl.vc.shapes`."""

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
    MiB. `error_limit` bounds the failures reported for one implementation (0: all of them).
    `subsumption` says what is assumed after it was asserted: 0 nothing, 1 all but quantified
    assertions, 2 everything. `solver` is a name from ``ivl solvers`` or a command that speaks
    SMT-LIB 2.6; `solver_options` are ``(name, value)`` pairs sent to it with ``set-option``, and
    `solver_arguments` go onto its command line.
    `shape` says how verification conditions are made; all shapes give the same verdicts.
    `libraries` are names of libraries (``base``, ``node``, ``set_size``) whose declarations come
    before those of a program given as a syntax tree.
    `type_encoding` says how a program with type parameters becomes one without: an instance for
    each choice of types that occurs, or values of one sort with types as "predicates" of values or
    "arguments" of functions. `array_axioms`: maps are values with axioms, not the solver's arrays,
    and then not extensional, which they never are in the last two encodings. `lift_free_variables`:
    what a lambda depends on is variables, not whole subexpressions.
    `inline` says what becomes of a call of a procedure declared ``{:inline n}`` where n copies of
    its body are not enough: "assume" that it does not come to that, "assert" it, or take its
    contract ("spec"); with "none" nothing is inlined. `inline_depth` says how deep the bodies of
    other procedures are put in place of calls as well. `unroll`, when it is not None, is the number
    of back edges that a path through a loop may take; with `sound_unrolling` it is an error if
    more can be taken, else what comes after them is not looked at. With `induction_depth` k loops
    are proved by k-induction over all their assertions, not by their invariants alone.
    `prune` leaves out of each condition the axioms that it does not seem to need: see the language
    reference on ``uses``, ``hideable``, ``{:include_dep}`` and ``{:keep}``.
    `coalesce_blocks`: blocks that always follow each other are one. `live_variables`: where paths
    join, only variables that are still read get a common value. `trace_empty_blocks`: failing
    paths mention blocks that do nothing, too. `trace_as_boogie`: they name blocks as Boogie does,
    also where that misleads.
    With `keep_quantifiers` a quantifier that is instantiated from pools stays beside its instances.
    `inference`, when it is not None, asks for invariants by interval analysis.
    `coverage` asks what each proof needed: see `Result.covered`; `vacuity` warns of goals that no
    execution reaches, which takes names for all parts of the program. `smoke` is a
    number of seconds for each attempt to prove that some code of a verified implementation cannot
    be reached.
    `log` is a file that receives all that is sent to the solver; ``@PROC@`` in it stands for the
    implementation's name.
    """

    solver: str = "z3"
    solver_path: str = ""
    solver_options: tuple[tuple[str, str], ...] = ()
    solver_arguments: tuple[str, ...] = ()
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
    array_axioms: bool = False
    lift_free_variables: bool = False
    inline: Inlining = "assume"
    inline_depth: int = 0
    unroll: int | None = None
    sound_unrolling: bool = False
    induction_depth: int | None = None
    coalesce_blocks: bool = True
    live_variables: bool = True
    trace_empty_blocks: bool = False
    trace_as_boogie: bool = False
    libraries: tuple[str, ...] = ()
    prune: bool = False
    keep_quantifiers: bool = False
    inference: Inference | None = None
    coverage: bool = False
    vacuity: bool = False
    smoke: float | None = None
    log: str = ""
    append_log: bool = False

    @property
    def tracked(self) -> bool:
        """Whether the solver has to keep track of what its proofs need."""
        return self.coverage or self.vacuity
