"""Run the conformance harnesses and hold their results against the floors in floors.json."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONFORMANCE = HERE.parent.parent / "shared" / "conformance"
TOOL = Path(sys.executable).parent / "ivl-boogie"
GOOD = ("exact", "verdict")


def grade(name: str, floor: dict) -> dict:
    """The harness's results as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "results.json"
        command = [sys.executable, CONFORMANCE / "grade.py", "--tool", TOOL, "--jobs", "2"]
        command += ["--tests", CONFORMANCE / floor["tests"], "--json", out, *floor["arguments"]]
        text = subprocess.run(list(map(str, command)), capture_output=True, text=True).stdout
        print(f"-- {name}", *text.splitlines()[-40:], sep="\n")
        return json.loads(out.read_text())


def forbidden(results: dict, floor: dict) -> dict:
    """The tests with a grade that must not be, but for those whose reason is written down."""
    return {
        t["path"]: t["reason"]
        for t in results["tests"]
        if t["grade"] == "wrong"
        and t["reason"].split(" ")[0] in floor["forbidden"]
        and t["path"] not in floor.get("explained", {})
    }


def measured(results: dict) -> dict:
    """The figures that floors are about."""
    tests = results["tests"]
    resolve = [r["grade"] in GOOD for t in tests for r in t["runs"] if r["kind"] == "resolve"]
    return {
        "good": sum(t["grade"] in GOOD for t in tests),
        "good_resolve_runs_percent": 100 * sum(resolve) / len(resolve) if resolve else 100,
    }


def main() -> int:
    failed = 0
    for name, floor in json.loads((HERE / "floors.json").read_text()).items():
        results = grade(name, floor)
        figures = measured(results)
        wrong = forbidden(results, floor)
        short = {k: figures[k] for k, least in floor["at_least"].items() if figures[k] < least}
        failed += bool(wrong) + bool(short)
        print(f"{name}: {figures}; forbidden: {wrong or 'none'}; below floor: {short or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
