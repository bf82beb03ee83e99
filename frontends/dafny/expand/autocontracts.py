"""``{:autocontracts}``: classes whose objects are valid and own the objects in ``Repr``.

The contracts of methods and functions, the body of ``Valid`` and the changes of ``Repr`` that the
attribute stands for are added as Dafny 2.3 does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from frontends.dafny.expand.generated import expression, place, statements
from frontends.dafny.resolve.errors import unsupported
from frontends.dafny.syntax import ast
from ivl.base.node import record, replace
from ivl.base.source import Span

_GHOSTS = ("lemma", "inductive lemma", "least lemma", "greatest lemma", "colemma", "comethod")


def with_contracts(
    declarations: tuple[ast.Declaration, ...], inherited: Mapping[str, frozenset[str]]
) -> tuple[ast.Declaration, ...]:
    """`declarations`, contracts added to classes; not to the `inherited` members of each class.

    Raises ProgramError.
    """
    classes = {d.name: d for d in declarations if isinstance(d, ast.Class)}
    return tuple(
        [
            _Contracts(d, classes, inherited.get(d.name, frozenset())).added()
            if isinstance(d, ast.Class) and is_set(d.attributes, "autocontracts", False)
            else d
            for d in declarations
        ]
    )


def is_set(attributes: tuple[ast.Attribute, ...], name: str, otherwise: bool) -> bool:
    """Whether ``{:name}`` or ``{:name true}`` is among `attributes`; `otherwise`: neither is."""
    for attribute in reversed(attributes):
        if attribute.name == name:
            values = [a.value for a in attribute.arguments if isinstance(a, ast.Literal)]
            return values != [False]
    return otherwise


@record
class _Owned:
    """A field whose object is in ``Repr``; `valid`: its class has such contracts too."""

    name: str
    nullable: bool
    valid: bool

    def condition(self) -> str:
        """What ``Valid`` says of the field."""
        name = self.name
        parts = [f"{name} in Repr"]
        if self.valid:
            parts += [f"{name}.Repr <= Repr", f"this !in {name}.Repr", f"{name}.Valid()"]
        owned = " && ".join(parts)
        return f"({name} != null ==> {owned})" if self.nullable else owned

    def update(self) -> str:
        """The statement that adds the object to ``Repr``."""
        name = self.name
        inside = f"{name} in Repr && {name}.Repr <= Repr" if self.valid else f"{name} in Repr"
        guard = f"{name} != null && !({inside})" if self.nullable else f"!({inside})"
        more = f"{{{name}}} + {name}.Repr" if self.valid else f"{{{name}}}"
        return f"if {guard} {{ Repr := Repr + {more}; }}"


class _Contracts:
    """Adds the contracts of one class."""

    def __init__(
        self, syntax: ast.Class, classes: Mapping[str, ast.Class], inherited: frozenset[str]
    ) -> None:
        self._syntax = syntax
        self._classes = classes
        self._inherited = inherited
        fields = [m for m in syntax.members if isinstance(m, ast.Field)]
        self._owned = [o for f in fields if (o := self._owner(f)) is not None]

    def added(self) -> ast.Class:
        """The class with its contracts."""
        names = {m.name for m in self._syntax.members}
        members = [
            m if m.name in self._inherited else self._member(m) for m in self._syntax.members
        ]
        span = self._syntax.span
        if "Repr" not in names:
            segments = (ast.NameSegment("object?", None, span),)
            type_ = ast.NamedType((ast.NameSegment("set", (ast.NamedType(segments),), span),))
            repr_ = ast.Field("Repr", place(type_, span), True, span=span, modifiers=("ghost",))
            members.append(repr_)
        if "Valid" not in names:
            nothing = ast.Specification()
            valid = ast.Function("Valid", "predicate", (), (), None, nothing, None, span=span)
            members.append(self._valid(valid))
        return replace(self._syntax, members=tuple(members))

    def _owner(self, field: ast.Field) -> _Owned | None:
        if not is_set(field.attributes, "autocontracts", True) or field.name == "Repr":
            return None
        if not isinstance(field.type, ast.NamedType):
            return None
        if len(field.type.path) > 1:
            raise unsupported("an autocontracts field of another module's type", field.span)
        written = field.type.path[0].name
        name = written.removesuffix("?")
        digits = name.removeprefix("array")
        is_array = name != digits and (not digits or digits.isdecimal())
        if not is_array and name != "object" and name not in self._classes:
            return None
        class_ = self._classes.get(name)
        valid = class_ is not None and is_set(class_.attributes, "autocontracts", False)
        return _Owned(field.name, written.endswith("?"), valid)

    def _member(self, member: ast.MemberDeclaration) -> ast.MemberDeclaration:
        if "static" in member.modifiers or not is_set(member.attributes, "autocontracts", True):
            return member
        match member:
            case ast.Function(name="Valid", parameters=()):
                return self._valid(member)
            case ast.Function():
                return _function(member)
            case ast.Method():
                return self._method(member)
            case _:
                return member

    def _valid(self, function: ast.Function) -> ast.Function:
        span, old = function.span, function.specification
        conditions = ["this in Repr && null !in Repr", *[o.condition() for o in self._owned]]
        given = expression(" && ".join(conditions), span)
        last = function.body or ast.Literal(True, span=span)
        body = ast.Binary("&&", given, last, span=span)
        reads = (*(old.reads or ()), *_frames("this", "Repr", span=span))
        return replace(function, body=body, specification=replace(old, reads=reads))

    def _method(self, method: ast.Method) -> ast.Method:
        span, old = method.span, method.specification
        is_constructor = method.kind == "constructor"
        if not is_constructor:
            valid = "old(Valid())" if method.kind == "twostate lemma" else "Valid()"
            old = replace(old, requires=(_clause(valid, span), *old.requires))
        ghost = method.kind.endswith("lemma") or method.kind in _GHOSTS
        if ghost or "ghost" in method.modifiers or _is_query(method):
            return replace(method, specification=old)
        fresh = "{this}" if is_constructor else "old(Repr)"
        ensures = (_clause("Valid()", span), _clause(f"fresh(Repr - {fresh})", span), *old.ensures)
        changes = not is_constructor and old.modifies is None
        if changes:
            old = replace(old, modifies=_frames("Repr", span=span))
        body = method.body
        if body is not None and (is_constructor or changes):
            updates = [o.update() for o in self._owned]
            if is_constructor:
                has_new = any(isinstance(x, ast.DivideConstructor) for x in body.statements)
                updates = [*(() if has_new else ("new;",)), "Repr := {this};", *updates]
            added = statements(" ".join(updates), body.end)
            body = replace(body, statements=(*body.statements, *added))
        return replace(method, body=body, specification=replace(old, ensures=ensures))


def _function(function: ast.Function) -> ast.Function:
    span, old = function.span, function.specification
    two_state = function.kind.startswith("twostate")
    valid = _clause("old(Valid())" if two_state else "Valid()", span)
    reads = _frames("Repr", span=span) if old.reads is None else old.reads
    specification = replace(old, requires=(valid, *old.requires), reads=reads)
    return replace(function, specification=specification)


def _clause(text: str, span: Span) -> ast.Clause:
    return ast.Clause(expression(text, span), span=span)


def _frames(*texts: str, span: Span) -> tuple[ast.Frame, ...]:
    return tuple([ast.Frame(expression(text, span), span=span) for text in texts])


def _is_query(method: ast.Method) -> bool:
    """Whether a method computes results only: it assigns to variables, no clause says ``old``."""
    if not method.outputs or method.body is None:
        return False
    ensures = [c.condition for c in method.specification.ensures]
    return not (_contains(ensures, _is_of_two_states) or _contains(method.body, _is_update))


def _is_of_two_states(item: object) -> bool:
    return isinstance(item, ast.Unchanged) or (
        isinstance(item, ast.Heap) and item.kind in ("old", "fresh")
    )


def _is_update(item: object) -> bool:
    match item:
        case ast.Assign():
            return any(not isinstance(x, ast.Name) for x in item.targets)
        case ast.Modify():
            return True
        case _:
            return False


def _contains(item: object, wanted: Callable[[object], bool]) -> bool:
    pending = [item]
    while pending:
        each = pending.pop()
        if wanted(each):
            return True
        if isinstance(each, tuple | list):
            pending.extend(each)
        else:
            fields = getattr(type(each), "__fields__", ())
            pending.extend([getattr(each, name) for name in fields])
    return False
