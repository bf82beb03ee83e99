from __future__ import annotations

import pytest

from ivl.base.source import Source
from ivl.syntax.lexer import END, KEYWORDS, OPERATORS, TERMINALS, UNICODE, tokens


def lex(text: str) -> list[tuple[str, str]]:
    """Kind and text of each token, and of each complaint."""
    found: list[tuple[str, str]] = []

    def report(message: str, span: object, kind: str) -> None:
        found.append((kind, message))

    for kind, (word, _) in tokens(Source("t.bpl", text), text, report):
        if kind == END:
            return found
        found.append((kind, word))
    raise AssertionError("the lexer must end with END")


def kinds(text: str) -> list[str]:
    return [kind for kind, _ in lex(text)]


def words(text: str) -> list[str]:
    return [word for _, word in lex(text)]


def test_every_keyword_and_operator_is_one_token() -> None:
    for word, kind in (KEYWORDS | OPERATORS).items():
        assert lex(f" {word} ") == [(kind, word)]
        assert kind in TERMINALS


def test_identifiers_may_hold_odd_characters() -> None:
    names = ["x", "_", "$Heap", "#f#1", "a.b", "'t", "~z", "x^2", "a?", "`q", "Ab_9", ".x"]
    assert lex(" " + " ".join(names)) == [("ID", name) for name in names]


def test_a_backslash_makes_an_identifier() -> None:
    assert lex(r"\assert \x") == [("ID", "assert"), ("ID", "x")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 12", ["INTEGER", "INTEGER"]),
        ("1e5 1e-5 1.5 1.5e-3", ["DECIMAL"] * 4),
        ("7bv8", ["BITVECTOR"]),
        ("7bv", ["INTEGER", "ID"]),
        ("1e", ["INTEGER", "ID"]),
        ("1.x", ["INTEGER", "ID"]),
        ("1.5e", ["DECIMAL", "ID"]),
        ("0x1.8e-3f24e8", ["FLOAT"]),
        ("a-0x1.8e3f24e8", ["ID", "FLOAT"]),
        ("a - 0x1.8e3f24e8", ["ID", "MINUS", "FLOAT"]),
        ("0NaN24e8 0nan24e8 0+oo24e8 0-oo53e11", ["FLOAT"] * 4),
        ("0x1 0+zero", ["INTEGER", "ID", "INTEGER", "PLUS", "ID"]),
    ],
)
def test_numbers(text: str, expected: list[str]) -> None:
    assert kinds(text) == expected


def test_longest_operator_wins() -> None:
    assert words("<==><==<=<:=::=|{||}|") == [
        "<==>", "<==", "<=", "<", ":=", "::", "=", "|{", "||", "}|",
    ]  # fmt: skip


def test_unicode_operators_are_spelled_in_ascii() -> None:
    for symbol, word in UNICODE.items():
        assert words(symbol) == [word]
    assert kinds("∀∃λ•¬") == ["FORALL", "EXISTS", "LAMBDA", "QSEP", "NOT"]


def test_strings() -> None:
    assert lex(r'"a // b" "\"q\"" "c:\" x') == [
        ("STRING", '"a // b"'),
        ("STRING", r'"\"q\""'),
        ("STRING", r'"c:\"'),
        ("ID", "x"),
    ]
    assert kinds('"open') == ["INVALID", "ID"]


def test_comments() -> None:
    assert words("a // b /* c\nd /* e */ f /* g /* h */ i */ j /**/ k /*/ l */ m /***/ n") == list(
        "adfjkmn"
    )
    assert words("/* a /* b */ c */ d") == ["d"]
    assert lex("a /* b /* c */") == [
        ("ID", "a"),
        ("parse.syntax", 'this comment is not closed: "*/" expected'),
    ]


def test_lines_that_start_with_a_number_sign_are_pragmas() -> None:
    assert words("a\n#line 5 b.bpl\nc #d\n #e") == ["a", "c", "#d", "#e"]
    found = lex("#line\n#line x\n#lines\n#line -1\nx")
    assert [kind for kind, _ in found] == ["parse.pragma"] * 3 + ["ID"]
    assert found[0][1] == "Malformed (#line num [filename]) pragma: #line"
    assert found[2][1] == "Unrecognized pragma: #lines"


def test_command_words_are_names_where_a_name_must_be_meant() -> None:
    assert kinds("pop; pop := pop: pop, pop[ pop->")[::2] == ["POP", "ID", "ID", "ID", "ID", "ID"]


def test_characters_without_meaning() -> None:
    assert kinds("a \x00 \u20ac @ %") == ["ID", "INVALID", "INVALID", "INVALID", "INVALID"]
    assert kinds("\ufeffvar") == ["VAR"]


def test_spans_are_those_of_the_text() -> None:
    text = "axiom  x+10; // end"
    source = Source("t.bpl", text)
    for kind, (word, span) in tokens(source, text, lambda *_: None):
        if kind == END:
            break
        assert span.source is source
        assert text[span.start : span.end] == word


ODD = ["⇒", "\\if", "hide", "pop :=", "/* /* */ */", "€", '"', "0NaN24e8", "1.5e-3", "2bv8", "x"]


@pytest.mark.parametrize("odd", ODD)
def test_it_does_not_matter_how_many_tokens_come_before(odd: str) -> None:
    before = ["ID"] * 300
    for number in (0, 200, 253, 254, 255, 256, 257):
        text = "a " * number + f"{odd} ; {odd} " + "b " * 300
        assert kinds(text) == before[:number] + kinds(f"{odd} ; {odd} ") + before


def test_complaints_come_in_the_order_of_the_text() -> None:
    found: list[int] = []
    stream = tokens(
        Source("t.bpl", "a b c /* /* */ d"), "a b c /* /* */ d", lambda *_: found.append(1)
    )
    for expected in (0, 0, 0, 1):
        next(stream)
        assert len(found) == expected
