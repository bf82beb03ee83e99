"""Typed programs."""

from __future__ import annotations

from typing import TypeAlias

from ivl.base.counterexample import Presenter
from ivl.base.display import as_html
from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span, Spanned
from ivl.core.expressions import Attributes, Expr, Function, Variable
from ivl.core.statements import Statement
from ivl.core.types import TypeVariable


@node
class TypeConstructor(Spanned):
    """``type C a b;``: uninterpreted, or a solver's sort through ``{:builtin "S"}``."""

    name: str
    arity: int
    attributes: Attributes = ()


@node
class Datatype(Spanned):
    """``datatype D<a> { C(x: T), E() }``: the constructors' `names` are the fields.

    Every constructor has the datatype's type parameters as its own.
    """

    name: str
    type_parameters: tuple[TypeVariable, ...]
    constructors: tuple[Function, ...]
    attributes: Attributes = ()


@node
class ConstantDeclaration:
    """``const unique x: T;``; `uses` are indexes into the program's axioms."""

    variable: Variable
    unique: bool
    attributes: Attributes = ()
    uses: tuple[int, ...] = ()


@node
class GlobalDeclaration:
    """``var x: T where e;``; also a local or a formal of a procedure."""

    variable: Variable
    where: Expr | None
    attributes: Attributes = ()


@node
class FunctionDeclaration:
    """``function f(x: T): U { e }``. The body, if any, is over `parameters`.

    A body stands where the function is declared ``{:inline}`` or ``{:define}`` or neither; then
    it is a definition axiom, made by the transform stage.
    """

    function: Function
    parameters: tuple[Variable, ...]
    body: Expr | None
    revealed: bool = False
    uses: tuple[int, ...] = ()


@node
class Axiom(Spanned):
    """``axiom e;``"""

    condition: Expr
    hideable: bool = False
    attributes: Attributes = ()


@node
class Condition(Spanned):
    """One ``requires`` or ``ensures`` clause. `message`, `origin`: see Obligation."""

    condition: Expr
    free: bool = False
    attributes: Attributes = ()
    message: str = field(default="", kw_only=True)
    origin: object = field(default=None, kw_only=True)


@node
class Procedure(Spanned):
    """A procedure's signature and contract; `modifies` are global variables."""

    name: str
    type_parameters: tuple[TypeVariable, ...]
    inputs: tuple[GlobalDeclaration, ...]
    outputs: tuple[GlobalDeclaration, ...]
    requires: tuple[Condition, ...]
    ensures: tuple[Condition, ...]
    modifies: tuple[Variable, ...]
    measure: tuple[Expr, ...] = ()
    pure: bool = False
    attributes: Attributes = ()


@node
class Implementation(Spanned):
    """One body of a procedure. Its formals are its own variables, in the procedure's order.

    `end` is the closing brace. `attributes` are the implementation's own (those of the procedure
    when the body stands with it).
    """

    name: str
    type_parameters: tuple[TypeVariable, ...]
    inputs: tuple[Variable, ...]
    outputs: tuple[Variable, ...]
    locals: tuple[GlobalDeclaration, ...]
    body: tuple[Statement, ...]
    attributes: Attributes = ()
    end: Span = field(default=NOWHERE, kw_only=True)


Declaration: TypeAlias = (
    TypeConstructor | Datatype | ConstantDeclaration | GlobalDeclaration | FunctionDeclaration
    | Axiom | Procedure | Implementation
)  # fmt: skip


@node
class Program:
    """A typed program; each tuple keeps the textual order.

    Names of types, functions (constructors among them), procedures, and constants with globals
    are unique each in their kind.
    """

    types: tuple[TypeConstructor, ...] = ()
    datatypes: tuple[Datatype, ...] = ()
    constants: tuple[ConstantDeclaration, ...] = ()
    globals: tuple[GlobalDeclaration, ...] = ()
    functions: tuple[FunctionDeclaration, ...] = ()
    axioms: tuple[Axiom, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    implementations: tuple[Implementation, ...] = ()
    presenter: Presenter | None = None
    """How counterexamples are shown, where the program was made from one of another language."""

    def procedure(self, name: str) -> Procedure:
        """The procedure called `name`. Raises KeyError."""
        for candidate in self.procedures:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    _repr_html_ = as_html


def find_attribute(attributes: Attributes, name: str) -> tuple[str | Expr, ...] | None:
    """The parameters of the first attribute called `name`, None when there is none."""
    for attribute in attributes:
        if attribute.name == name:
            return attribute.parameters
    return None
