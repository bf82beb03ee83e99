"""What the whole translation of a program shares: declarations as they are made, and names."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING

from frontends.dafny.switches import DEFAULTS, Switches
from frontends.dafny.translate.prelude import BOX, Prelude, prelude
from frontends.dafny.typed.declarations import Constructor, Member, TypeDeclaration
from ivl import build as b
from ivl.base.source import NOWHERE, Span
from ivl.core.expressions import (
    Attributes,
    Expr,
    Function,
    Variable,
    VariableKind,
    VariableReference,
)
from ivl.core.program import (
    Axiom,
    ConstantDeclaration,
    Datatype,
    FunctionDeclaration,
    Implementation,
    Procedure,
    TypeConstructor,
)
from ivl.core.types import ConstructedType, Type, show

if TYPE_CHECKING:
    from frontends.dafny.translate.choice import Choice
    from frontends.dafny.translate.context import Recursion
    from frontends.dafny.typed.declarations import Function as Declared
    from frontends.dafny.typed.declarations import Variable as DeclaredVariable
    from frontends.dafny.typed.expressions import Expr as Expression
    from frontends.dafny.typed.expressions import LetSuchThat
    from frontends.dafny.typed.types import Type as DafnyType


class Shared:
    """Declarations of the program that is being made; each is made when it is first needed."""

    def __init__(self, recursion: Recursion, switches: Switches = DEFAULTS) -> None:
        self.recursion = recursion
        self.switches = switches
        self.prelude: Prelude = prelude()
        self.types: list[TypeConstructor] = []
        self.datatypes: list[Datatype] = []
        self.constants: list[ConstantDeclaration] = []
        self.functions: list[FunctionDeclaration] = []
        self.axioms: list[Axiom] = []
        self.procedures: list[Procedure] = []
        self.implementations: list[Implementation] = []
        self.shown: dict[str, dict[str, tuple[str, DafnyType]]] = {}
        """For each procedure, which variables of the program its variables are."""
        self.constructors: dict[Constructor, Function] = {}
        self.hidden: frozenset[Member | TypeDeclaration] = frozenset()
        """What some module does not see the definition of."""
        self.may_be_empty = False
        """Whether some type may be without values."""
        self.mentioned: dict[TypeDeclaration, None] = {}
        self.adjusted: tuple[Declared, ...] = ()
        self.numbers: set[int] = set()
        self.choices: dict[Expression, Choice] = {}
        self.keyed: dict[Expression, tuple[DeclaredVariable, LetSuchThat]] = {}
        self._functions: dict[str, Function] = {}
        self._constants: dict[str, Variable] = {}
        self._seen: set[Hashable] = set()
        self._names: dict[str, int] = {}

    def unique(self, name: str) -> str:
        """`name`, with a number if it was asked for before."""
        count = self._names.get(name, 0)
        self._names[name] = count + 1
        return name if count == 0 else f"{name}#{count}"

    def function(
        self, name: str, parameters: tuple[Type, ...], result: Type, *,
        names: tuple[str, ...] = (), attributes: Attributes = (), span: Span = NOWHERE,
    ) -> Function:  # fmt: skip
        """The function called `name`, declared now if it is new."""
        found = self._functions.get(name)
        if found is not None:
            return found
        names = names or ("",) * len(parameters)
        function = Function(name, (), parameters, result, names, attributes, span=span)
        self._functions[name] = function
        variables = tuple(
            [Variable(n or f"x{i}", p, VariableKind.BOUND)
             for i, (n, p) in enumerate(zip(names, parameters, strict=True))]
        )  # fmt: skip
        self.functions.append(FunctionDeclaration(function, variables, None))
        return function

    def declares(self, name: str) -> bool:
        """Whether there is a function called `name`, besides those of the prelude."""
        return name in self._functions

    def constant(self, name: str, type_: Type, *, unique: bool = False) -> Expr:
        """The constant called `name`, declared now if it is new."""
        found = self._constants.get(name)
        if found is None:
            found = Variable(name, type_, VariableKind.CONSTANT)
            self._constants[name] = found
            self.constants.append(ConstantDeclaration(found, unique))
        return VariableReference(found)

    def visible(self, declaration: Member | TypeDeclaration) -> Expr:
        """That the definition of something is known in the module that is being verified."""
        if declaration not in self.hidden:
            return b.bool_(True)
        return self.constant(f"{declaration.full_name}#visible", b.BOOL)

    def mention(self, declaration: TypeDeclaration) -> None:
        """See to it that the axioms about a type are added, some time."""
        self.mentioned.setdefault(declaration)

    def axiom(self, condition: b.Term, span: Span = NOWHERE) -> None:
        """Add an axiom."""
        self.axioms.append(b.axiom(condition, span=span))

    def is_new(self, key: Hashable) -> bool:
        """Whether `is_new` was not called with `key` before: to make things once."""
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def box(self, value: Expr) -> Expr:
        """`value` in a box; a box as it is."""
        if value.type == BOX:
            return value
        return b.apply(self._boxing(value.type)[0], value)

    def unbox(self, value: Expr, type_: Type) -> Expr:
        """What is in a box, of the given IVL type."""
        if type_ == BOX:
            return value
        return b.apply(self._boxing(type_)[1], value)

    def _boxing(self, type_: Type) -> tuple[Function, Function]:
        name = box_name(type_)
        known = self.prelude.functions
        if f"$Box_{name}" in known:
            return known[f"$Box_{name}"], known[f"$Unbox_{name}"]
        boxing = self.function(f"$Box_{name}", (type_,), BOX)
        unboxing = self.function(f"$Unbox_{name}", (BOX,), type_)
        if self.is_new(("box", name)):
            x = b.bound("x", type_)
            boxed = b.apply(boxing, x)
            unboxed = b.apply(unboxing, boxed)
            self.axiom(b.forall([x], b.eq(unboxed, x), triggers=[[boxed]]))
        return boxing, unboxing


def box_name(type_: Type) -> str:
    """How the boxing functions of an IVL type are called."""
    if isinstance(type_, ConstructedType):
        return type_.name
    text = show(type_)
    return "ISet" if text == "[Box]bool" else text
