"""What is measured: a trivial file, examples, generated programs, conformance files, clients."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.generate import GENERATORS, trivial

SUITES = ("start-up", "examples", "generated", "conformance", "clients")
ROOT = Path(__file__).resolve().parent.parent
CONFORMANCE = ROOT.parent / "shared" / "conformance" / "boogie"
CLIENTS = CONFORMANCE.parent / "clients"
RUN_LINE = re.compile(r"RUN: *%(?:parallel-)?boogie (.*)")
BASE_OPTIONS = ("/useBaseNameForFileName",)
START = "import sys; from ivl.cli.boogie import main; sys.exit(main())"


def our_command() -> str:
    """The installed ``ivl-boogie`` of this interpreter, else the one in this source tree."""
    installed = Path(sys.executable).parent / "ivl-boogie"
    if found := shutil.which(installed) or shutil.which("ivl-boogie"):
        return shlex.quote(found)
    os.environ["PYTHONPATH"] = str(ROOT)  # runs take place in the folder of each file
    return shlex.join([sys.executable, "-c", START])


@dataclass(frozen=True, slots=True)
class Job:
    """One file to verify. `family` and `size` are set for generated programs."""

    suite: str
    name: str
    file: Path
    options: tuple[str, ...] = ()
    family: str = ""
    size: int = 0


def start_up(folder: Path) -> list[Job]:
    """A file with one assertion, `true`."""
    file = folder / "trivial.bpl"
    file.write_text(trivial(), encoding="utf-8")
    return [Job("start-up", "trivial", file)]


def examples() -> list[Job]:
    """The examples and their failing twins."""
    files = sorted((ROOT / "examples").rglob("*.bpl"))
    return [
        Job("examples", str(file.relative_to(ROOT / "examples").with_suffix("")), file)
        for file in files
    ]


def generated(folder: Path, largest: int | None = None) -> list[Job]:
    """Each generator at its sizes, up to `largest`."""
    jobs = []
    for family, (generate, sizes) in GENERATORS.items():
        for size in sizes:
            if largest is not None and size > largest:
                continue
            file = folder / f"{family.replace(' ', '_')}_{size}.bpl"
            file.write_text(generate(size), encoding="utf-8")
            jobs.append(Job("generated", f"{family} {size}", file, (), family, size))
    return jobs


def conformance(folder: Path = CONFORMANCE) -> list[Job]:
    """The first run of each test below `folder` that verifies one file; none without the folder."""
    jobs = []
    for file in sorted(folder.rglob("*.bpl")):
        text = file.read_text(encoding="utf-8-sig", errors="replace")
        found = RUN_LINE.search(text)
        if not found:
            continue
        words = found[1].partition(">")[0].partition("|")[0].replace('"', "").split()
        options = tuple(word for word in words if word[0] in "-/")
        if [word for word in words if word[0] not in "-/"] == ["%s"]:
            jobs.append(Job("conformance", str(file.relative_to(folder)), file, options))
    return jobs


def clients(folder: Path = CLIENTS) -> list[Job]:
    """What verifiers made of their programs, in `folder`; none without its list of them."""
    manifest = folder / "manifest.json"
    if not manifest.exists():
        return []
    jobs = []
    for test in json.loads(manifest.read_text("utf-8")):
        run = test["runs"][0]
        file, options = folder / test["path"], tuple(run["flags"])
        jobs.append(Job("clients", test["path"].removesuffix(".bpl"), file, options))
    return jobs
