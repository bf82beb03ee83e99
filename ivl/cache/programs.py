"""Programs that were verified before, as a whole or in part: see ``docs/adr/0007``.

Nothing is kept but that an implementation was verified, and that there was nothing else to say
about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ivl.base.digest import Digest
from ivl.base.source import Source, Span
from ivl.cache.known import Known, decode_known, encode_known, known_of, result_of
from ivl.cache.store import Store
from ivl.core.program import Implementation, Program
from ivl.options import Options
from ivl.result import Result

if TYPE_CHECKING:
    from ivl.cache.outline import Place
    from ivl.syntax import ast


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
        self._keys: dict[tuple[Source, int], str] = {}  # by where the body ends
        self._known: dict[tuple[Source, int], Known] = {}
        self._places: list[tuple[Place, ...]] = []

    # ------------------------------------------------------------ whole programs

    def results(self) -> list[Result] | None:
        """The verdicts, if nothing has changed since all was verified."""
        content = self._store.read("program", self._program_key())
        return None if content is None else self._decode(content.decode())

    def _program_key(self) -> str:
        options = self._options
        chosen = repr((options.include, options.exclude))
        texts = [source.text for source in self._sources]
        return Digest("program", self._setting, chosen, *texts).text()

    def _decode(self, content: str) -> list[Result] | None:
        found = []
        try:
            for line in content.splitlines():
                number, start, end, rest = line.split(" ", 3)
                known = decode_known(rest)
                span = Span(self._sources[int(number)], int(start), int(end))
                implementation = Implementation(known.name, (), (), (), (), (), span=span)
                found.append(result_of(known, implementation))
        except (ValueError, IndexError):
            return None
        return found

    def _remember_program(self, results: Sequence[Result]) -> None:
        numbers = {source: number for number, source in enumerate(self._sources)}
        lines = []
        for result in results:
            known, span = known_of(result), result.implementation.span
            if known is None or span.source not in numbers:
                return
            place = f"{numbers[span.source]} {span.start} {span.end}"
            lines.append(f"{place} {encode_known(known)}\n")
        self._store.write("program", self._program_key(), "".join(lines).encode())

    # ------------------------------------------------------------ bodies

    def parse(self) -> ast.Program:
        """The program with nothing in bodies that were verified before. Raises ProgramError.

        It has all that the verdicts on other bodies depend on.
        """
        from ivl.cache.outline import emptied

        texts: list[str | None] = [None] * len(self._sources)
        if self._outline():
            for number, (source, places) in enumerate(
                zip(self._sources, self._places, strict=True)
            ):
                known = [p for p in places if not p.inlined and self._look_up(source, p)]
                texts[number] = emptied(source.text, known)
        return self._parsed(texts)

    def parse_whole(self) -> ast.Program:
        """The program with all bodies. Raises ProgramError."""
        return self._parsed([None] * len(self._sources))

    def _parsed(self, texts: Sequence[str | None]) -> ast.Program:
        from ivl.inputs import parse_sources, refuse_empty

        program = parse_sources(self._sources, texts)
        refuse_empty(program, [source.name for source in self._sources])
        return program

    @property
    def left_out(self) -> bool:
        """Whether there are bodies that `parse` leaves out."""
        return bool(self._known)

    def _outline(self) -> bool:
        """Find the bodies and their keys."""
        from ivl.cache.outline import outline, plain, skeleton

        options = self._options
        if options.extract_loops or options.infer_modifies or options.inline_depth:
            return False
        skeletons = []
        for source in self._sources:
            places = outline(source.text)
            if places is None:
                return False
            self._places.append(places)
            skeletons.append(skeleton(source.text, places))
        outside = Digest("body", self._setting, *skeletons).text()
        number = 0
        for source, places in zip(self._sources, self._places, strict=True):
            for place in places:
                body = plain(source.text[place.start : place.end])
                self._keys[source, place.end] = Digest(outside, str(number), body).text()
                number += 1
        return True

    def _look_up(self, source: Source, place: Place) -> bool:
        where = source, place.end
        content = self._store.read("body", self._keys[where])
        if content is None:
            return False
        try:
            self._known[where] = decode_known(content.decode())
        except ValueError:
            return False
        return True

    def known(self, implementation: Implementation) -> Result | None:
        """The verdict on an implementation whose body was left out."""
        known = self._known.get((implementation.end.source, implementation.end.end))
        return None if known is None else result_of(known, implementation)

    def _remember_bodies(self, program: Program, results: Sequence[Result]) -> None:
        if not self._keys or not self._is_modular(program):
            return
        for result in results:
            end = result.implementation.end
            key, known = self._keys.get((end.source, end.end)), known_of(result)
            if key is not None and known is not None and (end.source, end.end) not in self._known:
                self._store.write("body", key, encode_known(known).encode())

    def _is_modular(self, program: Program) -> bool:
        """Whether a verdict depends on no body but its own and those that are in the skeleton."""
        places = {
            (source, place.end): place
            for source, found in zip(self._sources, self._places, strict=True)
            for place in found
        }
        ours = [i for i in program.implementations if i.end.source in self._sources]
        if {(i.end.source, i.end.end) for i in ours} != places.keys():
            return False  # the outline was wrong
        if any(i.type_parameters for i in program.implementations):
            return False  # which of its instances are verified depends on the calls
        if any(p.measure for p in program.procedures):
            return False  # which calls are recursive depends on all bodies
        from ivl.flow.inline_calls import inline_depths

        inlined = inline_depths(program)
        return all(places[i.end.source, i.end.end].inlined for i in ours if i.name in inlined)

    # ------------------------------------------------------------ new verdicts

    def remember(self, program: Program, results: Sequence[Result]) -> None:
        """These are all results for `program`, about which there is nothing else to say."""
        self._remember_program(results)
        self._remember_bodies(program, results)
