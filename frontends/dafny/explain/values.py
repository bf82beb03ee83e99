"""Values of a solver's model as Dafny writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from frontends.dafny.translate.shared import box_name
from frontends.dafny.translate.types import ivl_type
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import Constructor, DatatypeDeclaration
from frontends.dafny.typed.parts import known, substitute, substitution
from ivl.base.counterexample import Interpretation
from ivl.base.values import (
    UNKNOWN,
    Bits,
    Construction,
    Element,
    FunctionTable,
    MapValue,
    Value,
)
from ivl.core.value_text import value_text

MOST = 20
"""Of elements of a collection that are written."""


class Notation:
    """Writes values, whose parts are what functions of the prelude are in `model`.

    `objects` are the names of objects. A text is None where the model does not say what a value
    is, such as one of an unknown type, a function, or a set that the model may take to be infinite.
    """

    def __init__(self, model: Interpretation) -> None:
        self.tables: Mapping[str, Mapping[tuple[Value, ...], Value]] = {
            f.name: dict(f.entries) for f in model.functions
        }
        self.objects: dict[Value, str] = {}
        self._boxes = tuple(dict.fromkeys(_boxes(model.functions)))
        self._made = {name: self._makings(name) for name in _MAKERS}

    def apply(self, function: str, *arguments: Value) -> Value:
        """What a function is said to be for some arguments; what it is elsewhere does not count."""
        return self.tables.get(function, {}).get(arguments, UNKNOWN)

    def _makings(self, function: str) -> dict[Value, tuple[Value, ...]]:
        """For each value that a function makes of another one, its arguments."""
        entries = self.tables.get(function, {}).items()
        return {made: arguments for arguments, made in entries if made not in arguments}

    def text(self, value: Value, type_: t.Type) -> str | None:
        """A value of a type."""
        type_ = known(type_)
        match type_, value:
            case t.SubsetType(), _:
                types = substitution(type_.declaration.type_parameters, type_.arguments)
                return self.text(value, substitute(type_.declaration.base, types))
            case t.NewtypeType(), _:
                return self.text(value, type_.declaration.base)
            case t.BasicType(t.Basic.CHAR), int():
                return _character(value)
            case t.BasicType(), bool() | int() | Fraction():
                return value_text(value)
            case t.BitvectorType(), Bits():
                return str(value.value)
            case t.ClassType(), Element():
                return "null" if value.name == "null" else self.objects.get(value)
            case t.DatatypeType(), Construction():
                return self._construction(value, type_)
            case t.SequenceType(), Element():
                return self._sequence(value, type_)
            case t.SetType(finite=True), Element():
                members = self._members(value, type_.element)
                return None if members is None else _braces("", sorted(members))
            case t.MultisetType(), Element():
                return self._multiset(value, type_)
            case t.MapType(finite=True), Element():
                return self._map(value, type_)
            case _:
                return None

    def unboxed(self, box: Value, type_: t.Type) -> str | None:
        """A value of a type in a box."""
        if isinstance(known(type_), t.ParameterType | t.OpaqueType):
            return None
        return self.text(self.apply(f"$Unbox_{box_name(ivl_type(type_))}", box), type_)

    def _construction(self, value: Construction, type_: t.DatatypeType) -> str | None:
        declaration = type_.declaration
        constructor = _constructor(declaration, value.constructor)
        if constructor is None:
            return None
        types = substitution(declaration.type_parameters, type_.arguments)
        written = []
        for parameter, part in zip(constructor.parameters, value.arguments, strict=True):
            actual = substitute(parameter.type, types)
            boxed = isinstance(known(parameter.type), t.ParameterType | t.OpaqueType)
            text = self.unboxed(part, actual) if boxed else self.text(part, actual)
            if text is None:
                return None
            written.append(text)
        inside = f"({', '.join(written)})"
        if declaration.name.startswith("_tuple#"):
            return inside
        return constructor.name + inside if written else constructor.name

    def _sequence(self, value: Value, type_: t.SequenceType) -> str | None:
        length = self._length(value)
        if length is None:
            return None
        written = list[str]()
        for index in range(length):
            text = self.unboxed(self._element(value, index), type_.element)
            if text is None:
                return None
            written.append(text)
        if written and known(type_.element) == t.CHAR and all(_is_plain(x) for x in written):
            return f'"{"".join([x[1:-1] for x in written])}"'
        return f"[{', '.join(written)}]"

    def _length(self, value: Value) -> int | None:
        if value == _SEQ_EMPTY:
            return 0
        return _size(self.apply("Seq#Length", value)) or None

    def _element(self, value: Value, index: int) -> Value:
        """An element of a sequence: as the model says, or from what the sequence is made of."""
        found = self.apply("Seq#Index", value, index)
        if found != UNKNOWN:
            return found
        match self._made["Seq#Build"].get(value):
            case (base, last):
                return last if index == self._length(base) else self._element(base, index)
        return UNKNOWN

    def _members(self, value: Value, element: t.Type) -> dict[str, Value] | None:
        """What is in a finite set, and in which boxes."""
        boxes = self._added(value)
        size = _size(self.apply("Set#Card", value))
        if boxes is None:
            if not size:  # the empty set is known by itself
                return None
            boxes = [b for b in self._boxes if self.apply("Set#In", b, value) is True]
        found = dict[str, Value]()
        for box in boxes:
            text = self.unboxed(box, element)
            if text is None:
                return None
            found.setdefault(text, box)
        return found if size is None or len(found) == size else None

    def _added(self, value: Value) -> list[Value] | None:
        """The boxes from which a set is made, None if that is not known."""
        boxes = list[Value]()
        while value != _SET_EMPTY:
            made = self._made["Set#Add"].get(value)
            if made is None or len(boxes) > MOST:
                return None
            value, box = made
            boxes.append(box)
        return boxes

    def _multiset(self, value: Value, type_: t.MultisetType) -> str | None:
        size = _size(self.apply("MultiSet#Card", value))
        found, counts = self._updated(value), dict[str, int]()
        if found is None:
            if not size:
                return None
            found = {b: self.apply("MultiSet#Count", value, b) for b in self._boxes}
        for box, count in found.items():
            if isinstance(count, int) and 0 < count <= MOST:
                text = self.unboxed(box, type_.element)
                if text is None or counts.setdefault(text, count) != count:
                    return None
        if size is not None and sum(counts.values()) != size:
            return None
        return _braces("multiset", [x for x in sorted(counts) for _ in range(counts[x])])

    def _updated(self, value: Value) -> dict[Value, Value] | None:
        """How often boxes are in a multiset, by what it is made from; None if that is not known."""
        counts = dict[Value, Value]()
        for _ in range(MOST):
            if value == _MULTISET_EMPTY:
                return counts
            made = self._made["MultiSet#Update"].get(value)
            if made is None:
                return None
            value, box, count = made
            counts.setdefault(box, count)
        return None

    def _map(self, value: Value, type_: t.MapType) -> str | None:
        domain = _SET_EMPTY if value == _MAP_EMPTY else self.apply("Map#Domain", value)
        keys = self._members(domain, type_.domain)
        elements = self.apply("Map#Elements", value)
        if keys is None or (keys and not isinstance(elements, MapValue)):
            return None
        written = list[str]()
        for key, box in sorted(keys.items()):
            assert isinstance(elements, MapValue)
            element = self.unboxed(elements.select(box), type_.range)
            if element is None:
                return None
            written.append(f"{key} := {element}")
        return f"map[{', '.join(written)}]"


_SEQ_EMPTY = Element("Seq", "Seq#Empty")
_SET_EMPTY = Element("Set", "Set#Empty")
_MULTISET_EMPTY = Element("MultiSet", "MultiSet#Empty")
_MAP_EMPTY = Element("Map", "Map#Empty")
_MAKERS = ("Seq#Build", "Set#Add", "MultiSet#Update")


def _size(value: Value) -> int | None:
    """A number of elements, if they can all be written."""
    return value if isinstance(value, int) and 0 <= value <= MOST else None


def _boxes(functions: Iterable[FunctionTable]) -> Iterator[Value]:
    for function in functions:
        for arguments, result in function.entries:
            for value in (*arguments, result):
                if isinstance(value, Element) and value.type == "Box":
                    yield value


def _constructor(declaration: DatatypeDeclaration, name: str) -> Constructor | None:
    for constructor in declaration.constructors:
        if name == f"{declaration.full_name}.{constructor.name}":
            return constructor
    return None


def _character(code: int) -> str | None:
    if not 0 <= code < 1 << 16:
        return None
    character = chr(code)
    if character in "'\"\\":
        return f"'\\{character}'"
    plain = character.isascii() and character.isprintable()
    return f"'{character}'" if plain else f"'\\u{code:04x}'"


def _is_plain(character: str) -> bool:
    return len(character) == 3


def _braces(before: str, items: list[str]) -> str:
    return f"{before}{{{', '.join(items)}}}"
