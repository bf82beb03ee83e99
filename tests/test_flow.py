"""Every pass over flow graphs, from text to text; each result prints as IVL that reads back."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from text_graphs import (
    coalesce,
    graph,
    prune,
    reducible,
    shows,
)
from text_passes import read

import ivl
from ivl.core.expressions import TRUE
from ivl.core.program import Implementation
from ivl.core.statements import Assert, Command, Obligation, ObligationKind
from ivl.flow.build_cfg import build_cfg
from ivl.flow.cfg import Block, Cfg
from ivl.flow.graphs import reachable
from ivl.flow.loops import find_loops
from ivl.flow.make_reducible import make_reducible

# ---------------------------------------------------------------- build_cfg


def labels(text: str) -> dict[str, str]:
    """The labels of a body and where they go."""
    cfg = build_cfg(read(text).implementations[0])
    return {label: " ".join(b.successors) for label, b in cfg.blocks.items()}


def test_plain_blocks_are_numbered_before_those_of_branches():
    shows(
        """
        procedure P(x: int) returns (r: int) {
          if (x > 0) { r := 1; } else if (x < 0) { r := 2; } else { return; }
          r := r + 1;
        }
        """,
        """
        anon0:
          goto anon5_Then, anon5_Else;
        anon5_Then:
          assume {:partition} x > 0;
          r := 1;
          goto anon4;
        anon5_Else:
          assume {:partition} !(x > 0);
          goto anon6_Then, anon6_Else;
        anon6_Then:
          assume {:partition} x < 0;
          r := 2;
          goto anon4;
        anon6_Else:
          assume {:partition} !(x < 0);
          return;
        anon4:
          r := r + 1;
          return;
        """,
    )


def test_loops_have_a_head_a_body_and_an_end():
    shows(
        """
        procedure P() { var i: int;
          while (i < 3) invariant i >= 0; free invariant i < 9; { i := i + 1; }
        }
        """,
        """
        anon0:
          goto anon2_LoopHead;
        anon2_LoopHead:
          assert i >= 0;
          assume i < 9;
          goto anon2_LoopDone, anon2_LoopBody;
        anon2_LoopBody:
          assume {:partition} i < 3;
          i := i + 1;
          goto anon2_LoopHead;
        anon2_LoopDone:
          assume {:partition} !(i < 3);
          return;
        """,
    )


def test_a_body_that_ends_in_a_loop_gets_an_empty_block():
    assert labels("procedure P() { while (*) { while (*) { } } }") == {
        "anon0": "anon4_LoopHead",
        "anon4_LoopHead": "anon4_LoopDone anon4_LoopBody",
        "anon4_LoopBody": "anon5_LoopHead",
        "anon5_LoopHead": "anon5_LoopDone anon5_LoopBody",
        "anon5_LoopBody": "anon5_LoopHead",
        "anon5_LoopDone": "anon3",
        "anon3": "anon4_LoopHead",
        "anon4_LoopDone": "",
    }


def test_a_labelled_block_stays_as_it_is():
    """A guard gets a block before it; without a guard a branch leads to the label."""
    assert labels("procedure P() { if (*) { L: goto L; } M: while (true) { N: return; } }") == {
        "anon0": "L anon1_Else",
        "L": "L",
        "anon1_Else": "M",
        "M": "anon2_LoopHead",
        "anon2_LoopHead": "anon2_LoopDone anon2_LoopBody",
        "anon2_LoopBody": "N",
        "N": "",
        "anon2_LoopDone": "",
    }


def test_labels_of_the_text_change_the_prefix():
    assert [*labels("procedure P() { anon: goto anon; }")] == ["anon"]
    assert [*labels("procedure P() { if (*) { } anon7: return; }")] == [
        "anon00", "anon02_Then", "anon02_Else", "anon7",
    ]  # fmt: skip
    assert next(iter(labels("procedure P() { goto anon0; anon0: return; }"))) == "anon10"


def test_breaks():
    found = labels(
        """
        procedure P() {
          A: while (*) {
            B: while (*) { if (*) { break; } else { break A; } }
            C: if (*) { break C; }
          }
          D: return;
        }
        """
    )
    assert found == {
        "A": "anon4_LoopHead",
        "anon4_LoopHead": "anon4_LoopDone B",
        "B": "anon5_LoopHead",
        "anon5_LoopHead": "anon5_LoopDone anon5_LoopBody",
        "anon5_LoopBody": "anon6_Then anon6_Else",
        "anon6_Then": "C",
        "anon6_Else": "D",
        "anon5_LoopDone": "C",
        "C": "anon7_Then anon7_Else",
        "anon7_Then": "anon4_LoopHead",
        "anon7_Else": "anon4_LoopHead",
        "anon4_LoopDone": "D",
        "D": "",
    }


# ---------------------------------------------------------------- cleaning up


def test_prune_unreachable():
    shows(
        """
        procedure P(x: int) {
          A: goto B, C;
          B: assume x > 0; assume false; goto A;
          C: assert false; goto D;
          D: goto A;
          E: goto B;
        }
        """,
        """
        A: goto B, C;
        B: assume x > 0; assume false; return;
        C: assert false; return;
        """.replace("; ", ";\n").replace(": ", ":\n"),
        prune,
    )


def test_coalesce_blocks():
    shows(
        """
        procedure P() returns (x: int) {
          A: x := 1; goto B;
          B: x := 2; goto C;
          C: x := 3; goto D, E;
          D: goto F;
          E: goto F;
          F: goto F2;
          F2: x := 4; goto F, G;
          G: return;
        }
        """,
        """
        A:
          x := 1;
          x := 2;
          x := 3;
          goto D, E;
        D:
          goto F;
        E:
          goto F;
        F:
          x := 4;
          goto F, G;
        G:
          return;
        """,
        prune,
        coalesce,
    )


def test_coalescing_keeps_an_entry_that_is_jumped_to():
    shows(
        "procedure P() returns (x: int) { A: x := 1; goto B; B: x := 2; goto A; }",
        """
        A:
          x := 1;
          x := 2;
          goto A;
        """,
        prune,
        coalesce,
    )


# ---------------------------------------------------------------- loops


def loops(text: str) -> dict[str, tuple[tuple[str, ...], list[str]]] | None:
    cfg = graph(text, prune)
    assert isinstance(cfg, Cfg)
    found = find_loops(cfg)
    if found is None:
        return None
    return {loop.header: (loop.back_edges, sorted(loop.body)) for loop in found}


def test_natural_loops():
    assert loops("procedure P() { A: goto B; B: return; }") == {}
    assert loops("procedure P() { A: goto A, B; B: return; }") == {"A": (("A",), ["A"])}
    assert loops(
        """
        procedure P() {
          A: goto B;
          B: goto C, D;
          C: goto C, B, D;
          D: goto B, E;
          E: return;
        }
        """
    ) == {"B": (("C", "D"), ["B", "C", "D"]), "C": (("C",), ["C"])}


def test_an_irreducible_graph_has_no_natural_loops():
    assert loops("procedure P() { A: goto B, C; B: goto C; C: goto B; }") is None


def test_make_reducible_splits_what_has_no_invariant():
    shows(
        """
        procedure P(x: int) {
          A: goto B, C;
          B: assert x == x; goto C;
          C: goto B, D;
          D: return;
        }
        """,
        """
        A:
          goto B, C;
        B:
          assert x == x;
          goto C#0;
        C:
          goto B, D;
        D:
          return;
        C#0:
          goto B, D;
        """,
        prune,
        reducible,
    )


def test_make_reducible_keeps_an_invariant_s_block_whole():
    shows(
        """
        procedure P(x: int) {
          A: goto B, C;
          B: assert x == x; goto C, D;
          C: assert x >= x; goto B;
          D: return;
        }
        """,
        """
        A:
          goto B, C#0;
        B:
          assert x == x;
          goto C, D;
        C:
          assert x >= x;
          goto B;
        D:
          return;
        C#0:
          assert x >= x;
          goto B;
        """,
        prune,
        reducible,
    )


NO_BODY = Implementation("P", (), (), (), (), ())
CHECK: Command = Assert(TRUE, Obligation(ObligationKind.ASSERT, ivl.base.source.NOWHERE))


@st.composite
def graphs(draw: st.DrawFn, most: int = 8) -> Cfg:
    names = [f"L{i}" for i in range(draw(st.integers(1, most)))]
    jumps = st.lists(st.sampled_from(names), max_size=3, unique=True).map(tuple)
    blocks = {
        name: Block(name, (CHECK,) if draw(st.booleans()) else (), draw(jumps)) for name in names
    }
    reached = reachable("L0", blocks)
    return Cfg(NO_BODY, "L0", {name: b for name, b in blocks.items() if name in reached})


@settings(max_examples=200, deadline=None, derandomize=True)
@given(graphs())
def test_a_reducible_graph_takes_the_same_paths(cfg):
    result = make_reducible(cfg)
    assert find_loops(result) is not None
    for label, block in result.blocks.items():
        original = cfg.blocks[label.partition("#")[0]]
        assert [s.partition("#")[0] for s in block.successors] == [*original.successors]
        assert block.commands == original.commands


def test_a_dense_irreducible_graph_does_not_explode():
    names = [f"L{i}" for i in range(9)]
    random = Random(0)
    blocks = {
        name: Block(name, (), tuple(random.sample(names[1:], 3) if i else names[1:]))
        for i, name in enumerate(names)
    }
    assert find_loops(make_reducible(Cfg(NO_BODY, "L0", blocks))) is not None
