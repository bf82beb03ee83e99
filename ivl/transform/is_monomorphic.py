"""Whether a program needs an encoding of its types; most do not."""

from __future__ import annotations

from collections.abc import Iterator

from ivl.core.attributes import has_attribute
from ivl.core.expressions import CodeExpression, Expr, Lambda, Let, Quantifier
from ivl.core.fold import bound_variables, occurrences
from ivl.core.map_statements import program_expressions
from ivl.core.program import Program
from ivl.core.types import (
    BasicType,
    BitvectorType,
    ConstructedType,
    FloatType,
    MapType,
    Type,
    TypeVariable,
)

_BINDERS = (Quantifier, Lambda, Let, CodeExpression)


def is_monomorphic(program: Program) -> bool:
    """Whether no type in `program` has an argument, and nothing a type parameter.

    All types in it are made of those of its variables, functions and constructors.
    """
    return not (
        any(t.arity and not has_attribute(t.attributes, "builtin") for t in program.types)
        or any(d.type_parameters for d in program.datatypes)
        or any(d.function.type_parameters for d in program.functions)
        or any(p.type_parameters for p in program.procedures)
        or any(i.type_parameters for i in program.implementations)
        or any(is_polymorphic(t) for t in declared_types(program))
        or any(_binds_types(e) for e in occurrences(program_expressions(program), _BINDERS))
    )


def declared_types(program: Program) -> Iterator[Type]:
    """The types of all variables, functions and constructors that are declared."""
    for datatype in program.datatypes:
        for constructor in datatype.constructors:
            yield from constructor.parameters
    for declaration in program.functions:
        yield from declaration.function.parameters
        yield declaration.function.result
    for constant in program.constants:
        yield constant.variable.type
    declared = [*program.globals]
    for procedure in program.procedures:
        declared += (*procedure.inputs, *procedure.outputs)
    for implementation in program.implementations:
        declared += implementation.locals
        for formal in (*implementation.inputs, *implementation.outputs):
            yield formal.type
    for item in declared:
        yield item.variable.type


def _binds_types(expr: Expr) -> bool:
    if isinstance(expr, Quantifier | Lambda) and expr.type_parameters:
        return True
    return any(is_polymorphic(v.type) for v in bound_variables(expr))


def is_polymorphic(type_: Type) -> bool:
    """Whether `type_` has a type variable, an argument or a type parameter anywhere."""
    match type_:
        case BasicType() | BitvectorType() | FloatType():
            return False
        case TypeVariable():
            return True
        case ConstructedType(_, arguments):
            return bool(arguments)
        case MapType(parameters, domain, range_):
            return (
                bool(parameters) or is_polymorphic(range_) or any(is_polymorphic(t) for t in domain)
            )
