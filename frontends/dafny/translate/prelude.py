"""The declarations of ``prelude.bpl``, by name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import ivl
from ivl import build as b
from ivl.core.expressions import Expr, Function, Variable, VariableReference
from ivl.core.program import Program
from ivl.core.types import ConstructedType, MapType, Type

PRELUDE = Path(__file__).resolve().parent.parent / "prelude.bpl"

REF = ConstructedType("ref")
BOX = ConstructedType("Box")
TY = ConstructedType("Ty")
FIELD = ConstructedType("Field")
HANDLE = ConstructedType("Handle")
SET = ConstructedType("Set")
ISET: Type = b.map_of([BOX], b.BOOL)
MULTISET = ConstructedType("MultiSet")
SEQ = ConstructedType("Seq")
MAP = ConstructedType("Map")
IMAP = ConstructedType("IMap")
ORDINAL = ConstructedType("ORDINAL")
LAYER = ConstructedType("Layer")


class Prelude:
    """The functions, constants and the heap that every translation uses."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.functions: dict[str, Function] = {
            f.function.name: f.function for f in program.functions
        }
        self.constants: dict[str, Variable] = {
            c.variable.name: c.variable for c in program.constants
        }
        (heap,) = program.globals
        self.heap: Variable = heap.variable
        assert isinstance(self.heap.type, MapType)
        self.heap_type: Type = self.heap.type

    def __call__(self, name: str, *arguments: b.Term) -> Expr:
        """The application of a function."""
        return b.apply(self.functions[name], *arguments)

    def constant(self, name: str) -> Expr:
        """A constant."""
        return VariableReference(self.constants[name])


@lru_cache(maxsize=1)
def prelude() -> Prelude:
    """The prelude, read and checked once."""
    return Prelude(ivl.check(ivl.parse_file(PRELUDE)))
