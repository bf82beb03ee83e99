"""What a caller may choose about a verification."""

from __future__ import annotations

from ivl.base.node import value


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
    `libraries` are names of libraries (``base``, ``node``, ``set_size``) whose declarations come
    before those of a program given as a syntax tree.
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
    shape: str = "block-equations"
    infer_modifies: bool = False
    libraries: tuple[str, ...] = ()
    log: str = ""
    append_log: bool = False
