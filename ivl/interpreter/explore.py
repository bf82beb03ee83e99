"""Quantifiers, by cases: which values of a bound variable make a difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ivl.base.values import Construction
from ivl.core.types import INT, MapType, Type
from ivl.interpreter import probes
from ivl.interpreter.data import Datum
from ivl.interpreter.domains import Domains
from ivl.interpreter.probes import Integer, Other, Probe
from ivl.interpreter.stops import Budget, CannotTell

DEEPEST = 2
"""So often values that stand for many are looked into, each in another."""


class Explorer:
    """Searches types for values that pass a test; see `ivl.interpreter.probes`."""

    def __init__(self, domains: Domains, budget: Budget) -> None:
        self.domains = domains
        self.budget = budget
        self.looks = 0
        """How many of them look into values that stand for many."""
        self.depth = 0
        """How many quantifiers are being evaluated."""
        self.met: Callable[[Type], Iterable[Datum]] | None = None
        """The maps of a type that have come up, if quantifiers over maps are about these alone."""

    def some(self, type_: Type, test: Callable[[Datum], bool]) -> bool:
        """Whether a value of `type_` passes `test`; the last one that is tested, if so.

        Raises CannotTell where no value is known to pass and one may.
        """
        self.depth += 1
        try:
            if type_ == INT:
                return self._some_integer(test)
            listed = self.domains.values(type_)
            if listed is None:
                return self._some_other(type_, test)
            return self._any(test, listed)
        finally:
            self.depth -= 1

    def _any(self, test: Callable[[Datum], bool], values: Iterable[Datum]) -> bool:
        unknown: CannotTell | None = None
        for value in values:
            self.budget.spend()
            try:
                if test(value):
                    return True
            except CannotTell as stop:
                unknown = stop
        if unknown is not None:
            raise unknown
        return False

    def _some_integer(self, test: Callable[[Datum], bool]) -> bool:
        unknown: CannotTell | None = None
        left: list[tuple[Integer | None, Integer | None]] = [(None, None)]
        while left:
            self.budget.spend()
            low, high = left.pop()
            if low is not None and high is not None and probes.is_less(high, low):
                continue
            probe = Probe(_point(low, high), low, high, self.depth)
            passed = False
            try:
                passed = test(probes.probe(probe))
            except CannotTell as stop:
                unknown = stop
            if probe.low is not None and probe.high is not None:
                # where the outer variables are others, these values must be there, too
                probes.record(probes.subtract(probe.high, probe.low))
            if passed:
                return True
            if probe.high is not None and probe.high is not high:
                left.append((probes.add(probe.high, 1), high))
            if probe.low is not None and probe.low is not low:
                left.append((low, probes.subtract(probe.low, 1)))
        if unknown is not None:
            raise unknown
        return False

    def _some_other(self, type_: Type, test: Callable[[Datum], bool]) -> bool:
        if self.domains.size(type_) is not None:
            raise CannotTell("a quantifier has too many cases")
        other = Other(type_, self.depth)
        if self.met is not None and isinstance(type_, MapType):
            return self._some_map(other, self.met, test)
        try:
            return self._any(test, _cases(other))
        except CannotTell:
            made = self.domains.made(type_)
            if made is None or self.looks == DEEPEST:
                raise
        self.looks += 1
        try:
            return self._some_made(type_, made, test)
        finally:
            self.looks -= 1

    def _some_made(
        self, type_: Type, made: Mapping[str, tuple[Type, ...]], test: Callable[[Datum], bool]
    ) -> bool:
        """Look into the values: by what they may be made of."""
        unknown: CannotTell | None = None
        for name, types in made.items():
            try:
                if self._some_term(name, types, (), test):
                    return True
            except CannotTell as stop:
                unknown = stop
        if self.domains.is_uninterpreted(type_):
            self.domains.terms.update(made)
            if self._any(test, _cases(Other(type_, self.depth, plain=True))):
                return True
        if unknown is not None:
            raise unknown
        return False

    def _some_term(
        self,
        name: str,
        types: tuple[Type, ...],
        arguments: tuple[Datum, ...],
        test: Callable[[Datum], bool],
    ) -> bool:
        if len(arguments) == len(types):
            return test(Construction(name, arguments))  # type: ignore[arg-type]
        return self.some(
            types[len(arguments)],
            lambda argument: self._some_term(name, types, (*arguments, argument), test),
        )

    def _some_map(
        self,
        other: Other,
        met: Callable[[Type], Iterable[Datum]],
        test: Callable[[Datum], bool],
    ) -> bool:
        """Of the maps that stand for all others, those that have come up if it is looked into."""
        more: Iterable[Datum] = ()
        try:
            if test(other):
                return True
        except CannotTell:
            more = met(other.type)
        return self._any(test, _distinct([*other.excluded, *more]))


def _cases(other: Other) -> Iterator[Datum]:
    """`other`, then what it has been found different from."""
    yield other
    yield from _distinct(list(other.excluded))


def _distinct(values: Iterable[Datum]) -> Iterator[Datum]:
    tested: list[Datum] = []
    for value in values:
        if not any(value is t or value == t for t in tested):
            tested.append(value)
            yield value


def _point(low: Integer | None, high: Integer | None) -> int:
    """A value from `low` to `high`, near zero if it may be."""
    if low is None and high is None:
        return 0
    if low is None:
        assert high is not None
        return min(0, probes.integer(high))
    if high is None:
        return max(0, probes.integer(low))
    return probes.integer(low)
