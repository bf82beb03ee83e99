"""The symbols that an encoding of types adds: sorts, terms for types, boxes."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from ivl.base.fresh import Names
from ivl.base.node import node
from ivl.core.attributes import has_attribute
from ivl.core.build_expressions import apply, eq, forall, implies
from ivl.core.build_values import bound, constant, ref
from ivl.core.expressions import Apply, Expr, Function, Variable
from ivl.core.program import (
    Axiom,
    ConstantDeclaration,
    FunctionDeclaration,
    Program,
    TypeConstructor,
)
from ivl.core.types import (
    INT,
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
)
from ivl.transform.erase_types.refusal import refuse
from ivl.transform.erase_types.style import Style, TypeTerms
from ivl.transform.monomorphize.instance_names import mangle


@node
class TypeSymbols:
    """A type constructor as a function on types, and its inverses, one for each argument."""

    constructor: Function
    inverses: tuple[Function, ...]


@node
class Boxes:
    """The functions that put values of a solver's sort into the universal sort, and back."""

    box: Function
    unbox: Function


class Vocabulary:
    """New symbols and their axioms, made when they are first needed.

    Their names are free in the program. `style` is set before anything is made.
    """

    style: Style

    def __init__(self, program: Program) -> None:
        self.type_names = Names(t.name for t in program.types)
        self.function_names = Names(d.function.name for d in program.functions)
        self.constant_names = Names(
            [c.variable.name for c in program.constants]
            + [g.variable.name for g in program.globals]
        )
        self.universe = ConstructedType(self.type_names.fresh("U"))
        self.types = ConstructedType(self.type_names.fresh("T"))
        self.functions: list[FunctionDeclaration] = []
        self.constants: list[ConstantDeclaration] = []
        self.axioms = list(program.axioms)
        self._builtin = {t.name for t in program.types if has_attribute(t.attributes, "builtin")}
        self._rank: Function | None = None
        self._ranks = 0
        self._nullary: dict[str, Expr] = {}
        self._constructors: dict[str, TypeSymbols] = {}
        self._boxes: dict[Type, Boxes] = {}

    def sorts(self) -> tuple[TypeConstructor, ...]:
        """The sort of all values, and that of types."""
        return TypeConstructor(self.universe.name, 0), TypeConstructor(self.types.name, 0)

    # -------------------------------------------------------------- declarations

    def axiom(self, condition: Expr) -> int:
        """The index of a new axiom."""
        self.axioms.append(Axiom(condition))
        return len(self.axioms) - 1

    def function(self, name: str, parameters: tuple[Type, ...], result: Type) -> Function:
        """A new function; see `declare`."""
        name = self.function_names.fresh(name)
        return Function(name, (), parameters, result, ("",) * len(parameters))

    def declare(self, function: Function, *axioms: Expr) -> Function:
        """Declare `function`, for which `axioms` are needed."""
        parameters = tuple([bound("", t) for t in function.parameters])
        uses = tuple([self.axiom(a) for a in axioms])
        self.functions.append(FunctionDeclaration(function, parameters, None, uses=uses))
        return function

    # -------------------------------------------------------------- types

    def is_kept(self, type_: Type) -> bool:
        """Whether values of `type_` keep their sort: one of the solver's own."""
        match type_:
            case BasicType() | BitvectorType() | FloatType():
                return True
            case ConstructedType(name, arguments):
                if name not in self._builtin:
                    return False
                if not all(self.is_kept(a) for a in arguments):
                    raise refuse(f"Type {name} with arguments that are not of the solver's sorts")
                return True
            case MapType() | TypeVariable():
                return False
            case _:
                assert_never(type_)

    def erased(self, type_: Type) -> Type:
        """The sort that `type_` becomes."""
        return type_ if self.is_kept(type_) else self.universe

    def term(self, type_: Type, variables: TypeTerms) -> Expr:
        """The term that stands for `type_`, which has no map types in it."""
        match type_:
            case TypeVariable():
                return variables[type_]
            case ConstructedType(name, arguments) if arguments and not self.is_kept(type_):
                function = self.constructor(name, len(arguments)).constructor
                return apply(function, *[self.term(a, variables) for a in arguments])
            case MapType():
                raise AssertionError("map types are constructed types here")
            case _:
                return self._constant(mangle(type_))

    def constructor(self, name: str, arity: int) -> TypeSymbols:
        """The type constructor called `name`, which has arguments."""
        found = self._constructors.get(name)
        if found is None:
            found = self._constructors[name] = self._constructor(name, arity)
        return found

    def _constructor(self, name: str, arity: int) -> TypeSymbols:
        sort = self.types
        function = self.function(f"{name}Type", (sort,) * arity, sort)

        def law(state: Callable[[Expr, list[Variable]], Expr]) -> Expr:
            variables = [bound(f"t{i}", sort) for i in range(arity)]
            term = apply(function, *variables)
            return forall(variables, state(term, variables), triggers=[[term]])

        def inverse(index: int) -> Function:
            inverse = self.function(f"{name}TypeInv{index}", (sort,), sort)
            return self.declare(
                inverse, law(lambda term, types: eq(apply(inverse, term), types[index]))
            )

        self.declare(function, law(lambda term, _: self._next_rank(term)))
        return TypeSymbols(function, tuple([inverse(i) for i in range(arity)]))

    def _constant(self, name: str) -> Expr:
        """The term for a type without arguments."""
        found = self._nullary.get(name)
        if found is None:
            variable = constant(self.constant_names.fresh(f"{name}Type"), self.types)
            found = self._nullary[name] = ref(variable)
            uses = (self.axiom(self._next_rank(found)),)
            self.constants.append(ConstantDeclaration(variable, False, uses=uses))
        return found

    def _next_rank(self, term: Expr) -> Expr:
        """``Ctor(term) == n``, a new n: types of different constructors differ."""
        if self._rank is None:
            self._rank = self.declare(self.function("Ctor", (self.types,), INT))
        self._ranks += 1
        return eq(apply(self._rank, term), self._ranks - 1)

    # -------------------------------------------------------------- boxes

    def boxes(self, type_: Type) -> Boxes:
        """The boxes of a kept type."""
        found = self._boxes.get(type_)
        if found is None:
            name = mangle(type_)
            box = self.function(f"{name}_2_U", (type_,), self.universe)
            unbox = self.function(f"U_2_{name}", (self.universe,), type_)
            found = self._boxes[type_] = Boxes(box, unbox)
            term = self.term(type_, {})
            self.declare(
                box,
                self._of_box(box, type_, lambda boxed, i: eq(apply(unbox, boxed), i)),
                self._of_box(box, type_, lambda boxed, _: self.style.typing(boxed, term)),
            )
            x = bound("x", self.universe)
            unboxed = apply(unbox, x)
            same = implies(self.style.typing(ref(x), term), eq(apply(box, unboxed), x))
            self.declare(unbox, forall([x], same, triggers=[[unboxed]]))
        return found

    def _of_box(self, box: Function, type_: Type, state: Callable[[Expr, Variable], Expr]) -> Expr:
        i = bound("i", type_)
        boxed = apply(box, i)
        return forall([i], state(boxed, i), triggers=[[boxed]])

    def cast(self, e: Expr, sort: Type) -> Expr:
        """`e` as a term of `sort`: boxed, unboxed, or as it is."""
        if e.type == sort:
            return e
        boxes = self.boxes(e.type if sort == self.universe else sort)
        function = boxes.box if sort == self.universe else boxes.unbox
        return Apply(function, (), (e,), sort, span=e.span)
