"""Every attribute of Boogie: it does what it says, or is on a list that says why not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import ivl
from ivl.cli import boogie
from ivl.cli.boogie_help import attribute_help

TESTS = Path(__file__).resolve().parent

WORKING = re.findall(r"\w+", """
    ignore extern always_assume inline verify vcs_max_cost vcs_max_splits vcs_max_keep_going_splits
    vcs_split_on_every_assert selective_checking start_checking_here priority id timeLimit rlimit
    random_seed smt_option verboseName include_dep builtin bvbuiltin define never_pattern identity
    existential subsumption isolate allow_split focus split_here msg print captureState pool
    add_to_pool minimize maximize soft verified_under assumption expand keep weight qid skolemid
    nopats msg_if_verifies kInductionDepth partition PossiblyUnreachable
""")  # fmt: skip
WITHOUT_EFFECT = {
    "checksum": "what was proved is known by its own text",
    "try": "assumptions are never tried out: what is asserted is asserted",
    "ctor": "an axiom has instances wherever the types in it occur",
    "entrypoint": "is for clients of Boogie that search whole programs",
    "candidate": "marks what inference made; what it means is in the expression",
    "name": "names an axiom for clients of Boogie",
}
"""Accepted, like any attribute that nobody knows."""


def test_every_attribute_is_tested():
    files = sorted(TESTS.glob("test_*.py"))
    text = "\n".join(f.read_text(encoding="utf-8") for f in files)
    assert [name for name in WORKING if not re.search(rf"{{:{name}\b", text)] == []


def test_the_help_describes_every_attribute():
    text = attribute_help()
    made_here = {"partition"}  # stands on the conditions of branches
    missing = [name for name in WORKING if not re.search(rf"{{:{name}\b", text)]
    assert set(missing) == made_here


@pytest.mark.parametrize("name", [*WITHOUT_EFFECT, "nobody_knows_this"])
def test_other_attributes_change_nothing(name):
    attribute = f'{{:{name} "x", 1}}'
    text = f"""
    function f(int): int;
    axiom {attribute} (forall x: int :: {{f(x)}} f(x) > 0);
    procedure {attribute} P(x: int)
      requires {attribute} x > 0;
    {{
      assume {attribute} x < 9;
      assert {attribute} f(x) > 0;
      assert {attribute} x > 7;
    }}
    """
    [result] = ivl.verify(ivl.parse(text))
    assert [d.span.position.line for d in result.diagnostics if d.span] == [9]


def run(capsys, tmp_path, monkeypatch, text: str, *words: str) -> str:
    monkeypatch.chdir(tmp_path)
    Path("p.bpl").write_text(text, encoding="utf-8")
    assert boogie.main(["p.bpl", *words]) == 0
    return capsys.readouterr().out


def test_settings_of_the_solver(tmp_path, monkeypatch, capsys):
    text = """\
    procedure {:random_seed 77} Seeded(x: int) { assert x > 0; }
    procedure {:smt_option "smt.qi.eager_threshold", 33} Set(x: int) { assert x > 0; }
    """
    run(capsys, tmp_path, monkeypatch, text, "/proverLog:@PROC@.smt2")
    seeded, chosen = Path("Seeded.smt2").read_text(), Path("Set.smt2").read_text()
    assert "random_seed 77" in seeded and "random_seed" not in chosen
    assert "eager_threshold 33" in chosen and "eager_threshold 33" not in seeded


SPLIT = """\
procedure {attribute} P(x: int) {
  if (x > 0) { assume x > 1; assert x != 3; } else { assert x != -3; }
  if (x > 7) { assert x != 13; } else { assert x != 3; }
}
"""


@pytest.mark.parametrize(
    ("attribute", "splits"),
    [
        ("", 0),
        ("{:vcs_max_splits 3}", 3),
        ("{:vcs_max_splits 3} {:vcs_max_cost 999}", 0),
        ("{:vcs_max_splits 2} {:vcs_max_keep_going_splits 2}", 2),
    ],
)
def test_splits_of_one_procedure(attribute, splits, tmp_path, monkeypatch, capsys):
    text = SPLIT.replace("{attribute}", attribute)
    out = run(capsys, tmp_path, monkeypatch, text, "/trace")
    assert out.count("checking split") == splits
    assert out.count("Error: this assertion could not be proved") == 3


def test_a_function_that_inference_takes_for_the_identity(tmp_path, monkeypatch, capsys):
    text = """\
    function {:identity} same<T>(x: T): T;
    axiom (forall<T> x: T :: {same(x)} same(x) == x);
    procedure P() {
      var i: int;
      i := 0;
      while (i < 9) { i := same(i) + 1; }
      assert i == 9;
    }
    """
    assert "1 verified" in run(capsys, tmp_path, monkeypatch, text, "/infer:j")
    unknown = text.replace("{:identity} ", "")
    assert "0 verified, 1 error" in run(capsys, tmp_path, monkeypatch, unknown, "/infer:j")


def test_names_of_quantifiers(tmp_path, monkeypatch, capsys):
    text = """\
    function f(int): int;
    axiom (forall x: int :: {:skolemid "sk"} {:qid "q"} {f(x)} f(x) > 0);
    procedure P() { assert f(1) > 0; }
    """
    run(capsys, tmp_path, monkeypatch, text, "/proverLog:log.smt2")
    log = Path("log.smt2").read_text()
    assert ":qid q" in log and ":skolemid sk" in log
