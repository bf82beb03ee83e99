"""What names stand for: the symbol tables of a program and the scopes of variables."""

from __future__ import annotations

from collections.abc import Mapping

from ivl.base.node import record
from ivl.core.expressions import Function, Variable
from ivl.core.types import Type, TypeVariable
from ivl.syntax import ast


class Scope:
    """Variables by name, innermost declaration first; entering and leaving are cheap."""

    def __init__(self) -> None:
        self._current: dict[str, Variable] = {}
        self._frames: list[dict[str, Variable | None]] = [{}]  # what each name was outside

    def enter(self) -> None:
        """Open an inner scope."""
        self._frames.append({})

    def leave(self) -> None:
        """Forget the innermost scope."""
        for name, outer in self._frames.pop().items():
            if outer is None:
                del self._current[name]
            else:
                self._current[name] = outer

    def declare(self, variable: Variable) -> bool:
        """Add a variable to the innermost scope; False when its name is taken there."""
        name, frame = variable.name, self._frames[-1]
        if name in frame:
            return False
        frame[name] = self._current.get(name)
        self._current[name] = variable
        return True

    def find(self, name: str) -> Variable | None:
        """The variable that `name` stands for here."""
        return self._current.get(name)


@record
class ProcedureSignature:
    """What a call and an implementation need to know of a procedure."""

    node: ast.Procedure
    type_parameters: tuple[TypeVariable, ...]
    inputs: tuple[Variable, ...]
    outputs: tuple[Variable, ...]
    modifies: tuple[Variable, ...] = ()


@record
class DatatypeSignature:
    """A datatype: its constructors, and for each field the constructors and places it is at."""

    type_parameters: tuple[TypeVariable, ...]
    constructors: dict[str, Function]
    fields: dict[str, list[tuple[Function, int]]]

    def field_type(
        self, field: str, arguments: tuple[Type, ...]
    ) -> tuple[Type, Mapping[TypeVariable, Type]]:
        """The field's declared type, and the instances of the type variables in it."""
        constructor, index = self.fields[field][0]
        return constructor.parameters[index], dict(
            zip(self.type_parameters, arguments, strict=True)
        )


class Symbols:
    """The declared names of a program."""

    def __init__(self) -> None:
        self.types: dict[str, ast.TypeDeclaration | ast.Datatype] = {}
        self.synonyms: dict[str, tuple[tuple[TypeVariable, ...], Type]] = {}
        self.datatypes: dict[str, DatatypeSignature] = {}
        self.functions: dict[str, Function] = {}
        self.procedures: dict[str, ProcedureSignature] = {}
        self.never_triggers: set[Function] = set()
        self.assumption_variables: set[Variable] = set()
        self._types: dict[tuple[str | int, ...], Type] = {}

    def one_type(self, name: str, parts: tuple[Type, ...], type_: Type) -> Type:
        """The one object for the type `name` of `parts`, else `type_` from now on.

        Who asks whether two types are equal then mostly sees one object.
        """
        return self._types.setdefault((name, *[id(part) for part in parts]), type_)
