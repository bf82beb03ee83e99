"""`ivl verify x.dfy`: what it prints and how it exits, whatever is in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivl.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """The exit code of a command, and all that it printed."""
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out + captured.err


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "x.dfy"


@pytest.mark.parametrize(
    ("content", "code", "part"),
    [
        (b"", 0, "nothing to verify"),
        (b"// only a comment", 0, "nothing to verify"),
        (b"\xef\xbb\xbfmethod m() { assert 1 < 2; }", 0, "verified"),
        (b"method m()\r\n{\r\n  assert 1 > 2;\r\n}\r\n", 1, "x.dfy:3:11"),
        (b"method\0 m() { }", 2, "binary"),
        (b"method m() { print \"\xe9\"; }", 2, "not UTF-8: byte 0xe9 in line 1"),
        (b"method m() { }\n/* /* */", 2, "x.dfy:2:0: error: this comment has no end"),
        (b"method m() { var s := \"no end; }", 2, "x.dfy:1:22"),
        (b"method m() {", 2, "the file ends"),
        (b"method m() { x := 3; }", 2, "there is no 'x'"),
        (b"method m() {\n  var x := true + 1;\n}", 2, "x.dfy:2:16"),
        (b"iterator I() yields (x: int) { }", 2, "iterator"),
        (b"\xff\xfem\0", 2, "UTF-16"),
    ],
)  # fmt: skip
def test_contents(
    content: bytes, code: int, part: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_bytes(content)
    found, printed = run(capsys, "verify", "--format=plain", file.name)
    assert part in printed
    assert found == code


def test_files_that_cannot_be_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "verify", file.name)[0] == 2
    file.mkdir()
    code, printed = run(capsys, "verify", file.name)
    assert code == 2
    assert "directory" in printed


def test_several_files_are_refused(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("method m() { }")
    (file.parent / "y.bpl").write_text("procedure p();")
    code, printed = run(capsys, "show", "bpl", file.name, "y.bpl")
    assert code == 2
    assert "only programs in IVL" in printed


def test_includes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    included = file.parent / "y.dfy"
    file.write_text('include "y.dfy"\nmethod m() { assert f(1) == 2; assert f(0) == 0; }')
    assert run(capsys, "verify", file.name)[0] == 2
    included.write_text("function f(x: int): int { x + 1 } lemma unproved() { assert false; }")
    code, printed = run(capsys, "verify", "--format=plain", file.name)
    assert code == 1
    assert printed.count("error:") == 1
    assert "x.dfy:2:43" in printed


def test_the_translation_can_be_shown(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("method m(x: int) requires x > 0 { assert x > 1; }")
    code, printed = run(capsys, "show", "bpl", file.name)
    assert code == 0
    (file.parent / "x.bpl").write_text(printed)
    assert run(capsys, "verify", "x.bpl")[0] == 1


def test_errors_come_together(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One run tells all that verification has found, in the order of the text."""
    file.write_text(
        "method m(x: int) {\n  assert x > 0;\n  assert x > 1;\n}\n"
        "function f(x: int): int { 1 / x }\n"
    )
    code, printed = run(capsys, "verify", "--format=plain", file.name)
    assert code == 1
    lines = [line for line in printed.splitlines() if "error:" in line]
    assert [line.split(" ")[0] for line in sorted(lines)] == [
        "x.dfy:2:11:", "x.dfy:3:11:", "x.dfy:5:28:",
    ]  # fmt: skip


DEPTH = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "method m() { assert " + "(" * DEPTH + "1 < 2" + ")" * DEPTH + "; }",
        "function f(b: bool): bool { " + "if b then true else " * 10_000 + "b }",
        "method m() { " + "{ " * DEPTH + "}" * DEPTH + "}",
        "type T = " + "seq<" * 10_000 + "int" + ">" * 10_000,
        "function f(): int { " + "1 + " * 10_000 + "1 }",
    ],
    ids=["parentheses", "conditions", "blocks", "types", "sums"],
)
def test_deep_programs(text: str, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(text)
    code, printed = run(capsys, "check", file.name)
    assert (code, "internal" in printed) == (0, False)


def test_deep_programs_without_an_end(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("method m() { assert " + "(" * DEPTH)
    code, printed = run(capsys, "verify", "--format=plain", file.name)
    assert code == 2
    assert "the file ends" in printed
