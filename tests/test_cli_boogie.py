"""ivl-boogie: its options, its output and its exit codes."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from fake_results import Example, fake_verifier

from ivl.base.diagnostic import Diagnostic, ProgramError, Severity
from ivl.base.source import Source, Span
from ivl.cli.boogie import main
from ivl.cli.boogie_options import Form, Support, parse_command_line
from ivl.cli.boogie_table import GROUPS
from ivl.cli.prover_options import ProverOptionError, parse_prover_options
from ivl.result import Outcome

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = [option for group in GROUPS for option in group.options]
USE_HELP = "Use /help for available options\n"


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "p.bpl").write_text("procedure P();\n")
    return "p.bpl"


def run(capsys, *words):
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def same(actual, golden):
    assert golden.strip(), "an empty golden text accepts anything"
    assert actual == golden


# ------------------------------------------------------------------ options


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["-foo"], "unknown switch: -foo"),
        (["/foo"], "unknown switch: /foo"),
        (["-foo:1"], "unknown switch: -foo"),
        (["-Trace"], "unknown switch: -Trace"),
        (["-"], "unknown switch: -"),
        (["/trace:1"], '"/trace" cannot take a colon argument'),
        (["/proc"], '"/proc" expects 1 argument'),
        (["/timeLimit:x"], 'Invalid argument "x" to option /timeLimit'),
        (["/timeLimit:-1"], 'Invalid argument "-1" to option /timeLimit'),
        (["/timeLimit:"], 'Invalid argument "" to option /timeLimit'),
        (["/timeLimit:²"], 'Invalid argument "²" to option /timeLimit'),
        (["/timeLimit:" + "9" * 5000], "Invalid argument"),
        (["-errorTrace:3"], 'Invalid argument "3" to option -errorTrace'),
        (["/vcsCores:0"], 'Invalid argument "0" to option /vcsCores'),
        (["/vcsLoad:nan"], 'Invalid argument "nan" to option /vcsLoad'),
        (["/inline:always"], 'Invalid argument "always" to option /inline'),
        (["/typeEncoding:n"], 'Invalid argument "n" to option /typeEncoding'),
        (["/infer:x"], "Invalid argument 'x' to option /infer"),
        (["/infer:tj"], "Option /infer requires the selection of exactly one abstract domain"),
        (["/infer:s"], "Option /infer requires the selection of exactly one abstract domain"),
    ],
)
def test_wrong_options(program, capsys, words, problem):
    code, out, err = run(capsys, program, *words)
    assert code == 1 and out == ""
    assert err.startswith("Boogie: Error: " + problem) and err.endswith(USE_HELP)


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.name)
def test_every_option_is_read(option):
    argument = {Form.FLAG: "", Form.TEXT: ":x", Form.NUMBER: ":1", Form.DECIMAL: ":1.5"}.get(
        option.form, ":j" if option.form is Form.DOMAIN else ""
    )
    if option.form is Form.CHOICE:
        argument = f":{option.choices[0]}"
    for name in (option.name, *option.aliases):
        for sign in "-/":
            line = parse_command_line(["a.bpl", f"{sign}{name}{argument}"], GROUPS)
            assert line.files == ("a.bpl",)
            refused = option.support is Support.REFUSED
            assert bool(line.problems) == refused
            assert line.has(option.name) != refused
            if refused:
                assert f"{sign}{name}" in line.problems[0]
                assert "not supported" in line.problems[0]


REFUSED = {
    "alwaysAssumeFreeLoopInvariants", "civlDesugaredFile", "contractInfer", "extractLoops",
    "deterministicExtractLoops", "inline", "inlineDepth", "kInductionDepth", "lib", "loopUnroll",
    "proverPreamble", "randomizeVcIterations", "smoke", "trackVerificationCoverage",
    "verifySnapshots", "warnVacuousProofs", "trustMoverTypes", "trustNoninterference",
    "trustRefinement", "trustInvariants", "trustLayersUpto", "trustLayersDownto",
}  # fmt: skip


def test_no_option_that_changes_verdicts_is_ignored():
    ignored = {option.name for option in OPTIONS if option.support is Support.NO_EFFECT}
    assert not ignored & REFUSED


def test_an_argument_may_be_the_next_word():
    line = parse_command_line(["/proc", "F*", "-trace", "a.bpl"], GROUPS)
    assert line.given == {"proc": ("F*",), "trace": ("",)}
    assert line.files == ("a.bpl",)


def test_absolute_paths_are_files(tmp_path):
    file = str(tmp_path / "a.bpl")
    line = parse_command_line([file, "/b.bpl", "/no/such:thing"], GROUPS)
    assert line.files == (file, "/b.bpl", "/no/such:thing") and not line.problems


def test_refused_options_name_themselves_and_stop_the_run(program, capsys):
    code, out, err = run(capsys, program, "/trustMoverTypes")
    assert code == 1 and out == ""
    same(
        err,
        "Boogie: Error: /trustMoverTypes is not supported by ivl-boogie yet (Civl)\n" + USE_HELP,
    )


def test_options_reach_the_verifier(program, capsys, monkeypatch):
    seen = fake_verifier(monkeypatch)
    words = (
        "/timeLimit:7 /rlimit:1000 /errorLimit:0 /subsumption:1 /vcsCores:3 /randomSeed:9"
        " /proc:A* /proc:B /noProc:AB /proverLog:log-@PREFIX@-@FILE@.smt2 /logPrefix:x/y"
        " /proverLogAppend /inferModifies /proverOpt:O:smt.mbqi=false /p:SOLVER=CVC5"
        " /p:LOGIC=ALL /p:MEMORY_LIMIT=512 /p:BATCH_MODE=true /p:C:-v"
    )
    code, out, _ = run(capsys, program, *words.split())
    assert code == 0 and "0 verified, 0 errors" in out
    options = seen["options"]
    assert options.timeout == 7 and options.resource_limit == 1000
    assert options.error_limit == 0 and options.subsumption == 1 and options.jobs == 3
    assert options.random_seed == 9 and options.infer_modifies
    assert seen["resolve"].infer_modifies and not seen["resolve"].overlook_type_errors
    assert options.include == ("A*", "B") and options.exclude == ("AB",)
    assert options.log == "log-x-y-p.bpl.smt2" and options.append_log
    assert options.solver == "cvc5" and options.logic == "ALL" and options.memory_limit == 512
    assert options.solver_options == (("smt.mbqi", "false"),)
    assert options.solver_arguments == ("-v",)


def test_no_limits_by_default(program, capsys, monkeypatch):
    seen = fake_verifier(monkeypatch)
    run(capsys, program, "/timeLimit:0", "/rlimit:0")
    options = seen["options"]
    assert options.timeout is None and options.resource_limit is None
    assert options.error_limit == 5 and options.jobs == 1 and options.random_seed is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("bogus", "Unrecognised prover option: bogus"),
        ("SOLVER=foo", "Invalid SOLVER value"),
        ("O:x", "should have the format: <name>=<value>, got 'x'"),
        ("PROVER_PATH=/no/such", "Cannot find specified prover: /no/such"),
        ("TIME_LIMIT=x", 'Invalid unsigned integer option "TIME_LIMIT=x"'),
        ("BATCH_MODE=maybe", 'Invalid Boolean option "BATCH_MODE=maybe"'),
    ],
)
def test_wrong_prover_options_are_fatal(program, capsys, monkeypatch, text, problem):
    fake_verifier(monkeypatch)
    code, out, _ = run(capsys, program, f"/proverOpt:{text}")
    assert code == 1
    assert out.startswith("Fatal Error: ProverException: ") and problem in out
    assert "finished" not in out


def test_prover_options_may_have_a_colon():
    assert parse_prover_options(["LOGIC:QF_BV"]).logic == "QF_BV"
    assert parse_prover_options(["O:a=b=c"]).options == (("a", "b=c"),)
    with pytest.raises(ProverOptionError):
        parse_prover_options(["PROVER_NAME=no-such-solver-anywhere"])


# ------------------------------------------------------------------ information


def test_version(capsys):
    code, out, _ = run(capsys, "/version")
    assert code == 0
    assert out.startswith("Boogie program verifier version 3.5.7")


@pytest.mark.parametrize("switch", ["/help", "-help", "/?", "-?"])
def test_help_names_every_option(capsys, switch):
    code, out, _ = run(capsys, switch)
    assert code == 0
    for option in OPTIONS:
        assert f"/{option.name}" in out
        for alias in option.aliases:
            assert f"/{alias}" in out
    assert max(map(len, out.splitlines())) <= 100


def test_attribute_help(capsys):
    code, out, _ = run(capsys, "/attrHelp")
    assert code == 0
    for name in ("inline", "msg", "verboseName", "always_assume", "subsumption", "bvbuiltin"):
        assert f"{{:{name}" in out


def test_prover_help(capsys):
    code, out, _ = run(capsys, "/proverHelp")
    assert code == 0 and "PROVER_PATH" in out


# ------------------------------------------------------------------ files


def test_no_files(capsys):
    assert run(capsys) == (1, "*** Error: No input files were specified.\n", "")


def test_wrong_ending(program, capsys):
    code, out, _ = run(capsys, program, "a.c")
    assert code == 1
    same(
        out,
        "*** Error: 'a.c': Filename extension '.c' is not supported. "
        "Input files must be BoogiePL programs (.bpl).\n",
    )


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.bpl", None, "Could not find file '"),
        ("b.bpl", b"\0\1\2", "it is a binary file"),
        ("c.bpl", b"// \xff\n", "it is not UTF-8"),
        ("d.bpl", "x".encode("utf-16"), "it is UTF-16"),
    ],
)
def test_unreadable_files(program, capsys, name, data, reason):
    if data is not None:
        Path(name).write_bytes(data)
    code, out, _ = run(capsys, program, name)
    assert code == 1
    assert out.startswith(f'Error opening file "{name}": {reason}') and out.count("\n") == 1


def test_a_folder(program, capsys):
    Path("dir.bpl").mkdir()
    code, out, _ = run(capsys, "dir.bpl")
    assert code == 1 and "it is a directory" in out


def test_an_empty_file_is_a_program(program, capsys, monkeypatch):
    fake_verifier(monkeypatch)
    Path("e.bpl").write_text("")
    code, out, _ = run(capsys, "e.bpl")
    assert code == 0
    same(out, "\nBoogie program verifier finished with 0 verified, 0 errors\n")


def test_parse_errors_of_all_files_are_reported(program, capsys):
    Path("q.bpl").write_text("procedure\n")
    Path("r.bpl").write_text("const x: int\n")
    code, out, _ = run(capsys, "q.bpl", program, "r.bpl")
    assert code == 0
    assert "1 parse errors detected in q.bpl\n" in out
    assert "1 parse errors detected in r.bpl\n" in out
    assert out.startswith("q.bpl(2,1): error: ") and "finished" not in out


def test_several_files_are_one_program(program, capsys, monkeypatch):
    seen = fake_verifier(monkeypatch)
    Path("q.bpl").write_text("const x: int;\n#if FILE_1\nconst y: int;\n#endif\n")
    run(capsys, program, "q.bpl")
    assert len(seen["program"].declarations) == 3


def test_verify_separately(program, capsys, monkeypatch):
    fake_verifier(monkeypatch)
    Path("q.bpl").write_text("const x: int;\n")
    _, out, _ = run(capsys, program, "q.bpl", "/verifySeparately")
    assert out.count("finished with") == 2


def test_a_list_of_files(program, capsys, monkeypatch):
    seen = fake_verifier(monkeypatch)
    Path("all.txt").write_text("p.bpl\n p.bpl\n")
    code, _, _ = run(capsys, "all.txt")
    assert code == 0 and len(seen["program"].declarations) == 2


def test_standard_input(capsys, monkeypatch):
    seen = fake_verifier(monkeypatch)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"const x: int;")))
    code, _, _ = run(capsys, "stdin.bpl")
    assert code == 0 and len(seen["program"].declarations) == 1


# ------------------------------------------------------------------ runs


def test_a_run(program, capsys, monkeypatch):
    example = Example()
    fake_verifier(
        monkeypatch,
        [example.result(Outcome.VERIFIED), example.result(Outcome.FAILED, example.assertion())],
    )
    code, out, err = run(capsys, program, "/useBaseNameForFileName")
    assert code == 0 and err == ""
    same(
        out,
        """\
f.bpl(6,3): Error: this assertion could not be proved
Execution trace:
    f.bpl(5,5): anon0

Boogie program verifier finished with 1 verified, 1 error
""",
    )


@pytest.mark.parametrize(
    ("switch", "lines"),
    [
        ("/silent", []),
        ("/quiet", ["dir/f.bpl(6,3): Error: this assertion could not be proved"]),
    ],
)
def test_verbosity(program, capsys, monkeypatch, switch, lines):
    example = Example()
    fake_verifier(monkeypatch, [example.result(Outcome.FAILED, example.assertion())])
    _, out, _ = run(capsys, program, "/errorTrace:0", switch)
    assert out.splitlines() == lines


def test_trace(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [Example().result(Outcome.VERIFIED)])
    _, out, _ = run(capsys, program, "/trace", "/wait")
    same(
        out,
        """\
[TRACE] /wait has no effect in ivl-boogie
Parsing p.bpl
Coalescing blocks...
Inlining...

Verifying P ...
  [0.125 s, solver resource count: 42, 3 proof obligations]  verified

Boogie program verifier finished with 1 verified, 0 errors
""",
    )


@pytest.mark.parametrize(
    ("switch", "golden"),
    [
        ("/noResolve", ""),
        ("/noTypecheck", ""),
        ("/noVerify", "\nBoogie program verifier finished with 0 verified, 0 errors\n"),
    ],
)
def test_stopping_early(program, capsys, monkeypatch, switch, golden):
    fake_verifier(monkeypatch, [Example().result(Outcome.VERIFIED)])
    code, out, _ = run(capsys, program, switch)
    assert (code, out) == (0, golden)


@pytest.mark.parametrize(
    ("kind", "code", "golden"),
    [
        ("resolve.x", 0, "p.bpl(1,0): Error: no\n1 name resolution errors detected in p.bpl\n"),
        ("type.x", 0, "p.bpl(1,0): Error: no\n1 type checking errors detected in p.bpl\n"),
        ("definition.x", 0, "p.bpl(1,0): Error: no\n"),
        ("unsupported.x", 1, "p.bpl(1,1): Error: no\n"),
        ("solver.missing", 1, "Fatal Error: ProverException: no\n"),
    ],
)
def test_program_errors(program, capsys, monkeypatch, kind, code, golden):
    place = Span(Source("p.bpl", "procedure P();\n"), 0, 1)
    error = ProgramError((Diagnostic(kind, "no", place),))
    fake_verifier(monkeypatch, error=error)
    assert run(capsys, program) == (code, golden, "")


def test_type_errors_are_not_looked_for(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, error=ProgramError((Diagnostic("type.x", "no", None),)))
    assert run(capsys, program, "/noTypecheck") == (0, "", "")


def test_warnings(program, capsys, monkeypatch):
    place = Span(Source("p.bpl", "procedure P();\n"), 10, 11)
    warning = Diagnostic("type.x", "odd", place, Severity.WARNING)
    fake_verifier(monkeypatch, [Example().result(Outcome.VERIFIED)], warnings=(warning,))
    code, out, _ = run(capsys, program)
    assert code == 0
    same(
        out,
        "p.bpl(1,10): Warning: odd\n\nBoogie program verifier finished with 1 verified, 0 errors\n",
    )


def test_command_arguments(program, capsys, monkeypatch):
    fake_verifier(monkeypatch)
    _, out, _ = run(capsys, program, "/env:2")
    assert out.startswith("---Command arguments\np.bpl\n/env:2\n--------------------\n")


def test_an_internal_error_looks_like_an_error(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, error=KeyError("x"))
    code, out, err = run(capsys, program)
    assert code == 1
    assert out.startswith("*** Error: internal error: KeyError: 'x'") and out.count("\n") == 1
    assert "Traceback" not in err
    monkeypatch.setenv("IVL_DEBUG", "1")
    assert "Traceback" in run(capsys, program)[2]


def test_an_interrupt(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, error=KeyboardInterrupt())
    assert run(capsys, program) == (130, "", "interrupted\n")


def test_a_closed_pipe(program):
    command = f"{sys.executable} -m ivl.cli.boogie /help | head -c 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.stderr == b"" and done.returncode in (0, 141)


def test_nothing_heavy_is_imported_for_help():
    code = (
        "import sys; from ivl.cli.boogie import main; main(['/help'])\n"
        "heavy = {'argparse', 'networkx', 'pysmt', 'ply', 'rich', 'z3', 'json', 'subprocess'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT,
        check=True,
    )  # fmt: skip
    assert done.stdout.endswith("HEAVY []\n")


# ------------------------------------------------------------------ with the real verifier

PROGRAM = """\
procedure Good(x: int) returns (r: int)
  requires x > 0;
  ensures r > 1;
{
  r := x + 1;
}
procedure Bad(x: int) returns (r: int)
  ensures {:msg "r is small"} r > 1;
{
  if (x > 5) {
    call r := Good(0);
  }
}
"""

GOLDEN = """\
w.bpl(11,5): Error: a precondition for this call could not be proved
w.bpl(2,3): Related location: this is the precondition that could not be proved
r is small

Boogie program verifier finished with 1 verified, 2 errors
"""


def test_a_run_for_real(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    code, out, err = run(capsys, "w.bpl", "/errorTrace:0")
    assert code == 0 and err == ""
    assert sorted(out.splitlines()) == sorted(GOLDEN.splitlines())


def test_messages_are_replaced_for_real(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    _, out, _ = run(capsys, "w.bpl", "/errorTrace:0", "/forceBplErrors", "/proc:Bad")
    assert "r is small" not in out
    assert "w.bpl(8,3): Related location: this is the postcondition" in out


def test_a_solver_that_answers_nothing_for_real(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    code, out, _ = run(capsys, "w.bpl", "/proverOpt:SOLVER=noop", "/proc:Good")
    assert code == 0
    same(
        out,
        "w.bpl(1,11): Verification inconclusive (Good)\n\n"
        "Boogie program verifier finished with 0 verified, 0 errors, 1 inconclusive\n",
    )


def test_a_solver_that_dies_for_real(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    _, out, _ = run(capsys, "w.bpl", "/proverOpt:PROVER_PATH=/bin/false")
    assert "w.bpl(1,11): Verification encountered solver exception (Good)\n" in out
    assert out.endswith("finished with 0 verified, 0 errors, 2 solver exceptions\n")


def test_print(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    code, out, _ = run(capsys, "w.bpl", "/print:-", "/env:0", "/noResolve")
    assert code == 0 and out.startswith("\nprocedure Good(x: int) returns (r: int);\n")
    code, out, _ = run(capsys, "w.bpl", "/print:out-@FILE@", "/noResolve")
    assert (code, out) == (0, "")
    printed = Path("out-w.bpl").read_text()
    assert printed.startswith("// Boogie program verifier version 3.5.7")
    assert "// Command Line Options: w.bpl /print:out-@FILE@ /noResolve\n" in printed
    Path("again.bpl").write_text(printed)
    _, again, _ = run(capsys, "again.bpl", "/print:-", "/env:0", "/noResolve")
    assert again.strip() and again.split() == printed.split("\n", 2)[2].split()


def test_a_log_that_cannot_be_written(program, capsys):
    code, out, _ = run(capsys, program, "/print:no/such/file.bpl")
    assert code == 1
    same(out, "*** Error: no/such/file.bpl: No such file or directory\n")
