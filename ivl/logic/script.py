"""SMT-LIB scripts: each symbol and sort is declared once, just before what first uses it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ivl.base.node import node
from ivl.logic.names import spell
from ivl.logic.smtlib import Printed, Printer

if TYPE_CHECKING:
    from ivl.logic.renaming import Renaming
    from ivl.logic.terms import Sort, Term, Terms


@node
class DatatypeSort:
    """A datatype: ``(constructor, ((selector, sort), ...))`` for each constructor."""

    name: str
    constructors: tuple[tuple[str, tuple[tuple[str, Sort], ...]], ...]


@node
class Definition:
    """``(define-fun name (parameters) result body)``; the parameters are bound variables."""

    name: str
    parameters: tuple[Term, ...]
    result: Sort
    body: Term
    recursive: bool = False


@node
class Background:
    """What holds in all queries to one solver session.

    `datatypes` are groups of mutually recursive ones, `definitions` come before their users.
    `axiom_names` is empty or names each axiom (``""``: none), for unsat cores. The `preamble` is
    text of commands, which comes after the datatypes.
    """

    datatypes: tuple[tuple[DatatypeSort, ...], ...] = ()
    definitions: tuple[Definition, ...] = ()
    axioms: tuple[Term, ...] = ()
    axiom_names: tuple[str, ...] = ()
    preamble: str = ""


def core_name(text: str, number: int = 0) -> str:
    """A name for an assertion about `text`, which no other symbol has.

    `number` tells several assertions about the same text apart.
    """
    return f"{{:core {number}}} {text}"


def core_text(name: str) -> str:
    """The text that `core_name` made `name` of."""
    return name.partition("} ")[2]


class Script:
    """Writes a script piece by piece. It respects scopes: a pop forgets declarations, too.

    A `renaming` is told what is declared; what is written has the names of the program.
    """

    def __init__(self, terms: Terms, renaming: Renaming | None = None) -> None:
        self.printer = Printer(terms)
        self._renaming = renaming
        self._declared: set[str] = set()
        self._declared_sorts: set[str] = set()
        self._scopes: list[tuple[list[str], list[str]]] = [([], [])]

    @property
    def depth(self) -> int:
        """The number of scopes that are open."""
        return len(self._scopes) - 1

    def background(self, background: Background) -> str:
        """The commands that set up `background`."""
        return "".join(self.background_commands(background))

    def background_commands(self, background: Background) -> list[str]:
        """The same, one by one."""
        parts = [self._datatypes(group) for group in background.datatypes]
        if background.preamble:
            parts.append(background.preamble + "\n")
        parts += [self._define(definition) for definition in background.definitions]
        names = background.axiom_names or ("",) * len(background.axioms)
        parts += [self.assume(a, name) for a, name in zip(background.axioms, names, strict=True)]
        return parts

    def push(self) -> str:
        """``(push 1)``"""
        self._scopes.append(([], []))
        if self._renaming is not None:
            self._renaming.push()
        return "(push 1)\n"

    def pop(self) -> str:
        """``(pop 1)``"""
        symbols, sorts = self._scopes.pop()
        self._declared.difference_update(symbols)
        self._declared_sorts.difference_update(sorts)
        if self._renaming is not None:
            self._renaming.pop()
        return "(pop 1)\n"

    def assume(self, formula: Term, name: str = "") -> str:
        """``(assert formula)`` with the declarations that it needs."""
        printed = self.printer.print(formula)
        text = f"(! {printed.text} :named {spell(name)})" if name else printed.text
        return f"{self._declarations(printed)}(assert {text})\n"

    def is_declared(self, printed: Printed) -> bool:
        """Whether all that `printed` uses has been declared."""
        return all(s._content.payload[0] in self._declared for s in printed.symbols)

    # --------------------------------------------------------- declarations

    def _declarations(self, printed: Printed) -> str:
        lines: list[str] = []
        self._declare_sorts(printed.sorts, lines)
        for symbol in printed.symbols:
            name, sort = symbol._content.payload
            if name not in self._declared:
                self._declare_sorts((sort,), lines)
                self._remember(name)
                lines.append(self._declare(name, sort))
        return "".join(lines)

    def _declare(self, name: str, sort: Sort) -> str:
        text = self.printer.sort
        if not sort.is_function_type():
            return f"(declare-fun {spell(name)} () {text(sort)})\n"
        parameters = " ".join([text(p) for p in sort.param_types])
        return f"(declare-fun {spell(name)} ({parameters}) {text(sort.return_type)})\n"

    def _declare_sorts(self, sorts: Iterable[Sort], lines: list[str]) -> None:
        for sort in self.printer.named_sorts(sorts):
            if sort.basename not in self._declared_sorts:
                self._remember_sort(sort.basename)
                lines.append(f"(declare-sort {spell(sort.basename)} 0)\n")

    def _remember(self, name: str) -> None:
        self._declared.add(name)
        self._scopes[-1][0].append(name)
        if self._renaming is not None:
            self._renaming.declare(name)

    def _remember_sort(self, name: str) -> None:
        self._declared_sorts.add(name)
        self._scopes[-1][1].append(name)
        if self._renaming is not None:
            self._renaming.declare(name)

    # ------------------------------------------------ datatypes, definitions

    def _datatypes(self, group: Sequence[DatatypeSort]) -> str:
        lines: list[str] = []
        for datatype in group:
            self._remember_sort(datatype.name)
        for datatype in group:
            for constructor, fields in datatype.constructors:
                self._remember(constructor)
                for selector, sort in fields:
                    self._remember(selector)
                    self._declare_sorts((sort,), lines)
        heads = " ".join([f"({spell(datatype.name)} 0)" for datatype in group])
        bodies = "\n  ".join([self._constructors(datatype) for datatype in group])
        return f"{''.join(lines)}(declare-datatypes ({heads}) (\n  {bodies}))\n"

    def _constructors(self, datatype: DatatypeSort) -> str:
        texts = []
        for constructor, fields in datatype.constructors:
            selectors = [f" ({spell(name)} {self.printer.sort(sort)})" for name, sort in fields]
            texts.append(f"({spell(constructor)}{''.join(selectors)})")
        return f"({' '.join(texts)})"

    def _define(self, definition: Definition) -> str:
        if definition.recursive:  # the body may use the name
            self._remember(definition.name)
        printed = self.printer.print(definition.body, definition.parameters)
        lines = [self._declarations(printed)]
        sorts = [p._content.payload[1] for p in definition.parameters]
        self._declare_sorts((*sorts, definition.result), lines)
        if not definition.recursive:
            self._remember(definition.name)
        command = "define-fun-rec" if definition.recursive else "define-fun"
        lines.append(
            f"({command} {spell(definition.name)} ({printed.parameters})"
            f" {self.printer.sort(definition.result)} {printed.text})\n"
        )
        return "".join(lines)
