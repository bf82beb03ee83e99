"""Concrete values, their texts, and how they are read from what solvers say."""

from fractions import Fraction

import pytest

from ivl.base.counterexample import (
    Arguments,
    Binding,
    CapturedState,
    Field,
    Index,
    Interpretation,
    PrintedText,
)
from ivl.base.values import (
    UNKNOWN,
    Bits,
    Construction,
    Element,
    Float,
    FunctionTable,
    MapValue,
)
from ivl.core.program import Program
from ivl.core.types import (
    BOOL,
    INT,
    REAL,
    RMODE,
    STRING,
    BitvectorType,
    ConstructedType,
    FloatType,
    map_type,
)
from ivl.core.value_text import CUT, binding_text, value_text
from ivl.diagnose.decode import Decoder, Elements
from ivl.diagnose.sources import Sources
from ivl.logic.model import Model
from ivl.report.boogie_model import ModelWriter

SINGLE = FloatType(24, 8)
NIL = Construction("Nil")


def cons(*items, tail=NIL):
    for item in reversed(items):
        tail = Construction("Cons", (item, tail))
    return tail


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (-5, "-5"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction(1, 3), "1.0 / 3.0"),
        ("a b", '"a b"'),
        (Bits(5, 8), "5bv8"),
        (Float(0x3FC00000, 24, 8), "0x1.8e0f24e8"),
        (Float(0x80000000, 24, 8), "-0x0.0e0f24e8"),
        (Float(0x7FC00000, 24, 8), "0NaN24e8"),
        (Element("ref", "ref#1"), "ref#1"),
        (cons(1, 2), "Cons(1, Cons(2, Nil()))"),
        (MapValue(0, {3: 4, 2: 5}), "[3 := 4, 2 := 5, _ := 0]"),
        (MapValue(MapValue(False), {1: MapValue(True)}), "[1 := [_ := true], _ := [_ := false]]"),
        (UNKNOWN, CUT),
        (1 << 5000, CUT),
        (Fraction(1, 3**4000), CUT),
    ],
)
def test_texts(value, text):
    assert value_text(value) == text


def test_long_texts_are_cut():
    assert value_text(cons(*range(100)), 20) == "Cons(0, Cons(1, Cons(…)))"
    assert value_text(MapValue(0, {i: i for i in range(1, 1000)}), 10) == ("[1 := 1, 2 := …, …]")
    wide = Construction("Wide", tuple(range(100)))
    assert value_text(wide, 12) == "Wide(0, 1, …)"
    assert len(value_text("x" * 10_000)) < 100


def test_deep_values():
    assert len(value_text(cons(*range(100_000)))) < 200


def test_bindings():
    null = Element("ref", "null")
    assert binding_text(Binding("x", (), 3)) == "x == 3"
    heap = Binding("heap", (Index((null,)), Index((Element("F", "next"),))), null)
    assert binding_text(heap) == "heap[null][next] == null"
    assert binding_text(Binding("b", (Field("items"), Index((1, True))), 2, old=True)) == (
        "old(b->items[1, true]) == 2"
    )
    assert binding_text(Binding("f", (Arguments((3, False)),), 7)) == "f(3, false) == 7"


def test_maps():
    empty = MapValue(0)
    one = empty.store(3, 4)
    assert (one.select(3), one.select(5)) == (4, 0)
    assert one.store(3, 0) == empty
    assert hash(one.store(5, 6)) == hash(empty.store(5, 6).store(3, 4))
    assert one != MapValue(1, {3: 4})
    assert one != 3
    assert repr(one) == "MapValue(0, {3: 4})"


def test_function_tables():
    table = FunctionTable("f", (((1,), 2),), 9)
    assert (table.apply((1,)), table.apply((5,))) == (2, 9)


# ------------------------------------------------------------------ decoding


def decode(text, type_, source=None):
    reader = Model("", None, ("Nil",))
    decoder = Decoder(Sources(Program(), Program()), {}, Elements())
    return decoder.decode(reader.read(text), type_, source)


@pytest.mark.parametrize(
    ("text", "type_", "value"),
    [
        ("true", BOOL, True),
        ("(- 5)", INT, -5),
        ("2.0", REAL, Fraction(2)),
        ("2", REAL, Fraction(2)),
        ("(/ (- 1.0) 3.0)", REAL, Fraction(-1, 3)),
        ("#x0f", BitvectorType(8), Bits(15, 8)),
        ("(_ bv5 3)", BitvectorType(3), Bits(5, 3)),
        ('"a\\u{62}c""d"', STRING, 'abc"d'),
        ("RTZ", RMODE, Element("rmode", "RTZ")),
        ("roundTowardZero", RMODE, Element("rmode", "RTZ")),
        ("(fp #b0 #x7f #b10000000000000000000000)", SINGLE, Float(0x3FC00000, 24, 8)),
        ("(fp (_ bv1 1) (_ bv0 8) (_ bv0 23))", SINGLE, Float(0x80000000, 24, 8)),
        ("(_ -zero 8 24)", SINGLE, Float(0x80000000, 24, 8)),
        ("(_ +oo 8 24)", SINGLE, Float(0x7F800000, 24, 8)),
        ("(_ NaN 8 24)", SINGLE, Float(0x7FC00000, 24, 8)),
        ("(fp #b0 #xff #b00000000000000000000001)", SINGLE, Float(0x7FC00000, 24, 8)),
        ("(fp #b0 #b1 #b1)", SINGLE, UNKNOWN),
        ("(root-obj (+ (^ x 2) (- 2)) 1)", REAL, UNKNOWN),
        ("9" * 5000, INT, UNKNOWN),
        ("(seq.unit 1)", ConstructedType("Seq", (INT,)), UNKNOWN),
        ("(", INT, UNKNOWN),
    ],
)
def test_decoding(text, type_, value):
    assert decode(text, type_) == value


def test_decoding_maps():
    single = map_type((), (INT,), BOOL)
    text = "(store ((as const (Array Int Bool)) false) 3 true)"
    assert decode(text, single) == MapValue(False, {3: True})
    assert decode("(_ as-array k!0)", single) == UNKNOWN
    double = map_type((), (INT, BOOL), INT)
    text = """(store ((as const (Array Int (Array Bool Int))) ((as const (Array Bool Int)) 1)) 5
                  (store ((as const (Array Bool Int)) 2) true 3))"""
    assert decode(text, double) == MapValue(MapValue(1), {5: MapValue(2, {True: 3})})
    assert decode("7", map_type((), (), INT)) == 7


def test_elements_have_one_name_each():
    ref = ConstructedType("ref")
    reader = Model("")
    elements = Elements()
    decoder = Decoder(Sources(Program(), Program()), {}, elements)

    def element(text, type_=ref, source=None):
        return decoder.decode(reader.read(text), type_, source)

    elements.call(reader.read("ref!val!7"), ref, "null")
    elements.call(reader.read("ref!val!7"), ref, "nil")
    elements.call(reader.read("ref!val!8"), ref, "ref#1")  # a constant of the program
    assert element("ref!val!7") == Element("ref", "null")
    assert element("ref!val!3") == Element("ref", "ref#2")
    assert element("(as @ref_5 ref)") == Element("ref", "ref#3")
    assert element("ref!val!3") == Element("ref", "ref#2")
    instance = ConstructedType("Field_int")
    source = ConstructedType("Field", (INT,))
    assert element("Field_int!val!0", instance, source) == Element("Field int", "Field int#1")


def test_what_is_no_element_in_the_source_is_not_shown():
    boxed = ConstructedType("U")
    assert decode("U!val!0", boxed, INT) == UNKNOWN
    assert decode("U!val!0", boxed, map_type((), (INT,), INT)) == UNKNOWN


# ------------------------------------------------------------------ Boogie's format


def test_boogie_values():
    writer = ModelWriter()
    items = (
        PrintedText("x = "),
        -3,
        PrintedText(" "),
        cons(Fraction(1, 2)),
        Element("ref", "null"),
        Element("Field int", "f"),
        Element("ref", "ref#1"),
        Bits(3, 4),
        "a",
        Float(0x3FC00000, 24, 8),
        UNKNOWN,
    )
    assert writer.printed(items) == (
        "x = (- 3) (Cons (/ 1.0 2.0) (Nil))T@ref!val!0T@Field_int!val!0T@ref!val!13bv4"
        '"a"(fp #b0 #b01111111 #b10000000000000000000000)'
    )


def test_boogie_model():
    map_ = MapValue(0, {1: 2})
    model = Interpretation(
        (
            FunctionTable("m", (((), map_),)),
            FunctionTable("x@0", (((), -1),)),
            FunctionTable("f", (((3, True), 4),), 5),
            FunctionTable("g", ()),
            FunctionTable("unknown", (((), UNKNOWN),)),
        ),
        (
            CapturedState("", {"x": -1, "m": UNKNOWN}),
            CapturedState("end", {"x": 3, "m": UNKNOWN}),
        ),
    )
    assert ModelWriter().model(model, True) == [
        "*** MODEL",
        "m -> (_ (as-array) (k!0))",
        "x@0 -> (- 1)",
        "f -> {",
        "  3 true -> 4",
        "  else -> 5",
        "}",
        "g -> {",
        "}",
        "k!0 -> {",
        "  1 -> 2",
        "  else -> 0",
        "}",
        "*** STATE <initial>",
        "  m -> ",
        "  x -> (- 1)",
        "*** END_STATE",
        "*** STATE end",
        "  x -> 3",
        "*** END_STATE",
        "*** END_MODEL",
    ]
    assert ModelWriter().model(model, False)[-1] == "*** END_MODEL"
    assert "*** STATE end" not in ModelWriter().model(model, False)
