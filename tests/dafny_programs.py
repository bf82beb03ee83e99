"""Dafny programs for tests: resolved, taken apart, and shown."""

from __future__ import annotations

import pytest

from frontends.dafny.resolve.operators import text as type_text
from frontends.dafny.resolve.resolver import resolve
from frontends.dafny.syntax.parser import parse
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed.declarations import Function, Member, Method, Module, Program, Variable
from frontends.dafny.typed.walk import walk
from ivl.base.diagnostic import Diagnostic, ProgramError
from ivl.base.source import Source


def resolved(text: str) -> Program:
    """The typed program that `text` is."""
    return resolve(parse(Source("x.dfy", text)))


def failure(text: str) -> Diagnostic:
    """What is wrong with the program `text`."""
    with pytest.raises(ProgramError) as caught:
        resolved(text)
    return caught.value.diagnostics[0]


def members(program: Program, module: str = "_module") -> dict[str, Member]:
    """The functions, methods and constants of a module outside and inside of types."""
    (found,) = [m for m in program.modules if m.full_name == module]
    return {m.name: m for d in (*found.declarations, found.default) for m in d.members}


def method(program: Program, name: str, module: str = "_module") -> Method:
    found = members(program, module)[name]
    assert isinstance(found, Method)
    return found


def function(program: Program, name: str, module: str = "_module") -> Function:
    found = members(program, module)[name]
    assert isinstance(found, Function)
    return found


def module_of(program: Program, name: str) -> Module:
    (found,) = [m for m in program.modules if m.full_name == name]
    return found


def locals_of(found: Method) -> dict[str, Variable]:
    """The local variables of a method by name."""
    return {v.name: v for x in walk(found.body) if isinstance(x, s.Declare) for v in x.variables}


def show(expr: e.Expr) -> str:
    """A measure as text."""
    match expr:
        case e.VariableReference():
            return expr.variable.name
        case e.This():
            return "this"
        case e.Literal():
            return str(expr.value)
        case e.FieldSelect():
            return expr.field.name
        case e.Binary():
            return f"{show(expr.left)} {expr.operator.value} {show(expr.right)}"
        case e.SetDisplay():
            return "{" + ", ".join([show(x) for x in expr.elements]) + "}"
        case e.If():
            return f"if {show(expr.condition)} then {show(expr.then)} else {show(expr.otherwise)}"
        case e.Conversion():
            return f"{show(expr.operand)} as {type_text(expr.type)}"
        case e.SetComprehension():
            return f"set {show(expr.range)}"
        case _:
            return type(expr).__name__


def measure(expressions: tuple[e.Expr, ...]) -> str:
    return ", ".join([show(x) for x in expressions])
