"""What ``/help`` and ``/attrHelp`` print."""

from __future__ import annotations

from collections.abc import Iterable

from ivl.cli.boogie_options import Form, Group, Option, Support

_START = """\
Usage: ivl-boogie [option ...] file.bpl ...

Verifies programs as Boogie 3.5.7 does, and prints what it would. An option starts with / or -,
and its argument follows after a colon. Several files make one program; stdin.bpl reads standard
input; a .txt file lists files. The exit code is 0 when the run came to its end, whatever it
found, and 1 for wrong options, unreadable files and a failing solver.

An option marked - is accepted and has no effect here (/trace says so), one marked ! is refused.
"""

ATTRIBUTES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Any declaration",
        (
            ("{:ignore}", "leave the declaration out"),
            ("{:extern}", "allow a second declaration of the same name, and prefer that one"),
        ),
    ),
    (
        "Procedures and implementations",
        (
            ("{:verify false}", "do not verify the body"),
            ("{:inline n}", "replace calls by the body, up to depth n; the body is not verified"),
            ("{:priority n}", "verify those with a higher priority first (1 where none is given)"),
            ("{:verboseName s}", "how messages and /proc call it"),
            ("{:timeLimit n}", "its own /timeLimit, in seconds"),
            ("{:rlimit n}", "its own /rlimit"),
            ("{:random_seed n}", "its own /randomSeed"),
            ("{:kInductionDepth n}", "its own /kInductionDepth"),
            ("{:msg_if_verifies s}", "print s when it is verified"),
            ("{:smt_option s, v}", "set option s of the solver to v for this one"),
            ("{:vcs_split_on_every_assert}", "its own /vcsSplitOnEveryAssert"),
            ("{:vcs_max_cost n}, {:vcs_max_splits n}", "its own /vcsMaxCost, /vcsMaxSplits"),
            ("{:vcs_max_keep_going_splits n}", "its own /vcsMaxKeepGoingSplits"),
            ("{:selective_checking}", "only check what comes after {:start_checking_here}"),
        ),
    ),
    (
        "Contracts",
        (
            ("{:always_assume}", "on a free clause: assumed on both sides of a call"),
            ("{:msg s}", "print s when the clause fails (also on assert)"),
        ),
    ),
    (
        "Functions and types",
        (
            ("{:inline}", "replace applications by the body"),
            ("{:define}", "define the function to the solver instead of by an axiom"),
            ("{:builtin s}", "the solver's own symbol s (also {:bvbuiltin s})"),
            ("{:never_pattern}", "never choose applications as triggers"),
            ("{:identity}", "for the inference of invariants: returns its argument"),
        ),
    ),
    (
        "Axioms",
        (
            ("{:include_dep}", "with /prune: keep it where anything it mentions is kept"),
            ("{:keep}", "with /prune: keep it anyway (also functions and constants)"),
        ),
    ),
    (
        "Assertions and assumptions",
        (
            ("{:subsumption n}", "its own /subsumption"),
            ("{:expand n}", "prove each conjunct by itself, with functions expanded n deep"),
            ("{:verified_under e}", "need not hold where e does (also on call)"),
            ("{:soft n}", "no assumption for a proof, but failing paths had better satisfy it"),
            ("{:minimize e}, {:maximize e}", "show failing paths where e is small, or large"),
            ("{:split_here}", "prove what comes after by itself"),
            ("{:focus}", "prove the paths through here by themselves"),
            ("{:isolate}", "prove it by itself (also on goto and return)"),
            ('{:isolate "paths"}', "one proof for each way through jumps with {:allow_split}"),
            ("{:start_checking_here}", "see {:selective_checking}"),
            ("{:id s}", "a name, for what a proof needed"),
            ("{:PossiblyUnreachable}", "for /smoke: no surprise if nothing comes here"),
            ("{:captureState s}", "a state that /mv shows under this name"),
            ("{:print e, ...}", "with /enhancedErrorMessages: print this on a failing path"),
            ("{:add_to_pool s, e}", "an instance for quantifiers over pool s"),
        ),
    ),
    (
        "Quantifiers and bound variables",
        (
            ("{:qid s}, {:skolemid s}", "names for the solver"),
            ("{:weight n}", "how expensive an instance is"),
            ("{:nopats e}", "in a trigger's place: never choose e as a trigger"),
            ("{:pool s}", "instantiate the variable from pool s"),
        ),
    ),
    (
        "Constants and variables",
        (
            ("{:existential true}", "for Houdini: to be determined"),
            ("{:assumption}", "can only be assigned x := x && e"),
        ),
    ),
)
"""Each attribute and what it means, by where it stands."""


def option_help(groups: Iterable[Group]) -> str:
    """The text for ``/help``."""
    lines = [_START]
    for group in groups:
        lines.append(f"{group.title}:")
        lines += [_option_line(option) for option in group.options]
        lines.append("")
    return "\n".join(lines)


def _option_line(option: Option) -> str:
    mark = {Support.WORKS: " ", Support.NO_EFFECT: "-", Support.REFUSED: "!"}[option.support]
    argument = f":<{option.argument}>" if option.form is not Form.FLAG else ""
    if option.form is Form.CHOICE:
        argument = f":{option.argument}"
    also = "".join(f" (also /{alias})" for alias in option.aliases)
    start = f" {mark}/{option.name}{argument}"
    gap = "\n" + " " * 30 if len(start) > 28 else " " * (30 - len(start))
    return f"{start}{gap}{option.help}{also}"


def attribute_help() -> str:
    """The text for ``/attrHelp``."""
    lines = ["Attributes; one that is not listed here is accepted and has no effect.", ""]
    for title, attributes in ATTRIBUTES:
        lines.append(f"{title}:")
        lines += [f"  {name:<37} {text}" for name, text in attributes]
        lines.append("")
    return "\n".join(lines)
