from text_passes import apply, becomes, read

from ivl.base.deep import deep
from ivl.core.expressions import Let
from ivl.core.fold import walk
from ivl.core.map_statements import program_expressions
from ivl.transform.define_functions import define_functions
from ivl.transform.inline_functions import inline_functions


def test_body_replaces_application_in_triggers_and_statements():
    becomes(
        """
        function {:inline} twice(x: int): int { x + x }
        axiom (forall y: int :: {twice(y)} twice(y) > y);
        procedure P(a: int) { assert twice(a) == twice(1); }
        """,
        """
        function twice(x: int): int;
        axiom (forall y: int :: {y + y} y + y > y);
        procedure P(a: int);
        implementation P(a: int) { assert a + a == 1 + 1; }
        """,
        inline_functions,
    )


def test_inline_functions_of_inline_functions():
    text = apply(
        """
        function {:inline} f(x: int): int { g(x) + 1 }
        function {:inline true} g(x: int): int { x * 2 }
        function {:inline false} h(x: int): int { f(x) }
        axiom f(3) == 7;
        """,
        inline_functions,
    )
    assert "axiom 3 * 2 + 1 == 7;" in text
    assert "x * 2 + 1" in text  # in h, which stays


def test_types_are_instantiated():
    becomes(
        """
        type Field a;
        var heap: <a>[Field a]a;
        const f: Field int;
        function {:inline} get<b>(h: <a>[Field a]a, k: Field b): b { h[k] }
        procedure P() { assert get(heap, f) == 1; }
        """,
        """
        type Field a;
        var heap: <a>[Field a]a;
        const f: Field int;
        function get<b>(h: <a>[Field a]a, k: Field b): b;
        procedure P();
        implementation P() { assert heap[f] == 1; }
        """,
        inline_functions,
    )


def test_bound_variables_are_copied():
    program = read("""
        function {:inline} every(m: [int]bool): bool { (forall i: int :: m[i]) }
        function {:inline} both(m: [int]bool, n: [int]bool): bool { every(m) && every(n) }
        procedure P(m: [int]bool) { assert both(m, m) ==> every(m); }
    """)
    inlined = deep(lambda: inline_functions(program))
    bound = [
        v
        for e in program_expressions(inlined)
        for part in walk(e)
        for v in getattr(part, "variables", ())
    ]
    assert len(bound) == 3
    assert len(set(bound)) == 3


def test_large_arguments_are_not_copied():
    sum_ = " + ".join(["y"] * 300)
    program = read(f"""
        function {{:inline}} square(x: int): int {{ x * x }}
        axiom (forall y: int :: square({sum_}) >= 0);
    """)
    inlined = deep(lambda: inline_functions(program))
    parts = list(walk(inlined.axioms[0].condition))
    assert any(isinstance(e, Let) for e in parts)
    assert len(parts) < 800


def test_different_types_are_different_values():
    text = apply(
        """
        function {:inline} same<a, b>(x: a, y: b): bool { x == y }
        procedure P() { assert !same(1, true); assert same(1, 1); }
        """,
        inline_functions,
    )
    assert "assert !false;" in text
    assert "assert 1 == 1;" in text


def test_definitions_become_axioms():
    becomes(
        """
        function {:weight 3} f<a>(x: a, i: int): int { i + 1 }
        function c(): int { 3 }
        function {:define} g(i: int): int { i + 2 }
        function h(int): int;
        """,
        """
        function {:weight 3} f<a>(x: a, i: int): int uses {
          axiom (forall<a> x: a, i: int :: {:weight 3} {f(x, i)} f(x, i) == i + 1);
        }
        function c(): int uses { axiom c() == 3; }
        function {:define} g(i: int): int { i + 2 }
        function h(int): int;
        """,
        define_functions,
    )


def test_recursive_definitions():
    text = apply("function f(n: int): int { if n <= 0 then 1 else n * f(n - 1) }", define_functions)
    assert "f(n) == (if n <= 0 then 1 else n * f(n - 1))" in text


def test_triggers_that_lose_a_variable():
    text = apply(
        """
        function {:inline} zero(x: int): int { 0 }
        function f(int): int;
        axiom (forall x: int :: {zero(x)} {f(x)} {f(zero(x))} f(x) > zero(x));
        """,
        inline_functions,
    )
    assert "axiom (forall x: int :: { f(x) } f(x) > 0);" in text
