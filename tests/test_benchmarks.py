"""The benchmarks' programs are what they are meant to be; nothing here is timed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

import ivl
from benchmarks import deep_inputs, report
from benchmarks.figures import Figure, Row, growth_exponent
from benchmarks.generate import GENERATORS
from benchmarks.measure import Run, measure
from benchmarks.stages import STAGES, one_run
from benchmarks.workloads import Job, clients, conformance, examples, generated

SMALL = 5


@pytest.mark.parametrize("family", GENERATORS)
def test_generated_program_verifies(family: str) -> None:
    generate, sizes = GENERATORS[family]
    assert sizes == tuple(sorted(sizes))
    results = list(ivl.verify(ivl.parse(generate(SMALL)), ivl.Options(timeout=20)))
    assert results
    assert {result.outcome for result in results} == {ivl.Outcome.VERIFIED}
    assert any(result.assertions for result in results)


@pytest.mark.parametrize("family", GENERATORS)
def test_generated_program_grows_with_its_size(family: str) -> None:
    generate, _ = GENERATORS[family]
    assert len(generate(2 * SMALL)) > len(generate(SMALL))


@pytest.mark.parametrize(
    "make",
    [
        deep_inputs.deep_sum,
        deep_inputs.deep_negation,
        deep_inputs.long_conjunction,
        deep_inputs.parentheses,
        deep_inputs.deep_quantifiers,
        deep_inputs.deep_types,
        deep_inputs.many_branches,
        deep_inputs.big_comment,
    ],
)
def test_deep_input_verifies_when_it_is_shallow(make: object) -> None:
    assert callable(make)
    results = list(ivl.verify(ivl.parse(make(4)), ivl.Options(timeout=20)))
    assert [result.outcome for result in results] == [ivl.Outcome.VERIFIED]


def test_left_open_parentheses_are_a_syntax_error() -> None:
    with pytest.raises(ivl.ProgramError):
        ivl.parse(deep_inputs.open_parentheses(4))


def test_big_file_has_the_size_asked_for() -> None:
    text = deep_inputs.big_file(20_000)
    assert 18_000 < len(text) < 22_000
    assert len(ivl.parse(text).declarations) > 10


def test_measure_counts_children_and_ends_what_runs_too_long(tmp_path: Path) -> None:
    work = "sum(i * i for i in range(2_000_000))"
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}])"
    run = measure([sys.executable, "-c", child], timeout=60, folder=tmp_path)
    assert run.status == 0
    assert run.cpu > 0.05
    assert run.memory > 1000
    slow = measure([sys.executable, "-c", "import time; time.sleep(60)"], timeout=0.3)
    assert slow.status is None
    assert slow.verdict is None


def test_verdict_is_read_from_the_closing_line() -> None:
    line = "Boogie program verifier finished with 2 verified, 1 error, 1 time out\n"
    assert Run(0.0, 0.0, 0, 0, line).verdict == "2 verified, 1 errors, 1 time out"
    assert Run(0.0, 0.0, 0, 1, "no such file").verdict is None


def row(family: str, size: int, ours: float, reference: float, verdict: str = "1") -> Row:
    job = Job("generated", f"{family} {size}", Path("x.bpl"), (), family, size)
    return Row(job, Figure(ours, ours, 1000, "1"), Figure(reference, reference, 2000, verdict))


def test_report_gives_ratios_growth_and_leaves_out_what_differs() -> None:
    rows = [row("branches", 100, 1.1, 2.2), row("branches", 200, 2.1, 4.2),
            row("branches", 0, 0.1, 0.2), row("maps", 1, 1.0, 1.0, "other")]  # fmt: skip
    text = "\n".join(report.comparison(rows, 3))
    assert (
        "| generated | 3 | 3.30 s | 6.60 s | 0.50 | 0.50 | 3.30 s | 6.60 s | 0.50 | 0.50 |" in text
    )
    assert "| branches | 0 - 200 | 2.10 s | 4.20 s | 1.00 | 1.00 |" in text
    assert "branches in sequence grows no faster than the reference's: **met**" in text
    assert "| generated: maps 1 | 1 | other |" in text


def test_stage_table_separates_our_part_from_the_solver() -> None:
    small, large = (Job("generated", f"f {n}", Path("x.bpl"), (), "f", n) for n in (10, 20))
    text = "\n".join(
        report.stage_table({small: {"vc": 1.0, "solve": 1.0}, large: {"vc": 2.0, "solve": 4.0}})
    )
    assert "| **total** | 3.000 | 5.000 | 8.000 |" in text
    assert "| f | 20 | 2.00 s | 4.00 s | 1.00 | 2.00 |" in text


def test_growth_exponent_of_a_quadratic_cost() -> None:
    assert growth_exponent([10, 20, 40], [1.0, 4.0, 16.0], 0.0) == pytest.approx(2.0)
    assert growth_exponent([10, 20], [0.01, 0.02], 0.0) is None


def test_workloads_are_found(tmp_path: Path) -> None:
    assert len(examples()) >= 32
    assert {job.family for job in generated(tmp_path)} == set(GENERATORS)
    assert conformance(tmp_path / "missing") == []
    assert clients(tmp_path / "missing") == []


def test_clients_are_read_from_their_list(tmp_path: Path) -> None:
    manifest = [{"path": "a/b.bpl", "runs": [{"flags": ["/errorTrace:0"]}]}]
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (job,) = clients(tmp_path)
    assert (job.name, job.file, job.options) == ("a/b", tmp_path / "a/b.bpl", ("/errorTrace:0",))


def test_stages_account_for_a_verification() -> None:
    job = next(job for job in examples() if job.name == "02_gcd")
    seconds = one_run(job)
    assert tuple(seconds) == STAGES
    assert sum(seconds.values()) > 0
