"""A file imports its own package and strictly lower floors."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "ivl"

FLOORS = {
    "base": 0,
    "options": 1,
    "syntax": 1,
    "core": 2,
    "logic": 2,
    "inputs": 2,
    "library": 2,
    "build": 3,
    "frontends": 3,
    "result": 3,
    "resolve": 3,
    "transform": 4,
    "flow": 4,
    "rounds": 4,
    "selection": 5,
    "split": 5,
    "vc": 5,
    "flow_graphs": 6,
    "interpreter": 6,
    "solvers": 6,
    "diagnose": 7,
    "verifier": 8,
    "infer": 9,
    "cache": 9,
    "split_files": 9,
    "stages": 9.5,
    "exhibits": 9.5,
    "sanity": 9,
    "compare": 9.7,
    "report": 9,
    "cli": 10,
}
ONLY = {
    "ply": {"syntax"},
    "networkx": {"flow", "vc", "resolve", "transform", "report"},
    "pygments": {"report"},
    "pysmt": {"logic", "solvers"},
}
FILES = sorted(
    p for p in ROOT.rglob("*.py") if p.parent != ROOT or p.stem not in {"__init__", "__main__"}
)


def package(path: Path) -> str:
    relative = path.relative_to(ROOT)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_lower_floors(path):
    own = package(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] in ONLY:
            assert own in ONLY[parts[0]], f"{name} is not for {own}"
        if parts[0] == "ivl" and len(parts) > 1:
            assert parts[1] in FLOORS, f"{parts[1]} has no floor"
            assert parts[1] == own or FLOORS[parts[1]] < FLOORS[own], f"{own} imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_small(path):
    if path.name != "tables.py":  # generated
        assert len(path.read_text().splitlines()) <= 500
