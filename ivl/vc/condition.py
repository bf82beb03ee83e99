"""Verification conditions, and how a failing path is read off a solver's candidate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ivl.base.node import EMPTY, node
from ivl.core.statements import Assert
from ivl.flow.cfg import PassiveCfg
from ivl.logic.terms import Term
from ivl.vc.background import Theory
from ivl.vc.translate import Translator


@node
class Check:
    """One assertion in one place: `block` and `index` say where it stands in the graph."""

    assertion: Assert
    block: str
    index: int


@node
class VerificationCondition:
    """A formula that is valid if and only if all checks hold.

    A candidate of its negation interprets the function ``ControlFlow``: `control` gives for each
    block its application to the block's number, whose value is the number of the successor
    taken, or minus the number of the check that fails there. `translator` makes terms about the
    candidate of expressions over the graph's variables. `labels` are to be assumed, each
    under its name, to learn what a proof needed: see `ivl.flow.track_ids`. `axioms` are those that
    hold besides the theory's background, each with its name or ``""``.
    """

    cfg: PassiveCfg
    formula: Term
    control: Mapping[str, Term]
    block_numbers: Mapping[int, str]
    checks: Mapping[int, Check]
    translator: Translator
    labels: Mapping[str, Term] = EMPTY
    axioms: tuple[tuple[Term, str], ...] = ()


class Shape(Protocol):
    """A way to make a verification condition of a passive graph."""

    def __call__(
        self, cfg: PassiveCfg, theory: Theory, subsumption: int = 2
    ) -> VerificationCondition:
        """The condition; `subsumption`: see `ivl.Options`."""
        ...
