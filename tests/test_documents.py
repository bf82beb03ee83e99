"""Documents about whole runs: each agrees with its schema, and says what happened."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fake_results import Example

import ivl
from ivl.base.diagnostic import Diagnostic, Related, Severity
from ivl.base.source import NOWHERE
from ivl.cli import boogie
from ivl.cli.main import main
from ivl.report.document import DOCUMENTS, SCHEMAS, document, schema
from ivl.report.run import Run
from ivl.result import Outcome, Result

PROGRAM = """\
procedure Good() { assert true; }
procedure Bad(x: int)
  ensures x > 0;
{
  call Bad(x);
  assert x != 5;
}
procedure Needs(x: int);
  requires x > 2;
procedure Worse(x: int) {
  call Needs(x);
  while (*) invariant x > 3; { }
}
var y: int;
"""


def check_json(text: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(json.loads(schema("json")))
    jsonschema.validate(json.loads(text), json.loads(schema("json")))


def check_sarif(text: str) -> None:
    sarif = pytest.importorskip("pydantic_sarif.model", reason="no model of SARIF's schema")
    sarif.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate_json(text)


def check_xml(text: str, format_: str) -> None:
    xmlschema = pytest.importorskip("xmlschema")
    xmlschema.XMLSchema(schema(format_)).validate(text)


def check(format_: str, text: str) -> None:
    match format_:
        case "json":
            check_json(text)
        case "sarif":
            check_sarif(text)
        case "html":
            assert text.startswith("<!DOCTYPE html>")
        case _:
            check_xml(text, format_)


def runs() -> dict[str, Run]:
    """Runs of every kind, made by hand."""
    example = Example()
    every = [example.result(outcome) for outcome in Outcome]
    odd = example.assertion(
        message="a \0 character & <markup>\nand a line",
        trace=(*example.trace("anon0"), Related("made", NOWHERE)),
        related=(Related("nowhere", NOWHERE),),
    )
    note = Diagnostic("smoke.unreachable", "nothing comes here", None, Severity.WARNING)
    tried = example.result(Outcome.VERIFIED, note)
    rounds = Result(
        example.implementation, "{:odd} name", Outcome.VERIFIED, iterations=(tried, tried)
    )
    return {
        "nothing": Run("verify", ["a.bpl"]),
        "every outcome": Run("verify", ["dir/f.bpl"], every, exit_code=1),
        "odd characters": Run("verify", ["dir/f.bpl"], [example.result(Outcome.FAILED, odd)]),
        "iterations": Run("verify", ["dir/f.bpl", "/b c.bpl"], [tried, rounds], together=True),
        "coverage": Run("verify", ["f"], [example.result(Outcome.VERIFIED, covered=("a", "b"))]),
        "twice": Run(
            "verify",
            ["dir/f.bpl"],
            [example.result(Outcome.FAILED, *[example.precondition()] * 2)],
            exit_code=1,
        ),
        "bad input": Run(
            "check",
            ["missing.bpl"],
            diagnostics=[note, Diagnostic("io.missing", "cannot read it", None)],
            exit_code=2,
        ),
    }


@pytest.mark.parametrize("name", runs())
@pytest.mark.parametrize("format_", DOCUMENTS)
def test_documents_agree_with_their_schemas(format_, name):
    check(format_, document(format_, runs()[name]))


@pytest.mark.parametrize("format_", ["junit", "xml"])
def test_xml_of_half_a_character(format_):
    example = Example()
    broken = Diagnostic("verify.assert", "half of \ud83d", None)
    odd = Result(example.implementation, "\ud83d", Outcome.FAILED, (broken,))
    text = document(format_, Run("verify", ["dir/f.bpl"], [odd]))
    check(format_, text)
    assert 'name="\\u{d83d}"' in text


def test_every_schema_is_used():
    assert set(SCHEMAS) < set(DOCUMENTS)
    for format_ in SCHEMAS:
        assert schema(format_)


def test_a_schema_refuses_what_is_not_in_it():
    text = document("json", runs()["every outcome"])
    with pytest.raises(Exception, match="sure"):
        check_json(text.replace('"failed"', '"sure"'))
    text = document("xml", runs()["every outcome"])
    with pytest.raises(Exception, match="sure"):
        check_xml(text.replace('"correct"', '"sure"'), "xml")


# ------------------------------------------------------------------ what they say


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a b.bpl").write_text(PROGRAM)
    return "a b.bpl"


def verify(capsys, format_: str, *words: str) -> tuple[int, str]:
    code = main(["verify", "--format", format_, *words])
    out = capsys.readouterr().out
    check(format_, out)
    return code, out


def test_junit(file, capsys):
    code, out = verify(capsys, "junit", file)
    assert code == 1
    root = ElementTree.fromstring(out)
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("3", "2", "0")
    [suite] = root
    good, bad, worse = suite
    assert suite.get("name") == file and good.get("name") == "Good" and not list(good)
    [failure] = bad
    assert failure.get("type") == "verify.assert"
    assert failure.text is not None and "a b.bpl:6:3: error: " in failure.text
    assert worse[0].text.count(": error: ") == 2


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.VERIFIED])
def test_no_format_shows_a_pass_for_what_is_not_verified(outcome):
    run = Run("verify", ["dir/f.bpl"], [Example().result(outcome)], exit_code=1)
    root = ElementTree.fromstring(document("junit", run))
    assert int(root.get("failures", "0")) + int(root.get("errors", "0")) == 1
    [result] = json.loads(document("sarif", run))["runs"][0]["results"]
    assert result["level"] == "error"
    method = ElementTree.fromstring(document("xml", run)).find("file/method")
    outcomes = {c.get("outcome") for c in method.iter("conclusion")}
    assert outcomes.isdisjoint({"correct", "valid"})


def test_sarif(file, capsys):
    code, out = verify(capsys, "sarif", file)
    [run] = json.loads(out)["runs"]
    assert code == 1 and run["invocations"][0]["exitCode"] == 1
    first = run["results"][0]
    [location] = first["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.bpl"},
        "region": {"startLine": 6, "startColumn": 3, "endLine": 6, "endColumn": 9},
    }
    assert location["logicalLocations"] == [{"name": "Bad", "kind": "function"}]
    rules = run["tool"]["driver"]["rules"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "verify.assert"
    [flow] = first["codeFlows"]
    assert flow["threadFlows"][0]["locations"][0]["location"]["message"] == {"text": "anon0"}
    others = [r["ruleId"] for r in run["results"][1:]]
    assert others == ["verify.precondition", "verify.invariant.entry"]
    assert run["results"][1]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 9


def test_sarif_of_a_file_elsewhere():
    run = Run("check", ["/x/ü.bpl"], (), [Diagnostic("parse.x", "no", None)], 2)
    found = json.loads(document("sarif", run))["runs"][0]
    assert found["invocations"][0]["executionSuccessful"] is False
    assert "locations" not in found["results"][0]


def test_xml_of_boogie(file, capsys):
    Path("c.bpl").write_text("procedure Fine() { }")
    code = boogie.main([file, "c.bpl", "/xml:@PREFIX@out.xml", "/logPrefix:my", "/noVerify"])
    assert code == 0
    check_xml(Path("myout.xml").read_text(), "xml")
    assert boogie.main([file, "c.bpl", "/xml:out.xml"]) == 0
    text = Path("out.xml").read_text()
    check_xml(text, "xml")
    root = ElementTree.fromstring(text)
    assert (
        root.get("version") == "3.5.7" and root.get("commandLine") == f"{file} c.bpl /xml:out.xml"
    )
    [program] = root
    assert program.get("name") == "c.bpl"
    assert [f.get("name") for f in program.iter("fileFragment")] == [file, "c.bpl"]
    errors = [(e.get("message"), e.get("line"), e.get("column")) for e in program.iter("error")]
    assert errors == [
        ("assertion violation", "6", "3"),
        ("precondition violation", "11", "3"),
        ("loop invariant entry violation", "12", "13"),
    ]
    assert program.find("error[2]/related").get("line") == "9"
    outcomes = {m.get("name"): m.find("conclusion").get("outcome") for m in program.iter("method")}
    assert outcomes == {"Good": "correct", "Bad": "errors", "Worse": "errors", "Fine": "correct"}
    [assertion] = program.find("method[1]").iter("assertion")
    assert (assertion.get("line"), assertion.get("column")) == ("1", "20")


def test_xml_has_each_program(file, capsys):
    Path("c.bpl").write_text("procedure Fine() { }")
    Path("d.bpl").write_text("procedure {")
    words = [file, "c.bpl", "d.bpl", "/xml:out.xml", "/verifySeparately"]
    boogie.main(words)
    check_xml(Path("out.xml").read_text(), "xml")
    root = ElementTree.parse("out.xml").getroot()
    assert [f.get("name") for f in root] == [file, "c.bpl", "d.bpl"]
    assert [len(f.findall("method")) for f in root] == [3, 1, 0]


def test_splits(file, capsys):
    Path("s.bpl").write_text(
        "procedure P(x: int) { assert x != 1; assert {:split_here} x != 2; assert true; }"
    )
    _, out = verify(capsys, "json", "s.bpl")
    [result] = json.loads(out)["results"]
    assert [s["assertions"] for s in result["splits"]] == [1, 2]
    _, out = verify(capsys, "xml", "s.bpl")
    batches = list(ElementTree.fromstring(out).iter("assertionBatch"))
    assert [b.get("number") for b in batches] == ["0", "1"]
    assert [len(b.findall("assertion")) for b in batches] == [1, 2]


def test_several_files(file, capsys):
    Path("c.bpl").write_text("procedure Fine() { }")
    for format_ in DOCUMENTS:
        code, out = verify(capsys, format_, file, "c.bpl")
        assert code == 1
        code, out = verify(capsys, format_, "c.bpl")
        assert code == 0
        code, out = verify(capsys, format_, "c.bpl", "missing.bpl")
        assert code == 2 and "missing.bpl" in out
        assert main(["check", "--format", format_, "c.bpl"]) == 0
        check(format_, capsys.readouterr().out)


def test_a_real_result_knows_when_and_what():
    [result] = ivl.verify(ivl.parse("procedure P() { assert true; assert true; }"))
    assert result.started > 1.7e9
    assert [o.position.column for o in sorted(result.obligations)] == [17, 30]
