"""What a small run must not import, and node declarations, which every run makes by the hundred.

See ``benchmarks/START_UP.md``.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from ivl.base.node import EMPTY, field, node, record, replace, value

ROOT = Path(__file__).resolve().parent.parent
SLOW = {
    "argparse", "concurrent.futures", "ctypes", "dataclasses", "hashlib", "importlib.metadata",
    "importlib.resources", "inspect", "json", "logging", "networkx", "pathlib", "ply", "random",
    "rich", "shutil", "statistics", "subprocess", "tempfile", "traceback", "z3",
}  # fmt: skip
SELDOM_NEEDED = {
    "ivl.diagnose.candidate", "ivl.diagnose.counterexample", "ivl.diagnose.unreachable",
    "ivl.flow.expand_code", "ivl.flow.extract_loops", "ivl.flow.induct_loops",
    "ivl.flow.infer_intervals", "ivl.flow.unroll_loops", "ivl.logic.model", "ivl.solvers.native",
    "ivl.transform.axiomatize_maps", "ivl.transform.erase_types.erase_program",
    "ivl.transform.monomorphize.apply", "ivl.transform.order_declarations",
}  # fmt: skip
PROGRAM = """
procedure P(n: int) returns (i: int)
  requires 0 <= n;
  ensures i == n;
{
  i := 0;
  while (i < n)
    invariant i <= n;
  {
    if (i + 2 <= n) { i := i + 2; } else { i := i + 1; }
  }
}
"""


def modules_after(code: str, folder: Path) -> set[str]:
    """The modules that a new process has imported after `code`."""
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {code}; print('MODULES', *sys.modules)"],
        cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
        check=True,
    )  # fmt: skip
    assert "verified" in done.stdout, done.stdout
    return set(done.stdout.rpartition("MODULES ")[2].split())


@pytest.mark.parametrize(
    ("command", "needed"),
    [
        ("from ivl.cli.boogie import main; main(['p.bpl'])", set()),
        ("from ivl.cli.main import main; main(['verify', 'p.bpl'])", {"argparse", "shutil"}),
    ],
)
def test_a_small_program_needs_few_modules(tmp_path, command, needed):
    (tmp_path / "p.bpl").write_text(PROGRAM)
    imported = modules_after(command, tmp_path)
    assert (SLOW | SELDOM_NEEDED) & imported <= needed
    assert "ivl.verifier" in imported


# ------------------------------------------------------------------ node declarations


@node
class Located:
    place: int = field(default=0, kw_only=True)


@node
class Pair(Located):
    """Two things."""

    left: object
    right: object = None

    @property
    def both(self):
        return (self.left, self.right)


@value
class Size:
    width: int
    height: int = 1


@record
class Counter:
    count: int = 0


def test_how_fields_are_given():
    pair = Pair(1, place=3)
    assert (pair.left, pair.right, pair.place, pair.both) == (1, None, 3, (1, None))
    assert Pair(left=1, right=2).both == (1, 2)
    assert str(inspect.signature(Pair)) == "(left, right=None, *, place=0)"
    match pair:
        case Pair(left, right):
            assert (left, right) == (1, None)


@pytest.mark.parametrize("wrong", [lambda: Pair(), lambda: Pair(1, 2, 3), lambda: Pair(1, depth=1)])
def test_fields_that_are_missing_or_unknown(wrong):
    with pytest.raises(TypeError, match=r"Pair\.__init__\(\)"):
        wrong()


def test_nodes_have_slots_and_are_themselves_only():
    assert Pair(1) != Pair(1)
    assert not hasattr(Pair(1), "__dict__")
    assert Pair.__doc__ == "Two things."


def test_values_compare_by_structure():
    assert Size(1) == Size(1, 1) != Size(1, 2)
    assert hash(Size(1)) == hash(Size(1, 1))
    assert Size(1) != Pair(1, 1)
    assert repr(Size(1)) == "Size(width=1, height=1)"


def test_values_do_not_change():
    size = Size(1)
    with pytest.raises(AttributeError, match="immutable"):
        size.width = 2
    with pytest.raises(AttributeError, match="immutable"):
        del size.width
    assert copy.deepcopy(size) == pickle.loads(pickle.dumps(size)) == size


def test_records_change():
    counter = Counter()
    counter.count += 1
    assert counter.count == 1


@pytest.mark.parametrize("change", [replace, dataclasses.replace])
def test_replace(change):
    old = Pair(1, 2, place=3)
    new = change(old, right=4)
    assert (new.both, new.place, old.both) == ((1, 4), 3, (1, 2))
    assert change(Size(1), height=2) == Size(1, 2)


def test_they_are_dataclasses_for_others():
    assert dataclasses.is_dataclass(Pair)
    assert [f.name for f in dataclasses.fields(Size(1))] == ["width", "height"]


def test_a_field_of_dataclasses_is_refused():
    with pytest.raises(TypeError, match="'field'"):

        @node
        class Wrong:
            place: int = dataclasses.field(default=0)


def test_the_empty_mapping_cannot_change():
    with pytest.raises(TypeError):
        EMPTY[1] = 2
