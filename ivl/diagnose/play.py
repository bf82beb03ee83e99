"""Choosers that play what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from ivl.base.node import EMPTY
from ivl.base.source import Span
from ivl.base.values import UNKNOWN, Value
from ivl.core.types import Type
from ivl.diagnose.recording import Recording
from ivl.interpreter.choices import Choice, ChoiceKind
from ivl.interpreter.data import Datum

_Place: TypeAlias = tuple[ChoiceKind, Span, str, str, Type]
"""What is chosen where. Of one variable there are values of several types, if it is generic."""


class PlayRecording:
    """Plays a recording: each value once, in the order of the path.

    `procedure` is the one that the path is in. `guesses` counts the choices that are not on it.
    """

    def __init__(self, recording: Recording, procedure: str) -> None:
        self.recording = recording
        self.procedure = procedure
        self.guesses = 0
        self._played: dict[_Place, int] = {}
        self._labels = 0

    def __call__(self, choice: Choice) -> Datum | None:
        """The value that the candidate has."""
        match choice.kind:
            case ChoiceKind.START | ChoiceKind.LOCAL if choice.procedure == self.procedure:
                value = self.recording.start.get((choice.name, choice.type), UNKNOWN)
            case ChoiceKind.HAVOC | ChoiceKind.LOOP | ChoiceKind.RESULT:
                value = self._havoc(choice)
            case ChoiceKind.BRANCH:
                return self._label(choice.options)
            case _:
                value = UNKNOWN
        if value == UNKNOWN:
            self.guesses += 1
            return None
        return value

    def _havoc(self, choice: Choice) -> Datum | None:
        """What the variable gets this time."""
        names = (choice.name, f"{choice.procedure}.{choice.name}")
        keys = [(name, choice.type) for name in names]
        values = [v[k] for v in self.recording.havocs.get(choice.span, ()) for k in keys if k in v]
        place = _place(choice)
        at = self._played.get(place, 0)
        self._played[place] = at + 1
        return values[at] if at < len(values) else UNKNOWN

    def _label(self, options: tuple[str, ...]) -> str | None:
        labels = self.recording.labels
        for number in range(self._labels, len(labels)):
            if labels[number] in options:
                self._labels = number + 1
                return labels[number]
        self.guesses += 1
        return None


class PlayChoices:
    """Plays the choices of an earlier run, some of them changed (by their numbers)."""

    def __init__(
        self, choices: Iterable[tuple[Choice, Value]], changed: Mapping[int, Value] = EMPTY
    ) -> None:
        self._waiting: dict[_Place, list[Value]] = {}
        for number, (choice, value) in enumerate(choices):
            waiting = self._waiting.setdefault(_place(choice), [])
            waiting.append(changed.get(number, value))

    def __call__(self, choice: Choice) -> Value | None:
        """The value that was chosen at this place, this time."""
        waiting = self._waiting.get(_place(choice))
        if not waiting:
            return None
        value = waiting.pop(0)
        return None if value == UNKNOWN else value


def _place(choice: Choice) -> _Place:
    return choice.kind, choice.span, choice.name, choice.procedure, choice.type
