"""What ``/proverOpt:KEY=VALUE`` says about the solver."""

from __future__ import annotations

import os.path
from collections.abc import Iterable

from ivl.base.node import value

SOLVERS = {"z3": "z3", "cvc5": "cvc5", "yices2": "yices2", "noop": "noop"}

HELP = """\
Options for the prover, each as /proverOpt:KEY=VALUE (short: /p:KEY=VALUE)

  SOLVER=<name>         z3 (default), cvc5, yices2, or noop, which answers nothing
  PROVER_PATH=<file>    the solver's executable
  PROVER_NAME=<name>    the solver's executable, looked up in PATH
  LOGIC=<name>          an SMT-LIB logic
  O:<name>=<value>      an option of the solver, as by (set-option :name value)
  C:<text>              an argument for the solver's command line
  TIME_LIMIT=<n>        milliseconds for one verification condition
  MEMORY_LIMIT=<n>      megabytes for the solver
  LOG_FILE=<file>       write all that the solver is sent; @PROC@ stands for the procedure
  APPEND_LOG_FILE=<b>   append to the log
  USE_WEIGHTS=<b>       tell the solver the {:weight} of quantifiers (default true)
  BATCH_MODE=<b>        a new solver for each verification condition
  Accepted, without effect: VERBOSITY, FORCE_LOG_STATUS, INSPECTOR
"""

_BOOLEANS = {"1": True, "true": True, "": True, "0": False, "false": False}
_IGNORED = frozenset({"VERBOSITY", "INSPECTOR"})


class ProverOptionError(Exception):
    """A prover option is unknown or wrong; the message is Boogie's."""


@value
class ProverOptions:
    """The options that were given; empty or None where an option was not."""

    solver: str = "z3"
    path: str = ""
    options: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str, ...] = ()
    logic: str = ""
    timeout: float | None = None
    memory: int | None = None
    log: str = ""
    append_log: bool = False
    weights: bool = True
    fresh: bool = False


def parse_prover_options(texts: Iterable[str]) -> ProverOptions:
    """Read the options. Raises ProverOptionError."""
    solver, path, logic, log = "z3", "", "", ""
    append, weights, fresh = False, True, False
    timeout: float | None = None
    memory: int | None = None
    options: list[tuple[str, str]] = []
    arguments: list[str] = []
    for text in texts:
        if text.startswith("O:"):
            options.append(_assignment(text[2:]))
            continue
        if text.startswith("C:"):
            import shlex

            arguments += shlex.split(text[2:])
            continue
        key, _, argument = text.replace(":", "=", 1).partition("=")
        match key:
            case "SOLVER":
                if argument.lower() not in SOLVERS:
                    raise ProverOptionError(
                        "Invalid SOLVER value; must be 'Z3' or 'CVC5' or 'Yices2' or 'noop'"
                    )
                solver = SOLVERS[argument.lower()]
            case "PROVER_PATH":
                if not os.path.isfile(argument):
                    raise ProverOptionError(f"Cannot find specified prover: {argument}")
                path = argument
            case "PROVER_NAME":
                from ivl.solvers.child import which

                path = which(argument) or ""
                if not path:
                    raise ProverOptionError("Cannot find any prover executable")
            case "LOGIC":
                logic = argument
            case "TIME_LIMIT":
                timeout = _number(text, argument, "unsigned integer") / 1000 or None
            case "MEMORY_LIMIT":
                memory = _number(text, argument, "integer") or None
            case "LOG_FILE":
                log = argument
            case "APPEND_LOG_FILE":
                append = _boolean(text, argument)
            case "USE_WEIGHTS":
                weights = _boolean(text, argument)
            case "BATCH_MODE":
                fresh = _boolean(text, argument)
            case "FORCE_LOG_STATUS":
                _boolean(text, argument)
            case _ if key not in _IGNORED:
                raise ProverOptionError(f"Unrecognised prover option: {text}")
    return ProverOptions(
        solver,
        path,
        tuple(options),
        tuple(arguments),
        logic,
        timeout,
        memory,
        log,
        append,
        weights,
        fresh,
    )


def _assignment(text: str) -> tuple[str, str]:
    name, _, argument = text.partition("=")
    if not name or not argument:
        raise ProverOptionError(
            "Options to be passed to the prover should have the format: <name>=<value>, "
            f"got '{text}'"
        )
    return name, argument


def _number(text: str, argument: str, kind: str) -> int:
    if not (argument.isascii() and argument.isdigit()):
        raise ProverOptionError(f'Invalid {kind} option "{text}"')
    return int(argument)


def _boolean(text: str, argument: str) -> bool:
    if argument.lower() not in _BOOLEANS:
        raise ProverOptionError(f'Invalid Boolean option "{text}"')
    return _BOOLEANS[argument.lower()]
