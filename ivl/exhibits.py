"""Flow graphs and conditions of implementations, for a page that shows them beside the results."""

from __future__ import annotations

from ivl.base.deep import deep
from ivl.base.node import replace
from ivl.core import program as core
from ivl.logic.script import Script
from ivl.options import Options
from ivl.report.drawn_graph import drawing_of
from ivl.report.exhibit import Exhibit
from ivl.split.split import Split
from ivl.split_files import splits_of
from ivl.verifier import Verifier


def exhibits(program: core.Program, options: Options) -> list[Exhibit]:
    """What to show of each implementation that `options` choose, in the order of the results.

    Names that were made up to learn what proofs need are left out.
    """

    def made() -> list[Exhibit]:
        verifier = Verifier(program, replace(options, dependence=False, vacuity=False, log=""))
        try:
            script = Script(verifier.terms)
            background = script.background(verifier.theory.background)
            return [_exhibit(verifier, i, script, background) for i in verifier.selected]
        finally:
            verifier.close()

    return deep(made)


def _exhibit(
    verifier: Verifier, implementation: core.Implementation, script: Script, background: str
) -> Exhibit:
    cfg = verifier.graphs.reducible(implementation)
    conditions = [
        (split.name, _condition(verifier, split, script))
        for split in splits_of(verifier, implementation)
    ]
    places = [
        tuple([c.span for c in b.commands if c.span.source.name]) for b in cfg.blocks.values()
    ]
    return Exhibit(drawing_of(cfg), tuple(places), tuple(conditions), background)


def _condition(verifier: Verifier, split: Split, script: Script) -> str:
    """The commands after the background that ask whether an assertion of `split` can fail."""
    condition = verifier.shaped(split.cfg)
    commands = [
        script.push(),
        *[script.assume(axiom, name) for axiom, name in condition.axioms],
        script.assume(verifier.terms.not_(condition.formula)),
        *[script.assume(label) for label in condition.labels.values()],
        "(check-sat)\n",
        script.pop(),
    ]
    return "".join(commands)
