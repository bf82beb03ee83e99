"""Where bodies are found in a text that is not parsed, and what is kept of them."""

from pathlib import Path
from random import Random

import pytest
from generated_expressions import Features
from generated_programs import procedures, program
from hypothesis import given, settings
from hypothesis import strategies as st

from ivl.base.deep import deep
from ivl.base.diagnostic import ProgramError
from ivl.cache.known import Known, decode_known, encode_known
from ivl.cache.outline import emptied, outline, plain, skeleton
from ivl.syntax import ast
from ivl.syntax.parser import parse

CLIENTS = Path(__file__).resolve().parents[2] / "shared" / "conformance" / "clients"


def bodies_of(text):
    found = deep(lambda: parse(text)).declarations
    kinds = (ast.Procedure, ast.Implementation)
    return [d.body.end.end for d in found if isinstance(d, kinds) and d.body is not None]


def check_outline(text):
    found = outline(text)
    if found is None:
        return
    places = found.places
    try:
        ends = bodies_of(text)
    except ProgramError:
        return
    assert [place.end for place in places] == ends
    assert bodies_of(emptied(text, places)) == ends
    assert [c for c in emptied(text, places) if c == "\n"] == [c for c in text if c == "\n"]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_the_outline_is_that_of_the_parser(seed):
    check_outline(program(procedures(Random(seed), "p_", Features()), Features()))


@pytest.mark.skipif(not CLIENTS.exists(), reason=f"there is no {CLIENTS}")
def test_outlines_of_large_programs():
    for path in sorted(CLIENTS.glob("*/*.bpl"))[::40]:
        check_outline(path.read_text())


@pytest.mark.parametrize(
    "text",
    [
        'procedure {:a "{"} P() requires |{ A: return true; }|; { assert "}" == "}"; }',
        "procedure P(); function f(): int { 1 } procedure Q() { } /* { */ // {",
        "procedure P() requires (forall {:a} x: int :: {f(x)} x > 0); { if (*) { } }",
        "procedure P() { /* /* } */ */ }",
        "#if X\nprocedure P() {\n#endif\n",
        "const procedure.x, my$procedure: int; datatype D { C() } pure procedure P() { }",
    ],
)
def test_strange_outlines(text):
    check_outline(text)


def test_different_tokens_are_different_texts():
    texts = ['"a b"', '"a  b"', '"a\\x20b"', '"a" "b"', "a b", "ab", "a //\nb c", '"//"', '"/*a*/"']
    assert len({plain(text) for text in texts}) == len(texts)
    assert plain("a /* \n */ b // c\n c") == "a b c"
    one, two = "procedure P() { } procedure Q();", "procedure P(); procedure Q() { }"
    assert skeleton(one, outline(one).places) != skeleton(two, outline(two).places)


def test_what_is_kept_is_one_line():
    for name in ("P", "a b", "x\ny", "\\n", "é\udc80", ""):
        known = Known(name, name + " ", 3)
        line = encode_known(known)
        assert decode_known(line) == known and "\n" not in line
    for wrong in ("", "P", "P P x", "P P 1 2"):
        with pytest.raises(ValueError):
            decode_known(wrong)
