"""Dafny as a frontend of `ivl`: from text to an IVL program."""

from __future__ import annotations

from frontends.dafny.resolve.resolver import resolve
from frontends.dafny.syntax.parser import parse
from frontends.dafny.translate.program import translate_program
from ivl.base.deep import deep
from ivl.base.node import replace, value
from ivl.base.source import Source
from ivl.core import program as core
from ivl.options import Inference, Options


@value
class Dafny:
    """The frontend: see `ivl.frontends.Frontend`."""

    def translate(self, source: Source, options: Options = Options()) -> core.Program:  # noqa: B008
        """The IVL program whose verdict is that of a Dafny program. Raises ProgramError."""
        return deep(lambda: translate_program(resolve(parse(source))))

    def adjust(self, options: Options) -> Options:
        """`options` with the inference of intervals, which helps with measures of loops."""
        return replace(options, inference=options.inference or Inference())


DAFNY = Dafny()
