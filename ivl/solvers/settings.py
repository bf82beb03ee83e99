"""How solvers are set up: data, one dialect per solver and range of versions."""

from __future__ import annotations

from ivl.base.node import value
from ivl.base.proofs import Proofs
from ivl.solvers.answer import NO_LIMITS, Limits

Options = tuple[tuple[str, str], ...]


@value
class Settings:
    """What a user chooses about a solver.

    `options` go to ``set-option`` after the dialect's own, `arguments` onto the command line.
    `effort` and `way` are there instead of the dialect's: how long either of its ways is tried.
    `limits` are those that checks will mostly have: a process need not start again for them.
    `log` is a file that receives what the solver is sent. With `cores` it keeps track of what its
    proofs need. With `rename` it is sent names that do not depend on the program's, and with
    a `seed` names that depend on it. What `proofs` know is not asked again. With `fresh` each
    outermost scope has a process of its own. With `warnings` answers come with what the solver
    warned of; with `profile` it counts the instances of quantifiers. `patience` is how many seconds
    a solver may take for what needs no search, `grace` by how many it may overrun its time limit.
    """

    options: Options = ()
    arguments: tuple[str, ...] = ()
    effort: int = 0
    way: Options = ()
    logic: str = ""
    seed: int | None = None
    limits: Limits = NO_LIMITS
    log: str = ""
    append_log: bool = False
    cores: bool = False
    rename: bool = False
    proofs: Proofs | None = None
    fresh: bool = False
    warnings: bool = False
    profile: bool = False
    patience: float = 60.0
    grace: float = 2.0


@value
class Dialect:
    """How to start one kind of solver and how to limit it.

    Limits are options, which are sent before a check, or arguments, for which the process starts
    again when they change. Texts have ``{}`` for the number. Where there is neither for memory,
    the operating system limits it.

    What takes more than `effort`, in the solver's unit of resources, is tried for half as much with
    the options of the other `way`, and then for as long as it may take with the first ones. Zero is
    no such plan.
    """

    name: str
    arguments: tuple[str, ...] = ()
    options: Options = ()
    logic: str = ""
    seed_options: tuple[str, ...] = ()
    time_option: str = ""
    resource_option: str = ""
    time_argument: str = ""
    resource_argument: str = ""
    memory_argument: str = ""
    no_time: str = "0"
    core_options: Options = (("produce-unsat-cores", "true"),)
    profile_options: Options = ()
    effort: int = 0
    way: Options = ()

    def limit_arguments(self, limits: Limits) -> tuple[str, ...]:
        """The command line arguments for these limits."""
        found = []
        if limits.seconds is not None and self.time_argument:
            found.append(self.time_argument.format(milliseconds(limits.seconds)))
        if limits.resource is not None and self.resource_argument:
            found.append(self.resource_argument.format(limits.resource))
        if limits.memory is not None and self.memory_argument:
            found.append(self.memory_argument.format(limits.memory))
        return tuple(found)

    def limit_options(self, limits: Limits) -> Options:
        """The options for these limits; those for no limit undo earlier ones."""
        found = []
        if self.time_option:
            no_limit = limits.seconds is None
            number = self.no_time if no_limit else str(milliseconds(limits.seconds or 0))
            found.append((self.time_option, number))
        if self.resource_option:
            found.append((self.resource_option, str(limits.resource or 0)))
        return tuple(found)


def milliseconds(seconds: float) -> int:
    """At least one: zero means no limit to solvers."""
    return max(1, round(1000 * seconds))


Z3_OPTIONS: Options = (
    ("auto_config", "false"),
    ("type_check", "true"),
    ("smt.phase_selection", "0"),
    ("smt.restart_strategy", "0"),
    ("smt.restart_factor", "|1.5|"),
    ("smt.arith.random_initial_value", "true"),
    ("smt.case_split", "3"),
    ("smt.delay_units", "true"),
    ("nnf.sk_hack", "true"),
    ("smt.mbqi", "false"),
    ("smt.qi.eager_threshold", "100"),
    ("smt.bv.reflect", "true"),
)
"""The set of Boogie 2.4.1, which proved most of 219 real conditions on z3 4.8 to 5.4.

Without what only changes how z3 prints models.
"""

Z3_EFFORT = 10_000_000
"""Seven to thirteen seconds of z3 5.4: hardly any condition that is proved takes more."""
Z3_WAY: Options = (("smt.arith.solver", "2"), ("smt.qi.eager_threshold", "10"))
"""What is unlike the default in what it finds: the older arithmetic, more instances at once."""

Z3 = Dialect(
    "z3",
    arguments=("-in", "-smt2"),
    options=Z3_OPTIONS,
    seed_options=("smt.random_seed", "sat.random_seed"),
    time_option="timeout",
    resource_option="rlimit",
    memory_argument="-memory:{}",
    no_time="4294967295",
    core_options=(("produce-unsat-cores", "true"), ("smt.core.minimize", "true")),
    profile_options=(("smt.qi.profile", "true"),),
    effort=Z3_EFFORT,
    way=Z3_WAY,
)

_MODELS: Options = (("print-success", "false"), ("produce-models", "true"))
_CVC5_LIMITS = ("--tlimit-per={}", "--rlimit-per={}")

CVC5 = Dialect(
    "cvc5",
    arguments=("--incremental", "--lang=smt2", "--quiet"),
    options=(*_MODELS, ("cegqi", "false"), ("user-pat", "strict")),
    logic="ALL",
    seed_options=("seed",),
    time_argument=_CVC5_LIMITS[0],
    resource_argument=_CVC5_LIMITS[1],
)

CVC5_WHEEL = Dialect(
    "cvc5",
    options=(*_MODELS, ("incremental", "true"), ("cegqi", "false"), ("user-pat", "strict")),
    logic="ALL",
    seed_options=("seed",),
    time_argument=_CVC5_LIMITS[0],
    resource_argument=_CVC5_LIMITS[1],
)

CVC4 = Dialect(
    "cvc4",
    arguments=("--incremental", "--lang=smt2", "--quiet"),
    options=(*_MODELS, ("cbqi", "false"), ("user-pat", "trust")),
    logic="ALL",
    seed_options=("seed", "random-seed"),
    time_option="tlimit-per",
    resource_option="rlimit-per",
)

YICES = Dialect(
    "yices",
    arguments=("--incremental",),
    options=_MODELS,
    logic="ALL",
    seed_options=("random-seed",),
)

ANY = Dialect("any", options=_MODELS, logic="ALL")
"""A command that speaks SMT-LIB 2.6 on its standard input and output."""
