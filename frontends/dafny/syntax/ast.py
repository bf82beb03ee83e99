"""Syntax trees, nothing resolved. `span` starts at the token that Dafny reports for the node."""

from __future__ import annotations

from fractions import Fraction
from typing import TypeAlias

from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span


@node
class Placed:
    """What all nodes have."""

    span: Span = field(default=NOWHERE, kw_only=True)


@node
class Attribute(Placed):
    """``{:name arguments}``."""

    name: str
    arguments: tuple[Expr, ...] = ()


# ---------------------------------------------------------------------- types


@node
class NameSegment:
    """One part of a path, ``name<T, U>``; `arguments` is None where none are written."""

    name: str
    arguments: tuple[Type, ...] | None
    span: Span


@node
class NamedType(Placed):
    """``M.C<T>``, and all built-in types by their names: ``int``, ``seq<T>``, ``array2<T>``."""

    path: tuple[NameSegment, ...]


@node
class ArrowType(Placed):
    """``(T, U) -> V``; `arrow` is ``->``, ``-->`` or ``~>``."""

    parameters: tuple[Type, ...]
    result: Type
    arrow: str


@node
class TupleType(Placed):
    """``(T, U)`` or ``()``; `ghosts` tells which components are ghost."""

    components: tuple[Type, ...]
    ghosts: tuple[bool, ...] = ()


Type: TypeAlias = NamedType | ArrowType | TupleType


@node
class TypeParameter(Placed):
    """``+T(==, !new)``; `variance` is the mark before it: ``""``, ``+``, ``-``, ``*`` or ``!``."""

    name: str
    variance: str = ""
    characteristics: tuple[str, ...] = ()


@node
class Variable(Placed):
    """A formal parameter, bound variable or local variable; `type` is None where left out."""

    name: str
    type: Type | None = None
    ghost: bool = False
    new: bool = False
    nameonly: bool = False
    default: Expr | None = None
    domain: Expr | None = None
    """``x <- domain`` of a quantified variable."""
    range: Expr | None = None
    """``| range`` right after a quantified variable that is not the last."""
    attributes: tuple[Attribute, ...] = ()


# ---------------------------------------------------------------------- expressions


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


@node
class Frame(Placed):
    """``e``, ``e`field``, `` `field`` (no expression) or ``*`` (a Wildcard)."""

    expression: Expr | None
    field: str = ""


# ---------------------------------------------------------------------- clauses


@node
class Clause(Placed):
    """``requires L: e``, ``ensures``, ``invariant``; `span` is that of the expression."""

    condition: Expr
    label: str = ""
    free: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class Specification:
    """All clauses of a declaration or a loop; None where there is no such clause.

    `reads` and `modifies` may hold a Wildcard frame, `decreases` a Wildcard.
    """

    requires: tuple[Clause, ...] = ()
    ensures: tuple[Clause, ...] = ()
    invariants: tuple[Clause, ...] = ()
    reads: tuple[Frame, ...] | None = None
    modifies: tuple[Frame, ...] | None = None
    decreases: tuple[Expr, ...] | None = None


# ---------------------------------------------------------------------- statements


@node
class Statement_(Placed):  # noqa: N801  # the base of all statements, whose union is `Statement`
    """What all statements have; `end` is the last token."""

    end: Span = field(default=NOWHERE, kw_only=True)
    labels: tuple[str, ...] = field(default=(), kw_only=True)
    attributes: tuple[Attribute, ...] = field(default=(), kw_only=True)


@node
class Block(Statement_):
    """``{ ... }``."""

    statements: tuple[Statement, ...]


@node
class Assert(Statement_):
    """``assert L: e by { proof }``; `condition` is None for the skeleton ``assert ...;``."""

    condition: Expr | None
    label: str = ""
    proof: Block | None = None


@node
class Assume(Statement_):
    """``assume e``; None for the skeleton."""

    condition: Expr | None


@node
class Expect(Statement_):
    """``expect e, message``."""

    condition: Expr
    message: Expr | None = None


@node
class Print(Statement_):
    """``print e, ...``."""

    arguments: tuple[Expr, ...]


@node
class Reveal(Statement_):
    """``reveal f(), L;``."""

    targets: tuple[Expr, ...]


@node
class NewValue(Placed):
    """``new C.Init(arguments)``, ``new T[n]``, ``new T[n](f)``, ``new T[] [e, ...]``.

    `dimensions` is None for an object; `arguments` None where there is no parenthesis.
    """

    type: Type
    arguments: tuple[Expr, ...] | None = None
    dimensions: tuple[Expr, ...] | None = None
    elements: tuple[Expr, ...] | None = None
    initializer: Expr | None = None
    open: Span = NOWHERE


Value: TypeAlias = "Expr | NewValue"


@node
class Declare(Statement_):
    """``var x: T, y := values;``; `operator` is ``:=``, ``:|``, ``:-`` or ``""``.

    `assumed`: ``:| assume``. `span` is the place of ``var``, `place` that of the operator.
    """

    variables: tuple[Variable, ...]
    operator: str = ""
    values: tuple[Value, ...] = ()
    assumed: bool = False
    ghost: bool = False
    place: Span = NOWHERE


@node
class Destructure(Statement_):
    """``var (x, y) := e;``."""

    pattern: Pattern
    value: Expr
    ghost: bool = False


@node
class Assign(Statement_):
    """``a, b := values;``, or a call on its own with no `targets` and one value; see Declare."""

    targets: tuple[Expr, ...]
    operator: str
    values: tuple[Value, ...]
    assumed: bool = False


@node
class Return(Statement_):
    """``return values;``; None where there are none. ``yield`` when `yields`."""

    values: tuple[Value, ...] | None
    yields: bool = False


@node
class Break(Statement_):
    """``break L;``, ``break break;`` (`levels` 2), ``continue``."""

    label: str = ""
    levels: int = 1
    goes_on: bool = False


@node
class IfStatement(Statement_):
    """``if c {} else {}``; Wildcard: ``*``; `variables` of ``if x :| c``; None: a skeleton."""

    condition: Expr | None
    then: Block
    otherwise: Block | IfStatement | IfCases | None = None
    variables: tuple[Variable, ...] = ()


@node
class Alternative(Placed):
    """``case c => statements``, ``case x :| c => ...``."""

    condition: Expr
    body: tuple[Statement, ...]
    variables: tuple[Variable, ...] = ()
    attributes: tuple[Attribute, ...] = ()


@node
class IfCases(Statement_):
    """``if { case ... }``."""

    alternatives: tuple[Alternative, ...]


@node
class While(Statement_):
    """``while c ... {}``; None: a skeleton. `body` is None where there is none.

    `skeleton`: the body is ``...``.
    """

    condition: Expr | None
    specification: Specification
    body: Block | None
    skeleton: bool = False


@node
class WhileCases(Statement_):
    """``while ... { case ... }``."""

    specification: Specification
    alternatives: tuple[Alternative, ...]


@node
class For(Statement_):
    """``for i: T := low to high``, ``downto``; `high` may be a Wildcard."""

    variable: Variable
    low: Expr
    high: Expr
    down: bool
    specification: Specification
    body: Block | None


@node
class StatementCase(Placed):
    """``case pattern => statements``."""

    pattern: Pattern
    body: tuple[Statement, ...]
    attributes: tuple[Attribute, ...] = ()


@node
class MatchStatement(Statement_):
    """``match e { case ... }``."""

    subject: Expr
    cases: tuple[StatementCase, ...]


@node
class CalcStep:
    """`operator` (``""``: the default), `prefix` of ``==#[k]``, hints, and the next line."""

    operator: str
    prefix: Expr | None
    hints: tuple[Statement, ...]
    line: Expr | None
    """None for a dangling hint after the last line."""
    span: Span


@node
class Calc(Statement_):
    """``calc op { first; steps }``."""

    operator: str
    prefix: Expr | None
    first: Expr | None
    steps: tuple[CalcStep, ...]


@node
class Forall(Statement_):
    """``forall x | range ensures c { body }``."""

    variables: tuple[Variable, ...]
    range: Expr | None
    ensures: tuple[Clause, ...]
    body: Block | None


@node
class Modify(Statement_):
    """``modify frames { body }``."""

    frames: tuple[Frame, ...]
    body: Block | None = None


@node
class DivideConstructor(Statement_):
    """``new;``."""


@node
class Skeleton(Statement_):
    """``...;`` in a refining method's body."""


Statement: TypeAlias = (
    Block | Assert | Assume | Expect | Print | Reveal | Declare | Destructure | Assign | Return
    | Break | IfStatement | IfCases | While | WhileCases | For | MatchStatement | Calc | Forall
    | Modify | DivideConstructor | Skeleton
)  # fmt: skip


# ---------------------------------------------------------------------- declarations


@node
class Declared(Placed):
    """What all declarations have; `modifiers` as written: ``ghost``, ``static``, ``abstract``, …"""

    name: str
    modifiers: tuple[str, ...] = field(default=(), kw_only=True)
    attributes: tuple[Attribute, ...] = field(default=(), kw_only=True)


@node
class Field(Declared):
    """``var f: T`` (`mutable`) or ``const c: T := e``."""

    type: Type | None
    mutable: bool
    initializer: Expr | None = None


@node
class Function(Declared):
    """A function; `kind` is as written: ``function``, ``predicate``, ``inductive predicate``, …

    `compiled`: ``function method`` of 2.x, or what 4.x compiles. `signature_skeleton`: ``...`` for
    the signature in a refinement. `by_method` is the body of a ``by method``.
    """

    kind: str
    type_parameters: tuple[TypeParameter, ...]
    parameters: tuple[Variable, ...]
    result: Variable | None
    specification: Specification
    body: Expr | None
    method: bool = False
    signature_skeleton: bool = False
    natural: bool = False
    by_method: Block | None = None
    open: Span = NOWHERE
    end: Span = NOWHERE


@node
class Method(Declared):
    """A method, lemma or constructor; `kind` as written: ``method``, ``lemma``, ``colemma``, …"""

    kind: str
    type_parameters: tuple[TypeParameter, ...]
    inputs: tuple[Variable, ...]
    outputs: tuple[Variable, ...]
    specification: Specification
    body: Block | None
    signature_skeleton: bool = False
    natural: bool = False
    end: Span = NOWHERE


@node
class Iterator(Declared):
    """``iterator``: only its name is kept, as it is refused."""


Member_: TypeAlias = Field | Function | Method | Iterator


@node
class Class(Declared):
    """``class C<T> extends A, B { ... }`` or a ``trait``; `skeleton`: ``class C ...``."""

    kind: str
    type_parameters: tuple[TypeParameter, ...]
    parents: tuple[Type, ...]
    members: tuple[Member_, ...]
    skeleton: bool = False


@node
class Constructor(Placed):
    """``C(x: T)`` of a datatype."""

    name: str
    parameters: tuple[Variable, ...]
    ghost: bool = False
    attributes: tuple[Attribute, ...] = ()


@node
class Datatype(Declared):
    """``datatype D<T> = A | B(x: T) { members }`` or a ``codatatype``."""

    coinductive: bool
    type_parameters: tuple[TypeParameter, ...]
    constructors: tuple[Constructor, ...]
    members: tuple[Member_, ...] = ()


@node
class TypeDefinition(Declared):
    """``type T = U`` (a synonym), ``type T = x: U | c witness w``, ``type T``, ``newtype``.

    `base` is None for an opaque type. `variable` is None for a synonym. `witness_kind` is
    ``witness``, ``ghost witness``, ``witness *`` or ``""``.
    """

    newtype: bool
    type_parameters: tuple[TypeParameter, ...]
    characteristics: tuple[str, ...] = ()
    base: Type | None = None
    variable: Variable | None = None
    constraint: Expr | None = None
    witness_kind: str = ""
    witness: Expr | None = None
    members: tuple[Member_, ...] = ()


@node
class Import(Declared):
    """``import opened A = M.N`exports`` or ``import A : M`` (`abstract`)."""

    path: tuple[str, ...]
    exports: tuple[str, ...] = ()
    opened: bool = False
    abstract: bool = False


@node
class Export(Declared):
    """``export E extends F provides x, y reveals z``; ``*`` for all."""

    provides: tuple[str, ...]
    reveals: tuple[str, ...]
    extends: tuple[str, ...]


@node
class Module(Declared):
    """``module M refines N { ... }``; `name` may be a path ``A.B``."""

    refines: tuple[str, ...]
    declarations: tuple[Declaration, ...]


Declaration: TypeAlias = (
    Module | Import | Export | Class | Datatype | TypeDefinition | Field | Function | Method
    | Iterator
)  # fmt: skip


@node
class Program:
    """A file: its declarations, and the files that it includes, as written."""

    declarations: tuple[Declaration, ...]
    includes: tuple[tuple[str, Span], ...] = ()
