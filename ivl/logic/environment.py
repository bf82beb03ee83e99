"""pySMT's environment, extended by what it lacks and imported without what it rarely needs.

Quantifiers stay pySMT's; the *body* of one that has triggers or a name is wrapped in a node
``ATTR(body, t1, ..., tn)`` whose payload says which terms form which trigger, so that the trigger
terms are in the quantifier's scope. pySMT's walkers learn the node through
`Environment.add_dynamic_walker_function`.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from ivl.base.node import value


def _import_pysmt() -> None:
    """Import pySMT's environment, but neither z3 (for algebraic numbers) nor the solver factory.

    The two cost more start-up time than all the rest. The factory loads when it is first used.
    """
    if "pysmt.environment" in sys.modules:
        return
    import pysmt

    hide_z3 = "z3" not in sys.modules
    if hide_z3:
        sys.modules["z3.z3num"] = None  # type: ignore[assignment]  # makes its import fail
    stand_in = ModuleType("pysmt.factory")
    stand_in.Factory = lambda env: importlib.import_module("pysmt.factory").Factory(env)  # type: ignore[attr-defined]
    sys.modules["pysmt.factory"] = pysmt.factory = stand_in
    try:
        import pysmt.environment
    finally:
        del sys.modules["pysmt.factory"]
        if hide_z3:
            del sys.modules["z3.z3num"]


_import_pysmt()

# ruff: noqa: E402  # these must come after the import above
import pysmt.operators as op
from pysmt.environment import Environment as PysmtEnvironment
from pysmt.fnode import FNode, FNodeContent
from pysmt.formula import FormulaContextualizer, FormulaManager
from pysmt.oracles import (
    AtomsOracle,
    FreeVarsOracle,
    QuantifierOracle,
    SizeOracle,
    TheoryOracle,
    TypesOracle,
)
from pysmt.printers import HRPrinter
from pysmt.simplifier import Simplifier
from pysmt.substituter import MGSubstituter, MSSubstituter
from pysmt.type_checker import SimpleTypeChecker
from pysmt.typing import BOOL
from pysmt.walkers import IdentityDagWalker

if TYPE_CHECKING:
    FNode = Any

ATTR: int = op.new_node_type(node_str="ATTR")


@value
class QuantifierAttributes:
    """What an ATTR node says of its quantifier.

    `groups` are the sizes of its triggers; after their terms come `no_patterns` more.
    """

    groups: tuple[int, ...]
    no_patterns: int
    qid: str | None
    skolemid: str | None
    weight: int | None


class SplitQuantifier(NamedTuple):
    """An ATTR node taken apart."""

    body: FNode
    patterns: tuple[tuple[FNode, ...], ...]
    no_patterns: tuple[FNode, ...]


def split_attributes(term: FNode) -> SplitQuantifier:
    """The body, triggers and no-patterns of an ATTR node."""
    args = term.args()
    patterns = []
    at = 1
    for size in term._content.payload.groups:
        patterns.append(args[at : at + size])
        at += size
    return SplitQuantifier(args[0], tuple(patterns), args[at:])


NOTHING: frozenset[Any] = frozenset()

# How the names of symbols that are no free constants or functions begin. No NUL: C cuts there.
RAW = "\1="
BOUND = "\1?"
OF_SORT = "\2"


class Node(FNode):  # type: ignore[misc]  # FNode is untyped
    """An FNode that hashes by identity, in C: nodes are unique in their environment.

    `mentions` are the bound variables that occur free in it.
    """

    __slots__ = ("mentions",)
    __hash__ = object.__hash__


_SYMBOL = op.SYMBOL
_new_node = object.__new__


class Manager(FormulaManager):  # type: ignore[misc]
    """Creates nodes two to three times faster than pySMT's and checks types only on demand."""

    check_types = False

    def create_node(self, node_type: int, args: tuple[FNode, ...], payload: Any = None) -> FNode:
        """The one node with this content."""
        content = (node_type, args, payload)
        node = self.formulae.get(content)
        if node is None:
            node = _new_node(Node)
            node._content = content = tuple.__new__(FNodeContent, content)
            node._node_id = self._next_free_id
            self._next_free_id += 1
            mentions = NOTHING
            for arg in args:
                more = arg.mentions
                if more and more is not mentions:
                    mentions = mentions | more if mentions else more
            if mentions and node_type in op.QUANTIFIERS:
                mentions = mentions.difference(payload)
            elif node_type == _SYMBOL and payload[0].startswith(BOUND):
                mentions = frozenset((node,))
            node.mentions = mentions
            self.formulae[content] = node
            if self.check_types:
                self.env.stc.get_type(node)
        return node


class Environment(PysmtEnvironment):  # type: ignore[misc]
    """A pySMT environment whose walkers know ATTR nodes."""

    FormulaManagerClass = Manager

    def __init__(self, check: bool = False) -> None:
        super().__init__()
        self.formula_manager.check_types = check
        for walker, function in _WALKERS.items():
            self.add_dynamic_walker_function(ATTR, walker, function)


def _check_attributes(_self: Any, _formula: FNode, args: Any, **_: Any) -> Any:
    return BOOL if args[0] == BOOL and None not in args else None


def _union(_self: Any, _formula: FNode, args: Any, **_: Any) -> Any:
    return frozenset[Any]().union(*args)


def _of_body(_self: Any, _formula: FNode, args: Any, **_: Any) -> Any:
    return args[0]


def _theory(self: Any, formula: FNode, args: Any, **named: Any) -> Any:
    return self.walk_combine(formula, args, **named)


def _size(self: Any, formula: FNode, args: Any, measure: Any, **_: Any) -> Any:
    return self.measure_to_fun[measure](formula, args=args, measure=measure)


def _rebuild(self: Any, formula: FNode, args: Any, **_: Any) -> Any:
    return self.env.formula_manager.create_node(ATTR, tuple(args), formula._content.payload)


def _simplify(self: Any, formula: FNode, args: Any, **_: Any) -> Any:
    if args[0].is_constant():  # the body is decided: its triggers are moot
        return args[0]
    terms = (args[0], *formula.args()[1:])  # a trigger is never rewritten
    return self.env.formula_manager.create_node(ATTR, terms, formula._content.payload)


def _print(self: Any, formula: FNode, **_: Any) -> Any:
    body, patterns, _rest = split_attributes(formula)
    for pattern in patterns:
        self.write("{")
        for index, term in enumerate(pattern):
            self.write(", " if index else "")
            yield term
        self.write("} ")
    yield body


_WALKERS = {
    SimpleTypeChecker: _check_attributes,
    FreeVarsOracle: _union,
    TypesOracle: _union,
    QuantifierOracle: _of_body,
    AtomsOracle: _of_body,
    TheoryOracle: _theory,
    SizeOracle: _size,
    Simplifier: _simplify,
    MGSubstituter: _rebuild,
    MSSubstituter: _rebuild,
    IdentityDagWalker: _rebuild,
    FormulaContextualizer: _rebuild,
    HRPrinter: _print,
}
