"""All that a candidate says: every constant, function, captured state and choice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivl.base.counterexample import CapturedState, Interpretation
from ivl.base.node import node
from ivl.base.values import UNKNOWN, FunctionTable, Value
from ivl.core.expressions import Expr, Function, Variable, VariableReference
from ivl.diagnose.candidate import Candidate
from ivl.diagnose.failing_path import FailingPath
from ivl.flow.cfg import Executed
from ivl.logic.model import Model


@node
class Choice:
    """The values that variables get on a path by `executed`; None is the start of the body.

    `block` is the label of the passive block. Values are whole, maps among them, and typed as in
    the prepared program; UNKNOWN where any value will do, as far as the candidate says.
    """

    block: str
    executed: Executed | None
    values: Mapping[Variable, Value]


def choices(path: FailingPath, candidate: Candidate) -> tuple[Choice, ...]:
    """What is chosen along `path`: the variables at its start, then each assignment and havoc."""
    candidate.model()
    cfg = candidate.condition.cfg
    own = [d.variable for d in cfg.implementation.locals]
    globals_ = [d.variable for d in candidate.sources.prepared.globals]
    visible = (*globals_, *cfg.implementation.inputs, *cfg.implementation.outputs, *own)
    start: list[tuple[Variable, Expr]] = [(v, VariableReference(v)) for v in visible]
    candidate.ask([e for _, e in start])
    candidate.ask([e for b in path.blocks for x in b.executed for _, e in x.changes])

    def values(changes: Iterable[tuple[Variable, Expr]]) -> dict[Variable, Value]:
        return {variable: candidate.raw_value(now) for variable, now in changes}

    found = [Choice(path.blocks[0].label, None, values(start))]
    for block in path.blocks:
        done = [x for x in block.executed if x.command is not None]
        if block is path.blocks[-1]:
            done = [x for x in done if x.index <= path.check.index]
        found += [Choice(block.label, x, values(x.changes)) for x in done]
    return tuple(found)


def tables(candidate: Candidate) -> dict[Variable | Function, FunctionTable]:
    """What each constant and function is, typed as in the prepared program."""
    model = candidate.model()
    if model is None:
        return {}
    incarnations = candidate.condition.cfg.incarnations
    found: dict[Variable | Function, FunctionTable] = {}
    symbols = candidate.condition.translator.symbols()
    for name in model.names:
        match symbols.get(name):
            case Variable() as variable:
                value = candidate.raw_decoder.decode(model.constant(name), variable.type)
                called = _name(variable, incarnations)
                found[variable] = FunctionTable(called, (((), value),))
            case Function() as function:
                found[function] = _table(candidate, model, name, function)
            case None:
                pass  # of the solver's own
    return found


def interpretation(
    candidate: Candidate, states: Iterable[tuple[str, Mapping[str, Expr]]]
) -> Interpretation | None:
    """What `candidate` says of the program's symbols, and of `states`; None if it says nothing."""
    if candidate.model() is None:
        return None
    captured = []
    for name, values in states:
        candidate.ask(values.values())
        captured.append(CapturedState(name, {v: candidate.raw_value(e) for v, e in values.items()}))
    return Interpretation(tuple(tables(candidate).values()), tuple(captured))


def _name(variable: Variable, incarnations: Mapping[Variable, Variable]) -> str:
    """``x@2`` for an incarnation."""
    original = incarnations.get(variable)
    if original is None:
        return variable.name
    return f"{original.name}@{variable.name.removeprefix(original.name).lstrip('#')}"


def _table(candidate: Candidate, model: Model, name: str, function: Function) -> FunctionTable:
    decode = candidate.raw_decoder.decode
    if not function.parameters:
        value = decode(model.constant(name), function.result)
        return FunctionTable(function.name, (((), value),))
    table = model.table(name)
    if table is None:
        return FunctionTable(function.name, ())
    entries = [
        (
            tuple([decode(a, t) for a, t in zip(arguments, function.parameters, strict=True)]),
            decode(result, function.result),
        )
        for arguments, result in table.entries
    ]
    default = UNKNOWN if table.default is None else decode(table.default, function.result)
    return FunctionTable(function.name, tuple(entries), default)
