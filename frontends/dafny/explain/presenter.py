"""Counterexamples as users of Dafny are to see them: its variables, fields, and its notation."""

from __future__ import annotations

from collections.abc import Mapping

from frontends.dafny.explain.values import Notation
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import ClassDeclaration, ClassKind, Field
from frontends.dafny.typed.parts import known, substitute, substitution
from ivl.base.counterexample import (
    Arguments,
    Binding,
    Counterexample,
    Index,
    Step,
    StepKind,
)
from ivl.base.node import node, replace
from ivl.base.values import Element, Value

_KEPT = frozenset((StepKind.START, StepKind.FAILURE))


@node
class DafnyPresenter:
    """See `ivl.base.counterexample.Presenter`.

    `variables` are, for each implementation and each of its variables of IVL, the variable of the
    program that it is, with its type; `fields` are those of objects, by their names in IVL.
    """

    variables: Mapping[str, Mapping[str, tuple[str, t.Type]]]
    fields: Mapping[str, Field]

    def present(self, implementation: str, found: Counterexample) -> Counterexample | None:
        """`found` in Dafny's terms. What its model does not say is left out."""
        if found.model is None:
            return None
        shower = _Shower(self.variables.get(implementation, {}), self.fields, Notation(found.model))
        for step in found.steps:
            shower.name_objects(step)
        steps = [replace(step, bindings=shower.bindings(step)) for step in found.steps]
        kept = tuple([s for s in steps if s.bindings or s.kind in _KEPT])
        return replace(found, steps=kept, parts=()) if any(s.bindings for s in kept) else None


class _Shower:
    def __init__(
        self,
        variables: Mapping[str, tuple[str, t.Type]],
        fields: Mapping[str, Field],
        notation: Notation,
    ) -> None:
        self.variables = variables
        self.fields = fields
        self.notation = notation
        self.types = dict[Value, t.ClassType]()

    def name_objects(self, step: Step) -> None:
        """Objects are called as the first variable that is one."""
        for binding in step.bindings:
            name, type_ = self.variables.get(binding.name, ("", t.BOOL))
            type_, object_ = known(type_), binding.value
            if binding.accesses or not isinstance(type_, t.ClassType):
                continue
            if isinstance(object_, Element) and object_.name != "null":
                self.notation.objects.setdefault(object_, name)
                self.types.setdefault(object_, type_)

    def bindings(self, step: Step) -> tuple[Binding, ...]:
        """What is known at a step."""
        found = dict[tuple[str, bool], Binding]()
        for binding in step.bindings:
            shown = self.shown(binding)
            if shown is not None and shown[0] != shown[1]:
                name, text = shown
                found[name, binding.old] = Binding(name, (), Element("", text), binding.old)
        return tuple(found.values())

    def shown(self, binding: Binding) -> tuple[str, str] | None:
        """What has a value, and the value; None if it is not to be shown."""
        place = self.place(binding)
        if place is None:
            return None
        name, type_, boxed = place
        write = self.notation.unboxed if boxed else self.notation.text
        text = write(binding.value, type_)
        return None if text is None else (name, text)

    def place(self, binding: Binding) -> tuple[str, t.Type, bool] | None:
        """What has a value, its type, and whether the value is in a box."""
        match binding.accesses:
            case () if binding.name in self.variables:
                return (*self.variables[binding.name], False)
            case (Index((object_,)), Index((field,))) if binding.name == "$Heap":
                return self.field(object_, field)
            case (Arguments((object_, 0)),) if binding.name == "$ArrayLength":
                name = self.notation.objects.get(object_)
                return None if name is None else (f"{name}.Length", t.INT, False)
            case _:
                return None

    def field(self, object_: Value, field: Value) -> tuple[str, t.Type, bool] | None:
        """A field, or an element of an array."""
        name, type_ = self.notation.objects.get(object_), self.types.get(object_)
        if name is None or type_ is None or not isinstance(field, Element):
            return None
        declared = self.fields.get(field.name)
        if declared is not None:
            if declared.owner is not type_.declaration:
                return f"{name}.{declared.name}", declared.type, True
            types = substitution(type_.declaration.type_parameters, type_.arguments)
            return f"{name}.{declared.name}", substitute(declared.type, types), True
        if type_.declaration.kind is not ClassKind.ARRAY or len(type_.arguments) != 1:
            return None
        index = self.notation.apply("$IndexOf", field)
        if self.notation.apply("$IndexField", index) != field:
            return None
        return f"{name}[{index}]", type_.arguments[0], True


def fields_of(classes: list[ClassDeclaration]) -> dict[str, Field]:
    """The fields of classes that are in the heap."""
    return {
        member.full_name: member
        for declaration in classes
        for member in declaration.members
        if isinstance(member, Field) and member.mutable
    }
