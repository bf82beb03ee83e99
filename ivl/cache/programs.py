"""Programs that were verified before, as a whole or in part: see ``docs/adr/0007``.

What is kept is that an implementation was verified, and there was nothing else to say about it; or
that assertions in it failed, and all that there was to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ivl.base.diagnostic import ProgramError
from ivl.base.digest import Digest
from ivl.base.node import node, replace
from ivl.base.source import Source, Span
from ivl.cache.known import Known, decode_known, encode_known, known_of, result_of
from ivl.cache.pieces import Pieces
from ivl.cache.store import Store
from ivl.cache.whole import WholeProgram, failure_of, what_failures_depend_on
from ivl.core.program import Implementation, Program
from ivl.options import Options
from ivl.result import Outcome, Result

if TYPE_CHECKING:
    from ivl.cache.index import Index, IndexedDeclaration
    from ivl.cache.outline import Outline, Place
    from ivl.syntax import ast

_FAILED = b"failed"
"""Kept of a body that was not verified; it has to be looked at again, but in the whole program."""
_NOBODY = Implementation("", (), (), (), (), ())
_SMALL = 1 << 15
"""The length of texts of which it is not worth the effort to leave out declarations."""
_CALL = re.compile(r"\bcall\b")


@node
class _Body:
    """The piece of the source `number` that is a body, and the keys of what is known about it.

    `failure_key` is empty where what is said of failures depends on other bodies.
    """

    number: int
    piece: int
    key: str
    failure_key: str


class Earlier:
    """What earlier runs found out about the program in `sources`, under the same options.

    `setting` is what verdicts depend on besides: see `ivl.cache.setting`.
    """

    def __init__(
        self, store: Store, sources: Sequence[Source], options: Options, setting: str
    ) -> None:
        self._store = store
        self._sources = tuple(sources)
        self._setting = setting
        self._options = options
        self._whole = WholeProgram(store, sources, options, setting)
        self._bodies: dict[tuple[Source, int], _Body] = {}  # by where the body ends
        self._known: dict[tuple[Source, int], Known] = {}
        self._failures: dict[tuple[Source, int], Result] = {}
        self._places: list[tuple[Place, ...]] = []
        self._outlines: list[Outline] = []
        self._index_key = ""
        self._index: Index | None = None
        self._parsed: ast.Program | None = None  # all declarations, if `parse` has read them
        self._cuts: list[list[int]] = []
        self._failed = False  # whether there is a body that could not be verified
        self.left_out = False  # whether there are bodies that `parse` has left out
        self.sliced = False  # whether it has left out whole declarations

    def results(self) -> list[Result] | None:
        """The verdicts, if nothing has changed since they were reached."""
        return self._whole.results()

    # ------------------------------------------------------------ bodies

    def parse(self, whole: bool = False) -> ast.Program:
        """The program with nothing in bodies about which all is known. Raises ProgramError.

        It may have no more declarations than the others seem to need: see `ivl.cache.index`. With
        `whole` it is the whole program, also if there is a failure to look at again, which is told
        in terms of all bodies.
        """
        from ivl.inputs import parse_sources, refuse_empty

        texts: list[str | None] = [None] * len(self._sources)
        sliced = False
        if not whole and self._outline():
            found = [
                [p for p in places if self._look_up(source, p) and not p.inlined]
                for source, places in zip(self._sources, self._places, strict=True)
            ]
            if any(found) and not self._failed:
                self.left_out = True
                texts = [*self._texts(found)]
                sliced = self.sliced
        try:
            program = parse_sources(self._sources, texts)
        except ProgramError:
            if not sliced:
                raise
            self.forget()
            return self.parse(whole=True)
        if not sliced:
            refuse_empty(program, [source.name for source in self._sources])
            self._parsed = program
        return program

    def _texts(self, known: Sequence[Sequence[Place]]) -> Iterator[str]:
        """The texts without these bodies, and without what the others do not seem to need."""
        from ivl.cache.outline import blanked

        needed = self._needed()
        for number, (source, places) in enumerate(zip(self._sources, known, strict=True)):
            left_out = [(place.start + 1, place.end - 1) for place in places]
            if self._index is not None:
                declarations = [d for d in self._index.declarations if d.number == number]
                others = [(d.start, d.end) for d in declarations if d not in needed]
                kept = [(d.start, d.end) for d in declarations if d in needed]
                inside = [p for p in left_out if any(s <= p[0] < e for s, e in kept)]
                left_out = sorted([*others, *inside])
            text = blanked(source.text, left_out)
            for place in self._places[number]:
                if not self._is_known((source, place.end)):
                    assert text[place.start : place.end] == source.text[place.start : place.end]
            yield text

    def _needed(self) -> set[IndexedDeclaration]:
        """What the bodies about which nothing is known seem to need, if that can be told."""
        options = self._options
        more = (options.prune, options.include, options.exclude, options.smoke is not None)
        if any(more) or options.type_encoding != "monomorphic":
            return set()
        content = self._store.read("index", self._index_key)
        if content is None:
            return set()
        from ivl.cache.index import decode_index

        index = decode_index(content, Pieces(self._sources, self._cuts))
        if index is None or not index.bodies.keys() >= self._bodies.keys():
            return set()
        self._index, self.sliced = index, True
        return index.needed(
            [
                (number, place.start, source.text[place.start : place.end])
                for number, (source, places) in enumerate(
                    zip(self._sources, self._places, strict=True)
                )
                for place in places
                if not self._is_known((source, place.end))
            ]
        )

    def _is_known(self, where: tuple[Source, int]) -> bool:
        return where in self._known or where in self._failures

    def forget(self) -> None:
        """Neither believe nor keep anything about single bodies."""
        self._bodies.clear()
        self._known.clear()
        self._failures.clear()
        self._index = None
        self.left_out = self.sliced = False

    def _outline(self) -> bool:
        """Find the bodies and their keys."""
        from ivl.cache.outline import outline, plain, skeleton

        options = self._options
        if options.extract_loops or options.infer_modifies or options.inline_depth:
            return False
        skeletons = []
        for source in self._sources:
            found = outline(source.text)
            if found is None:
                return False
            self._outlines.append(found)
            self._places.append(places := found.places)
            cuts = [at for p in places if not p.inlined for at in (p.start, p.end)]
            self._cuts.append(cuts)
            skeletons.append(skeleton(source.text, places))
        outside = Digest("body", self._setting, *skeletons).text()
        rest = self._rest()
        as_written = Digest(outside, what_failures_depend_on(options), *rest).text()
        self._index_key = Digest("index", outside, *rest).text()
        number = 0
        for at, (source, places) in enumerate(zip(self._sources, self._places, strict=True)):
            piece = 1
            for place in places:
                text = source.text[place.start : place.end]
                key = Digest(outside, str(number), plain(text)).text()
                failure = ""
                if not place.inlined:
                    failure = self._failure_key(as_written, number, source, place)
                self._bodies[source, place.end] = _Body(at, piece, key, failure)
                number += 1
                piece += 0 if place.inlined else 2
        return True

    def _failure_key(self, outside: str, number: int, source: Source, place: Place) -> str:
        text = source.text[place.start : place.end]
        line = ""
        if self._options.replay:
            if _CALL.search(text):
                return ""  # the bodies of callees were executed, too
            line = str(source.position(place.start).line)  # it may be mentioned
        return Digest("failure", outside, str(number), line, text).text()

    def _rest(self) -> list[str]:
        """The texts between the bodies, letter by letter."""
        return [
            source.text[start:end]
            for source, cuts in zip(self._sources, self._cuts, strict=True)
            for start, end in zip([0, *cuts[1::2]], [*cuts[::2], len(source.text)], strict=True)
        ]

    def _look_up(self, source: Source, place: Place) -> bool:
        """Whether all is known about a body."""
        where = source, place.end
        body = self._bodies[where]
        content = self._store.read("body", body.key)
        if content is None:
            return False
        if content == _FAILED:
            kept = self._store.read("failure", body.failure_key) if body.failure_key else None
            failure = None if kept is None else failure_of(kept, self._pieces(body), _NOBODY)
            if failure is None:
                self._failed = True
                return False
            self._failures[where] = failure
            return True
        try:
            self._known[where] = decode_known(content.decode())
        except ValueError:
            return False
        return True

    def known(self, implementation: Implementation) -> Result | None:
        """The verdict on an implementation that was looked at before."""
        where = implementation.end.source, implementation.end.end
        known = self._known.get(where)
        if known is not None:
            return result_of(known, implementation)
        failure = self._failures.get(where)
        return None if failure is None else replace(failure, implementation=implementation)

    def _pieces(self, body: _Body) -> Pieces:
        return Pieces(self._sources, self._cuts, (body.number, body.piece))

    def _remember_bodies(self, program: Program, results: Sequence[Result]) -> None:
        if not self._bodies or not (self.sliced or self.is_modular(program)):
            return
        self._remember_index(program)
        for result in results:
            where = result.implementation.end.source, result.implementation.end.end
            body, known = self._bodies.get(where), known_of(result)
            if body is None or self._is_known(where):
                continue
            if known is not None:
                self._store.write("body", body.key, encode_known(known).encode())
            elif result.outcome is not Outcome.VERIFIED:
                self._store.write("body", body.key, _FAILED)
                if body.failure_key:
                    from ivl.cache.failures import encode_failure

                    failure = encode_failure(result, self._pieces(body))
                    if failure is not None:
                        self._store.write("failure", body.failure_key, failure)

    def _remember_index(self, program: Program) -> None:
        """Keep which declarations mention which, of a program that is modular."""
        size = sum([len(source.text) for source in self._sources])
        if self._index is not None or self._parsed is None or size < _SMALL:
            return
        from ivl.cache.index import make_index
        from ivl.transform.wants_array_axioms import wants_array_axioms

        array_axioms = wants_array_axioms(replace(program, implementations=()))
        index = make_index(self._parsed, self._sources, self._outlines, array_axioms)
        if index is not None:
            content = index.encode(Pieces(self._sources, self._cuts))
            self._store.write("index", self._index_key, content)

    def options(self, options: Options) -> Options:
        """`options` as they are for the whole program, where that decides."""
        if self._index is None or options.array_axioms is not None:
            return options
        return replace(options, array_axioms=self._index.array_axioms)

    def place(self, result: Result) -> tuple[int, int]:
        """What comes earlier in the program has a smaller place."""
        end = result.implementation.end
        known = end.source in self._sources
        return (self._sources.index(end.source), end.end) if known else (-1, 0)

    def rest(self, program: Program) -> list[Result]:
        """What is known of implementations that are not in `program`, in their order."""
        if not self.sliced or self._index is None:
            return []
        there = {(i.end.source, i.end.end) for i in program.implementations}
        found = []
        for where, (name, span) in self._index.bodies.items():
            if where in there or not self._is_known(where):
                continue
            source, end = where
            made = Implementation(
                name, (), (), (), (), (), span=span, end=Span(source, end - 1, end)
            )
            result = self.known(made)
            if result is not None:
                found.append(result)
        return sorted(found, key=self.place)

    def is_modular(self, program: Program) -> bool:
        """Whether a verdict depends on no body but its own and those that are in the skeleton."""
        from ivl.flow.inline_calls import inline_depths
        from ivl.transform.wants_array_axioms import wants_array_axioms

        places = {
            (source, place.end): place
            for source, found in zip(self._sources, self._places, strict=True)
            for place in found
        }
        ours = [i for i in program.implementations if i.end.source in self._sources]
        ends = {(i.end.source, i.end.end) for i in ours}
        if self.sliced and self._index is not None:
            unknown = {where for where in places if not self._is_known(where)}
            fitting = unknown <= ends <= places.keys()
            # the rest of what is asked below was so for the whole program, see `_remember_index`
            return fitting and self._index.array_axioms >= wants_array_axioms(program)
        if ends != places.keys():
            return False  # the outline was wrong
        if any(i.type_parameters for i in program.implementations):
            return False  # which of its instances are verified depends on the calls
        if any(p.measure for p in program.procedures):
            return False  # which calls are recursive depends on all bodies
        if wants_array_axioms(program) != wants_array_axioms(replace(program, implementations=())):
            return False  # how maps are encoded depends on the bodies
        inlined = inline_depths(program)
        return all(places[i.end.source, i.end.end].inlined for i in ours if i.name in inlined)

    # ------------------------------------------------------------ new verdicts

    def remember(self, program: Program, results: Sequence[Result]) -> None:
        """These are all results for `program`, about which there is nothing else to say."""
        self._whole.remember(results)
        self._remember_bodies(program, results)
