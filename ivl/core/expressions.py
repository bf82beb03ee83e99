"""Typed, resolved expressions. Every node knows its type; variables are objects, not names."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import node, value
from ivl.base.source import Spanned
from ivl.core.types import BOOL, ConstructedType, Type, TypeVariable

if TYPE_CHECKING:
    from ivl.core.statements import Statement


class VariableKind(Enum):
    """What declares a variable."""

    CONSTANT = "constant"
    GLOBAL = "global"
    INPUT = "input"
    OUTPUT = "output"
    LOCAL = "local"
    BOUND = "bound"
    INCARNATION = "incarnation"


@node
class Variable(Spanned):
    """A variable. Its identity is the object; two may have the same name.

    `pools` are the names of the pools from which a bound variable is instantiated (``{:pool}``).
    """

    name: str
    type: Type
    kind: VariableKind
    pools: tuple[str, ...] = ()


@node
class Attribute:
    """``{:name p, ...}``: parameters are strings or expressions."""

    name: str
    parameters: tuple[str | Expr, ...] = ()


Attributes: TypeAlias = tuple[Attribute, ...]


@node
class Function(Spanned):
    """The signature of a function or datatype constructor; its identity is the object.

    `parameters` are the argument types, `names` the parameters' names ("" where unnamed).
    """

    name: str
    type_parameters: tuple[TypeVariable, ...]
    parameters: tuple[Type, ...]
    result: Type
    names: tuple[str, ...] = ()
    attributes: Attributes = ()
    is_constructor: bool = False


class Operator(Enum):
    """Built-in operators; the value is the concrete syntax."""

    IFF = "<==>"
    IMPLIES = "==>"
    AND = "&&"
    OR = "||"
    NOT = "!"
    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_EQUAL = "<="
    GREATER = ">"
    GREATER_EQUAL = ">="
    ADD = "+"
    SUBTRACT = "-"
    NEGATE = "unary -"
    MULTIPLY = "*"
    INT_DIVIDE = "div"
    MODULO = "mod"
    REAL_DIVIDE = "/"
    POWER = "**"
    CONCATENATE = "++"
    TO_INT = "int"
    TO_REAL = "real"
    IF_THEN_ELSE = "if-then-else"


@value
class FloatValue:
    """A float literal: ``(sign, exponent bits, significand bits without the hidden one)``.

    `special` is "NaN", "+oo", "-oo" or "" (then the bit fields count).
    """

    special: str
    negative: bool
    exponent: int
    significand: int


@node
class Literal(Spanned):
    """A constant: bool, int (int or bitvector), Fraction (real), FloatValue, or str.

    A str is a string's characters, or a rounding mode's SMT-LIB short name (``RNE`` ...).
    """

    value: bool | int | Fraction | FloatValue | str
    type: Type


@node
class VariableReference(Spanned):
    """``x``"""

    variable: Variable

    @property
    def type(self) -> Type:
        """The variable's type."""
        return self.variable.type


@node
class Apply(Spanned):
    """``f(e, ...)``; `type_arguments` instantiate the function's type parameters, in order."""

    function: Function
    type_arguments: tuple[Type, ...]
    arguments: tuple[Expr, ...]
    type: Type


@node
class Operation(Spanned):
    """A built-in operator applied. ``<==`` has become IMPLIES, a long ``&&`` is left-nested.

    Arithmetic operators are typed by their operands (int, real, or float).
    """

    operator: Operator
    arguments: tuple[Expr, ...]
    type: Type


@node
class Extract(Spanned):
    """``e[high:low]``: bits high-1 down to low."""

    operand: Expr
    high: int
    low: int
    type: Type


@node
class Select(Spanned):
    """``m[i, ...]``; `type_arguments` instantiate the map type's parameters."""

    map: Expr
    type_arguments: tuple[Type, ...]
    indexes: tuple[Expr, ...]
    type: Type


@node
class Store(Spanned):
    """``m[i, ... := v]``; its type is the map's."""

    map: Expr
    type_arguments: tuple[Type, ...]
    indexes: tuple[Expr, ...]
    value: Expr

    @property
    def type(self) -> Type:
        """The map's type."""
        return self.map.type


@node
class FieldAccess(Spanned):
    """``e->field``, of the datatype `operand.type`; several constructors may have the field."""

    operand: Expr
    field: str
    type: Type


@node
class FieldUpdate(Spanned):
    """``e->(field := v)``."""

    operand: Expr
    field: str
    value: Expr

    @property
    def type(self) -> Type:
        """The datatype."""
        return self.operand.type


@node
class IsConstructor(Spanned):
    """``e is C``."""

    operand: Expr
    constructor: Function
    type: Type = BOOL


@node
class Old(Spanned):
    """``old(e)``: globals in `operand` have their values at the procedure's entry."""

    operand: Expr

    @property
    def type(self) -> Type:
        """The operand's type."""
        return self.operand.type


class QuantifierKind(Enum):
    """Which quantifier."""

    FORALL = "forall"
    EXISTS = "exists"


@node
class Trigger:
    """``{e, f}``; with `positive` false ``{:nopats e}``."""

    terms: tuple[Expr, ...]
    positive: bool = True


@node
class Quantifier(Spanned):
    """``(forall<a> x: T :: {:attr} {trigger} e)``."""

    kind: QuantifierKind
    type_parameters: tuple[TypeVariable, ...]
    variables: tuple[Variable, ...]
    attributes: Attributes
    triggers: tuple[Trigger, ...]
    body: Expr
    type: Type = BOOL


@node
class Lambda(Spanned):
    """``(lambda<a> x: T :: e)``; `type` is the map type."""

    type_parameters: tuple[TypeVariable, ...]
    variables: tuple[Variable, ...]
    attributes: Attributes
    body: Expr
    type: Type


@node
class Let(Spanned):
    """``(var x, y := e, f; body)``: the values do not see the variables."""

    variables: tuple[Variable, ...]
    values: tuple[Expr, ...]
    body: Expr

    @property
    def type(self) -> Type:
        """The body's type."""
        return self.body.type


@node
class CodeBlock(Spanned):
    """A block of a code expression; `value` is what it returns, else it goes to `successors`."""

    label: str
    statements: tuple[Statement, ...]
    successors: tuple[str, ...]
    value: Expr | None


@node
class CodeExpression(Spanned):
    """``|{ var x: T; A: ... return e; }|``, a bool."""

    locals: tuple[Variable, ...]
    blocks: tuple[CodeBlock, ...]
    type: Type = BOOL


Expr: TypeAlias = (
    Literal | VariableReference | Apply | Operation | Extract | Select | Store | FieldAccess
    | FieldUpdate | IsConstructor | Old | Quantifier | Lambda | Let | CodeExpression
)  # fmt: skip

TRUE = Literal(True, BOOL)
FALSE = Literal(False, BOOL)


def datatype_of(type_: Type) -> ConstructedType:
    """The constructed type that a field access or constructor test works on."""
    assert isinstance(type_, ConstructedType)
    return type_
