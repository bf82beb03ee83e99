"""Typed expressions. `span` starts at the token at which Dafny reports an error in them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from frontends.dafny.typed.operators import BinaryOperator as BinaryOperator
from frontends.dafny.typed.operators import BuiltinName as BuiltinName
from frontends.dafny.typed.operators import FunctionMember as FunctionMember
from frontends.dafny.typed.operators import QuantifierKind as QuantifierKind
from frontends.dafny.typed.operators import UnaryOperator as UnaryOperator
from frontends.dafny.typed.types import BOOL, Type
from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span

if TYPE_CHECKING:
    from frontends.dafny.typed.declarations import (
        Attribute,
        Constructor,
        Destructor,
        Field,
        Frame,
        Function,
        Variable,
    )
    from frontends.dafny.typed.statements import Statement


@node
class Typed:
    """What all expressions have."""

    type: Type = field(kw_only=True)
    span: Span = field(default=NOWHERE, kw_only=True)


@node
class Literal(Typed):
    """A value: bool, int (also of newtypes, bitvectors and ORDINAL), Fraction, str.

    A string's type tells whether it is a char or a sequence of chars; escapes are resolved.
    """

    value: bool | int | Fraction | str


@node
class Null(Typed):
    """``null``."""


@node
class This(Typed):
    """``this``."""


@node
class VariableReference(Typed):
    """A bound variable, parameter or local variable."""

    variable: Variable


@node
class FieldSelect(Typed):
    """``receiver.field``: a field or a constant; `receiver` is None for a static one.

    ``array.Length`` and ``array.Length0`` are fields of the array class.
    """

    receiver: Expr | None
    field: Field


@node
class DestructorSelect(Typed):
    """``receiver.destructor`` of a datatype."""

    receiver: Expr
    destructor: Destructor


@node
class Discriminator(Typed):
    """``receiver.Constructor?``."""

    receiver: Expr
    constructor: Constructor


@node
class FunctionCall(Typed):
    """A call of a declared function. `receiver` is None for a static one.

    `owner_arguments` are the receiver's (or the class's) type arguments, `type_arguments` the
    function's own. `label` is that of ``f@L(...)``. `prefix` is the ``k`` of ``P#[k](...)``.
    """

    receiver: Expr | None
    function: Function
    owner_arguments: tuple[Type, ...]
    type_arguments: tuple[Type, ...]
    arguments: tuple[Expr, ...]
    label: str = ""
    prefix: Expr | None = None
    open: Span = NOWHERE
    """The place of the opening parenthesis."""
    corecursive: bool = False
    """Whether the call is recursive but need not get smaller, as it is productive."""


@node
class FunctionValue(Typed):
    """A declared function that is used as a value: a partially applied call."""

    receiver: Expr | None
    function: Function
    owner_arguments: tuple[Type, ...]
    type_arguments: tuple[Type, ...]


@node
class Apply(Typed):
    """A call of a value of a function type, which is at `place` as it is written."""

    function: Expr
    arguments: tuple[Expr, ...]
    place: Span


@node
class FunctionProperty(Typed):
    """``f.requires(arguments)`` or ``f.reads(arguments)`` of a value of a function type."""

    function: Expr
    member: FunctionMember
    arguments: tuple[Expr, ...]


@node
class BuiltinMember(Typed):
    """``r.Floor``, ``m.Keys``, ``b.RotateLeft(n)``, ``o.IsLimit``, …"""

    receiver: Expr
    name: BuiltinName
    arguments: tuple[Expr, ...] = ()


@node
class Construct(Typed):
    """A datatype value ``Constructor(arguments)``; its type has the type arguments."""

    constructor: Constructor
    arguments: tuple[Expr, ...]


@node
class DatatypeUpdate(Typed):
    """``d.(x := e, ...)``; `constructors` are those that have all of the fields."""

    value: Expr
    updates: tuple[tuple[Destructor, Expr], ...]
    constructors: tuple[Constructor, ...]


@node
class Index(Typed):
    """``collection[index]`` of a sequence, map or multiset."""

    collection: Expr
    index: Expr


@node
class ArraySelect(Typed):
    """``array[i]`` or ``array[i, j]``."""

    array: Expr
    indexes: tuple[Expr, ...]


@node
class Slice(Typed):
    """``s[low..high]`` of a sequence or a one-dimensional array, whose slice is a sequence."""

    collection: Expr
    low: Expr | None
    high: Expr | None


@node
class Update(Typed):
    """``s[index := value]`` of a sequence, map or multiset."""

    collection: Expr
    index: Expr
    value: Expr


@node
class SetDisplay(Typed):
    """``{e, ...}`` or ``iset{e, ...}``."""

    elements: tuple[Expr, ...]


@node
class MultisetDisplay(Typed):
    """``multiset{e, ...}``."""

    elements: tuple[Expr, ...]


@node
class MultisetOf(Typed):
    """``multiset(e)`` of a set or a sequence."""

    operand: Expr


@node
class SequenceDisplay(Typed):
    """``[e, ...]``."""

    elements: tuple[Expr, ...]


@node
class SequenceConstruction(Typed):
    """``seq(length, function)``."""

    length: Expr
    function: Expr


@node
class MapDisplay(Typed):
    """``map[k := v, ...]`` or ``imap[...]``."""

    items: tuple[tuple[Expr, Expr], ...]


@node
class Unary(Typed):
    """An operator applied to one operand; ``!`` also flips a bitvector."""

    operator: UnaryOperator
    operand: Expr


@node
class Binary(Typed):
    """An operator applied to two operands. Chains (``a < b <= c``) are conjunctions of these."""

    operator: BinaryOperator
    left: Expr
    right: Expr


@node
class PrefixEqual(Typed):
    """``a ==#[k] b`` or ``a !=#[k] b`` (`negated`) of codatatype values."""

    prefix: Expr
    left: Expr
    right: Expr
    negated: bool = False


@node
class Conversion(Typed):
    """``e as T``: to the node's own type."""

    operand: Expr


@node
class TypeTest(Typed):
    """``e is T``."""

    operand: Expr
    tested: Type


@node
class If(Typed):
    """``if c then a else b``; `binding`: ``if x :| c``, where c is an existential quantifier."""

    condition: Expr
    then: Expr
    otherwise: Expr
    binding: bool = False


@node
class MatchCase:
    """``case pattern => body``. Nested patterns stay nested."""

    pattern: Pattern
    body: Expr
    span: Span = NOWHERE


@node
class Match(Typed):
    """``match e { case ... }``; the first case that fits counts."""

    subject: Expr
    cases: tuple[MatchCase, ...]


@node
class VariablePattern:
    """Fits everything, which it binds."""

    variable: Variable
    span: Span = NOWHERE


@node
class LiteralPattern:
    """Fits what is equal to a literal or a constant."""

    value: Expr
    span: Span = NOWHERE


@node
class ConstructorPattern:
    """Fits the values of one constructor (or a tuple) whose arguments fit."""

    constructor: Constructor
    arguments: tuple[Pattern, ...]
    type: Type
    span: Span = NOWHERE


Pattern: TypeAlias = VariablePattern | LiteralPattern | ConstructorPattern


@node
class Let(Typed):
    """``var p, q := a, b; body``; the right-hand sides do not see the variables."""

    patterns: tuple[Pattern, ...]
    values: tuple[Expr, ...]
    body: Expr
    ghost: bool = False


@node
class LetSuchThat(Typed):
    """``var x, y :| condition; body``; `required`: not ghost, so that the choice must be unique."""

    variables: tuple[Variable, ...]
    condition: Expr
    body: Expr
    ghost: bool = False


@node
class Quantifier(Typed):
    """``forall x: T | range :: body``; `range` is None where it is not written."""

    kind: QuantifierKind
    variables: tuple[Variable, ...]
    range: Expr | None
    body: Expr
    type_parameters: tuple[object, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@node
class SetComprehension(Typed):
    """``set x: T | range :: term``; the type tells ``iset``."""

    variables: tuple[Variable, ...]
    range: Expr
    term: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class MapComprehension(Typed):
    """``map x: T | range :: key := value``; `key` is None where it is the variable itself."""

    variables: tuple[Variable, ...]
    range: Expr
    key: Expr | None
    value: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class Lambda(Typed):
    """``(x: T) requires c reads r => body``."""

    parameters: tuple[Variable, ...]
    requires: tuple[Expr, ...]
    reads: tuple[Frame, ...]
    body: Expr


@node
class Old(Typed):
    """``old(e)`` or ``old@L(e)``."""

    operand: Expr
    label: str = ""


@node
class Fresh(Typed):
    """``fresh(e)`` of an object, or a set or sequence of them; `label` of ``fresh@L(e)``."""

    operand: Expr
    label: str = ""


@node
class Allocated(Typed):
    """``allocated(e)``."""

    operand: Expr


@node
class Unchanged(Typed):
    """``unchanged(frame, ...)`` or ``unchanged@L(frame, ...)``."""

    frames: tuple[Frame, ...]
    label: str = ""


@node
class StatementExpression(Typed):
    """``assert c; e``, ``assume c; e``, ``calc {...} e``, ``L(); e``, ``reveal f(); e``."""

    statement: Statement
    body: Expr


Expr: TypeAlias = (
    Literal | Null | This | VariableReference | FieldSelect | DestructorSelect | Discriminator
    | FunctionCall | FunctionValue | Apply | FunctionProperty | BuiltinMember | Construct
    | DatatypeUpdate | Index | ArraySelect | Slice | Update | SetDisplay | MultisetDisplay
    | MultisetOf | SequenceDisplay | SequenceConstruction | MapDisplay | Unary | Binary
    | PrefixEqual | Conversion | TypeTest | If | Match | Let | LetSuchThat | Quantifier
    | SetComprehension | MapComprehension | Lambda | Old | Fresh | Allocated | Unchanged
    | StatementExpression
)  # fmt: skip

TRUE = Literal(True, type=BOOL)
FALSE = Literal(False, type=BOOL)
