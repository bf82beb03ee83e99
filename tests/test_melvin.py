"""Melvin verifies programs with the drop-in as its Boogie."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from clients import melvin
from drop_in import make_executable

FOLDER = Path(__file__).parent / "melvin"
pytestmark = pytest.mark.skipif(
    not melvin(),
    reason="neither the path nor IVL_MELVIN has a melvin (pip install melvin-verifier)",
)


def verify(program: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (melvin(), *words, program),
        cwd=FOLDER,
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "MELVIN_BOOGIE": str(make_executable(folder))},
    )


def test_a_correct_program(tmp_path):
    result = verify("correct.mml", tmp_path)
    assert result.returncode == 0, result.stdout
    assert "verified (" in result.stdout


def test_an_error_and_its_place(tmp_path):
    result = verify("wrong.mml", tmp_path)
    assert result.returncode == 1, result.stdout
    assert "wrong.mml:12:3: error: assertion may not hold" in result.stdout
    assert result.stdout.count("error:") == 1


def test_a_counterexample(tmp_path):
    said = verify("wrong.mml", tmp_path, "--counterexample").stdout
    assert "error: assertion may not hold" in said
    rows = [line for line in said.splitlines() if line.lstrip().startswith("seen = ")]
    assert rows, said
