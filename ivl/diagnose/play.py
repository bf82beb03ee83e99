"""Choosers that play what is on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ivl.base.node import EMPTY
from ivl.base.source import Span
from ivl.base.values import UNKNOWN, Value
from ivl.diagnose.recording import Recording
from ivl.interpreter.choices import Choice, ChoiceKind
from ivl.interpreter.data import Datum


class PlayRecording:
    """Plays a recording: each value once, in the order of the path.

    `procedure` is the one that the path is in. `guesses` counts the choices that are not on it.
    """

    def __init__(self, recording: Recording, procedure: str) -> None:
        self.recording = recording
        self.procedure = procedure
        self.guesses = 0
        self._played: dict[tuple[Span, str], int] = {}
        self._labels = 0

    def __call__(self, choice: Choice) -> Datum | None:
        """The value that the candidate has."""
        match choice.kind:
            case ChoiceKind.START | ChoiceKind.LOCAL if choice.procedure == self.procedure:
                return self._recorded(self.recording.start, (choice.name,))
            case ChoiceKind.HAVOC | ChoiceKind.LOOP | ChoiceKind.RESULT:
                at = self._played.get((choice.span, choice.name), 0)
                self._played[choice.span, choice.name] = at + 1
                found = self.recording.havocs.get(choice.span, ())
                names = (choice.name, f"{choice.procedure}.{choice.name}")
                return self._recorded(found[at] if at < len(found) else {}, names)
            case ChoiceKind.BRANCH:
                return self._label(choice.options)
            case _:
                self.guesses += 1
                return None

    def _recorded(self, values: Mapping[str, Datum | None], names: tuple[str, ...]) -> Datum | None:
        for name in names:
            if name in values:
                return values[name]
        self.guesses += 1
        return None

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
        self._waiting: dict[tuple[ChoiceKind, Span, str, str], list[Value]] = {}
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


def _place(choice: Choice) -> tuple[ChoiceKind, Span, str, str]:
    return choice.kind, choice.span, choice.name, choice.procedure
