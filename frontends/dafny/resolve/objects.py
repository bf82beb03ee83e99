"""How objects come to be, what their constants are, and which members of traits they implement."""

from __future__ import annotations

from frontends.dafny.resolve.errors import error
from frontends.dafny.resolve.first_parts import check_first_part
from frontends.dafny.resolve.operators import text
from frontends.dafny.resolve.types import self_type
from frontends.dafny.typed import expressions as e
from frontends.dafny.typed import statements as s
from frontends.dafny.typed import types as t
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    ClassKind,
    Field,
    Function,
    Member,
    Method,
    MethodKind,
    Module,
    find_attribute,
)
from frontends.dafny.typed.defaults import has_default, may_be_empty, object_fields
from frontends.dafny.typed.parts import ancestors, known, substitute, substitution
from frontends.dafny.typed.walk import walk


def check_objects(module: Module) -> None:
    """Check the classes of a module, and how its members make objects. Raises ProgramError."""
    for declaration in (*module.declarations, module.default):
        if isinstance(declaration, ClassDeclaration) and declaration.kind is ClassKind.CLASS:
            _check_starts(declaration)
            _check_implemented(declaration)
        for member in declaration.members:
            if not isinstance(member, Field) and member.overridden is not None:
                _check_override(member, member.overridden)
            if isinstance(member, Method):
                _check_body(member)
                if member.kind is MethodKind.CONSTRUCTOR:
                    check_first_part(member)


# ---------------------------------------------------------------- statements


def _check_body(method: Method) -> None:
    divided = False
    for each in walk(method.body):
        match each:
            case s.DivideConstructor():
                divided = True
            case s.Call():
                if each.method.kind is MethodKind.CONSTRUCTOR:
                    raise error("a constructor is called where an object is made", each.span)
                _check_targets(each.targets, method, divided)
            case s.Assign():
                _check_targets(each.targets, method, divided)
                for value in each.values:
                    if isinstance(value, s.NewObject):
                        _check_new(value)
            case _:
                pass


def _check_new(value: s.NewObject) -> None:
    class_ = value.type.declaration
    if class_.kind not in (ClassKind.CLASS, ClassKind.OBJECT):
        raise error(f"there are no objects of {text(value.type)} itself", value.span)
    if value.constructor is None and _constructors(class_):
        raise error(f"an object of {text(value.type)} is made by a constructor", value.span)


def _constructors(class_: ClassDeclaration) -> list[Method]:
    methods = [x for x in class_.members if isinstance(x, Method)]
    return [x for x in methods if x.kind is MethodKind.CONSTRUCTOR]


def _check_targets(targets: tuple[s.Target, ...], method: Method, divided: bool) -> None:
    """Check that constants are only assigned to in the first part of a constructor."""
    for target in targets:
        if isinstance(target, s.FieldTarget) and not target.field.mutable:
            own = isinstance(target.receiver, e.This) and target.field.initializer is None
            if method.kind is not MethodKind.CONSTRUCTOR or divided or not own:
                raise error(f"{target.field.name!r} cannot be assigned to here", target.span)


# ---------------------------------------------------------------- classes


def _check_starts(class_: ClassDeclaration) -> None:
    """Check that the fields of a class without a constructor may start with any value."""
    if _constructors(class_) or find_attribute(class_.attributes, "extern") is not None:
        return
    type_ = self_type(class_)
    assert isinstance(type_, t.ClassType)
    for field, field_type in object_fields(type_):
        starts = not may_be_empty(field_type) if field.ghost else has_default(field_type)
        if not starts:
            raise error(
                f"{class_.name!r} needs a constructor, as {field.name!r} has no first value",
                class_.span,
            )


def _check_implemented(class_: ClassDeclaration) -> None:
    """Check that a class has all that its traits only declare, and no field that they have."""
    type_ = self_type(class_)
    assert isinstance(type_, t.ClassType)
    own = {member.name: member for member in class_.members}
    inherited = dict[str, Member]()
    for trait in ancestors(type_)[1:]:
        for member in trait.declaration.members:
            if inherited.setdefault(member.name, member) is not member:
                raise error(f"{class_.name!r} inherits {member.name!r} twice", class_.span)
            mine = own.get(member.name)
            if isinstance(member, Field):
                if mine is not None:
                    raise error(f"{mine.name!r} is a field of a trait already", mine.span)
            elif mine is None and _is_abstract(member):
                message = f"{class_.name!r} does not implement {member.full_name!r}"
                raise error(message, class_.span)


def _is_abstract(member: Function | Method) -> bool:
    """Whether a member of a trait has to be implemented: nothing says that it is to be trusted."""
    trusted = [find_attribute(member.attributes, x) is not None for x in ("extern", "axiom")]
    return member.body is None and not member.static and not any(trusted)


def _check_override(member: Function | Method, above: Function | Method) -> None:
    """Check that a member has the signature of the one that it overrides."""
    wrong = error(f"{member.name!r} does not have the signature of its trait's member", member.span)
    if type(member) is not type(above) or member.static or above.static:
        raise wrong
    if member.ghost != above.ghost or member.kind is not above.kind:
        raise wrong
    if isinstance(above, Function) and above.body is not None:
        raise error(f"{member.name!r} has its definition in the trait", member.span)
    if len(member.type_parameters) != len(above.type_parameters):
        raise wrong
    own, theirs = _types(member), _types(above)
    assert isinstance(above.owner, ClassDeclaration)
    type_ = self_type(member.owner)
    assert isinstance(type_, t.ClassType)
    trait = next(x for x in ancestors(type_) if x.declaration is above.owner)
    types = {
        **substitution(trait.declaration.type_parameters, trait.arguments),
        **dict(
            zip(
                above.type_parameters,
                [t.ParameterType(x) for x in member.type_parameters],
                strict=True,
            )
        ),
    }
    for mine, inherited in zip(own, theirs, strict=True):
        same = len(mine) == len(inherited) and all(
            known(a) == substitute(b, types) for a, b in zip(mine, inherited, strict=True)
        )
        if not same:
            raise wrong


def _types(member: Function | Method) -> tuple[list[t.Type], list[t.Type]]:
    """The types of what goes in and of what comes out."""
    if isinstance(member, Method):
        return [v.type for v in member.inputs], [v.type for v in member.outputs]
    assert member.result_type is not None
    return [v.type for v in member.parameters], [member.result_type]
