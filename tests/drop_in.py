"""The drop-in as other programs meet it: an executable, what it prints, and how they read that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMAND = (sys.executable, "-m", "ivl.cli.boogie")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def make_executable(folder: Path) -> Path:
    """A file that can be run in Boogie's place."""
    path = folder / "ivl-boogie"
    path.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from ivl.cli.boogie import main\nsys.exit(main())\n"
    )
    path.chmod(0o755)
    return path


def run(*words: str, text: str = "", **settings) -> subprocess.CompletedProcess[str]:
    """Run the drop-in on `words`, with `text` on its standard input."""
    return subprocess.run(
        (*COMMAND, *words),
        input=text,
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        timeout=100,
        **settings,
    )


def as_carbon_reads(errors: str, output: str) -> list[str]:
    """What Viper's Carbon takes for errors: ids, and ``internal: ...`` for what it cannot read.

    Without any the program is verified for it.
    """
    found: list[str] = []
    for line in (errors + output).splitlines():
        if re.fullmatch(r"Boogie program verifier version ([0-9.]+),.*", line) or not line:
            continue
        if match := re.fullmatch(r"  .+ \[([0-9]+)\]", line):
            found.append(match[1])
        elif match := re.fullmatch(
            r"Boogie program verifier finished with ([0-9]+) verified, ([0-9]+) error.*", line
        ):
            if int(match[2]) != len(found):
                found.append(f"internal: {len(found)} errors, not {match[2]}")
        else:
            found.append(f"internal: {line}")
    return found


def as_melvin_reads(errors: str, output: str) -> list[str]:
    """What Melvin takes for errors: lines that say so at a place, or any error without sums."""
    lines = [line.strip() for line in f"{output}\n{errors}".splitlines()]
    found = [line for line in lines if re.match(r".*?\.bpl\(\d+,\d+\):\s*[Ee]rror\b", line)]
    sums = any(re.search(r"\d+\s+verified,\s+\d+\s+error", line) for line in lines)
    if not sums and not found and "error" in (output + errors).lower():
        found.append("internal")
    return found


def descendants(process: int) -> list[int]:
    """The processes that a process has started, directly or not."""
    found = []
    for thread in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(child) for child in thread.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


def name_of(process: int) -> str:
    """The name of a process's executable, empty when it has ended."""
    try:
        return Path(f"/proc/{process}/comm").read_text().strip()
    except OSError:
        return ""


def has_ended(process: int) -> bool:
    """Whether a process does nothing any more, though it may not have been waited for."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
