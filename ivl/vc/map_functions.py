"""Functions on maps, point by point, which z3 has for arrays."""

from __future__ import annotations

from ivl.core.expressions import Function
from ivl.core.types import MapType, Type
from ivl.vc.sorts import Sorts

_BOOLEAN = {
    "MapNot": "not",
    "MapAnd": "and",
    "MapOr": "or",
    "MapImp": "=>",
    "MapIff": "=",
}
_ARITHMETIC = {
    "MapAdd": "+",
    "MapSub": "-",
    "MapMul": "*",
    "MapDiv": "div",
    "MapMod": "mod",
}
_COMPARISON = {
    "MapLt": "<",
    "MapLe": "<=",
    "MapGt": ">",
    "MapGe": ">=",
}
_GENERAL = {"MapEq": "=", "MapIte": "ite"}
_OPERATORS = _BOOLEAN | _ARITHMETIC | _COMPARISON | _GENERAL


def map_operator(builtin: str, function: Function, sorts: Sorts) -> str | None:
    """The solver's text for a ``{:builtin "MapAdd"}`` and the like; None when it is no such name.

    ``MapConst`` is a map that is the same everywhere, ``MapAdd(a, b)[i] == a[i] + b[i]``.
    """
    if builtin == "MapConst":
        return f"(as const {sorts.text(sorts.sort(function.result))})"
    operator = _OPERATORS.get(builtin)
    if operator is None:
        return None
    texts = [sorts.text(sorts.sort(_range(t))) for t in (*function.parameters, function.result)]
    return f"(_ map ({operator} ({' '.join(texts[:-1])}) {texts[-1]}))"


def _range(type_: Type) -> Type:
    return type_.range if isinstance(type_, MapType) else type_
