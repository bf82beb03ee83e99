"""Reading Boogie's command line: the shape of an option, and the parser over the table of them."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from ivl.base.node import node, value


class Support(Enum):
    """What an option does here."""

    WORKS = "works"
    NO_EFFECT = "accepted, has no effect here"
    REFUSED = "not supported yet"


class Form(Enum):
    """What an option's argument looks like."""

    FLAG = "none"
    TEXT = "text"
    NUMBER = "a number from 0"
    DECIMAL = "a decimal number"
    CHOICE = "one of several words"
    DOMAIN = "letters and a digit"


@value
class Option:
    """One row of the table.

    `limit` is the number below which a NUMBER must stay (0: no limit), `least` the smallest;
    `choices` are the words of a CHOICE. `argument` is how the help calls the argument.
    """

    name: str
    help: str
    form: Form = Form.FLAG
    support: Support = Support.WORKS
    argument: str = ""
    limit: int = 0
    least: int = 0
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@value
class Group:
    """Options that the help shows together."""

    title: str
    options: tuple[Option, ...]


@node
class CommandLine:
    """What was given: file names, each option's arguments in order (a flag's are empty).

    `problems` are messages about options that were used wrongly, or are not supported; `notes`
    name the options that were accepted without effect.
    """

    files: tuple[str, ...]
    given: Mapping[str, tuple[str, ...]]
    problems: tuple[str, ...]
    notes: tuple[str, ...]

    def has(self, name: str) -> bool:
        """Whether option `name` was given."""
        return name in self.given

    def last(self, name: str, default: str = "") -> str:
        """The last argument of option `name`."""
        return self.given[name][-1] if name in self.given else default

    def number(self, name: str, default: int = 0) -> int:
        """The last argument of option `name`, a NUMBER."""
        return int(self.given[name][-1]) if name in self.given else default


def parse_command_line(arguments: Sequence[str], groups: Iterable[Group]) -> CommandLine:
    """Sort `arguments` into files and options.

    An option starts with ``-`` or ``/``; its argument follows after a colon or as the next word.
    """
    table: dict[str, Option] = {}
    for group in groups:
        for option in group.options:
            for name in (option.name, *option.aliases):
                assert name not in table, name
                table[name] = option
    files: list[str] = []
    given: dict[str, list[str]] = {}
    problems: list[str] = []
    notes: list[str] = []
    rest = list(reversed(arguments))
    while rest:
        word = rest.pop()
        text = word.strip()
        if text[:1] not in ("-", "/"):
            files.append(word)
            continue
        switch, colon, argument = text.partition(":")
        if _is_path(text, switch[1:] in table):
            files.append(word)
            continue
        found = table.get(switch[1:])
        if found is None:
            problems.append(f"unknown switch: {switch}")
            continue
        if found.form is Form.FLAG:
            if colon:
                problems.append(f'"{switch}" cannot take a colon argument')
                break
        elif not colon:
            if not rest:
                problems.append(f'"{switch}" expects 1 argument')
                break
            argument = rest.pop()
        if problem := _wrong_argument(found, switch, argument):
            problems.append(problem)
        elif found.support is Support.REFUSED:
            shown = f"{switch}:{argument}" if argument else switch
            problems.append(f"{shown} is not supported by ivl-boogie yet ({found.help})")
        else:
            given.setdefault(found.name, []).append(argument)
            if found.support is Support.NO_EFFECT:
                notes.append(text)
    arguments_by_name = {name: tuple(several) for name, several in given.items()}
    return CommandLine(tuple(files), arguments_by_name, tuple(problems), tuple(notes))


def _is_path(text: str, is_option: bool) -> bool:
    """Whether ``/x`` is a file's absolute path and no option."""
    if is_option or not text.startswith("/"):
        return False
    return "/" in text[1:].partition(":")[0] or "." in text or os.path.exists(text)


def _wrong_argument(option: Option, switch: str, argument: str) -> str:
    """What is wrong with `argument`; empty when nothing is."""
    problem = f'Invalid argument "{argument}" to option {switch}'
    match option.form:
        case Form.NUMBER:
            if not (argument.isascii() and argument.isdigit()):
                return problem
            number = int(argument) if len(argument) < 11 else 1 << 40
            in_range = option.least <= number < (option.limit or 1 << 31)
            return "" if in_range else problem
        case Form.DECIMAL:
            try:
                return "" if 0 <= float(argument) < float("inf") else problem
            except ValueError:
                return problem
        case Form.CHOICE:
            return "" if argument in option.choices else problem
        case Form.DOMAIN:
            return _wrong_domain(switch, argument)
        case Form.FLAG | Form.TEXT:
            return ""


def _wrong_domain(switch: str, argument: str) -> str:
    """The argument of ``/infer``: one of t and j, with s and digits."""
    for letter in argument:
        if letter not in "tjs0123456789":
            return f"Invalid argument '{letter}' to option {switch}"
    if ("t" in argument) == ("j" in argument):
        return f"Option {switch} requires the selection of exactly one abstract domain"
    return ""
