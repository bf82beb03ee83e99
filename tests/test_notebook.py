"""What Jupyter shows of programs, flow graphs and results."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ivl
from ivl.report import notebook
from ivl.verifier import Verifier

EVIL = "</script><img src=x onerror=alert(1)>"
TEXT = f"""\
procedure Good(x: int) returns (r: int) requires x > 0; ensures r > 0; {{ r := x; }}
procedure Bad(x: int) {{ if (x > 3) {{ assert {{:msg "{EVIL}"}} x > 4; }} }}
"""


@pytest.fixture(scope="module")
def program():
    return ivl.parse(TEXT, "t.bpl")


def test_programs(program):
    for shown in (program, ivl.check(program)):
        html = shown._repr_html_()
        assert "procedure" in html and "<span" in html and "<img" not in html


def test_results(program):
    results = ivl.Results(ivl.verify(program))
    assert not results.verified and len(results) == 2
    html = results._repr_html_()
    assert "1 of 2 implementations verified" in html
    assert "&lt;img" in html and "<img" not in html
    assert "here: x == 4" in results[1]._repr_html_()
    assert ivl.Results(results[:1]).verified


@pytest.mark.parametrize("graphviz", [True, False])
def test_flow_graphs(program, monkeypatch, graphviz):
    if not graphviz:
        monkeypatch.setenv("PATH", "")
    verifier = Verifier(ivl.check(program), ivl.Options())
    bad = verifier.selected[1]
    for cfg in (verifier.graphs.written(bad), verifier.graphs.passive(bad)):
        svg = cfg._repr_svg_()
        assert svg.startswith("<svg") and "anon" in svg and "<img" not in svg


def test_other_things_have_no_html():
    with pytest.raises(TypeError, match="int has no HTML"):
        notebook.html(3)


def test_nothing_of_it_is_imported_before():
    code = (
        "import ivl, sys; list(ivl.verify(ivl.parse('procedure P() {}', 't')));"
        "print('pygments' in sys.modules, 'ivl.report.notebook' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == ["False", "False"]


def test_an_executed_notebook(tmp_path):
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed")
    cells = [
        f"import ivl\nprogram = ivl.parse({TEXT!r}, 't.bpl')\nprogram",
        "ivl.Results(ivl.verify(program))",
        "from ivl.verifier import Verifier\n"
        "verifier = Verifier(ivl.check(program), ivl.Options())\n"
        "verifier.graphs.written(verifier.selected[1])",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    nbclient.NotebookClient(book, timeout=60, resources={"metadata": {"path": "."}}).execute()
    shown = [cell["outputs"][-1]["data"] for cell in book.cells]
    assert "text/html" in shown[0]
    assert "1 of 2 implementations verified" in shown[1]["text/html"]
    assert shown[2]["image/svg+xml"].startswith("<svg")
