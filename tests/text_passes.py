"""Passes from text to text."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

from ivl.base.deep import deep
from ivl.core.program import Program
from ivl.core.to_syntax import to_program
from ivl.core.validate import validate
from ivl.resolve.resolver import resolve
from ivl.syntax.parser import parse
from ivl.syntax.printer import print_program


def read(text: str) -> Program:
    """The checked program of a text."""
    program = resolve(parse(dedent(text))).program
    assert validate(program) == ()
    return program


def write(program: Program) -> str:
    """The text of a program, which must be valid and read back as the same text."""
    assert validate(program) == ()
    text = print_program(to_program(program))
    again = print_program(to_program(resolve(parse(text)).program))
    assert again == text
    return text


def apply(text: str, *passes: Callable[[Program], Program]) -> str:
    """What a text becomes by some passes; each result is validated and reads back."""

    def run() -> str:
        program = read(text)
        for step in passes:
            program = step(program)
            write(program)
        return write(program)

    return deep(run)


def becomes(text: str, expected: str, *passes: Callable[[Program], Program]) -> None:
    """Assert that the passes turn `text` into `expected`, but for layout."""
    assert apply(text, *passes) == deep(lambda: write(read(expected)))
