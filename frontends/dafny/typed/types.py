"""Types, compared by structure; only the resolver sees `Inferred`."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from ivl.base.node import value

if TYPE_CHECKING:
    from frontends.dafny.typed.declarations import (
        ClassDeclaration,
        DatatypeDeclaration,
        NewtypeDeclaration,
        OpaqueTypeDeclaration,
        SubsetTypeDeclaration,
        TypeParameter,
    )


class Basic(Enum):
    """Types without parameters that are built in. ``nat`` is a subset type, ``string`` a seq."""

    BOOL = "bool"
    INT = "int"
    REAL = "real"
    CHAR = "char"
    ORDINAL = "ORDINAL"


@value
class BasicType:
    """``bool``, ``int``, ``real``, ``char`` or ``ORDINAL``."""

    kind: Basic


@value
class BitvectorType:
    """``bv8``; the width is a number of bits, 0 or more."""

    width: int


@value
class SetType:
    """``set<T>``, or ``iset<T>`` when not `finite`."""

    element: Type
    finite: bool = True


@value
class MultisetType:
    """``multiset<T>``."""

    element: Type


@value
class SequenceType:
    """``seq<T>``; ``string`` is ``seq<char>``."""

    element: Type


@value
class MapType:
    """``map<T, U>``, or ``imap<T, U>`` when not `finite`."""

    domain: Type
    range: Type
    finite: bool = True


class Arrow(Enum):
    """What a function type says of its values: any, without reads, without preconditions too."""

    GENERAL = "~>"
    PARTIAL = "-->"
    TOTAL = "->"


@value
class FunctionType:
    """``(T, U) ~> V``, ``-->`` or ``->``; the last two are subset types of the first."""

    parameters: tuple[Type, ...]
    result: Type
    arrow: Arrow = Arrow.TOTAL


@value
class ClassType:
    """A class, trait, array or ``object``: ``C<T>``, or ``C?<T>`` when `nullable`."""

    declaration: ClassDeclaration
    arguments: tuple[Type, ...] = ()
    nullable: bool = False


@value
class DatatypeType:
    """An inductive or coinductive datatype, or a tuple."""

    declaration: DatatypeDeclaration
    arguments: tuple[Type, ...] = ()


@value
class SubsetType:
    """A subset type of the program, or ``nat``."""

    declaration: SubsetTypeDeclaration
    arguments: tuple[Type, ...] = ()


@value
class NewtypeType:
    """A newtype, based on ``int`` or ``real``."""

    declaration: NewtypeDeclaration


@value
class OpaqueType:
    """A type of which the program says nothing: ``type T``."""

    declaration: OpaqueTypeDeclaration
    arguments: tuple[Type, ...] = ()


@value
class ParameterType:
    """A type parameter of an enclosing declaration."""

    parameter: TypeParameter


class Literal(Enum):
    """What a literal asks of its type: nothing, a whole number, a real number, a reference."""

    NONE = ""
    WHOLE = "a number"
    REAL = "a real number"
    NULL = "a reference"


class Inferred:
    """A type that is not written, `bound` as soon as it is known. Compared by identity.

    One that `grows` becomes a supertype of its bound when a variable is given other values. One
    that is `constant` is that of a literal, not of something that is compared with one.
    """

    __slots__ = ("bound", "constant", "grows", "literal")

    def __init__(self, literal: Literal = Literal.NONE, grows: bool = False) -> None:
        self.bound: Type | None = None
        self.literal = literal
        self.constant = literal is not Literal.NONE
        self.grows = grows


Type: TypeAlias = (
    BasicType | BitvectorType | SetType | MultisetType | SequenceType | MapType | FunctionType
    | ClassType | DatatypeType | SubsetType | NewtypeType | OpaqueType | ParameterType | Inferred
)  # fmt: skip

BOOL = BasicType(Basic.BOOL)
INT = BasicType(Basic.INT)
REAL = BasicType(Basic.REAL)
CHAR = BasicType(Basic.CHAR)
ORDINAL = BasicType(Basic.ORDINAL)
STRING = SequenceType(CHAR)
