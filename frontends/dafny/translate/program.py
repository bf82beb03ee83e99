"""Whole programs."""

from __future__ import annotations

from frontends.dafny.explain.presenter import DafnyPresenter, fields_of
from frontends.dafny.switches import DEFAULTS, Switches
from frontends.dafny.translate.classes import class_axioms
from frontends.dafny.translate.constants import constant_axioms, verify_constant
from frontends.dafny.translate.context import Recursion
from frontends.dafny.translate.datatypes import constructor_function
from frontends.dafny.translate.expressions import translate
from frontends.dafny.translate.fuel import find_adjusted
from frontends.dafny.translate.function_axioms import define
from frontends.dafny.translate.function_units import verify_function
from frontends.dafny.translate.literal_axioms import literal_constructors, literal_numbers
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
    FunctionKind,
    Member,
    Method,
    MethodKind,
    Module,
    NewtypeDeclaration,
    OpaqueTypeDeclaration,
    Program,
    SubsetTypeDeclaration,
    TypeDeclaration,
    Witness,
)
from frontends.dafny.typed.walk import is_off
from ivl.core import program as core


def translate_program(program: Program, switches: Switches = DEFAULTS) -> core.Program:
    """The IVL program that proves `program`. Raises ProgramError for what is not supported."""
    shared = Shared(Recursion(translate, check, statement), switches)
    shared.hidden = frozenset([d for module in program.modules for d in module.hidden])
    shared.adjusted = find_adjusted(program)
    shared.may_be_empty = any(_may_be_empty(d) for m in program.modules for d in m.declarations)
    for module in program.modules:
        _module(module, shared)
    _type_axioms(shared)
    literal_constructors(shared)
    literal_numbers(shared)
    prelude = shared.prelude.program
    declared = [d for module in program.modules for d in module.declarations]
    classes = [d for d in declared if isinstance(d, ClassDeclaration)]
    return core.Program(
        (*prelude.types, *shared.types),
        (*prelude.datatypes, *shared.datatypes),
        (*prelude.constants, *shared.constants),
        prelude.globals,
        (*prelude.functions, *shared.functions),
        (*prelude.axioms, *shared.axioms),
        tuple(shared.procedures),
        tuple(shared.implementations),
        DafnyPresenter(shared.shown, fields_of(classes)),
    )


def _may_be_empty(declaration: TypeDeclaration) -> bool:
    return (
        isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration)
        and declaration.witness_kind is Witness.NONE
    )


def _module(module: Module, shared: Shared) -> None:
    for declaration in (*module.declarations, module.default):
        shared.mention(declaration)
        if module.verify and isinstance(declaration, SubsetTypeDeclaration | NewtypeDeclaration):
            verify_subset_type(declaration, module, shared)
        for member in declaration.members:
            _assume(member, shared)
            if module.verify and not is_off(member.attributes, "verify"):
                _verify(member, module, shared)


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
        case Function(kind=FunctionKind.PREFIX_PREDICATE):
            pass  # what it is made of is verified
        case Function():
            verify_function(member, module, shared)
        case Method():
            if member.kind is not MethodKind.PREFIX_LEMMA:
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
