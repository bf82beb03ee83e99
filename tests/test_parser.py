from __future__ import annotations

import gc
import re
import time
from pathlib import Path

import pytest

from ivl.base.diagnostic import ProgramError
from ivl.base.source import Span
from ivl.syntax import ast, build_tables, tables
from ivl.syntax.parser import parse

CONFORMANCE = Path(__file__).parents[2] / "shared" / "conformance"


def axiom(text: str) -> ast.Expr:
    (declaration,) = parse(f"axiom {text};").declarations
    assert isinstance(declaration, ast.Axiom)
    return declaration.condition


def statements(text: str) -> tuple[ast.Statement, ...]:
    (declaration,) = parse(f"procedure P() {{ {text} }}").declarations
    assert isinstance(declaration, ast.Procedure)
    assert declaration.body is not None
    return declaration.body.statements


def errors(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(ProgramError) as caught:
        parse(text)
    places = [(d.span.position if d.span else None, d) for d in caught.value.diagnostics]
    return [(p.line, p.column, d.message) for p, d in places if p is not None]


def kinds(text: str) -> list[str]:
    with pytest.raises(ProgramError) as caught:
        parse(text)
    return [d.kind for d in caught.value.diagnostics]


def shape(e: ast.Expr) -> str:
    """The expression with all parentheses."""
    match e:
        case ast.Identifier(name):
            return name
        case ast.IntLiteral(value):
            return str(value)
        case ast.Binary(operator, left, right):
            return f"({shape(left)} {operator} {shape(right)})"
        case ast.Unary(operator, operand):
            return f"({operator}{shape(operand)})"
        case ast.Coercion(operand, ast.TypeName(name)):
            return f"({shape(operand)} : {name})"
        case ast.IsConstructor(operand, constructor):
            return f"({shape(operand)} is {constructor.text})"
        case ast.Select(operand, indexes):
            return f"{shape(operand)}[{', '.join(map(shape, indexes))}]"
        case ast.FieldAccess(operand, field):
            return f"{shape(operand)}->{field.text}"
        case ast.Conditional(condition, then, otherwise):
            return f"(if {shape(condition)} then {shape(then)} else {shape(otherwise)})"
    raise AssertionError(e)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <==> b <==> c", "((a <==> b) <==> c)"),
        ("a ==> b ==> c", "(a ==> (b ==> c))"),
        ("a <== b <== c", "((a <== b) <== c)"),
        ("a <==> b ==> c <==> d", "((a <==> (b ==> c)) <==> d)"),
        ("a && b && c ==> d || e", "(((a && b) && c) ==> (d || e))"),
        ("a == b && c < d", "((a == b) && (c < d))"),
        ("a ++ b + c == d", "((a ++ (b + c)) == d)"),
        ("a - b - c", "((a - b) - c)"),
        ("a + b * c div d mod e / f", "(a + ((((b * c) div d) mod e) / f))"),
        ("a ** b ** c * d", "((a ** (b ** c)) * d)"),
        ("a ** b is C", "(a ** (b is C))"),
        ("-a is C", "((-a) is C)"),
        ("! - a : int", "(!(-(a : int)))"),
        ("a : int : int", "((a : int) : int)"),
        ("-a[i]->f", "(-a[i]->f)"),
        ("a[i][j, k] + b->f[0]", "(a[i][j, k] + b->f[0])"),
        ("1 + if a then b else c + d", "(1 + (if a then b else (c + d)))"),
        ("if a then b else c && d <==> e", "(if a then b else ((c && d) <==> e))"),
        ("- if a then b else c is C", "(-(if a then b else (c is C)))"),
        ("¬a ∧ b ⇒ c ≠ d", "(((!a) && b) ==> (c != d))"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert shape(axiom(text)) == expected


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("a && b || c", 14),
        ("a || b && c", 14),
        ("a < b < c", 13),
        ("a == b != c", 14),
        ("a <== b ==> c", 15),
        ("a is C is D", 14),
        ("(a : int)[0] : int[1]", 25),
        ("a is C[0]", 13),
    ],
)
def test_operators_that_do_not_chain(text: str, column: int) -> None:
    assert errors(f"axiom {text};") == [(1, column, '";" expected')]


def test_implications_do_not_mix() -> None:
    assert errors("axiom a ==> b <== c;") == [
        (1, 15, "illegal mixture of ==> and <==, use parentheses to disambiguate")
    ]


def starts(text: str, span: Span) -> str:
    """The token that a span starts with."""
    match = re.compile(r"\w+|:=|->|\S").match(text, span.start)
    assert match
    return match[0]


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("x + f(y)", "+"),
        ("f(x)", "f"),
        ("m[i]", "["),
        ("m[i := v]", "["),
        ("b[8:0]", "["),
        ("e->f", "->"),
        ("e->(f := v)", ":="),
        ("e is C", "is"),
        ("e : int", ":"),
        ("(forall x: int :: p)", "forall"),
        ("(var x := 1; p)", "var"),
        ("if a then b else c", "if"),
        ("old(x)", "old"),
        ("int(x)", "int"),
        ("!x", "!"),
    ],
)
def test_where_an_expression_is(text: str, token: str) -> None:
    text = f"axiom {text};"
    (declaration,) = parse(text).declarations
    assert isinstance(declaration, ast.Axiom)
    assert starts(text, declaration.condition.span) == token


def test_where_statements_and_declarations_are() -> None:
    text = """
    axiom {:a} true;
    procedure {:p} Proc(x: int) returns (y: int)
      free requires x > 0;
    {
      while (*) free invariant x > 0; { }
      if (*) { } else { }
      x, m[1] := 1, 2;
      call P(1);
    }
    const unique c: int;
    type T;
    function {:f} fun(x: int) : bool;
    """
    axiom_, procedure, constant, type_, function = parse(text).declarations
    assert isinstance(axiom_, ast.Axiom)
    assert starts(text, axiom_.span) == "}"
    assert isinstance(procedure, ast.Procedure)
    assert starts(text, procedure.span) == "Proc"
    assert isinstance(procedure.specification[0], ast.Requires)
    assert starts(text, procedure.specification[0].span) == "requires"
    assert procedure.body is not None
    loop, branch, assign, call = procedure.body.statements
    assert isinstance(loop, ast.While)
    assert starts(text, loop.invariants[0].span) == "free"
    assert starts(text, loop.body_end) == "}"
    assert isinstance(branch, ast.If)
    assert branch.then_end.start < branch.else_end.start
    assert starts(text, branch.else_end) == "}"
    assert starts(text, assign.span) == ":="
    assert starts(text, call.span) == "call"
    assert starts(text, procedure.body.end) == "}"
    assert isinstance(constant, ast.ConstantDeclaration)
    assert starts(text, constant.span) == "const"
    assert isinstance(type_, ast.TypeDeclaration)
    assert starts(text, type_.span) == "T"
    assert isinstance(function, ast.FunctionDeclaration)
    assert starts(text, function.span) == "fun"


def test_parameters_share_the_type_behind_them() -> None:
    (function,) = parse("function f({:a} x, y: int, z: bool) returns (int);").declarations
    assert isinstance(function, ast.FunctionDeclaration)
    names = [p.name.text for p in function.parameters if p.name]
    types = [p.type.name for p in function.parameters if isinstance(p.type, ast.TypeName)]
    assert (names, types) == (["x", "y", "z"], ["int", "int", "bool"])
    assert [len(p.attributes) for p in function.parameters] == [1, 0, 0]


def test_else_if_is_an_else_of_one_if() -> None:
    (branch,) = statements("if (a) { } else if (*) { } else { havoc x; }")
    assert isinstance(branch, ast.If)
    assert branch.else_if
    assert branch.otherwise is not None
    (inner,) = branch.otherwise
    assert isinstance(inner, ast.If)
    assert (inner.guard, inner.else_if) == (None, False)
    assert inner.otherwise is not None
    assert len(inner.otherwise) == 1


def test_boogie_3() -> None:
    program = parse("""
    datatype List<T> { Nil(), Cons(head: T, tail: List T) }
    revealed function f(x: int) : int { x } uses { hideable axiom f(1) == 1; }
    pure procedure P(x: int); measure {:a} x, x + 1;
    procedure Q() {
      var l: List int;
      push; hide f; reveal *; pop;
      Cons(h, t) := l;
      l->head, m[l->tail]->head := 1, 2;
      assert l is Cons && l->(head := 1)->head == 1;
      while (*) invariant true; measure 1; { }
      measure 2;
    }
    """)
    datatype, function, pure, procedure = program.declarations
    assert isinstance(datatype, ast.Datatype)
    assert [c.name for c in datatype.constructors] == ["Nil", "Cons"]
    assert isinstance(function, ast.FunctionDeclaration)
    assert function.revealed
    assert function.uses[0].hideable
    assert isinstance(pure, ast.Procedure)
    assert pure.pure
    assert isinstance(pure.specification[0], ast.Measure)
    assert isinstance(procedure, ast.Procedure)
    assert procedure.body is not None
    assert [type(s).__name__ for s in procedure.body.statements] == [
        "ChangeScope", "HideReveal", "HideReveal", "ChangeScope",
        "Unpack", "Assign", "Assert", "While", "Measure",
    ]  # fmt: skip


def test_words_of_boogie_3_are_names_where_boogie_2_had_them() -> None:
    parse("""
    type measure; type datatype is; const is, uses: datatype int; var push: [int]int;
    var pure, action, hide, pop: int, left: measure, creates: datatype measure;
    function revealed(is: int, using: int) returns (asserts: int);
    axiom {:is} revealed(is[0], uses) == pop + hide * pop && is == measure;
    procedure refines(both: int) returns (preserves: int);
      requires push[pop] == both; modifies pop, push; ensures measure > 1;
    implementation refines(both: int) returns (preserves: int) {
      push[1] := 2; pop, push := 1, push; hide := revealed(hide, 2); measure := measure;
      pop: is := 1; call pop := refines(pop); call reveal := reveal(); goto pop, hide;
      hide: havoc pop, hide; assume measure > 0; left := if is then pop else hide;
      call pop(); datatype := (lambda is: int :: is);
    }
    """)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("axiom true", [(2, 1, '";" expected')]),
        ("axiom (a + ) == 1;", [(1, 12, "invalid UnaryExpression")]),
        ("axiom ();", [(1, 8, "invalid AtomExpression")]),
        ("var x int;", [(1, 7, '":" expected')]),
        ("var : int;", [(1, 5, "invalid Ident")]),
        ("var x: ;", [(1, 8, "invalid Type")]),
        ("const x: int where x < 0;", [(1, 14, "invalid Consts")]),
        ("procedure P() x", [(1, 15, "invalid Procedure")]),
        ("}", [(1, 1, "EOF expected")]),
        ("procedure P() { x }", [(1, 19, '":=" expected')]),
        ("axiom (forall int x :: true);", [(1, 15, "invalid QuantifierBody")]),
        ("axiom @;", [(1, 7, "no token starts with '@'")]),
        ('axiom "a\n";', [(1, 7, "this string is not closed on its line")]),
        ("axiom true; /* x", [(1, 13, 'this comment is not closed: "*/" expected')]),
        ("axiom true;\0", [(1, 12, "no token starts with the character U+0000")]),
    ],
)
def test_syntax_errors(text: str, expected: list[tuple[int, int, str]]) -> None:
    assert errors(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("axiom (forall x: int where x > 0 :: p);", (1, 32, "where clause not allowed on bound v")),
        ("datatype D { C(x: int where true) }", (1, 29, "where clause not allowed on datatype")),
        ("implementation P(x: int where p) { }", (1, 18, "where clause not allowed on the 'impl")),
        ("axiom b[x:1] == c;", (1, 11, "arguments of extract need to be integer literals")),
        ("axiom b[(2:1)] == c;", (1, 12, "parentheses around bitvector bounds are not allowed")),
        ("axiom b[2:1, 3] == c;", (1, 15, "bitvectors only have one dimension")),
        ("axiom b[2:1 := 3] == c;", (1, 17, "assignment to bitvectors is not possible")),
        ("axiom (lambda x: int :: {x} x)[0] == 0;", (1, 30, "triggers not allowed in lambda expr")),
        ("axiom {true} true;", (1, 12, "only attributes, not triggers, allowed here")),
        ("axiom 0x1.0e32f24e8 == x;", (1, 7, "incorrectly formatted floating point")),
        ("datatype D { C(), C() }", (1, 21, "constructor name C used more than once in datatype")),
        ("function f(int, y) : int;", None),
        ("function f(y: int, z) : int;", (1, 20, "the type of the last parameter is unspecified")),
        ("function f(int, y: int) : int;", (1, 12, "expecting an identifier as parameter name")),
        ("function {:inline}{:define} f(): int {1}", (1, 40, "function cannot have both :inline")),
        ("function {:define} f<T>(): int {1}", (1, 34, "function with :define attribute has to")),
    ],
)
def test_errors_that_the_grammar_does_not_see(
    text: str, expected: tuple[int, int, str] | None
) -> None:
    if expected is None:
        parse(text)
        return
    ((line, column, message),) = errors(text)
    assert (line, column) == expected[:2]
    assert message.startswith(expected[2])


def test_parsing_goes_on_after_an_error() -> None:
    text = """
    procedure P() {
      x := ;
      if (x { y := 1; } else { y := 2; }
      call P(;
      assert {:a )} true; assert a
      assert b;
      while (*) invariant ; { x := 1; }
      havoc 3;
    }
    axiom 1 +;
    const c int;
    procedure Q( { assert }
    function f();
    axiom true;
    """
    assert [line for line, _, _ in errors(text)] == [3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14]


def test_errors_close_to_an_error_are_not_reported() -> None:
    assert len(errors("procedure P() { x := ; ; y := 1; }")) == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("yield procedure {:layer 1} P() refines A; { yield; }", "yield procedure"),
        ("yield left procedure P(); requires call Inv();", "yield left procedure"),
        ("yield invariant {:layer 1} Inv(x: int); invariant x > 0;", "yield invariant"),
        ("action {:layer 1} A() { x := 1; }", "action"),
        ("async left action A() refines B using I; { }", "async left action"),
        ("yield procedure P() refines left action A { } { call Q(); }", "yield procedure"),
        ("procedure P() { yield; }", "yield"),
        ("procedure P() { par P() | P(); }", "par"),
        ("procedure P() { async call P(); }", "async"),
        ("procedure P() refines A; { }", "refines"),
        ("procedure P() requires call Inv(); { }", "requires call"),
        ("procedure P() { while (*) invariant call Inv(); { } }", "invariant call"),
    ],
)
def test_civl_is_refused_by_name(text: str, what: str) -> None:
    text += " axiom 1;; axiom true;"
    assert kinds(text)[0] == "unsupported.civl"
    first, *rest = errors(text)
    assert repr(what) in first[2]
    assert [message for _, _, message in rest] == ["EOF expected"]


def test_a_pure_action_is_refused() -> None:
    assert kinds("pure action A() { }")[0] == "unsupported.civl"


def test_labels_are_checked() -> None:
    text = """
    procedure P() {
      goto A, X;
      break;
      A: if (*) { B: break A; } else if (*) { break A; }
      C: x := 1; while (*) { break C; goto B; }
      D: while (*) { if (*) { break; break D; break Y; } }
      if (*) { break; }
    }
    """
    assert errors(text) == [
        (3, 7, "goto label 'X' is undefined"),
        (4, 7, "break statement is not inside a loop"),
        (6, 30, "break label 'C' must designate an enclosing statement"),
        (7, 47, "break label 'Y' must designate an enclosing statement"),
        (8, 16, "break statement is not inside a loop"),
    ]
    assert set(kinds(text)) == {"parse.label"}


def test_bit_ranges_are_not_lost_where_they_mean_nothing() -> None:
    bounds = axiom("x == 2:1")
    assert isinstance(bounds, ast.Binary)
    assert isinstance(bounds.right, ast.Coercion)
    assert isinstance(bounds.right.type, ast.TypeName)
    assert bounds.right.type.name == "1"
    extract = axiom("x[2:1]")
    assert isinstance(extract, ast.Extract)
    assert (extract.high, extract.low) == (2, 1)


@pytest.mark.parametrize(
    ("defines", "expected"),
    [((), "bd"), (("A",), "a"), (("B",), "bc"), (("A", "B"), "ac")],
)
def test_conditional_lines(defines: tuple[str, ...], expected: str) -> None:
    text = """
#if A
var a: int;
  #elsif !A
var b: int;
#else
@@@
#endif
#if !!B
var c: int;
#else
#if A
#else
var d: int;
#endif
#endif
"""
    found = parse(text, defines=defines).declarations
    assert "".join(v.name.text for d in found for v in _variables(d)) == expected
    for declaration in found:
        for variable in _variables(declaration):
            assert text[variable.name.span.start] == variable.name.text


def _variables(declaration: ast.Declaration) -> tuple[ast.VariableDeclaration, ...]:
    assert isinstance(declaration, ast.GlobalDeclaration)
    return declaration.variables


@pytest.mark.parametrize("text", ["#endif\n", "#if A\n#else\n#else\n", "#if A\n", "#elsif A\n"])
def test_malformed_conditional_lines(text: str) -> None:
    assert kinds(text) == ["parse.pragma"]


N = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "axiom " + "(" * N + "x" + ")" * N + ";",
        "axiom " + "x ==> " * N + "x;",
        "axiom " + "!" * N + "x;",
        "axiom " + "f(" * N + "x" + ")" * N + ";",
        "axiom " + "if a then b else " * N + "x;",
        "var x: " + "[int]" * N + "int;",
        "procedure P() { " + "x := 1;" * N + "}",
        "procedure P() { " + "if (*) {" * N + "}" * N + "}",
        "procedure P() { if (*) { } " + "else if (*) { break A; }" * N + "}",
        "axiom " + "9" * N + " > 0;",
    ],
    ids=lambda text: text[:30],
)
def test_deep_and_long_input(text: str) -> None:
    try:
        parse(text)
    except ProgramError as error:
        assert {d.kind for d in error.diagnostics} == {"parse.label"}


@pytest.mark.parametrize(
    "text",
    ["", " \n", "\0" * 1000, "{" * N, "}" * N, '"' * 99, "".join(map(chr, range(1, 9999)))],
    ids=["empty", "blank", "binary", "open", "close", "quotes", "characters"],
)
def test_no_input_crashes_the_parser(text: str) -> None:
    try:
        program = parse(text)
    except ProgramError as error:
        assert error.diagnostics
    else:
        assert program.declarations == ()


def test_garbage_collection_is_left_as_it_was() -> None:
    assert gc.isenabled()
    parse("axiom true;")
    with pytest.raises(ProgramError):
        parse("axiom")
    assert gc.isenabled()
    gc.disable()
    try:
        parse("axiom true;")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_parsing_is_fast() -> None:
    part = (
        "procedure P(x: int) returns (y: int) requires x > 0; ensures y >= x;\n"
        "{ y := x; while (y < 10) invariant y >= x; { y := y + 1; }\n"
        "  assert (forall i: int :: { f(i) } f(i) == i + 1 && y > i); }\n"
    )
    text = part * (500_000 // len(part))
    start = time.process_time()
    parse(text)
    assert time.process_time() - start < 3  # a tenth of that is usual: guards against regressions


def test_the_tables_are_those_of_the_grammar() -> None:
    assert build_tables.signature() == tables.SIGNATURE, "run: python -m ivl.syntax.build_tables"
    written = build_tables.TARGET.read_text(encoding="utf-8")
    assert build_tables.build() == written, "run: python -m ivl.syntax.build_tables"


def conformance_files() -> list[Path]:
    return sorted(CONFORMANCE.glob("**/*.bpl"))


def check_conformance(paths: list[Path]) -> None:
    """Boogie's parse errors are found where Boogie finds them, and nothing else is refused."""
    reported = re.compile(r"^[^\n(]*\((\d+),(\d+)\): error: ", re.MULTILINE)
    for path in paths:
        expect = path.with_suffix(".bpl.expect")
        output = expect.read_text(encoding="utf-8") if expect.exists() else ""
        wanted = [(int(m[1]), int(m[2])) for m in reported.finditer(output)]
        found: list[tuple[int, int]] = []
        try:
            parse(path.read_text(encoding="utf-8"), path.name)
        except ProgramError as error:
            if any(d.stage == "unsupported" for d in error.diagnostics):
                continue
            for diagnostic in error.diagnostics:
                assert diagnostic.span is not None
                position = diagnostic.span.position
                is_pragma = diagnostic.kind == "parse.pragma"
                found.append((position.line, 0 if is_pragma else position.column))
        assert found == wanted, path.name


no_conformance = pytest.mark.skipif(
    not CONFORMANCE.exists(), reason="the conformance folder is not there"
)


@no_conformance
def test_conformance_of_small_files() -> None:
    check_conformance([path for path in conformance_files() if path.stat().st_size < 10_000])


@no_conformance
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_conformance_of_all_files() -> None:
    check_conformance(conformance_files())
