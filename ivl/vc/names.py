"""Names in verification conditions: those of the program, told apart where they clash."""

from __future__ import annotations

from ivl.core.expressions import Function, Variable

CONTROL_FLOW = "ControlFlow"
POWER = "real_pow"
"""Functions of the conditions themselves, whose names no function of a program may have."""


class Names:
    """Gives each type, function and variable a name of its own.

    Functions and global variables share SMT-LIB's one name space; the first to come gets the
    plain name, later ones ``name@@1`` and so on. Bound variables need only differ from other
    variables in scope and are not named here.
    """

    def __init__(self, outer: Names | None = None) -> None:
        self._outer = outer
        self._types: dict[str, str] = {} if outer is None else outer._types
        self._symbols: dict[Function | Variable, str] = {}
        self._selectors: dict[tuple[Function, int], str] = {}
        self._taken: dict[str, int] = {}
        if outer is None:
            self._taken = dict.fromkeys((CONTROL_FLOW, POWER), 0)

    def extended(self) -> Names:
        """The same names, to which more can be added apart: those of one condition.

        These here must not change while those are used.
        """
        return Names(self)

    def type(self, name: str) -> str:
        """The name of a type constructor's sort. Sorts have a name space of their own."""
        return self._types.setdefault(name, name)

    def symbol(self, what: Function | Variable) -> str:
        """The name of a function, a datatype's constructor, or a free variable."""
        found = self._known(what)
        if found is None:
            found = self._symbols[what] = self.fresh(what.name)
        return found

    def _known(self, what: Function | Variable) -> str | None:
        found = self._symbols.get(what)
        if found is None and self._outer is not None:
            return self._outer._known(what)
        return found

    def symbols(self) -> dict[str, Function | Variable]:
        """What has a name, by its name."""
        found = {} if self._outer is None else self._outer.symbols()
        found.update({name: what for what, name in self._symbols.items()})
        return found

    def selector(self, constructor: Function, index: int) -> str:
        """The name of the selector of a constructor's field."""
        found = self._known_selector((constructor, index))
        if found is None:
            wanted = f"{constructor.names[index]}#{self.symbol(constructor)}"
            found = self._selectors[constructor, index] = self.fresh(wanted)
        return found

    def _known_selector(self, field: tuple[Function, int]) -> str | None:
        found = self._selectors.get(field)
        if found is None and self._outer is not None:
            return self._outer._known_selector(field)
        return found

    def fresh(self, wanted: str) -> str:
        """`wanted`, or a variant of it that nothing else is called."""
        count = self._count(wanted)
        if count is None:
            self._taken[wanted] = 0
            return wanted
        while True:
            count += 1
            name = f"{wanted}@@{count}"
            if self._count(name) is None:
                self._taken[wanted] = count
                self._taken[name] = 0
                return name

    def _count(self, name: str) -> int | None:
        """How many variants of a name there are, None if nothing is called so."""
        found = self._taken.get(name)
        if found is None and self._outer is not None:
            return self._outer._count(name)
        return found
