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

    def __init__(self) -> None:
        self._types: dict[str, str] = {}
        self._symbols: dict[Function | Variable, str] = {}
        self._selectors: dict[tuple[Function, int], str] = {}
        self._taken: dict[str, int] = dict.fromkeys((CONTROL_FLOW, POWER), 0)

    def copy(self) -> Names:
        """The same names, to which more can be added apart: those of one condition."""
        names = Names()
        names._types = self._types
        names._symbols = dict(self._symbols)
        names._selectors = dict(self._selectors)
        names._taken = dict(self._taken)
        return names

    def type(self, name: str) -> str:
        """The name of a type constructor's sort. Sorts have a name space of their own."""
        return self._types.setdefault(name, name)

    def symbol(self, what: Function | Variable) -> str:
        """The name of a function, a datatype's constructor, or a free variable."""
        found = self._symbols.get(what)
        if found is None:
            found = self._symbols[what] = self.fresh(what.name)
        return found

    def selector(self, constructor: Function, index: int) -> str:
        """The name of the selector of a constructor's field."""
        key = (constructor, index)
        found = self._selectors.get(key)
        if found is None:
            wanted = f"{constructor.names[index]}#{self.symbol(constructor)}"
            found = self._selectors[key] = self.fresh(wanted)
        return found

    def fresh(self, wanted: str) -> str:
        """`wanted`, or a variant of it that nothing else is called."""
        count = self._taken.get(wanted)
        if count is None:
            self._taken[wanted] = 0
            return wanted
        while True:
            count += 1
            name = f"{wanted}@@{count}"
            if name not in self._taken:
                self._taken[wanted] = count
                self._taken[name] = 0
                return name
