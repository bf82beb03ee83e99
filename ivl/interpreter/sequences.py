"""The solver's functions on strings and sequences."""

from __future__ import annotations

from collections.abc import Sequence

from ivl.base.values import Construction, Value

SEQUENCE = "Seq"
"""The constructor of a value of the solver's sequence sort: its elements are the arguments."""


def string_function(name: str, arguments: Sequence[Value]) -> Value | None:
    """The function that SMT-LIB calls `name` of `arguments`; None if it is not one of these."""
    match name, arguments:
        case "str.len", [str(s)]:
            return len(s)
        case "str.++", _ if arguments and all(isinstance(a, str) for a in arguments):
            return "".join([str(a) for a in arguments])
        case "str.at", [str(s), int(i)]:
            return s[i] if 0 <= i < len(s) else ""
        case "str.substr", [str(s), int(start), int(length)]:
            return s[start : start + length] if 0 <= start < len(s) and length > 0 else ""
        case "str.prefixof", [str(part), str(s)]:
            return s.startswith(part)
        case "str.suffixof", [str(part), str(s)]:
            return s.endswith(part)
        case "str.contains", [str(s), str(part)]:
            return part in s
        case "str.indexof", [str(s), str(part)]:
            return s.find(part)
        case "str.indexof", [str(s), str(part), int(start)]:
            return s.find(part, start) if 0 <= start <= len(s) else -1
        case "str.replace", [str(s), str(old), str(new)]:
            return s.replace(old, new, 1)
        case "str.<", [str(left), str(right)]:
            return left < right
        case "str.<=", [str(left), str(right)]:
            return left <= right
        case (("str.to.int" | "str.to_int"), [str(s)]):
            return int(s) if s and all("0" <= c <= "9" for c in s) else -1
        case (("int.to.str" | "str.from_int"), [int(n)]):
            return str(n) if n >= 0 else ""
        case _:
            return None


def sequence_function(name: str, arguments: Sequence[Value]) -> Value | None:
    """The same for sequences."""
    match name, arguments:
        case "seq.empty", []:
            return Construction(SEQUENCE)
        case "seq.unit", [element]:
            return Construction(SEQUENCE, (element,))
        case "seq.++", [Construction(), *_]:
            items = [i for a in arguments if isinstance(a, Construction) for i in a.arguments]
            return Construction(SEQUENCE, tuple(items))
        case "seq.len", [Construction(_, items)]:
            return len(items)
        case "seq.nth", [Construction(_, items), int(i)] if 0 <= i < len(items):
            return items[i]
        case "seq.at", [Construction(_, items), int(i)]:
            return Construction(SEQUENCE, items[i : i + 1] if i >= 0 else ())
        case "seq.extract", [Construction(_, items), int(start), int(length)]:
            inside = 0 <= start < len(items) and length > 0
            return Construction(SEQUENCE, items[start : start + length] if inside else ())
        case "seq.update", [Construction(_, items), int(i), Construction(_, new)]:
            if not 0 <= i < len(items):
                return Construction(SEQUENCE, items)
            return Construction(SEQUENCE, (items[:i] + new + items[i + len(new) :])[: len(items)])
        case "seq.prefixof", [Construction(_, part), Construction(_, items)]:
            return items[: len(part)] == part
        case "seq.suffixof", [Construction(_, part), Construction(_, items)]:
            return len(part) <= len(items) and items[len(items) - len(part) :] == part
        case "seq.contains", [Construction(_, items), Construction(_, part)]:
            return _find(items, part, 0) >= 0
        case "seq.indexof", [Construction(_, items), Construction(_, part), int(start)]:
            return _find(items, part, start) if 0 <= start <= len(items) else -1
        case _:
            return None


def _find(items: tuple[Value, ...], part: tuple[Value, ...], start: int) -> int:
    starts = range(start, len(items) - len(part) + 1)
    return next((i for i in starts if items[i : i + len(part)] == part), -1)
