"""All encodings of types give the same verdicts, and their results are programs."""

from __future__ import annotations

import re

import pytest
from polymorphic_programs import PROGRAMS
from text_passes import read, write

import ivl
from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.cli.boogie import main as boogie
from ivl.cli.main import main
from ivl.core.fold import walk
from ivl.core.free_types import free_type_variables
from ivl.core.map_statements import program_expressions
from ivl.core.types import MapType
from ivl.transform.encodings import ENCODINGS
from ivl.transform.passes import prepare

CASES = [(name, encoding) for name in PROGRAMS for encoding in ENCODINGS]


def failing_lines(text: str, options: ivl.Options) -> set[int]:
    """The lines of the assertions that fail; there are no other outcomes."""
    found = set()
    for result in ivl.verify(ivl.parse(text), options):
        assert result.outcome in (ivl.Outcome.VERIFIED, ivl.Outcome.FAILED), result.diagnostics
        for diagnostic in result.diagnostics:
            assert diagnostic.span is not None
            found.add(diagnostic.span.position.line)
    return found


def marked_lines(text: str) -> set[int]:
    return {n for n, line in enumerate(text.splitlines(), 1) if re.search("// error", line)}


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_verdicts(name, encoding):
    options = ivl.Options(type_encoding=encoding, timeout=10)
    assert failing_lines(PROGRAMS[name], options) == marked_lines(PROGRAMS[name])


@pytest.mark.parametrize("name", PROGRAMS)
def test_verdicts_without_arrays(name):
    options = ivl.Options(array_axioms=True, timeout=10)
    assert failing_lines(PROGRAMS[name], options) == marked_lines(PROGRAMS[name])


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_results_are_programs_without_type_parameters(name, encoding):
    def check() -> None:
        program = prepare(read(PROGRAMS[name]), ivl.Options(type_encoding=encoding))
        write(program)  # validates it, prints it and reads it again
        assert not any(t.arity for t in program.types)
        assert not any(d.function.type_parameters for d in program.functions)
        assert not any(p.type_parameters for p in program.procedures)
        for expr in program_expressions(program):
            assert not free_type_variables(expr)
            if encoding != "monomorphic":
                assert not any(isinstance(e.type, MapType) for e in walk(expr))

    deep(check)


@pytest.mark.parametrize(("name", "encoding"), CASES)
def test_texts_of_results_verify_like_the_program(name, encoding):
    if name == "code expressions":
        pytest.skip("the positions of their assertions are those of their statements")

    def text() -> str:
        return write(prepare(read(PROGRAMS[name]), ivl.Options(type_encoding=encoding)))

    expected = failing_lines(PROGRAMS[name], ivl.Options(timeout=10))
    found = failing_lines(deep(text), ivl.Options(timeout=10))
    assert len(found) == len(expected)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_finite_types_do_not_make_everything_provable(encoding):
    """Instantiation by models looks at values of any type, not only at terms of the program."""
    options = ivl.Options(
        type_encoding=encoding, timeout=0.5, solver_options=(("smt.mbqi", "true"),)
    )
    for result in ivl.verify(ivl.parse(PROGRAMS["finite types"]), options):
        assert result.outcome is not ivl.Outcome.VERIFIED


@pytest.mark.parametrize("encoding", ["predicates", "arguments"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("datatype D { D() }", "Datatypes only"),
        ("function {:define} d(i: int): int { i }", "Functions with :define attribute only"),
        ('function {:builtin "seq.len"} n<a>(x: a): int;', "Functions with :builtin attribute"),
        ('type {:builtin "Seq"} Seq _; function f(s: Seq C): int; type C;', "Type Seq with"),
    ],
)
def test_what_only_monomorphization_can_do(encoding, text, message):
    program = ivl.parse(text + " function id<a>(x: a): a; procedure P() { assert true; }")
    with pytest.raises(ProgramError, match=message):
        list(ivl.verify(program, ivl.Options(type_encoding=encoding)))


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_monomorphic_programs_are_what_they_are(encoding):
    text = "datatype D { D(i: int) } procedure P(m: [int]D) { assert m[0 := D(1)][0]->i == 1; }"
    program = deep(lambda: read(text))
    assert deep(lambda: prepare(program, ivl.Options(type_encoding=encoding))) is program


def test_maps_are_extensional_by_default_only():
    text = """
    procedure P(m: [int]int, n: [int]int) {
      assume (forall i: int :: m[i] == n[i]);
      assert m == n;
    }
    """
    assert failing_lines(text, ivl.Options()) == set()
    assert failing_lines(text, ivl.Options(array_axioms=True)) == {4}


def test_the_drop_in(tmp_path, capsys):
    file = tmp_path / "p.bpl"
    text = """function f<a>(x: a): bool;
    procedure P(m: [int]int, n: [int]int) {
      assume (forall i: int :: m[i] == n[i]) && f(m);
      assert m == n;
    }
    """
    file.write_text(text)
    for words, errors in (
        ([], 0),
        (["/typeEncoding:m"], 0),
        (["/typeEncoding:p"], 1),
        (["/typeEncoding:arguments"], 1),
        (["/useArrayAxioms"], 1),
    ):
        assert boogie([*words, str(file)]) == 0
        assert f"{1 - errors} verified, {errors} error" in capsys.readouterr().out
    file.write_text("datatype D { D() }\n" + text)
    for words in (["/typeEncoding:p"], ["/typeEncoding:a", "/noVerify"]):
        assert boogie([*words, str(file)]) == 1
        printed = capsys.readouterr().out
        assert printed == "Datatypes only supported with monomorphic encoding\n"


def test_the_command(tmp_path, capsys):
    file = tmp_path / "p.bpl"
    file.write_text("function f<a>(x: a): bool; procedure P() { assume f(3); assert f(3); }")
    assert main(["show", "prepared", str(file), "--type-encoding", "arguments"]) == 0
    assert "assume f(intType, int_2_U(3));" in capsys.readouterr().out
    assert main(["verify", str(file), "--type-encoding", "predicates", "--array-axioms"]) == 0
    file.write_text("procedure P(i: int) { assert (lambda j: int :: i + 1)[2] == i + 1; }")
    assert main(["show", "prepared", str(file), "--lift-free-variables"]) == 0
    assert "lambda#0(i)[2]" in capsys.readouterr().out
