"""Viper's Carbon verifies programs with the drop-in as its Boogie."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from clients import carbon, expected_lines, missing, run_client, z3
from drop_in import make_executable

FOLDER = Path(__file__).parent / "viper"
PROGRAMS = sorted(path.name for path in FOLDER.glob("*.vpr"))
QUICK = ("aliasing.vpr", "correct.vpr")
IN_PARTS = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in PROGRAMS
]
pytestmark = pytest.mark.skipif(bool(missing(carbon())), reason=missing(carbon()) or "-")


def verify(program: str, boogie: Path | str, solver: Path | str) -> list[str]:
    """The lines on which Carbon, with a certain Boogie, finds errors."""
    command = ("java", "-Xss64m", "-cp", carbon(), "viper.carbon.Carbon")
    said = run_client(
        *command, "--boogieExe", str(boogie), "--z3Exe", str(solver), program, folder=FOLDER
    )
    assert "internal error" not in said, said
    assert "Exception" not in said, said
    if "finished verification successfully" in said:
        return []
    counted = re.search(r"found (\d+) errors? in", said)
    assert counted, said
    found = re.findall(rf"\({re.escape(program)}@(\d+)\.", said)
    assert len(found) == int(counted[1]), said
    return found


@pytest.mark.parametrize("program", IN_PARTS)
def test_carbon_finds_the_errors(program, tmp_path):
    found = verify(program, make_executable(tmp_path), z3())
    assert {int(line) for line in found} == expected_lines(FOLDER / program)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("boogie") is None, reason="there is no boogie to compare with")
@pytest.mark.skipif(shutil.which("z3") is None, reason="there is no z3 on the path for boogie")
@pytest.mark.parametrize("program", PROGRAMS)
def test_boogie_finds_the_same_errors(program, tmp_path):
    solver = tmp_path / "z3"  # later versions complain of an option that Boogie 2 sets
    solver.write_text('#!/bin/sh\nsed -u /model_compress/d | z3 "$@"\n')
    solver.chmod(0o755)
    boogie = tmp_path / "boogie"
    boogie.write_text('#!/bin/sh\nexec boogie /nologo "$@"\n')
    boogie.chmod(0o755)
    ours = verify(program, make_executable(tmp_path), z3())
    assert verify(program, boogie, solver) == ours
