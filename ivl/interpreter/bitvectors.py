"""The solver's functions on bitvectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ivl.base.values import Bits, Value
from ivl.core.types import BitvectorType, Type

_INDEXED = re.compile(r"\(_ ([a-z0-9_]+) ([0-9]+)(?: ([0-9]+))?\)")


def bitvector_function(name: str, arguments: Sequence[Value], result: Type) -> Value | None:
    """The function that SMT-LIB calls `name` of `arguments`; None if it is not one of these."""
    if indexed := _INDEXED.fullmatch(name):
        numbers = [int(n) for n in indexed.groups()[1:] if n is not None]
        return _indexed(indexed[1], numbers, arguments)
    match arguments:
        case [Bits(value, width)]:
            if name in ("bv2nat", "bv2int", "ubv_to_int"):
                return value
            if name == "sbv_to_int":
                return _signed(value, width)
            unary = _UNARY.get(name)
            return None if unary is None else Bits(unary(value, width) % (1 << width), width)
        case [int(number)] if name in ("int2bv", "int_to_bv") and isinstance(result, BitvectorType):
            return Bits(number % (1 << result.width), result.width)
        case [Bits(left, width), Bits(right, other)]:
            if name == "concat":
                return Bits(left << other | right, width + other)
            if width != other:
                return None
            if name == "bvcomp":
                return Bits(int(left == right), 1)
            if name in _COMPARISONS:
                return _COMPARISONS[name](left, right)
            if name in _SIGNED_COMPARISONS:
                return _COMPARISONS[_SIGNED_COMPARISONS[name]](
                    _signed(left, width), _signed(right, width)
                )
            if name == "ext_rotate_left":
                return _rotated(left, right, width)
            if name == "ext_rotate_right":
                return _rotated(left, -right, width)
            binary = _BINARY.get(name)
            return (
                None if binary is None else Bits(binary(left, right, width) % (1 << width), width)
            )
        case [Bits(first, width), *rest] if name in ("bvadd", "bvmul", "bvand", "bvor", "bvxor"):
            for operand in rest:
                if not isinstance(operand, Bits):
                    return None
                first = _BINARY[name](first, operand.value, width) % (1 << width)
            return Bits(first, width)
        case _:
            return None


def _indexed(name: str, numbers: list[int], arguments: Sequence[Value]) -> Value | None:
    match name, numbers, arguments:
        case "zero_extend", [more], [Bits(value, width)]:
            return Bits(value, width + more)
        case "sign_extend", [more], [Bits(value, width)]:
            return Bits(_signed(value, width) % (1 << (width + more)), width + more)
        case "extract", [high, low], [Bits(value, _)]:
            return Bits(value >> low & ((1 << (high - low + 1)) - 1), high - low + 1)
        case "rotate_left", [by], [Bits(value, width)]:
            return _rotated(value, by, width)
        case "rotate_right", [by], [Bits(value, width)]:
            return _rotated(value, -by, width)
        case "repeat", [times], [Bits(value, width)]:
            return Bits(sum([value << width * i for i in range(times)]), width * times)
        case (("int2bv" | "int_to_bv"), [width], [int(number)]):
            return Bits(number % (1 << width), width)
        case _:
            return None


def _signed(value: int, width: int) -> int:
    return value - (1 << width) if width and value >> (width - 1) else value


def _rotated(value: int, by: int, width: int) -> Bits:
    by %= width
    return Bits((value << by | value >> (width - by)) & ((1 << width) - 1), width)


def _truncated_division(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _sdiv(left: int, right: int, width: int) -> int:
    a, b = _signed(left, width), _signed(right, width)
    if b == 0:
        return 1 if a < 0 else -1
    return _truncated_division(a, b)


def _srem(left: int, right: int, width: int) -> int:
    a, b = _signed(left, width), _signed(right, width)
    return a if b == 0 else a - b * _truncated_division(a, b)


def _smod(left: int, right: int, width: int) -> int:
    a, b = _signed(left, width), _signed(right, width)
    return a if b == 0 else a % b  # the sign of the divisor, as Python's


def _shift_left(left: int, right: int, width: int) -> int:
    return left << right if right < width else 0


def _shift_right(left: int, right: int, width: int) -> int:
    return left >> right if right < width else 0


def _arithmetic_shift(left: int, right: int, width: int) -> int:
    return _signed(left, width) >> min(right, width)


_UNARY: dict[str, Callable[[int, int], int]] = {
    "bvnot": lambda x, _: ~x,
    "bvneg": lambda x, _: -x,
}
_BINARY: dict[str, Callable[[int, int, int], int]] = {
    "bvadd": lambda x, y, _: x + y,
    "bvsub": lambda x, y, _: x - y,
    "bvmul": lambda x, y, _: x * y,
    "bvudiv": lambda x, y, _: x // y if y else -1,
    "bvurem": lambda x, y, _: x % y if y else x,
    "bvsdiv": _sdiv,
    "bvsrem": _srem,
    "bvsmod": _smod,
    "bvand": lambda x, y, _: x & y,
    "bvor": lambda x, y, _: x | y,
    "bvxor": lambda x, y, _: x ^ y,
    "bvnand": lambda x, y, _: ~(x & y),
    "bvnor": lambda x, y, _: ~(x | y),
    "bvxnor": lambda x, y, _: ~(x ^ y),
    "bvshl": _shift_left,
    "bvlshr": _shift_right,
    "bvashr": _arithmetic_shift,
}
_COMPARISONS: dict[str, Callable[[int, int], bool]] = {
    "bvult": lambda x, y: x < y,
    "bvule": lambda x, y: x <= y,
    "bvugt": lambda x, y: x > y,
    "bvuge": lambda x, y: x >= y,
}
_SIGNED_COMPARISONS = {
    "bvslt": "bvult",
    "bvsle": "bvule",
    "bvsgt": "bvugt",
    "bvsge": "bvuge",
}
