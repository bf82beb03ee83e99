"""Build programs: what a verifier's front end needs, also known as `ivl.build`.

Every function checks types as it builds and raises `BuildError` where something does not fit.
Where an expression is expected a Variable, an int, a bool or a Fraction will do. Everything takes
an optional ``span=``, and assertions take a ``message=`` and an ``origin=`` that come back with
their verdicts::

    >>> from ivl.core.build import *
    >>> n, r = input_("n", INT), output("r", INT)
    >>> triangle = procedure("Triangle", [n], [r],
    ...     requires=[ge(n, 0)],
    ...     ensures=[eq(mul(2, r), mul(n, add(n, 1)))])
    >>> i = local("i", INT)
    >>> body = implementation(triangle, [
    ...     assign([i, r], [0, 0]),
    ...     while_(lt(i, n),
    ...         invariants=[le(i, n), eq(mul(2, r), mul(i, add(i, 1)))],
    ...         body=[assign(i, add(i, 1)), assign(r, add(r, i))]),
    ... ], locals=[i])
    >>> bubble = program(triangle, body)

Functions, axioms, quantifiers and maps::

    >>> x = bound("x", INT)
    >>> f = function("f", [x], INT)
    >>> positive = axiom(forall([x], gt(apply(f, x), 0), triggers=[[apply(f, x)]]))
    >>> a = global_("a", map_of([INT], INT))
    >>> clear = procedure("Clear", modifies=[a], ensures=[eq(select(a, 3), 0)])
    >>> body = implementation(clear, [assign_element(a, [3], 0)])
    >>> p = program(f, positive, a, clear, body)

What does not fit is refused at once::

    >>> add(x, True)
    Traceback (most recent call last):
        ...
    ivl.core.build_values.BuildError: expected int, got bool
"""

from ivl.core.build_declarations import (
    axiom,
    clause,
    constructor,
    datatype,
    declare,
    declare_constant,
    define,
    function,
    implementation,
    procedure,
    program,
    type_constructor,
)
from ivl.core.build_expressions import (
    add,
    and_,
    apply,
    concat,
    div,
    eq,
    exists,
    extract,
    field,
    forall,
    ge,
    gt,
    if_then_else,
    iff,
    implies,
    is_,
    lambda_,
    le,
    let,
    lt,
    mod,
    mul,
    ne,
    neg,
    not_,
    old,
    or_,
    power,
    real_div,
    select,
    store,
    sub,
    to_int,
    to_real,
    with_field,
)
from ivl.core.build_statements import (
    assert_,
    assign,
    assign_element,
    assume,
    break_,
    call,
    goto,
    havoc,
    if_,
    label,
    return_,
    while_,
)
from ivl.core.build_values import (
    BuildError,
    Term,
    attribute,
    bits,
    bool_,
    bound,
    bv,
    constant,
    expression,
    float_,
    float_type,
    global_,
    input_,
    int_,
    local,
    map_of,
    output,
    real,
    ref,
    rounding_mode,
    string,
    type_of,
    type_variable,
)
from ivl.core.expressions import Expr, Function, Variable
from ivl.core.program import Implementation, Procedure, Program
from ivl.core.statements import Statement
from ivl.core.types import BOOL, INT, REAL, REGEX, RMODE, STRING, Type

__all__ = [
    "BOOL", "INT", "REAL", "REGEX", "RMODE", "STRING", "BuildError", "Expr", "Function",
    "Implementation", "Procedure", "Program", "Statement", "Term", "Type", "Variable", "add",
    "and_", "apply",
    "assert_", "assign", "assign_element", "assume", "attribute", "axiom", "bits", "bool_", "bound",
    "break_", "bv", "call", "clause", "concat", "constant", "constructor", "datatype", "declare",
    "declare_constant", "define", "div", "eq", "exists", "expression", "extract", "field", "float_",
    "float_type", "forall", "function", "ge", "global_", "goto", "gt", "havoc", "if_",
    "if_then_else", "iff", "implementation", "implies", "input_", "int_", "is_", "label", "lambda_",
    "le", "let", "local", "lt", "map_of", "mod", "mul", "ne", "neg", "not_", "old", "or_", "output",
    "power", "procedure", "program", "real", "real_div", "ref", "return_", "rounding_mode",
    "select", "store", "string", "sub", "to_int", "to_real", "type_constructor", "type_of",
    "type_variable", "while_", "with_field",
]  # fmt: skip
