"""Every option of Boogie: it does what it says, or is on a list that says why not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from ivl.cli import boogie
from ivl.cli.boogie_options import Support
from ivl.cli.boogie_table import GROUPS
from ivl.cli.main import main

TESTS = Path(__file__).resolve().parent
REFERENCE = TESTS.parent.parent / "shared" / "reference" / "boogie-options.md"
OPTIONS = {option.name: option for group in GROUPS for option in group.options}


class Case(NamedTuple):
    """`text` with `words` makes `out` appear, in the output or in `file`; without them it does not.

    `always` are further words, which both runs get.
    """

    words: str
    out: str
    text: str = "procedure P(x: int) { assert x > 0; }"
    always: str = ""
    file: str = ""
    without: bool = True


WRONG = """\
procedure Wrong() { x := 1; }
procedure P() { assert 1; }
procedure Fine() { assert true; }
"""
LOOP = """\
procedure P(n: int) {
  var i: int;
  i := 0;
  while (i < n) free invariant i >= 0; invariant i >= 0; { havoc i; }
}
"""
POLYMORPHIC = """\
type Field _;
const c: Field int;
var heap: <T>[Field T]T;
procedure P() modifies heap; { heap[c] := 3; assert heap[c] == 3; }
"""
EXTENSIONAL = """\
procedure P(a: [int]int, b: [int]int) {
  assume (forall i: int :: a[i] == b[i]);
  assert a == b;
}
"""
CONGRUENT = """\
var heap: <a>[a]a; function f(a: [int]int): int; axiom (forall a: [int]int :: {f(a)} f(a) > 0);
procedure P(a: [int]int) { assert f(a[3 := a[3]]) == f(a); }
"""
LAMBDA = (
    "procedure P(x: int) { var a: [int]int; a := (lambda i: int :: i + x * x); assert a[1] < 3; }"
)
POOL = 'procedure P(p: [int]bool) { assume (forall {:pool "A"} i: int :: p[i]); '
POOL += 'assert {:add_to_pool "A", 3} p[3]; assert p[4]; }'
HOUDINI = """\
const {:existential true} b: bool;
procedure P(x: int) requires x > 0; { assert b ==> x < 9; call Q(x); }
procedure Q(x: int) requires x > 0; { assert x > 0; }
"""
CALL = """\
const {:existential true} b: bool;
procedure Inc(i: int) returns (j: int) { j := i + 1; }
procedure P() { var k: int; call k := Inc(1); assert b ==> k == 2; }
"""
STRAIGHT = "procedure P() { goto A; A: assert true; goto B; B: assert false; }"
LIVE = """\
procedure P(b: bool) {
  var x, y: int;
  if (b) { x := 1; y := 1; } else { x := 2; }
  assert x > 1;
}
"""
MEASURE = "procedure P() { var i: int; while (i > 0) measure i; { i := i - 1; } }"
STATE = """\
procedure P(x: int) {
  assume {:captureState "here"} true;
  assert {:print "x is ", x} x > 0;
}
"""
SPLIT = """\
procedure P(x: int) {
  if (x > 0) { assume x > 1; assert x != 3; } else { assert x != -3; }
  if (x > 7) { assert x != 13; } else { assert x != 3; }
}
"""
SPLITS = "/vcsMaxSplits:3 /trace"
QUANTIFIED = """\
function f(int): int;
axiom (forall x: int :: {:weight 7} {f(x)} f(x) > 0);
procedure P() { assert f(2) > 0; }
"""
GIVEN = """\
function f(int): int;
axiom (forall x: int :: {:qid "mine"} {f(x)} f(x) > 0);
procedure P() { assert f(2) > 0; }
"""
LOG = "/proverLog:log.smt2"

CASES = {
    "printVerifiedProceduresCount": [
        Case("/printVerifiedProceduresCount:0", r"finished with 1 error\n")
    ],
    "overlookTypeErrors": [
        Case("/overlookTypeErrors", r"finished with 1 verified, 0 errors", WRONG),
    ],
    "tracePOs": [Case("/tracePOs", r"\[1 proof obligation\]  error\n")],
    "alwaysAssumeFreeLoopInvariants": [
        Case("/alwaysAssumeFreeLoopInvariants", "1 verified, 0 errors", LOOP)
    ],
    "emitDebugInformation": [
        Case("/emitDebugInformation:1", r":qid \|p\.bpl\.2:8\|", QUANTIFIED, LOG, "log.smt2"),
        Case("/emitDebugInformation:1", r":boogie-vc-id P\)", always=LOG, file="log.smt2"),
        Case("", r":qid mine", GIVEN, LOG, "log.smt2", without=False),
        Case("/emitDebugInformation:0", r"\A(?s:(?!:qid).)*\Z", GIVEN, LOG, "log.smt2"),
    ],
    "typeEncoding": [
        Case("/typeEncoding:p", r"declare-fun typeOf", POLYMORPHIC, LOG, "log.smt2"),
        Case("/typeEncoding:a", r"declare-fun hasType", POLYMORPHIC, LOG, "log.smt2"),
        Case("/typeEncoding:p", "1 verified, 0 errors", POLYMORPHIC, without=False),
        Case("/typeEncoding:monomorphic", "1 verified, 0 errors", POLYMORPHIC, without=False),
    ],
    "useArrayAxioms": [Case("/useArrayAxioms", "0 verified, 1 error", EXTENSIONAL)],
    "useArrayTheory": [Case("/useArrayTheory", "1 verified, 0 errors", CONGRUENT)],
    "freeVarLambdaLifting": [
        Case(
            "/freeVarLambdaLifting",
            r"\(\+ \?\w+(@\d+)? \(\* ",
            LAMBDA,
            LOG,
            "log.smt2",
        )
    ],
    "keepQuantifier": [Case("/keepQuantifier", "1 verified, 0 errors", POOL)],
    "liveVariableAnalysis": [
        Case("/liveVariableAnalysis:0", r"\(= \|y#0\| y\)", LIVE, LOG, "log.smt2"),
    ],
    "coalesceBlocks": [Case("/coalesceBlocks:0", r"p\.bpl\(1,\d+\): B\n", STRAIGHT)],
    "contractInfer": [
        Case("/contractInfer /printAssignment", "b = False\n", HOUDINI),
    ],
    "inlineDepth": [
        Case("/inlineDepth:1", "b = True\n", CALL, "/contractInfer /printAssignment"),
    ],
    "smokeTimeout": [
        Case(
            "/smoke /smokeTimeout:3",
            "found unreachable code",
            "procedure P() { assume 1 > 2; assert true; }",
        )
    ],
    "subsumption": [
        Case(
            "/subsumption:0",
            "0 verified, 2 errors",
            "procedure P(x: int) { assert x > 0; assert x >= 0; }",
        )
    ],
    "proverOpt": [
        Case("/proverOpt:SOLVER=noop", "1 inconclusive"),
        Case("/p:TIME_LIMIT=7000", r"\(set-option :timeout 7000\)", always=LOG, file="log.smt2"),
        Case("/p:O:smt.mbqi=true", r"smt\.mbqi true", always=LOG, file="log.smt2"),
        Case("/p:LOGIC=ALL", r"\(set-logic ALL\)", always=LOG, file="log.smt2"),
        Case("/p:USE_WEIGHTS=0", r"\A(?s:(?!:weight).)*\Z", QUANTIFIED, LOG, "log.smt2"),
        Case("/p:LOG_FILE=mine.smt2", r"check-sat", file="mine.smt2"),
        Case("/p:C:-T:x", "1 solver exceptions"),
        Case("/p:MEMORY_LIMIT=512", "1 error", without=False),
        Case("/p:BATCH_MODE=true", "1 error", without=False),
        Case("/p:VERBOSITY=1", "1 error", without=False),
    ],
    "restartProver": [Case("/restartProver", "0 verified, 1 error", without=False)],
    "printUnstructured": [Case("/printUnstructured", r"LoopHead:", LOOP, "/noVerify /print:-")],
    "printDesugared": [Case("/printDesugared", "call1formal#j", CALL, "/noVerify /print:-")],
    "printLambdaLifting": [
        Case("/printLambdaLifting", r"function lambda#0", LAMBDA, "/noVerify /print:-")
    ],
    "printMeasureDesugaring": [
        Case("/printMeasureDesugaring", r"measure#0", MEASURE, "/noVerify /print:-")
    ],
    "printPassive": [Case("/printPassive:out.bpl", "assume x[#@]0 == 1", LIVE, file="out.bpl")],
    "printCFG": [Case("/printCFG:graph", "digraph", LOOP, file="graph.P.dot")],
    "pretty": [Case("/pretty:0", "assert x > 0", always="/noVerify /print:-", without=False)],
    "traceTimes": [Case("/traceTimes", r">>> Finished .*of P +\[\d")],
    "traceverify": [Case("/traceverify", r"assume i@?#?\d* < n|LoopBody:", LOOP)],
    "printModel": [Case("/printModel:1", r"\*\*\* MODEL")],
    "printModelToFile": [
        Case("/printModelToFile:m", r"\*\*\* MODEL", always="/printModel:1", file="m")
    ],
    "mv": [Case("/mv:m", r"\*\*\* STATE here", STATE, file="m")],
    "enhancedErrorMessages": [Case("/enhancedErrorMessages:1", "Augmented .*\nx is ", STATE)],
    "normalizeNames": [Case("/normalizeNames:1", r"\$\d", always=LOG, file="log.smt2")],
    "normalizeDeclarationOrder": [
        Case("/normalizeDeclarationOrder:1", "1 verified", QUANTIFIED, without=False)
    ],
    "randomizeVcIterations": [
        Case("/randomizeVcIterations:3", r"(?s)(check-sat.*){3}", QUANTIFIED, LOG, "log.smt2")
    ],
    "reflectAdd": [Case("/reflectAdd", r"(?i)add", LAMBDA, LOG, "log.smt2")],
    "proverPreamble": [
        Case("/proverPreamble:extra.smt2", r"\(assert true\)", always=LOG, file="log.smt2")
    ],
    "noPruneInfeasibleEdges": [
        Case("/noPruneInfeasibleEdges", "0 errors", "procedure P() { assume false; assert false; }",
             without=False)
    ],
    "explainHoudini": [Case("/explainHoudini", "b", HOUDINI, "/contractInfer", without=False)],
    "vcsMaxSplits": [Case("/vcsMaxSplits:3", "checking split 3/3", SPLIT, "/trace")],
    "vcsMaxCost": [Case("/vcsMaxCost:999", r"\A(?s:(?!checking).)*\Z", SPLIT, SPLITS)],
    "vcsPathJoinMult": [Case("/vcsPathJoinMult:0.1", r"1/3,.*\(cost:2/", SPLIT, SPLITS)],
    "vcsPathCostMult": [Case("/vcsPathCostMult:9", r"\(cost:\d{3}/", SPLIT, SPLITS)],
    "vcsAssumeMult": [Case("/vcsAssumeMult:3", r"\(cost:\d{3}/", SPLIT, SPLITS)],
    "vcsPathSplitMult": [Case("/vcsPathSplitMult:9", r"1/3,.*\(cost:5/", SPLIT, SPLITS)],
    "vcsKeepGoingTimeout": [
        Case("/vcsKeepGoingTimeout:3", r"timeout 3000\)",
             "procedure P(x: int) { assert x > 0; assert x > 1; }",
             f"/vcsMaxKeepGoingSplits:2 {LOG}", file="log.smt2")
    ],
    "timeLimitPerAssertionInPercent": [
        Case("/timeLimitPerAssertionInPercent:20", "1 error",
             always="/runDiagnosticsOnTimeout /timeLimit:9", without=False)
    ],
    "printWithUniqueIds": [
        Case("/printWithUniqueIds", r"\w\^\^x > 0", always="/noVerify /print:-")
    ],
    "verifySeparately": [Case("/verifySeparately", "(?s)finished.*finished", always="p.bpl")],
    "proverWarnings": [
        Case("/proverWarnings:1", "0 verified, 1 error", without=False),
    ],
    "processTimeLimit": [Case("/processTimeLimit:60", "0 verified, 1 error", without=False)],
}  # fmt: skip
"""What options do that no other test names."""

HOUDINI_ONLY = "tunes or debugs Boogie's search for contracts; what it finds is the same"
DEBUGGING = "debugs Boogie itself"
WITHOUT_EFFECT = {
    "wait": "a command that waits for a key cannot be used in scripts",
    "break": DEBUGGING,
    "useUnsatCoreForContractInfer": HOUDINI_ONLY,
    "reverseHoudiniWorklist": HOUDINI_ONLY,
    "crossDependencies": HOUDINI_ONLY,
    "concurrentHoudini": HOUDINI_ONLY,
    "debugConcurrentHoudini": HOUDINI_ONLY,
    "modifyTopologicalSorting": HOUDINI_ONLY,
    "stagedHoudini": HOUDINI_ONLY,
    "stagedHoudiniThreads": HOUDINI_ONLY,
    "stagedHoudiniReachabilityAnalysis": HOUDINI_ONLY,
    "stagedHoudiniMergeIgnoredAnnotations": HOUDINI_ONLY,
    "debugStagedHoudini": HOUDINI_ONLY,
    "variableDependenceIgnore": HOUDINI_ONLY,
    "recursionBound": "has no effect in Boogie either",
    "vcBrackets": "names are written between bars wherever that is needed",
    "warnNotEliminatedVars": DEBUGGING,
    "boolControlVC": DEBUGGING,
    "useProverEvaluate": DEBUGGING,
    "dbgRefuted": DEBUGGING,
    "proverDll": "there is one interface, SMTLib; other names are refused",
    "enableUnSatCoreExtraction": "cores are asked for where they are used",
    "monomorphize": "is the default since Boogie 3",
    "nologo": "there is no logo since Boogie 3",
    "noinfer": "is the default since Boogie 3",
    "doNotUseLabels": "there are no labels since Boogie 3",
}
CIVL = "Civl is refused as a whole"
REFUSED = {
    "printLean": "a research prototype in Boogie",
    "trustMoverTypes": CIVL,
    "trustNoninterference": CIVL,
    "trustRefinement": CIVL,
    "trustInvariants": CIVL,
    "trustSequentialization": CIVL,
    "trustLayersUpto": CIVL,
    "trustLayersDownto": CIVL,
    "civlDesugaredFile": CIVL,
}


# ------------------------------------------------------------------ the lists are complete


def named_in_tests() -> str:
    """The other tests."""
    files = sorted(TESTS.glob("test_*.py"))
    return "\n".join(f.read_text(encoding="utf-8") for f in files if f.name != Path(__file__).name)


def test_what_has_no_effect_has_a_reason():
    silent = {name for name, o in OPTIONS.items() if o.support is Support.NO_EFFECT}
    assert silent == set(WITHOUT_EFFECT)
    refused = {name for name, o in OPTIONS.items() if o.support is Support.REFUSED}
    assert refused == set(REFUSED)


def test_what_works_is_tested():
    others = named_in_tests()
    untested = [
        name
        for name, option in OPTIONS.items()
        if option.support is Support.WORKS
        and not CASES.get(name)
        and not any(re.search(rf"[/-]{n}\b", others) for n in (name, *option.aliases))
    ]
    assert untested == []


def test_no_option_of_boogie_is_missing():
    if not REFERENCE.exists():
        pytest.skip("the list of Boogie's options is not here")
    names: dict[str, str] = {}
    for line in REFERENCE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == 3 and cells[0].startswith("/"):
            for name in re.findall(r"/(\w+)", cells[0]):
                names[name] = cells[2].partition(" ")[0]
    assert len(names) > 90
    aliases = {alias: name for name, o in OPTIONS.items() for alias in o.aliases}
    for name, verdict in names.items():
        option = OPTIONS[aliases.get(name, name)]
        match verdict:
            case "must" | "should":
                assert option.support is Support.WORKS or option.name in WITHOUT_EFFECT, name
            case "skip":
                assert option.support is not Support.REFUSED, name
            case "later":
                assert option.support is Support.REFUSED, name
            case _:
                raise AssertionError(f"{name}: {verdict}")


# ------------------------------------------------------------------ what they do


def said(capsys: pytest.CaptureFixture[str], case: Case, words: str) -> str:
    Path("p.bpl").write_text(case.text, encoding="utf-8")
    Path("extra.smt2").write_text("(assert true)\n", encoding="utf-8")
    if case.file:
        Path(case.file).unlink(missing_ok=True)
    assert boogie.main(["p.bpl", *case.always.split(), *words.split()]) == 0
    out = capsys.readouterr().out
    if case.file:
        return Path(case.file).read_text(encoding="utf-8") if Path(case.file).exists() else ""
    return out


@pytest.mark.parametrize(
    "case",
    [case for cases in CASES.values() for case in cases],
    ids=lambda case: case.words or "nothing",
)
def test_an_option_does_what_it_says(case, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    out = said(capsys, case, case.words)
    assert re.search(case.out, out), out
    if case.without:
        assert not re.search(case.out, said(capsys, case, ""))


def test_the_other_command_has_them_too(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text(LOOP, encoding="utf-8")
    assert main(["verify", "p.bpl"]) == 1
    assert main(["verify", "p.bpl", "--assume-free-invariants"]) == 0
    Path("p.bpl").write_text(QUANTIFIED, encoding="utf-8")
    capsys.readouterr()
    assert main(["show", "smt2", "p.bpl", "--quantifier-names", "all", "--no-weights"]) == 0
    out = capsys.readouterr().out
    assert ":qid |p.bpl.2:8|" in out and ":skolemid |p.bpl.2:8|" in out and ":weight" not in out
    assert main(["show", "prepared", "p.bpl", "--quantifier-names", "all"]) == 0
    assert '{:qid "p.bpl.2:8"}' in capsys.readouterr().out
