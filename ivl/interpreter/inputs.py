"""Values that are given as expressions."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.node import replace
from ivl.core.program import Program
from ivl.core.types import Type, show
from ivl.interpreter.data import Datum
from ivl.interpreter.run import evaluate
from ivl.interpreter.stops import Stop
from ivl.resolve.resolver import ResolveOptions, resolve
from ivl.syntax import ast
from ivl.syntax.parser import parse


def evaluate_inputs(
    program: ast.Program,
    checked: Program,
    texts: Mapping[str, str],
    options: ResolveOptions = ResolveOptions(),  # noqa: B008  # immutable
) -> Mapping[str, Datum]:
    """The values of expressions for variables of `program`, by the variables' names.

    An expression may use the program's functions and constants. Raises ProgramError if there is no
    such parameter, global variable or constant, or for what is wrong with an expression.
    """
    found: dict[str, Datum] = {}
    types = _types(checked)
    for name, text in texts.items():
        if name not in types:
            message = f"there is no parameter, global variable or constant called {name}"
            raise ProgramError((Diagnostic("usage.input", message, None),))
        declaration = f"function {_FUNCTION}(): {show(types[name])} {{ {text} }}"
        added = parse(declaration, f"--input {name}")
        declarations = (*program.declarations, *added.declarations)
        extended = resolve(replace(program, declarations=declarations), options).program
        try:
            found[name] = evaluate(extended, _FUNCTION)
        except Stop as stop:
            message = f"--input {name}: {stop.reason}"
            raise ProgramError((Diagnostic("usage.input", message, None),)) from None
    return found


_FUNCTION = "value#of#input"


def _types(program: Program) -> dict[str, Type]:
    """The types of what may be given, by name."""
    variables = [c.variable for c in program.constants]
    variables += [g.variable for g in program.globals]
    variables += [d.variable for p in program.procedures for d in p.inputs]
    return {v.name: v.type for v in reversed(variables)}
