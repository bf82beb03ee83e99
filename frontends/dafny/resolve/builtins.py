"""Types that every program has: ``nat``, ``object``, arrays and tuples."""

from __future__ import annotations

from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    OBJECT,
    ClassDeclaration,
    ClassKind,
    Constructor,
    DatatypeDeclaration,
    Destructor,
    Field,
    SubsetTypeDeclaration,
    TypeParameter,
    Variable,
    Variance,
)


class Builtins:
    """The declarations of built-in types, one each for a program. `arrays`, `tuples`: by size."""

    def __init__(self) -> None:
        self.nat = _nat()
        self.object = OBJECT
        self.arrays: dict[int, ClassDeclaration] = {}
        self.tuples: dict[tuple[bool, ...], DatatypeDeclaration] = {}

    def array_class(self, dimensions: int) -> ClassDeclaration:
        """The class of arrays with so many dimensions."""
        found = self.arrays.get(dimensions)
        if found is None:
            found = self.arrays[dimensions] = _array(dimensions)
        return found

    def tuple_datatype(self, ghosts: tuple[bool, ...]) -> DatatypeDeclaration:
        """The type of tuples, given which components are ghost."""
        found = self.tuples.get(ghosts)
        if found is None:
            found = self.tuples[ghosts] = _tuple(ghosts)
        return found

    def type(self, name: str, arguments: tuple[t.Type, ...]) -> t.Type | None:
        """The built-in type called `name`, None if there is none with so many arguments."""
        match name, arguments:
            case (("bool" | "int" | "real" | "char" | "ORDINAL"), ()):
                return t.BasicType(t.Basic(name))
            case "nat", ():
                return t.SubsetType(self.nat)
            case "string", ():
                return t.STRING
            case (("object" | "object?"), ()):
                return t.ClassType(self.object, (), name.endswith("?"))
            case (("set" | "iset"), (element,)):
                return t.SetType(element, name == "set")
            case "multiset", (element,):
                return t.MultisetType(element)
            case "seq", (element,):
                return t.SequenceType(element)
            case (("map" | "imap"), (domain, range_)):
                return t.MapType(domain, range_, name == "map")
            case _, ():
                width = name.removeprefix("bv")
                if name != width and width.isdecimal():
                    return t.BitvectorType(int(width))
                return None
            case _, (_,):
                dimensions = name.removeprefix("array").removesuffix("?") or "1"
                if name.startswith("array") and dimensions.isdecimal():
                    return t.ClassType(
                        self.array_class(int(dimensions)), arguments, name.endswith("?")
                    )
                return None
            case _:
                return None


ARITIES = {"set": 1, "iset": 1, "multiset": 1, "seq": 1, "map": 2, "imap": 2}
"""How many type arguments built-in types take; arrays take one, all others none."""


def arity(name: str) -> int:
    """How many type arguments the built-in type called `name` takes."""
    digits = name.removeprefix("array").removesuffix("?")
    is_array = name.startswith("array") and (not digits or digits.isdecimal())
    return 1 if is_array else ARITIES.get(name, 0)


def _nat() -> SubsetTypeDeclaration:
    x = Variable("x", t.INT)
    zero = e.Literal(0, type=t.INT)
    constraint = e.Binary(
        e.BinaryOperator.LESS_EQUAL, zero, e.VariableReference(x, type=t.INT), type=t.BOOL
    )
    return SubsetTypeDeclaration("nat", "nat", (), x, constraint)


def _array(dimensions: int) -> ClassDeclaration:
    name = "array" if dimensions == 1 else f"array{dimensions}"
    declaration = ClassDeclaration(
        name, name, ClassKind.ARRAY, (TypeParameter("T"),), dimensions=dimensions
    )
    lengths = ["Length"] if dimensions == 1 else [f"Length{i}" for i in range(dimensions)]
    declaration.members = tuple(
        [Field(n, f"{name}.{n}", t.INT, declaration, mutable=False) for n in lengths]
    )
    return declaration


def _tuple(ghosts: tuple[bool, ...]) -> DatatypeDeclaration:
    size = len(ghosts)
    marks = "".join("G" if ghost else "O" for ghost in ghosts) if any(ghosts) else ""
    name = f"_tuple#{size}{marks}"
    parameters = tuple([TypeParameter(f"T{i}", variance=Variance.COVARIANT) for i in range(size)])
    datatype = DatatypeDeclaration(name, name, False, parameters)
    variables = tuple(
        [Variable(str(i), t.ParameterType(p), ghost=ghosts[i]) for i, p in enumerate(parameters)]
    )
    destructors = tuple([Destructor(v.name, datatype, v.type, v.ghost) for v in variables])
    constructor = Constructor(f"#_{name}", datatype, variables, destructors)
    for i, destructor in enumerate(destructors):
        destructor.places = ((constructor, i),)
    datatype.constructors = (constructor,)
    datatype.grounding = constructor
    datatype.group = (datatype,)
    return datatype
