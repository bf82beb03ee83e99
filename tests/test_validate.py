import dataclasses

import pytest
from text_passes import read

from ivl.core import build
from ivl.core.expressions import (
    Apply,
    Literal,
    Operation,
    Operator,
    Quantifier,
    QuantifierKind,
    Variable,
    VariableKind,
)
from ivl.core.program import Axiom, ConstantDeclaration, FunctionDeclaration, Program
from ivl.core.statements import Assign, Goto
from ivl.core.types import BOOL, INT, ConstructedType, TypeVariable
from ivl.core.validate import validate

X = build.bound("x", INT)
F = build.function("f", [X], INT)
G = build.global_("g", INT)
ONE = Literal(1, INT)


def axioms(*conditions):
    return Program(axioms=tuple([Axiom(c) for c in conditions]))


def constant(type_):
    return ConstantDeclaration(build.constant("c", type_), False)


def one(program):
    problems = validate(program)
    assert len(problems) == 1, problems
    return problems[0]


def test_resolved_programs_are_valid():
    read("""
        type F a;
        datatype L<a> { N(), C(h: a, t: L a) }
        var m: <a>[F a]a;
        procedure P<a>(x: a, l: L a, f: F a) returns (y: a) modifies m;
        { m[f] := x; if (l is C) { y := l->h; } assert y == x || |{ A: return true; }|; }
    """)


@pytest.mark.parametrize(
    ("program", "problem"),
    [
        (axioms(ONE), "axiom 0: int stands where bool must"),
        (axioms(build.gt(X, 0)), "axiom 0: x is not in scope"),
        (axioms(Literal(3, BOOL)), "axiom 0: 3 is no bool"),
        (axioms(build.gt(build.apply(F, 1), 0)), "axiom 0: f is not declared"),
        (
            axioms(Operation(Operator.AND, (Literal(True, BOOL),), BOOL)),
            "axiom 0: && has 1 arguments",
        ),
        (
            axioms(Operation(Operator.EQUAL, (ONE, Literal(True, BOOL)), BOOL)),
            "axiom 0: int == bool",
        ),
        (
            axioms(Operation(Operator.EQUAL, (ONE, ONE), INT)),
            "axiom 0: int stands where bool must",
        ),
        (
            Program(constants=(constant(ConstructedType("T")),)),
            "c: type T is not declared",
        ),
        (
            Program(constants=(constant(TypeVariable("a")),)),
            "c: type variable a is not in scope",
        ),
        (Program(types=(build.type_constructor("T"),) * 2), "type T is declared 2 times"),
        (
            Program(functions=(FunctionDeclaration(F, (X,), None, uses=(3,)),)),
            "f uses axiom 3, which is not there",
        ),
    ],
)  # fmt: skip
def test_problems(program, problem):
    assert problem in validate(program)


def test_wrong_arguments():
    declared = (FunctionDeclaration(F, (X,), None),)
    call = Apply(F, (), (Literal(True, BOOL),), INT)
    program = Program(functions=declared, axioms=(Axiom(build.gt(call, 0)),))
    assert one(program) == "axiom 0: f has bool where int must stand"
    call = Apply(F, (INT,), (ONE,), INT)
    program = Program(functions=declared, axioms=(Axiom(build.gt(call, 0)),))
    assert one(program) == "axiom 0: f has 1 type arguments"


def test_a_variable_bound_inside_its_own_scope():
    inner = Quantifier(QuantifierKind.FORALL, (), (X,), (), (), build.gt(X, 0))
    outer = Quantifier(QuantifierKind.FORALL, (), (X,), (), (), inner)
    assert "x is bound inside its own scope" in validate(axioms(outer))


def test_statements():
    p = build.procedure("P", modifies=[G])
    body = build.implementation(p, [build.assign(G, 1)])
    good = Program(globals=(build.declare(G),), procedures=(p,), implementations=(body,))
    assert validate(good) == ()
    for statement, problem in (
        (Assign((G,), (Literal(True, BOOL),)), "P: g :=: bool stands where int must"),
        (Assign((X,), (ONE,)), "P: x is assigned but not in scope"),
        (Goto(("L",)), "P: goto L, which is not there"),
        (build.assert_(build.gt(X, 1)), "P: x is not in scope"),
        (build.call(build.procedure("Q")), "P: call Q: not declared"),
    ):
        bad = dataclasses.replace(body, body=(statement,))
        assert one(dataclasses.replace(good, implementations=(bad,))) == problem
    assert one(dataclasses.replace(good, procedures=())) == "implementation P has no procedure"


def test_incarnations_need_no_declaration():
    x = Variable("x@1", INT, VariableKind.INCARNATION)
    assert validate(axioms(build.gt(x, 0))) == ()
