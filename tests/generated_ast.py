"""Hypothesis strategies for surface trees, of the shapes that the parser builds."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ivl.syntax import ast
from ivl.syntax.print_expressions import STRENGTH

NAMES = st.sampled_from(["x", "y", "z#1", "$a.b", "is", "var", "pop", "RNE", "left", "measure"])
names = st.builds(ast.Name, NAMES)


def tuples(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[Any]:
    """Up to two items; simpler and faster than `st.lists`."""
    return st.one_of([st.tuples(*[items] * size) for size in range(least, 3)])


types = st.recursive(
    st.builds(ast.TypeName, st.sampled_from(["int", "real", "bool", "T", "type", "bv8"])),
    lambda inner: (
        st.builds(ast.TypeName, st.sampled_from(["C", "D"]), tuples(inner))
        | st.builds(ast.MapType, tuples(names), tuples(inner), inner)
    ),
    max_leaves=4,
)
literals = (
    st.builds(ast.BoolLiteral, st.booleans())
    | st.builds(ast.IntLiteral, st.integers(0, 99))
    | st.builds(ast.RealLiteral, st.sampled_from(["1.5", "1e-3", "2.5e7"]))
    | st.builds(ast.BitvectorLiteral, st.integers(0, 255), st.just(8))
    | st.builds(ast.FloatLiteral, st.sampled_from(["0x1.8e0f24e8", "-0x1.8e0f24e8", "0NaN24e8"]))
    | st.builds(ast.StringLiteral, st.sampled_from(["", "a b", '\\"', "// {"]))
    | st.builds(ast.RoundingModeLiteral, st.sampled_from(["RNE", "roundTowardZero"]))
)


def compound(e: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    plain = e.filter(lambda value: not isinstance(value, ast.StringLiteral))
    parameters = st.sampled_from(["s", ""]) | plain
    attributes = tuples(
        st.builds(ast.Attribute, NAMES.filter(lambda n: n != "nopats"), tuples(parameters))
    )
    triggers = tuples(
        st.builds(ast.Trigger, tuples(e, 1), st.just(True))
        | st.builds(lambda term: ast.Trigger((term,), False), plain)
    )
    bindings = tuples(st.builds(ast.Binding, names, types, attributes), 1)
    untyped = tuples(st.builds(ast.Binding, names, st.none(), attributes), 1)
    return st.one_of(
        st.builds(ast.Binary, st.sampled_from(sorted(STRENGTH)), e, e),
        st.builds(ast.Binary, st.sampled_from(sorted(STRENGTH)), e, e),
        st.builds(ast.Unary, st.sampled_from("-!"), e),
        st.builds(ast.Apply, NAMES, tuples(e)),
        st.builds(ast.Conditional, e, e, e),
        st.builds(ast.Old, e),
        st.builds(ast.Conversion, st.sampled_from(["int", "real"]), e),
        st.builds(ast.Coercion, e, types),
        st.builds(ast.Extract, e, st.integers(0, 9), st.integers(0, 9)),
        st.builds(ast.Select, e, tuples(e)),
        st.builds(ast.Store, e, tuples(e), e),
        st.builds(ast.FieldAccess, e, names),
        st.builds(ast.FieldUpdate, e, names, e),
        st.builds(ast.IsConstructor, e, names),
        st.builds(
            ast.Quantifier, st.sampled_from(["forall", "exists"]), tuples(names), bindings,
            attributes, triggers, e,
        ),
        st.builds(
            ast.Quantifier, st.just("lambda"), tuples(names), bindings, attributes, st.just(()), e
        ),
        st.builds(ast.Let, untyped, tuples(e, 1), attributes, e),
    )  # fmt: skip


expressions = st.recursive(literals | st.builds(ast.Identifier, NAMES), compound, max_leaves=12)
small = st.recursive(literals | st.builds(ast.Identifier, NAMES), compound, max_leaves=3)
attributes = tuples(st.builds(ast.Attribute, NAMES, tuples(st.sampled_from(["s", "t"]))))
targets = st.recursive(
    names,
    lambda inner: (
        st.builds(ast.MapTarget, inner, tuples(small)) | st.builds(ast.FieldTarget, inner, names)
    ),
    max_leaves=3,
)
LABELS = ("x", "is")
labels = st.sampled_from(LABELS).map(ast.Name)
clauses = tuples(st.builds(ast.Invariant, small, attributes, st.booleans()))
measures = st.builds(ast.Measure, tuples(small, 1), attributes)
simple = st.one_of(
    st.builds(ast.Assert, small, attributes),
    st.builds(ast.Assume, small, attributes),
    st.builds(ast.Havoc, tuples(names, 1)),
    st.builds(ast.Assign, tuples(targets, 1), tuples(small, 1), attributes),
    st.builds(ast.Unpack, names, tuples(names, 1), small, attributes),
    st.builds(ast.Call, names, tuples(small), tuples(names), attributes, st.booleans()),
    st.builds(ast.Goto, tuples(labels, 1), attributes),
    st.builds(ast.Return, attributes),
    st.builds(ast.Label, NAMES),
    st.builds(ast.HideReveal, st.sampled_from(["hide", "reveal"]), st.none() | names),
    st.builds(ast.ChangeScope, st.sampled_from(["push", "pop"])),
    measures,
)


def structured(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    block = tuples(inner)
    guard = st.none() | small
    branch = st.builds(ast.If, guard, block, st.none() | block, attributes)
    return st.one_of(
        branch,
        st.builds(
            lambda guard, then, other: ast.If(guard, then, (other,), else_if=True),
            guard, block, branch,
        ),
        st.builds(ast.While, guard, clauses, tuples(measures), block),
    )  # fmt: skip


statements = st.recursive(simple, structured, max_leaves=4)
variable = st.builds(ast.VariableDeclaration, names, types, st.none() | small, attributes)
variables = tuples(variable)
plain_variables = tuples(st.builds(ast.VariableDeclaration, names, types, st.none(), attributes))
LABELLED = tuple(ast.Label(name) for name in LABELS)
bodies = st.builds(
    lambda variables, items: ast.Body(variables, (*items, *LABELLED)),
    variables,
    tuples(statements),
)
axioms = st.builds(ast.Axiom, small, st.booleans(), attributes)
type_lists = tuples(names)
specifications = tuples(
    st.builds(ast.Requires, small, attributes, st.booleans())
    | st.builds(ast.Ensures, small, attributes, st.booleans())
    | st.builds(ast.Modifies, tuples(names))
    | measures
)
named = st.builds(ast.FunctionParameter, names, types, attributes)
unnamed = st.builds(ast.FunctionParameter, st.none(), types, attributes)
fields = tuples(st.builds(ast.Binding, names, types, attributes))


def globals_of(items: tuple[ast.VariableDeclaration, ...]) -> ast.GlobalDeclaration:
    shared = items[0].attributes
    return ast.GlobalDeclaration(
        tuple(ast.VariableDeclaration(v.name, v.type, v.where, shared) for v in items)
    )


declarations = st.one_of(
    axioms,
    st.builds(ast.TypeDeclaration, NAMES, type_lists, st.none() | types, attributes),
    st.builds(
        lambda name, a, b, attributes: ast.Datatype(
            name, (), (ast.Constructor("A", a), ast.Constructor("pop", b)), attributes
        ),
        NAMES, fields, fields, attributes,
    ),
    st.builds(
        ast.ConstantDeclaration, tuples(names, 1), types, st.booleans(), tuples(axioms), attributes
    ),
    st.builds(
        ast.FunctionDeclaration, NAMES, type_lists, tuples(named) | tuples(unnamed),
        named | unnamed, st.none() | small, tuples(axioms), st.booleans(), attributes,
    ),
    tuples(variable, 1).map(globals_of),
    st.builds(
        ast.Procedure, NAMES, type_lists, variables, variables, specifications,
        st.none() | bodies, st.booleans(), attributes,
    ),
    st.builds(
        ast.Implementation, NAMES, type_lists, plain_variables, plain_variables, bodies, attributes
    ),
)  # fmt: skip
