"""Surface syntax: what the parser builds and the printer writes. Names are unresolved strings.

Each docstring is the concrete syntax. Every node keeps its `span`; where Boogie reports a node at
another token than its first one, the docstring says so.
"""

from __future__ import annotations

import dataclasses
from typing import Literal, TypeAlias

from ivl.base.node import node
from ivl.base.source import NOWHERE, Span

# ------------------------------------------------------------------ types


@node
class TypeName:
    """``int``, ``bv32``, ``float24e8``, ``C T U`` (arguments are atoms), ``a``; built-ins too."""

    name: str
    arguments: tuple[Type, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class MapType:
    """``<a,b>[T, U] V``."""

    type_parameters: tuple[Name, ...]
    domain: tuple[Type, ...]
    range: Type
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


Type: TypeAlias = TypeName | MapType


@node
class Name:
    """An identifier where it is bound or mentioned (a leading backslash is dropped)."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


# ------------------------------------------------------------------ attributes and triggers


@node
class Attribute:
    """``{:name p, "s", e}``: parameters are strings or expressions."""

    name: str
    parameters: tuple[str | Expr, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Trigger:
    """``{e, f}``; with `positive` false, ``{:nopats e}``."""

    terms: tuple[Expr, ...]
    positive: bool = True
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


# ------------------------------------------------------------------ expressions


@node
class BoolLiteral:
    """``true``"""

    value: bool
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class IntLiteral:
    """``42``"""

    value: int
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class RealLiteral:
    """``1.5``, ``3e-2``, ``1.5e3``: the text as written."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class BitvectorLiteral:
    """``7bv8``"""

    value: int
    width: int
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class FloatLiteral:
    """``0x1.0e-3f24e8``, ``0NaN24e8``, ``0+oo24e8``: the text as written."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class StringLiteral:
    """``"abc"``: the characters between the quotes, as written."""

    value: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class RoundingModeLiteral:
    """``RNE``, ``roundTowardZero``, ...: the text as written."""

    text: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Identifier:
    """``x``"""

    name: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Apply:
    """``f(e, ...)``: a function or datatype constructor applied; span: the name."""

    function: str
    arguments: tuple[Expr, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


UnaryOperator: TypeAlias = Literal["-", "!"]
BinaryOperator: TypeAlias = Literal[
    "<==>", "==>", "<==", "&&", "||", "==", "!=", "<", "<=", ">", ">=",
    "++", "+", "-", "*", "div", "mod", "/", "**",
]  # fmt: skip


@node
class Unary:
    """``-e``, ``!e``; span: the operator."""

    operator: UnaryOperator
    operand: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Binary:
    """``e + f`` and so on; Unicode spellings are normalised; span: the operator."""

    operator: BinaryOperator
    left: Expr
    right: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Conditional:
    """``if c then e else f``; span: the ``if``."""

    condition: Expr
    then: Expr
    otherwise: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Old:
    """``old(e)``; span: ``old``."""

    operand: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Conversion:
    """``int(e)``, ``real(e)``; span: the keyword."""

    target: Literal["int", "real"]
    operand: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Coercion:
    """``e : T``; span: the colon."""

    operand: Expr
    type: Type
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Extract:
    """``e[high:low]``, bits high-1 down to low; span: the bracket."""

    operand: Expr
    high: int
    low: int
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Select:
    """``m[i, j]``; span: the bracket."""

    map: Expr
    indexes: tuple[Expr, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Store:
    """``m[i, j := v]``; span: the bracket."""

    map: Expr
    indexes: tuple[Expr, ...]
    value: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class FieldAccess:
    """``e->f``; span: the arrow."""

    operand: Expr
    field: Name
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class FieldUpdate:
    """``e->(f := v)``; span: the ``:=``."""

    operand: Expr
    field: Name
    value: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class IsConstructor:
    """``e is C``; span: the ``is``."""

    operand: Expr
    constructor: Name
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Binding:
    """A bound variable ``{:attr} x: T`` (each of ``x, y: T`` is one); `type` is None in a let."""

    name: Name
    type: Type | None
    attributes: tuple[Attribute, ...] = ()


@node
class Quantifier:
    """``(forall<a> x: T, y: U :: {:attr} {trigger} e)``, also ``exists`` and ``lambda``.

    Span: the keyword.
    """

    kind: Literal["forall", "exists", "lambda"]
    type_parameters: tuple[Name, ...]
    variables: tuple[Binding, ...]
    attributes: tuple[Attribute, ...]
    triggers: tuple[Trigger, ...]
    body: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Let:
    """``(var x, y := e, f; {:attr} body)``; span: the ``var``."""

    variables: tuple[Binding, ...]
    values: tuple[Expr, ...]
    attributes: tuple[Attribute, ...]
    body: Expr
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class CodeExpression:
    """``|{ var x: T; A: cmd... goto B, C; B: return e; }|``; span: the opening."""

    locals: tuple[VariableDeclaration, ...]
    blocks: tuple[CodeBlock, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class CodeBlock:
    """``A: cmd... goto B, C;`` or ``A: cmd... return e;`` (`jump` is then the value returned)."""

    label: Name
    statements: tuple[Statement, ...]
    jump: Goto | CodeReturn


@node
class CodeReturn:
    """``return {:attr} e;`` inside a code expression; span: ``return``."""

    value: Expr
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


Expr: TypeAlias = (
    BoolLiteral | IntLiteral | RealLiteral | BitvectorLiteral | FloatLiteral | StringLiteral
    | RoundingModeLiteral | Identifier | Apply | Unary | Binary | Conditional | Old | Conversion
    | Coercion | Extract | Select | Store | FieldAccess | FieldUpdate | IsConstructor
    | Quantifier | Let | CodeExpression
)  # fmt: skip

# ------------------------------------------------------------------ statements


@node
class Assert:
    """``assert {:attr} e;``; span: the keyword."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Assume:
    """``assume {:attr} e;``; span: the keyword."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Havoc:
    """``havoc x, y;``; span: the keyword."""

    variables: tuple[Name, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class MapTarget:
    """``m[i]`` on the left of an assignment; span: the bracket."""

    target: Target
    indexes: tuple[Expr, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class FieldTarget:
    """``d->f`` on the left of an assignment; span: the arrow."""

    target: Target
    field: Name
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


Target: TypeAlias = Name | MapTarget | FieldTarget


@node
class Assign:
    """``x, m[i], d->f := {:attr} e, f, g;``; span: the ``:=``."""

    targets: tuple[Target, ...]
    values: tuple[Expr, ...]
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Unpack:
    """``C(x, y) := {:attr} e;``; span: the ``:=``."""

    constructor: Name
    variables: tuple[Name, ...]
    value: Expr
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Call:
    """``free call {:attr} x, y := P(e, f);``; span: ``call``."""

    procedure: Name
    arguments: tuple[Expr, ...]
    results: tuple[Name, ...]
    attributes: tuple[Attribute, ...] = ()
    free: bool = False
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class If:
    """``if {:attr} (e) { } else { }``; guard None is ``*``; ``else if`` is an `else` of one If.

    Span: ``if``. `then_end` and `else_end` are the closing braces.
    """

    guard: Expr | None
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...] | None
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    then_end: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    else_end: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    else_if: bool = dataclasses.field(default=False, kw_only=True)


@node
class Invariant:
    """``free invariant {:attr} e;``; span: ``free`` or ``invariant``, whichever is first."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    free: bool = False
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Measure:
    """``measure {:attr} e, f;``; span: the keyword."""

    expressions: tuple[Expr, ...]
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class While:
    """``while (e) invariant ...; measure ...; { }``; guard None is ``*``; span: ``while``."""

    guard: Expr | None
    invariants: tuple[Invariant, ...]
    measures: tuple[Measure, ...]
    body: tuple[Statement, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)
    body_end: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Break:
    """``break L;``"""

    label: Name | None
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Goto:
    """``goto {:attr} A, B;``; span: the keyword."""

    labels: tuple[Name, ...]
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Return:
    """``return {:attr};``"""

    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Label:
    """``L:``"""

    name: str
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class HideReveal:
    """``hide f;``, ``reveal f;``; name None is ``*``; span: the name, or the keyword for ``*``."""

    mode: Literal["hide", "reveal"]
    function: Name | None
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class ChangeScope:
    """``push;``, ``pop;``"""

    mode: Literal["push", "pop"]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


Statement: TypeAlias = (
    Assert | Assume | Havoc | Assign | Unpack | Call | If | While | Break | Goto | Return | Label
    | HideReveal | ChangeScope
)  # fmt: skip

# ------------------------------------------------------------------ declarations


@node
class TypeDeclaration:
    """``type {:attr} C a b;`` or, with `body`, the synonym ``type C a b = T;``; span: the name.

    Several declared in one ``type`` are several nodes with the same attributes.
    """

    name: str
    parameters: tuple[Name, ...]
    body: Type | None
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Constructor:
    """``C(x: T, y: U)`` of a datatype; span: the name."""

    name: str
    fields: tuple[Binding, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Datatype:
    """``datatype {:attr} D<a> { C(x: T), E() }``; span: the name."""

    name: str
    type_parameters: tuple[Name, ...]
    constructors: tuple[Constructor, ...]
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class ConstantDeclaration:
    """``const {:attr} unique x, y: T uses { axiom ...; }``; span: ``const``."""

    names: tuple[Name, ...]
    type: Type
    unique: bool
    uses: tuple[Axiom, ...]
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class FunctionParameter:
    """``x: T`` or ``T`` (name None); ``x, y: T`` has been taken apart. Span: name or type."""

    name: Name | None
    type: Type
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class FunctionDeclaration:
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
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Axiom:
    """``hideable axiom {:attr} e;``; span: ``axiom``, or its last attribute's closing token."""

    condition: Expr
    hideable: bool = False
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class VariableDeclaration:
    """One variable ``{:attr} x: T where e`` of a ``var`` or of a parameter list."""

    name: Name
    type: Type
    where: Expr | None
    attributes: tuple[Attribute, ...] = ()


@node
class GlobalDeclaration:
    """``var {:attr} x: T where e, y: U;``: each variable carries the attributes."""

    variables: tuple[VariableDeclaration, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Requires:
    """``free requires {:attr} e;``; span: ``requires``."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    free: bool = False
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Ensures:
    """``free ensures {:attr} e;``; span: ``ensures``."""

    condition: Expr
    attributes: tuple[Attribute, ...] = ()
    free: bool = False
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Modifies:
    """``modifies x, y;``; span: the keyword."""

    variables: tuple[Name, ...]
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


Specification: TypeAlias = Requires | Ensures | Modifies | Measure


@node
class Body:
    """``{ var x: T; statements }``; `end` is the closing brace."""

    locals: tuple[VariableDeclaration, ...]
    statements: tuple[Statement, ...]
    end: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Procedure:
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
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


@node
class Implementation:
    """``implementation {:attr} P<a>(x: T) returns (r: U) { }``; span: the name."""

    name: str
    type_parameters: tuple[Name, ...]
    parameters: tuple[VariableDeclaration, ...]
    results: tuple[VariableDeclaration, ...]
    body: Body
    attributes: tuple[Attribute, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, kw_only=True)


Declaration: TypeAlias = (
    TypeDeclaration | Datatype | ConstantDeclaration | FunctionDeclaration | Axiom
    | GlobalDeclaration | Procedure | Implementation
)  # fmt: skip


@node
class Program:
    """Declarations in textual order; several files make one program."""

    declarations: tuple[Declaration, ...]
