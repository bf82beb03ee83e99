"""Declarations and programs as written."""

from __future__ import annotations

from typing import TypeAlias

from ivl.base.display import as_html
from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span, Spanned
from ivl.syntax.ast.expressions import Attribute, Binding, Expr
from ivl.syntax.ast.statements import Measure, Statement
from ivl.syntax.ast.types import Name, Type


@node
class TypeDeclaration(Spanned):
    """``type {:attr} C a b;`` or, with `body`, the synonym ``type C a b = T;``; span: the name.

    Several declared in one ``type`` are several nodes with the same attributes.
    """

    name: str
    parameters: tuple[Name, ...]
    body: Type | None
    attributes: tuple[Attribute, ...] = ()


@node
class Constructor(Spanned):
    """``C(x: T, y: U)`` of a datatype; span: the name."""

    name: str
    fields: tuple[Binding, ...]


@node
class Datatype(Spanned):
    """``datatype {:attr} D<a> { C(x: T), E() }``; span: the name."""

    name: str
    type_parameters: tuple[Name, ...]
    constructors: tuple[Constructor, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class ConstantDeclaration(Spanned):
    """``const {:attr} unique x, y: T uses { axiom ...; }``; span: ``const``."""

    names: tuple[Name, ...]
    type: Type
    unique: bool
    uses: tuple[Axiom, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class FunctionParameter(Spanned):
    """``x: T`` or ``T`` (name None); ``x, y: T`` has been taken apart. Span: name or type."""

    name: Name | None
    type: Type
    attributes: tuple[Attribute, ...] = ()


@node
class FunctionDeclaration(Spanned):
    """``revealed function {:attr} f<a>(x: T) returns (r: U) { e } uses { axiom ...; }``.

    Span: the name.
    """

    name: str
    type_parameters: tuple[Name, ...]
    parameters: tuple[FunctionParameter, ...]
    result: FunctionParameter
    body: Expr | None
    uses: tuple[Axiom, ...]
    revealed: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class Axiom(Spanned):
    """``hideable axiom {:attr} e;``; span: ``axiom``, or its last attribute's closing token."""

    condition: Expr
    hideable: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class VariableDeclaration:
    """One variable ``{:attr} x: T where e`` of a ``var`` or of a parameter list."""

    name: Name
    type: Type
    where: Expr | None
    attributes: tuple[Attribute, ...] = ()


@node
class GlobalDeclaration(Spanned):
    """``var {:attr} x: T where e, y: U;``: each variable carries the attributes."""

    variables: tuple[VariableDeclaration, ...]


@node
class Requires(Spanned):
    """``free requires {:attr} e;``; span: ``requires``."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    free: bool = False


@node
class Ensures(Spanned):
    """``free ensures {:attr} e;``; span: ``ensures``."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    free: bool = False


@node
class Modifies(Spanned):
    """``modifies x, y;``; span: the keyword."""

    variables: tuple[Name, ...]


Specification: TypeAlias = Requires | Ensures | Modifies | Measure


@node
class Body:
    """``{ var x: T; statements }``; `end` is the closing brace."""

    locals: tuple[VariableDeclaration, ...]
    statements: tuple[Statement, ...]
    end: Span = field(default=NOWHERE, kw_only=True)


@node
class Procedure(Spanned):
    """``pure procedure {:attr} P<a>(x: T) returns (r: U); spec`` with an optional body.

    Span: the name.
    """

    name: str
    type_parameters: tuple[Name, ...]
    parameters: tuple[VariableDeclaration, ...]
    results: tuple[VariableDeclaration, ...]
    specification: tuple[Specification, ...]
    body: Body | None
    pure: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class Implementation(Spanned):
    """``implementation {:attr} P<a>(x: T) returns (r: U) { }``; span: the name."""

    name: str
    type_parameters: tuple[Name, ...]
    parameters: tuple[VariableDeclaration, ...]
    results: tuple[VariableDeclaration, ...]
    body: Body
    attributes: tuple[Attribute, ...] = ()


Declaration: TypeAlias = (
    TypeDeclaration | Datatype | ConstantDeclaration | FunctionDeclaration | Axiom
    | GlobalDeclaration | Procedure | Implementation
)  # fmt: skip


@node
class Program:
    """Declarations in textual order; several files make one program."""

    declarations: tuple[Declaration, ...]

    _repr_html_ = as_html
