"""What arguments of commands are read as."""

from __future__ import annotations

import argparse
import math


def count(text: str) -> int:
    """A number from 0. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0")
    return int(text)


def positive(text: str) -> int:
    """A number from 1. Raises ArgumentTypeError."""
    if (number := count(text)) == 0:
        raise argparse.ArgumentTypeError("it must be at least 1")
    return number


def seconds(text: str) -> float | None:
    """A number of seconds; None for 0. Raises ArgumentTypeError."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not (0 <= number < math.inf):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return number or None


def assignment(text: str) -> tuple[str, str]:
    """``NAME=VALUE``. Raises ArgumentTypeError."""
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form NAME=VALUE")
    return name.removeprefix(":"), value
