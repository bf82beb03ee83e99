"""What README shows works as it says."""

import re
from pathlib import Path

import pytest

import ivl

README = (Path(__file__).resolve().parent.parent / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_library_example_prints_what_it_says(capsys):
    (code,) = blocks("python")
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out == "Max verified\n"


def test_the_first_proof_and_the_first_failing_proof():
    (program,) = blocks("boogie")
    (result,) = ivl.verify(ivl.parse(program, "max.bpl"))
    assert result.outcome is ivl.Outcome.VERIFIED
    assert result.assertions == 1
    (failed,) = ivl.verify(ivl.parse(program.replace("x > y", "x < y"), "max.bpl"))
    (diagnostic,) = failed.diagnostics
    line = diagnostic.span.position.line  # the column is that of either branch: both fail
    message = rf"max.bpl:{line}:\d+: error: {diagnostic.message} \[{diagnostic.kind}\]"
    assert re.search(message, README)


@pytest.mark.parametrize("name", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_links_lead_somewhere(name):
    assert (Path(__file__).resolve().parent.parent / name).exists()
