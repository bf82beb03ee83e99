"""Dafny as a frontend of `ivl`: from text to an IVL program."""

from __future__ import annotations

from frontends.dafny.expand.includes import with_includes
from frontends.dafny.resolve.resolver import resolve
from frontends.dafny.switches import apply_switches, read_switches
from frontends.dafny.syntax.parser import parse
from frontends.dafny.translate.program import translate_program
from ivl.base.deep import deep
from ivl.base.node import replace, value
from ivl.base.source import Source
from ivl.core import program as core
from ivl.options import Inference, Options

_EFFORT = 2_000_000
"""About a second of z3 5.4."""
_OTHER_OPTIONS = (("smt.arith.solver", "6"), ("smt.case_split", "5"))


@value
class Dafny:
    """The frontend: see `ivl.frontends.Frontend`."""

    def translate(self, source: Source, options: Options = Options()) -> core.Program:  # noqa: B008
        """The IVL program whose verdict is that of a Dafny program. Raises ProgramError.

        Columns are counted from 0, as Dafny does.
        """
        source = Source(source.name, source.text, first_column=0)
        switches = read_switches(options.switches)

        def translated() -> core.Program:
            syntax = with_includes(parse(source), source, switches.verify_included)
            return translate_program(resolve(syntax), switches)

        return deep(translated)

    def adjust(self, options: Options) -> Options:
        """`options` with what proofs of Dafny programs want.

        The inference of intervals helps with measures of loops. z3 proves what is about heaps best
        with its older solver for arithmetic, and what is about recursive functions and sets with
        the newer one and decisions on what was active last: it soon turns to them. What the solver
        thinks of is not executed: that would have to choose whole heaps.
        """
        options = apply_switches(options.switches, options)
        chosen = options.solver_options
        if options.solver.startswith("z3"):
            chosen = (("smt.arith.solver", "2"), *chosen)
            if not options.effort:
                options = replace(options, effort=_EFFORT, other_options=_OTHER_OPTIONS)
            if options.counterexamples:  # what a model does not say is not to be made up
                chosen = (*chosen, ("model.partial", "true"))
        return replace(
            options,
            inference=options.inference or Inference(),
            solver_options=chosen,
            replay=False,
        )


DAFNY = Dafny()
