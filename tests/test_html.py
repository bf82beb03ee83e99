"""The HTML page: what it says, that it can be read without a script, and that no text breaks it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from fake_results import Example

import ivl
from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.replay import Replay, ReplayVerdict
from ivl.cli.main import main
from ivl.exhibits import exhibits
from ivl.report import drawing
from ivl.report.document import document
from ivl.report.drawing import MOST_BLOCKS, Drawing, draw
from ivl.report.highlight import IvlLexer, colored
from ivl.report.html.data import script_json
from ivl.report.run import Run
from ivl.result import Outcome

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
PROGRAM = f"""\
// {EVIL} & more
/* nested /* comment */ {EVIL} */
function f(int): int;
axiom (forall x: int :: {{f(x)}} f(x) > 0);
procedure Good(n: int) returns (r: int)
  requires n >= 0;
  ensures r >= n;
{{
  r := n;
  while (r < 10)
    invariant r >= n;
  {{ r := r + 1; }}
  assert f(r) > 0;
}}
procedure Bad(x: int)
{{
  var y: int;
  if (x > 5) {{
    y := x;
    assert {{:msg "{EVIL}"}} y < 7;
  }}
  call y := Good(x);
}}
"""
VOID = {"meta", "input", "img", "br", "link", "hr"}


class Page(HTMLParser):
    """Checks that elements are nested, and collects them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: dict[str, str] = {}
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "script":
            name = self.tags[-1][1].get("id") or "code"
            self.scripts[name] = self.scripts.get(name, "") + data
        elif "style" not in self.open:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def run_of(text: str, name: str = "p.bpl", **options: object) -> Run:
    chosen = ivl.Options(timeout=10, **options)  # type: ignore[arg-type]
    program = ivl.check(ivl.parse(text, name))
    results = list(ivl.verify(program, chosen))
    code = 0 if all(r.outcome is Outcome.VERIFIED for r in results) else 1
    return Run("verify", [name], results, exit_code=code, exhibits=exhibits(program, chosen))


@pytest.fixture(scope="module")
def text() -> str:
    return document("html", run_of(PROGRAM, dependence=True))


@pytest.fixture(scope="module")
def page(text) -> Page:
    return Page(text)


def marks(page: Page) -> list[tuple[str, str]]:
    found = [a for a in page.all("a") if "mark" in (a.get("class") or "").split()]
    return [(a["class"].split()[1], a["title"]) for a in found]


def test_every_assertion_has_its_verdict_in_the_margin(page):
    assert marks(page) == [
        ("verified", "Good: verified"),
        ("verified", "postcondition: verified"),
        ("verified", "loop invariant on entry: verified"),
        ("verified", "loop invariant after a round: verified"),
        ("verified", "assertion: verified"),
        ("failed", "Bad: failed"),
        ("failed", "assertion: failed"),
        ("failed", "precondition of a call: failed"),
    ]


def test_no_text_of_the_program_becomes_markup(text, page):
    assert page.all("img") == []
    assert len(page.all("script")) == 1 + len([s for s in page.all("script") if "type" in s])
    assert "onerror" not in re.sub(
        r"&lt;.*?&gt;", "", text.replace("\\u003c", "&lt;").replace("\\u003e", "&gt;")
    )
    assert EVIL in page.text
    assert "alert(1)" not in page.scripts["code"]


def test_nothing_comes_from_elsewhere(text, page):
    assert page.all("link") == []
    for _, attributes in page.tags:
        assert not {"src", "srcset", "style", "onclick"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in text and "@import" not in text
    assert "default-src 'none'" in text


def test_all_can_be_read_without_a_script(page):
    for said in (
        "not verified: 1 failed, 1 verified; 2 errors",
        "a precondition for this call could not be proved",
        "p.bpl:6:3: this is the precondition that could not be proved",
        "anon3_Then",
        "here: x == ",
    ):
        assert said in page.text
    targets = {a.get("id") for _, a in page.tags}
    assert {a["href"][1:] for a in page.all("a")} <= targets


def test_links_and_marks_say_what_they_are(page):
    labelled = [a for a in page.all("a") if "mark" in (a.get("class") or "")]
    assert all(a["aria-label"] for a in labelled)
    assert page.all("html")[0]["lang"] == "en"
    assert "program" in {a.get("id") for a in page.all("main")}


def test_what_the_script_knows(page):
    bad = json.loads(page.scripts["data-p1"])
    assert [a["outcome"] for a in bad["assertions"]] == ["failed", "failed"]
    failure = bad["messages"][0]
    assert failure["text"] == EVIL and failure["line"] == "0-20"
    assert [entry["label"] for entry in failure["trace"]] == ["anon0", "anon3_Then"]
    assert all(entry["block"] >= 0 for entry in failure["trace"])
    assert "0-19" in bad["blocks"][failure["trace"][1]["block"]]
    assert any("y == " in line for step in failure["steps"] for line in step["lines"])
    assert bad["svg"].startswith("<svg") and "(check-sat)" in bad["conditions"][0]["text"]
    good = json.loads(page.scripts["data-p0"])
    assert {(p["kind"], p["used"]) for p in good["uses"]} >= {("axiom", True), ("requires", False)}
    assert "(declare-fun f (Int) Int)" in json.loads(page.scripts["background-0"])


def test_lines_are_those_that_the_proofs_needed(text):
    for line, kind in ((4, "needed"), (6, "spare")):
        number = f'id="L0-{line}"><span class="number">{line}</span>'
        assert f'{number}<span class="used {kind}"' in text


def test_the_background_is_there_once(page):
    assert [name for name in page.scripts if name.startswith("background")] == ["background-0"]


def test_undecided_assertions_are_not_verified():
    limited = "procedure P(x: int) { assert x == 1; assert x == 2; assert x == 3; }"
    page = Page(document("html", run_of(limited, error_limit=1)))
    styles = sorted(style for style, _ in marks(page))
    assert styles == ["failed", "failed", "undecided", "undecided"]


@pytest.mark.parametrize("outcome", Outcome)
def test_pages_of_every_outcome(outcome):
    example = Example()
    odd = example.assertion(message=f"a \0 character {EVIL}\ud83d")
    given = () if outcome is Outcome.VERIFIED else (odd,)
    run = Run("verify", ["dir/f.bpl"], [example.result(outcome, *given)], exit_code=1)
    page = Page(document("html", run))
    assert page.all("img") == []
    assert "summary failed" in {a.get("class") for a in page.all("p")}


def test_the_verdict_of_a_replay():
    example = Example()
    blamed = (Related(f"this is too weak {EVIL}", example.at("requires z")),)
    replay = Replay(ReplayVerdict.WEAK_CONTRACT, "it may be anything", blamed)
    failed = example.result(Outcome.FAILED, example.assertion(replay=replay))
    page = Page(document("html", Run("verify", ["dir/f.bpl"], [failed], exit_code=1)))
    assert "replay: contract too weak: it may be anything" in page.text
    (message,) = json.loads(page.scripts["data-p0"])["messages"]
    assert message["replay"]["verdict"] == "contract too weak"
    assert message["replay"]["blamed"][0]["line"] == "0-10"


def test_the_steps_of_an_execution_are_in_the_blocks_of_the_path():
    text = "procedure P(x: int)\n{ var y: int;\n if (x > 5) {\n y := x;\n assert y < 7;\n }\n}"
    page = Page(document("html", run_of(text, replay=True)))
    (message,) = json.loads(page.scripts["data-p0"])["messages"]
    assert message["replay"]["verdict"] == "refuted" and message["sure"]
    assert [(step["line"], step["block"]) for step in message["steps"][1:]] == [
        ("0-4", 1),
        ("0-5", 1),
    ]


def test_errors_of_the_input():
    span = Example().at("requires")
    errors = [Diagnostic("parse.syntax", EVIL, span), Diagnostic("x", "odd", None, Severity.NOTE)]
    page = Page(document("html", Run("verify", ["f"], diagnostics=errors, exit_code=2)))
    assert EVIL in page.text and page.all("img") == []
    assert "nothing was verified: 1 error in the input" in page.text


def test_what_is_only_checked_does_not_look_verified():
    page = Page(document("html", Run("check", ["f.bpl"])))
    assert "nothing was proved" in page.text
    assert "summary undecided" in {a.get("class") for a in page.all("p")}


def test_warnings_are_counted_and_in_the_margin():
    example = Example()
    warning = Diagnostic("sanity.assume", EVIL, example.at("y := x"), Severity.WARNING)
    results = [example.result(Outcome.VERIFIED)]
    page = Page(document("html", Run("verify", ["dir/f.bpl"], results, diagnostics=[warning])))
    assert "verified: 1 implementation, 3 assertions in 0.0 s; 1 warning" in page.text
    assert ("undecided", EVIL) in marks(page)


def test_json_in_a_script():
    tricky = {"a": "</script><!-- & \u2028 \ud83d"}
    assert not re.search(r"[<>&\u2028]", script_json(tricky))
    assert json.loads(script_json(tricky)) == tricky


@pytest.mark.parametrize("name", ["p.bpl", "-", "p.txt", "p.unknown", "p.py"])
def test_colours_keep_the_text(name):
    odd = PROGRAM + '"unfinished\n/* open \t\r\n é∀ \\x #if'
    assert "".join(piece for _, piece in colored(name, odd)) == odd


def test_words_of_the_language():
    classes = {piece: kind for kind, piece in colored("p.bpl", PROGRAM)}
    assert classes["procedure"] == "kd" and classes["assert"] == "k" and classes["int"] == "kt"
    assert classes["10"] == "m" and classes["Good"] == "n"
    assert IvlLexer.aliases[0] == "ivl"


GRAPH = Drawing((("a:", 'x := "<&\\N>";'), ("b:", "y"), ("c:",)), ((0, 1), (1, 0), (1, 2), (2, 2)))


@pytest.mark.parametrize("graphviz", [True, False])
def test_drawings(monkeypatch, graphviz):
    if not graphviz:
        monkeypatch.setenv("PATH", "")
    svgs = draw([GRAPH, Drawing((("only:",),), ())])
    assert len(svgs) == 2
    tree = Page(svgs[0])
    classes = [a["class"] for a in tree.all("g") if a.get("class") != "graph"]
    nodes = sorted(c for c in classes if c.startswith("node"))
    assert nodes == ["node b0", "node b1", "node b2"]
    assert {"edge e0-1", "edge e1-0", "edge e1-2", "edge e2-2"} <= set(classes)
    assert 'x := "<&\\N>";' in tree.text


def test_graphs_that_nobody_can_read_are_not_drawn(monkeypatch):
    monkeypatch.setenv("PATH", "")
    many = Drawing(tuple([(f"b{n}:",) for n in range(MOST_BLOCKS + 1)]), ())
    long = Drawing((("a:", *["x"] * 50, "y" * 500),), ())
    large, cut = draw([many, long])
    assert large == "" and "more lines" in cut and "y" * 100 not in cut


def test_graphviz_that_fails(monkeypatch):
    monkeypatch.setattr(drawing, "_dot", lambda _: "digraph {")
    assert "node b0" in draw([GRAPH])[0]


def test_reports_go_into_files(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text(PROGRAM, encoding="utf-8")
    reports = [tmp_path / "r.html", tmp_path / "r.json", tmp_path / "r.sarif"]
    arguments = [f"--report={report}" for report in reports]
    assert main(["verify", "--format=plain", *arguments, str(path)]) == 1
    assert f"{path}:22:3: error: a precondition" in capsys.readouterr().out
    Page(reports[0].read_text(encoding="utf-8"))
    assert json.loads(reports[1].read_text(encoding="utf-8"))["summary"]["failed"] == 1
    assert main(["verify", "--format=html", str(path)]) == 1
    assert capsys.readouterr().out.startswith("<!DOCTYPE html>")


def test_reports_that_cannot_be_written(tmp_path, capsys):
    path = tmp_path / "p.bpl"
    path.write_text("procedure P() { }", encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["verify", "--report=r.foo", str(path)])
    assert "does not end in one of .html" in capsys.readouterr().err
    assert main(["verify", f"--report={tmp_path}/no/r.html", str(path)]) == 3
    assert "cannot write the report" in capsys.readouterr().err
