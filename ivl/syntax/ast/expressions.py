"""Expressions, attributes and triggers as written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from ivl.base.node import node
from ivl.base.source import Spanned
from ivl.syntax.ast.types import Name, Type

if TYPE_CHECKING:
    from ivl.syntax.ast.declarations import VariableDeclaration
    from ivl.syntax.ast.statements import Goto, Statement


@node
class Attribute(Spanned):
    """``{:name p, "s", e}``: parameters are strings or expressions."""

    name: str
    parameters: tuple[str | Expr, ...] = ()


@node
class Trigger(Spanned):
    """``{e, f}``; with `positive` false, ``{:nopats e}``."""

    terms: tuple[Expr, ...]
    positive: bool = True


@node
class BoolLiteral(Spanned):
    """``true``"""

    value: bool


@node
class IntLiteral(Spanned):
    """``42``"""

    value: int


@node
class RealLiteral(Spanned):
    """``1.5``, ``3e-2``, ``1.5e3``: the text as written."""

    text: str


@node
class BitvectorLiteral(Spanned):
    """``7bv8``"""

    value: int
    width: int


@node
class FloatLiteral(Spanned):
    """``0x1.0e-3f24e8``, ``0NaN24e8``, ``0+oo24e8``: the text as written."""

    text: str


@node
class StringLiteral(Spanned):
    """``"abc"``: the characters between the quotes, as written."""

    value: str


@node
class RoundingModeLiteral(Spanned):
    """``RNE``, ``roundTowardZero``, ...: the text as written."""

    text: str


@node
class Identifier(Spanned):
    """``x``"""

    name: str


@node
class Apply(Spanned):
    """``f(e, ...)``: a function or datatype constructor applied; span: the name."""

    function: str
    arguments: tuple[Expr, ...]


UnaryOperator: TypeAlias = Literal["-", "!"]
BinaryOperator: TypeAlias = Literal[
    "<==>", "==>", "<==", "&&", "||", "==", "!=", "<", "<=", ">", ">=",
    "++", "+", "-", "*", "div", "mod", "/", "**",
]  # fmt: skip


@node
class Unary(Spanned):
    """``-e``, ``!e``; span: the operator."""

    operator: UnaryOperator
    operand: Expr


@node
class Binary(Spanned):
    """``e + f`` and so on; Unicode spellings are normalised; span: the operator."""

    operator: BinaryOperator
    left: Expr
    right: Expr


@node
class Conditional(Spanned):
    """``if c then e else f``; span: the ``if``."""

    condition: Expr
    then: Expr
    otherwise: Expr


@node
class Old(Spanned):
    """``old(e)``; span: ``old``."""

    operand: Expr


@node
class Conversion(Spanned):
    """``int(e)``, ``real(e)``; span: the keyword."""

    target: Literal["int", "real"]
    operand: Expr


@node
class Coercion(Spanned):
    """``e : T``; span: the colon.

    A bit range outside of brackets, ``7:0``, has the type name ``0``, which nothing can declare.
    """

    operand: Expr
    type: Type


@node
class Extract(Spanned):
    """``e[high:low]``, bits high-1 down to low; span: the bracket."""

    operand: Expr
    high: int
    low: int


@node
class Select(Spanned):
    """``m[i, j]``; span: the bracket."""

    map: Expr
    indexes: tuple[Expr, ...]


@node
class Store(Spanned):
    """``m[i, j := v]``; span: the bracket."""

    map: Expr
    indexes: tuple[Expr, ...]
    value: Expr


@node
class FieldAccess(Spanned):
    """``e->f``; span: the arrow."""

    operand: Expr
    field: Name


@node
class FieldUpdate(Spanned):
    """``e->(f := v)``; span: the ``:=``."""

    operand: Expr
    field: Name
    value: Expr


@node
class IsConstructor(Spanned):
    """``e is C``; span: the ``is``."""

    operand: Expr
    constructor: Name


@node
class Binding:
    """A bound variable ``{:attr} x: T`` (each of ``x, y: T`` is one); `type` is None in a let."""

    name: Name
    type: Type | None
    attributes: tuple[Attribute, ...] = ()


@node
class Quantifier(Spanned):
    """``(forall<a> x: T, y: U :: {:attr} {trigger} e)``, also ``exists`` and ``lambda``.

    Span: the keyword.
    """

    kind: Literal["forall", "exists", "lambda"]
    type_parameters: tuple[Name, ...]
    variables: tuple[Binding, ...]
    attributes: tuple[Attribute, ...]
    triggers: tuple[Trigger, ...]
    body: Expr


@node
class Let(Spanned):
    """``(var x, y := e, f; {:attr} body)``; span: the ``var``."""

    variables: tuple[Binding, ...]
    values: tuple[Expr, ...]
    attributes: tuple[Attribute, ...]
    body: Expr


@node
class CodeExpression(Spanned):
    """``|{ var x: T; A: cmd... goto B, C; B: return e; }|``; span: the opening."""

    locals: tuple[VariableDeclaration, ...]
    blocks: tuple[CodeBlock, ...]


@node
class CodeBlock:
    """``A: cmd... goto B, C;`` or ``A: cmd... return e;`` (`jump` is then the value returned)."""

    label: Name
    statements: tuple[Statement, ...]
    jump: Goto | CodeReturn


@node
class CodeReturn(Spanned):
    """``return {:attr} e;`` inside a code expression; span: ``return``."""

    value: Expr
    attributes: tuple[Attribute, ...] = ()


Expr: TypeAlias = (
    BoolLiteral | IntLiteral | RealLiteral | BitvectorLiteral | FloatLiteral | StringLiteral
    | RoundingModeLiteral | Identifier | Apply | Unary | Binary | Conditional | Old | Conversion
    | Coercion | Extract | Select | Store | FieldAccess | FieldUpdate | IsConstructor
    | Quantifier | Let | CodeExpression
)  # fmt: skip
