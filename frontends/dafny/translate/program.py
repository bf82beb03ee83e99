"""Whole programs."""

from __future__ import annotations

from frontends.dafny.translate.classes import class_axioms
from frontends.dafny.translate.constants import constant_axioms, verify_constant
from frontends.dafny.translate.context import Recursion
from frontends.dafny.translate.datatypes import constructor_function
from frontends.dafny.translate.expressions import translate
from frontends.dafny.translate.function_axioms import define
from frontends.dafny.translate.function_units import verify_function
from frontends.dafny.translate.method_units import verify_contract, verify_method
from frontends.dafny.translate.overrides import override_axiom, verify_override
from frontends.dafny.translate.shared import Shared
from frontends.dafny.translate.statements import statement
from frontends.dafny.translate.subset_types import subset_axioms, verify_subset_type
from frontends.dafny.translate.wellformed import check
from frontends.dafny.typed.declarations import (
    ClassDeclaration,
    DatatypeDeclaration,
    Field,
    Function,
    Member,
    Method,
    Module,
    NewtypeDeclaration,
    OpaqueTypeDeclaration,
    Program,
    SubsetTypeDeclaration,
    TypeDeclaration,
    find_attribute,
)
from frontends.dafny.typed.expressions import Literal
from ivl.core import program as core


def translate_program(program: Program) -> core.Program:
    """The IVL program that proves `program`. Raises ProgramError for what is not supported."""
    shared = Shared(Recursion(translate, check, statement))
    for module in program.modules:
        _module(module, shared)
    _type_axioms(shared)
    prelude = shared.prelude.program
    return core.Program(
        (*prelude.types, *shared.types),
        (*prelude.datatypes, *shared.datatypes),
        (*prelude.constants, *shared.constants),
        prelude.globals,
        (*prelude.functions, *shared.functions),
        (*prelude.axioms, *shared.axioms),
        tuple(shared.procedures),
        tuple(shared.implementations),
    )


def _module(module: Module, shared: Shared) -> None:
    for declaration in (*module.declarations, module.default):
        shared.mention(declaration)
        if module.verify and isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration):
            verify_subset_type(declaration, module, shared)
        for member in declaration.members:
            _assume(member, shared)
            if module.verify and not _is_trusted(member):
                _verify(member, module, shared)


def _is_trusted(member: Member) -> bool:
    """Whether ``{:verify false}`` says that a member is not to be verified."""
    attribute = find_attribute(member.attributes, "verify")
    if attribute is None or not attribute.arguments:
        return False
    argument = attribute.arguments[0]
    return isinstance(argument, Literal) and argument.value is False


def _assume(member: Member, shared: Shared) -> None:
    """Add what is assumed of a member wherever it is used."""
    match member:
        case Field():
            if not member.mutable:
                constant_axioms(member, shared)
        case Function():
            define(member, shared)
            override_axiom(member, shared)
        case Method():
            pass


def _verify(member: Member, module: Module, shared: Shared) -> None:
    if not isinstance(member, Field) and member.overridden is not None:
        verify_override(member, module, shared)
    match member:
        case Field():
            verify_constant(member, module, shared)
        case Function():
            verify_function(member, module, shared)
        case Method():
            verify_contract(member, module, shared)
            if member.body is not None:
                verify_method(member, module, shared)


def _type_axioms(shared: Shared) -> None:
    """Add the axioms about all types that something is said of; they may mention others."""
    done = set[TypeDeclaration]()
    while len(done) < len(shared.mentioned):
        for declaration in [d for d in shared.mentioned if d not in done]:
            done.add(declaration)
            match declaration:
                case ClassDeclaration():
                    class_axioms(declaration, shared)
                case SubsetTypeDeclaration() | NewtypeDeclaration():
                    subset_axioms(declaration, shared)
                case DatatypeDeclaration():
                    constructor_function(declaration.constructors[0], shared)
                case OpaqueTypeDeclaration():
                    pass
