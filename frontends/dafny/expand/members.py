"""Merging the members of a refining class or module with those that it refines."""

from __future__ import annotations

from frontends.dafny.expand.copies import Copier
from frontends.dafny.expand.statements import merge_blocks, merge_constructors
from frontends.dafny.resolve.errors import error
from frontends.dafny.syntax import ast
from ivl.base.node import replace


def merge_members(
    new: tuple[ast.MemberDeclaration, ...], old: tuple[ast.MemberDeclaration, ...], copier: Copier
) -> tuple[ast.MemberDeclaration, ...]:
    """All members; those of the same name merged. Raises ProgramError."""
    by_name = {m.name: m for m in new}
    names = {m.name for m in old}
    merged = [
        merge_member(by_name[m.name], m, copier) if m.name in by_name else copier.copy(m)
        for m in old
    ]
    return (*merged, *[m for m in new if m.name not in names])


def merge_member(
    new: ast.MemberDeclaration, old: ast.MemberDeclaration, copier: Copier
) -> ast.MemberDeclaration:
    """The member `new` with what `old` says of it. Raises ProgramError where they do not fit."""
    match new, old:
        case ast.Field(), ast.Field():
            return _merge_fields(new, old, copier)
        case ast.Function(), ast.Function():
            return _merge_functions(new, old, copier)
        case ast.Method(), ast.Method():
            return _merge_methods(new, old, copier)
        case _:
            raise error(f"{new.name!r} is another kind of member than what it refines", new.span)


def _merge_fields(new: ast.Field, old: ast.Field, copier: Copier) -> ast.Field:
    if new.mutable != old.mutable or (new.initializer and old.initializer):
        raise error(f"{new.name!r} cannot be refined so", new.span)
    return replace(
        new,
        type=new.type or copier.copy(old.type),
        initializer=new.initializer or copier.copy(old.initializer),
        modifiers=_modifiers(new, old),
    )


def _modifiers(new: ast.Declared, old: ast.Declared) -> tuple[str, ...]:
    return (*new.modifiers, *[m for m in old.modifiers if m not in new.modifiers])


def _merge_functions(new: ast.Function, old: ast.Function, copier: Copier) -> ast.Function:
    _check_contract(new.name, new.specification, old.specification)
    inherited = copier.copy(old)
    body = new.body or inherited.body
    if new.body is not None and old.body is not None:
        if "predicate" not in old.kind:
            raise error(f"function {new.name!r} has a body already", new.span)
        assert inherited.body is not None
        body = ast.Binary("&&", inherited.body, new.body, span=new.body.span)
    return replace(
        inherited,
        span=new.span,
        end=new.end if new.body is not None else inherited.end,
        specification=_extend(inherited.specification, new.specification),
        body=body,
        result=new.result if new.result is not None and new.result.name else inherited.result,
        method=new.method or old.method,
        attributes=(*inherited.attributes, *new.attributes),
        modifiers=_modifiers(new, old),
        by_method=new.by_method or inherited.by_method,
    )


def _merge_methods(new: ast.Method, old: ast.Method, copier: Copier) -> ast.Method:
    _check_contract(new.name, new.specification, old.specification)
    inherited = copier.copy(old)
    body, end = inherited.body, inherited.end
    if new.body is not None:
        merge = merge_constructors if old.kind == "constructor" else merge_blocks
        body = new.body if old.body is None else merge(new.body, old.body, copier)
        end = new.end
    return replace(
        inherited,
        span=new.span,
        end=end,
        specification=_extend(inherited.specification, new.specification),
        body=body,
        attributes=(*inherited.attributes, *new.attributes),
        modifiers=_modifiers(new, old),
    )


def _check_contract(name: str, new: ast.Specification, old: ast.Specification) -> None:
    if new.requires:
        raise error(f"the refining {name!r} cannot add preconditions", new.requires[0].span)
    for frame in (*(new.reads or ()), *(new.modifies or ())):
        raise error(f"the refining {name!r} cannot change frames", frame.span)
    endless = any(isinstance(d, ast.Wildcard) for d in old.decreases or ())
    if new.decreases and not endless:
        raise error(f"the refining {name!r} cannot change its measure", new.decreases[0].span)


def _extend(inherited: ast.Specification, new: ast.Specification) -> ast.Specification:
    decreases = inherited.decreases if new.decreases is None else new.decreases
    return replace(inherited, ensures=(*inherited.ensures, *new.ensures), decreases=decreases)
