"""Which implementations of a program are verified, in which order, under which limits."""

from __future__ import annotations

import re

from ivl.base.node import replace
from ivl.base.splitting import Splitting
from ivl.core.attributes import LOOP_OF, has_attribute, int_attribute, is_true, text_attribute
from ivl.core.expressions import Expr, Literal
from ivl.core.program import Implementation, Procedure, Program, find_attribute
from ivl.flow.inline_calls import inline_depths
from ivl.options import Options


def display_name(implementation: Implementation) -> str:
    """How messages call an implementation: its ``{:verboseName}``, or its name."""
    return text_attribute(implementation.attributes, "verboseName") or implementation.name


def select(program: Program, options: Options) -> list[Implementation]:
    """The implementations to verify: those with a high ``{:priority}`` first, else as written."""
    procedures = {p.name: p for p in program.procedures}
    inlined = inline_depths(program) if options.inline in ("assume", "assert") else {}
    chosen = [
        i
        for i in program.implementations
        if not _skipped(i, procedures[i.name], i.name in inlined) and _wanted(i, options)
    ]
    return sorted(chosen, key=lambda i: -(int_attribute(i.attributes, "priority") or 1))


def _skipped(implementation: Implementation, procedure: Procedure, inlined: bool) -> bool:
    """Whether the program says that this body is not to be verified by itself."""
    for attributes in (implementation.attributes, procedure.attributes):
        if find_attribute(attributes, "verify") is not None:
            return not is_true(attributes, "verify")
    return inlined


def _wanted(implementation: Implementation, options: Options) -> bool:
    """Whether it is chosen by its name, or a loop by that of the implementation it is from."""
    owner = text_attribute(implementation.attributes, LOOP_OF)
    names = (display_name(implementation), *([] if owner is None else [owner]))
    if options.include and not matches(names, options.include):
        return False
    return not matches(names, options.exclude)


def matches(names: tuple[str, ...], patterns: tuple[str, ...]) -> bool:
    """Whether one of `names` matches one of `patterns`, in which ``*`` stands for any text."""
    regexes = [re.escape(p).replace(r"\*", ".*") for p in patterns]
    return any(re.fullmatch(regex, name) for regex in regexes for name in names)


def options_for(implementation: Implementation, options: Options) -> Options:
    """`options` as an implementation's own attributes change them.

    ``{:timeLimit s}``, ``{:rlimit n}``, ``{:random_seed n}`` and ``{:smt_option "name", value}``.
    """
    attributes = implementation.attributes
    timeout = int_attribute(attributes, "timeLimit")
    resource = int_attribute(attributes, "rlimit")
    seed = int_attribute(attributes, "random_seed")
    settings = tuple(
        (a.parameters[0], _value(a.parameters[1]))
        for a in attributes
        if a.name == "smt_option" and len(a.parameters) == 2 and isinstance(a.parameters[0], str)
    )
    own = timeout is not None or resource is not None or seed is not None or bool(settings)
    if not own and "@PROC@" not in options.log:
        return options
    return replace(
        options,
        log=options.log.replace("@PROC@", _file_name(display_name(implementation))),
        timeout=options.timeout if timeout is None else float(timeout) or None,
        resource_limit=options.resource_limit if resource is None else resource or None,
        random_seed=options.random_seed if seed is None else seed,
        solver_options=(*options.solver_options, *settings),
    )


def induction_depth(implementation: Implementation, options: Options) -> int | None:
    """The greater of the option and ``{:kInductionDepth n}``, None without either."""
    own = int_attribute(implementation.attributes, "kInductionDepth")
    chosen = [n for n in (own, options.induction_depth) if n is not None]
    return max(chosen, default=None)


def is_selective(implementation: Implementation, procedure: Procedure) -> bool:
    """Whether only what comes after ``{:start_checking_here}`` is checked."""
    name = "selective_checking"
    return is_true(implementation.attributes, name) or is_true(procedure.attributes, name)


def splitting_for(
    implementation: Implementation, procedure: Procedure, options: Options
) -> Splitting:
    """How `options` and an implementation's own attributes say that it is split.

    ``{:vcs_split_on_every_assert}``, ``{:vcs_max_cost n}``, ``{:vcs_max_splits n}`` and
    ``{:vcs_max_keep_going_splits n}``.
    """
    chosen = options.splitting
    for attributes in (procedure.attributes, implementation.attributes):
        if not attributes or not any(a.name.startswith("vcs_") for a in attributes):
            continue
        above, most, keep_going = [
            int_attribute(attributes, f"vcs_{name}")
            for name in ("max_cost", "max_splits", "max_keep_going_splits")
        ]
        if has_attribute(attributes, "vcs_split_on_every_assert"):
            every_assertion = is_true(attributes, "vcs_split_on_every_assert")
            chosen = replace(chosen, every_assertion=every_assertion)
        chosen = replace(
            chosen,
            above=chosen.above if above is None else float(above),
            most=chosen.most if most is None else most,
            keep_going=chosen.keep_going if keep_going is None else keep_going,
        )
    return chosen


def _value(parameter: str | Expr) -> str:
    if isinstance(parameter, str):
        return parameter
    if isinstance(parameter, Literal):
        value = parameter.value
        return str(value).lower() if isinstance(value, bool) else str(value)
    raise ValueError("the value of {:smt_option} must be a string or a literal")


def _file_name(name: str) -> str:
    """`name` without what file names may not have."""
    return re.sub(r'[/\\:*?"<>|\0]', "-", name)
