"""Reading attributes."""

from __future__ import annotations

from ivl.core.expressions import Attributes, Literal
from ivl.core.program import find_attribute

LOOP_OF = "loop_of"
"""Where an implementation was made of a loop: the name of the one it was taken from."""


def is_true(attributes: Attributes, name: str) -> bool:
    """Whether ``{:name}`` or ``{:name true}`` is there; a later ``{:name false}`` undoes it."""
    result = False
    for attribute in attributes:
        if attribute.name == name:
            match attribute.parameters:
                case ():
                    result = True
                case (Literal(bool(value)),):
                    result = value
                case _:
                    pass
    return result


def int_attribute(attributes: Attributes, name: str) -> int | None:
    """The integer literal that an attribute carries, if it does."""
    parameters = find_attribute(attributes, name)
    if parameters and isinstance(parameters[0], Literal):
        value = parameters[0].value
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None


def text_attribute(attributes: Attributes, name: str) -> str | None:
    """The string that an attribute carries, if it does."""
    parameters = find_attribute(attributes, name)
    return parameters[0] if parameters and isinstance(parameters[0], str) else None


def has_attribute(attributes: Attributes, name: str) -> bool:
    """Whether there is an attribute called `name`."""
    return any(a.name == name for a in attributes)
