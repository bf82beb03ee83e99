"""Where names are looked up."""

from __future__ import annotations

from collections.abc import Mapping

from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.module_scopes import ModuleScope
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    Member,
    TypeDeclaration,
    TypeParameter,
    Variable,
)
from ivl.base.node import EMPTY, node, record, replace
from ivl.base.source import Span


@record
class Omitted:
    """What type arguments are in a signature that leaves them out.

    They are the first of the declaration's `parameters`, to which more are added if they may be.
    """

    parameters: tuple[TypeParameter, ...]
    extensible: bool = False

    def arguments(self, count: int) -> tuple[t.Type, ...] | None:
        """So many type arguments, None where there are not enough."""
        while self.extensible and len(self.parameters) < count:
            self.parameters = (*self.parameters, TypeParameter(f"_T{len(self.parameters)}"))
        if len(self.parameters) < count:
            return None
        return tuple([t.ParameterType(p) for p in self.parameters[:count]])


@node
class Scope:
    """What names mean at a place in a declaration; `member` is the one being resolved.

    `labels` are those of enclosing and earlier statements. Without `omitted`, type arguments that
    are not written are inferred.
    """

    module: ModuleScope
    owner: TypeDeclaration | None
    member: Member | None = None
    static: bool = False
    ghost: bool = True
    variables: Mapping[str, Variable] = EMPTY
    type_parameters: Mapping[str, TypeParameter] = EMPTY
    labels: frozenset[str] = frozenset()
    omitted: Omitted | None = None

    def with_variables(self, *variables: Variable) -> Scope:
        """This scope with more variables, which hide others."""
        return replace(self, variables={**self.variables, **{v.name: v for v in variables}})

    def with_type_parameters(self, *parameters: TypeParameter) -> Scope:
        """This scope with more type parameters."""
        new = {**self.type_parameters, **{p.name: p for p in parameters}}
        return replace(self, type_parameters=new)

    def with_labels(self, *labels: str) -> Scope:
        """This scope with more labels."""
        return replace(self, labels=self.labels.union(labels)) if labels else self

    def check_label(self, label: str, span: Span) -> None:
        """Check that a label, if one is given, is that of an earlier statement, or around here.

        Raises ProgramError.
        """
        if label and label not in self.labels:
            raise error(f"no label {label!r} is known here", span)

    def as_ghost(self, ghost: bool = True) -> Scope:
        """This scope in a ghost context, or not."""
        return replace(self, ghost=ghost)
