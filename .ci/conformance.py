"""Run the conformance harnesses and hold their results against the floors in floors.json."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFORMANCE = HERE.parent.parent / "shared" / "conformance"
TOOLS = Path(sys.executable).parent
GOOD = ("exact", "verdict", "lines")


def run(name: str, script: str, *arguments: object) -> dict:
    """A harness's results as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results.json"
        command = [sys.executable, CONFORMANCE / script, *arguments, "--jobs", "2", "--json", out]
        text = subprocess.run(list(map(str, command)), capture_output=True, text=True).stdout
        print(f"-- {name}", *text.splitlines()[-40:], sep="\n")
        return json.loads(out.read_text())


def grade_verdicts(name: str, floor: dict) -> tuple[dict[str, tuple[str, str]], dict]:
    """The grade of each test with the reason for it, and the figures that floors are about."""
    tests = CONFORMANCE / floor["tests"]
    tool = TOOLS / "ivl-boogie"
    found = run(name, "grade.py", "--tool", tool, "--tests", tests, *floor["arguments"])["tests"]
    grades = {
        t["path"]: (t["reason"].split(" ")[0] if t["grade"] == "wrong" else t["grade"], t["reason"])
        for t in found
    }
    resolve = [r["grade"] in GOOD for t in found for r in t["runs"] if r["kind"] == "resolve"]
    percent = 100 * sum(resolve) / len(resolve) if resolve else 100
    return grades, {"good_resolve_runs_percent": percent}


def grade_errors(name: str, floor: dict) -> tuple[dict[str, tuple[str, str]], dict]:
    """The grade of each program of a frontend with the reason for it; no other figures."""
    tool = f"{TOOLS / 'ivl'} verify --format=plain"
    expected = CONFORMANCE / floor["expected"]
    found = run(
        name, "grade_errors.py", "--tool", tool, "--expected", expected, *floor["arguments"]
    )
    return {f["file"]: (f["grade"], f["reason"]) for f in found["files"]}, {}


def main() -> int:
    failed = 0
    for name, floor in json.loads((HERE / "floors.json").read_text()).items():
        grade = grade_errors if "expected" in floor else grade_verdicts
        grades, figures = grade(name, floor)
        figures["good"] = sum(grade in GOOD for grade, _ in grades.values())
        wrong = {
            path: reason or grade
            for path, (grade, reason) in grades.items()
            if grade in floor["forbidden"] and path not in floor["explained"]
        }
        short = {k: figures[k] for k, least in floor["at_least"].items() if figures[k] < least}
        failed += bool(wrong) + bool(short)
        print(f"{name}: {figures}; forbidden: {wrong or 'none'}; below floor: {short or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
