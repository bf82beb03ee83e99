"""Nagini verifies Python programs through Carbon, with the drop-in as its Boogie."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clients import carbon, expected_lines, missing, nagini, run_client, z3
from drop_in import make_executable

FOLDER = Path(__file__).parent / "nagini"
PROGRAMS = sorted(path.name for path in FOLDER.glob("*.py"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(700),
    pytest.mark.skipif(
        bool(missing(nagini(), carbon())), reason=missing(nagini(), carbon()) or "-"
    ),
]


@pytest.mark.parametrize("program", PROGRAMS)
def test_nagini_finds_the_errors(program, tmp_path):
    boogie = str(make_executable(tmp_path))
    said = run_client(
        *(nagini(), "--verifier", "carbon", "--boogie", boogie, "--z3", z3(), program),
        folder=FOLDER,
    )
    assert "Verification failed" in said, said
    found = re.findall(rf"\({re.escape(program)}@(\d+)\.", said)
    assert {int(line) for line in found} == expected_lines(FOLDER / program), said
