"""Boogie 2, where it is installed, as a second opinion on generated programs."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

VERDICTS = {"verified": "verified", "error": "failed", "errors": "failed"}


@cache
def missing() -> str:
    """Why there is no second opinion, or nothing."""
    if shutil.which("boogie") is None:
        return "no boogie on the path"
    said = subprocess.run(["boogie", "/version"], capture_output=True, text=True, timeout=60).stdout
    if not re.search(r"version 2\.", said):
        return f"boogie is not a Boogie 2: {said.strip()[:60]!r}"
    return ""


def boogie_verdicts(text: str, seconds: int = 5) -> dict[str, str]:
    """The verdict on each implementation of a program: verified, failed, or not decided.

    Maps are extensional and no invariants are inferred, as it is here. What Boogie prints besides,
    such as its solver's complaints about options that it does not know, is ignored.
    """
    found: dict[str, str] = {}
    name = ""
    options = ("/trace", "/noinfer", "/typeEncoding:m", "/useArrayTheory", f"/timeLimit:{seconds}")
    said = _run(text, *options)
    for line in said.splitlines():
        if started := re.match(r"Verifying (\S+) \.\.\.", line):
            name = started[1]
        elif name and (ended := re.match(r"  \[.*\]\s+(\w+)", line)):
            found[name] = VERDICTS.get(ended[1], "not decided")
            name = ""
    assert found, f"boogie said: {said[:2000]}"
    return found


def boogie_blocks(text: str) -> dict[str, dict[str, tuple[tuple[str, ...], int]]]:
    """For each implementation its labels, where they go, and how many commands they have."""
    said = _run(text, "/noVerify", "/printUnstructured", "/print:-")
    said = re.sub(r"/\*\*\* structured program:.*?end structured program \*/", "", said, flags=re.S)
    found: dict[str, dict[str, tuple[tuple[str, ...], int]]] = {}
    for body in re.split(r"^implementation ", said, flags=re.M)[1:]:
        blocks = found[re.split(r"\W", body, maxsplit=1)[0]] = {}
        for part in re.split(r"^  (?=\w+:)", body.partition("\n}")[0], flags=re.M)[1:]:
            lines = re.findall(r"^ {4}(?! )(.*)", part, flags=re.M)  # others go on with one
            jump = lines[-1].removesuffix(";")
            goes = tuple(jump.removeprefix("goto ").split(", ")) if jump != "return" else ()
            blocks[part.partition(":")[0]] = goes, len(lines) - 1
    return found


def _run(text: str, *options: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.bpl")
        path.write_text(text)
        command = ["boogie", "/nologo", *options, str(path)]
        return subprocess.run(command, capture_output=True, text=True, timeout=600).stdout
