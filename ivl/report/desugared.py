"""What statements stand for, as syntax, by where the statements are."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.base.node import replace
from ivl.base.source import Span
from ivl.core.map_statements import walk_statements
from ivl.core.program import GlobalDeclaration, Implementation, Program
from ivl.core.statements import Call
from ivl.core.to_syntax import to_implementation
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import as_implementation
from ivl.flow.desugar_calls import desugar_call
from ivl.report.boogie_conditions import push_negations
from ivl.syntax import ast


def blocks_of_bodies(program: Program) -> dict[Span, ast.Body]:
    """The body of each implementation as blocks and gotos."""
    return {
        i.span: to_implementation(push_negations(as_implementation(build_cfg(i)))).body
        for i in program.implementations
    }


def bodies_of_calls(program: Program) -> dict[Span, ast.Body]:
    """What each call of a procedure without type parameters stands for."""
    return {call.span: body for i in program.implementations for call, body in _calls(program, i)}


def _calls(program: Program, implementation: Implementation) -> Iterator[tuple[Call, ast.Body]]:
    procedures = {p.name: p for p in program.procedures if not p.type_parameters}
    for call in walk_statements(implementation.body):
        if isinstance(call, Call) and call.procedure in procedures:
            commands, variables = desugar_call(call, procedures[call.procedure])
            fresh = tuple([GlobalDeclaration(v, None) for v in variables])
            changed = replace(
                implementation, locals=(*implementation.locals, *fresh), body=tuple(commands)
            )
            body = to_implementation(changed).body
            yield call, replace(body, locals=body.locals[len(implementation.locals) :])
