"""Declarations. The resolver completes them step by step, as they refer to each other in cycles.

Nobody changes one after resolution. They are compared by identity. `name` is the source's name,
`full_name` the path from the root (``M.C.f``; members of the default class of module M: ``M.f``).
`span` is the place that Dafny reports for the declaration: its name.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import record
from ivl.base.source import NOWHERE, Span

if TYPE_CHECKING:
    from frontends.dafny.typed.expressions import Expr
    from frontends.dafny.typed.statements import Block
    from frontends.dafny.typed.types import ClassType, Type


class Variance(Enum):
    """How instances of a type are related: ``T``/``!T`` (no mark or ``!``), ``+T``, ``-T``."""

    INVARIANT = ""
    COVARIANT = "+"
    CONTRAVARIANT = "-"


@record
class TypeParameter:
    """A type parameter; `characteristics` as written: ``==``, ``0``, ``00``, ``!new``."""

    name: str
    span: Span = NOWHERE
    variance: Variance = Variance.INVARIANT
    characteristics: tuple[str, ...] = ()


@record
class Attribute:
    """``{:name arguments}``; an argument is a typed expression or a string."""

    name: str
    arguments: tuple[Expr | str, ...] = ()
    span: Span = NOWHERE


@record
class Variable:
    """A bound variable, formal parameter or local variable; `name` as written, not unique."""

    name: str
    type: Type
    span: Span = NOWHERE
    ghost: bool = False
    mutable: bool = False
    """Whether it is a local variable or an out-parameter, to which statements assign."""
    old: bool = False
    """Whether it is a two-state function's or lemma's parameter that is not declared ``new``."""
    default: Expr | None = None


@record
class Clause:
    """One ``requires``, ``ensures`` or ``invariant``; `span` is the place of its expression."""

    condition: Expr
    label: str = ""
    free: bool = False
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


@record
class Frame:
    """One item of ``reads`` or ``modifies``: objects, sets or sequences of them, one field of it.

    `expression` is None for ``*``.
    """

    expression: Expr | None
    field: Field | None = None
    span: Span = NOWHERE


@record
class Decreases:
    """A ``decreases`` clause. `guessed`: Dafny's default, not written; `wild`: ``decreases *``."""

    expressions: tuple[Expr, ...] = ()
    guessed: bool = True
    wild: bool = False


GUESSED = Decreases()
"""No measure yet: it will be guessed."""


@record
class Module:
    """A module as it is verified: imports resolved, refinements merged.

    `height`: modules that a module uses have smaller ones. `declarations` are of types; functions,
    methods and constants outside of classes are the members of `default`. Types with members have
    them in their own `members`. `verify` is false where ``{:verify false}`` or an abstract import
    says so. `hidden`: declarations of other modules that are known here, but not their definitions
    (bodies of functions, values of constants, constraints, constructors).
    """

    name: str
    full_name: str
    default: ClassDeclaration
    declarations: tuple[TypeDeclaration, ...] = ()
    height: int = 0
    verify: bool = True
    hidden: frozenset[TypeDeclaration | Member] = frozenset()
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


class ClassKind(Enum):
    """What a `ClassDeclaration` is."""

    CLASS = "class"
    TRAIT = "trait"
    OBJECT = "object"
    ARRAY = "array"
    DEFAULT = "default"


@record
class ClassDeclaration:
    """A class, trait, ``object``, array class (`dimensions` > 0) or module's default class."""

    name: str
    full_name: str
    kind: ClassKind = ClassKind.CLASS
    type_parameters: tuple[TypeParameter, ...] = ()
    parents: tuple[ClassType, ...] = ()
    members: tuple[Member, ...] = ()
    dimensions: int = 0
    module: Module | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


OBJECT = ClassDeclaration("object", "object", ClassKind.OBJECT)
"""The class above all others."""


@record
class Constructor:
    """A datatype constructor; `parameters` are the destructors' variables, named or ``#0``, …"""

    name: str
    datatype: DatatypeDeclaration
    parameters: tuple[Variable, ...] = ()
    destructors: tuple[Destructor, ...] = ()
    ghost: bool = False
    span: Span = NOWHERE


@record
class Destructor:
    """The field `name` of a datatype, which several of its constructors may have."""

    name: str
    datatype: DatatypeDeclaration
    type: Type
    ghost: bool = False
    places: tuple[tuple[Constructor, int], ...] = ()
    """The constructors that have it, with the index among their parameters."""


@record
class DatatypeDeclaration:
    """``datatype`` or ``codatatype``. Tuples are datatypes called ``_tuple#n``.

    `group` are the datatypes that are declared in terms of each other, this one included.
    `grounding` is a constructor by which a value can be made first.
    """

    name: str
    full_name: str
    coinductive: bool = False
    type_parameters: tuple[TypeParameter, ...] = ()
    constructors: tuple[Constructor, ...] = ()
    members: tuple[Member, ...] = ()
    group: tuple[DatatypeDeclaration, ...] = ()
    grounding: Constructor | None = None
    module: Module | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


class Witness(Enum):
    """How it is shown that a subset type has a value."""

    GUESSED = "no witness clause"
    GIVEN = "witness"
    GHOST = "ghost witness"
    NONE = "witness *"


@record
class SubsetTypeDeclaration:
    """``type T = x: B | C witness e``. ``nat`` is one, with `module` None."""

    name: str
    full_name: str
    type_parameters: tuple[TypeParameter, ...] = ()
    variable: Variable | None = None
    constraint: Expr | None = None
    witness_kind: Witness = Witness.GUESSED
    witness: Expr | None = None
    members: tuple[Member, ...] = ()
    module: Module | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE

    @property
    def base(self) -> Type:
        """The type of which it is a subset."""
        assert self.variable is not None
        return self.variable.type


@record
class NewtypeDeclaration:
    """``newtype T = x: B | C witness e``; `base` is int, real or another newtype."""

    name: str
    full_name: str
    base: Type
    variable: Variable | None = None
    constraint: Expr | None = None
    witness_kind: Witness = Witness.GUESSED
    witness: Expr | None = None
    members: tuple[Member, ...] = ()
    module: Module | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


@record
class OpaqueTypeDeclaration:
    """``type T``; as `characteristics` of a TypeParameter."""

    name: str
    full_name: str
    type_parameters: tuple[TypeParameter, ...] = ()
    characteristics: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    module: Module | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


TypeDeclaration: TypeAlias = (
    ClassDeclaration | DatatypeDeclaration | SubsetTypeDeclaration | NewtypeDeclaration
    | OpaqueTypeDeclaration
)  # fmt: skip


@record
class Field:
    """A field of a class (`mutable`), or a constant (of any type, or static in a module)."""

    name: str
    full_name: str
    type: Type
    owner: TypeDeclaration
    ghost: bool = False
    mutable: bool = True
    static: bool = False
    initializer: Expr | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE


class FunctionKind(Enum):
    """What a `Function` is; extreme predicates have a prefix predicate ``P#``."""

    FUNCTION = "function"
    PREDICATE = "predicate"
    LEAST_PREDICATE = "least predicate"
    GREATEST_PREDICATE = "greatest predicate"
    PREFIX_PREDICATE = "prefix predicate"


@record
class Function:
    """A function or predicate. `component` numbers the strongly connected part of the call graph:

    calls within one component are recursive; callees of others have smaller ones. `overridden` is
    the trait's function that this one overrides. `result` is the named result, if it has a name.
    """

    name: str
    full_name: str
    owner: TypeDeclaration
    kind: FunctionKind = FunctionKind.FUNCTION
    type_parameters: tuple[TypeParameter, ...] = ()
    parameters: tuple[Variable, ...] = ()
    result_type: Type | None = None
    result: Variable | None = None
    static: bool = False
    ghost: bool = True
    two_state: bool = False
    opaque: bool = False
    adjusted: bool = False
    """Whether ``{:fuel}`` of some member says how often its definition is unfolded there."""
    natural: bool = False
    """For extreme predicates: whether the prefix is a ``nat``, not an ``ORDINAL``."""
    prefix: Variable | None = None
    """For extreme predicates: the depth of the prefix predicate."""
    prefixed: Function | None = None
    """For extreme predicates: the prefix predicate, as soon as it is made."""
    requires: tuple[Clause, ...] = ()
    reads: tuple[Frame, ...] = ()
    ensures: tuple[Clause, ...] = ()
    decreases: Decreases = GUESSED
    body: Expr | None = None
    recursive: bool = False
    component: int = 0
    overridden: Function | None = None
    by_method: bool = False
    """Whether a method computes it, so that its body is for proofs only."""
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE
    end: Span = NOWHERE


class MethodKind(Enum):
    """What a `Method` is; extreme lemmas have a prefix lemma ``L#``."""

    METHOD = "method"
    LEMMA = "lemma"
    CONSTRUCTOR = "constructor"
    TWO_STATE_LEMMA = "twostate lemma"
    LEAST_LEMMA = "least lemma"
    GREATEST_LEMMA = "greatest lemma"
    PREFIX_LEMMA = "prefix lemma"


@record
class Method:
    """A method, lemma or constructor; `component`, `overridden`: see `Function`."""

    name: str
    full_name: str
    owner: TypeDeclaration
    kind: MethodKind = MethodKind.METHOD
    type_parameters: tuple[TypeParameter, ...] = ()
    inputs: tuple[Variable, ...] = ()
    outputs: tuple[Variable, ...] = ()
    static: bool = False
    ghost: bool = False
    natural: bool = False
    prefix: Variable | None = None
    """For extreme lemmas: ``_k``, which bodies may mention, the depth of the prefix lemma."""
    requires: tuple[Clause, ...] = ()
    reads: tuple[Frame, ...] = ()
    modifies: tuple[Frame, ...] = ()
    ensures: tuple[Clause, ...] = ()
    decreases: Decreases = GUESSED
    body: Block | None = None
    recursive: bool = False
    component: int = 0
    overridden: Method | None = None
    attributes: tuple[Attribute, ...] = ()
    span: Span = NOWHERE
    end: Span = NOWHERE


Member: TypeAlias = Field | Function | Method


@record
class Program:
    """A resolved program: modules in the order of their heights."""

    modules: tuple[Module, ...] = ()


def find_attribute(attributes: tuple[Attribute, ...], name: str) -> Attribute | None:
    """The last attribute called `name`, None when there is none."""
    return next((a for a in reversed(attributes) if a.name == name), None)
