"""Calculations: each step by itself, then what they prove together."""

from __future__ import annotations

from frontends.dafny.translate.assertions import assume
from frontends.dafny.translate.branches import block
from frontends.dafny.translate.context import Context
from frontends.dafny.translate.emit import Emitter
from frontends.dafny.translate.splitting import split
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.expressions import BinaryOperator as Op
from frontends.dafny.typed.types import BOOL

STEP = "the calculation step between the previous line and this line might not hold"


def calculation(stmt: s.Calc, context: Context, emit: Emitter) -> None:
    """Emit a calculation.

    Of the two lines of a step, the one from which the step goes out is known to be defined, as it
    is where the other step at it ends, or first of all; that the other is defined is proved after
    the hint. A step ``<==`` goes out from its second line.
    """
    if stmt.first is None:
        return
    start = stmt.first
    if isinstance(stmt.conclusion, e.Binary) and stmt.conclusion.operator is Op.EXPLIES:
        start = stmt.steps[-1].line
    with emit.aside(), emit.independently():
        context.check(start, emit)
    line = stmt.first
    for step in stmt.steps:
        with emit.aside():
            _step(line, step, context, emit)
        line = step.line
    if stmt.conclusion is not None:
        assume(stmt.conclusion, context, emit)


def _step(line: e.Expr, step: s.CalcStep, context: Context, emit: Emitter) -> None:
    start, end = (step.line, line) if step.operator is Op.EXPLIES else (line, step.line)
    with emit.trusting():
        context.check(start, emit)
    if step.operator in (Op.IMPLIES, Op.EXPLIES):
        assume(start, context, emit)
    for hint in step.hint:
        block(hint.statements, context, emit)
    with emit.independently():
        context.check(end, emit)
    for part in split(_relation(step, line), context):
        emit.assert_(part.condition, STEP, step.place)


def _relation(step: s.CalcStep, line: e.Expr) -> e.Expr:
    if step.prefix is not None:
        negated = step.operator is Op.NOT_EQUAL
        return e.PrefixEqual(step.prefix, line, step.line, negated, type=BOOL, span=step.line.span)
    return e.Binary(step.operator, line, step.line, type=BOOL, span=step.line.span)
