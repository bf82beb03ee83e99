"""Expressions and patterns."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from frontends.dafny.syntax.ast.types import Placed
from ivl.base.node import node
from ivl.base.source import Span

if TYPE_CHECKING:
    from frontends.dafny.syntax.ast.clauses import Frame
    from frontends.dafny.syntax.ast.statements import Statement
    from frontends.dafny.syntax.ast.types import Attribute, Type, TypeParameter, Variable


@node
class Literal(Placed):
    """A bool, int, Fraction, or str; `char` for a character literal."""

    value: bool | int | Fraction | str
    char: bool = False


@node
class Null(Placed):
    """``null``."""


@node
class This(Placed):
    """``this``."""


@node
class Wildcard(Placed):
    """``*`` where an expression may be one: frames, decreases, guards, right-hand sides."""


@node
class Name(Placed):
    """A name with type arguments, if any are written."""

    name: str
    arguments: tuple[Type, ...] | None = None


@node
class Member(Placed):
    """``receiver.name<T>``; `span` is the place of the name."""

    receiver: Expr
    name: str
    arguments: tuple[Type, ...] | None = None


@node
class Call(Placed):
    """``callee(arguments)``; `span` is the place of the opening parenthesis.

    `names` are those of arguments passed by name, ``""`` for others. `label` is that of
    ``f@L(...)``. `prefix` is the ``k`` of ``P#[k](...)``.
    """

    callee: Expr
    arguments: tuple[Expr, ...]
    names: tuple[str, ...] = ()
    label: str = ""
    prefix: Expr | None = None


@node
class Index(Placed):
    """``e[i]`` or ``e[i, j]``."""

    collection: Expr
    indexes: tuple[Expr, ...]


@node
class Slice(Placed):
    """``e[low..high]``."""

    collection: Expr
    low: Expr | None
    high: Expr | None


@node
class MultiSlice(Placed):
    """``e[l1 : l2 : ...]``: consecutive slices of the given lengths; None: the rest."""

    collection: Expr
    lengths: tuple[Expr | None, ...]


@node
class Update(Placed):
    """``e[i := v]``."""

    collection: Expr
    index: Expr
    value: Expr


@node
class DatatypeUpdate(Placed):
    """``e.(x := v, ...)``; the names are destructors, or numbers of tuple components."""

    value: Expr
    updates: tuple[tuple[str, Expr], ...]


@node
class Display(Placed):
    """``{...}``, ``iset{...}``, ``multiset{...}``, ``[...]``: `kind` is "set", "iset", …, "seq"."""

    kind: str
    elements: tuple[Expr, ...]


@node
class MapDisplay(Placed):
    """``map[k := v]``; `kind` is "map" or "imap"."""

    kind: str
    items: tuple[tuple[Expr, Expr], ...]


@node
class MultisetOf(Placed):
    """``multiset(e)``."""

    operand: Expr


@node
class SequenceConstruction(Placed):
    """``seq<T>(length, function)``."""

    element: Type | None
    length: Expr
    function: Expr


@node
class Tuple(Placed):
    """``(a, b)`` or ``()``."""

    components: tuple[Expr, ...]


@node
class Parentheses(Placed):
    """``(e)``."""

    operand: Expr


@node
class Unary(Placed):
    """``!e``, ``-e``, or ``|e|`` with the operator ``|_|``."""

    operator: str
    operand: Expr


@node
class Binary(Placed):
    """``left operator right``; `span` is the place of the operator.

    `prefix` is the ``k`` of ``==#[k]`` and ``!=#[k]``.
    """

    operator: str
    left: Expr
    right: Expr
    prefix: Expr | None = None


@node
class Chain(Placed):
    """``a < b <= c``: one operand more than operators; `places` are those of the operators."""

    operands: tuple[Expr, ...]
    operators: tuple[str, ...]
    places: tuple[Span, ...]
    prefixes: tuple[Expr | None, ...] = ()


@node
class Conversion(Placed):
    """``e as T``."""

    operand: Expr
    type: Type


@node
class TypeTest(Placed):
    """``e is T``."""

    operand: Expr
    type: Type


@node
class If(Placed):
    """``if c then a else b``; `variables` of ``if x: T :| c then ...``."""

    condition: Expr
    then: Expr
    otherwise: Expr
    variables: tuple[Variable, ...] = ()


@node
class NamePattern(Placed):
    """``x``, ``x: T``, ``_``, ``Constructor`` or ``Constructor(patterns)``; ``(p, q)``: no name.

    `arguments` is None where there are no parentheses.
    """

    name: str
    arguments: tuple[Pattern, ...] | None = None
    type: Type | None = None
    ghost: bool = False


@node
class LiteralPattern(Placed):
    """A literal, or one that is negated."""

    value: Expr


@node
class AlternativePattern(Placed):
    """``A | B``."""

    alternatives: tuple[Pattern, ...]


Pattern: TypeAlias = NamePattern | LiteralPattern | AlternativePattern


@node
class MatchCase(Placed):
    """``case pattern => e``."""

    pattern: Pattern
    body: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class Match(Placed):
    """``match e { case ... }``."""

    subject: Expr
    cases: tuple[MatchCase, ...]


@node
class Let(Placed):
    """``var patterns := values; body``, or ``:|`` when `such_that`, with one condition as value."""

    patterns: tuple[Pattern, ...]
    values: tuple[Expr, ...]
    body: Expr
    such_that: bool = False
    ghost: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class Quantifier(Placed):
    """``forall x | range :: body``; `kind` is "forall" or "exists"."""

    kind: str
    variables: tuple[Variable, ...]
    range: Expr | None
    body: Expr
    type_parameters: tuple[TypeParameter, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@node
class SetComprehension(Placed):
    """``set x | range :: term``; `kind` is "set" or "iset"; `term` is None where left out."""

    kind: str
    variables: tuple[Variable, ...]
    range: Expr
    term: Expr | None
    attributes: tuple[Attribute, ...] = ()


@node
class MapComprehension(Placed):
    """``map x | range :: key := value``; `kind` is "map" or "imap"; `key` None where left out."""

    kind: str
    variables: tuple[Variable, ...]
    range: Expr | None
    key: Expr | None
    value: Expr
    attributes: tuple[Attribute, ...] = ()


@node
class Lambda(Placed):
    """``(x: T) requires c reads r => body``."""

    parameters: tuple[Variable, ...]
    requires: tuple[Expr, ...]
    reads: tuple[Frame, ...]
    body: Expr


@node
class Heap(Placed):
    """``old@L(e)``, ``fresh@L(e)``, ``allocated(e)``: `kind` says which."""

    kind: str
    operand: Expr
    label: str = ""


@node
class Unchanged(Placed):
    """``unchanged@L(frame, ...)``."""

    frames: tuple[Frame, ...]
    label: str = ""


@node
class StatementExpression(Placed):
    """``S e``: an assertion, assumption, calculation, revelation or lemma call before a value."""

    statement: Statement
    body: Expr


Expr: TypeAlias = (
    Literal | Null | This | Wildcard | Name | Member | Call | Index | Slice | MultiSlice | Update
    | DatatypeUpdate | Display | MapDisplay | MultisetOf | SequenceConstruction | Tuple
    | Parentheses | Unary | Binary | Chain | Conversion | TypeTest | If | Match | Let | Quantifier
    | SetComprehension | MapComprehension | Lambda | Heap | Unchanged | StatementExpression
)  # fmt: skip
