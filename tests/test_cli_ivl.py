"""ivl: its commands, what they print and how they exit."""

import json
import subprocess
import sys
import types
from pathlib import Path

import pytest
from fake_results import Example, fake_verifier

import ivl
from ivl.base.diagnostic import Diagnostic, ProgramError, Severity
from ivl.base.source import Source, Span
from ivl.cli.main import main
from ivl.result import Outcome

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = Example()
VERIFIED = EXAMPLE.result(Outcome.VERIFIED)
FAILED = EXAMPLE.result(Outcome.FAILED, EXAMPLE.assertion())


@pytest.fixture
def program(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NO_COLOR", raising=False)
    (tmp_path / "p.bpl").write_text("procedure P();\n")
    return "p.bpl"


def run(capsys, *words):
    try:
        code = main(list(words))
    except SystemExit as stop:
        code = stop.code
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def same(actual, golden):
    assert golden.strip(), "an empty golden text accepts anything"
    assert actual == golden


# ------------------------------------------------------------------ verify


def test_all_proved(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [VERIFIED, VERIFIED])
    code, out, err = run(capsys, "verify", program)
    assert code == 0 and err == ""
    assert out.startswith("verified: 2 implementations, 6 assertions in ")


def test_not_proved(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [VERIFIED, FAILED])
    code, out, _ = run(capsys, "verify", program)
    assert code == 1
    report, _, closing = out.rstrip("\n").rpartition("\n")
    same(
        report,
        """\
dir/f.bpl:6:3: error: this assertion could not be proved [verify.assert]
  6 |   assert y > 1;
    |   ^^^^^^^^^^^^^
  path: dir/f.bpl:5:5: anon0""",
    )
    assert closing.startswith("not verified: 1 failed, 1 verified; 1 error in ")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.VERIFIED, 0),
        (Outcome.FAILED, 1),
        (Outcome.UNKNOWN, 1),
        (Outcome.TIMEOUT, 1),
        (Outcome.OUT_OF_RESOURCE, 1),
        (Outcome.OUT_OF_MEMORY, 1),
        (Outcome.NOT_CHECKED, 1),
        (Outcome.SOLVER_ERROR, 3),
    ],
)
@pytest.mark.parametrize("form", [(), ("--format=plain",), ("--json",), ("-q",)])
def test_exit_codes(program, capsys, monkeypatch, outcome, code, form):
    fake_verifier(monkeypatch, [VERIFIED, EXAMPLE.result(outcome)])
    actual, out, err = run(capsys, "verify", program, *form)
    assert actual == code
    if form == ("--json",):
        document = json.loads(out)
        assert document["exit_code"] == code and document["verified"] == (code == 0)
    else:
        assert ("error:" in out) == (code != 0)
    assert "Traceback" not in out + err


def test_plain_has_only_errors_on_standard_output(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [VERIFIED, FAILED])
    code, out, err = run(capsys, "verify", "--format=plain", program)
    assert code == 1
    same(out, "dir/f.bpl:6:3: error: this assertion could not be proved [verify.assert]\n")
    assert err.startswith("not verified: 1 failed")
    fake_verifier(monkeypatch, [VERIFIED])
    assert run(capsys, "verify", "--format=plain", "-q", program) == (0, "", "")


def test_json(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [VERIFIED, FAILED])
    code, out, err = run(capsys, "verify", "--json", program)
    document = json.loads(out)
    assert code == 1 and err == ""
    assert document["command"] == "verify" and document["files"] == [program]
    assert [result["outcome"] for result in document["results"]] == ["verified", "failed"]


@pytest.mark.parametrize(
    ("words", "environment", "coloured"),
    [
        ((), {}, False),
        (("--color=always",), {}, True),
        (("--color=always",), {"NO_COLOR": "1"}, True),
        (("--color=never",), {}, False),
    ],
)
def test_colour(program, capsys, monkeypatch, words, environment, coloured):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    fake_verifier(monkeypatch, [FAILED])
    _, out, _ = run(capsys, "verify", program, *words)
    assert ("\x1b[" in out) == coloured


def test_colour_on_a_terminal_only_without_no_color(monkeypatch):
    from ivl.cli.reporting import wants_color

    terminal = types.SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert wants_color("auto")
    monkeypatch.setenv("NO_COLOR", "1")
    assert not wants_color("auto")
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_color("auto")


def test_progress_on_a_terminal(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [VERIFIED, FAILED])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, out, err = run(capsys, "verify", program)
    assert "1/2 verifying P" in err and err.endswith("\r\x1b[K")
    assert "verifying" not in out


def test_options_reach_the_verifier(program, capsys, monkeypatch):
    seen = fake_verifier(monkeypatch, [VERIFIED])
    words = (
        "--solver cvc5 -t 2.5 --rlimit 10 --memory 512 -j 3 -p A* -p B --no-proc C --seed 4"
        " --error-limit 0 --solver-option a=b=c --solver-option :d=e --log x.smt2 --infer-modifies"
    )
    code, _, _ = run(capsys, "verify", program, *words.split())
    assert code == 0
    options = seen["options"]
    assert (options.solver, options.timeout, options.resource_limit) == ("cvc5", 2.5, 10)
    assert (options.memory_limit, options.jobs, options.random_seed) == (512, 3, 4)
    assert (options.include, options.exclude) == (("A*", "B"), ("C",))
    assert (options.error_limit, options.log, options.infer_modifies) == (0, "x.smt2", True)
    assert options.solver_options == (("a", "b=c"), ("d", "e"))


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["verify"],
        ["verify", "--timeout", "x", "p.bpl"],
        ["verify", "--timeout", "-1", "p.bpl"],
        ["verify", "--jobs", "0", "p.bpl"],
        ["verify", "--error-limit", "-3", "p.bpl"],
        ["verify", "--solver-option", "x", "p.bpl"],
        ["verify", "--format", "rtf", "p.bpl"],
        ["verify", "--no-such-option", "p.bpl"],
        ["prove", "p.bpl"],
        ["show"],
    ],
)
def test_wrong_usage(program, capsys, words):
    code, out, err = run(capsys, *words)
    assert code == 2 and out == "" and err.startswith("usage: ivl")


def test_warnings_do_not_fail(program, capsys, monkeypatch):
    place = Span(Source("p.bpl", "procedure P();\n"), 10, 11)
    warning = Diagnostic("type.x", "odd", place, Severity.WARNING)
    fake_verifier(monkeypatch, [VERIFIED], warnings=(warning,))
    for command in ("verify", "check"):
        code, out, _ = run(capsys, command, program, "--format=plain")
        assert (code, out) == (0, "p.bpl:1:11: warning: odd [type.x]\n")
        code, out, _ = run(capsys, command, program)
        assert code == 0 and out.startswith("p.bpl:1:11: warning: odd [type.x]\n  1 | ")
        _, out, _ = run(capsys, command, program, "--json")
        assert json.loads(out)["input"][0]["severity"] == "warning"


def test_a_pattern_that_chooses_nothing(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [])
    code, out, _ = run(capsys, "verify", program, "-p", "Typo")
    assert code == 2
    assert out.startswith("error: no implementation is chosen by Typo [usage.pattern]\n")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("procedure P();", "no procedure has a body"),
        ("procedure {:verify false} P() { }", "each body is declared {:verify false} or {:inline}"),
        ("procedure {:inline 1} P() { }", "each body is declared {:verify false} or {:inline}"),
    ],
)
def test_nothing_to_verify(tmp_path, capsys, text, why):
    program = tmp_path / "p.bpl"
    program.write_text(text)
    code, out, _ = run(capsys, "verify", str(program))
    assert code == 0
    same(out, f"nothing to verify: {why}\n")


# ------------------------------------------------------------------ bad input


@pytest.mark.parametrize("command", ["verify", "check"])
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("missing.bpl", None, "cannot read missing.bpl: there is no such file [io.missing]"),
        (".", None, "cannot read .: it is a directory, not a file [io.directory]"),
        ("a.bpl", b"x\0y", "cannot read a.bpl: it is a binary file, not program text [io.binary]"),
        (
            "a.bpl",
            b"//\n// \xe9\n",
            "cannot read a.bpl: it is not UTF-8: byte 0xe9 in line 2 [io.encoding]",
        ),
        (
            "a.bpl",
            b"\xff\xfex\0",
            "cannot read a.bpl: it is UTF-16; programs are read as UTF-8 [io.encoding]",
        ),
        ("a.bpl", b"", "a.bpl: there is no declaration to read [io.empty]"),
        ("a.bpl", b"// nothing\n", "a.bpl: there is no declaration to read [io.empty]"),
        ("a\nb", None, "cannot read a\nb: there is no such file [io.missing]"),
        ("x" * 400, None, "file name too long [io.error]"),
    ],
)
def test_bad_files(program, capsys, monkeypatch, command, name, data, message):
    fake_verifier(monkeypatch, [VERIFIED])
    if data is not None:
        Path(name).write_bytes(data)
    code, out, err = run(capsys, command, name)
    assert code == 2 and err == ""
    assert out.startswith("error: ") and message in out
    assert out.endswith("nothing was verified: 1 error in the input\n")


def test_a_byte_order_mark_is_dropped(program):
    Path("a.bpl").write_bytes(b"\xef\xbb\xbfconst x: int;\r\n")
    [declaration] = ivl.parse_file("a.bpl").declarations
    assert declaration.span.position == ("a.bpl", 1, 1)


def test_parse_errors(program, capsys):
    Path("a.bpl").write_text("procedure P() { assert ; }\n")
    Path("b.bpl").write_text("const\n")
    code, out, _ = run(capsys, "verify", "a.bpl", "b.bpl")
    assert code == 2
    assert "a.bpl:1:24: error: " in out and "b.bpl:2:1: error: " in out
    assert "  1 | procedure P() { assert ; }\n    |                        ^\n" in out
    assert out.endswith("nothing was verified: 2 errors in the input\n")


def test_json_of_bad_input(program, capsys):
    code, out, _ = run(capsys, "verify", "--json", "missing.bpl")
    document = json.loads(out)
    assert code == document["exit_code"] == 2
    assert document["input"][0]["kind"] == "io.missing" and not document["verified"]


@pytest.mark.parametrize(("kind", "code"), [("type.x", 2), ("unsupported.x", 2), ("solver.x", 3)])
@pytest.mark.parametrize("command", ["verify", "check"])
def test_program_errors(program, capsys, monkeypatch, command, kind, code):
    place = Span(Source("p.bpl", "procedure P();\n"), 10, 11)
    fake_verifier(monkeypatch, error=ProgramError((Diagnostic(kind, "no", place),)))
    actual, out, _ = run(capsys, command, program, "--format=plain")
    assert (actual, out) == (code, f"p.bpl:1:11: error: no [{kind}]\n")


def test_an_internal_error(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, error=AssertionError("odd"))
    code, out, err = run(capsys, "verify", program)
    assert code == 3 and out == ""
    assert err.startswith("internal error: AssertionError: odd (please report this")
    assert err.count("\n") == 1
    monkeypatch.setenv("IVL_DEBUG", "1")
    assert "Traceback" in run(capsys, "verify", program)[2]


def test_an_interrupt(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, error=KeyboardInterrupt())
    assert run(capsys, "verify", program) == (130, "", "interrupted\n")


def test_a_closed_output(program, monkeypatch):
    from ivl.cli import console

    class Closed:
        encoding = "utf-8"

        def write(self, text):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

        def fileno(self):
            raise OSError

        def isatty(self):
            return False

    fake_verifier(monkeypatch, [VERIFIED])
    monkeypatch.setattr(sys, "stdout", Closed())
    assert main(["verify", program]) == console.CLOSED


def test_no_output_at_all(program, monkeypatch):
    fake_verifier(monkeypatch, [FAILED])
    monkeypatch.setattr(sys, "stdout", None)
    assert main(["verify", program]) == 1


def test_a_file_that_cannot_be_written(program, capsys, monkeypatch):
    missing = FileNotFoundError(2, "No such file or directory", "no/such.smt2")
    fake_verifier(monkeypatch, error=missing)
    code, out, err = run(capsys, "verify", program, "--log", "no/such.smt2")
    assert (code, out, err) == (3, "", "error: no/such.smt2: No such file or directory\n")


def test_output_that_the_terminal_cannot_show(program, monkeypatch):
    import io

    raw = io.BytesIO()
    fake_verifier(monkeypatch, [EXAMPLE.result(Outcome.FAILED, EXAMPLE.assertion(message="漢"))])
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert main(["verify", program]) == 1
    assert b"\\u6f22" in raw.getvalue()


# ------------------------------------------------------------------ the other commands


def test_check(program, capsys, monkeypatch):
    fake_verifier(monkeypatch, [FAILED])
    code, out, _ = run(capsys, "check", program)
    assert code == 0
    same(out, "checked: 1 procedure, 1 implementation; nothing was proved\n")
    code, out, _ = run(capsys, "check", "--json", program)
    assert json.loads(out)["verified"] is False


def fake_stages(monkeypatch):
    module = types.ModuleType("ivl.stages")
    module.STAGES = {"ast": "as parsed", "core": "typed"}
    module.Layout = lambda wrap, numbered: None
    module.show = lambda stage, program, options, layout: f"{stage} {options.include}\n"
    monkeypatch.setitem(sys.modules, "ivl.stages", module)
    monkeypatch.setattr(ivl, "stages", module, raising=False)


def test_show(program, capsys, monkeypatch):
    fake_stages(monkeypatch)
    assert run(capsys, "show", "core", program, "-p", "F*") == (0, "core ('F*',)\n", "")
    code, out, _ = run(capsys, "show", "stages")
    assert code == 0 and "core      typed\n" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("show", "nonsense", "p.bpl"), "ivl show: there is no stage 'nonsense'"),
        (("show", "core"), "usage: ivl show"),
        (("show", "core", "missing.bpl"), "error: cannot read missing.bpl"),
    ],
)
def test_show_wrongly(program, capsys, monkeypatch, words, message):
    fake_stages(monkeypatch)
    code, out, err = run(capsys, *words)
    assert code == 2 and out == "" and err.startswith(message)


def fake_solvers(monkeypatch, works):
    row = types.SimpleNamespace(
        name="z3", version="9.9", channel="process", works=works, message="/bin/z3"
    )
    monkeypatch.setattr("ivl.solvers.list_solvers.list_solvers", lambda: (row,))


@pytest.mark.parametrize(("works", "code", "state"), [(True, 0, "works"), (False, 1, "-    ")])
def test_solvers(capsys, monkeypatch, works, code, state):
    fake_solvers(monkeypatch, works)
    actual, out, _ = run(capsys, "solvers")
    assert actual == code
    same(
        out,
        "NAME            VERSION     CHANNEL  STATE  WHERE\n"
        f"z3              9.9         process  {state}  /bin/z3\n",
    )
    actual, out, _ = run(capsys, "solvers", "--json")
    [found] = json.loads(out)["solvers"]
    assert actual == code and found["works"] is works and found["version"] == "9.9"


def test_help_teaches(capsys):
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for word in ("examples:", "exit codes:", "verify", "check", "show", "solvers", "ivl-boogie"):
        assert word in out
    for command in ("verify", "check", "show", "solvers"):
        code, out, _ = run(capsys, command, "--help")
        assert code == 0 and out.startswith(f"usage: ivl {command}")


def test_version(capsys):
    assert run(capsys, "--version") == (0, f"ivl {ivl.__version__}\n", "")


def test_the_version_is_that_of_the_package():
    assert f'version = "{ivl.__version__}"' in (ROOT / "pyproject.toml").read_text()


def test_python_m_ivl():
    done = subprocess.run(
        [sys.executable, "-m", "ivl", "--version"],
        capture_output=True, text=True, timeout=60, cwd=ROOT, check=True,
    )  # fmt: skip
    assert done.stdout == f"ivl {ivl.__version__}\n"


# ------------------------------------------------------------------ the package


def test_import_is_lazy():
    code = (
        "import sys; before = set(sys.modules); import ivl\n"
        "print(sorted(m for m in set(sys.modules) - before if m.startswith('ivl')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, cwd=ROOT,
        check=True,
    )  # fmt: skip
    assert done.stdout == "['ivl']\n"


def test_unknown_exports():
    with pytest.raises(AttributeError):
        ivl.no_such_thing  # noqa: B018
    assert set(ivl.__all__) <= set(dir(ivl))


def test_parse_file(program):
    assert len(ivl.parse_file(program).declarations) == 1
    assert len(ivl.parse_file(Path(program)).declarations) == 1
    with pytest.raises(ivl.ProgramError, match="no such file"):
        ivl.parse_file("missing.bpl")


# ------------------------------------------------------------------ with the real verifier

PROGRAM = """\
procedure Good(x: int) returns (r: int)
  requires x > 0;
  ensures r > 1;
{
  r := x + 1;
}
procedure Bad(x: int) returns (r: int)
  ensures r > 1;
{
  call r := Good(x);
}
"""

GOLDEN = """\
w.bpl:10:3: error: a precondition for this call could not be proved [verify.precondition]
  10 |   call r := Good(x);
     |   ^^^^
w.bpl:2:3: note: this is the precondition that could not be proved
  2 |   requires x > 0;
    |   ^^^^^^^^
  path: w.bpl:10:3: anon0
not verified: 1 failed, 1 verified; 1 error in """


def test_verify_for_real(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    code, out, err = run(capsys, "verify", "--no-values", "w.bpl")
    assert code == 1 and err == ""
    assert out.startswith(GOLDEN)
    code, out, _ = run(capsys, "verify", "w.bpl", "-p", "Good")
    assert code == 0 and out.startswith("verified: 1 implementation, ")


def test_a_timeout_for_real(program, capsys):
    Path("w.bpl").write_text(
        "procedure P(x: int, y: int, z: int)\n"
        "{ assert x > 2 && y > 2 && z > 2 ==> x*x*x + y*y*y != z*z*z; }\n"
    )
    code, out, _ = run(capsys, "verify", "--format=plain", "w.bpl", "--timeout", "0.2")
    assert code == 1
    assert out.startswith("w.bpl:1:11: error: verification of P timed out")


def test_unknown_and_failing_solvers_for_real(program, capsys):
    Path("w.bpl").write_text(PROGRAM)
    code, out, _ = run(capsys, "verify", "--format=plain", "w.bpl", "--solver", "nonsense")
    assert code == 2 and out.startswith("ivl: error: unknown solver 'nonsense'; there are z3, ")
    code, out, _ = run(capsys, "verify", "--format=plain", "w.bpl", "--solver", "cmd:/bin/false")
    assert code == 3 and ": error: " in out


def test_show_for_real(program, capsys):
    from ivl.stages import STAGES

    Path("w.bpl").write_text(PROGRAM)
    for stage in STAGES:
        code, out, err = run(capsys, "show", stage, "w.bpl", "-p", "Bad")
        assert code == 0 and err == "" and out.strip(), stage


def test_deep_input_for_real(program, capsys):
    deep = "(" * 20_000 + "x" + ")" * 20_000 + " == x"
    Path("w.bpl").write_text(f"procedure P(x: int) {{ assert {deep}; }}")
    assert run(capsys, "verify", "w.bpl")[0] == 0
