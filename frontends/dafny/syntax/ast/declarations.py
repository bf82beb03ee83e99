"""Declarations and programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from frontends.dafny.syntax.ast.types import Placed
from ivl.base.node import field, node
from ivl.base.source import NOWHERE, Span

if TYPE_CHECKING:
    from frontends.dafny.syntax.ast.clauses import Specification
    from frontends.dafny.syntax.ast.expressions import Expr
    from frontends.dafny.syntax.ast.statements import Block
    from frontends.dafny.syntax.ast.types import Attribute, Type, TypeParameter, Variable


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


MemberDeclaration: TypeAlias = Field | Function | Method | Iterator


@node
class Class(Declared):
    """``class C<T> extends A, B { ... }`` or a ``trait``; `skeleton`: ``class C ...``."""

    kind: str
    type_parameters: tuple[TypeParameter, ...]
    parents: tuple[Type, ...]
    members: tuple[MemberDeclaration, ...]
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
    members: tuple[MemberDeclaration, ...] = ()


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
    members: tuple[MemberDeclaration, ...] = ()


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
