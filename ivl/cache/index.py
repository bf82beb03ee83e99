"""Which declarations of a program mention which: what a changed body may need, found by its names.

A program without some of its axioms, and without declarations that nothing in the rest mentions,
assumes less. What is verified in it is verified in the whole program.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ivl.base.node import node
from ivl.base.source import Source, Span
from ivl.cache.outline import Outline, plain
from ivl.cache.pieces import Pieces
from ivl.syntax import ast

_NAME = re.compile(r"[\w'~#$^.?`\\]+")
_BRACES = re.compile(r"\s*\{([^{}]*)\}")
_ORDERED = re.compile(r":\s*priority\b")
"""What says which implementations come first."""
_ENDS = (";", "}")
"""What declarations end with; nothing is left over, such as a word before the next keyword."""
_COMMON = 6
"""A name that so many axioms without triggers mention does not call for any of them."""
_FASTEST = 1


@node
class IndexedDeclaration:
    """A declaration of the source `number` from `start` to `end`.

    `names` are declared by it and `mentions` are in it. `triggers` are the names in each trigger of
    an axiom; of one without triggers they are single names; None if it is no axiom.
    """

    number: int
    start: int
    end: int
    names: frozenset[str]
    mentions: frozenset[str]
    triggers: tuple[frozenset[str], ...] | None


@node
class Index:
    """The declarations of some sources.

    `bodies` are the implementations' names and where these stand, by source and end of the body.
    `array_axioms`: how maps are encoded where the options do not say.
    """

    declarations: tuple[IndexedDeclaration, ...]
    bodies: dict[tuple[Source, int], tuple[str, Span]]
    array_axioms: bool

    def needed(self, roots: Iterable[tuple[int, int, str]]) -> set[IndexedDeclaration]:
        """The declarations that bodies need, given as source, start and text."""
        reached: set[str] = set()
        found: set[IndexedDeclaration] = set()
        by_name: dict[str, list[IndexedDeclaration]] = {}
        waiting: dict[str, list[tuple[IndexedDeclaration, frozenset[str]]]] = {}
        for declaration in self.declarations:
            for name in declaration.names:
                by_name.setdefault(name, []).append(declaration)
            for trigger in declaration.triggers or ():
                for name in trigger:
                    waiting.setdefault(name, []).append((declaration, trigger))
        todo = [d for d in self.declarations if d.triggers and frozenset() in d.triggers]

        def reach(names: Iterable[str]) -> None:
            for name in names:
                if name in reached:
                    continue
                reached.add(name)
                todo.extend(by_name.get(name, ()))
                todo.extend(d for d, trigger in waiting.get(name, ()) if trigger <= reached)

        for number, start, text in roots:
            here = [d for d in self.declarations if d.number == number]
            todo += [d for d in here if d.start <= start < d.end]
            reach(set(_NAME.findall(text)))
        while todo:
            declaration = todo.pop()
            if declaration not in found:
                found.add(declaration)
                reach(declaration.mentions)
        return found

    def encode(self, pieces: Pieces) -> bytes:
        """The index as bytes that hold for the same text between other bodies."""
        numbers: dict[str, int] = {}

        def coded(names: Iterable[str]) -> list[int]:
            return [numbers.setdefault(name, len(numbers)) for name in sorted(names)]

        sources = pieces.sources
        declarations = [
            [
                pieces.encode(Span(sources[d.number], d.start, d.end)),
                coded(d.names),
                coded(d.mentions),
                None if d.triggers is None else [coded(t) for t in d.triggers],
            ]
            for d in self.declarations
        ]
        bodies = [
            [pieces.encode(Span(source, end, end)), name, pieces.encode(span)]
            for (source, end), (name, span) in self.bodies.items()
        ]
        content = [list(numbers), declarations, bodies, self.array_axioms]
        return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), _FASTEST)


def decode_index(content: bytes, pieces: Pieces) -> Index | None:
    """What `Index.encode` made, for a text with the same pieces between bodies."""
    try:
        texts, declarations, bodies, array_axioms = json.loads(zlib.decompress(content))

        def names(numbers: Sequence[int]) -> frozenset[str]:
            return frozenset([texts[number] for number in numbers])

        numbers = {source: number for number, source in enumerate(pieces.sources)}

        def declaration(item: Any) -> IndexedDeclaration:
            place, declared, mentioned, triggers = item
            span = pieces.decode(place)
            kept = None if triggers is None else tuple([names(t) for t in triggers])
            number = numbers[span.source]
            return IndexedDeclaration(
                number, span.start, span.end, names(declared), names(mentioned), kept
            )

        places = [(pieces.decode(end), name, pieces.decode(span)) for end, name, span in bodies]
        return Index(
            tuple([declaration(item) for item in declarations]),
            {(end.source, end.end): (name, span) for end, name, span in places},
            bool(array_axioms),
        )
    except (ValueError, LookupError, TypeError, zlib.error):
        return None


def make_index(
    program: ast.Program,
    sources: Sequence[Source],
    outlines: Sequence[Outline],
    array_axioms: bool,
) -> Index | None:
    """The index of a program that was parsed from `sources`; None if its text is too strange."""
    found: list[IndexedDeclaration] = []
    bodies: dict[tuple[Source, int], tuple[str, Span]] = {}
    declared: dict[Source, list[tuple[int, ast.Declaration]]] = {s: [] for s in sources}
    for declaration in program.declarations:
        place = declaration.span
        if place.source in declared:
            declared[place.source].append((place.start, declaration))
    everything = frozenset([n for d in program.declarations for n in _declares(d)])
    for number, (source, outlined) in enumerate(zip(sources, outlines, strict=True)):
        ends = [*outlined.starts[1:], len(source.text)]
        if plain(source.text[: min([*outlined.starts, len(source.text)])]):
            return None
        at = 0
        placed = declared[source]
        for start, end in zip(outlined.starts, ends, strict=True):
            inside: list[ast.Declaration] = []
            while at < len(placed) and placed[at][0] < end:
                if placed[at][0] < start:
                    return None
                inside.append(placed[at][1])
                at += 1
            text = plain(_without_bodies(source.text, start, end, outlined))
            if not inside or _ORDERED.search(text) or not text.endswith(_ENDS):
                return None
            found.append(_declaration(number, start, end, text, inside, everything))
            for d in inside:
                if isinstance(d, ast.Procedure | ast.Implementation) and d.body is not None:
                    bodies[d.body.end.source, d.body.end.end] = d.name, d.span
        if at < len(placed):
            return None
    return Index(tuple(_selective(found)), bodies, array_axioms)


def _without_bodies(text: str, start: int, end: int, outlined: Outline) -> str:
    parts = []
    for place in outlined.places:
        if start <= place.start < end and not place.inlined:
            parts += [text[start : place.start], "{ }"]
            start = place.end
    parts.append(text[start:end])
    return " ".join(parts)


def _declaration(
    number: int,
    start: int,
    end: int,
    text: str,
    inside: Sequence[ast.Declaration],
    everything: frozenset[str],
) -> IndexedDeclaration:
    mentions = everything.intersection(_NAME.findall(text))
    names = frozenset([name for d in inside for name in _declares(d)])
    triggers = None
    if all(isinstance(d, ast.Axiom) for d in inside):
        found = [everything.intersection(_NAME.findall(t)) for t in _outer_triggers(text)]
        triggers = tuple(found)
    return IndexedDeclaration(number, start, end, names, mentions, triggers)


def _outer_triggers(axiom: str) -> list[str]:
    """The triggers of the first quantifier."""
    found = []
    at = axiom.find("::") + 2
    while (braces := _BRACES.match(axiom, at)) is not None:
        found.append(braces[1])
        at = braces.end()
    return [text for text in found if not text.lstrip().startswith(":")]


def _selective(declarations: Sequence[IndexedDeclaration]) -> Iterator[IndexedDeclaration]:
    """Axioms without triggers, wanted for the names in them that are not too common."""
    plain = [d for d in declarations if d.triggers == ()]
    uses = Counter([name for d in plain for name in d.mentions])
    for d in declarations:
        if d.triggers != ():
            yield d
            continue
        rare = [name for name in d.mentions if uses[name] < _COMMON] or [*d.mentions]
        alone = tuple([frozenset([name]) for name in sorted(rare)]) or (frozenset[str](),)
        yield IndexedDeclaration(d.number, d.start, d.end, d.names, d.mentions, alone)


def _declares(declaration: ast.Declaration) -> list[str]:
    match declaration:
        case ast.ConstantDeclaration(names):
            return [name.text for name in names]
        case ast.GlobalDeclaration(variables):
            return [variable.name.text for variable in variables]
        case ast.Datatype(name, _, constructors):
            fields = [f.name.text for c in constructors for f in c.fields]
            return [name, *[c.name for c in constructors], *fields]
        case ast.Axiom():
            return []
        case _:
            return [declaration.name]
